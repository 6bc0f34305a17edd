"""Guardrails as they were found: grouped by component, worst first, each with its limit, cases, interval and groups."""

import streamlit as st

from components.text import OUTCOME, badge, plain
from lifecycle.build.record_verdicts import number
from lifecycle.catalogue import components
from lifecycle.guardrails import WORST_FIRST, GroupFigure, Verdict, guardrails, worst


def show(verdicts: tuple[Verdict, ...]) -> None:
    """Show every verdict under its component, the component with the worst one first."""
    grouped = {key: [verdict for verdict in verdicts if verdict.component == key] for key in components()}
    known = [(key, held) for key, held in grouped.items() if held]
    for key, held in sorted(known, key=lambda item: _rank(worst(item[1]))):
        st.markdown(f"**{components()[key].name}**")
        for verdict in sorted(held, key=_rank):
            one(verdict)


def _rank(verdict: Verdict | None) -> int:
    return len(WORST_FIRST) if verdict is None else WORST_FIRST.index(verdict.outcome)


def one(verdict: Verdict, *, table: bool = True) -> None:
    """Show one verdict: badge, name, sentence; what it means one hover away; the numbers of the groups beneath.

    Without `table` those numbers are left out, where they stand in a table already.
    """
    known = guardrails().get(verdict.guardrail)
    numbers = f"  \n:gray[:small[{said}]]" if (said := numbers_of(verdict)) else ""
    st.markdown(
        f"{badge(*OUTCOME[verdict.outcome])} **{verdict.name}** {plain(verdict.sentence)}{numbers}",
        help=known.means if known else None,
    )
    if verdict.groups and table:
        st.caption(" · ".join(group(row) for row in verdict.groups))


def numbers_of(verdict: Verdict) -> str:
    """Write value, interval, limit and cases of a verdict on one line, as far as they are known."""
    parts = []
    if verdict.value is not None:
        parts.append(f"value {number(verdict.value)}")
    if verdict.interval is not None:
        span = verdict.interval
        of = f"{span.level:.0%} interval" if span.level < 1 else "spanning"
        parts.append(f"{of} {number(span.low)} to {number(span.high)}")
    if verdict.limit is not None:
        highest = f" to {number(verdict.highest)}" if verdict.highest is not None else ""
        parts.append(f"limit {number(verdict.limit)}{highest}, {verdict.level.value} dial")
    if verdict.n is not None:
        least = verdict.groups and verdict.n == min(row.n for row in verdict.groups)
        parts.append(f"{'smallest group' if least else 'on'} {verdict.n:,} cases")
    return " · ".join(parts)


def group(row: GroupFigure) -> str:
    """Write the number of a group with its bounds and cases."""
    cases = f"{row.n:,} case{'' if row.n == 1 else 's'}"
    if row.value is None:
        return f"{plain(row.group)}: – ({cases})"
    bounds = "" if row.low is None or row.high is None else f"{number(row.low)} to {number(row.high)}, "
    return f"{plain(row.group)}: {number(row.value)} ({bounds}{cases})"
