"""The comparison table in words: lots and rows over the capacity, beside sums over single cases."""

from types import SimpleNamespace

import pytest
import streamlit as st

from components import measures, trading
from lifecycle.build.comparison import TREAT_ALL, Comparison, Row
from lifecycle.build.record_exports import without_share
from lifecycle.figures import money
from pages.build.comparing import headline
from tests.lifecycle.build.test_lot import HANDLED, LABEL, RULE, compare, lucky


def table() -> tuple[list[Row], Comparison]:
    comparison = compare()
    return comparison.table(comparison.cuts()), comparison


def shown(
    monkeypatch: pytest.MonkeyPatch, show: object, *args: object
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Give the rows by their candidate and the definitions by their column."""
    seen: dict[str, object] = {}
    monkeypatch.setattr(st, "dataframe", lambda rows, **more: seen.update(rows=rows, **more))
    show(*args)  # type: ignore[operator]
    helps = {name: (column["help"] or "") for name, column in seen["column_config"].items()}  # type: ignore[attr-defined]
    return {row["Candidate"]: row for row in seen["rows"]}, helps  # type: ignore[attr-defined]


def test_a_row_by_lot_says_so_and_one_over_the_capacity_shows_no_chance_to_be_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows, comparison = table()
    found, helps = shown(monkeypatch, measures.sponsor, rows, comparison, "model")
    assert found["Act on everyone"]["Best of all"] == "–"
    assert found["Rule (fills the capacity by lot among equal scores)"]["Best of all"].endswith("%")
    assert "takes no part" in helps["Best of all"]


def test_an_expert_reads_what_is_expected_of_the_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, comparison = table()
    found, _ = shown(monkeypatch, measures.expert, rows, comparison, "model")
    tied = RULE == 0.06
    wrong = (~LABEL & tied).sum() * HANDLED / tied.sum() / 120 * 1000 * 7 / 365
    missed = (LABEL.sum() - (LABEL & tied).sum() * HANDLED / tied.sum()) / 120 * 1000 * 7 / 365
    rule = found["Rule (fills the capacity by lot among equal scores)"]
    assert rule["For nothing a week"] == f"{wrong:,.1f}"
    assert rule["Missed a week"] == f"{missed:,.1f}"


def test_where_a_row_acts_from_names_the_lot() -> None:
    by = {row.key: measures._from(row) for row in table()[0]}
    assert by["rule"] == "0.060, 30% by lot"
    assert by[TREAT_ALL] == "–"
    assert by["model"].startswith("0.")
    assert "lot" not in by["model"]


@pytest.mark.parametrize(("show", "column"), [("business", "P(best)"), ("sponsor", "Best of all")])
def test_why_a_row_has_no_chance_to_be_best_stands_beneath_the_table(
    monkeypatch: pytest.MonkeyPatch, show: str, column: str
) -> None:
    rows, comparison = table()
    told: list[str] = []
    monkeypatch.setattr(st, "dataframe", lambda rows, **more: None)
    monkeypatch.setattr(st, "caption", lambda text: told.append(text.replace("\\", "")))
    more = (
        (rows, comparison, SimpleNamespace(candidates=()), "model") if show == "business" else (rows, comparison, "m")
    )
    getattr(measures, show)(*more)
    assert told == [without_share([row.name for row in rows if row.p_best is None], column)]
    told.clear()
    free = [row for row in rows if row.p_best is not None]
    getattr(measures, show)(free, *more[1:])
    assert told == []


def test_a_candidate_that_no_threshold_fits_is_told_as_it_is_compared() -> None:
    comparison = lucky()
    row = comparison.row("rule", comparison.cut("rule"))
    said = measures.lot(row, comparison)
    assert "No threshold of Rule acts on anyone and keeps within the capacity" in said
    assert "of those from 0.060 on by lot" in said
    assert money(row.value.mid, "EUR") in said
    assert "where it fills the capacity by lot among equal scores, " in headline(comparison)
    assert "it has no threshold to move" in trading.unpriced("rule", comparison)


def test_the_share_of_a_part_is_no_limit() -> None:
    whole = compare()
    part = Comparison(whole.stakes, whole.resampled, whole.names, part=True)
    over = part.row(TREAT_ALL, None)
    share = measures.week(part.stakes.capacity_per_week or 0)
    assert measures._load(over, whole).endswith(" ⚠ over")
    assert measures._load(over, part).endswith(f" (share {share})")
    assert "It is no limit" in measures._limit(part)
    assert " within its share of the capacity, " in headline(part)
    assert " within the capacity, " in headline(whole)
