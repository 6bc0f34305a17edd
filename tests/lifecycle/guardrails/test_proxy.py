import pytest

from lifecycle.guardrails import Measured, Outcome, judge
from lifecycle.guardrails.proxy import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence, two_groups


@pytest.mark.parametrize(("level", "expected"), [("light", "reported"), ("standard", "pass"), ("high", "fail")])
def test_features_that_half_give_the_group_away_pass_a_standard_dial_only(level: str, expected: str) -> None:
    evidence = some_evidence(
        contract=a_contract(**dials(fair=level)), groups=two_groups(), measured={"proxy": Measured(0.7, "Guessed.", 99)}
    )
    verdict = judge(GUARDRAIL, evidence)
    assert (verdict.outcome, verdict.sentence, verdict.n) == (Outcome(expected), "Guessed.", 99)


def test_without_a_protected_column_nothing_is_guessed() -> None:
    assert "No protected attribute" in judge(GUARDRAIL, some_evidence()).sentence
