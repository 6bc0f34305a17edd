"""What the canvas is worth so far, always in view beside it."""

from typing import Any

import streamlit as st

from components.charts import show
from components.charts.value import spread, tornado
from components.text import plain
from lifecycle.boundary import too_noisy, warn_level, window_needed
from lifecycle.contract import LeverChoice
from lifecycle.envision.canvas import Canvas, chosen, fields, missing, preview
from lifecycle.envision.noise import window_error
from lifecycle.envision.three_point import ThreePoint
from lifecycle.figures import money, money_range
from lifecycle.initiative import Initiative
from lifecycle.metrics import metrics
from lifecycle.payoff import OUTCOMES, PayoffEstimate
from pages.here import Here, drawn


def panel(place: Here, initiative: Initiative, values: Canvas) -> None:
    """Show P10, P50 and P90, the risk of a loss, and what moves the value most."""
    currency = values.get("currency", "EUR")
    st.markdown("**What this is worth a year**")
    found = preview(values)
    if found is None:
        st.caption("Shown as soon as volume, payoffs, the way value is earned and running costs are filled in.")
        open_fields = [
            gap.label for gap in missing(values) if gap.section in ("Decision & workflow", "Value & baseline")
        ]
        if open_fields:
            st.caption("Still open for it: " + ", ".join(open_fields[:6]) + ("…" if len(open_fields) > 6 else "."))
        return
    value = found.yearly
    st.markdown(f"## {money(value.mid, currency)}")
    st.caption(
        f"P50 of {found.draws:,} draws (seed {found.seed}), running costs taken off. "
        f"P10 to P90: {money_range(value, currency)}. A loss in {found.p_loss:.0%} of draws.".replace("%", " %")
    )
    key = (value.low, value.mid, value.high, currency)
    show(drawn(place, "spread", initiative.id, lambda: spread(value.low, value.mid, value.high, 0, currency), *key))
    build_cost = values.get("build_cost") or 0
    if build_cost and value.mid > 0:
        months = build_cost / value.mid * 12
        st.caption(f"Building it costs {money(build_cost, currency)} once: earned back in {months:.0f} months at P50.")
    if found.drivers:
        named = [(_name(d.name, values), d) for d in found.drivers[:5]]
        show(drawn(place, "tornado", initiative.id, lambda: tornado(named, currency), *key))


def _name(key: str, values: Canvas) -> str:
    """Find the words for an input of the formula."""
    owners = [f"lever.{lever.key}.{key}" for lever in chosen(values)]
    for path in (*owners, f"payoff.{key}", key):
        if path in fields():
            return fields()[path].label
    return key


def boundary_advice(values: Canvas) -> None:
    """Say how noisy one review window will be, and where that puts the warning."""
    lever, metric = next(iter(chosen(values)), None), metrics().get(values.get("boundary.metric", ""))
    limits: dict[str, Any] = {name: values.get(f"boundary.{name}") for name in ("target", "floor", "window_days")}
    inputs = {i.key: values.get(f"lever.{lever.key}.{i.key}") for i in lever.inputs} if lever else {}
    payoffs = {outcome: values.get(f"payoff.{outcome}") for outcome in OUTCOMES}
    known = [*limits.values(), *inputs.values(), *payoffs.values(), values.get("volume")]
    if lever is None or metric is None or None in known:
        return
    error = window_error(
        metric.key,
        LeverChoice(key=lever.key, inputs=inputs),
        PayoffEstimate.model_validate(payoffs),
        ThreePoint.model_validate(values["volume"]),
        int(limits["window_days"]),
    )
    if error is None:
        st.caption("The noise of a window of this metric is not known before cases arrive; set the warning by hand.")
        return
    target, floor = limits["target"] / metric.factor, limits["floor"] / metric.factor
    unit = values.get("currency", "EUR") if metric.unit == "money" else metric.unit
    warn = warn_level(target, error) * metric.factor
    noise = f"±{error * metric.factor:.2f} {unit}"
    text = f"One window of {limits['window_days']:.0f} days is expected to be off by {noise} (one standard error). "
    if too_noisy(target, floor, error):
        longer = window_needed(target, floor, error, int(limits["window_days"]))
        text += "It is too noisy to tell the target from the floor."
        text += f" A window of {longer} days would do." if longer else ""
        st.warning(plain(text), icon=":material/graphic_eq:")
        return
    text += f"Warn below {warn:.2f} {unit}: with the target met, a window falls below that in 5 % of cases."
    st.info(plain(text), icon=":material/lightbulb:")
