import pytest

from lifecycle.guardrails import Evidence, Outcome, judge
from lifecycle.guardrails.model_card import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence


def evidence(filled: int, level: str = "standard") -> Evidence:
    """Make evidence with a card of ten items, so many of them filled in."""
    card = {f"Item {number}": number <= filled for number in range(1, 11)}
    return some_evidence(contract=a_contract(**dials(transparent=level)), card=card)


@pytest.mark.parametrize(("level", "least"), [("light", 7), ("standard", 9), ("high", 10)])
def test_a_card_passes_from_the_completeness_its_dial_asks_for(level: str, least: int) -> None:
    assert judge(GUARDRAIL, evidence(least, level)).outcome is Outcome.PASS
    assert judge(GUARDRAIL, evidence(least - 1, level)).outcome is Outcome.FAIL


def test_items_left_open_are_named() -> None:
    verdict = judge(GUARDRAIL, evidence(8))
    assert verdict.value == pytest.approx(0.8)
    assert verdict.sentence == "The model card is 80% complete; open: Item 9, Item 10."


def test_a_complete_card_names_nothing() -> None:
    assert judge(GUARDRAIL, evidence(10)).sentence == "The model card is 100% complete."


def test_an_empty_card_fails_every_dial() -> None:
    assert judge(GUARDRAIL, evidence(0, "light")).outcome is Outcome.FAIL


def test_a_card_without_items_cannot_be_measured() -> None:
    assert judge(GUARDRAIL, some_evidence(card={})).outcome is Outcome.INSUFFICIENT
