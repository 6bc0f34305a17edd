"""What a case is worth, set in a room where no contract says it."""

import re

import streamlit as st

from components.text import plain
from data import rooms
from data.kept_stakes import Set
from data.runs import Run
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.stakes import NO_ACTION, Stakes
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import BadInput
from lifecycle.figures import symbol
from lifecycle.payoff import OUTCOMES, PayoffEstimate
from pages.here import Here, done, saying

LABELS = {
    "tp": "Acted on, and truly yes",
    "fp": "Acted on, but truly no",
    "fn": "Left alone, but truly yes",
    "tn": "Left alone, and truly no",
}
ENDS = {"low": "low", "likely": "most likely", "high": "high"}
CAPACITY = (
    "How many cases people can act on in a week. For one campaign: contacts ÷ 52, with the cases of the campaign as the "
    "cases a year."
)
CURRENCIES = ("EUR", "USD", "GBP", "CHF")


def form(place: Here, run: Run, now: Set[Stakes]) -> None:
    """Ask for payoffs, cases, capacity and costs; what is applied is kept, and can be undone."""
    stakes, key = now.stakes, f"stakes/{run.id}/{now.revision}"
    points = [*(getattr(stakes.payoffs, name) for name in OUTCOMES), stakes.volume]
    ranges = st.toggle(
        "Enter ranges: low, most likely, high",
        any(point.low != point.high for point in points),
        key=f"{key}/ranges",
        help="The spread between low and high becomes part of every interval.",
    )
    with st.form(key, border=False):
        st.caption(f"Money per case ({symbol(stakes.currency)}), compared with what happens today.")
        with st.grid(4, min_column_width=190):
            payoffs = {
                name: ask_amount(label, getattr(stakes.payoffs, name), f"{key}/{name}", ranges)
                for name, label in LABELS.items()
            }
            volume = ask_amount("Cases a year", stakes.volume, f"{key}/volume", ranges)
            capacity = _number(
                "Capacity, cases a week", stakes.capacity_per_week, f"{key}/capacity", "no limit", CAPACITY
            )
            cost = _number("Running cost a year", stakes.run_cost, f"{key}/cost", "0")
            offered = list(dict.fromkeys([stakes.currency, *CURRENCIES]))
            currency = st.selectbox("Currency", offered, accept_new_options=True, key=f"{key}/currency")
        today = stakes.counterfactual
        if run.task.incumbent:
            beside = st.checkbox("Take off what today's list earns", today != NO_ACTION, key=f"{key}/today")
            today = INCUMBENT if beside else NO_ACTION
        with st.container(horizontal=True):
            if st.form_submit_button("Apply", type="primary", icon=":material/check:"):
                with saying():
                    made = read(payoffs, volume, capacity, cost, currency or "", today)
                    rooms.set_stakes(place.store, place.act(), run, made)
                    st.rerun()
            if now.revision and st.form_submit_button("Undo the last change", icon=":material/undo:"):
                with saying():
                    rooms.undo_stakes(place.store, place.act(), run, now.revision)
                    done("The amounts are as they were before.")
                    st.rerun()


Entered = tuple[str, dict[str, float | None]]


def read(
    payoffs: dict[str, Entered],
    volume: Entered,
    capacity: float | None,
    cost: float | None,
    currency: str,
    counterfactual: str = NO_ACTION,
) -> Stakes:
    """Read what was entered.

    Raises:
        BadInput: an amount is missing, a range is not in rising order, or the currency is no code of three letters.

    """
    if not re.fullmatch("[A-Z]{3}", currency.strip().upper()):
        raise BadInput(f"{currency!r} is no currency. Write its code of three letters, such as EUR.")
    return Stakes(
        payoffs=PayoffEstimate(**{name: read_amount(*entered) for name, entered in payoffs.items()}),
        volume=read_amount(*volume),
        currency=currency.strip().upper(),
        capacity_per_week=capacity,
        run_cost=cost or 0.0,
        counterfactual=counterfactual,
    )


def read_amount(label: str, ends: dict[str, float | None]) -> ThreePoint:
    """Read an amount that was entered as one number or as a range.

    Raises:
        BadInput: a number is missing, or they are not in rising order.

    """
    if None in ends.values():
        raise BadInput(f"“{label}” is not filled in. Write 0 where an outcome earns and costs nothing.")
    low, likely, high = (float(ends[end] or 0.0) for end in ENDS)
    if not low <= likely <= high:
        raise BadInput(f"“{label}”: low {low:g}, most likely {likely:g}, high {high:g} are not in rising order.")
    return ThreePoint(low=low, likely=likely, high=high)


def ask_amount(label: str, point: ThreePoint, key: str, ranges: bool) -> Entered:
    """Show an amount, or its low, most likely and high below each other."""
    if not ranges:
        value = _number(label, point.likely, f"{key}/exact", "")
        return label, dict.fromkeys(ENDS, value)
    with st.container(gap="xsmall"):
        return label, {
            end: _number(f"{label}: {word}", getattr(point, end), f"{key}/{end}", word) for end, word in ENDS.items()
        }


def _number(label: str, value: float | None, key: str, empty: str, help: str | None = None) -> float | None:
    return st.number_input(
        plain(label), value=value, step=1.0, format="%.10g", key=key, placeholder=empty or None, help=help
    )
