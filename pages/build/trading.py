"""Trading off: what a point is worth, whether the winner flips, what nobody would choose, what a guardrail costs."""

from collections.abc import Mapping, Sequence

import streamlit as st

from components import trading as words
from components.charts import show as draw
from components.charts.cost_curves import cost_curves as draw_curves
from components.charts.exchange import exchange as draw_exchange
from components.charts.pareto import pareto as draw_pareto
from components.charts.price import price as draw_price
from components.charts.taking import taking
from lifecycle.build.comparison import Comparison
from lifecycle.build.exchange import needs, worth
from lifecycle.build.flip import cost_curves, ranking
from lifecycle.build.group_price import Kind, by_group
from lifecycle.build.guardrail_curves import ByThreshold, GuardrailCurve
from lifecycle.build.pareto import points
from lifecycle.build.price import Price, price, together
from lifecycle.build.resampling import grid_index
from lifecycle.catalogue import catalogue
from lifecycle.guardrails import WORST_FIRST, Outcome

STATISTICS = {"roc_auc": "ROC AUC", "average_precision": "Average precision"}
Curves = Mapping[str, Sequence[GuardrailCurve]]


def show(
    comparison: Comparison,
    chosen: str,
    threshold: float,
    guardrails: Curves | None = None,
    groups: ByThreshold | None = None,
) -> None:
    """Show what is traded off at a candidate's threshold.

    `guardrails`: by candidate, those that move with the threshold. `groups`: the chosen candidate's decisions by group,
    where thresholds by group are to be priced too.
    """
    curves = guardrails or {}
    _worth(comparison, chosen, threshold)
    _flip(comparison, chosen)
    _pareto(comparison, chosen, threshold, curves)
    _price(comparison, chosen, curves, groups)


def _worth(comparison: Comparison, chosen: str, threshold: float) -> None:
    formulas, found = catalogue("trading")["formulas"], worth(comparison, chosen, threshold)
    st.markdown("### What a point is worth")
    st.markdown(words.points(found, comparison), help=formulas["recall"])
    st.markdown(words.auc(found, comparison), help=formulas["auc"])
    aims = [None] if comparison.target is None else [comparison.target, None]
    for aim in aims:
        needed = needs(comparison, chosen, threshold, aim or 0.0)
        st.markdown(words.goal(needed, aim, comparison), help=f"{formulas['needs']} {words.spreads(needed)}")
    st.markdown(words.place(found, comparison), help=formulas["place"])
    made = draw_exchange(found, comparison.names[chosen], threshold, comparison.stakes.currency)
    draw(made)
    taking(made, "what-a-point-is-worth")


def _flip(comparison: Comparison, chosen: str) -> None:
    formulas = catalogue("trading")["formulas"]
    st.markdown("### Does the winner flip?")
    for measure, name in STATISTICS.items():
        found = ranking(comparison, measure)
        if found is not None:
            said = words.ranked(found, name, comparison)
            if found.flips:
                st.warning(said, icon=":material/psychology:")
            else:
                st.markdown(said, help=formulas["flip"])
    curves = cost_curves(comparison)
    if curves is None:
        st.markdown("Under these payoffs one of the two errors costs nothing, so there is nothing to weigh it against.")
        return
    st.markdown(words.today(curves, comparison), help=formulas["range"])
    made = draw_curves(curves, comparison, chosen)
    draw(made)
    taking(made, "cost-curves")


def _pareto(comparison: Comparison, chosen: str, threshold: float, curves: Curves) -> None:
    st.markdown("### Statistics, money and guardrails at once")
    at = {key: comparison.best_threshold(key) for key in comparison.names} | {chosen: threshold}
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
    made = draw_pareto(found, comparison, STATISTICS[statistic])
    draw(made)
    taking(made, "statistics-and-money")


def _worst(curves: Sequence[GuardrailCurve], threshold: float) -> Outcome | None:
    """Give the worst outcome of the guardrails at a threshold, None without any."""
    found = [Outcome(curve.outcome[grid_index(threshold)]) for curve in curves]
    return min(found, key=WORST_FIRST.index, default=None)


def _price(comparison: Comparison, chosen: str, curves: Curves, groups: ByThreshold | None) -> None:
    limited = {key: [one for one in of if one.limit is not None] for key, of in curves.items()}
    if not limited.get(chosen):
        return
    st.markdown("### The price of a guardrail")
    found: dict[str, Price] = {}
    masks = {key: {one.key: one.allowed for one in of} for key, of in limited.items()}
    named = {one.key: f"{one.name} (limit {one.limit:g})" for one in limited[chosen]}
    for limit, name in named.items():
        found[name] = price(comparison, {chosen: masks[chosen][limit]})
        every = price(comparison, {key: of[limit] for key, of in masks.items() if limit in of})
        said = words.priced(name, found[name], every, comparison)
        st.markdown(said, help=catalogue("trading")["formulas"]["price"])
    if len(named) > 1:
        everything = "All of them together"
        found[everything] = price(comparison, {chosen: together(masks[chosen])})
        every = price(comparison, {key: together(of) for key, of in masks.items()})
        st.markdown(words.priced(everything, found[everything], every, comparison))
    made = draw_price(found, comparison.names[chosen], comparison.stakes.currency)
    draw(made)
    taking(made, "price-of-guardrails")
    if groups is not None:
        _split(comparison, chosen, limited[chosen], groups)


def _split(comparison: Comparison, chosen: str, curves: Sequence[GuardrailCurve], groups: ByThreshold) -> None:
    """Price the same limits with one threshold a group, behind a switch and a caution."""
    kinds = [one for one in curves if one.key in set(Kind)]
    if not kinds or not st.toggle("Also price them with a threshold for each group", key="split", bind="query-params"):
        return
    st.warning(catalogue("trading")["caution"], icon=":material/gavel:")
    free = comparison.best_threshold(chosen)
    for one in kinds:
        kind, limit = Kind(one.key), float(one.limit or 0.0)
        found = by_group(comparison, groups, kind, limit, free)
        if found is None:
            st.markdown(f"**{one.name}**: no thresholds by group can be priced here.")
            continue
        said = words.split(found, kind, limit, price(comparison, {chosen: one.allowed}), comparison)
        st.markdown(said, help=catalogue("trading")["formulas"]["groups"])
