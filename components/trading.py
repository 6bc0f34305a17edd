"""Sentences of trading off, as a sponsor reads them; all are Markdown made by us, with names escaped."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from components.charts.cost_curves import times
from components.text import plain, range_of, whole, with_range
from lifecycle.build.comparison import FIXED, Comparison
from lifecycle.build.exchange import MISFIT, Needed, Worth
from lifecycle.build.flip import CostCurves, Ranking, Stretch, how_sure
from lifecycle.build.group_limits import Limit, sign_of
from lifecycle.build.group_options import GroupOption, Wanted
from lifecycle.build.pareto import Point
from lifecycle.build.price import Price
from lifecycle.figures import money, percent
from lifecycle.guardrails import guardrails

FEW, SURE = 2, 0.9
TOO_SMALL = "a group has too few cases, or too few truly yes"


def points(found: Worth, comparison: Comparison, *, plainly: bool = False) -> str:
    """Say what a point of recall and of false-positive rate is worth; `plainly` without the names of statistics."""
    currency, alarms = comparison.stakes.currency, found.alarms
    if alarms.mid == 0:
        price = "costs **nothing**"
    else:
        word = "costs" if alarms.mid < 0 else "earns"
        price = f"{word} **{with_range(alarms if alarms.mid > 0 else alarms.scaled(-1), currency)}**"
    recall = f"is worth **{with_range(found.recall, currency)}** a year"
    if plainly:
        return _safe(f"Finding one more of 100 true yes {recall}; acting on one more of 100 true no {price}.")
    return _safe(
        f"Finding one percentage point more of the true yes (recall) {recall}; acting on one percentage point more of "
        f"the true no (false alarms) {price}."
    )


def auc(found: Worth, now: float, comparison: Comparison) -> str:
    """Say what 0.01 more than the AUC of `now` is worth, and where the model behind it fits badly."""
    if np.isnan(now):
        return "With one outcome alone there is no AUC, and better ranking has no price."
    if found.auc is None:
        return f"With an AUC of {now:.3f} there is no 0.01 left to gain, so better ranking has no price here."
    text = (
        f"Ranking better by 0.01 of AUC is worth about **{with_range(found.auc, comparison.stakes.currency)}** a year."
    )
    if abs(found.misfit) > MISFIT:
        text += (
            f" Roughly: at this threshold the candidate finds {abs(found.misfit) * 100:.0f} points "
            f"{'more' if found.misfit > 0 else 'less'} of the yes than the curve this is read from."
        )
    return _safe(text)


def goal(
    needed: Mapping[str, Needed], aim: float | None, reached: bool, comparison: Comparison, *, plainly: bool = False
) -> str:
    """Say what it takes to reach the promise (`aim`), or to break even where it is None; or how far from it one is.

    `plainly` counts of a hundred and leaves out what only a statistic says.
    """
    recall, precision, ranked = needed["recall"], needed["precision"], needed["auc"]
    amount = "" if aim is None else f" of **{whole(money(aim, comparison.stakes.currency))}**"
    name = "break-even" if aim is None else f"the promise{amount}"
    if reached:
        said = [
            _part(recall, lambda v: f"{'finding' if plainly else 'a recall of'} {_found(v, recall.now, plainly)}"),
            _part(precision, lambda v: f"**{v * 100:.0f}** right of 100 acted on (now {precision.now * 100:.0f})"),
            "" if plainly else _part(ranked, lambda v: f"an AUC of **{v:.3f}** (now {ranked.now:.3f})"),
        ]
        held = [part for part, one in zip(said, (recall, precision, ranked), strict=True) if part and one.room]
        enough = f"; any one of these would still be enough, all else equal: {_or(held)}" if held else ""
        return _safe(f"{_capital(name)} is reached{enough}.")
    parts = {
        "finding every yes": _part(recall, lambda v: f"find {_found(v, recall.now, plainly, ' of the true yes')}"),
        "acting on no one by mistake": _part(
            precision,
            lambda v: (
                f"be right in **{v * 100:.0f}** of 100 acted on while finding as many (now {precision.now * 100:.0f})"
            ),
        ),
        "a perfect ranking": _part(ranked, lambda v: f"rank with an AUC of **{v:.3f}** (now {ranked.now:.3f})"),
    }
    if plainly and not ranked.room:
        del parts["a perfect ranking"]
    if ranked.room:
        parts["a perfect ranking"] = "act from its own best threshold"
    reachable = [part for part in parts.values() if part]
    beyond = [word for word, part in parts.items() if not part]
    if not reachable:
        return _safe(f"{_capital(name)} is not reachable: {_or(beyond)} would not be enough.")
    text = f"To reach {name}, all else equal, it would have to {_or(reachable)}."
    return _safe(text + (f" Not enough by itself: {_or(beyond)}." if beyond else ""))


def _beside(value: float, now: float, of: str = "") -> str:
    """Write a share beside what it is now, with as many digits as tell them apart."""
    digits = 0 if percent(value) != percent(now) else 1
    return f"**{percent(value, digits)}**{of} (now {percent(now, digits)})"


def _found(value: float, now: float, plainly: bool, of: str = "") -> str:
    if not plainly:
        return _beside(value, now, of)
    digits = 0 if percent(value) != percent(now) else 1
    return f"**{value * 100:.{digits}f}** of 100 true yes (now {now * 100:.{digits}f})"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _part(needed: Needed, say: Callable[[float], str]) -> str:
    return "" if needed.value is None or np.isnan(needed.now) else say(needed.value)


def spreads(needed: Mapping[str, Needed]) -> str:
    """Write the 95 % ranges of what a goal needs, and in how many resamples it can be reached, for a tooltip."""
    names = {"recall": "Recall", "precision": "Precision", "auc": "AUC"}
    said = [
        f"{names[key]} {one.low:.3f} to {'out of reach' if np.isinf(one.high) else f'{one.high:.3f}'}, "
        f"reachable in {percent(one.p_reachable)} of resamples"
        for key, one in needed.items()
        if np.isfinite(one.low)
    ]
    return "; ".join(said) + "." if said else ""


def place(found: Worth, comparison: Comparison) -> str:
    """Say what one more place a week is worth at the operating point."""
    if found.place is None:
        return (
            "One more case a week that could be handled would earn nothing: the next cases cost more than they bring."
        )
    few = f", judged by the next {found.place_cases:,} cases of the sample"
    return _safe(
        f"One more case a week that could be handled is worth **{with_range(found.place, comparison.stakes.currency)}** "
        f"a year{few}."
    )


def ranked(found: Ranking, statistic: str, comparison: Comparison) -> str:
    """Say whether a statistic and money name the same winner, and how surely they do not."""
    names = {key: plain(name) for key, name in comparison.names.items()}
    top, first, gap = found.by_measure[0], found.by_value[0], found.gap
    if not found.flips:
        text = f"{statistic} and money name the same winner: **{names[first]}**."
        return text + (" Further down they disagree." if found.by_measure != found.by_value else "")
    values = {key: comparison.resampled.measures[key][found.measure][0] for key in (top, first)}
    text = (
        f"**Brain in a jar?** {names[top]} has the higher {_within(statistic)} ({values[top]:.3f} against {values[first]:.3f}, "
        f"{percent(found.p_measure)} sure), yet {names[first]} earns **{with_range(gap.more, comparison.stakes.currency)}** "
        f"more a year"
    )
    return _safe(text + (", which is within noise." if gap.within_noise else f" ({percent(gap.p_more)} sure)."))


def today(found: CostCurves, comparison: Comparison) -> str:
    """Say over which ratios today's winner wins, in words and in money, and who wins beside it."""
    own, currency = found.today(), comparison.stakes.currency
    sure = percent(how_sure(comparison, own.key, found.lines))
    text = f"**{name_of(own.key, comparison)}** earns most {_range(own)}; today {times(found.ratio)} ({sure} sure)."
    low, high = (
        whole(money(ratio * found.alarm, currency)) if np.isfinite(ratio) else "" for ratio in (own.low, own.high)
    )
    if own.low > 0 or high:
        reach = f"between {low} and {high}" if own.low > 0 and high else f"below {high}" if high else f"above {low}"
        text += (
            f" With a false alarm at {whole(money(found.alarm, currency))} that is a miss {reach}, "
            f"today {whole(money(found.ratio * found.alarm, currency))}."
        )
    at = found.stretches.index(own)
    below, above = found.stretches[:at], found.stretches[at + 1 :]
    if below:
        text += f" Where misses are cheaper: {_listed(below[::-1], comparison)}."
    if above:
        text += f" Where they are dearer: {_listed(above, comparison)}."
    return _safe(text)


