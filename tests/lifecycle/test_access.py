"""The whole truth table: every capability, limited in every way, asked by every rule."""

from collections.abc import Callable
from itertools import product

import pytest

from lifecycle import access
from lifecycle.access import NOBODY, Capability, Principal, answers
from lifecycle.errors import NotAllowed, NotFound

HERE, STREAM, WORKSHOP = "initiative-1", "stream-1", "workshop-1"

RULES: dict[str, tuple[str, ...]] = {
    "administer": (),
    "see_portfolio": (),
    "start_initiative": (),
    "compare": (),
    "work_in": (HERE,),
    "change": (HERE,),
    "see_leadership": (HERE,),
    "open_stream": (HERE,),
    "send": (HERE, STREAM),
    "facilitate": (HERE,),
    "take_part": (WORKSHOP,),
}

SCOPES: dict[str, dict[str, str]] = {
    "no limit": {},
    "this initiative": {"initiative_id": HERE},
    "another initiative": {"initiative_id": "initiative-2"},
    "this stream": {"initiative_id": HERE, "stream_id": STREAM},
    "another stream": {"initiative_id": HERE, "stream_id": "stream-2"},
    "this workshop": {"initiative_id": HERE, "workshop_id": WORKSHOP},
    "another workshop": {"initiative_id": HERE, "workshop_id": "workshop-2"},
}

EVERYWHERE = {"see_portfolio", "start_initiative", "compare"}
WORK = {"work_in", "change", "see_leadership", "open_stream", "send", "facilitate"}
LOOK = {"see_leadership"}

ALLOWED: dict[tuple[Capability, str], set[str]] = {
    (Capability.OWNER, "no limit"): {"administer"} | EVERYWHERE | WORK,
    (Capability.OWNER, "this initiative"): WORK,
    (Capability.OWNER, "another initiative"): set(),
    (Capability.OWNER, "this stream"): WORK,
    (Capability.OWNER, "another stream"): WORK - {"send"},
    (Capability.OWNER, "this workshop"): WORK,
    (Capability.OWNER, "another workshop"): WORK,
    (Capability.EDITOR, "no limit"): EVERYWHERE | WORK,
    (Capability.EDITOR, "this initiative"): WORK,
    (Capability.EDITOR, "another initiative"): set(),
    (Capability.EDITOR, "this stream"): WORK,
    (Capability.EDITOR, "another stream"): WORK - {"send"},
    (Capability.EDITOR, "this workshop"): WORK,
    (Capability.EDITOR, "another workshop"): WORK,
    (Capability.PARTICIPANT, "no limit"): set(),
    (Capability.PARTICIPANT, "this initiative"): set(),
    (Capability.PARTICIPANT, "another initiative"): set(),
    (Capability.PARTICIPANT, "this stream"): set(),
    (Capability.PARTICIPANT, "another stream"): set(),
    (Capability.PARTICIPANT, "this workshop"): {"take_part"},
    (Capability.PARTICIPANT, "another workshop"): set(),
    (Capability.VIEWER, "no limit"): LOOK,
    (Capability.VIEWER, "this initiative"): LOOK,
    (Capability.VIEWER, "another initiative"): set(),
    (Capability.VIEWER, "this stream"): LOOK,
    (Capability.VIEWER, "another stream"): LOOK,
    (Capability.VIEWER, "this workshop"): LOOK,
    (Capability.VIEWER, "another workshop"): LOOK,
    (Capability.INGEST, "no limit"): set(),
    (Capability.INGEST, "this initiative"): set(),
    (Capability.INGEST, "another initiative"): set(),
    (Capability.INGEST, "this stream"): {"send"},
    (Capability.INGEST, "another stream"): set(),
    (Capability.INGEST, "this workshop"): set(),
    (Capability.INGEST, "another workshop"): set(),
}

CELLS = list(product(Capability, SCOPES, RULES))


def somebody(capability: Capability, scope: str) -> Principal:
    return Principal("somebody", "Somebody", capability, **SCOPES[scope])


def check(rule: str) -> Callable[..., None]:
    return getattr(access, f"check_{rule}")


def can(rule: str) -> Callable[..., bool]:
    return getattr(access, f"can_{rule}")


def test_the_table_holds_every_rule_capability_and_scope() -> None:
    written = {name.removeprefix("check_") for name in vars(access) if name.startswith("check_")}
    assert set(RULES) == written
    assert set(ALLOWED) == set(product(Capability, SCOPES))


@pytest.mark.parametrize(("capability", "scope", "rule"), CELLS)
def test_the_answer_is_the_one_of_the_table(capability: Capability, scope: str, rule: str) -> None:
    assert can(rule)(somebody(capability, scope), *RULES[rule]) is (rule in ALLOWED[capability, scope])


@pytest.mark.parametrize("rule", RULES)
def test_the_check_refuses_in_a_sentence_exactly_where_the_answer_is_no(rule: str) -> None:
    for capability, scope in ALLOWED:
        who = somebody(capability, scope)
        if can(rule)(who, *RULES[rule]):
            check(rule)(who, *RULES[rule])
        else:
            with pytest.raises(NotAllowed, match=r"\w\.$"):
                check(rule)(who, *RULES[rule])


@pytest.mark.parametrize("rule", RULES)
def test_nobody_may_do_nothing(rule: str) -> None:
    with pytest.raises(NotAllowed):
        check(rule)(NOBODY, *RULES[rule])


def test_a_sending_token_sends_to_its_own_stream_and_reads_nothing() -> None:
    token = somebody(Capability.INGEST, "this stream")
    assert [rule for rule in RULES if can(rule)(token, *RULES[rule])] == ["send"]


def test_an_answer_hides_only_refusals() -> None:
    def lost(who: Principal) -> None:
        raise NotFound("There is no such initiative.")

    with pytest.raises(NotFound):
        answers(lost)(NOBODY)


def test_an_answer_names_the_check_it_stands_for() -> None:
    assert "check_change" in str(access.can_change.__doc__)
