"""The portfolio: empty, with an initiative, and the four doors."""

from collections.abc import Callable
from unittest.mock import patch

from data import canvases, initiatives, strategy
from data.runtime import Runtime
from lifecycle.audit import Act
from tests import journey
from tests.lifecycle.strategy.test_items import GOAL
from tests.pages.conftest import Open, words


def test_an_empty_portfolio_offers_the_first_step(running: Runtime, visit: Open) -> None:
    page = visit("portfolio")
    assert "Nothing is promised yet" in words(page)
    assert any(button.label == "New initiative" for button in page.button)


def test_four_doors_lead_to_the_four_occasions(running: Runtime, visit: Open) -> None:
    labels = [link.value for link in visit("portfolio").page_link]
    for door in ("Run a workshop", "Compare models", "Look into drift", "Share a result"):
        assert any(door in label for label in labels), door


def test_it_says_what_is_promised_and_what_has_arrived(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("monitored")
    text = words(visit("portfolio"))
    assert "1 initiative promises **€" in text
    assert "is realised" in text


def test_what_is_promised_and_not_measured_is_said_beside_the_bars(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("monitored")
    assert "not measured here" not in words(visit("portfolio"))
    with patch("lifecycle.monitor.realised.left_out", return_value="Promised too, not measured here: Lower cost."):
        assert "Promised too, not measured here: Lower cost." in words(visit("portfolio"))


def test_a_signed_initiative_names_its_next_step(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("signed")
    assert any("train candidates" in link.value for link in visit("portfolio").page_link)


def test_made_up_money_is_not_added_to_real_money(running_at: Callable[[str], Runtime], act: Act, visit: Open) -> None:
    running = running_at("signed")
    alone = words(visit("portfolio")).split("\n")[0]
    demo = initiatives.start(running.store, act, "Telecom retention", demo=True)
    journey.sign(running.store, act, demo)
    assert words(visit("portfolio")).split("\n")[0] == f"{alone} The demo is made up and not counted."


def test_where_there_is_only_the_demo_its_money_is_said_to_be_made_up(running: Runtime, act: Act, visit: Open) -> None:
    demo = initiatives.start(running.store, act, "Telecom retention", demo=True)
    journey.sign(running.store, act, demo)
    text = words(visit("portfolio")).split("\n")[0]
    assert "Demo data, made up: 1 initiative promises **€" in text


def test_goals_are_not_spoken_of_before_there_is_one(running: Runtime, act: Act, visit: Open) -> None:
    initiatives.start(running.store, act, "Drifting")
    assert not [head for head in visit("portfolio").subheader if head.value == "Goals"]


def test_goals_without_initiatives_and_initiatives_without_a_goal_are_listed(
    running: Runtime, act: Act, visit: Open
) -> None:
    kept = strategy.put(running.store, act, "goal", GOAL)
    strategy.put(running.store, act, "goal", GOAL | {"name": "Answer within a day"})
    serving = initiatives.start(running.store, act, "Serving")
    initiatives.start(running.store, act, "Drifting")
    canvases.edit(running.store, act, serving.id, {"goal": kept})
    said = [link.value for link in visit("portfolio").page_link]
    assert [text for text in said if "no initiative" in text] == [
        text for text in said if "Answer within a day" in text
    ]
    assert [text for text in said if "serves no goal" in text] == [
        text for text in said if "**Drifting**" in text and "no goal" in text
    ]
    assert sum("no initiative" in text for text in said) == sum("serves no goal" in text for text in said) == 1


def test_where_every_initiative_serves_a_goal_that_is_said(running: Runtime, act: Act, visit: Open) -> None:
    kept = strategy.put(running.store, act, "goal", GOAL)
    serving = initiatives.start(running.store, act, "Serving")
    canvases.edit(running.store, act, serving.id, {"goal": kept})
    assert any("Every goal has an initiative" in link.value for link in visit("portfolio").page_link)
