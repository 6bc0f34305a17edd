"""The check "baseline" compares the contract the decision was made under with the one in force."""

from lifecycle.deploy.checks import Outcome
from lifecycle.deploy.checks.baseline import CHECK
from tests.lifecycle.samples import boundary, decision, evidence, terms, version


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "baseline"


def test_it_passes_while_the_contract_is_the_one_decided_under() -> None:
    outcome, sentence = CHECK.judge(evidence())
    assert outcome is Outcome.PASS
    assert "contract v1" in sentence


def test_it_fails_when_any_term_has_changed_since() -> None:
    changed = version(number=2, of=terms(boundary=boundary()))
    outcome, sentence = CHECK.judge(evidence(version=changed, decision=decision(terms())))
    assert outcome is Outcome.FAIL
    assert "made under contract v1; v2 is in force" in sentence


def test_a_new_version_with_the_same_terms_needs_no_new_decision() -> None:
    assert CHECK.judge(evidence(version=version(number=2)))[0] is Outcome.PASS
