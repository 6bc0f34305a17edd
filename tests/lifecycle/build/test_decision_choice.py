import pytest

from lifecycle.build.decision_choice import CHOICES, check_fairness_choice
from lifecycle.errors import BadInput


@pytest.mark.parametrize("choice", ["", *CHOICES])
def test_nothing_or_one_of_the_choices_may_be_recorded(choice: str) -> None:
    check_fairness_choice(choice)


def test_anything_else_is_refused() -> None:
    with pytest.raises(BadInput, match="'both' is no choice"):
        check_fairness_choice("both")


def test_each_choice_is_a_sentence() -> None:
    assert len(CHOICES) == 3
    assert all(text.endswith(".") for text in CHOICES.values())
