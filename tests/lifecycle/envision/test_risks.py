"""Risks as they are kept: what makes sense, who may agree, what is missing, and what all of them say together."""

import json
from datetime import date
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lifecycle.catalogue import catalogue, roles
from lifecycle.envision.risks import (
    MEANS,
    MILDEST_FIRST,
    Line,
    Outcome,
    Risk,
    Scores,
    accept,
    change,
    check_approver,
    decide,
    families,
    missing,
    required_line,
    verdict,
)
from lifecycle.errors import Conflict, NotAllowed
from tests.lifecycle.builders import WORDS

STOP, MITIGATE, CONDITIONS, PROCEED = (3, 5, 1), (2, 5, 1), (2, 3, 1), (1, 1, 1)
SCORE = st.integers(1, 5)
OWNER, SECOND, SPONSOR = "Lena Brandt", "Ines Carvalho", "Amara Osei"


def scores(likelihood: int, impact: int, detectability: int) -> dict[str, int]:
    return {"likelihood": likelihood, "impact": impact, "detectability": detectability}


def a_risk(scored: tuple[int, int, int] = CONDITIONS, /, **changes: Any) -> Risk:
    """Make a risk that was scored the same with its mitigation as without, unless said otherwise."""
    given = {
        "id": "risk-1",
        "family": "reliance",
        "text": "Agents give offers to loyal callers.",
        "inherent": scores(*scored),
        "residual": scores(*scored),
        "owner": OWNER,
        "due": "2026-06-01",
        "mitigation": "Offers need a reason.",
    }
    return Risk.model_validate(given | changes)


@st.composite
def risks(draw: st.DrawFn) -> Risk:
    """Draw a risk nobody has agreed to yet."""
    inherent = draw(st.tuples(SCORE, SCORE, SCORE))
    residual = tuple(draw(st.integers(1, high)) for high in inherent)
    mitigation = draw(WORDS)
    return a_risk(
        id=draw(st.text(min_size=1)),
        family=draw(st.sampled_from(sorted(families()))),
        text=draw(WORDS.filter(str.strip)),
        inherent=scores(*inherent),
        residual=scores(*residual),
        owner=draw(WORDS),
        due=draw(st.none() | st.dates()),
        mitigation=mitigation,
        verified=draw(st.booleans()) if mitigation.strip() else False,
    )


def test_the_families_are_those_of_the_product() -> None:
    assert [family.name for family in families().values()] == [
        "Value",
        "Data",
        "Model",
        "Human–AI reliance",
        "Fairness",
        "Privacy",
        "Security",
        "Operations",
        "Third party",
        "Legal",
        "Organisational",
        "Misuse & scope creep",
        "Reputation",
    ]


def test_every_family_asks_a_question_and_gives_an_example() -> None:
    assert all(family.key == key for key, family in families().items())
    for family in families().values():
        assert family.question.endswith("?")
        assert family.example.endswith(".")
    assert len({family.question for family in families().values()}) == len(families())
    assert len({family.example for family in families().values()}) == len(families())


def test_the_source_of_the_families_is_named() -> None:
    assert "Premortem" in catalogue("risks")["source"]


@given(risks())
def test_a_risk_written_as_json_reads_back_the_same(risk: Risk) -> None:
    assert Risk.model_validate(json.loads(json.dumps(risk.model_dump(mode="json")))) == risk


