"""Contract versions and signatures: appended, never overwritten."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from data import canvases, initiatives, strategy
from data.codec import aware, plain, utc
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, event
from lifecycle.catalogue import roles
from lifecycle.contract import Signature, ValueContract, Version, changes, in_force, sign
from lifecycle.envision.canvas import to_contract
from lifecycle.envision.governance import check_offer, dial_facts
from lifecycle.errors import BadInput, Conflict
from lifecycle.ids import canonical
from lifecycle.strategy.policies import check_limits, check_signing, inherited


def load(store: Store, who: Principal, initiative_id: str) -> list[Version]:
    """Read every version with its signatures, the first one first."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        return versions(cursor, initiative_id)


def versions(cursor: Cursor, initiative_id: str) -> list[Version]:
    """Read every version within a read or a change."""
    signed = cursor.execute(
        "SELECT version, role, name, moment, fingerprint FROM signature WHERE initiative_id = ? ORDER BY moment, role",
        [initiative_id],
    ).fetchall()
    rows = cursor.execute(
        "SELECT version, terms, reason, offered_at, offered_by FROM contract WHERE initiative_id = ? ORDER BY version",
        [initiative_id],
    ).fetchall()
    back = cursor.execute("SELECT version, moment FROM withdrawal WHERE initiative_id = ?", [initiative_id]).fetchall()
    return [_version(row, (s for s in signed if s[0] == row[0]), dict(back).get(row[0])) for row in rows]


def current(cursor: Cursor, initiative_id: str) -> Version | None:
    """Read the version in force within a read or a change."""
    return in_force(versions(cursor, initiative_id))


def _version(row: tuple[Any, ...], signed: Iterable[tuple[Any, ...]], withdrawn: datetime | None) -> Version:
    return Version(
        number=row[0],
        terms=ValueContract.model_validate_json(row[1]),
        reason=row[2],
        offered_at=aware(row[3]),
        offered_by=row[4],
        signatures=tuple(Signature(role, name, aware(at), mark) for _, role, name, at, mark in signed),
        withdrawn_at=aware(withdrawn) if withdrawn else None,
    )


def offer(store: Store, act: Act, initiative_id: str, reason: str = "") -> Version:
    """Offer the canvas as it stands for signature, as the next version.

    Raises:
        BadInput: the canvas is not complete, or an amendment gives no reason.
        Conflict: a version is waiting for signatures already, or nothing changed.
        NotAllowed: a dial or a risk is not as it may be signed.

    """

    def change(cursor: Cursor) -> Saved[Version]:
        check_change(act.who, initiative_id)
        initiatives.find(cursor, initiative_id)
        canvas = canvases.current(cursor, initiative_id).values
        terms = to_contract(canvas)
        held, known = strategy.policies(cursor), dial_facts(canvas)
        check_offer(canvas, inherited(held, known))
        check_limits(terms, held, known, act.at)
        return add(cursor, act, initiative_id, terms, reason)

    return store.write(change)


def add(cursor: Cursor, act: Act, initiative_id: str, terms: ValueContract, reason: str) -> Saved[Version]:
    """Insert a version within a change."""
    known = versions(cursor, initiative_id)
    waiting = next((v for v in known if v.waiting), None)
    latest = in_force(known)
    if waiting:
        raise Conflict(f"Version {waiting.number} waits for signatures. Have it signed, or withdraw it first.")
    if latest and not reason.strip():
        raise BadInput("Say why the contract changes: the reason stands beside the change for good.")
    if latest and not changes(latest.terms, terms):
        raise Conflict(f"Nothing differs from version {latest.number}, which is in force.")
    number = 1 + max((v.number for v in known), default=0)
    made = Version(number, terms, reason.strip(), act.at, act.who.name)
    cursor.execute(
        "INSERT INTO contract VALUES (?, ?, ?, ?, ?, ?, ?)",
        [initiative_id, number, canonical(terms.body()), terms.fingerprint(), made.reason, utc(act.at), act.who.name],
    )
    difference = {where: [old, new] for where, old, new in changes(latest.terms, terms)} if latest else terms.body()
    after = {"version": number, "fingerprint": terms.fingerprint(), "changes": difference}
    subject = f"contract v{number}"
    return Saved(made, (event(act, "contract.offered", subject, initiative_id=initiative_id, after=after),))


def withdraw(store: Store, act: Act, initiative_id: str, number: int) -> None:
    """Take back a version that waits for signatures; it stays on record as withdrawn.

    Raises:
        Conflict: no such version waits for signatures.

    """

    def change(cursor: Cursor) -> Saved[None]:
        check_change(act.who, initiative_id)
        if not any(v.number == number and v.waiting for v in versions(cursor, initiative_id)):
            raise Conflict(f"Version {number} does not wait for signatures.")
        cursor.execute("INSERT INTO withdrawal VALUES (?, ?, ?)", [initiative_id, number, utc(act.at)])
        subject = f"contract v{number}"
        return Saved(None, (event(act, "contract.withdrawn", subject, initiative_id=initiative_id),))

    return store.write(change)


def add_signature(store: Store, act: Act, initiative_id: str, number: int, role: str, name: str) -> Version:
    """Sign a version in a role; with the last signature it comes into force.

    Raises:
        Conflict: there is no such version, or the role has signed.
        NotAllowed: the same person would sign in both lines of defence, or a policy asks for more than it did when the
            version was offered.

    """

    def change(cursor: Cursor) -> Saved[Version]:
        check_change(act.who, initiative_id)
        version = next((v for v in versions(cursor, initiative_id) if v.number == number), None)
        if version is None:
            raise Conflict(f"There is no version {number} to sign.")
        if version.waiting:
            check_signing(version, strategy.policies(cursor), act.at)
        return put_signature(cursor, act, initiative_id, version, role, name)

    return store.write(change)


def put_signature(
    cursor: Cursor, act: Act, initiative_id: str, version: Version, role: str, name: str
) -> Saved[Version]:
    """Insert a signature within a change."""
    signed = sign(version, role, name, act.at)
    new = signed.signatures[-1]
    cursor.execute(
        "INSERT INTO signature VALUES (?, ?, ?, ?, ?, ?)",
        [initiative_id, version.number, new.role, new.name, utc(new.at), new.fingerprint],
    )
    subject = f"contract v{version.number}"
    events = [event(act, "contract.signed", subject, initiative_id=initiative_id, after=plain(new))]
    if not signed.missing_roles:
        after = {"version": version.number, "signed by": {roles()[s.role].name: s.name for s in signed.signatures}}
        events.append(event(act, "contract.in_force", subject, initiative_id=initiative_id, after=after))
    return Saved(signed, tuple(events))
