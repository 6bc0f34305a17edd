"""A draft changes nothing of the state it began with."""

from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.things import State

BEFORE = State(number=3, fists={"ada": 1}, votes={"problem": {"ada": {"n1": 1}}}, revealed=frozenset({"problem"}))


def test_what_is_not_changed_is_read_from_the_state_and_shared_with_it() -> None:
    draft = Draft(BEFORE)
    assert draft.get("fists") is BEFORE.fists
    assert draft.freeze(4).votes is BEFORE.votes


def test_a_mapping_is_copied_once_and_then_changed() -> None:
    draft = Draft(BEFORE)
    draft.own("fists")["ben"] = 2
    draft.own("fists")["cyd"] = 3
    assert draft.get("fists") == {"ada": 1, "ben": 2, "cyd": 3}
    assert BEFORE.fists == {"ada": 1}


def test_a_mapping_within_a_mapping_is_copied_too() -> None:
    draft = Draft(BEFORE)
    draft.inner("votes", "problem")["ben"] = {"n1": 2}
    draft.inner("votes", "levers")["ada"] = {"l1": 1}
    after = draft.freeze(4)
    assert after.votes == {"problem": {"ada": {"n1": 1}, "ben": {"n1": 2}}, "levers": {"ada": {"l1": 1}}}
    assert BEFORE.votes == {"problem": {"ada": {"n1": 1}}}


def test_a_set_gets_one_more() -> None:
    draft = Draft(BEFORE)
    draft.add("revealed", "levers")
    assert draft.freeze(4).revealed == {"problem", "levers"}
    assert BEFORE.revealed == {"problem"}


def test_something_else_is_put_in_place() -> None:
    draft = Draft(BEFORE)
    draft.put("title", "Triage")
    after = draft.freeze(9)
    assert (after.title, after.number) == ("Triage", 9)
    assert (BEFORE.title, BEFORE.number) == ("", 3)