def test_what_people_wrote_is_kept_exactly() -> None:
    text = "  <b>=1+1</b>\n" + "شكرا 🙂" * 2_000
    risk = a_risk(text=text, mitigation=text)
    assert (risk.text, risk.mitigation) == (text, text)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": ""}, "id"),
        ({"family": "weather"}, "no family of risks is called 'weather'"),
        ({"text": " \n"}, "a risk needs a sentence"),
        ({"due": "soon"}, "due"),
        ({"residual": scores(2, 3, 6)}, "detectability"),
        ({"residual": scores(3, 3, 1)}, "the residual likelihood is higher than the inherent"),
        ({"residual": scores(2, 4, 1)}, "the residual impact is higher than the inherent"),
        ({"residual": scores(2, 3, 2)}, "the residual detectability is higher than the inherent"),
        ({"verified": True, "mitigation": " "}, "not written down cannot be verified"),
        ({"accepted_by": {"science": "Noah Fischer"}}, "neither approves nor accepts"),
        ({"accepted_by": {"risk": OWNER}}, "Nobody approves their own work"),
        ({"accepted_by": {"risk": SECOND, "sponsor": SECOND}}, "Nobody approves their own work"),
        ({"accepted_by": {"risk": "  "}}, "needs the name"),
        ({"accepted_by": {"risk": SECOND}, "owner": ""}, "Name the owner"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_risk_that_makes_no_sense_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        a_risk(**changes)


def test_a_stop_cannot_be_written_as_accepted() -> None:
    with pytest.raises(ValidationError, match="A STOP is accepted by nobody"):
        a_risk(STOP, accepted_by={"risk": SECOND, "sponsor": SPONSOR})


def test_a_risk_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        a_risk().owner = "Somebody"  # type: ignore[misc]


def test_what_remains_decides_not_what_was_there_before() -> None:
    risk = a_risk(inherent=scores(5, 5, 5), residual=scores(*PROCEED))
    assert risk.outcome is Outcome.PROCEED


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (Outcome.PROCEED, Line.T1),
        (Outcome.CONDITIONS, Line.T2),
        (Outcome.MITIGATE, Line.T3),
        (Outcome.STOP, Line.T3),
    ],
)
def test_an_outcome_needs_its_line_of_defence(outcome: Outcome, line: Line) -> None:
    assert required_line(outcome) is line


def test_every_line_of_defence_is_explained() -> None:
    assert set(MEANS) == set(Line)


@pytest.mark.parametrize(
    ("inherent", "residual", "line"),
    [
        (PROCEED, PROCEED, Line.T1),
        (CONDITIONS, PROCEED, Line.T1),
        (MITIGATE, PROCEED, Line.T2),
        (STOP, PROCEED, Line.T2),
        (STOP, CONDITIONS, Line.T2),
        (CONDITIONS, CONDITIONS, Line.T2),
        (STOP, MITIGATE, Line.T3),
        (STOP, STOP, Line.T3),
    ],
)
def test_a_claim_to_have_tamed_a_grave_risk_is_challenged(
    inherent: tuple[int, int, int], residual: tuple[int, int, int], line: Line
) -> None:
    assert a_risk(inherent=scores(*inherent), residual=scores(*residual)).line is line


@given(risks())
def test_a_risk_never_needs_less_than_its_outcome_does(risk: Risk) -> None:
    assert risk.line >= required_line(risk.outcome)


@pytest.mark.parametrize(
    ("residual", "awaited"), [(PROCEED, []), (CONDITIONS, ["risk"]), (MITIGATE, ["risk", "sponsor"])]
)
def test_the_lines_above_the_first_are_waited_for(residual: tuple[int, int, int], awaited: list[str]) -> None:
    assert a_risk(residual).awaited == awaited


def test_a_risk_is_agreed_to_role_by_role() -> None:
    risk = accept(a_risk(MITIGATE), "risk", "  Ines \n Carvalho ")
    assert risk.accepted_by == {"risk": SECOND}
    assert risk.awaited == ["sponsor"]
    assert accept(risk, "sponsor", SPONSOR).awaited == []


def test_agreeing_leaves_the_risk_that_was_given_alone() -> None:
    risk = a_risk()
    accept(risk, "risk", SECOND)
    assert risk.accepted_by == {}


@pytest.mark.parametrize("role", ["risk", "sponsor"])
@pytest.mark.parametrize("name", [OWNER, " lena  BRANDT "])
def test_the_owner_agrees_to_no_risk_of_their_own(role: str, name: str) -> None:
    with pytest.raises(NotAllowed, match=r"owns this risk\. Nobody approves their own work"):
        accept(a_risk(MITIGATE), role, name)


@pytest.mark.parametrize(("first", "second"), [("risk", "sponsor"), ("sponsor", "risk")])
def test_one_person_does_not_agree_for_two_roles(first: str, second: str) -> None:
    risk = accept(a_risk(MITIGATE), first, "Ines Carvalho")
    with pytest.raises(NotAllowed, match=f"agreed to this risk as {roles()[first].name}"):
        accept(risk, second, "INES carvalho")


@pytest.mark.parametrize("role", ["product", "science", "process", "oncall", "deputy", "wizard", ""])
def test_other_roles_agree_to_no_risk(role: str) -> None:
    with pytest.raises(NotAllowed, match="neither approves nor accepts"):
        check_approver(a_risk(), role, SECOND)


@pytest.mark.parametrize("name", ["", " \t"])
def test_who_agrees_has_a_name(name: str) -> None:
    with pytest.raises(NotAllowed, match="needs the name"):
        check_approver(a_risk(), "risk", name)


