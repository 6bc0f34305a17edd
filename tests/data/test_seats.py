"""Seats: a person is found again by their cookie, and nobody by anything else."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from data import seats, workshops
from data.store import Store
from lifecycle.access import can_take_part
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.seats import Seat
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from lifecycle.initiative import Initiative
from lifecycle.share.grant import new_token, token_hash
from tests.conftest import NOW
from tests.data.builders import contents, rows
from tests.data.workshop import Session, opened, restarted, together


@pytest.fixture
def session(store: Store, initiative: Initiative) -> Session:
    return opened(store, initiative)


def test_who_joins_sits_and_is_found_again(session: Session) -> None:
    seat = session.join("Ada", "sponsor", "secret")
    assert (seat.name, seat.role, seat.workshop_id) == ("Ada", "sponsor", session.workshop.id)
    assert seats.seat_of(session.store, "secret") == seat
    assert can_take_part(seat.principal(), session.workshop.id)
    assert session.state.participants[seat.participant_id].name == "Ada"


def test_a_code_may_be_typed_any_way(session: Session) -> None:
    code = session.workshop.code
    seat = seats.join(session.store, NOW, f" {code[:3].lower()}-{code[3:].lower()} ", "Ada", "user", "t")
    assert seat.code == code


def test_two_with_the_same_name_are_two_people(session: Session) -> None:
    first, second = (session.join("Anna", token=token) for token in ("one", "two"))
    assert first.participant_id != second.participant_id
    assert seats.seat_of(session.store, "two") == second


def test_joining_again_with_the_same_cookie_is_the_same_seat(session: Session) -> None:
    seat = session.join("Ada", token="secret")
    before = contents(session.store)
    assert session.join("Somebody else", "risk", "secret") == seat
    assert contents(session.store) == before


def test_a_double_click_takes_one_seat(session: Session) -> None:
    found = together(session.store, *[lambda: session.join("Ada", token="secret")] * 3)
    assert len({seat.participant_id for seat in found}) == 1
    assert len(session.state.participants) == 1


def test_a_seat_survives_a_restart(session: Session) -> None:
    seat = session.join("Ada", token="secret")
    with restarted(session) as again:
        assert seats.seat_of(again.store, "secret") == seat


@pytest.mark.parametrize("token", ["", "wrong", "ü€", "x" * 10_000])
def test_a_wrong_cookie_is_nobodys(session: Session, token: str) -> None:
    session.join("Ada", token="secret")
    assert seats.seat_of(session.store, token) is None


def test_a_token_is_kept_as_a_hash_and_the_hash_opens_nothing(session: Session) -> None:
    token = new_token()
    session.join("Ada", token=token)
    assert token not in str(contents(session.store))
    assert rows(session.store, "SELECT token_hash FROM workshop_seat") == [(token_hash(token),)]
    assert seats.seat_of(session.store, token_hash(token)) is None


def test_a_cookie_of_another_workshop_is_not_taken_along(session: Session, initiative: Initiative) -> None:
    session.join("Ada", token="secret")
    other = opened(session.store, initiative)
    with pytest.raises(Conflict, match="sit in another workshop"):
        other.join("Ada", token="secret")
    assert dict(other.state.participants) == {}


def test_who_cannot_join_takes_no_seat(session: Session) -> None:
    before = contents(session.store)
    for name, role in (("", "user"), ("Ada", "king"), ("x" * 10_001, "user")):
        with pytest.raises(BadInput):
            session.join(name, role, "secret")
    unknown = "AAAAAA" if session.workshop.code != "AAAAAA" else "CCCCCC"
    with pytest.raises(NotFound):
        seats.join(session.store, NOW, unknown, "Ada", "user", "secret")
    assert contents(session.store) == before
    assert seats.seat_of(session.store, "secret") is None


def test_nobody_joins_a_closed_workshop_but_those_who_sat_in_it_are_known(session: Session) -> None:
    seat = session.join("Ada", token="secret")
    session.lead(Kind.CLOSED)
    with pytest.raises(NotAllowed, match="is closed"):
        session.join("Ben")
    assert session.join("Ada", token="secret") == seat


def test_a_seat_has_the_name_and_role_its_holder_has_now(session: Session) -> None:
    seat = session.join("Ada", token="secret")
    session.say(seat, Kind.JOINED, participant=seat.participant_id, name="Ada Lovelace", role="science")
    found = seats.seat_of(session.store, "secret")
    assert found is not None
    assert (found.participant_id, found.name, found.role) == (seat.participant_id, "Ada Lovelace", "science")


def test_a_seat_is_looked_up_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = session.join("Ada", token="secret")
    assert seats.seat_of(session.store, "secret") == seat
    workshops.state(session.store, session.workshop.id)
    monkeypatch.setattr(session.store, "read", None)
    assert seats.seat_of(session.store, "secret") == seat


def test_fifty_who_join_at_once_all_sit(session: Session) -> None:
    def join(number: int) -> Seat:
        return session.join(f"P{number}", token=f"token {number}")

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(join, range(50)))
    assert len(session.state.participants) == len({seat.participant_id for seat in found}) == 50
    assert [seats.seat_of(session.store, f"token {number}") for number in range(50)] == found
