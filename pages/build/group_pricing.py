"""Limits priced with a threshold for each group: a choice where the contract allows it, a what-if where it does not."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components import trading as words
from components.text import plain
from data.group_prices import Allowance, allowance, prices
from data.runs import Run
from lifecycle.build.comparison import Comparison
from lifecycle.build.group_options import GroupOption, Wanted
from lifecycle.build.group_terms import WAY
from lifecycle.catalogue import catalogue
from pages.here import Here

ONE, KEY = "one", "by_group"


@dataclass(frozen=True)
class ByGroup:
    """What the contract says, what prices the limits when it is asked, and whether a decision may follow from here."""

    held: Allowance
    ask: Callable[[], tuple[Wanted, ...]]
    decides: bool


def priced(by_group: ByGroup) -> tuple[Wanted, ...]:
    """Price the limits; it may take most of a second for much data, and is kept."""
    return by_group.ask()


def show(by_group: ByGroup, comparison: Comparison) -> None:
    """Show the same limits with a threshold for each group, and take down which way to decide, where that is allowed."""
    formulas, held = catalogue("trading")["formulas"], by_group.held
    if not held.allowed:
        st.caption(f":material/gavel: {plain(held.why_not)} {WAY}")
        label = "What if: price them with a threshold for each group all the same"
        if not st.toggle(label, key="split", bind="query-params"):
            return
        st.warning(f"{formulas['caution']} {formulas['what_if']}", icon=":material/gavel:")
        found = priced(by_group)
        if not found:
            st.markdown("No limit on groups can be priced here.")
        for one in found:
            st.markdown(words.by_group(one, comparison), help=formulas["groups"])
        return
    st.markdown(f"**With a threshold for each group by {plain(held.attribute)}**")
    if held.term is not None:
        st.caption(
            f":material/gavel: Contract v{held.contract} allows it: {plain(held.term.why)} ({plain(held.term.by)}). "
            f"What the law says: {plain(held.term.law)}  \n{formulas['caution']}"
        )
    found = priced(by_group)
    for one in found:
        st.markdown(words.by_group(one, comparison), help=formulas["groups"])
    if by_group.decides and any(one.option for one in found):
        _choose(found, held.attribute)


def _choose(found: tuple[Wanted, ...], attribute: str) -> None:
    """Ask which way is to be decided: one threshold for all, or one of the ways that were priced."""
    names = {ONE: "One threshold for all, as the slider stands"}
    names |= {
        key_of(one): f"A threshold for each group: {words.limits_named(one.limits)}" for one in found if one.option
    }
    if st.session_state.get(KEY, ONE) not in names:  # chosen for another candidate
        del st.session_state[KEY]
    st.radio(
        "Decide with",
        list(names),
        format_func=lambda key: names[key],
        captions=["", *(words.thresholds_named(one.option.thresholds) for one in found if one.option)],
        key=KEY,
        bind="query-params",
        help=f"What is chosen here is what the decision below records; groups by {plain(attribute)} as the contract allows.",
    )


def key_of(wanted: Wanted) -> str:
    """Name what is held, for the address."""
    return "all" if len(wanted.limits) > 1 else wanted.limits[0].kind.value


def chosen(place: Here, run: Run, comparison: Comparison, candidate: str) -> GroupOption | None:
    """Give the thresholds by group that were chosen to decide with; None where one threshold for all was."""
    held, key = allowance(place.store, place.who, run), st.session_state.get(KEY, ONE)
    if held is None or not held.allowed or key == ONE:
        return None
    found = prices(place.store, place.who, run, comparison, candidate)
    return next((one.option for one in found if key_of(one) == key), None)
