"""The comparison table: statistics and money side by side, each number with its interval and definition."""

import streamlit as st

from components import tables
from components.text import plain, with_range
from lifecycle.build.comparison import Comparison, Row
from lifecycle.build.record_exports import without_share
from lifecycle.build.stakes import NO_ACTION
from lifecycle.build.worker import RunFacts
from lifecycle.catalogue import catalogue
from lifecycle.figures import Interval, money, money_range


def business(rows: list[Row], comparison: Comparison, facts: RunFacts, chosen: str) -> None:
    """Show what the business gets from each candidate."""
    currency = comparison.stakes.currency
    fitted = {item.key: item for item in facts.candidates}
    table = []
    for row in rows:
        item = fitted.get(row.key)
        table.append(
            {
                "Candidate": _named(row, chosen),
                "Acts from": _from(row),
                "Value a year": money(row.value.mid, currency),
                "95 % interval": money_range(row.value, currency),
                "A case": money(row.value_per_case.mid, currency),
                "Acted on a week": _load(row, comparison),
                "P(best)": _share(row.p_best),
                "P(≥ promise)": _share(row.p_target),
                "P(< floor)": _share(row.p_floor),
                "P(loss)": _share(row.p_loss),
                "Errors cost": "–" if row.errors is None else money(row.errors.mid, currency),
                "ROI": "–" if row.roi is None else f"{row.roi.mid:.0%} ({row.roi.low:.0%} to {row.roi.high:.0%})",
                "Scores in": f"{item.seconds_per_case * 1e6:.0f} µs a case" if item and item.seconds_per_case else "–",
                "Size": f"{item.size / 1e6:.1f} MB" if item and item.size else "–",
            }
        )
    helps = {
        "Acts from": "The probability from which a case is acted on: each candidate at its best threshold, or yours. "
        "Where no threshold acts on anyone and keeps within the capacity, a candidate acts by lot on as many of the cases "
        "from there on as can be handled; scores within a step of 0.005 count as equal.",
        "Value a year": f"Cases a year × mean payoff, compared with {_compared(comparison)}, running costs taken off.",
        "95 % interval": _drawn_from(comparison),
        "A case": "Value a year ÷ cases a year.",
        "Acted on a week": f"Cases acted on in a week, at the cases of a year that are expected.{_limit(comparison)}",
        "P(best)": "Share of resamples in which this row earns most of all rows that keep within the capacity. Equals share "
        "it; a row that acts on more takes no part and shows –.",
        "P(≥ promise)": "Share of resamples in which the value reaches the promised P50.",
        "P(< floor)": "Share of resamples in which the boundary's metric is below its floor, where cases can tell.",
        "P(loss)": "Share of resamples in which the year ends with a loss.",
        "Errors cost": "What wrong decisions cost a year against right ones: FP × (TN − FP payoff) + FN × (TP − FN payoff).",
        "ROI": "Value a year, less a year's share of building, ÷ what building and running cost a year.",
        "Scores in": "Measured when trained, on up to 1,000 cases at once.",
        "Size": "Of the model file.",
    }
    _show(table, helps, "What the business gets from each candidate")
    _told_over(rows, "P(best)")


