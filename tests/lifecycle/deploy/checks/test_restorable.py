"""The check "restorable" uses the trial load of the previous release."""

import pytest

from lifecycle.deploy.checks import Outcome
from lifecycle.deploy.checks.restorable import CHECK
from tests.lifecycle.samples import evidence, release


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "restorable"


@pytest.mark.parametrize("loads", [None, True, False])
def test_a_first_release_has_nothing_to_restore(loads: bool | None) -> None:
    assert CHECK.judge(evidence(previous=None, previous_loads=loads))[0] is Outcome.NOT_APPLICABLE


def test_it_passes_when_the_previous_model_file_loads() -> None:
    outcome, sentence = CHECK.judge(evidence(previous=release(number=4), previous_loads=True))
    assert outcome is Outcome.PASS
    assert "Release 4" in sentence


@pytest.mark.parametrize("loads", [False, None])
def test_it_fails_when_the_previous_model_file_did_not_load(loads: bool | None) -> None:
    outcome, sentence = CHECK.judge(evidence(previous=release(number=4), previous_loads=loads))
    assert outcome is Outcome.FAIL
    assert "release 4 cannot be loaded" in sentence
