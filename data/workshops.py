"""Workshops: an append-only log each, written by rules asked inside the writer, read as the state it folds into."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

import duckdb

from data import canvases, initiatives, strategy
from data.codec import aware, utc
from data.store import Cursor, Saved, Store
from data.workshop_log import COLUMNS, Reading, log_of
from lifecycle import topics
from lifecycle.access import Capability, Principal, can_take_part, check_facilitate, check_take_part, check_work_in
from lifecycle.audit import Act, Event, event
from lifecycle.envision.canvas import Canvas, clean
from lifecycle.envision.dials import Minimum
from lifecycle.envision.governance import dial_facts
from lifecycle.envision.workshop import export as exporting
from lifecycle.envision.workshop.agenda import Step, step_to_json
from lifecycle.envision.workshop.code import new_code, read, shown
from lifecycle.envision.workshop.entries import FACILITATOR, Body, Entry, Kind
from lifecycle.envision.workshop.kinds.dials import check_levels
from lifecycle.envision.workshop.kinds.reading import is_identifier
from lifecycle.envision.workshop.rules import (
    canvas_fields,
    canvas_rows,
    check_entry,
    is_contribution,
    moves_room,
    told,
)
from lifecycle.envision.workshop.seats import Workshop
from lifecycle.envision.workshop.state import State
from lifecycle.envision.workshop.things import Settings
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from lifecycle.ids import canonical, new_id
from lifecycle.strategy.policies import inherited

FOUND = "id, initiative_id, code, title, opened_at"
CODES = 8


@dataclass(frozen=True)
class Export:
    """What came of a workshop, as plain JSON values and as Markdown."""

    json: dict[str, Any]
    markdown: str


def open_workshop(
    store: Store, act: Act, initiative_id: str, title: str, agenda: Sequence[Step], settings: Settings | None = None
) -> Workshop:
    """Open a workshop of an initiative; its code is made here."""
    own_id, entry_id, codes = new_id(), new_id(), [new_code() for _ in range(CODES)]
    given = settings or Settings()
    body = {
        "title": title,
        "agenda": [step_to_json(step) for step in agenda],
        "anonymous": given.anonymous,
        "votes_each": given.votes_each,
        "mode": given.mode.value,
        "deadline": given.deadline.isoformat() if given.deadline else None,
    }

    def change(cursor: Cursor) -> Saved[Workshop]:
        check_facilitate(act.who, initiative_id)
        own = initiatives.find(cursor, initiative_id).id
        kept = check_entry(State.empty(), FACILITATOR, Kind.OPENED, body, act.at)
        taken = {row[0] for row in cursor.execute("SELECT code FROM workshop").fetchall()}
        made = Workshop(own_id, own, next(code for code in codes if code not in taken), kept["title"], act.at)
        cursor.execute(
            f"INSERT INTO workshop ({FOUND}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
            [made.id, made.initiative_id, made.code, made.title, utc(made.opened_at)],
        )
        entry = Entry(entry_id, 1, Kind.OPENED, FACILITATOR, act.at, kept)
        _insert(cursor, made, entry)
        return Saved(made, (_event(act, made, Kind.OPENED, kept),), moved(made, room=True))

    return store.write(change)


def moved(workshop: Workshop, *, room: bool) -> tuple[str, ...]:
    """Name what moves: the console at every entry, the room where participants see something of it."""
    console = topics.console(workshop.id)
    return (topics.room(workshop.id), console) if room else (console,)


def of_initiative(store: Store, who: Principal, initiative_id: str) -> list[Workshop]:
    """List the workshops of an initiative, the latest first."""
    check_work_in(who, initiative_id)
    return _find_all(store, "initiative_id", initiative_id)


def by_code(store: Store, text: str) -> Workshop:
    """Find a workshop by its code as somebody typed it.

    Raises:
        BadInput: it cannot be a code.
        NotFound: there is no workshop with this code.

    """
    code = read(text)
    found = _find_all(store, "code", code)
    if not found:
        raise NotFound(f"No workshop has the code {shown(code)}. Check it letter by letter.")
    return found[0]


def find(store: Store, workshop_id: str) -> Workshop:
    """Find a workshop by its id; what is found never changes.

    Raises:
        NotFound: there is none.

    """

    def look() -> Workshop:
        found = _find_all(store, "id", workshop_id)
        if not found:
            raise NotFound("This workshop is not there.")
        return found[0]

    return store.remember(("workshop", store.revision("")[0], workshop_id), look)


def initiative_of(store: Store, topic: str) -> str | None:
    """Give the initiative of the workshop whose room or console a topic is; None where it is of none."""
    own = topics.workshop_of(topic)
    try:
        return find(store, own).initiative_id if own else None
    except NotFound:
        return None


def _find_all(store: Store, column: str, value: str) -> list[Workshop]:
    with store.read() as cursor:
        rows = cursor.execute(
            f"SELECT {FOUND} FROM workshop WHERE {column} = ? ORDER BY opened_at DESC, id DESC",  # noqa: S608
            [value],
        ).fetchall()
    return [Workshop(own, initiative, code, title, aware(opened)) for own, initiative, code, title, opened in rows]


def state(store: Store, workshop_id: str) -> State:
    """Give where a workshop stands. It holds what is private too: show of it what lifecycle's views give, only."""
    workshop = find(store, workshop_id)
    return log_of(store, workshop).committed(store, workshop).state


