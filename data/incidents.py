"""Incidents: opened by a signal in the same change as the evaluation that found it, handled step by step."""

from data.codec import aware, from_json, plain, to_json, utc
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, Event, event
from lifecycle.contract import Version, in_force, terms_at
from lifecycle.errors import NotFound
from lifecycle.ids import new_id
from lifecycle.initiative import Stream
from lifecycle.monitor.evaluation import Evaluation
from lifecycle.monitor.incident import Incident, Step, add_step
from lifecycle.monitor.readings import boundary_signal, review


def open_on_signal(
    cursor: Cursor, act: Act, stream: Stream, evaluation: Evaluation, versions: list[Version]
) -> tuple[Event, ...]:
    """Open an incident when the boundary signal fires and none is open for it, within a change.

    A signal that began before the last incident was closed does not open another one.
    """
    force = in_force(versions)
    if force is None:
        return ()
    fallback, boundary = force.terms, force.terms.boundary
    readings = review(list(evaluation.windows), lambda moment: terms_at(versions, moment) or fallback)
    signal = boundary_signal(readings, boundary)
    known = [i for i in of_initiative(cursor, stream.initiative_id) if i.stream_id == stream.id]
    if signal is None or any(not i.closed or i.signal.since >= signal.since for i in known):
        return ()
    made = Incident(
        id=new_id(),
        initiative_id=stream.initiative_id,
        stream_id=stream.id,
        signal=signal,
        consequence=boundary.consequence.value,
        owner=force.terms.owners.get("oncall", ""),
        opened_at=act.at,
    )
    cursor.execute(
        "INSERT INTO incident VALUES (?, ?, ?, ?, ?)",
        [made.id, stream.initiative_id, stream.id, to_json(made), utc(act.at)],
    )
    after = {"signal": plain(signal), "consequence": made.consequence, "owner": made.owner}
    return (event(act, "incident.opened", made.id, initiative_id=stream.initiative_id, after=after),)


def listing(store: Store, who: Principal, initiative_id: str) -> list[Incident]:
    """List the incidents of an initiative, the latest first."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        return of_initiative(cursor, initiative_id)


def of_initiative(cursor: Cursor, initiative_id: str) -> list[Incident]:
    """List the incidents of an initiative within a read or a change, the latest first."""
    steps: dict[str, list[Step]] = {}
    rows = cursor.execute(
        "SELECT incident_id, s.body FROM incident_step s JOIN incident i ON i.id = s.incident_id"
        " WHERE i.initiative_id = ? ORDER BY step",
        [initiative_id],
    ).fetchall()
    for incident_id, body in rows:
        steps.setdefault(incident_id, []).append(from_json(Step, body))
    rows = cursor.execute(
        "SELECT body, opened_at FROM incident WHERE initiative_id = ? ORDER BY opened_at DESC, id DESC",
        [initiative_id],
    ).fetchall()
    opened = [from_json(Incident, body) for body, _ in rows]
    return [
        Incident(**{**vars(i), "steps": tuple(steps.get(i.id, ())), "opened_at": aware(row[1])})
        for i, row in zip(opened, rows, strict=True)
    ]


def step(store: Store, act: Act, initiative_id: str, incident_id: str, made: Step) -> Incident:
    """Add a step to an incident; a disposition closes it.

    Raises:
        NotFound: there is no such incident.
        Conflict: it is closed.
        BadInput: the note is empty.

    """

    def change(cursor: Cursor) -> Saved[Incident]:
        check_change(act.who, initiative_id)
        found = next((i for i in of_initiative(cursor, initiative_id) if i.id == incident_id), None)
        if found is None:
            raise NotFound("This incident is not there.")
        after = add_step(found, made)
        cursor.execute(
            "INSERT INTO incident_step VALUES (?, ?, ?, ?)",
            [incident_id, len(after.steps), to_json(made), utc(act.at)],
        )
        action = "incident.closed" if after.closed else "incident.step"
        entry = event(act, action, incident_id, initiative_id=initiative_id, after=plain(made))
        return Saved(after, (entry,))

    return store.write(change)
