import pytest

from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound, StoreProblem, ThroughlineError

KINDS = [BadInput, Conflict, NotAllowed, NotFound, StoreProblem]


@pytest.mark.parametrize("kind", KINDS)
def test_every_problem_a_person_can_act_on_is_caught_as_one(kind: type[ThroughlineError]) -> None:
    with pytest.raises(ThroughlineError):
        raise kind("The file is empty. Upload one with at least one row.")


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_read_is_the_sentence_and_nothing_else(kind: type[ThroughlineError]) -> None:
    assert str(kind("The file is empty.")) == "The file is empty."


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_is_taken_for_another(kind: type[ThroughlineError]) -> None:
    others = tuple(other for other in KINDS if other is not kind)
    assert not issubclass(kind, others)


def test_a_fault_of_the_program_is_not_a_problem_a_person_can_act_on() -> None:
    assert not issubclass(ValueError, ThroughlineError)
    assert not issubclass(ThroughlineError, (ValueError, OSError))
