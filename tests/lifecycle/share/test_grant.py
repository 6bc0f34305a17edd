"""Grants: tokens nobody can guess, kept as hashes, that always end."""

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from lifecycle.access import Capability
from lifecycle.errors import BadInput
from lifecycle.share.grant import DEFAULT_DAYS, MOST_DAYS, Grant, check_label, expiry, new_token, token_hash
from tests.lifecycle.samples import NOW

LINK = Grant(
    id="grant",
    capability=Capability.VIEWER,
    label="Board, November",
    initiative_id="initiative",
    stream_id=None,
    token_hash="h",
    made_at=NOW,
    expires_at=NOW + timedelta(days=14),
)


def test_a_token_holds_256_bits_in_letters_an_address_can_carry() -> None:
    token = new_token()
    assert len(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))) == 32
    assert all(letter.isalnum() or letter in "-_" for letter in token)


def test_no_two_tokens_are_the_same() -> None:
    assert len({new_token() for _ in range(200)}) == 200


def test_only_the_hash_of_a_token_is_kept() -> None:
    token = new_token()
    assert token_hash(token) == hashlib.sha256(token.encode()).hexdigest()
    assert token not in token_hash(token)


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (timedelta(0), "active"),
        (timedelta(days=14, seconds=-1), "active"),
        (timedelta(days=14), "expired"),
        (timedelta(days=400), "expired"),
    ],
)
def test_a_link_is_active_until_the_moment_it_expires(after: timedelta, state: str) -> None:
    assert LINK.state(NOW + after) == state


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=100)])
def test_a_revoked_link_is_revoked_whenever_one_looks(after: timedelta) -> None:
    assert replace(LINK, revoked_at=NOW).state(NOW + after) == "revoked"


def test_who_comes_by_a_link_may_look_at_one_initiative() -> None:
    who = LINK.principal()
    assert (who.capability, who.initiative_id, who.stream_id) == (Capability.VIEWER, "initiative", None)
    assert (who.name, who.grant_id) == ("Link: Board, November", "grant")


def test_who_comes_by_a_token_may_send_to_one_stream() -> None:
    who = replace(LINK, capability=Capability.INGEST, stream_id="stream").principal()
    assert (who.capability, who.stream_id) == (Capability.INGEST, "stream")
    assert who.name == "Token: Board, November"


@pytest.mark.parametrize("days", [1, DEFAULT_DAYS, MOST_DAYS])
def test_a_link_lasts_as_many_days_as_asked(days: int) -> None:
    assert expiry(NOW, days) - NOW == timedelta(days=days)


@pytest.mark.parametrize("days", [0, -1, MOST_DAYS + 1, 100_000])
def test_a_link_never_lasts_less_than_a_day_or_more_than_ninety(days: int) -> None:
    assert (DEFAULT_DAYS, MOST_DAYS) == (14, 90)
    with pytest.raises(BadInput, match="lasts 1 to 90 days"):
        expiry(NOW, days)


def test_a_label_is_kept_with_plain_spaces() -> None:
    assert check_label("  Board,\n November ") == "Board, November"
    assert check_label("x" * 80) == "x" * 80


@pytest.mark.parametrize("label", ["", "   ", "x" * 81])
def test_a_link_says_for_whom_it_is(label: str) -> None:
    with pytest.raises(BadInput, match="for whom"):
        check_label(label)
