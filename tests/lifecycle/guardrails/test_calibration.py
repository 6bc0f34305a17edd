import pytest

from lifecycle.figures import Interval
from lifecycle.guardrails import Evidence, Outcome, judge
from lifecycle.guardrails.calibration import GUARDRAIL
from tests.lifecycle.builders import a_contract, a_row, dials, some_evidence


def evidence(error: float, level: str = "standard") -> Evidence:
    measures = {"calibration_error": Interval(error / 2, error, error * 2)}
    return some_evidence(contract=a_contract(**dials(robust=level)), champion=a_row(measures=measures))


@pytest.mark.parametrize(("level", "limit"), [("light", 0.08), ("standard", 0.05), ("high", 0.03)])
def test_probabilities_pass_up_to_the_limit_of_their_dial_and_not_beyond(level: str, limit: float) -> None:
    assert judge(GUARDRAIL, evidence(limit, level)).outcome is Outcome.PASS
    assert judge(GUARDRAIL, evidence(limit + 0.001, level)).outcome is Outcome.FAIL


def test_the_error_is_told_with_its_interval() -> None:
    verdict = judge(GUARDRAIL, evidence(0.02))
    assert verdict.value == 0.02
    assert verdict.sentence == "Probabilities are off by 0.020 on average (0.010 to 0.040)."


@pytest.mark.parametrize("measures", [{}, {"calibration_error": None}])
def test_a_champion_without_probabilities_cannot_be_measured(measures: dict[str, None]) -> None:
    verdict = judge(GUARDRAIL, some_evidence(champion=a_row(measures=measures)))
    assert verdict.outcome is Outcome.INSUFFICIENT
    assert verdict.value is None
