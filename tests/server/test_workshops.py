"""A code becomes the cookie of a seat, and whoever sits keeps it."""

import pytest
from starlette.testclient import TestClient

from data import initiatives, seats, workshops
from data.runtime import Runtime
from data.visitors import SEAT_COOKIE, of_page, seated
from lifecycle.access import NOBODY, Capability
from lifecycle.audit import Act
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.code import shown
from lifecycle.envision.workshop.seats import Workshop
from tests.conftest import NOW, OWNER


def open_workshop(running: Runtime, name: str = "Claims triage") -> Workshop:
    act = Act(OWNER, NOW)
    initiative = initiatives.start(running.store, act, name)
    return workshops.open_workshop(running.store, act, initiative.id, name, default_agenda())


def test_a_code_hands_out_a_cookie_no_script_can_read_and_leads_to_the_seat(
    running: Runtime, client: TestClient
) -> None:
    workshop = open_workshop(running)
    answer = client.get(f"/w/{shown(workshop.code).lower()}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/seat?code={workshop.code}")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SEAT_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert answer.headers["cache-control"] == "no-store"


def test_the_cookie_alone_lets_nobody_in_before_they_gave_a_name(running: Runtime, client: TestClient) -> None:
    client.get(f"/w/{open_workshop(running).code}")
    cookies = dict(client.cookies)
    assert seated(running, cookies) is None
    assert of_page(running, {}, cookies) is NOBODY


def test_who_sits_keeps_the_seat_whatever_often_they_scan(running: Runtime, client: TestClient) -> None:
    workshop = open_workshop(running)
    client.get(f"/w/{workshop.code}")
    token = client.cookies[SEAT_COOKIE]
    seat = seats.join(running.store, NOW, workshop.code, "Ann", "user", token)
    client.get(f"/w/{workshop.code}")
    assert client.cookies[SEAT_COOKIE] == token
    who = of_page(running, {}, dict(client.cookies))
    assert (who.id, who.capability, who.workshop_id) == (seat.participant_id, Capability.PARTICIPANT, workshop.id)


def test_a_second_workshop_gets_a_seat_of_its_own(running: Runtime, client: TestClient) -> None:
    first, second = open_workshop(running), open_workshop(running, "Another")
    client.get(f"/w/{first.code}")
    token = client.cookies[SEAT_COOKIE]
    seats.join(running.store, NOW, first.code, "Ann", "user", token)
    client.get(f"/w/{second.code}")
    assert client.cookies[SEAT_COOKIE] != token


@pytest.mark.parametrize("code", ["KMT4XQ", "nonsense", "%F0%9F%A6%8A", "a" * 5000])
def test_a_code_nobody_has_is_answered_in_words_and_sets_nothing(
    running: Runtime, client: TestClient, code: str
) -> None:
    answer = client.get(f"/w/{code}")
    assert answer.status_code == 404
    assert "No workshop has this code" in answer.text
    assert "set-cookie" not in answer.headers