def entries(store: Store, who: Principal, workshop_id: str) -> tuple[Entry, ...]:
    """Give the log, oldest first, to replay it: fold its beginning and show the views of that."""
    workshop = find(store, workshop_id)
    check_facilitate(who, workshop.initiative_id)
    return tuple(log_of(store, workshop).committed(store, workshop).entries)


def write(
    store: Store,
    act: Act,
    workshop_id: str,
    author: str,
    kind: Kind,
    body: Body,
    entry_id: str | None = None,
    seen: Mapping[str, Any] | None = None,
) -> int:
    """Write an entry as a participant (their id) or FACILITATOR; gives its number once it is on disk.

    The same `entry_id` again gives the same number and changes nothing. Estimates accepted, dials set and what is
    promoted go into the canvas in the same transaction; taking them back puts back what stood there, unless somebody
    has changed it since. `seen` is what the author had before them in canvas fields the entry writes, as for
    `canvases.edit`: what somebody else made of them since is merged where both can stand, and never overwritten.

    A field set to what the author saw there, and what still stands there, says nothing: no entry is made of it, and
    the number is that of the last one.

    Raises:
        NotAllowed, BadInput, Conflict, NotFound: as `check_entry`, or the id belongs to another entry; a dial would
            stand below its minimum, or below its suggestion without a reason and an approval.
        Overtaken: somebody else changed the same field meanwhile; then nothing is written.

    """
    workshop, own_id = find(store, workshop_id), entry_id or new_id()
    if not is_identifier(own_id):
        raise BadInput("An entry has an id of 1 to 64 plain letters and digits.")

    def change(cursor: Cursor) -> Saved[int]:
        check_author(act.who, workshop, author)
        reading = log_of(store, workshop).in_change(cursor, workshop)
        return append(cursor, act, workshop, reading, author, kind, body, own_id, seen)

    return store.write(change)


def check_author(who: Principal, workshop: Workshop, author: str) -> None:
    """Check that somebody writes in their own name, or leads the workshop.

    Raises:
        NotAllowed: neither.

    """
    if author == FACILITATOR:
        check_facilitate(who, workshop.initiative_id)
        return
    check_take_part(who, workshop.id)
    if who.id != author:
        raise NotAllowed("Nobody writes in the name of somebody else.")


def append(
    cursor: Cursor,
    act: Act,
    workshop: Workshop,
    reading: Reading,
    author: str,
    kind: Kind,
    body: Body,
    entry_id: str,
    seen: Mapping[str, Any] | None = None,
) -> Saved[int]:
    """Check and insert an entry within a change, with its event and what it does to the canvas."""
    if before := reading.known.get(entry_id):
        if (before.author, before.kind) != (author, kind):
            raise Conflict("This was sent under the id of another entry. Send it again.")
        return Saved(before.number)
    kept = check_entry(reading.state, author, kind, body, act.at)
    if kind is Kind.FIELD_SET and _says_nothing(cursor, workshop, kept, seen or {}):
        return Saved(reading.state.number)
    room, anonymous = moves_room(reading.state, kind, kept), reading.state.settings.anonymous
    replaced, written, edited = _into_canvas(cursor, act, workshop, reading, kind, kept, seen or {})
    if kind is Kind.FIELD_SET:
        kept = kept | {"value": written[kept["path"]]}
    noted = _event(_veiled(act, workshop) if anonymous and _hides(author, kind) else act, workshop, kind, kept)
    kept = kept | {"before": replaced} if replaced else kept
    entry = Entry(entry_id, reading.state.number + 1, kind, author, act.at.astimezone(UTC), kept)
    _insert(cursor, workshop, entry)
    reading.add([entry])
    return Saved(entry.number, (noted, *edited), moved(workshop, room=room))


def _says_nothing(cursor: Cursor, workshop: Workshop, kept: Body, seen: Mapping[str, Any]) -> bool:
    """Answer whether a field is set to what its author saw in it, and what stands there."""
    path, value = kept["path"], kept["value"]
    return path in seen and seen[path] == value == canvases.current(cursor, workshop.initiative_id).values.get(path)


