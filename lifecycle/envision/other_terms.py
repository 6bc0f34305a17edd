"""What a contract holds beside its promise, its decision, its boundary and its dials: all of it is signed too."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lifecycle.contract import ValueContract
from lifecycle.envision.canvas import Canvas, Field, fields, from_contract
from lifecycle.envision.fields import Column
from lifecycle.envision.wording import EMPTY, cells, full_label, in_words

# What papers show in a place of its own.
ELSEWHERE = (
    *("intent", "decision", "positive", "today", "volume", "build_cost", "run_cost", "protocol", "horizon_years"),
    *(
        "discount_rate",
        "review_date",
        "currency",
        "group_thresholds",
        "boundary.",
        "owner.",
        "dial.",
        "payoff.",
        "lever.",
    ),
)
# What whoever signs has to see first; the rest follows in the order of the canvas.
FIRST = (
    *("verdict", "conditions", "dissent", "limits", "restricted", "capacity_per_week", "counterfactual", "human"),
    *("autonomy", "reversibility", "appeal", "proof_points", "holdout", "risks", "assumptions", "protected"),
)
PLAIN = 100  # from here on, tenths tell all anybody meant
Term = tuple[str, str]


def other_terms(terms: ValueContract) -> list[Term]:
    """List every term that papers show nowhere else as (label, words), what matters most first; a row of a list each.

    Words are as people wrote them, not escaped.
    """
    canvas = from_contract(terms)
    known = [*FIRST, *(path for path in fields() if path not in FIRST)]
    held = [fields()[path] for path in known if path in fields() and not _elsewhere(path)]
    return [term for item in held for term in _said(item, canvas)]


def _elsewhere(path: str) -> bool:
    return any(path == one or (one.endswith(".") and path.startswith(one)) for one in ELSEWHERE)


def _said(item: Field, canvas: Canvas) -> Iterator[Term]:
    value: Any = canvas.get(item.path)
    if value in (None, "", [], {}, ()):
        return
    if item.kind != "rows":
        fine = isinstance(value, float) and abs(value) >= PLAIN
        yield full_label(item), in_words(item, round(value, 1) if fine else value, canvas)
        return
    for row in value.values() if isinstance(value, dict) else value:
        said = [(column, text) for column, text in zip(item.columns, cells(item, row), strict=True) if text != EMPTY]
        said.sort(key=lambda one: not _is_subject(one[0]))
        yield item.label, "; ".join(_cell(column, text) for column, text in said)


def _cell(column: Column, text: str) -> str:
    """Write a cell: what a row is about as it stands, everything else behind its name."""
    if column.kind == "date":
        text = f"{date.fromisoformat(text):%-d %b %Y}"
    return text if _is_subject(column) else f"{column.label.lower()}: {text}"


def _is_subject(column: Column) -> bool:
    return column.required and column.kind == "text"
