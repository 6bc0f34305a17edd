"""The room trades off: sentences first, formulas one hover away, limits priced where groups are known."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import decisions, initiatives
from data.runtime import Runtime, running
from tests.conftest import OWNER, Place
from tests.data.grouped import grouped
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


def in_regions(running_at: Callable[[str], Runtime], **term: Any) -> None:
    """Run the program on a training whose cases have a region."""
    store = running_at("trained").store
    grouped(Place(store, initiatives.listing(store, OWNER)[0]), **term)


def test_without_a_term_thresholds_by_group_are_a_what_if_behind_a_caution(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    in_regions(running_at)
    page = visit("build", initiative=SLUG)
    said = words(page)
    assert "The price of a guardrail" in said
    assert "Selection-rate ratio (limit 0.8)" in said
    assert "All of them together" in said
    assert "The contract does not allow different thresholds for groups by 'region'. Legal or compliance could" in said
    assert not any("unlawful" in w.value for w in page.warning)
    assert "with a threshold for each group" not in said
    assert not [r for r in page.radio if r.key == "by_group"]
    next(t for t in page.toggle if t.key == "split").set_value(True).run()
    assert any("may be unlawful" in w.value and "is refused" in w.value for w in page.warning)
    assert "All of them together with a threshold for each group" in words(page).replace("*", "")
    assert not [r for r in page.radio if r.key == "by_group"]


def test_a_refusal_is_said_with_its_reason(running_at: Callable[[str], Runtime], visit: Open) -> None:
    in_regions(running_at, answer="refused", why="A court said no")
    assert "refuses different thresholds for groups by 'region': A court said no" in words(
        visit("build", initiative=SLUG)
    )


def test_where_the_contract_allows_it_the_group_price_is_a_choice_among_the_others(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    in_regions(running_at, answer="allowed")
    page = visit("build", initiative=SLUG)
    said = words(page).replace("*", "")
    assert "Contract v2 allows it: It narrows the gap the history left (Ruth Adler, legal)." in said
    assert "What the law says: Open where it serves equal treatment" in said
    assert "may be unlawful" in said
    assert "Selection-rate ratio ≥ 0.8 with a threshold for each group" in said
    assert not [t for t in page.toggle if t.key == "split"]
    radio = next(r for r in page.radio if r.key == "by_group")
    assert radio.options[0] == "One threshold for all, as the slider stands"
    assert "A threshold for each group: All of them together" in radio.options


def test_a_part_of_the_cases_is_traded_off_by_itself(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("trained")
    page = visit("build", initiative=SLUG)
    whole = next(m.value for m in page.markdown if "percentage point" in m.value)
    next(box for box in page.selectbox if box.key == "by").set_value("mean_texture").run()
    part = next(m.value for m in page.markdown if "percentage point" in m.value)
    assert not page.exception
    assert part != whole


def test_the_chosen_thresholds_by_group_are_taken_into_the_decision(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    in_regions(running_at, answer="allowed")
    page = visit("build", initiative=SLUG)
    assert "acting from" in words(page)
    page.radio(key="by_group").set_value("all").run()
    assert "a threshold for each group by region: north from" in words(page).replace("*", "")
    page.text_area[-1].set_value("It narrows the gap.")
    next(b for b in page.button if b.label == "Record the decision").click().run()
    assert not page.exception
    store = running().store
    (made,) = decisions.listing(store, OWNER, initiatives.listing(store, OWNER)[0].id)
    assert made.by_group is not None
    assert made.champion.threshold is None
    said = words(page)
    assert f"{made.champion.name} acts by region: north from" in said
    assert "Allowed by Ruth Adler, legal: It narrows the gap the history left" in said
    kept = next(table.value for table in page.dataframe if "Truly yes found" in table.value.columns)
    assert list(kept["Group"]) == ["north", "south"]


def test_a_way_chosen_in_the_address_that_is_no_way_is_one_threshold_for_all(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    in_regions(running_at, answer="allowed")
    page = visit("build", initiative=SLUG, by_group="nonsense")
    assert page.radio(key="by_group").value == "one"
    page.button_group(key="candidate").set_value("forest").run()
    assert not page.exception


@pytest.mark.parametrize("role", ["sponsor", "expert", "science"])
def test_every_number_of_the_rooms_sentences_has_its_definition_one_hover_away(room: AppTest, role: str) -> None:
    room.button_group(key="words").set_value(role).run()
    said = [one for one in room.markdown if one.value.startswith(("#### ", "From **"))]
    assert len(said) == 2
    for one in said:
        assert "cases a year × mean payoff" in one.help
        assert "1,000 resamples of the cases" in one.help
