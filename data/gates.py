"""The readiness gate of an initiative: statements, the plan, the verdict, and the release that follows."""

from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from data import contracts, datasets, decisions, deliveries, kind_decisions, runs, streams
from data.codec import first, from_json, plain, to_json, utc
from data.deliveries import REFERENCE, Delivery, Parcel
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, event
from lifecycle.build.decision import Decision
from lifecycle.build.group_terms import check_split
from lifecycle.deploy.checks import GateEvidence, Statement, items
from lifecycle.deploy.gate import Gate, Verdict, check_statement, run_gate
from lifecycle.deploy.release import Plan, Release, check_plan, check_sign_off
from lifecycle.errors import BadInput, Conflict, NotFound
from lifecycle.figures import Interval
from lifecycle.ids import new_id, sha256
from lifecycle.initiative import Stream
from lifecycle.monitor.stream import StreamSchema

PLAN = "release_plan"


@dataclass(frozen=True)
class GateView:
    """The gate with what it was judged on."""

    gate: Gate
    evidence: GateEvidence


def load(store: Store, who: Principal, initiative_id: str, now: datetime) -> GateView | None:
    """Judge the gate for the latest decision; None without a contract in force and a decision."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        evidence = _evidence(cursor, initiative_id, now)
    if evidence is None:
        return None
    if evidence.previous:
        evidence = replace(evidence, previous_loads=_loads(store, initiative_id, evidence.previous))
    return GateView(run_gate(evidence), evidence)


def _evidence(cursor: Cursor, initiative_id: str, now: datetime) -> GateEvidence | None:
    version, decision = contracts.current(cursor, initiative_id), decisions.latest(cursor, initiative_id)
    if version is None or decision is None:
        return None
    previous = [r for r in releases(cursor, initiative_id) if r.decision != decision.number]
    return GateEvidence(
        version=version,
        decision=decision,
        plan=_plan(cursor, initiative_id, decision.number),
        previous=previous[0] if previous else None,
        previous_loads=None,
        statements=_statements(cursor, initiative_id, decision.number),
        now=now,
    )


def _loads(store: Store, initiative_id: str, release: Release) -> bool:
    """Try to load the model file of a release with the hash that was recorded when it was released."""
    with store.read() as cursor:
        row = first(
            cursor.execute(
                "SELECT body FROM decision WHERE initiative_id = ? AND number = ?", [initiative_id, release.decision]
            ).fetchall()
        )
    if row is None:
        return False
    decision = from_json(Decision, row[0])
    try:
        with store.read() as cursor:
            run = runs.find(cursor, initiative_id, decision.run_id)
        runs.check_artefact(store, run, decision.champion.key, release.artefact_sha256)
    except (BadInput, NotFound):
        return False
    return True


def _statements(cursor: Cursor, initiative_id: str, decision: int) -> dict[str, Statement]:
    rows = cursor.execute(
        "SELECT check_key, arg_max(body, id) FROM statement"
        " WHERE initiative_id = ? AND decision = ? AND check_key != ? GROUP BY check_key",
        [initiative_id, decision, PLAN],
    ).fetchall()
    return {key: from_json(Statement, body) for key, body in rows}


def _plan(cursor: Cursor, initiative_id: str, decision: int) -> Plan | None:
    row = first(
        cursor.execute(
            "SELECT arg_max(body, id) FROM statement WHERE initiative_id = ? AND decision = ? AND check_key = ?",
            [initiative_id, decision, PLAN],
        ).fetchall()
    )
    return from_json(Plan, row[0]) if row and row[0] else None


def state(store: Store, act: Act, initiative_id: str, statement: Statement) -> None:
    """Record a statement about a check of the latest decision.

    Raises:
        BadInput, Conflict, NotAllowed: see `check_statement`.

    """

    def change(cursor: Cursor) -> Saved[None]:
        check_change(act.who, initiative_id)
        decision = _decision(cursor, initiative_id)
        check_statement(statement, decision.present, act.at)
        _insert(cursor, act, initiative_id, decision.number, statement.check, to_json(statement))
        after = plain(statement)
        subject = items()[statement.check].name
        return Saved(None, (event(act, "check.stated", subject, initiative_id=initiative_id, after=after),))

    return store.write(change)


def plan(store: Store, act: Act, initiative_id: str, made: Plan) -> None:
    """Write the release plan of the latest decision.

    Raises:
        BadInput: see `check_plan`.

    """
    check_plan(made)

    def change(cursor: Cursor) -> Saved[None]:
        check_change(act.who, initiative_id)
        decision = _decision(cursor, initiative_id)
        _insert(cursor, act, initiative_id, decision.number, PLAN, to_json(made))
        return Saved(None, (event(act, "release.planned", PLAN, initiative_id=initiative_id, after=plain(made)),))

    return store.write(change)


def _decision(cursor: Cursor, initiative_id: str) -> Decision:
    decision = decisions.latest(cursor, initiative_id)
    if decision is None:
        raise Conflict(_why_closed(cursor, initiative_id))
    return decision


def why_closed(store: Store, who: Principal, initiative_id: str) -> str:
    """Say why there is no gate to judge."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        return _why_closed(cursor, initiative_id)


