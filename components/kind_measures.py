"""Forecasts and choices between classes side by side, in the words of a role: the words and columns are a catalogue."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from components.tables import table as show_table
from components.text import plain, with_range
from lifecycle.build.comparison import WEEKS, interval
from lifecycle.build.kind_decision import adjusted
from lifecycle.build.mistakes import Mistake, errors, mistakes
from lifecycle.build.multiclass import Choices, ClassRow
from lifecycle.build.regression import Compared, ForecastRow, yearly_cost
from lifecycle.catalogue import catalogue
from lifecycle.figures import Interval, money, money_range

NONE = "–"
SCIENCE = "science"
Words = Mapping[str, Any]


def forecasts(role: str, compared: Compared, chosen: str, unit: str) -> None:
    """Show forecasts to a role; `unit` is what is forecast, as people called it."""
    words, rows = catalogue("kind_lenses")["kinds"]["regression"][role], compared.rows()
    own = next(row for row in rows if row.key == chosen)
    known = known_of(compared) | {"unit": unit, "fractile": f"{compared.stakes.fractile * 100:.0f}"}
    said = forecast_cells(own, compared) | known
    said |= {"saved": with_range(own.value, compared.stakes.currency), "used": f"used {adjusted(own.adjustment)}"}
    said |= {key: measure(own.measures[key], 2) for key in ("rmse", "bias")}
    st.markdown(sentence(words, said), help=definition("regression", known))
    tables(words, [(row, forecast_cells(row, compared)) for row in rows], chosen, known)
    if role == SCIENCE:
        statistics("regression", rows, chosen)


def choices(role: str, made: Choices, chosen: str) -> None:
    """Show choices between classes to a role."""
    words, rows = catalogue("kind_lenses")["kinds"]["multiclass"][role], made.rows()
    own = next(row for row in rows if row.key == chosen)
    known = known_of(made)
    said = choice_cells(own, made) | known
    said |= {"earns": with_range(own.value, made.stakes.currency), "macro_f1": measure(own.measures["macro_f1"], 3)}
    st.markdown(sentence(words, said), help=definition("multiclass", known))
    tables(words, [(row, choice_cells(row, made)) for row in rows], chosen, known)
    if role == SCIENCE:
        statistics("multiclass", rows, chosen)


def known_of(of: Compared | Choices) -> dict[str, str]:
    """Give what definitions name: where intervals come from and, of forecasts, what they are held against."""
    spread = of.stakes.estimates is not None
    if isinstance(of, Compared):
        drawn = drawn_from(len(of.found.truth) - 1, spread=spread)
        return {"against": of.names[of.reference], "drawn": drawn}
    return {"drawn": drawn_from(len(next(iter(of.found.values()))) - 1, spread=spread)}


def definition(kind: str, known: Mapping[str, str]) -> str:
    """Define the numbers of a sentence about what a row is worth, as the heading of its column does."""
    value = catalogue("kind_lenses")["kinds"][kind]["sponsor"]["tables"]["What a sponsor decides on"]["value"]
    safe = {key: plain(text) for key, text in known.items()}
    return (
        f"{value['name']}: {value['means'].format(**safe)} In brackets: 95 % interval. {safe['drawn']} How sure: the share "
        "of these in which the first is worth more; within noise: the interval of the difference holds zero."
    )


def drawn_from(resamples: int, *, spread: bool) -> str:
    """Say where intervals come from.

    >>> drawn_from(1000, spread=True)
    'From 1,000 resamples of the cases, shared by all rows, and draws of the amounts that are ranges.'
    """
    return f"From {resamples:,} resamples of the cases, shared by all rows" + (
        ", and draws of the amounts that are ranges." if spread else "."
    )


def sentence(words: Words, said: Mapping[str, str]) -> str:
    """Say what a candidate does in the words of a role; what people wrote does nothing in it."""
    made = ("saved", "earns")  # money with its range is Markdown made by us
    return str(words["sentence"]).format(**{key: text if key in made else plain(text) for key, text in said.items()})


def forecast_cells(row: ForecastRow, compared: Compared) -> dict[str, str]:
    """Write everything a role may read of a forecast, by the keys of the catalogue."""
    stakes, currency = compared.stakes, compared.stakes.currency
    week = stakes.volume / WEEKS
    today = float(yearly_cost(compared.found, compared.reference, stakes)[0])
    return {
        "name": row.name,
        "adjusted": adjusted(row.adjustment),
        "value": money(row.value.mid, currency),
        "interval": money_range(row.value, currency),
        "per_forecast": money(row.per_forecast.mid, currency),
        "cost": money(row.cost.mid, currency),
        "cost_share": f"{row.cost.mid / today:.0%}" if today else NONE,
        "enough": f"{row.enough:.0%}",
        "enough_100": f"{row.enough * 100:.0f}",
        "short_100": f"{100 - round(row.enough * 100)}",
        "p_best": f"{row.p_best:.0%}",
        "p_loss": NONE if row.p_loss is None else f"{row.p_loss:.0%}",
        "off": measure(row.measures["mae"], 2),
        "off_share": measure(row.measures["wape"], 0, 100),
        "over_week": f"{compared.found.over[row.key][0] * week:,.0f}",
        "under_week": f"{compared.found.under[row.key][0] * week:,.0f}",
    }


def choice_cells(row: ClassRow, made: Choices) -> dict[str, str]:
    """Write everything a role may read of decisions between classes, by the keys of the catalogue."""
    currency, counts = made.stakes.currency, made.found[row.key]
    lost, wrong = interval(errors(counts, made.stakes)), mistakes(counts[0], made.stakes)
    dearest = max(wrong, key=lambda one: one.cost, default=None)
    right = row.measures["micro_f1"]
    return {
        "name": row.name,
        "value": money(row.value.mid, currency),
        "interval": money_range(row.value, currency),
        "per_case": money(row.value_per_case.mid, currency),
        "p_best": f"{row.p_best:.0%}",
        "p_loss": NONE if row.p_loss is None else f"{row.p_loss:.0%}",
        "errors": NONE if lost is None else money(lost.mid, currency),
        "right_100": measure(right, 0, 100),
        "right_share": NONE if right is None else f"{right.mid:.0%}",
        "each_100": measure(row.measures["balanced_accuracy"], 0, 100),
        "wrong_week": f"{sum(one.cases for one in wrong) / WEEKS:,.1f}",
        "commonest": _mistake(wrong[0] if wrong else None, made, lambda one: f"{one.cases / WEEKS:,.1f} a week"),
        "dearest": _mistake(dearest, made, lambda one: f"{money(one.cost, currency)} a year"),
    }


def _mistake(one: Mistake | None, made: Choices, told: Callable[[Mistake], str]) -> str:
    if one is None:
        return "none is wrong"
    return f"{made.classes[one.truth]} is taken for {made.classes[one.decided]} ({told(one)})"


def tables(words: Words, rows: list[tuple[Any, dict[str, str]]], chosen: str, known: Mapping[str, str]) -> None:
    """Show the tables of a role: its columns with their words, each heading with its definition."""
    for title, columns in words["tables"].items():
        st.markdown(f"**{title}**")
        shown = [
            {"Candidate": _named(row, chosen)} | {item["name"]: cells[key] for key, item in columns.items()}
            for row, cells in rows
        ]
        safe = {key: plain(text) for key, text in known.items()}
        helps = {item["name"]: item["means"].format(**safe) for item in columns.values()}
        grid(shown, helps, f"{title}, by candidate")


def statistics(kind: str, rows: list[Any], chosen: str) -> None:
    """Show what statistics say of every row."""
    st.markdown("**What statistics say**")
    known = catalogue("kinds")["kinds"][kind]
    shown = [
        {"Candidate": _named(row, chosen)}
        | {item["name"]: measure(row.measures.get(key), item["digits"]) for key, item in known.items()}
        for row in rows
    ]
    grid(shown, {item["name"]: f"{item['means']} In brackets: 95 % interval." for item in known.values()}, "Statistics")


def measure(found: Interval | None, digits: int, times: float = 1.0) -> str:
    """Write a measure with its interval, multiplied if it is to be read in hundreds.

    >>> measure(Interval(-0.5, 0.25, 1.0), 2), measure(Interval(0.6, 0.8, 0.9), 0, 100), measure(None, 2)
    ('0.25 (−0.50 to 1.00)', '80 (60 to 90)', '–')
    """
    if found is None:
        return NONE
    low, mid, high = (_number(value * times, digits) for value in (found.low, found.mid, found.high))
    return f"{mid} ({low} to {high})"


def _number(value: float, digits: int) -> str:
    """Write a number; what rounds to nothing has no sign."""
    text = f"{value:,.{digits}f}"
    return text.replace("-", "−" if text.strip("-0.,") else "")


def _named(row: Any, chosen: str) -> str:
    return f"▸ {row.name}" if row.key == chosen else str(row.name)


def grid(table: list[dict[str, str]], helps: dict[str, str], alt: str, first: str = "Candidate") -> None:
    """Show a table whose headings tell their definitions; its `first` column stays in view."""
    columns = {name: st.column_config.TextColumn(name, help=text) for name, text in helps.items()}
    columns[first] = st.column_config.TextColumn(first, pinned=True)
    show_table(table, hide_index=True, column_config=columns, alt=alt)