def _range(one: Stretch) -> str:
    if one.low == 0 and np.isinf(one.high):
        return "whatever a missed case costs"
    if one.low == 0:
        return f"as long as a missed case costs less than {times(one.high)} times a false alarm"
    if np.isinf(one.high):
        return f"as long as a missed case costs more than {times(one.low)} times a false alarm"
    return f"as long as a missed case costs between {times(one.low)} and {times(one.high)} times a false alarm"


def _listed(stretches: Sequence[Stretch], comparison: Comparison) -> str:
    said = [
        f"{name_of(one.key, comparison)} ("
        + (
            f"above {times(one.low)}"
            if np.isinf(one.high)
            else f"below {times(one.high)}"
            if one.low == 0
            else f"{times(one.low)} to {times(one.high)}"
        )
        + ")"
        for one in stretches
    ]
    return ", then ".join(said[:FEW]) + (", and so on" if len(said) > FEW else "")


def name_of(key: str, comparison: Comparison) -> str:
    """Name a row: a candidate as people named it, escaped, or a rule that needs no model."""
    return plain(comparison.names.get(key) or FIXED[key])


def dominated(found: Sequence[Point], statistic: str, comparison: Comparison) -> str:
    """Name the candidates nobody would choose, each beside one that beats it and is not beaten itself."""
    free = {point.key for point in found if not point.by}
    beaten: dict[str, list[str]] = {}
    least = 1.0
    for point in found:
        by = {key: sure for key, sure in zip(point.by, point.p_by, strict=True) if key in free}
        if by:
            best = max(by, key=lambda key: by[key])
            least = min(least, by[best])
            beaten.setdefault(best, []).append(f"{name_of(point.key, comparison)} ({percent(by[best])} sure)")
    if not beaten:
        return "No candidate is beaten in everything: which of them matters more is the meeting's to decide."
    guarded, name = any(point.guardrail is not None for point in found), _within(statistic)
    what = f"{name}, value and guardrails" if guarded else f"{name} and value"
    said = [
        f"**{name_of(key, comparison)}** is at least as good in {what} as {_and(names)}."
        for key, names in beaten.items()
    ]
    noise = " Where that is less than 90 % sure, it may be noise." if least < SURE else ""
    return _safe(" ".join(said) + noise)


