"""Rooms: models compared outside any initiative, with payoffs to move, until they are kept in one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data import initiatives, runs
from data.codec import aware, first, plain, utc
from data.jobs import Job
from data.kept_stakes import Kept, Set
from data.runs import Run
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_compare
from lifecycle.audit import Act, Event, event
from lifecycle.build import stakes as values
from lifecycle.build.comparison import Comparison
from lifecycle.build.predictions import Aligned
from lifecycle.build.stakes import Stakes, check_stakes
from lifecycle.errors import BadInput, Conflict, NotFound

COLUMNS = "id, name, example, opened_at"
MOST_LETTERS = 80


@dataclass(frozen=True)
class Room:
    """A comparison outside any initiative; an `example` is computed from data that ships with the program."""

    id: str
    name: str
    example: bool
    opened_at: datetime


def check_name(name: str) -> str:
    """Tidy the name of a room.

    Raises:
        BadInput: it is empty or longer than 80 letters.

    """
    name = " ".join(name.split())
    if not 0 < len(name) <= MOST_LETTERS:
        raise BadInput(f"Give the comparison a name of 1 to {MOST_LETTERS} letters, so that people find it again.")
    return name


def open_room(
    store: Store, act: Act, room_id: str, name: str, aligned: Aligned, seed: int, job: Job, *, example: bool = False
) -> Run:
    """Open a room on aligned predictions under an id made before; `job` shows and stops the resampling."""
    check_compare(act.who)
    made = Room(room_id, check_name(name), example, act.at)

    def enter(cursor: Cursor) -> tuple[Event, ...]:
        check_compare(act.who)
        cursor.execute(
            f"INSERT INTO room ({COLUMNS}) VALUES (?, ?, ?, ?)",  # noqa: S608
            [made.id, made.name, example, utc(made.opened_at)],
        )
        after = {"name": made.name, "example": example}
        return (event(act, "room.opened", made.id, initiative_id=made.id, after=after),)

    return runs.measure(store, act, room_id, made.name, aligned, seed, job, enter)


def listing(store: Store, who: Principal) -> list[Room]:
    """List the rooms, the latest first."""
    check_compare(who)
    with store.read() as cursor:
        rows = cursor.execute(f"SELECT {COLUMNS} FROM room ORDER BY opened_at DESC, id DESC").fetchall()  # noqa: S608
    return [_room(row) for row in rows]


def by_id(store: Store, who: Principal, room_id: str) -> Room:
    """Find a room.

    Raises:
        NotFound: there is none of this id (any more).

    """
    check_compare(who)
    with store.read() as cursor:
        return find(cursor, room_id)


def find(cursor: Cursor, room_id: str) -> Room:
    """Find a room within a read or a change."""
    row = first(cursor.execute(f"SELECT {COLUMNS} FROM room WHERE id = ?", [room_id]).fetchall())  # noqa: S608
    if row is None:
        raise NotFound("This comparison is not there (any more): it was deleted, or kept in an initiative.")
    return _room(row)


def rename(store: Store, act: Act, room_id: str, name: str) -> Room:
    """Give a room another name."""
    name = check_name(name)

    def change(cursor: Cursor) -> Saved[Room]:
        check_compare(act.who)
        before = find(cursor, room_id)
        cursor.execute("UPDATE room SET name = ? WHERE id = ?", [name, room_id])
        entry = event(
            act, "room.renamed", room_id, initiative_id=room_id, before={"name": before.name}, after={"name": name}
        )
        return Saved(Room(room_id, name, before.example, before.opened_at), (entry,))

    return store.write(change)


def delete(store: Store, act: Act, room_id: str) -> None:
    """Delete a room with its data, its run and its stakes; only the trail says that there was one."""

    def change(cursor: Cursor) -> Saved[None]:
        check_compare(act.who)
        before = find(cursor, room_id)
        cursor.execute("DELETE FROM run_stakes WHERE run_id IN (SELECT id FROM run WHERE initiative_id = ?)", [room_id])
        cursor.execute("DELETE FROM run WHERE initiative_id = ?", [room_id])
        cursor.execute("DELETE FROM dataset WHERE initiative_id = ?", [room_id])
        _close(cursor, room_id)
        entry = event(act, "room.deleted", room_id, initiative_id=room_id, before={"name": before.name})
        return Saved(None, (entry,))

    store.write(change)


def keep_in(store: Store, act: Act, room_id: str, initiative_id: str) -> Run:
    """Move a room's data and run into an initiative, whose contract then says what a case is worth."""

    def change(cursor: Cursor) -> Saved[Run]:
        check_compare(act.who)
        check_change(act.who, initiative_id)
        before, into = find(cursor, room_id), initiatives.find(cursor, initiative_id)
        held = first(cursor.execute("SELECT id FROM run WHERE initiative_id = ?", [room_id]).fetchall())
        if held is None:
            raise Conflict("This comparison holds no run. Delete it, and bring the predictions again.")
        cursor.execute(
            "UPDATE run SET initiative_id = ?, kept_at = ? WHERE initiative_id = ?", [into.id, utc(act.at), room_id]
        )
        cursor.execute("UPDATE dataset SET initiative_id = ? WHERE initiative_id = ?", [into.id, room_id])
        last = _kept(room_id).now(cursor)
        _close(cursor, room_id)
        told = {"room": room_id, "name": before.name, "stakes": plain(last.stakes) if last else None}
        events = (
            event(act, "room.kept", room_id, initiative_id=room_id, after={"initiative": into.id}),
            event(act, "predictions.brought", held[0], initiative_id=into.id, after=told),
        )
        return Saved(runs.find(cursor, into.id, held[0]), events)

    return store.write(change)


