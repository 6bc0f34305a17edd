"""Trading off: what a point is worth, whether the winner flips, what nobody would choose, what a guardrail costs."""

from collections.abc import Callable, Hashable, Mapping, Sequence

import streamlit as st

from components import trading as words
from components.charts import Picture
from components.charts import show as draw
from components.charts.cost_curves import cost_curves as draw_curves
from components.charts.exchange import exchange as draw_exchange
from components.charts.pareto import pareto as draw_pareto
from components.charts.price import price as draw_price
from components.charts.taking import taking
from data.limits import Part, limits
from data.memory import Memory
from data.runs import Run
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
from pages.here import Here

STATISTICS = {"roc_auc": "ROC AUC", "average_precision": "Average precision"}
Curves = Mapping[str, Sequence[GuardrailCurve]]
Known = tuple[Hashable, ...]
_DRAWN = Memory(200)


def show(
    comparison: Comparison,
    chosen: str,
    threshold: float,
    guardrails: Curves | None = None,
    groups: ByThreshold | None = None,
    revision: tuple[Hashable, ...] = (),
) -> None:
    """Show what is traded off at a candidate's threshold.

    `guardrails`: by candidate, those that move with the threshold. `groups`: the chosen candidate's decisions by group,
    where thresholds by group are to be priced too. `revision` says which cases are compared; with it, charts are drawn
    once.
    """
    curves = guardrails or {}
    known = (*revision, comparison.stakes.fingerprint(), tuple(comparison.names.items()), chosen) if revision else ()
    _worth(comparison, chosen, threshold, known)
    _flip(comparison, chosen, known)
    _pareto(comparison, chosen, threshold, curves, known)
    _price(comparison, chosen, curves, groups, known)


def of_run(place: Here, run: Run, comparison: Comparison, part: Part | None, chosen: str, threshold: float) -> None:
    """Show what is traded off in a run, on all cases or a part of them (column, value)."""
    found = limits(place.store, place.who, run, part)
    show(comparison, chosen, threshold, found.curves, found.groups.get(chosen), (run.id, part))


def _drawn(name: str, make: Callable[[], Picture], known: Known, *more: Hashable) -> None:
    """Show a chart with its files; it is drawn once for what is known to decide how it looks."""
    made = _DRAWN((name, *known, *more), make) if known else make()
    draw(made)
    taking(made, name)


def _worth(comparison: Comparison, chosen: str, threshold: float, known: Known) -> None:
    formulas, found = catalogue("trading")["formulas"], worth(comparison, chosen, threshold)
    st.markdown("### What a point is worth")
    st.markdown(words.points(found, comparison), help=formulas["recall"])
    now = float(comparison.resampled.measures[chosen]["roc_auc"][0])
    st.markdown(words.auc(found, now, comparison), help=formulas["auc"])
    aims = [None] if comparison.target is None else [comparison.target, None]
    for aim in aims:
        needed = needs(comparison, chosen, threshold, aim or 0.0)
        reached = float(comparison.yearly(chosen, threshold)[0]) >= (aim or 0.0)
        st.markdown(words.goal(needed, aim, reached, comparison), help=f"{formulas['needs']} {words.spreads(needed)}")
    st.markdown(words.place(found, comparison), help=formulas["place"])
    name, currency = comparison.names[chosen], comparison.stakes.currency
    _drawn("what-a-point-is-worth", lambda: draw_exchange(found, name, threshold, currency), known, threshold)


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
    name, seen = STATISTICS[statistic], (statistic, threshold, tuple(outcomes.values()))
    _drawn("statistics-and-money", lambda: draw_pareto(found, comparison, name), known, *seen)


def _worst(curves: Sequence[GuardrailCurve], threshold: float) -> Outcome | None:
    """Give the worst outcome of the guardrails at a threshold, None without any."""
    found = [Outcome(curve.outcome[grid_index(threshold)]) for curve in curves]
    return min(found, key=WORST_FIRST.index, default=None)


def _price(comparison: Comparison, chosen: str, curves: Curves, groups: ByThreshold | None, known: Known) -> None:
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
        said = words.priced(everything, found[everything], every, comparison)
        st.markdown(said, help=catalogue("trading")["formulas"]["price"])
    title, currency, seen = comparison.names[chosen], comparison.stakes.currency, tuple(found.items())
    _drawn("price-of-guardrails", lambda: draw_price(found, title, currency), known, *seen)
    if groups is not None:
        _split(comparison, chosen, limited[chosen], groups)


def _split(comparison: Comparison, chosen: str, curves: Sequence[GuardrailCurve], groups: ByThreshold) -> None:
    """Price the same limits with one threshold a group, behind a switch and a caution."""
    kinds = [one for one in curves if one.key in set(Kind)]
    if not kinds or not st.toggle("Also price them with a threshold for each group", key="split", bind="query-params"):
        return
    st.warning(catalogue("trading")["formulas"]["caution"], icon=":material/gavel:")
    free = comparison.best_threshold(chosen)
    for one in kinds:
        kind, limit = Kind(one.key), float(one.limit or 0.0)
        found = by_group(comparison, groups, kind, limit, free)
        if found is None:
            st.markdown(f"**{one.name}**: no thresholds by group can be priced here.")
            continue
        said = words.split(found, kind, limit, price(comparison, {chosen: one.allowed}), comparison)
        st.markdown(said, help=catalogue("trading")["formulas"]["groups"])
