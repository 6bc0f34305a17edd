"""Seats and the roles people join with."""

from datetime import UTC, datetime

import pytest

from lifecycle.access import Capability, can_change, can_facilitate, can_take_part, can_work_in
from lifecycle.catalogue import catalogue, roles
from lifecycle.envision.workshop.seats import Seat, Workshop, role_name, seat_roles

SEAT = Seat("p1", "w1", "i1", "KMT4XQ", "Ada", "risk")


def test_a_seat_takes_part_in_its_workshop_and_does_nothing_else() -> None:
    who = SEAT.principal()
    assert (who.id, who.name, who.capability) == ("p1", "Ada", Capability.PARTICIPANT)
    assert can_take_part(who, "w1")
    assert not can_take_part(who, "w2")
    assert not any(rule(who, "i1") for rule in (can_change, can_facilitate, can_work_in))


def test_the_roles_are_those_of_the_catalogue_in_their_order() -> None:
    assert list(seat_roles()) == [item["key"] for item in catalogue("seats")["roles"]]
    assert all(role.does.endswith(".") for role in seat_roles().values())


@pytest.mark.parametrize("key", ["sponsor", "product", "process", "science", "risk"])
def test_a_role_that_signs_or_owns_later_has_the_same_name_here(key: str) -> None:
    assert role_name(key) == roles()[key].name


def test_a_role_that_is_no_longer_offered_is_shown_by_its_key() -> None:
    assert role_name("wizard") == "wizard"


def test_a_workshop_is_found_by_what_never_changes() -> None:
    one = Workshop("w1", "i1", "KMT4XQ", "Triage", datetime(2026, 3, 2, tzinfo=UTC))
    assert one == Workshop("w1", "i1", "KMT4XQ", "Triage", datetime(2026, 3, 2, tzinfo=UTC))
