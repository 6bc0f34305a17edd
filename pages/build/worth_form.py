"""What a forecast or a choice between classes is worth, set in the room of its run."""

import re
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from components import tables
from data import run_stakes
from data.kept_stakes import Set
from data.run_stakes import Worth
from data.runs import Run
from lifecycle.build.multiclass import MatrixStakes, Points
from lifecycle.build.regression import UnitStakes
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import BadInput
from lifecycle.figures import symbol
from pages.build.stakes_form import CURRENCIES, ENDS, Entered, ask_amount, read_amount
from pages.here import Here, done, saying

EXACT = "likely"


def unit_form(place: Here, run: Run, now: Set[Worth]) -> None:
    """Ask what being off costs."""
    stakes, key = now.stakes, f"worth/{run.id}/{now.revision}"
    if not isinstance(stakes, UnitStakes):
        return
    ranges = ask_ranges(stakes, key)
    with st.form(key, border=False):
        st.caption(f"Money a unit of {run.task.target} ({symbol(stakes.currency)}): what being off costs.")
        too_many, too_few, _ = stakes.points()
        with st.grid(4, min_column_width=190):
            over = ask_amount("A unit forecast too many", too_many, f"{key}/over", ranges)
            under = ask_amount("A unit forecast too few", too_few, f"{key}/under", ranges)
            volume, cost, currency = year("Forecasts a year", stakes, key, ranges)

        def made() -> Worth:
            return UnitStakes.of(
                read_amount(*over), read_amount(*under), read_amount(*volume), code(currency), cost or 0.0
            )

        buttons(place, run, now, made)


def ask_ranges(stakes: Worth, key: str) -> bool:
    """Ask whether amounts are known exactly, or from low to high."""
    return st.toggle(
        "Enter ranges: low, most likely, high",
        stakes.estimates is not None,
        key=f"{key}/ranges",
        help="The spread between low and high becomes part of every interval.",
    )


def year(label: str, stakes: Worth, key: str, ranges: bool) -> tuple[Entered, float | None, str | None]:
    """Ask how many cases a year has, what running costs, and in which money."""
    known = stakes.points()[2] if isinstance(stakes, UnitStakes) else stakes.year()
    volume = ask_amount(label, known, f"{key}/volume", ranges)
    cost = number("Running cost a year", stakes.run_cost, f"{key}/cost")
    offered = list(dict.fromkeys([stakes.currency, *CURRENCIES]))
    return volume, cost, st.selectbox("Currency", offered, accept_new_options=True, key=f"{key}/currency")


def buttons(place: Here, run: Run, now: Set[Worth], made: Callable[[], Worth]) -> None:
    """Apply what `made` reads from the form, or take back the last change."""
    with st.container(horizontal=True):
        if st.form_submit_button("Apply", type="primary", icon=":material/check:"):
            with saying():
                run_stakes.set_stakes(place.store, place.act(), run, made())
                st.rerun()
        if now.revision and st.form_submit_button("Undo the last change", icon=":material/undo:"):
            with saying():
                run_stakes.undo(place.store, place.act(), run, now.revision)
                done("The amounts are as they were before.")
                st.rerun()


def number(label: str, value: float, key: str) -> float | None:
    """Ask for an amount."""
    return st.number_input(label, value=value, step=1.0, format="%.10g", key=key)


def code(currency: str | None) -> str:
    """Tidy the code of a currency.

    Raises:
        BadInput: it is none.

    """
    found = (currency or "").strip().upper()
    if not re.fullmatch("[A-Z]{3}", found):
        raise BadInput(f"{currency!r} is no currency. Write its code of three letters, such as EUR.")
    return found


def matrix_form(place: Here, run: Run, now: Set[Worth]) -> None:
    """Ask what each decision is worth for each truth: rows are the truth, columns the decision."""
    stakes, key, classes = now.stakes, f"worth/{run.id}/{now.revision}", run.facts.classes
    if not isinstance(stakes, MatrixStakes):
        return
    ranges = ask_ranges(stakes, key)
    with st.form(key, border=False):
        st.caption(
            f"Money per case ({symbol(stakes.currency)}), compared with what happens today. Rows are the truth, columns "
            "the decision."
        )
        edited = matrices(stakes.points(), classes, key, ranges)
        with st.grid(4, min_column_width=190):
            volume, cost, currency = year("Cases a year", stakes, key, ranges)

        def made() -> Worth:
            payoffs = read_points(edited, classes)
            return MatrixStakes.of(payoffs, read_amount(*volume), code(currency), cost or 0.0)

        buttons(place, run, now, made)


def matrices(points: Points, classes: Sequence[str], key: str, ranges: bool) -> dict[str, pd.DataFrame]:
    """Show the payoffs to be changed: one matrix, or one each for low, most likely and high."""
    ends = ENDS if ranges else {EXACT: ENDS[EXACT]}
    heads = {name: st.column_config.NumberColumn(f"→ {name}", format="%.10g") for name in classes}
    tabs = st.tabs([word.capitalize() for word in ends.values()], default=ENDS[EXACT].capitalize()) if ranges else []
    edited = {}
    for place, end in enumerate(ends):
        amounts = [[getattr(one, end) for one in row] for row in points]
        shown = pd.DataFrame(amounts, index=pd.Index(classes, name="Truly"), columns=list(classes))
        with tabs[place] if ranges else st.container():
            edited[end] = tables.editor(shown, f"{key}/matrix/{end}", column_config=heads, num_rows="fixed")
    return edited


def read_points(edited: dict[str, pd.DataFrame], classes: Sequence[str]) -> Points:
    """Read payoffs from the matrices; where there is one alone, each amount is exact.

    Raises:
        BadInput: an amount is missing, or low, most likely and high are not in rising order.

    """
    size = range(len(classes))

    def one(row: int, column: int) -> ThreePoint:
        label = f"Truly {classes[row]}, decided {classes[column]}"
        cells = {end: frame.iat[row, column] for end, frame in edited.items()}
        known = {end: None if pd.isna(cell) else float(str(cell)) for end, cell in cells.items()}
        return read_amount(label, {end: known.get(end, known[EXACT]) for end in ENDS})

    return tuple(tuple(one(row, column) for column in size) for row in size)
