"""Guardrails on the screen: numbers short, groups with their cases."""

from streamlit.testing.v1 import AppTest

from components.verdicts import group, numbers_of
from lifecycle.contract import Level
from lifecycle.figures import Interval
from lifecycle.guardrails import GroupFigure, Outcome, Verdict

FAILED = Verdict(
    guardrail="representation",
    component="fair",
    name="Representation ratio",
    level=Level.HIGH,
    outcome=Outcome.FAIL,
    sentence="South is served less.",
    value=0.7123,
    limit=0.9,
    highest=1.1,
    n=120,
    interval=Interval(0.61, 0.7123, 0.82),
    groups=(GroupFigure("north", 500, 1.2, 1.1, 1.3), GroupFigure("so*uth", 120, 0.7123, 0.61, 0.82)),
)
OLD = Verdict("ownership", "responsible", "Owner", Level.LIGHT, Outcome.PASS, "Two people.", 1.0, 1.0)


def test_a_verdict_has_its_value_interval_limits_and_cases_on_one_line() -> None:
    assert numbers_of(FAILED) == (
        "value 0.712 · 95% interval 0.610 to 0.820 · limit 0.900 to 1.100, high dial · smallest group 120 cases"
    )


def test_an_older_verdict_shows_what_it_has() -> None:
    assert numbers_of(OLD) == "value 1 · limit 1, light dial"


def test_a_group_is_shown_with_bounds_and_cases_as_it_was_typed() -> None:
    assert group(FAILED.groups[1]) == r"so\*uth: 0.712 (0.610 to 0.820, 120 cases)"
    assert group(GroupFigure("alone", 1)) == "alone: – (1 case)"
    assert group(GroupFigure("few", 2, 0.5)) == "few: 0.500 (2 cases)"


def page() -> None:
    from components import verdicts
    from tests.components.test_verdicts import FAILED, OLD

    verdicts.show((OLD, FAILED))


def test_the_component_with_the_worst_verdict_stands_first() -> None:
    shown = [element.value for element in AppTest.from_function(page).run().markdown]
    heads = [text for text in shown if text.startswith("**")]
    assert heads == ["**Fair & impartial**", "**Responsible & accountable**"]
    assert "not kept" in shown[1]