def sentence(role: str, row: Row, comparison: Comparison) -> str:
    """Say what a candidate does at its threshold, in the words of a role; Markdown made by us."""
    at, name = "" if row.threshold is None else f"From **{row.threshold:.3f}** on, ", plain(row.name)
    earns = with_range(row.value, comparison.stakes.currency)
    tp, fp = (float(found[0]) for found in comparison.counts(row.key, row.cut))
    yes, no = float(comparison.resampled.yes[0]), float(comparison.resampled.no[0])
    week = comparison.weekly_cases / (yes + no)
    if role == "sponsor":
        promise = ""
        if row.p_target is not None and comparison.target is not None:
            target = money(comparison.target, comparison.stakes.currency)
            promise = f" The chance to reach the promised {target} is {_share(row.p_target)}."
        return f"{at}{name} earns **{earns}** a year.{promise} The chance of a loss is {_share(row.p_loss)}."
    if role == "expert":
        right = f"{100 * tp / (tp + fp):.0f} of 100 are right" if tp + fp else "none is acted on"
        return (
            f"{at}{name} acts on **{row.workload.mid:,.0f} cases a week**; {right}. In a week it finds "
            f"{tp * week:,.1f} true yes, misses {(yes - tp) * week:,.1f}, and acts on {fp * week:,.1f} for nothing."
        )
    return (
        f"{at}{name} acts on {tp:,.0f} of {yes:,.0f} true yes and misses {yes - tp:,.0f}; it acts on {fp:,.0f} of "
        f"{no:,.0f} true no by mistake. That earns **{earns}** a year."
    )


def sponsor(rows: list[Row], comparison: Comparison, chosen: str) -> None:
    """Show what a sponsor decides on: money, how sure it is, what it asks of people."""
    currency = comparison.stakes.currency
    table = [
        {
            "Candidate": _named(row, chosen),
            "Value a year": money(row.value.mid, currency),
            "95 % interval": money_range(row.value, currency),
            "Best of all": _share(row.p_best),
            "Keeps the promise": _share(row.p_target),
            "Ends in a loss": _share(row.p_loss),
            "Errors cost": "–" if row.errors is None else money(row.errors.mid, currency),
            "Acted on a week": _load(row, comparison),
        }
        for row in rows
    ]
    helps = {
        "Value a year": f"Cases a year × mean payoff, compared with {_compared(comparison)}, running costs taken off.",
        "95 % interval": _drawn_from(comparison),
        "Best of all": "How likely this row earns most of all rows that keep within the capacity. Equals share it; a row that "
        "acts on more takes no part and shows –.",
        "Keeps the promise": "How likely the value reaches the P50 the contract promises.",
        "Ends in a loss": "How likely the year costs more than it brings.",
        "Errors cost": "What wrong decisions cost a year, against deciding every case right.",
        "Acted on a week": f"Cases people have to handle in a week.{_limit(comparison)}",
    }
    _show(table, helps, "What a sponsor decides on, by candidate")
    _told_over(rows, "Best of all")


def expert(rows: list[Row], comparison: Comparison, chosen: str) -> None:
    """Show what people who do the work will meet: cases in a week, right and wrong."""
    table = []
    for row in rows:
        tp, fp = (float(found[0]) for found in comparison.counts(row.key, row.cut))
        yes, no = float(comparison.resampled.yes[0]), float(comparison.resampled.no[0])
        week = comparison.weekly_cases / (yes + no)
        table.append(
            {
                "Candidate": _named(row, chosen),
                "Acted on a week": _load(row, comparison),
                "Right of 100 acted on": _hundred(row.measures.get("precision")),
                "Found of 100 true yes": _hundred(row.measures.get("recall")),
                "Spared of 100 true no": _hundred(row.measures.get("specificity")),
                "Missed a week": f"{(yes - tp) * week:,.1f}",
                "For nothing a week": f"{fp * week:,.1f}",
            }
        )
    helps = {
        "Acted on a week": f"Cases people have to handle in a week.{_limit(comparison)}",
        "Right of 100 acted on": f"Precision. In brackets: 95 % interval. {_drawn_from(comparison)}",
        "Found of 100 true yes": "Recall. In brackets: 95 % interval.",
        "Spared of 100 true no": "Specificity. In brackets: 95 % interval.",
        "Missed a week": "True yes that are not acted on, in a week.",
        "For nothing a week": "True no that are acted on, in a week.",
    }
    _show(table, helps, "What people who do the work will meet, by candidate")


def statistical(rows: list[Row], chosen: str) -> None:
    """Show what statistics say of each candidate."""
    known = catalogue("measures")["statistical"]
    table = [
        {"Candidate": _named(row, chosen)}
        | {item["name"]: _measure(row.measures.get(key), item["digits"]) for key, item in known.items()}
        for row in rows
    ]
    helps = {item["name"]: f"{item['means']} In brackets: 95 % interval." for item in known.values()}
    _show(table, helps, "What statistics say of each candidate")


