"""The catalogue of readiness checks, and checks that follow a guardrail."""

import pytest

from lifecycle.catalogue import roles
from lifecycle.contract import Level
from lifecycle.deploy.checks import Outcome, checks, items, of_guardrail
from lifecycle.guardrails import Outcome as Kept
from lifecycle.guardrails import guardrails
from tests.lifecycle.samples import decision, evidence, verdict


def test_the_catalogue_holds_forty_checks_with_known_owners_and_levels() -> None:
    assert len(items()) == 40
    for key, item in items().items():
        assert item.key == key
        assert item.owner in roles()
        assert item.how in ("computed", "attested")
        assert isinstance(item.blocks_from, Level)


def test_every_computed_check_in_force_has_a_file_and_every_file_a_check_in_force() -> None:
    computed = {key for key, item in items().items() if item.in_force and item.how == "computed"}
    assert computed <= set(checks())
    assert all(items()[key].in_force for key in checks())


def test_every_attested_check_in_force_asks_for_something_or_is_computed() -> None:
    attested = [item for item in items().values() if item.in_force and item.key not in checks()]
    assert attested
    assert all(item.asks.endswith("?") for item in attested)


@pytest.mark.parametrize(
    ("kept", "outcome"),
    [
        (Kept.PASS, Outcome.PASS),
        (Kept.REPORTED, Outcome.PASS),
        (Kept.FAIL, Outcome.FAIL),
        (Kept.INSUFFICIENT, Outcome.MISSING),
        (Kept.NOT_APPLICABLE, Outcome.MISSING),
    ],
)
def test_a_check_follows_the_verdict_of_its_guardrail(kept: Kept, outcome: Outcome) -> None:
    held = evidence(decision=decision(verdicts=(verdict("calibration", kept, "Off by 0.06."),)))
    assert of_guardrail("calibration")(held) == (outcome, "Off by 0.06.")


def test_a_guardrail_that_was_not_measured_is_missing() -> None:
    found, sentence = of_guardrail("calibration")(evidence(decision=decision(verdicts=(verdict("ownership"),))))
    assert found is Outcome.MISSING
    assert "not measured" in sentence


def test_only_the_named_guardrail_counts() -> None:
    held = (verdict("ownership", Kept.FAIL), verdict("calibration", Kept.PASS, "Well."))
    assert of_guardrail("calibration")(evidence(decision=decision(verdicts=held))) == (Outcome.PASS, "Well.")


def test_checks_follow_guardrails_that_exist() -> None:
    everything = decision(verdicts=tuple(verdict(key, sentence=key) for key in guardrails()))
    for key in ("beats_rule", "calibrated", "retraining", "identifiers", "on_call"):
        assert checks()[key].judge(evidence(decision=everything))[0] is Outcome.PASS
