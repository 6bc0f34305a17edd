"""Links become cookies and leave the address; what does not work is answered the same way."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from data import grants, initiatives
from data.runtime import Runtime
from data.visitors import OWNER_COOKIE, VIEW_COOKIE, of_page
from lifecycle.access import NOBODY, Capability
from lifecycle.audit import Act
from tests.conftest import OWNER
from tests.server.conftest import ask


@pytest.fixture
def place(running_at: Callable[[str], Runtime]) -> Runtime:
    """A program with a signed initiative."""
    return running_at("signed")


@pytest.fixture
def asking(place: Runtime) -> Iterator[TestClient]:
    """Ask it."""
    yield from ask()


def link(place: Runtime, act: Act, days: int = 14) -> tuple[str, str]:
    """Make a link; returns the grant's id and the token."""
    own = initiatives.listing(place.store, OWNER)[0]
    made, token = grants.make_link(place.store, act, own.id, "Board", days)
    return made.id, token


def test_a_link_becomes_a_cookie_no_script_can_read_and_a_clean_address(
    place: Runtime, asking: TestClient, act: Act
) -> None:
    _, token = link(place, act)
    answer = asking.get(f"/s/{token}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    found = of_page(place, {}, {VIEW_COOKIE: answer.cookies[VIEW_COOKIE]})
    assert found.capability is Capability.VIEWER


def test_behind_https_the_cookie_is_secure(place: Runtime, asking: TestClient, act: Act) -> None:
    _, token = link(place, act)
    answer = asking.get(f"/s/{token}", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in answer.headers["set-cookie"]


def test_unknown_expired_and_revoked_links_get_the_same_answer(place: Runtime, asking: TestClient, act: Act) -> None:
    revoked_id, revoked = link(place, act)
    grants.revoke(place.store, act, revoked_id)
    _, expired = link(place, Act(act.who, act.at - timedelta(days=30)), days=14)
    _, ingest = "", "x" * 43
    answers = [asking.get(f"/s/{token}") for token in (revoked, expired, ingest)]
    assert {(a.status_code, a.text, "set-cookie" in a.headers) for a in answers} == {(404, answers[0].text, False)}


def test_every_use_of_a_link_is_counted(place: Runtime, asking: TestClient, act: Act) -> None:
    _, token = link(place, act)
    for _ in range(3):
        asking.get(f"/s/{token}")
    own = initiatives.listing(place.store, OWNER)[0]
    assert grants.listing(place.store, OWNER, own.id)[0][1].count == 3


def test_the_owners_link_lets_the_owner_in(place: Runtime, asking: TestClient) -> None:
    answer = asking.get(f"/owner/{place.owner_token}")
    assert answer.status_code == 303
    assert place.owner_token not in answer.headers["set-cookie"]
    found = of_page(place, {}, {OWNER_COOKIE: answer.cookies[OWNER_COOKIE]})
    assert found.capability is Capability.OWNER
    assert asking.get("/owner/wrong").status_code == 404


def test_leaving_drops_the_links_cookie(place: Runtime, asking: TestClient) -> None:
    answer = asking.get("/leave")
    assert answer.status_code == 303
    assert f'{VIEW_COOKIE}=""' in answer.headers["set-cookie"]


def test_a_stale_link_cookie_makes_nobody_even_of_the_owner(place: Runtime) -> None:
    assert of_page(place, {}, {VIEW_COOKIE: "gone"}) is NOBODY
