"""The room trades off: sentences first, formulas one hover away, limits priced where groups are known."""

from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from data import limits
from data.runtime import Runtime
from lifecycle.build.guardrail_curves import guardrail_curves
from lifecycle.contract import Level
from tests.lifecycle.samples import dials
from tests.pages.conftest import Open, words

SLUG = "breast-cancer-triage"


@pytest.fixture
def room(running_at: Callable[[str], Runtime], visit: Open) -> AppTest:
    running_at("trained")
    return visit("build", initiative=SLUG)


def test_what_a_point_is_worth_is_said_with_its_formula_one_hover_away(room: AppTest) -> None:
    said = words(room)
    assert "Finding one percentage point more of the true yes (recall) is worth €" in said.replace("**", "")
    assert "The promise of" in said
    assert "Break-even is reached" in said
    helps = [m.help for m in room.markdown if "percentage point" in m.value]
    assert "cases a year × share of yes" in helps[0]


def test_the_range_over_which_the_winner_wins_is_said(room: AppTest) -> None:
    assert "times a false alarm; today" in words(room)
    assert "name the same winner" in words(room) or "Brain in a jar" in words(room)


def test_another_statistic_can_be_held_against_money(room: AppTest) -> None:
    assert "in ROC AUC and value" in words(room)
    room.button_group(key="statistic").set_value("average_precision").run()
    assert not room.exception
    said = words(room)
    assert "in average precision and value" in said or "No candidate is beaten" in said


def test_without_groups_no_guardrail_is_priced(room: AppTest) -> None:
    assert "The price of a guardrail" not in words(room)


def test_with_groups_limits_are_priced_and_thresholds_by_group_stand_behind_a_caution(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("trained")
    found = limits.limits

    def grouped(store, who, run, part=None):  # type: ignore[no-untyped-def]
        return found(store, who, replace(run, task=replace(run.task, protected="mean_texture")), part)

    def standard(label, scores, groups, _):  # type: ignore[no-untyped-def]
        return guardrail_curves(label, scores, groups, dials(Level.STANDARD))

    with patch("pages.build.trading.limits", grouped), patch("data.limits.guardrail_curves", standard):
        page = visit("build", initiative=SLUG)
        said = words(page)
        assert "The price of a guardrail" in said
        assert "Selection-rate ratio (limit 0.8)" in said
        assert "All of them together" in said
        assert not any("unlawful" in w.value for w in page.warning)
        next(t for t in page.toggle if t.key == "split").set_value(True).run()
        assert any("may be unlawful" in w.value for w in page.warning)
        assert "with a threshold for each group" in words(page) or "can be priced here" in words(page)


def test_a_part_of_the_cases_is_traded_off_by_itself(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("trained")
    page = visit("build", initiative=SLUG)
    whole = next(m.value for m in page.markdown if "percentage point" in m.value)
    next(box for box in page.selectbox if box.key == "by").set_value("mean_texture").run()
    part = next(m.value for m in page.markdown if "percentage point" in m.value)
    assert not page.exception
    assert part != whole
