"""Data sets: kept as they came, with a hash, for one initiative."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from data import audit, datasets, initiatives
from data.store import Store
from lifecycle.audit import Act
from lifecycle.errors import BadInput, NotFound
from lifecycle.ids import sha256
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER
from tests.data.builders import editor, trail

FRAME = pd.DataFrame({"zip": ["007", "123"], "amount": [1.5, None], "ok": [True, False], "n": [2**60, -1]})


def test_a_data_set_is_read_back_as_it_came(store: Store, act: Act, initiative: Initiative) -> None:
    made = datasets.add(store, act, initiative.id, "Claims", "claims.csv", FRAME)
    assert (made.rows, made.columns, made.origin, made.loaded_at) == (2, tuple(FRAME.columns), "claims.csv", NOW)
    who = editor(initiative.id)
    pd.testing.assert_frame_equal(datasets.frame(store, who, initiative.id, made.id), FRAME)
    assert datasets.listing(store, who, initiative.id) == [made]
    with store.read() as cursor:
        assert datasets.describe(cursor, made.id) == made


def test_its_hash_is_that_of_what_is_kept(store: Store, act: Act, initiative: Initiative) -> None:
    made = datasets.add(store, act, initiative.id, "Claims", "claims.csv", FRAME)
    assert sha256(datasets.content(store, initiative.id, made.id)) == made.sha256
    event = audit.recent(store, OWNER)[0]
    assert event.action == "dataset.loaded"
    assert event.after == {"name": "Claims", "origin": "claims.csv", "rows": 2, "sha256": made.sha256}


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame(index=[1, 2])])
def test_a_data_set_without_data_is_refused(
    store: Store, act: Act, initiative: Initiative, frame: pd.DataFrame
) -> None:
    before = trail(store)
    with pytest.raises(BadInput, match=r"Claims has no rows of data\."):
        datasets.add(store, act, initiative.id, "Claims", "claims.csv", frame)
    assert trail(store) == before


def test_a_data_set_of_an_initiative_that_is_not_there_is_refused(store: Store, act: Act) -> None:
    with pytest.raises(NotFound):
        datasets.add(store, act, "nowhere", "Claims", "claims.csv", FRAME)


def test_the_latest_data_set_is_listed_first_and_those_of_others_are_not(
    store: Store, act: Act, initiative: Initiative
) -> None:
    other = initiatives.start(store, act, "Another")
    late = datasets.add(store, act, initiative.id, "Late", "x", FRAME)
    early = datasets.add(store, replace(act, at=NOW - timedelta(days=1)), initiative.id, "Early", "x", FRAME)
    datasets.add(store, act, other.id, "Theirs", "x", FRAME)
    assert datasets.listing(store, OWNER, initiative.id) == [late, early]


def test_a_data_set_is_not_found_under_another_initiative(store: Store, act: Act, initiative: Initiative) -> None:
    other = initiatives.start(store, act, "Another")
    made = datasets.add(store, act, initiative.id, "Claims", "x", FRAME)
    with pytest.raises(NotFound, match="not there"):
        datasets.frame(store, editor(other.id), other.id, made.id)
    with pytest.raises(NotFound, match="not there"):
        datasets.content(store, other.id, made.id)


def test_a_data_set_that_is_not_there_is_not_found(store: Store, initiative: Initiative) -> None:
    with pytest.raises(NotFound, match="Load it again"):
        datasets.frame(store, OWNER, initiative.id, "nothing")
    with store.read() as cursor, pytest.raises(NotFound, match="Load it again"):
        datasets.describe(cursor, "nothing")


def test_rows_that_were_read_are_kept_in_memory_for_a_while(store: Store, act: Act, initiative: Initiative) -> None:
    made = datasets.add(store, act, initiative.id, "Claims", "x", FRAME)
    found = datasets.frame(store, OWNER, initiative.id, made.id)
    assert datasets.frame(store, OWNER, initiative.id, made.id) is found