@pytest.mark.parametrize("owner", ["", "  "])
def test_a_risk_without_an_owner_is_agreed_to_by_nobody(owner: str) -> None:
    with pytest.raises(NotAllowed, match="Name the owner"):
        check_approver(a_risk(owner=owner), "risk", SECOND)


def test_a_role_agrees_once() -> None:
    risk = accept(a_risk(), "risk", SECOND)
    with pytest.raises(Conflict, match="Ines Carvalho agreed to this risk already as Risk & compliance"):
        accept(risk, "risk", "Somebody Else")


@given(SCORE, SCORE, SCORE)
def test_a_stop_is_accepted_by_nobody(likelihood: int, impact: int, detectability: int) -> None:
    risk = a_risk((likelihood, impact, detectability))
    if decide(likelihood, impact, detectability) is Outcome.STOP:
        with pytest.raises(NotAllowed, match="whatever the value: likelihood at most 2 or impact at most 4"):
            accept(risk, "sponsor", SPONSOR)
    else:
        assert accept(risk, "sponsor", SPONSOR).accepted_by == {"sponsor": SPONSOR}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("family", "value"),
        ("text", "Something else."),
        ("inherent", Scores(**scores(5, 5, 5))),
        ("residual", Scores(**scores(1, 1, 1))),
        ("owner", "Somebody else"),
        ("due", date(2030, 1, 1)),
        ("mitigation", "Something else."),
    ],
)
def test_people_agreed_to_what_a_risk_said_before_it_was_changed(name: str, value: object) -> None:
    agreed = accept(a_risk(MITIGATE, verified=True), "risk", SECOND)
    changed = change(agreed, **{name: value})
    assert getattr(changed, name) == value
    assert changed.accepted_by == {}
    assert changed.verified is (name != "mitigation")


def test_a_mitigation_written_anew_is_verified_anew_even_if_said_otherwise() -> None:
    assert change(a_risk(), mitigation="Something else.", verified=True).verified is False


@pytest.mark.parametrize("changes", [{}, {"owner": OWNER}, {"verified": True}])
def test_agreement_stands_while_a_risk_says_the_same(changes: dict[str, Any]) -> None:
    agreed = accept(a_risk(), "risk", SECOND)
    assert change(agreed, **changes).accepted_by == {"risk": SECOND}


def test_agreement_is_not_a_change_like_others() -> None:
    with pytest.raises(ValueError, match="agreement is recorded by name and role"):
        change(a_risk(), accepted_by={"risk": SECOND})


@pytest.mark.parametrize("changes", [{"colour": "red"}, {"text": ""}, {"residual": scores(5, 5, 5)}])
def test_a_change_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        change(a_risk(), **changes)


@pytest.mark.parametrize(
    ("risk", "needs"),
    [
        (a_risk(PROCEED, owner="", due=None, mitigation=""), ["an owner"]),
        (a_risk(PROCEED, due=None, mitigation=""), []),
        (
            a_risk(inherent=scores(2, 3, 1), residual=scores(1, 3, 1), due=None, mitigation=" "),
            ["what is done about it"],
        ),
        (
            a_risk(CONDITIONS, owner="", due=None, mitigation=""),
            ["an owner", "what is done about it", "a due date", "the agreement of Risk & compliance"],
        ),
        (a_risk(CONDITIONS, accepted_by={"risk": SECOND}), []),
        (a_risk(MITIGATE), ["the agreement of Risk & compliance", "the agreement of Sponsor"]),
        (a_risk(MITIGATE, accepted_by={"risk": SECOND, "sponsor": SPONSOR}), []),
        (a_risk(STOP), ["it is a STOP: likelihood at most 2 or impact at most 4 would make it MITIGATE"]),
    ],
)
def test_what_a_risk_still_needs_is_listed(risk: Risk, needs: list[str]) -> None:
    assert missing(risk) == needs


@pytest.mark.parametrize("verified", [False, True])
@pytest.mark.parametrize(
    ("inherent", "residual", "asked"),
    [
        (MITIGATE, MITIGATE, True),
        (STOP, MITIGATE, True),
        (STOP, PROCEED, True),
        (MITIGATE, CONDITIONS, True),
        (CONDITIONS, CONDITIONS, False),
        (PROCEED, PROCEED, False),
    ],
)
def test_a_mitigation_a_grave_risk_rests_on_is_proven_before_deploy(
    inherent: tuple[int, int, int], residual: tuple[int, int, int], asked: bool, verified: bool
) -> None:
    risk = a_risk(inherent=scores(*inherent), residual=scores(*residual), verified=verified)
    proof = "proof that the mitigation works"
    assert (proof in missing(risk, before_deploy=True)) is (asked and not verified)
    assert proof not in missing(risk)


