"""Initiatives: started with an address of their own, found by it, listed the oldest first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data import audit, initiatives
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.errors import BadInput, NotAllowed, NotFound
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER
from tests.data.builders import editor, rows, strangers, trail


def test_starting_records_who_started_what(store: Store, act: Act) -> None:
    made = initiatives.start(store, act, "  Motor   claims: Triäge ")
    assert (made.name, made.slug, made.demo, made.started_at) == (
        "Motor claims: Triäge",
        "motor-claims-triage",
        False,
        NOW,
    )
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.actor, event.initiative_id) == ("initiative.started", "Owner", made.id)
    assert event.after == {"name": made.name, "slug": made.slug, "demo": False}
    assert initiatives.listing(store, OWNER) == [made]


def test_initiatives_of_one_name_get_addresses_of_their_own(store: Store, act: Act) -> None:
    names = ["Claims", "claims!", "Claims 2", "Claims", "Claims"]
    assert [initiatives.start(store, act, name).slug for name in names] == [
        "claims",
        "claims-2",
        "claims-2-2",
        "claims-3",
        "claims-4",
    ]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_has_one_to_eighty_characters(store: Store, act: Act, name: str) -> None:
    with pytest.raises(BadInput, match="at most 80 characters"):
        initiatives.start(store, act, name)
    assert trail(store) == []


def test_an_editor_of_everything_starts_initiatives(store: Store) -> None:
    free = Act(Principal("e", "Ed", Capability.EDITOR), NOW)
    made = initiatives.start(store, free, "Ed's own", demo=True)
    assert made.demo
    assert initiatives.listing(store, free.who) == [made]


def test_the_oldest_initiative_is_listed_first(store: Store, act: Act) -> None:
    late = initiatives.start(store, act, "Late")
    early = initiatives.start(store, replace(act, at=NOW - timedelta(days=3)), "Early")
    assert initiatives.listing(store, OWNER) == [early, late]


def test_an_initiative_is_found_by_its_address_and_by_its_id(store: Store, initiative: Initiative) -> None:
    assert initiatives.by_slug(store, editor(initiative.id), initiative.slug) == initiative
    assert initiatives.by_slug(store, OWNER, initiative.id) == initiative


def test_an_initiative_that_is_not_there_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="There is no initiative 'nothing'"):
        initiatives.by_slug(store, OWNER, "nothing")


def test_a_link_finds_its_own_initiative_and_no_other(store: Store, act: Act, initiative: Initiative) -> None:
    viewer = strangers(initiative.id)["viewer"]
    other = initiatives.start(store, act, "Another")
    assert initiatives.for_leadership(store, viewer, initiative.id) == initiative
    with pytest.raises(NotAllowed):
        initiatives.for_leadership(store, viewer, other.id)


def test_a_name_that_looks_like_sql_is_a_name(store: Store, act: Act) -> None:
    made = initiatives.start(store, act, "'; DROP TABLE audit; --")
    assert initiatives.by_slug(store, OWNER, made.slug).name == "'; DROP TABLE audit; --"
    assert rows(store, "SELECT count(*) FROM audit") == [(1,)]