def _insert(cursor: Cursor, workshop: Workshop, entry: Entry) -> None:
    try:
        cursor.execute(
            f"INSERT INTO workshop_entry (workshop_id, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [
                workshop.id,
                entry.id,
                entry.number,
                entry.kind.value,
                entry.author,
                utc(entry.at),
                canonical(entry.body),
            ],
        )
    except duckdb.ConstraintException:
        raise Conflict("This was sent under the id of another entry. Send it again.") from None


def _hides(author: str, kind: Kind) -> bool:
    return author != FACILITATOR and (kind is Kind.UNDONE or is_contribution(kind))


def _veiled(act: Act, workshop: Workshop) -> Act:
    """Take the name off an act: in an anonymous workshop the trail would tell who wrote what."""
    somebody = Principal("participant", "A participant", Capability.PARTICIPANT, workshop.initiative_id)
    return replace(act, who=somebody, role=None)


def _event(act: Act, workshop: Workshop, kind: Kind, kept: Body) -> Event:
    subject = f"workshop {shown(workshop.code)}"
    return event(
        act,
        f"workshop.{kind.value}",
        subject,
        initiative_id=workshop.initiative_id,
        after={"kind": kind.value} | told(kind, kept),
    )


def _into_canvas(
    cursor: Cursor,
    act: Act,
    workshop: Workshop,
    reading: Reading,
    kind: Kind,
    kept: Body,
    seen: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any], tuple[Event, ...]]:
    """Write what an entry sets in the canvas, or puts back; gives what stood there, what stands now, and the events."""
    undone = reading.known[kept["entry"]] if kind is Kind.UNDONE else None
    done = (undone.kind, undone.body) if undone else (kind, kept)
    fields, added = canvas_fields(*done), canvas_rows(*done)
    if not (fields or added):
        return {}, {}, ()
    own = workshop.initiative_id
    now = canvases.current(cursor, own).values
    values = _put_back(undone, fields, added, now) if undone else fields | _with_rows(added, now)
    cleaned = {path: clean(path, value) for path, value in values.items()}
    before = {} if undone else {path: value for path, value in seen.items() if path in fields}
    for path, old in before.items():
        cleaned[path] = canvases.merged_with(cursor, own, path, old, cleaned[path], now, meant=True)
    policies = inherited(strategy.policies(cursor), dial_facts({**now, **cleaned}))
    check_levels(now, cleaned, policies, back=undone is not None)
    saved = canvases.save(cursor, act, own, cleaned)
    return {path: now.get(path) for path in cleaned}, cleaned, saved.events


def _with_rows(added: Mapping[str, dict[str, Any]], now: Canvas) -> dict[str, Any]:
    """Give lists of the canvas with a row more each.

    Raises:
        Conflict: a row is in its list already.

    """
    for path, row in added.items():
        if any(one["id"] == row["id"] for one in now.get(path) or ()):
            raise Conflict("This is in the list already.")
    return {path: [*(now.get(path) or ()), row] for path, row in added.items()}


def _put_back(undone: Entry, fields: Mapping[str, Any], added: Mapping[str, Any], now: Canvas) -> dict[str, Any]:
    """Give what stood in the fields an entry set, and lists without the rows it added; not where others wrote since."""
    before = undone.body.get("before", {})
    back = {path: before[path] for path, value in fields.items() if path in before and now.get(path) == value}
    rows = {path: [one for one in now.get(path) or () if one != row] for path, row in added.items()}
    return back | {path: left for path, left in rows.items() if len(left) < len(now.get(path) or ())}


def fields_of(store: Store, who: Principal, workshop_id: str, step: str) -> dict[str, Any]:
    """Give the canvas values of the fields a step fills, to whoever leads the workshop or takes part in it."""
    workshop = find(store, workshop_id)
    if not can_take_part(who, workshop_id):
        check_work_in(who, workshop.initiative_id)
    found = state(store, workshop_id).step_of(step)
    values = log_of(store, workshop).canvas(store, workshop)
    return {path: values.get(path) for path in (found.paths if found else ())}


def minimums(store: Store, who: Principal, initiative_id: str) -> list[Minimum]:
    """Give the least levels policies set for the dials of an initiative, as the writer asks for them."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        now = canvases.current(cursor, initiative_id).values
        return inherited(strategy.policies(cursor), dial_facts(now))


def export(store: Store, who: Principal, workshop_id: str) -> Export:
    """Export what came of a workshop; what was never revealed stays out."""
    workshop = find(store, workshop_id)
    check_work_in(who, workshop.initiative_id)
    found = state(store, workshop_id)
    markdown = exporting.as_markdown(workshop, found, currency_of(store, workshop_id))
    return Export(exporting.as_json(workshop, found), markdown)


def currency_of(store: Store, workshop_id: str) -> str:
    """Give the currency amounts are estimated in: the canvas's, or the euro while none is chosen."""
    workshop = find(store, workshop_id)
    return str(log_of(store, workshop).canvas(store, workshop).get("currency") or "EUR")
