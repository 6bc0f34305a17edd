"""The comparison table: statistics and money side by side, each number with its interval and definition."""

import streamlit as st

from lifecycle.build.comparison import Comparison, Row
from lifecycle.build.worker import RunFacts
from lifecycle.catalogue import catalogue
from lifecycle.figures import Interval, money, money_range


def business(rows: list[Row], comparison: Comparison, facts: RunFacts, chosen: str) -> None:
    """Show what the business gets from each candidate."""
    currency, capacity = comparison.stakes.currency, comparison.stakes.capacity_per_week
    fitted = {item.key: item for item in facts.candidates}
    table = []
    for row in rows:
        item = fitted.get(row.key)
        load = f"{row.workload.mid:,.1f}" if row.workload.mid < 100 else f"{row.workload.mid:,.0f}"
        over = " ⚠ over" if capacity and row.workload.mid > capacity * 1.0001 else ""
        table.append(
            {
                "Candidate": f"▸ {row.name}" if row.key == chosen else row.name,
                "Acts from": "–" if row.threshold is None else f"{row.threshold:.3f}",
                "Value a year": money(row.value.mid, currency),
                "95 % interval": money_range(row.value, currency),
                "A case": money(row.value_per_case.mid, currency),
                "Acted on a week": load + over,
                "P(best)": _share(row.p_best),
                "P(≥ promise)": _share(row.p_target),
                "P(< floor)": _share(row.p_floor),
                "P(loss)": _share(row.p_loss),
                "Errors cost": "–" if row.errors is None else money(row.errors.mid, currency),
                "ROI": "–" if row.roi is None else f"{row.roi.mid:.0%} ({row.roi.low:.0%} to {row.roi.high:.0%})",
                "Scores in": f"{item.seconds_per_case * 1e6:.0f} µs a case" if item else "–",
                "Size": f"{item.size / 1e6:.1f} MB" if item else "–",
            }
        )
    limit = f" Capacity: {capacity:,.0f} a week." if capacity else ""
    compared = "what happens today" if comparison.stakes.counterfactual == "no action" else "today's list"
    helps = {
        "Acts from": "The probability from which a case is acted on: each candidate at its best threshold, or yours.",
        "Value a year": f"Cases a year × mean payoff, compared with {compared}, running costs taken off.",
        "95 % interval": f"From {facts.resamples:,} resamples of the cases and draws of the three-point payoffs.",
        "A case": "Value a year ÷ cases a year.",
        "Acted on a week": f"Cases acted on in a week at the contract's volume.{limit}",
        "P(best)": "Share of resamples in which this row earns most of all rows. Equals share it.",
        "P(≥ promise)": "Share of resamples in which the value reaches the promised P50.",
        "P(< floor)": "Share of resamples in which the boundary's metric is below its floor, where cases can tell.",
        "P(loss)": "Share of resamples in which the year ends with a loss.",
        "Errors cost": "What wrong decisions cost a year against right ones: FP × (TN − FP payoff) + FN × (TP − FN payoff).",
        "ROI": "Value a year, less a year's share of building, ÷ what building and running cost a year.",
        "Scores in": "Measured when trained, on up to 1,000 cases at once.",
        "Size": "Of the model file.",
    }
    _show(table, helps, "What the business gets from each candidate")


def statistical(rows: list[Row], chosen: str) -> None:
    """Show what statistics say of each candidate."""
    known = catalogue("measures")["statistical"]
    table = [
        {"Candidate": f"▸ {row.name}" if row.key == chosen else row.name}
        | {item["name"]: _measure(row.measures.get(key), item["digits"]) for key, item in known.items()}
        for row in rows
    ]
    helps = {item["name"]: f"{item['means']} In brackets: 95 % interval." for item in known.values()}
    _show(table, helps, "What statistics say of each candidate")


def _measure(found: Interval | None, digits: int) -> str:
    return "–" if found is None else f"{found.mid:.{digits}f} ({found.low:.{digits}f}–{found.high:.{digits}f})"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _show(table: list[dict[str, str]], helps: dict[str, str], alt: str) -> None:
    columns = {name: st.column_config.TextColumn(name, help=text) for name, text in helps.items()}
    columns["Candidate"] = st.column_config.TextColumn("Candidate", pinned=True)
    st.dataframe(table, hide_index=True, column_config=columns, alt=alt)