def _why_closed(cursor: Cursor, initiative_id: str) -> str:
    kind = kind_decisions.latest(cursor, initiative_id)
    if kind is None:
        return "Nothing has been decided in Build yet."
    return (
        f"Decision {kind.number} is about {kind.predicted}: the gate, releases and Monitor know yes/no decisions. "
        "It stays on record in Build and cannot be released here."
    )


def _insert(cursor: Cursor, act: Act, initiative_id: str, decision: int, key: str, body: str) -> None:
    cursor.execute(
        "INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?)",
        [new_id(), initiative_id, decision, key, body, utc(act.at)],
    )


@dataclass(frozen=True)
class Opening:
    """The stream a release opens: its columns, and the cases later ones are compared with."""

    schema: StreamSchema
    reference: pd.DataFrame


def release(
    store: Store, act: Act, initiative_id: str, product: str, risk: str, opening: Opening | None = None
) -> tuple[Release, Stream]:
    """Release the latest decision through the gate, and open the stream its cases will come in by.

    Without another `opening` the stream has the columns of the training data, which is its reference.

    Raises:
        Conflict: the gate says NO-GO, this decision has been released already, or it has thresholds by group and the
            stream does not.
        BadInput, NotAllowed: see `check_sign_off`; the contract does not allow the decision's thresholds by group.

    """
    signed_by = check_sign_off(product, risk)
    view = load(store, act.who, initiative_id, act.at)
    if view is None:
        raise Conflict(why_closed(store, act.who, initiative_id))
    opened_by = opening or training_as_reference(store, act.who, initiative_id, view.evidence.decision)

    def change(cursor: Cursor) -> Saved[tuple[Release, Stream]]:
        check_change(act.who, initiative_id)
        evidence = _evidence(cursor, initiative_id, act.at)
        if evidence is None or evidence.decision.number != view.evidence.decision.number:
            raise Conflict("Another decision was recorded meanwhile. Look at the gate again.")
        gate = run_gate(replace(evidence, previous_loads=view.evidence.previous_loads))
        known = releases(cursor, initiative_id)
        if any(r.decision == evidence.decision.number for r in known):
            raise Conflict(f"Decision {evidence.decision.number} has been released already.")
        if gate.verdict is Verdict.NO_GO or evidence.plan is None:
            open_names = ", ".join(r.item.name for r in gate.blockers)
            raise Conflict(f"NO-GO. Still open: {open_names}.")
        _check_by_group(evidence, opened_by.schema)
        made = _release(evidence, gate, evidence.plan, signed_by, act.at, number=1 + len(known))
        cursor.execute(
            "INSERT INTO release VALUES (?, ?, ?, ?)", [initiative_id, made.number, to_json(made), utc(act.at)]
        )
        opened = streams.open_for_release(cursor, act, initiative_id, made, opened_by.schema)
        delivered = _deliver_reference(cursor, act, opened.result, opened_by.reference)
        after = {"verdict": made.verdict, "signed by": signed_by, "value": plain(made.value), "plan": plain(made.plan)}
        entry = event(act, "release.made", f"release {made.number}", initiative_id=initiative_id, after=after)
        return Saved((made, opened.result), (entry, *opened.events, *delivered.events))

    return store.write(change)