def test_without_a_scored_risk_there_is_no_verdict() -> None:
    found = verdict([])
    assert (found.outcome, found.decided_by) == (None, None)
    assert found.sentence == "No risk has been scored yet: that is not the same as no risk."


@given(st.lists(risks(), min_size=1, max_size=6))
def test_the_worst_risk_decides_wherever_it_stands(several: list[Risk]) -> None:
    found = verdict(several)
    for outcome in reversed(MILDEST_FIRST):
        if any(risk.outcome is outcome for risk in several):
            assert found.outcome is outcome
            break
    assert found.decided_by in several
    assert found.decided_by is not None
    assert found.decided_by.outcome is found.outcome
    assert verdict(several[::-1]).outcome is found.outcome


@given(st.lists(risks(), max_size=4), risks())
def test_another_risk_never_makes_the_verdict_milder(several: list[Risk], more: Risk) -> None:
    before, after = verdict(several).outcome, verdict([*several, more]).outcome
    assert after is not None
    if before is not None:
        assert MILDEST_FIRST.index(after) >= MILDEST_FIRST.index(before)


def test_one_stop_stops_among_any_number_of_harmless_risks() -> None:
    harmless = [a_risk(PROCEED, id=str(number)) for number in range(50)]
    found = verdict([*harmless[:25], a_risk(STOP, text="It harms a child."), *harmless[25:]])
    assert found.outcome is Outcome.STOP
    assert found.sentence == (
        "STOP: “It harms a child.” decides, because impact is 5 and likelihood 3. Likelihood at most 2 or impact at "
        "most 4 would make it MITIGATE. No value offsets a STOP."
    )


@pytest.mark.parametrize(("graver", "milder"), [((5, 4, 1), (3, 4, 1)), ((3, 4, 2), (3, 4, 1)), ((4, 3, 1), (1, 5, 5))])
def test_among_equal_outcomes_the_likelier_and_graver_risk_decides(
    graver: tuple[int, int, int], milder: tuple[int, int, int]
) -> None:
    pair = [a_risk(milder, id="milder"), a_risk(graver, id="graver")]
    for several in (pair, pair[::-1]):
        decided = verdict(several).decided_by
        assert decided is not None
        assert decided.id == "graver"


@pytest.mark.parametrize(
    ("count", "said"), [(1, ""), (2, " One more risk stands as high."), (4, " 3 more risks stand as high.")]
)
def test_risks_that_stand_as_high_are_counted(count: int, said: str) -> None:
    sentence = verdict([a_risk(CONDITIONS, id=str(n)) for n in range(count)] + [a_risk(PROCEED, id="x")]).sentence
    assert sentence.endswith(f"would make it PROCEED.{said}")


def test_the_sentence_of_risks_that_may_proceed_asks_for_nothing() -> None:
    sentence = verdict([a_risk(PROCEED), a_risk(PROCEED, id="2")]).sentence
    assert sentence == (
        "PROCEED: “Agents give offers to loyal callers.” decides, because likelihood × impact is 1, below 6."
    )


def test_a_long_risk_is_quoted_short() -> None:
    quoted = verdict([a_risk(text="x " * 5_000)]).sentence.split("“")[1].split("”")[0]
    assert len(quoted) <= 120
    assert quoted.endswith("…")


def test_a_value_is_nowhere_to_be_entered() -> None:
    # A STOP is never offset by value: neither the risk nor the verdict knows one.
    assert not {"value", "npv", "benefit"} & set(Risk.model_fields)


def test_all_pairs_of_approvers_are_different_people() -> None:
    people = [OWNER, SECOND, SPONSOR]
    allowed = set()
    for risk_name, sponsor_name in product(people, people):
        try:
            a_risk(MITIGATE, accepted_by={"risk": risk_name, "sponsor": sponsor_name})
        except ValidationError:
            continue
        allowed.add((risk_name, sponsor_name))
    assert allowed == {pair for pair in product(people, people) if OWNER not in pair and len(set(pair)) == 2}
    assert len(allowed) == len(list(combinations([SECOND, SPONSOR], 2))) * 2
