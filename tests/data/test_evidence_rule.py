"""What the guardrail compares with: the rule of thumb as it can be followed, not a threshold that acts on nobody."""

from data.evidence import _rule
from lifecycle.build.comparison import TREAT_NONE
from lifecycle.build.lot import Lot
from lifecycle.guardrails import judge
from lifecycle.guardrails.lift_over_rule import GUARDRAIL
from tests.lifecycle.build.test_lot import compare
from tests.lifecycle.builders import some_evidence
from tests.lifecycle.samples import exactly


def test_a_rule_that_no_threshold_fits_to_the_capacity_is_followed_by_lot() -> None:
    comparison = compare()
    rule, named = _rule(comparison)
    assert rule == ("rule", Lot(0.06))
    own = ("model", comparison.best_threshold("model"))
    over = comparison.difference(own, rule)
    nobody = comparison.difference(own, (TREAT_NONE, None))
    assert over.more.mid < nobody.more.mid - 1
    said = judge(GUARDRAIL, some_evidence(over_rule=over, rule=named)).sentence
    assert "more than the rule of thumb, which fills the capacity by lot among equal scores (" in said


def test_a_rule_with_a_threshold_that_fits_is_followed_from_there() -> None:
    comparison = compare(capacity=None)
    assert _rule(comparison) == (("rule", comparison.best_threshold("rule")), "the rule of thumb")
    poor = compare(payoffs=exactly(1, -50, 0, 0))
    assert _rule(poor) == (("rule", poor.best_threshold("rule")), "the rule of thumb")