def _check_by_group(evidence: GateEvidence, schema: StreamSchema) -> None:
    """Check that thresholds by group are allowed now, and that the stream decides by them: no waiver lifts that."""
    found = evidence.decision.by_group
    if found is not None:
        check_split(evidence.version.terms, found.attribute)
    wanted = ({}, None) if found is None else (found.thresholds(), found.attribute)
    if (schema.by_group, schema.group) != wanted:
        raise Conflict(
            f"Decision {evidence.decision.number} {evidence.decision.acts()}, and the stream it would open decides by "
            "other thresholds for groups. Open it by the decision's own."
        )


def training_as_reference(store: Store, who: Principal, initiative_id: str, decision: Decision) -> Opening:
    """Take the cases the champion was judged on, with the scores it gave them unseen, as the reference."""
    with store.read() as cursor:
        run = runs.find(cursor, initiative_id, decision.run_id)
    schema = streams.schema_of_release(run, decision.champion.threshold, decision.by_group)
    frame = datasets.frame(store, who, initiative_id, run.dataset_id)
    scores = runs.arrays(store, run.id)[0][f"scores/{decision.champion.key}"]
    names = frame[schema.identifier].map(str) if schema.identifier in frame else frame.index.map(str)
    by = [schema.group] if schema.group and schema.group not in schema.features else []
    made = frame[[*schema.features, *by, schema.label]].copy()
    made[schema.identifier] = "reference " + pd.Series(names, index=frame.index, dtype=str)
    made[schema.time] = run.trained_at.isoformat()
    made[schema.score] = scores
    return Opening(schema, made)


def _deliver_reference(cursor: Cursor, act: Act, stream: Stream, frame: pd.DataFrame) -> Saved[Delivery]:
    parcel = Parcel(frame, "the training data", "reference of the release", sha256(frame.to_csv()), "Row", 1)
    return deliveries.put(cursor, act, stream, parcel, deliveries.check(stream, parcel), REFERENCE)


def _release(
    evidence: GateEvidence, gate: Gate, plan: Plan, signed_by: dict[str, str], at: datetime, number: int
) -> Release:
    decision, terms = evidence.decision, evidence.version.terms
    conditions = tuple(
        f"{r.item.name}: {r.sentence}" + (f" (until {r.expires_at:%d %b %Y})" if r.expires_at else "")
        for r in gate.conditions
    )
    return Release(
        number=number,
        decision=decision.number,
        contract_version=evidence.version.number,
        candidate=decision.champion.name,
        threshold=decision.champion.threshold,
        by_group=decision.by_group,
        plan=plan,
        verdict=gate.verdict.value,
        conditions=conditions,
        value=exposed(decision.champion.value, plan.exposure, terms.run_cost),
        signed_by=signed_by,
        artefact_sha256=decision.artefact_sha256,
        released_at=at,
    )


def exposed(value: Interval, exposure: float, run_cost: float) -> Interval:
    """Give the yearly value of deciding only a share of the cases: running costs stay whole."""
    return value.scaled(exposure, plus=run_cost * exposure - run_cost)


def releases(cursor: Cursor, initiative_id: str) -> list[Release]:
    """Read the releases of an initiative within a read or a change, the latest first."""
    rows = cursor.execute(
        "SELECT body FROM release WHERE initiative_id = ? ORDER BY number DESC", [initiative_id]
    ).fetchall()
    return [from_json(Release, row[0]) for row in rows]
