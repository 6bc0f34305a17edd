"""What is set for a room or a run: a change a revision, undone from the last to the first, each with its entry."""

import pytest

from data import audit
from data.kept_stakes import Kept, Set
from data.store import Cursor, Saved, Store
from lifecycle.audit import Act
from lifecycle.build.regression import UnitStakes
from lifecycle.errors import Conflict
from tests.conftest import OWNER
from tests.data.builders import chain_problem, rows, trail

ASSUMED, FIRST, SECOND = (UnitStakes(1.0, under, 240.0) for under in (1.0, 2.0, 3.0))
OF_A_RUN = Kept("run_stakes", "run_id", "r1", "i1", UnitStakes)
OF_A_ROOM = Kept("room_stakes", "room_id", "r1", "r1", UnitStakes)


def put(store: Store, act: Act, kept: Kept[UnitStakes], stakes: UnitStakes) -> Set[UnitStakes]:
    def change(cursor: Cursor) -> Saved[Set[UnitStakes]]:
        return kept.put(cursor, act, stakes, ASSUMED)

    return store.write(change)


def undo(store: Store, act: Act, kept: Kept[UnitStakes], revision: int) -> Set[UnitStakes]:
    def change(cursor: Cursor) -> Saved[Set[UnitStakes]]:
        return kept.undo(cursor, act, revision, ASSUMED)

    return store.write(change)


def now(store: Store, kept: Kept[UnitStakes]) -> Set[UnitStakes] | None:
    with store.read() as cursor:
        return kept.now(cursor)


@pytest.mark.parametrize("kept", [OF_A_RUN, OF_A_ROOM], ids=["run", "room"])
def test_every_change_counts_and_is_taken_back_from_the_last(store: Store, act: Act, kept: Kept[UnitStakes]) -> None:
    assert now(store, kept) is None
    assert put(store, act, kept, FIRST) == Set(FIRST, 1)
    assert put(store, act, kept, SECOND) == now(store, kept) == Set(SECOND, 2)
    assert undo(store, act, kept, 2) == now(store, kept) == Set(FIRST, 1)
    assert undo(store, act, kept, 1) == Set(ASSUMED, 0)
    assert now(store, kept) is None
    found = [(e.action, e.subject, e.initiative_id) for e in audit.recent(store, OWNER)]
    assert found == [(action, "r1", kept.place) for action in ["stakes.undone"] * 2 + ["stakes.set"] * 2]
    assert [e.before and e.before["under"] for e in audit.recent(store, OWNER)] == [2.0, 3.0, 2.0, None]
    assert [e.after["under"] for e in audit.recent(store, OWNER)] == [1.0, 2.0, 3.0, 2.0]
    assert chain_problem(store) is None


def test_what_counts_already_is_no_change(store: Store, act: Act) -> None:
    assert put(store, act, OF_A_RUN, ASSUMED) == Set(ASSUMED, 0)
    put(store, act, OF_A_RUN, FIRST)
    before = trail(store)
    assert put(store, act, OF_A_RUN, FIRST) == Set(FIRST, 1)
    assert trail(store) == before
    assert put(store, act, OF_A_RUN, ASSUMED) == Set(ASSUMED, 2), "back to what was assumed is a change, once set"


@pytest.mark.parametrize("revision", [0, 1, 3])
def test_a_change_that_is_not_the_last_is_not_taken_back(store: Store, act: Act, revision: int) -> None:
    put(store, act, OF_A_RUN, FIRST)
    put(store, act, OF_A_RUN, SECOND)
    with pytest.raises(Conflict, match="changed meanwhile"):
        undo(store, act, OF_A_RUN, revision)
    assert now(store, OF_A_RUN) == Set(SECOND, 2)


def test_subjects_and_tables_are_apart(store: Store, act: Act) -> None:
    other = Kept("run_stakes", "run_id", "r2", "i1", UnitStakes)
    put(store, act, OF_A_RUN, FIRST)
    put(store, act, other, SECOND)
    assert (now(store, OF_A_RUN), now(store, other), now(store, OF_A_ROOM)) == (Set(FIRST, 1), Set(SECOND, 1), None)
    undo(store, act, other, 1)
    assert now(store, OF_A_RUN) == Set(FIRST, 1)
    assert rows(store, "SELECT run_id, revision, editor FROM run_stakes") == [("r1", 1, "Owner")]
