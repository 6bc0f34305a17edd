"""Two editors: no cell of either is lost unless both changed the same cell, and then both are told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.merging import merge

IDS, CELLS = ("a", "b", "c", "d"), ("text", "owner", "due")
Table = dict[str, dict[str, str]]
TABLES = st.dictionaries(
    st.sampled_from(IDS), st.dictionaries(st.sampled_from(CELLS), st.sampled_from("xyz"), max_size=3), max_size=4
)
VALUES = st.none() | st.sampled_from("xyz")


def as_rows(table: Table) -> list[dict[str, str]] | None:
    return [{"id": key, **cells} for key, cells in table.items()] or None


def places(*tables: Table) -> set[tuple[str, str]]:
    return {(key, cell) for table in tables for key, cells in table.items() for cell in cells}


def at(table: Table, key: str, cell: str) -> str | None:
    return table.get(key, {}).get(cell)


@given(VALUES, VALUES, VALUES)
def test_a_field_of_one_value_follows_who_changed_it(seen: Any, mine: Any, theirs: Any) -> None:
    found = merge(seen, mine, theirs)
    changed = {value for value in (mine, theirs) if value != seen}
    assert bool(found.clashes) is (len(changed) == 2)
    assert found.value == (mine if mine != seen else theirs)


@given(TABLES, TABLES, TABLES)
def test_no_cell_of_either_editor_is_lost_unless_both_changed_the_same(seen: Table, mine: Table, theirs: Table) -> None:
    found = merge(as_rows(seen), as_rows(mine), as_rows(theirs), rows=True)
    kept = {row["id"]: {k: v for k, v in row.items() if k != "id"} for row in found.value or ()}
    for key, cell in places(seen, mine, theirs):
        before, one, other = (at(table, key, cell) for table in (seen, mine, theirs))
        if (key, "") in found.clashes or (key, cell) in found.clashes:
            continue
        if one != before and other != before:
            assert one == other == at(kept, key, cell)
        else:
            assert at(kept, key, cell) == (one if one != before else other)


@given(TABLES, TABLES, TABLES)
def test_it_clashes_only_where_both_changed(seen: Table, mine: Table, theirs: Table) -> None:
    found = merge(as_rows(seen), as_rows(mine), as_rows(theirs), rows=True)
    for key, cell in found.clashes:
        if cell:
            before, one, other = (at(table, key, cell) for table in (seen, mine, theirs))
            assert len({before, one, other} - {before}) == 2 or (before not in (one, other) and one != other)
        else:
            assert key in seen
            assert (key in mine) != (key in theirs)
            assert seen[key] != mine.get(key, theirs.get(key))


@given(TABLES, TABLES, TABLES)
def test_who_saves_first_makes_no_difference_where_nothing_clashes(seen: Table, mine: Table, theirs: Table) -> None:
    one = merge(as_rows(seen), as_rows(mine), as_rows(theirs), rows=True)
    other = merge(as_rows(seen), as_rows(theirs), as_rows(mine), rows=True)
    assert set(one.clashes) == set(other.clashes)
    if not one.clashes:
        assert {row["id"]: row for row in one.value or ()} == {row["id"]: row for row in other.value or ()}


@given(TABLES, TABLES)
def test_what_only_one_changed_stands_as_they_left_it(seen: Table, mine: Table) -> None:
    assert merge(as_rows(seen), as_rows(mine), as_rows(seen), rows=True).value == as_rows(mine)
    assert merge(as_rows(seen), as_rows(seen), as_rows(mine), rows=True).value == as_rows(mine)
    assert not merge(as_rows(seen), as_rows(mine), as_rows(mine), rows=True).clashes


@given(TABLES, TABLES, TABLES)
def test_where_both_changed_the_same_mine_stands_in_what_keep_mine_saves(
    seen: Table, mine: Table, theirs: Table
) -> None:
    found = merge(as_rows(seen), as_rows(mine), as_rows(theirs), rows=True)
    kept = {row["id"]: row for row in found.value or ()}
    for key, cell in found.clashes:
        if cell:
            assert kept[key].get(cell) == at(mine, key, cell)
        else:
            assert (key in kept) is (key in mine)


def test_both_may_add_a_row() -> None:
    seen = [{"id": "a", "text": "x"}]
    found = merge(seen, [*seen, {"id": "b", "text": "mine"}], [*seen, {"id": "c", "text": "theirs"}], rows=True)
    assert [row["id"] for row in found.value] == ["a", "c", "b"]


def test_both_may_write_in_one_row() -> None:
    found = merge([{"id": "a"}], [{"id": "a", "text": "x"}], [{"id": "a", "owner": "y"}], rows=True)
    assert found.value == [{"id": "a", "owner": "y", "text": "x"}]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [(None, [{"id": "a", "text": "new"}]), ([{"id": "a", "text": "new"}], None)],
    ids=["I deleted", "they deleted"],
)
def test_a_row_one_deleted_and_the_other_wrote_in_is_a_clash(mine: Any, theirs: Any) -> None:
    found = merge([{"id": "a", "text": "old"}], mine, theirs, rows=True)
    assert found.clashes == (("a", ""),)
    assert found.value == mine


def test_a_list_that_is_no_list_of_rows_is_one_value() -> None:
    assert merge(["a"], ["a", "b"], ["c"]).clashes == (("", ""),)