def priced(limit: str, own: Price, overall: Price | None, comparison: Comparison) -> str:
    """Say what keeping a limit costs with one candidate, and whether another keeps it more cheaply."""
    currency, name = comparison.stakes.currency, name_of(own.free[0], comparison)
    if own.given_up is None or own.kept is None:
        text = f"**{plain(limit)}**: no threshold of {name} keeps it."
    elif own.nobody:
        text = (
            f"**{plain(limit)}**: keeping it means acting on nobody. No threshold at which {name} acts on anyone keeps it "
            f"and earns more than that."
        )
    elif own.kept == own.free:
        text = f"**{plain(limit)}** costs {name} nothing: its best threshold keeps it.{_anew(own, currency)}"
    else:
        noise = "; that is within noise" if own.given_up.low <= 0 else ""
        text = (
            f"**{plain(limit)}** costs {name} **{with_range(own.given_up, currency)}** a year: it would act from "
            f"{own.kept[1]:.3f} instead of {own.free[1]:.3f}, on {_load(own.kept, comparison)} cases a week instead of "
            f"{_load(own.free, comparison)}{noise}.{_anew(own, currency)}"
        )
    other = None if overall is None or overall.nobody else overall
    if other is not None and other.kept is not None and other.kept[0] != own.free[0] and other.given_up:
        text += (
            f" Over all candidates {name_of(other.kept[0], comparison)} from {other.kept[1]:.3f} keeps it at least "
            f"loss: {with_range(other.given_up, currency)} against the best of all without the limit."
        )
    return _safe(text)


