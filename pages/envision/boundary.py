"""Helpers of the boundary: where its limits could start, how noisy a window is, how many cases the effect needs."""

import streamlit as st

from components.text import days, plain
from lifecycle.boundary import judge_window
from lifecycle.catalogue import protocols
from lifecycle.contract import LeverChoice
from lifecycle.envision.canvas import Canvas, choices
from lifecycle.envision.levers import levers
from lifecycle.envision.limits import Limits, measured_by, suggest
from lifecycle.envision.noise import UPLIFTS, window_error
from lifecycle.envision.sample_size import days_needed, holdout_needed, per_arm
from lifecycle.envision.three_point import ThreePoint
from lifecycle.figures import money, percent
from lifecycle.metrics import BusinessMetric, metrics
from lifecycle.payoff import OUTCOMES, PayoffEstimate
from pages.envision.editing import Editing

ZERO = ThreePoint.exactly(0).model_dump()


def helpers(editing: Editing) -> None:
    """Show the helpers there is enough on the canvas for."""
    values = editing.values
    metric, made = metrics().get(values.get("boundary.metric", "")), choices(values)
    if metric and made:
        volume = ThreePoint.model_validate(values.get("volume") or ZERO)
        payoffs = PayoffEstimate.model_validate({o: values.get(f"payoff.{o}") or ZERO for o in OUTCOMES})
        lever = measured_by(metric.key, made)
        if lever is None:
            names = " and ".join(levers()[one.key].name for one in made)
            st.caption(plain(f"{names} says nothing about “{metric.name}”: choose a metric that the value depends on."))
        else:
            _judged(metric, lever, made)
            _limits(editing, metric, made, volume, payoffs)
            _window(values, metric, lever, volume, payoffs)
            if metric.key == "uplift":
                _sample(values, metric, lever)
    _credit(values)


def _judged(metric: BusinessMetric, lever: LeverChoice, made: list[LeverChoice]) -> None:
    """Say which part of the promise the metric tells about, where value is earned in several ways."""
    others = [levers()[one.key] for one in made if one is not lever]
    if not others:
        return
    text = f"“{metric.name}” tells about {levers()[lever.key].name} alone: the noise of a window is that of this part."
    names = ", ".join(other.name for other in others)
    text += f" Not judged by it: {names}."
    if any(other.cash for other in others):
        text += " Break-even counts their money too."
    _line("call_split", text)


def _line(icon: str, text: str) -> None:
    st.markdown(f":material/{icon}: {plain(text)}")


def _shown(value: float, metric: BusinessMetric, values: Canvas) -> str:
    if metric.unit == "money":
        return money(value, values.get("currency", "EUR"))
    return f"{value * metric.factor:.2f} {metric.unit}".replace("-", "−")


def _limits(
    editing: Editing, metric: BusinessMetric, made: list[LeverChoice], volume: ThreePoint, payoffs: PayoffEstimate
) -> None:
    """Offer limits to start from: the target at P50, the floor where it just pays or where today's way wins."""
    values = editing.values
    today = values.get("boundary.baseline") if values.get("counterfactual") in ("incumbent", "rule") else None
    today = None if today is None else today / metric.factor
    found = suggest(metric.key, made, volume, payoffs, values.get("run_cost") or 0.0, today)
    if found is None:
        return
    floor = f", floor {_shown(found.floor, metric, values)} ({found.floor_is})" if found.floor is not None else ""
    text = f"To start from: target {_shown(found.target, metric, values)} (P50){floor}."
    if not found.pays:
        text += " At P50 it is not worth running."
    _line("flag", text)
    if found.floor is not None and found.pays:
        st.button("Take these limits", on_click=_take, args=[editing, metric, found], icon=":material/input:")


