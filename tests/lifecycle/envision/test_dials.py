"""Dials: what the five questions suggest, what facts demand, and who may go below."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.catalogue import catalogue, components, roles
from lifecycle.contract import RIGOUR, Level
from lifecycle.envision.dials import (
    Approval,
    Autonomy,
    DialFacts,
    Minimum,
    PersonalData,
    Tier,
    because,
    can_lower,
    check_lowered,
    minimums,
    questions,
    strictest,
    suggested,
    suggestion,
    total,
)
from lifecycle.errors import BadInput, NotAllowed

LIGHT, STANDARD, HIGH = Level.LIGHT, Level.STANDARD, Level.HIGH
KEYS = ["impact", "autonomy", "irreversibility", "scale", "novelty"]
ANSWERS = list(product(range(3), repeat=5))
BY_TOTAL = [LIGHT] * 4 + [STANDARD] * 3 + [HIGH] * 4
FACTS = [DialFacts(*facts) for facts in product([None, *PersonalData], [None, *Autonomy], [None, *Tier])]
APPROVED = Approval("risk", "Ines Carvalho")
answered = st.fixed_dictionaries({key: st.integers(0, 2) for key in KEYS})
some_minimums = st.lists(
    st.builds(Minimum, st.sampled_from(sorted(components())), st.sampled_from(Level), st.sampled_from(["a", "b"]))
)


def scores(*answers: int) -> dict[str, int]:
    return dict(zip(KEYS, answers, strict=True))


def test_the_five_questions_are_those_of_the_product() -> None:
    assert [question.name for question in questions().values()] == [
        "Impact on people",
        "Autonomy",
        "Irreversibility",
        "Scale",
        "Novelty",
    ]
    assert list(questions()) == KEYS


def test_every_question_has_an_anchor_for_each_answer() -> None:
    for item in catalogue("dials")["questions"]:
        assert list(item["anchors"]) == ["0", "1", "2"]
        assert questions()[item["key"]].anchors == tuple(item["anchors"].values())
    anchors = [anchor for question in questions().values() for anchor in question.anchors]
    assert all(anchor.endswith(".") and anchor == anchor.strip() for anchor in anchors)
    assert len(set(anchors)) == 15
    assert all(question.question.endswith("?") for question in questions().values())


@pytest.mark.parametrize("points", range(11))
def test_the_total_suggests_a_level(points: int) -> None:
    found = {suggestion(scores(*answers)) for answers in ANSWERS if sum(answers) == points}
    assert found == {BY_TOTAL[points]}


@given(answered, st.sampled_from(KEYS))
def test_a_higher_answer_never_suggests_less_rigour(given_scores: dict[str, int], key: str) -> None:
    raised = given_scores | {key: min(2, given_scores[key] + 1)}
    assert RIGOUR.index(suggestion(raised)) >= RIGOUR.index(suggestion(given_scores))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("empty", [{}, {"x": None}])
def test_an_open_question_is_named(key: str, empty: dict[str, Any]) -> None:
    given_scores: dict[str, Any] = {name: 2 for name in KEYS if name != key}
    given_scores |= {key: None} if empty else {}
    with pytest.raises(BadInput, match=f"Not answered yet: {questions()[key].name}\\."):
        suggestion(given_scores)
    with pytest.raises(BadInput, match="Not answered yet"):
        because(given_scores)


def test_all_open_questions_are_named_at_once() -> None:
    with pytest.raises(BadInput, match="Impact on people, Autonomy, Irreversibility, Scale, Novelty"):
        total({})


@pytest.mark.parametrize("wrong", [-1, 3, 1.0, "1", True])
@pytest.mark.parametrize("key", KEYS)
def test_an_answer_is_0_1_or_2(key: str, wrong: Any) -> None:
    with pytest.raises(BadInput, match=f"{questions()[key].name}: the answer is 0, 1 or 2"):
        suggestion(scores(0, 0, 0, 0, 0) | {key: wrong})


def test_an_answer_to_no_question_is_refused() -> None:
    with pytest.raises(BadInput, match="No question about dials is called hope, luck"):
        total(scores(0, 0, 0, 0, 0) | {"luck": 1, "hope": 1})


def test_the_suggestion_is_explained_with_the_highest_answers_first() -> None:
    assert because(scores(0, 1, 2, 0, 2)) == (
        "Standard, with 5 of 10: irreversibility 2, novelty 2, autonomy 1, impact on people 0, scale 0."
    )


@pytest.mark.parametrize("facts", FACTS, ids=str)
def test_minimums_follow_from_facts_as_the_product_says(facts: DialFacts) -> None:
    expected = dict.fromkeys(components(), LIGHT)
    if facts.personal_data == "personal":
        expected["privacy"] = STANDARD
    if facts.autonomy == "act":
        expected["safe"] = expected["responsible"] = STANDARD
    if facts.personal_data == "special":
        expected["privacy"] = HIGH
    if facts.tier == "high":
        expected = dict.fromkeys(components(), HIGH)
    least = strictest(minimums(facts))
    assert {key: least[key].level if key in least else LIGHT for key in components()} == expected


def test_every_minimum_has_its_reason() -> None:
    reasons = {minimum.reason for facts in FACTS for minimum in minimums(facts)}
    assert reasons == {
        "a feed holds personal data",
        "a feed holds special categories of personal data",
        "it acts before a person has looked",
        "the law ranks this use as high-risk",
    }


def test_what_is_not_yet_known_demands_nothing() -> None:
    assert minimums(DialFacts()) == []


def test_the_words_of_the_facts_are_those_of_the_canvas() -> None:
    assert [str(word) for word in PersonalData] == ["none", "personal", "special"]
    assert [str(word) for word in Autonomy] == ["inform", "recommend", "act-with-veto", "act"]
    assert Tier("high") is Tier.HIGH


@given(some_minimums)
def test_the_strictest_minimum_of_a_component_is_kept(found: list[Minimum]) -> None:
    kept = strictest(found)
    assert set(kept) == {minimum.component for minimum in found}
    for component, minimum in kept.items():
        levels = [other.level for other in found if other.component == component]
        assert minimum in found
        assert minimum.level is next(level for level in (HIGH, STANDARD, LIGHT) if level in levels)


def test_of_equal_minimums_the_first_gives_its_reason() -> None:
    first, second = Minimum("fair", HIGH, "first"), Minimum("fair", HIGH, "second")
    assert strictest([first, second]) == {"fair": first}


@given(answered, some_minimums)
def test_each_dial_is_suggested_at_its_minimum_or_above(given_scores: dict[str, int], found: list[Minimum]) -> None:
    levels = suggested(given_scores, found)
    assert set(levels) == set(components())
    for component, level in levels.items():
        wanted = [suggestion(given_scores), *(m.level for m in found if m.component == component)]
        assert RIGOUR.index(level) == max(RIGOUR.index(other) for other in wanted)


@pytest.mark.parametrize(("level", "hint", "least"), list(product(Level, Level, [None, *Level])))
@pytest.mark.parametrize("approved", [False, True])
def test_the_whole_table_of_lowered_dials(level: Level, hint: Level, least: Level | None, approved: bool) -> None:
    minimum = Minimum("fair", least, "the law says so") if least else None
    below_minimum = least is not None and RIGOUR.index(level) < RIGOUR.index(least)
    below_hint = RIGOUR.index(level) < RIGOUR.index(hint)
    given_reasons: tuple[Any, ...] = ("Few cases.", "Lena Brandt", APPROVED) if approved else ()
    allowed = not below_minimum and (approved or not below_hint)
    assert can_lower("fair", level, hint, minimum, *given_reasons) is allowed


def test_below_the_minimum_the_reason_of_the_minimum_is_told() -> None:
    minimum = Minimum("privacy", HIGH, "a feed holds special categories of personal data")
    with pytest.raises(NotAllowed) as refused:
        check_lowered("privacy", LIGHT, STANDARD, minimum, "Few cases.", "Lena Brandt", APPROVED)
    assert str(refused.value) == (
        "Respectful of privacy cannot be light: it is at least high, as a feed holds special categories of personal "
        "data."
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": " \n"}, "say why"),
        ({"lowered_by": " "}, "say who lowered it"),
        ({"approval": None}, "Risk & compliance has to approve that"),
        ({"approval": Approval("risk", " ")}, "Risk & compliance has to approve that"),
        ({"approval": Approval("wizard", "Ines Carvalho")}, "only Risk & compliance approves that"),
        ({"approval": Approval("risk", "LENA  brandt")}, "Lena Brandt lowered Fair & impartial. Nobody approves"),
    ],
)
def test_below_the_suggestion_everything_is_asked_for(changes: dict[str, Any], sentence: str) -> None:
    complete = {"reason": "Few cases.", "lowered_by": "Lena Brandt", "approval": APPROVED}
    check_lowered("fair", LIGHT, HIGH, None, **complete)
    with pytest.raises(NotAllowed) as refused:
        check_lowered("fair", LIGHT, HIGH, None, **(complete | changes))
    assert sentence in str(refused.value)


@pytest.mark.parametrize("role", sorted(roles()))
def test_only_the_second_line_approves(role: str) -> None:
    approval = Approval(role, "Somebody Else")
    allowed = can_lower("fair", LIGHT, STANDARD, None, "Few cases.", "Lena Brandt", approval)
    assert allowed is (roles()[role].line == 2)