def unjudged(limit: str) -> str:
    """Say that a limit cannot be priced because it cannot be judged."""
    return _safe(f"**{plain(limit)}** cannot be judged: {TOO_SMALL}.")


def unpriced(chosen: str, comparison: Comparison) -> str:
    """Say that limits are not priced for a candidate that fills the capacity by lot."""
    return _safe(
        f"{name_of(chosen, comparison)} fills the capacity by lot among equal scores: it has no threshold to move, so no "
        "limit has a price for it."
    )


def _anew(own: Price, currency: str) -> str:
    """Say what it costs where thresholds are chosen anew, if that was asked for and is anything."""
    if own.anew is None or own.anew.low == own.anew.high:
        return ""
    if own.given_up is not None and own.kept == own.free:
        return f" Chosen anew on each resample it costs {range_of(own.anew, currency)}."
    return f" In brackets both thresholds are held; chosen anew on each resample it is {range_of(own.anew, currency)}."


def by_group(wanted: Wanted, comparison: Comparison) -> str:
    """Say what limits cost with one threshold a group, beside what they cost with one for all."""
    currency, option = comparison.stakes.currency, wanted.option
    name = f"**{limits_named(wanted.limits)}** with a threshold for each group"
    if not wanted.measured:
        return _safe(f"{name} cannot be judged: {TOO_SMALL}.")
    if option is None:
        return _safe(f"{name}: no thresholds keep {'it' if len(wanted.limits) == 1 else 'all of them'}.")
    cost = (
        f"costs **{with_range(option.given_up, currency)}** a year"
        if option.given_up.mid > 0
        else f"costs nothing: it earns **{with_range(option.given_up.scaled(-1), currency)}** more than the best single threshold"
    )
    text = f"{name} {cost} ({thresholds_named(option.thresholds)}; it reaches {reached_named(option)})"
    if option.single is None or option.over_single is None:
        return _safe(text + f". One threshold for all cannot keep {'it' if len(wanted.limits) == 1 else 'them'}.")
    more = option.over_single
    noise = ", which is within noise" if more.within_noise else ""
    if more.more.mid <= 0:
        return _safe(text + f". One threshold for all, from {option.single:.3f}, does as well.")
    return _safe(
        f"{text}. That is **{with_range(more.more, currency)}** more than with one threshold for all that keeps "
        f"{'it' if len(wanted.limits) == 1 else 'them'}, from {option.single:.3f}{noise}."
    )


def limits_named(limits: Sequence[Limit]) -> str:
    """Name limits with what they are; several are all that are held on the groups."""
    return limit_named(limits[0]) if len(limits) == 1 else "All of them together"


def limit_named(limit: Limit) -> str:
    """Name a limit on groups with its number."""
    return f"{guardrails()[limit.kind.value].name} {sign_of(limit)}"


def thresholds_named(thresholds: Mapping[str, float]) -> str:
    """Name where each group is acted on from."""
    return ", ".join(f"{plain(group)} from {threshold:.3f}" for group, threshold in thresholds.items())


def reached_named(option: GroupOption) -> str:
    """Say what is reached of the limits that were to be kept."""
    if len(option.reached) == 1:
        return f"{next(iter(option.reached.values())):.2f}"
    return ", ".join(f"{_within(guardrails()[kind.value].name)} {at:.2f}" for kind, at in option.reached.items())


def _load(at: tuple[str, float], comparison: Comparison) -> str:
    load = float(comparison.workload(*at)[0])
    return f"{load:,.0f}" if load >= 10 else f"{load:.1f}"


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _within(statistic: str) -> str:
    """Write the name of a statistic within a sentence."""
    return statistic if statistic[:2].isupper() else statistic[0].lower() + statistic[1:]


def _or(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, or {parts[-1]}"


def _safe(text: str) -> str:
    """Keep dollar signs from being read as a formula."""
    return text.replace("$", r"\$")
