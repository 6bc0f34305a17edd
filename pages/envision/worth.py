"""What the canvas is worth so far, always in view beside it; it moves with every input."""

from collections.abc import Callable

import streamlit as st

from components.charts import Picture, show
from components.charts.value import contributions, distribution, spread, tornado
from components.text import plain
from lifecycle.envision.canvas import Canvas, choices, fields, missing, preview
from lifecycle.envision.double_counting import warnings
from lifecycle.envision.economics import Economics, appraise
from lifecycle.envision.levers import levers
from lifecycle.envision.value_model import Driver, ValueEstimate
from lifecycle.figures import money, money_range, percent
from lifecycle.ids import sha256
from lifecycle.initiative import Initiative
from pages.here import Here, drawn

READS = ("Decision & workflow", "Value & baseline")


def panel(place: Here, initiative: Initiative, values: Canvas) -> None:
    """Show P10, P50 and P90, the risk of a loss, what moves the value most, and what it is as an investment."""
    currency = values.get("currency", "EUR")
    st.markdown("**What this is worth a year**")
    found = preview(values)
    if found is None:
        st.caption("Shown as soon as volume, payoffs, the way value is earned and running costs are filled in.")
        open_fields = [gap.label for gap in missing(values) if gap.section in READS]
        if open_fields:
            st.caption("Still open for it: " + ", ".join(open_fields[:6]) + ("…" if len(open_fields) > 6 else "."))
        return
    value = found.yearly
    st.markdown(f"## {money(value.mid, currency)}")
    st.caption(plain(_sentence(found, values, currency)))
    made = _appraised(found, values)
    if made:
        st.markdown(_figures(made, currency))
        st.caption(_terms(made, currency))
    for warning in warnings(choices(values) or []):
        st.warning(plain(warning), icon=":material/content_copy:")

    def chart(name: str, make: Callable[[], Picture]) -> None:
        show(drawn(place, name, initiative.id, make, sha256(found.sample.tobytes()), currency, name))

    named = [(_name(driver), driver) for driver in found.drivers[:5]]
    if named:
        st.caption(plain(f"What matters most: {' and '.join(f'“{name}”' for name, _ in named[:2])}."))
        chart("tornado", lambda: tornado(named, currency))
    chart("spread", lambda: spread(value.low, value.mid, value.high, 0, currency, values.get("value_target")))
    if len(found.parts) > 1 or found.risk:
        parts = [(levers()[part.lever].name, part) for part in found.parts]
        chart("contributions", lambda: contributions(parts, values["run_cost"], currency))
        _apart(found, currency)


def distribution_of(place: Here, initiative: Initiative, values: Canvas) -> None:
    """Show how often the net present value lies where."""
    found = preview(values)
    made = _appraised(found, values) if found else None
    if made:
        currency = values.get("currency", "EUR")
        mark = sha256(made.sample.tobytes())
        show(drawn(place, "npv", initiative.id, lambda: distribution(made, currency), mark, currency))


def _sentence(found: ValueEstimate, values: Canvas, currency: str) -> str:
    value = found.yearly
    text = (
        f"P50 of {found.draws:,} draws (seed {found.seed}), running costs taken off. "
        f"P10 to P90: {money_range(value, currency)}. A loss in {percent(found.p_loss)} of draws."
    )
    if (target := values.get("value_target")) is not None:
        text += f" {money(target, currency)} or more in {percent(found.p_at_least(target))}."
    if (share := values.get("cashable")) is not None:
        text += f" {_budgeted(found, share / 100, currency)}"
    return text


def _budgeted(found: ValueEstimate, share: float, currency: str) -> str:
    """Say what of an average year reaches a budget; a lever with a share of its own is not cut twice."""
    used = [levers()[part.lever] for part in found.parts if part.cash]
    own = [lever.name for lever in used if lever.asks_what_is_cashable]
    if len(own) == len(used):
        return f"All of it reaches a budget: {' and '.join(own)} counts its own cashable share only."
    reached = money(found.reaching_a_budget(share), currency)
    text = f"Of an average year, {money(found.mean, currency)}, {reached} reaches a budget: {percent(share)} of what is earned"
    return f"{text}; {' and '.join(own)} has its own share and is not cut again." if own else f"{text}."


def _appraised(found: ValueEstimate, values: Canvas) -> Economics | None:
    """Hold the yearly value against what it costs to build; nothing before that is known."""
    build_cost = values.get("build_cost")
    years, rate = int(values.get("horizon_years") or 3), values.get("discount_rate")
    rate = 0.08 if rate is None else rate / 100
    if build_cost is None or build_cost < 0 or not 1 <= years <= 10 or not 0 <= rate < 1:
        return None
    return appraise(found, build_cost, years, rate)


def _terms(made: Economics, currency: str) -> str:
    years = "one year" if made.horizon_years == 1 else f"{made.horizon_years} years"
    return plain(
        f"Over {years} at {percent(made.discount_rate, 1)} a year; {money(made.build_cost, currency)} to build."
    )


def _figures(made: Economics, currency: str) -> str:
    irr = plain(percent(made.irr.rate)) if made.irr.rate is not None else f":small[{plain(made.irr.why)}]"
    months = ":small[not within the horizon]"
    if made.payback_months is not None:
        months = f"{made.payback_months:.0f} months" if made.payback_months >= 1.5 else "about a month or less"
    lines = {
        "Net present value": f"**{money(made.npv.mid, currency)}** :gray[:small[{money_range(made.npv, currency)}]]",
        "Below zero": f"**{plain(percent(made.p_negative))}** of draws",
        "Rate of return": f"**{irr}**",
        "Paid back in": f"**{months}**",
        "A month's delay costs": f"**{money(made.delay.month.mid, currency)}**",
    }
    return "  \n".join(f"{name}: {text}".replace("$", "\\$") for name, text in lines.items())


def _apart(found: ValueEstimate, currency: str) -> None:
    """Say what is no money in an account: losses avoided on average, and effects nobody puts a price on."""
    if found.risk:
        amount = f"{money(found.risk.mid, currency)} ({money_range(found.risk, currency)})"
        st.caption(plain(f"Losses avoided on average, kept apart from cash: {amount}."))
    for part in found.parts:
        kpi = levers()[part.lever].kpi
        if part.kpi_only and part.kpi and kpi:
            st.caption(plain(f"{levers()[part.lever].name}: {part.kpi.mid:,.0f} {kpi.unit}, without a price."))


def _name(driver: Driver) -> str:
    """Find the words for an input of a formula."""
    return fields()[driver.path].label
