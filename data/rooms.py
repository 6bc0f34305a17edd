"""Rooms: models compared outside any initiative, with payoffs to move, until they are kept in one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data import canvases, initiatives, run_stakes, runs
from data.codec import aware, first, plain, utc
from data.jobs import Job
from data.kept_stakes import Kept, Set
from data.runs import Run
from data.store import Cursor, Saved, Store
from lifecycle import initiative
from lifecycle.access import (
    Principal,
    can_work_in,
    check_change,
    check_compare,
    check_start_initiative,
    check_work_in,
)
from lifecycle.audit import Act, Event, event
from lifecycle.build import stakes as values
from lifecycle.build.carrying import carried
from lifecycle.build.comparison import Comparison
from lifecycle.build.dataset import BINARY
from lifecycle.build.predictions import Aligned
from lifecycle.build.stakes import Stakes, check_stakes
from lifecycle.envision.cleaning import clean
from lifecycle.envision.fields import fields
from lifecycle.errors import BadInput, Conflict, NotFound
from lifecycle.ids import new_id
from lifecycle.initiative import Initiative

COLUMNS = "id, name, example, opened_at"
MOST_LETTERS = 80


@dataclass(frozen=True)
class Room:
    """A comparison outside any initiative; an `example` is computed from data that ships with the program."""

    id: str
    name: str
    example: bool
    opened_at: datetime


@dataclass(frozen=True)
class Moved:
    """A room that was kept: its run, the initiative it is in now, and the labels of the fields it filled in there."""

    run: Run
    initiative: Initiative
    filled: tuple[str, ...]


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


def keep_in(store: Store, act: Act, room_id: str, initiative_id: str) -> Moved:
    """Move a room's data, run and amounts into an initiative, whose contract then says what a case is worth.

    Fields of its canvas that are still empty are filled in with what was set in the room.
    """

    def change(cursor: Cursor) -> Saved[Moved]:
        check_compare(act.who)
        check_change(act.who, initiative_id)
        return _move(cursor, act, room_id, initiatives.find(cursor, initiative_id))

    return store.write(change)


def keep_in_new(store: Store, act: Act, room_id: str, name: str) -> Moved:
    """Start an initiative and move a room into it, both or neither; see `keep_in`.

    Raises:
        BadInput: the name is none.

    """
    name, own_id = initiative.check_name(name), new_id()

    def change(cursor: Cursor) -> Saved[Moved]:
        check_compare(act.who)
        check_start_initiative(act.who)
        started = initiatives.add(cursor, act, own_id, name)
        moved = _move(cursor, act, room_id, started.result)
        return Saved(moved.result, (*started.events, *moved.events), (*started.topics, *moved.topics))

    return store.write(change)


def _move(cursor: Cursor, act: Act, room_id: str, into: Initiative) -> Saved[Moved]:
    """Move a room within a change."""
    before = find(cursor, room_id)
    held = first(cursor.execute("SELECT id FROM run WHERE initiative_id = ?", [room_id]).fetchall())
    if held is None:
        raise Conflict("This comparison holds no run. Delete it, and bring the predictions again.")
    cursor.execute(
        "UPDATE run SET initiative_id = ?, kept_at = ? WHERE initiative_id = ?", [into.id, utc(act.at), room_id]
    )
    cursor.execute("UPDATE dataset SET initiative_id = ? WHERE initiative_id = ?", [into.id, room_id])
    cursor.execute(
        "INSERT INTO run_stakes (run_id, revision, body, moment, editor)"
        " SELECT ?, revision, body, moment, editor FROM room_stakes WHERE room_id = ?",
        [held[0], room_id],
    )
    run = runs.find(cursor, into.id, held[0])
    last = _unsigned(run).now(cursor) if run.task.kind == BINARY else run_stakes.set_for(cursor, run)
    _close(cursor, room_id)
    told = {"room": room_id, "name": before.name, "stakes": plain(last.stakes) if last else None}
    events = (
        event(act, "room.kept", room_id, initiative_id=room_id, after={"initiative": into.id}),
        event(act, "predictions.brought", held[0], initiative_id=into.id, after=told),
    )
    if last is None:
        return Saved(Moved(run, into, ()), events)
    given = carried(last.stakes, canvases.current(cursor, into.id).values)
    filled = canvases.save(cursor, act, into.id, {path: clean(path, value) for path, value in given.items()})
    labels = tuple(fields()[path].label for path in given)
    return Saved(Moved(run, into, labels), (*events, *filled.events), filled.topics)


def kept_where(store: Store, who: Principal, room_id: str) -> Initiative | None:
    """Find the initiative a room was kept in; None where it was not, or where who asks may not open it."""
    check_compare(who)
    with store.read() as cursor:
        row = first(
            cursor.execute(
                "SELECT json_extract_string(after, '$.initiative') FROM audit"
                " WHERE action = 'room.kept' AND subject = ? ORDER BY sequence DESC LIMIT 1",
                [room_id],
            ).fetchall()
        )
        if row is None or not can_work_in(who, row[0]):
            return None
        return initiatives.find(cursor, row[0])


def unsigned(store: Store, who: Principal, run: Run) -> Set[Stakes] | None:
    """Read the amounts a run about a yes or no had in the room it was kept from; None where it came from no room.

    Nobody has signed them: they show a comparison until a contract is in force, and no decision is recorded under them.
    """
    check_work_in(who, run.initiative_id)
    with store.read() as cursor:
        row = first(cursor.execute("SELECT kept_at FROM run WHERE id = ?", [run.id]).fetchall())
        if row is None or row[0] is None or run.task.kind != BINARY:
            return None
        return _unsigned(run).now(cursor) or Set(assumed(run), 0)


def lost_amounts(store: Store, who: Principal, run: Run) -> bool:
    """Answer whether amounts that were set in a room did not come along when it was kept.

    So it was before signed and assumed amounts were parted: they stand in the trail alone.
    """
    check_work_in(who, run.initiative_id)
    with store.read() as cursor:
        told = cursor.execute(
            "SELECT count(*) FROM audit WHERE action = 'predictions.brought' AND subject = ?"
            " AND coalesce(json_type(after, '$.stakes'), 'NULL') = 'OBJECT'",
            [run.id],
        ).fetchall()
        return bool(told[0][0]) and _unsigned(run).now(cursor) is None


def compare_unsigned(store: Store, who: Principal, run: Run) -> Comparison | None:
    """Set the candidates of a kept room side by side under what `unsigned` says; None where there is nothing."""
    found = unsigned(store, who, run)
    return runs.compare(store, run, found.stakes) if found else None


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


def _unsigned(run: Run) -> Kept[Stakes]:
    return Kept("run_stakes", "run_id", run.id, run.initiative_id, Stakes)


def _close(cursor: Cursor, room_id: str) -> None:
    cursor.execute("DELETE FROM room_stakes WHERE room_id = ?", [room_id])
    cursor.execute("DELETE FROM room WHERE id = ?", [room_id])


def _room(row: tuple[Any, ...]) -> Room:
    return Room(row[0], row[1], row[2], aware(row[3]))
