"""What a forecast or a choice between classes is worth, set in the room of its run."""

import re
from collections.abc import Callable

import pandas as pd
import streamlit as st

from data import run_stakes
from data.kept_stakes import Set
from data.run_stakes import Worth
from data.runs import Run
from lifecycle.build.multiclass import MatrixStakes
from lifecycle.build.regression import UnitStakes
from lifecycle.errors import BadInput
from lifecycle.figures import symbol
from pages.here import Here, done, saying

CURRENCIES = ("EUR", "USD", "GBP", "CHF")


def unit_form(place: Here, run: Run, now: Set[Worth]) -> None:
    """Ask what being off costs."""
    stakes, key = now.stakes, f"worth/{run.id}/{now.revision}"
    if not isinstance(stakes, UnitStakes):
        return
    with st.form(key, border=False):
        st.caption(f"Money a unit of {run.task.target} ({symbol(stakes.currency)}): what being off costs.")
        with st.grid(4, min_column_width=190):
            over = number("A unit forecast too many", stakes.over, f"{key}/over")
            under = number("A unit forecast too few", stakes.under, f"{key}/under")
            volume, cost, currency = year("Forecasts a year", stakes, key)

        def made() -> Worth:
            return UnitStakes(given(over), given(under), given(volume), code(currency), cost or 0.0)

        buttons(place, run, now, made)


def year(label: str, stakes: Worth, key: str) -> tuple[float | None, float | None, str | None]:
    """Ask how many cases a year has, what running costs, and in which money."""
    volume = number(label, stakes.volume, f"{key}/volume")
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


def given(value: float | None) -> float:
    """Take an amount that has to be there.

    Raises:
        BadInput: it is not.

    """
    if value is None:
        raise BadInput("An amount is not filled in. Write 0 where something costs and earns nothing.")
    return float(value)


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
    with st.form(key, border=False):
        st.caption(
            f"Money per case ({symbol(stakes.currency)}), compared with what happens today. Rows are the truth, columns "
            "the decision."
        )
        shown = pd.DataFrame(stakes.matrix(), index=pd.Index(classes, name="Truly"), columns=list(classes))
        edited = st.data_editor(
            shown,
            column_config={name: st.column_config.NumberColumn(f"→ {name}", format="%.10g") for name in classes},
            num_rows="fixed",
            key=f"{key}/matrix",
        )
        with st.grid(4, min_column_width=190):
            volume, cost, currency = year("Cases a year", stakes, key)

        def made() -> Worth:
            if edited.isna().any(axis=None):
                given(None)
            payoffs = tuple(tuple(float(amount) for amount in row) for row in edited.to_numpy())
            return MatrixStakes(payoffs, given(volume), code(currency), cost or 0.0)

        buttons(place, run, now, made)