def run_of(store: Store, who: Principal, room_id: str) -> Run:
    """Read the run of a room.

    Raises:
        NotFound: the room is not there (any more).

    """
    by_id(store, who, room_id)
    found = runs.latest(store, who, room_id)
    if found is None:
        raise NotFound("The predictions of this comparison are not there. Delete it, and bring them again.")
    return found


def stakes_of(store: Store, who: Principal, run: Run) -> Set[Stakes]:
    """Read what a case is worth in the room of a run; until somebody sets it, assumed amounts."""
    check_compare(who)
    with store.read() as cursor:
        return _kept(run.initiative_id).now(cursor) or Set(assumed(run), 0)


def compare(store: Store, who: Principal, run: Run) -> Comparison:
    """Set the candidates of a room side by side under what the room says a case is worth."""
    return runs.compare(store, run, stakes_of(store, who, run).stakes)


def assumed(run: Run) -> Stakes:
    """Assume stakes to begin with, from how many cases are yes."""
    return values.assumed(run.facts.yes, run.facts.cases)


def set_stakes(store: Store, act: Act, run: Run, stakes: Stakes) -> Set[Stakes]:
    """Set what a case is worth in a room; setting what is set already changes nothing.

    Raises:
        BadInput: see `check_stakes`.

    """
    check_stakes(stakes)
    room_id = run.initiative_id

    def change(cursor: Cursor) -> Saved[Set[Stakes]]:
        check_compare(act.who)
        find(cursor, room_id)
        return _kept(room_id).put(cursor, act, stakes, assumed(run))

    return store.write(change)


def undo_stakes(store: Store, act: Act, run: Run, revision: int) -> Set[Stakes]:
    """Take back the change of the stakes that is `revision`.

    Raises:
        Conflict: it is not the latest any more, or there is nothing to take back.

    """
    room_id = run.initiative_id

    def change(cursor: Cursor) -> Saved[Set[Stakes]]:
        check_compare(act.who)
        find(cursor, room_id)
        return _kept(room_id).undo(cursor, act, revision, assumed(run))

    return store.write(change)


def _kept(room_id: str) -> Kept[Stakes]:
    return Kept("room_stakes", "room_id", room_id, room_id, Stakes)


def _close(cursor: Cursor, room_id: str) -> None:
    cursor.execute("DELETE FROM room_stakes WHERE room_id = ?", [room_id])
    cursor.execute("DELETE FROM room WHERE id = ?", [room_id])


def _room(row: tuple[Any, ...]) -> Room:
    return Room(row[0], row[1], row[2], aware(row[3]))
