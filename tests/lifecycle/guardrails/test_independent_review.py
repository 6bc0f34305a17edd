import pytest

from lifecycle.build.review import Review
from lifecycle.guardrails import Outcome, judge
from lifecycle.guardrails.independent_review import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence

PEER, SECOND = Review("Priya Raman", "deputy"), Review("Ines Carvalho", "risk")


@pytest.mark.parametrize(
    ("level", "review", "expected"),
    [
        ("light", None, Outcome.REPORTED),
        ("standard", None, Outcome.FAIL),
        ("standard", PEER, Outcome.PASS),
        ("standard", SECOND, Outcome.PASS),
        ("high", PEER, Outcome.FAIL),
        ("high", SECOND, Outcome.PASS),
    ],
)
def test_a_standard_dial_asks_for_a_peer_and_a_high_one_for_the_second_line(
    level: str, review: Review | None, expected: Outcome
) -> None:
    evidence = some_evidence(contract=a_contract(**dials(responsible=level)), review=review)
    assert judge(GUARDRAIL, evidence).outcome is expected


def test_the_reviewer_is_named_with_role_and_line() -> None:
    said = judge(GUARDRAIL, some_evidence(review=SECOND)).sentence
    assert said == "Ines Carvalho (Risk & compliance) reviewed it, as the second line."