def _take(editing: Editing, metric: BusinessMetric, found: Limits) -> None:
    """Put target and floor into the canvas; the warning halfway until the noise of a window is known."""
    floor = found.floor if found.floor is not None else found.target
    limits = {"target": found.target, "floor": floor, "warn": (found.target + floor) / 2}
    editing.save_all({f"boundary.{name}": round(value * metric.factor, 2) for name, value in limits.items()})
    for name in limits:
        editing.refresh(f"boundary.{name}")


def _window(
    values: Canvas, metric: BusinessMetric, lever: LeverChoice, volume: ThreePoint, payoffs: PayoffEstimate
) -> None:
    """Say how noisy one review window will be, where that puts the warning, and what would do if it is too noisy."""
    target, floor, length = (values.get(f"boundary.{name}") for name in ("target", "floor", "window_days"))
    if target is None or floor is None or not length or int(length) < 1:
        return
    base_rate, holdout = (None if values.get(name) is None else values[name] / 100 for name in ("base_rate", "holdout"))
    error = window_error(metric.key, lever, payoffs, volume, int(length), base_rate, holdout)
    if error is None:
        known = (
            "" if metric.key != "uplift" else " Fill in how often it goes wrong today and how many are left as today."
        )
        st.caption(f"The noise of a window of this metric is not known yet.{known}")
        return
    found = judge_window(target / metric.factor, floor / metric.factor, error, int(length))
    text = (
        f"One window of {days(length)} is expected to be off by ±{_shown(error, metric, values)} (one standard error). "
    )
    if not found.too_noisy:
        text += f"Warn below {_shown(found.warn, metric, values)}: with the target met, a window falls below that in 5 % of cases."
        _line("lightbulb", text)
        return
    ways = [f"A window of {days(found.days_needed)} would do"] if found.days_needed else []
    share = _holdout(values, metric, lever, int(length))
    ways += [f"leaving {percent(share, 1)} as today would do"] if share else []
    text += "The window is too noisy: it cannot tell the target from the floor. "
    text += ", or ".join(ways) + "." if ways else "The target does not lie above the floor: no window would do."
    st.warning(plain(text), icon=":material/graphic_eq:")


def _effect(values: Canvas, metric: BusinessMetric, lever: LeverChoice) -> tuple[float, float, float] | None:
    """Give how often it goes wrong today, the target as a share, and the cases a year, where they make sense."""
    base_rate, target = values.get("base_rate"), values.get("boundary.target")
    if base_rate is None or target is None or lever.key not in UPLIFTS:
        return None
    share, effect = base_rate / 100, target / metric.factor
    if not (0 < share < 1 and 0 < effect <= share):
        return None
    return share, effect, lever.inputs[UPLIFTS[lever.key][0]].mean


def _holdout(values: Canvas, metric: BusinessMetric, lever: LeverChoice, window_days: int) -> float | None:
    found = _effect(values, metric, lever)
    if found is None:
        return None
    share, effect, yearly = found
    return holdout_needed(share, effect, yearly * window_days / 365, values["boundary.floor"] / metric.factor)


def _sample(values: Canvas, metric: BusinessMetric, lever: LeverChoice) -> None:
    """Say how many cases the effect needs to be shown, and how long they take to arrive."""
    found = _effect(values, metric, lever)
    if found is None:
        st.caption("Sample size: fill in how often it goes wrong today, not less than the target.")
        return
    share, effect, yearly = found
    arm = per_arm(share, effect)
    text = f"To show {_shown(effect, metric, values)} on {percent(share, 1)} takes {arm:,} cases in each of two groups (16·p·(1−p)/δ²)"
    holdout = (values.get("holdout") or 0) / 100
    waits = days_needed(arm, yearly, holdout) if 0 < holdout < 1 else None
    text += f"; with {percent(holdout)} left as today that is {days(waits)}." if waits else "."
    _line("group", text)


def _credit(values: Canvas) -> None:
    """Say what the protocol is worth."""
    if found := protocols().get(values.get("protocol", "")):
        st.caption(
            plain(
                f"{found.name} earns {percent(found.credit)} credit: of 100 measured, {found.credit * 100:.0f} count as realised. {found.means}"
            )
        )
