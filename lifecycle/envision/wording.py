"""Values of the canvas in words, for a paper: numbers with their unit, choices by name, people's text as text."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from lifecycle.envision.canvas import Canvas, Field
from lifecycle.envision.levers import levers
from lifecycle.figures import SYMBOLS, symbol
from lifecycle.metrics import metrics

EVERY = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&=:@^])")
# What begins markup wherever it stands; beside it a picture, an entity, an address, an icon or coloured words.
ALWAYS = r"[\\`*_\[\]<>$~]"
SOMETIMES = r"!(?=\[)|&(?=#?\w+;)|:(?=//)|(?<=www)\.|(?<=[\w.+-])@(?=\w)|:(?=[a-z+][\w+/-]*[:\[])"
MARKS = re.compile(f"({ALWAYS}|{SOMETIMES})", re.IGNORECASE)
# A heading, a list, a line under a heading or under the heads of a table; a number's dot or bracket makes a list too.
BEGINS = re.compile(r"[#+\-=|:]")
NUMBERED = re.compile(r"(\d+)([.)])(?=\s|$)")
EMPTY = "—"


def marked_down(text: str, *, in_table: bool = False) -> str:
    r"""Write people's text so that Markdown shows it as it was typed: no markup, link, image or formula.

    Only what would begin markup where it stands is escaped, so that the text can be read without rendering it too.

    >>> print(marked_down("<b>*x*</b> =1"))
    \<b\>\*x\*\</b\> =1
    >>> print(marked_down("€10.3k (−€2k to €30k) - 95 %"))
    €10.3k (−€2k to €30k) - 95 %
    """
    first, *rest = (MARKS.sub(r"\\\1", line) for line in re.split(r"\r\n|\r|\n", text))
    lines = [first, *(line.lstrip() for line in rest)]  # an indent would begin a block of code
    if in_table:
        return "<br>".join(line.replace("|", r"\|") for line in lines)
    return "  \n".join(_not_begun(line) for line in lines)


def _not_begun(line: str) -> str:
    """Escape what would begin a block of its own at the start of a line."""
    if NUMBERED.match(line):
        return NUMBERED.sub(r"\1\\\2", line, count=1)
    return rf"\{line}" if BEGINS.match(line) else line


def all_marked(text: str) -> str:
    r"""Escape every sign that means something in some Markdown: for a screen, which knows more of them than a paper.

    >>> print(all_marked("a->b: 1.5"))
    a\-\>b\: 1\.5
    """
    return EVERY.sub(r"\\\1", text).replace("\r\n", "\n").replace("\n", "  \n")


def full_label(field: Field) -> str:
    """Name a field, an input with its lever: two levers may ask for the same.

    >>> from lifecycle.envision.canvas import fields
    >>> full_label(fields()["cashable"]), full_label(fields()["lever.cost.cashable"])
    ('Cashable share', 'Lower cost: Cashable share')
    """
    if field.source is None:
        return field.label
    return f"{levers()[field.path.split('.')[1]].name}: {field.label}"


def unit(field: Field, canvas: Canvas) -> str:
    """Name the unit of a field as it is printed; empty where it has none."""
    named = field.unit
    if named == "metric":
        metric = metrics().get(canvas.get("boundary.metric") or "")
        named = metric.unit if metric else ""
    return symbol(canvas.get("currency") or "EUR") if named == "money" else named


def in_words(field: Field, value: Any, canvas: Canvas) -> str:
    """Write a value that is not a list; an empty field is a dash.

    >>> from lifecycle.envision.canvas import fields
    >>> in_words(fields()["volume"], {"low": 900, "likely": 1000, "high": 1200}, {})
    '900 to 1,200, most likely 1,000 cases'
    """
    if value is None:
        return EMPTY
    currency, named = canvas.get("currency") or "EUR", unit(field, canvas)
    of_money = bool(named) and named == symbol(currency)
    after = f" {named}" if named and not of_money else ""
    write = partial(money_in_full, currency=currency) if of_money else number
    options = field.options or {}
    match field.kind:
        case "three_point" if value["low"] == value["high"]:
            return f"exactly {write(value['likely'])}{after}"
        case "three_point":
            ends = {end: write(value[end]) for end in ("low", "likely", "high")}
            return f"{ends['low']} to {ends['high']}, most likely {ends['likely']}{after}"
        case "number":
            return f"{write(value)}{after}"
        case "choices":
            return ", ".join(options.get(item, item) for item in value)
        case "scale":
            return f"{value} of 5"
        case "date":
            return str(value)
        case _:
            return options.get(value, str(value))


def in_full(field: Field, value: Any, canvas: Canvas) -> str:
    """Write a value so that two of them can be compared; a list a line a row."""
    if field.kind != "rows":
        return in_words(field, value, canvas)
    return "\n".join(" · ".join(cells(field, row)) for row in value or ()) or EMPTY


def cells(field: Field, row: Mapping[str, Any]) -> list[str]:
    """Write the cells of a row in the order of its columns."""
    return [cell(row.get(column.key), column.options) for column in field.columns]


def cell(value: Any, options: Mapping[str, str] | None) -> str:
    """Write one cell; a flag is yes or no."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value)
    return (options or {}).get(value, str(value))


def money_in_full(amount: float, currency: str) -> str:
    """Write what was agreed as `figures.money` does, and round nothing.

    >>> money_in_full(-62500, "EUR"), money_in_full(0.125, "CHF")
    ('−€62,500', 'CHF 0.125')
    """
    text = number(amount)
    return f"{'−' if text.startswith('−') else ''}{SYMBOLS.get(currency, f'{currency} ')}{text.removeprefix('−')}"


def number(value: float) -> str:
    """Write a number with thousands apart and no more digits than it has.

    >>> number(180000.0), number(-0.8), number(1e-7)
    ('180,000', '−0.8', '0.0000001')
    """
    text = f"{abs(value):,.10f}".rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 and text.strip("0.,") else text
