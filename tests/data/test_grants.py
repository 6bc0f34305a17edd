"""Share links and sending tokens: shown once, kept as a hash, expiring, revocable, every use counted."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from data import audit, backups, grants, initiatives
from data.opening import BACKUPS
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from lifecycle.ids import sha256
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER
from tests.data.builders import actions, contents, open_stream, rows, strangers, trail


def test_a_link_is_made_for_one_initiative_to_look_at(store: Store, act: Act, initiative: Initiative) -> None:
    made, token = grants.make_link(store, act, initiative.id, "  The   board ", 14)
    assert (made.capability, made.initiative_id, made.stream_id) == (Capability.VIEWER, initiative.id, None)
    assert (made.label, made.made_at, made.expires_at) == ("The board", NOW, NOW + timedelta(days=14))
    assert grants.by_token(store, token, NOW) == made
    wanted = Principal(made.id, "Link: The board", Capability.VIEWER, initiative.id, None, made.id)
    assert made.principal() == wanted


def test_a_sending_token_is_made_for_one_stream(store: Store, act: Act, initiative: Initiative) -> None:
    stream = open_stream(store, act, initiative.id)
    for name in (stream.slug, stream.id):
        made, token = grants.make_sending_token(store, act, name, "Feed", 7)
        assert (made.capability, made.initiative_id, made.stream_id) == (
            Capability.INGEST,
            initiative.id,
            stream.id,
        )
        assert grants.by_token(store, token, NOW) == made


def test_the_making_is_recorded_without_the_token_and_without_its_hash(
    store: Store, act: Act, initiative: Initiative
) -> None:
    made, token = grants.make_link(store, act, initiative.id, "The board", 14)
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.subject, event.initiative_id) == ("grant.made", made.id, initiative.id)
    assert event.after == {"label": "The board", "capability": "viewer", "expires": "2026-12-07T09:00:00+00:00"}
    recorded = repr(rows(store, "FROM audit"))
    assert token not in recorded
    assert made.token_hash not in recorded


def test_a_token_is_nowhere_in_the_files_of_the_store(tmp_path: Path, act: Act) -> None:
    home = tmp_path / "home"
    store = Store(home, lambda: NOW)
    initiative = initiatives.start(store, act, "Mine")
    stream = open_stream(store, act, initiative.id)
    tokens = [
        grants.make_link(store, act, initiative.id, "The board", 14)[1],
        grants.make_sending_token(store, act, stream.slug, "Feed", 7)[1],
    ]
    for token in tokens:
        grant = grants.by_token(store, token, NOW)
        assert grant is not None
        grants.count_use(store, grant, NOW)
    backups.make(store, act)
    written = [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    store.close()
    written += [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    everything = b"".join(written)
    assert len(list((home / BACKUPS).iterdir())) == 1
    for token in tokens:
        assert sha256(token).encode() in everything
        assert token.encode() not in everything


def test_unknown_expired_and_revoked_tokens_give_the_same_nothing(
    store: Store, act: Act, initiative: Initiative
) -> None:
    short, expired = grants.make_link(store, act, initiative.id, "Short", 1)
    long, revoked = grants.make_link(store, act, initiative.id, "Long", 90)
    grants.revoke(store, act, long.id)
    moment = NOW + timedelta(days=1)
    for token in ("", "unknown", expired, revoked, short.token_hash, long.token_hash, f"{expired} ", expired.lower()):
        assert grants.by_token(store, token, moment) is None
    assert grants.by_token(store, expired, moment - timedelta(microseconds=1)) == short


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_grant_lasts_one_to_ninety_days(store: Store, act: Act, initiative: Initiative, days: int) -> None:
    before = trail(store)
    with pytest.raises(BadInput, match="lasts 1 to 90 days"):
        grants.make_link(store, act, initiative.id, "The board", days)
    assert trail(store) == before


@pytest.mark.parametrize("label", ["", "  ", "x" * 81])
def test_a_grant_says_for_whom_it_is(store: Store, act: Act, initiative: Initiative, label: str) -> None:
    with pytest.raises(BadInput, match="Say for whom"):
        grants.make_link(store, act, initiative.id, label, 14)
    assert rows(store, "FROM access_grant") == []


def test_a_grant_needs_what_it_leads_to(store: Store, act: Act) -> None:
    with pytest.raises(NotFound):
        grants.make_link(store, act, "nowhere", "The board", 14)
    with pytest.raises(NotFound):
        grants.make_sending_token(store, act, "nowhere", "Feed", 14)
    assert rows(store, "FROM access_grant") == []


def test_two_grants_never_share_a_token(store: Store, act: Act, initiative: Initiative) -> None:
    tokens = {grants.make_link(store, act, initiative.id, "The board", 14)[1] for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43


def test_uses_are_counted_and_recorded(store: Store, act: Act, initiative: Initiative) -> None:
    made, _ = grants.make_link(store, act, initiative.id, "The board", 14)
    unused, _ = grants.make_link(store, replace(act, at=NOW - timedelta(days=1)), initiative.id, "Unused", 14)
    assert grants.listing(store, OWNER, initiative.id) == [
        (made, grants.Use(0, None)),
        (unused, grants.Use(0, None)),
    ]
    for minute in (5, 1, 3):
        grants.count_use(store, made, NOW + timedelta(minutes=minute))
    assert grants.listing(store, OWNER, initiative.id) == [
        (made, grants.Use(3, NOW + timedelta(minutes=5))),
        (unused, grants.Use(0, None)),
    ]
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.subject, event.actor) == ("grant.used", made.id, "Link: The board")


def test_grants_are_listed_by_initiative(store: Store, act: Act, initiative: Initiative) -> None:
    other = initiatives.start(store, act, "Another")
    grants.make_link(store, act, other.id, "Theirs", 14)
    assert grants.listing(store, OWNER, initiative.id) == []


def test_a_revoked_grant_ends_at_once_and_stays_listed(store: Store, act: Act, initiative: Initiative) -> None:
    made, token = grants.make_link(store, act, initiative.id, "The board", 14)
    grants.revoke(store, replace(act, at=NOW + timedelta(hours=1)), made.id)
    assert grants.by_token(store, token, NOW) is None
    ((listed, _),) = grants.listing(store, OWNER, initiative.id)
    assert listed == replace(made, revoked_at=NOW + timedelta(hours=1))
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.after) == ("grant.revoked", {"label": "The board"})


def test_a_grant_is_revoked_once(store: Store, act: Act, initiative: Initiative) -> None:
    made, _ = grants.make_link(store, act, initiative.id, "The board", 14)
    grants.revoke(store, act, made.id)
    before = contents(store)
    with pytest.raises(Conflict, match="was revoked before"):
        grants.revoke(store, act, made.id)
    with pytest.raises(NotFound, match="This link is not there"):
        grants.revoke(store, act, "nothing")
    assert contents(store) == before


def test_a_grant_revoked_since_stays_revoked_after_an_older_backup_is_restored(
    store: Store, act: Act, initiative: Initiative
) -> None:
    early, early_token = grants.make_link(store, act, initiative.id, "Revoked before", 14)
    made, token = grants.make_link(store, act, initiative.id, "Revoked after", 14)
    _, kept_token = grants.make_link(store, act, initiative.id, "Kept", 14)
    grants.revoke(store, act, early.id)
    backup = backups.make(store, act)
    grants.revoke(store, act, made.id)
    _, later_token = grants.make_link(store, act, initiative.id, "Made after", 14)
    backups.restore(store, act, backup.path)
    for gone in (early_token, token, later_token):
        assert grants.by_token(store, gone, NOW) is None
    assert grants.by_token(store, kept_token, NOW) is not None
    assert len(rows(store, "FROM grant_revoked")) == 2
    assert actions(store)[-1] == "store.restored"


def test_only_owners_see_who_may_look(store: Store, initiative: Initiative) -> None:
    editor = Principal("e", "Editor", Capability.EDITOR, initiative.id)
    for who in (*strangers(initiative.id).values(), editor):
        with pytest.raises(NotAllowed):
            grants.listing(store, who, initiative.id)
