import pytest

from lifecycle.guardrails import Evidence, Outcome, judge
from lifecycle.guardrails.group_calibration import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence, two_groups


def evidence(level: str = "standard", **changes: object) -> Evidence:
    return some_evidence(contract=a_contract(**dials(fair=level)), groups=two_groups(**changes))


@pytest.mark.parametrize(("level", "limit"), [("standard", 0.05), ("high", 0.03)])
def test_groups_whose_scores_are_off_alike_pass(level: str, limit: float) -> None:
    # In the north scores are 0.01 too high.
    assert judge(GUARDRAIL, evidence(level, off=0.01 + limit)).outcome is Outcome.PASS
    assert judge(GUARDRAIL, evidence(level, off=0.01 + limit + 0.001)).outcome is Outcome.FAIL
    assert judge(GUARDRAIL, evidence(level, off=0.01 - limit)).outcome is Outcome.PASS


def test_too_high_in_one_and_too_low_in_the_other_add_up() -> None:
    verdict = judge(GUARDRAIL, evidence(off=-0.05))
    assert verdict.value == pytest.approx(0.06)
    assert "-0.050 in south, +0.010 in north" in verdict.sentence
    assert verdict.interval is not None
    reach = 1.96 * (0.02**2 + 0.02**2) ** 0.5
    assert verdict.interval.high == pytest.approx(0.06 + reach, abs=0.006)


def test_without_probabilities_it_cannot_be_measured() -> None:
    assert judge(GUARDRAIL, evidence(off=None, off_error=None)).outcome is Outcome.INSUFFICIENT


def test_a_group_of_one_cannot_be_compared() -> None:
    verdict = judge(GUARDRAIL, evidence(n=1, off=0.4, off_error=None))
    assert (verdict.outcome, verdict.n) == (Outcome.INSUFFICIENT, 1)
    assert "south too small" in verdict.sentence
