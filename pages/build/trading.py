"""Trading off: what a point is worth, whether the winner flips, what nobody would choose, what a guardrail costs."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial

import numpy as np
import streamlit as st

from components import trading as words
from components.charts import Picture
from components.charts import show as draw
from components.charts.cost_curves import cost_curves as draw_curves
from components.charts.exchange import exchange as draw_exchange
from components.charts.pareto import pareto as draw_pareto
from components.charts.price import price as draw_price
from components.charts.taking import taking
from data.group_prices import allowance, prices
from data.limits import Part, limits
from data.memory import Memory
from data.runs import Run
from lifecycle.build.comparison import Comparison
from lifecycle.build.exchange import needs, worth
from lifecycle.build.flip import cost_curves, ranking
from lifecycle.build.guardrail_curves import GuardrailCurve
from lifecycle.build.lot import Cut
from lifecycle.build.pareto import points
from lifecycle.build.price import Price, price, together
from lifecycle.build.resampling import grid_index
from lifecycle.catalogue import catalogue
from lifecycle.guardrails import WORST_FIRST, Outcome
from pages.build import group_pricing
from pages.build.group_pricing import ByGroup
from pages.here import Here

STATISTICS = {"roc_auc": "ROC AUC", "average_precision": "Average precision"}
TOGETHER = "All of them together"
Curves = Mapping[str, Sequence[GuardrailCurve]]
Known = tuple[Hashable, ...]
_DRAWN, _PRICED = Memory(200), Memory(100)


def show(
    comparison: Comparison,
    chosen: str,
    threshold: float,
    guardrails: Curves | None = None,
    revision: tuple[Hashable, ...] = (),
    by_group: ByGroup | None = None,
) -> None:
    """Show what is traded off at a candidate's threshold.

    `guardrails`: by candidate, those that move with the threshold. `revision` says which cases are compared; with it,
    charts are drawn once. `by_group`: whether and how limits can be priced with a threshold for each group.
    """
    curves = guardrails or {}
    known = (*revision, comparison.stakes.fingerprint(), tuple(comparison.names.items()), chosen) if revision else ()
    _worth(comparison, chosen, threshold, known)
    _flip(comparison, chosen, known)
    _pareto(comparison, chosen, threshold, curves, known)
    _price(comparison, chosen, curves, by_group, known)


def of_run(place: Here, run: Run, comparison: Comparison, part: Part | None, chosen: str, threshold: float) -> None:
    """Show what is traded off in a run, on all cases or a part of them (column, value)."""
    found = limits(place.store, place.who, run, part)
    held = allowance(place.store, place.who, run)
    by_group = None
    if held is not None:
        ask = partial(prices, place.store, place.who, run, comparison, chosen, part)
        by_group = ByGroup(held, ask, decides=part is None)
    show(comparison, chosen, threshold, found.curves, (run.id, part), by_group)


def _drawn(name: str, make: Callable[[], Picture], known: Known, *more: Hashable) -> None:
    """Show a chart with its files; it is drawn once for what is known to decide how it looks."""
    made = _DRAWN((name, *known, *more), make) if known else make()
    draw(made)
    taking(made, name)


def _worth(comparison: Comparison, chosen: str, threshold: float, known: Known) -> None:
    formulas, found = catalogue("trading")["formulas"], worth(comparison, chosen, threshold)
    plainly = _plainly()
    st.markdown("### What a point is worth")
    st.markdown(words.points(found, comparison, plainly=plainly), help=formulas["recall"])
    if not plainly:
        now = float(comparison.resampled.measures[chosen]["roc_auc"][0])
        st.markdown(words.auc(found, now, comparison), help=formulas["auc"])
    aims = [None] if comparison.target is None else [comparison.target, None]
    for aim in aims:
        needed = needs(comparison, chosen, threshold, aim or 0.0)
        reached = float(comparison.yearly(chosen, threshold)[0]) >= (aim or 0.0)
        said = words.goal(needed, aim, reached, comparison, plainly=plainly)
        st.markdown(said, help=f"{formulas['needs']} {words.spreads(needed)}")
    st.markdown(words.place(found, comparison), help=formulas["place"])
    name, currency = comparison.names[chosen], comparison.stakes.currency
    _drawn("what-a-point-is-worth", lambda: draw_exchange(found, name, threshold, currency), known, threshold)


def _plainly() -> bool:
    """Answer whether who looks asked for words without the names of statistics."""
    return st.session_state.get("words") in ("sponsor", "expert")


def _flip(comparison: Comparison, chosen: str, known: Known) -> None:
    formulas = catalogue("trading")["formulas"]
    st.markdown("### Does the winner flip?")
    for measure, name in STATISTICS.items():
        found = ranking(comparison, measure)
        if found is not None:
            said = words.ranked(found, name, comparison)
            if found.flips:
                st.warning(said, icon=":material/psychology:")
                st.caption(formulas["flip"])
            else:
                st.markdown(said, help=formulas["flip"])
    curves = cost_curves(comparison)
    if curves is None:
        st.markdown("Under these payoffs one of the two errors costs nothing, so there is nothing to weigh it against.")
        return
    st.markdown(words.today(curves, comparison), help=formulas["range"])
    _drawn("cost-curves", lambda: draw_curves(curves, comparison, chosen), known)


def _pareto(comparison: Comparison, chosen: str, threshold: float, curves: Curves, known: Known) -> None:
    st.markdown("### Statistics, money and guardrails at once")
    if _plainly() and not st.toggle("Show statistics against money", key="statistics_too"):
        return
    at = comparison.cuts() | {chosen: threshold}
    statistic = st.segmented_control(
        "Statistic",
        list(STATISTICS),
        default="roc_auc",
        format_func=lambda key: STATISTICS[key],
        required=True,
        key="statistic",
        bind="query-params",
    )
    outcomes = {key: _worst(curves.get(key, ()), at[key]) for key in comparison.names}
    found = points(comparison, statistic, at, outcomes)
    if not found:
        st.info(f"{STATISTICS[statistic]} is not defined on these cases.", icon=":material/info:")
        return
    said = words.dominated(found, STATISTICS[statistic], comparison)
    st.markdown(said, help=catalogue("trading")["formulas"]["pareto"])
    name, seen = STATISTICS[statistic], (statistic, threshold, tuple(outcomes.values()))
    _drawn("statistics-and-money", lambda: draw_pareto(found, comparison, name), known, *seen)


def _worst(curves: Sequence[GuardrailCurve], cut: Cut) -> Outcome | None:
    """Give the worst outcome of the guardrails at a threshold; None without any, and where the capacity is filled by lot."""
    found = [Outcome(curve.outcome[grid_index(cut)]) for curve in curves] if isinstance(cut, float) else []
    return min(found, key=WORST_FIRST.index, default=None)


def _price(comparison: Comparison, chosen: str, curves: Curves, by_group: ByGroup | None, known: Known) -> None:
    limited = {key: [one for one in of if one.limit is not None] for key, of in curves.items()}
    if not limited.get(chosen):
        return
    st.markdown("### The price of a guardrail")
    if comparison.by_lot(chosen) is not None:
        st.markdown(words.unpriced(chosen, comparison))
        return
    held, make = tuple((one.key, one.limit) for one in limited[chosen]), partial(_prices, comparison, chosen, limited)
    found = _PRICED((*known, held), make) if known else make()
    unknown = {name_of(one) for one in limited[chosen] if np.isnan(one.values).all()}
    for name, (own, every) in found.items():
        blind = name in unknown or (unknown and name == TOGETHER)
        said = words.unjudged(name) if blind else words.priced(name, own, every, comparison)
        st.markdown(said, help=catalogue("trading")["formulas"]["price"])
    own_prices = {name: own for name, (own, _) in found.items()}
    priced = group_pricing.priced(by_group) if by_group is not None and by_group.held.allowed else ()
    names = {one.key: name_of(one) for one in limited[chosen]}
    options = {names[one.limits[0].kind] if len(one.limits) == 1 else TOGETHER: one.option for one in priced}
    seen = (*own_prices.items(), *((name, None if one is None else str(one)) for name, one in options.items()))
    picture = partial(draw_price, own_prices, comparison.names[chosen], comparison.stakes.currency, options)
    _drawn("price-of-guardrails", picture, known, *seen)
    if by_group is not None:
        group_pricing.show(by_group, comparison)


def name_of(curve: GuardrailCurve) -> str:
    """Name a limit with its number."""
    return f"{curve.name} (limit {curve.bounds})"


def _prices(
    comparison: Comparison, chosen: str, limited: Mapping[str, Sequence[GuardrailCurve]]
) -> dict[str, tuple[Price, Price]]:
    """Price each limit, and all together, with one threshold for all: the chosen candidate's own, and of all."""
    masks = {key: {one.key: one.allowed for one in of} for key, of in limited.items()}
    found = {}
    for one in limited[chosen]:
        own = price(comparison, {chosen: masks[chosen][one.key]}, anew=True)
        every = price(comparison, {key: of[one.key] for key, of in masks.items() if one.key in of})
        found[name_of(one)] = (own, every)
    if len(limited[chosen]) > 1:
        own = price(comparison, {chosen: together(masks[chosen])}, anew=True)
        found[TOGETHER] = (own, price(comparison, {key: together(of) for key, of in masks.items()}))
    return found