def lot(row: Row, comparison: Comparison) -> str:
    """Say what a candidate earns that no threshold fits, where it fills the capacity by lot; Markdown made by us."""
    name = plain(comparison.names[row.key])
    return (
        f"No threshold of {name} acts on anyone and keeps within the capacity: too many cases score alike. At its best "
        f"it draws {_share(row.by_lot or 0)} of those from {row.threshold:.3f} on by lot and earns "
        f"**{with_range(row.value, comparison.stakes.currency)}** a year; as that it is compared. A decision needs a "
        "threshold, so it cannot be chosen here while the capacity stays as it is."
    )


def definition(comparison: Comparison) -> str:
    """Define the numbers of a sentence about what candidates earn."""
    return (
        f"Value a year: cases a year × mean payoff, compared with {_compared(comparison)}, running costs taken off. In "
        f"brackets: 95 % interval. {_drawn_from(comparison)} How sure: the share of these in which the first earns more; "
        "within noise: the interval of the difference holds zero."
    )


def _measure(found: Interval | None, digits: int) -> str:
    return "–" if found is None else f"{found.mid:.{digits}f} ({found.low:.{digits}f}–{found.high:.{digits}f})"


def _named(row: Row, chosen: str) -> str:
    return f"▸ {row.name}" if row.key == chosen else row.name


def _from(row: Row) -> str:
    """Write where a row acts from, and whether by lot among those cases."""
    if row.threshold is None:
        return "–"
    return f"{row.threshold:.3f}" if row.by_lot is None else f"{row.threshold:.3f}, {row.by_lot:.0%} by lot"


def _load(row: Row, comparison: Comparison) -> str:
    """Write the cases of a week, and whether they are more than can be handled."""
    load, capacity = week(row.workload.mid), comparison.stakes.capacity_per_week
    if not capacity or row.workload.mid <= capacity * 1.0001:
        return load
    return load + (f" (share {week(capacity)})" if comparison.part else " ⚠ over")


def _limit(comparison: Comparison) -> str:
    capacity = comparison.stakes.capacity_per_week
    if not capacity:
        return ""
    if comparison.part:
        return (
            f" By its size, this part's share of the capacity is {week(capacity)} a week; a threshold is best within "
            "that share. It is no limit: other parts may need less of theirs."
        )
    return f" Capacity: {week(capacity)} a week."


def week(cases: float) -> str:
    """Write cases a week, with tenths where they are few.

    >>> week(9.62), week(6923.1)
    ('9.6', '6,923')
    """
    return f"{cases:,.1f}" if cases < 100 else f"{cases:,.0f}"


def _compared(comparison: Comparison) -> str:
    return "what happens today" if comparison.stakes.counterfactual == NO_ACTION else "today's list"


def _drawn_from(comparison: Comparison) -> str:
    draws = len(comparison.resampled.yes) - 1
    return f"From {draws:,} resamples of the cases and draws of the three-point payoffs."


def _hundred(found: Interval | None) -> str:
    return "–" if found is None else f"{found.mid * 100:.0f} ({found.low * 100:.0f}–{found.high * 100:.0f})"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _told_over(rows: list[Row], column: str) -> None:
    """Say which rows have a dash under the chance to be best, and why: a hover alone is not seen."""
    if over := [row.name for row in rows if row.p_best is None]:
        st.caption(plain(without_share(over, column)))


def _show(table: list[dict[str, str]], helps: dict[str, str], alt: str) -> None:
    columns = {name: st.column_config.TextColumn(name, help=text) for name, text in helps.items()}
    columns["Candidate"] = st.column_config.TextColumn("Candidate", pinned=True)
    tables.table(table, hide_index=True, column_config=columns, alt=alt)
