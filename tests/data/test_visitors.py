"""Who a request belongs to: only what was handed out opens anything, and a link never opens more than itself."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from data import grants, initiatives, seats, streams, visitors, workshops
from data.runtime import Runtime
from data.visitors import LOCAL_HEADER, OWNER_COOKIE, SEAT_COOKIE, VIEW_COOKIE
from lifecycle.access import (
    NOBODY,
    Capability,
    Principal,
    can_administer,
    can_see_leadership,
    can_take_part,
    can_work_in,
)
from lifecycle.audit import Act
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.seats import Seat
from lifecycle.ids import sha256
from lifecycle.initiative import Initiative
from tests.conftest import NOW
from tests.data.builders import SCHEMA

WRONG = ["", "wrong", "ü€", " " * 32]


@pytest.fixture
def mine(running: Runtime, act: Act) -> Initiative:
    return initiatives.start(running.store, act, "Mine")


@pytest.fixture
def link(running: Runtime, act: Act, mine: Initiative) -> str:
    return grants.make_link(running.store, act, mine.id, "The board", 14)[1]


@pytest.fixture
def seat(running: Runtime, act: Act, mine: Initiative) -> Seat:
    opened = workshops.open_workshop(running.store, act, mine.id, "Triage", default_agenda())
    return seats.join(running.store, NOW, opened.code, "Ada", "user", "the seat")


def page(running: Runtime, headers: Mapping[str, str] | None = None, **cookies: str) -> Principal:
    return visitors.of_page(running, headers or {}, cookies)


def test_without_anything_somebody_is_nobody(running: Runtime, mine: Initiative) -> None:
    who = page(running)
    assert who is NOBODY
    assert not can_administer(who)
    assert not can_work_in(who, mine.id)
    assert not can_see_leadership(who, mine.id)


def test_a_request_with_the_local_mark_is_the_owner_of_this_computer(running: Runtime) -> None:
    who = page(running, {LOCAL_HEADER: running.local_mark})
    assert (who.id, who.capability, who.initiative_id) == ("local", Capability.OWNER, None)


@pytest.mark.parametrize("mark", WRONG)
def test_a_wrong_mark_is_nobody(running: Runtime, mark: str) -> None:
    assert page(running, {LOCAL_HEADER: mark}) is NOBODY
    assert page(running, {LOCAL_HEADER: running.local_mark[:-1]}) is NOBODY
    assert page(running, {LOCAL_HEADER: running.owner_token}) is NOBODY


def test_the_owners_cookie_is_the_owner(running: Runtime) -> None:
    who = page(running, **{OWNER_COOKIE: visitors.owner_cookie(running.owner_token)})
    assert who == Principal("owner", "Owner", Capability.OWNER)


@pytest.mark.parametrize("cookie", WRONG)
def test_a_wrong_cookie_is_nobody(running: Runtime, cookie: str) -> None:
    assert page(running, **{OWNER_COOKIE: cookie}) is NOBODY


def test_the_owners_token_itself_is_no_cookie(running: Runtime) -> None:
    assert page(running, **{OWNER_COOKIE: running.owner_token}) is NOBODY
    assert running.owner_token not in visitors.owner_cookie(running.owner_token)
    assert page(running, **{OWNER_COOKIE: sha256(running.owner_token)}) is NOBODY


def test_a_links_cookie_is_its_holder(running: Runtime, mine: Initiative, link: str) -> None:
    who = page(running, **{VIEW_COOKIE: link})
    assert (who.name, who.capability, who.initiative_id) == ("Link: The board", Capability.VIEWER, mine.id)
    assert can_see_leadership(who, mine.id)
    assert not can_work_in(who, mine.id)


def test_whoever_opened_a_link_sees_what_its_holder_sees(running: Runtime, link: str) -> None:
    owner = {OWNER_COOKIE: visitors.owner_cookie(running.owner_token), VIEW_COOKIE: link}
    who = page(running, {LOCAL_HEADER: running.local_mark}, **owner)
    assert who.capability is Capability.VIEWER


@pytest.mark.parametrize("ended", ["revoked", "expired", "unknown"])
def test_a_link_that_ended_is_nobody_even_for_an_owner(
    running: Runtime, act: Act, mine: Initiative, link: str, ended: str
) -> None:
    token, now = link, NOW
    if ended == "revoked":
        grants.revoke(running.store, act, grants.listing(running.store, act.who, mine.id)[0][0].id)
    elif ended == "expired":
        now = NOW + timedelta(days=14)
    else:
        token = "unknown"
    later = cast(Runtime, SimpleNamespace(**{**vars(running), "clock": lambda: now}))
    cookies = {VIEW_COOKIE: token, OWNER_COOKIE: visitors.owner_cookie(running.owner_token)}
    assert visitors.of_page(later, {LOCAL_HEADER: running.local_mark}, cookies) is NOBODY
    assert visitors.of_token(later, token) is None


def test_a_sending_token_opens_no_page(running: Runtime, act: Act) -> None:
    stream = streams.open_with_initiative(running.store, act, "Live", SCHEMA)
    _, token = grants.make_sending_token(running.store, act, stream.slug, "Feed", 14)
    assert page(running, **{VIEW_COOKIE: token}) is NOBODY
    who = visitors.of_token(running, token)
    assert who is not None
    assert (who.capability, who.stream_id) == (Capability.INGEST, stream.id)


def test_the_owners_token_sends_as_the_owner(running: Runtime) -> None:
    who = visitors.of_token(running, running.owner_token)
    assert who is not None
    assert who.capability is Capability.OWNER
    assert visitors.is_owner_token(running, running.owner_token)


def test_a_link_sends_as_its_holder_and_no_more(running: Runtime, mine: Initiative, link: str) -> None:
    who = visitors.of_token(running, link)
    assert who is not None
    assert (who.capability, who.initiative_id) == (Capability.VIEWER, mine.id)


@pytest.mark.parametrize("make", [lambda r: r.owner_token[:-1], lambda r: visitors.owner_cookie(r.owner_token)])
def test_what_only_resembles_the_owners_token_is_nobodys(running: Runtime, make: Callable[[Runtime], str]) -> None:
    assert visitors.of_token(running, make(running)) is None
    for token in WRONG:
        assert not visitors.is_owner_token(running, token)
        assert visitors.of_token(running, token) is None


def test_a_seats_cookie_is_the_participant_and_opens_no_working_page(running: Runtime, seat: Seat) -> None:
    who = page(running, **{SEAT_COOKIE: "the seat"})
    assert who == seat.principal()
    assert can_take_part(who, seat.workshop_id)
    assert not can_work_in(who, seat.initiative_id)
    assert not can_administer(who)


@pytest.mark.parametrize("cookie", WRONG)
def test_a_wrong_seat_is_nobody(running: Runtime, seat: Seat, cookie: str) -> None:
    assert page(running, **{SEAT_COOKIE: cookie}) is NOBODY
    assert visitors.seated(running, {SEAT_COOKIE: cookie}) is None
    assert visitors.seated(running, {}) is None


def test_an_owner_who_takes_a_seat_stays_the_owner_and_sits(running: Runtime, seat: Seat) -> None:
    cookies = {SEAT_COOKIE: "the seat", OWNER_COOKIE: visitors.owner_cookie(running.owner_token)}
    assert visitors.of_page(running, {}, cookies).capability is Capability.OWNER
    assert page(running, {LOCAL_HEADER: running.local_mark}, **{SEAT_COOKIE: "the seat"}).capability is Capability.OWNER
    assert visitors.seated(running, cookies) == seat.principal()


def test_a_link_shows_what_its_holder_sees_to_somebody_who_sits_too(running: Runtime, seat: Seat, link: str) -> None:
    who = page(running, **{SEAT_COOKIE: "the seat", VIEW_COOKIE: link})
    assert who.capability is Capability.VIEWER


def test_a_seats_token_sends_nothing(running: Runtime, seat: Seat) -> None:
    assert visitors.of_token(running, "the seat") is None
