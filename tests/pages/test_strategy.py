"""The strategy page: what it says when empty, adding, changing, removing, undoing, and where to start."""

from datetime import date

from streamlit.testing.v1 import AppTest

from data import canvases, initiatives, strategy
from data.demo import strategy_story
from data.runtime import Runtime
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.catalogue import components
from lifecycle.envision.workshop.entries import Kind
from lifecycle.strategy.items import kinds
from tests.conftest import NOW, OWNER
from tests.lifecycle.strategy.test_items import GOAL
from tests.pages.conftest import Open, words
from tests.pages.leading import open_room

EDITOR = Principal("editor", "Eve", Capability.EDITOR)
ACT = Act(OWNER, NOW)


def test_empty_it_says_what_will_be_here_and_where_to_start(running: Runtime, visit: Open) -> None:
    page = visit("strategy")
    assert "Nothing is written down yet" in words(page)
    assert "No goal is written down" in words(page)
    assert "Where to start: 0 of 9 steps done" in [box.label for box in page.expander]


def test_the_usual_policies_are_taken_over_with_one_press(running: Runtime, visit: Open) -> None:
    page = visit("strategy")
    next(b for b in page.button if b.label == "Take over the usual four").click().run()
    assert not page.exception
    assert len(strategy.load(running.store, OWNER)) == 4
    assert "0 goals; 4 policies set minimums" in words(page)


def test_goals_show_who_serves_them_and_initiatives_without_one_are_listed(running: Runtime, visit: Open) -> None:
    key = strategy.put(running.store, ACT, "goal", GOAL)
    served = initiatives.start(running.store, ACT, "Serving")
    initiatives.start(running.store, ACT, "Drifting")
    canvases.edit(running.store, ACT, served.id, {"goal": key})
    page = visit("strategy")
    assert "1 goal; 1 of 2 initiatives serves none of them; no policy sets a minimum yet" in words(page)
    assert "Initiatives without a goal" in [head.value for head in page.subheader]


def test_what_is_removed_can_be_undone(running: Runtime, visit: Open) -> None:
    strategy.put(running.store, ACT, "goal", GOAL)
    page = visit("strategy")
    next(b for b in page.button if b.label == "Remove").click().run()
    assert strategy.load(running.store, OWNER) == []
    strategy.put(running.store, ACT, "goal", GOAL)
    page.run()
    next(b for b in page.button if b.label.startswith("Undo: Owner added")).click().run()
    assert strategy.load(running.store, OWNER) == []


def press(page: AppTest, opens: str) -> AppTest:
    """Press Save in the form a button opens; without a browser the form closes unless the button is pressed with it."""
    page.button(key=opens).click()
    return next(b for b in page.button if b.label == "Save").click().run()


def test_a_goal_is_added_by_its_form(running: Runtime, visit: Open) -> None:
    page = visit("strategy")
    page.button(key="add/goal").click().run()
    assert "Give the goal a name." in words(press(page, "add/goal"))
    assert strategy.load(running.store, OWNER) == []
    boxes = {
        box.label: box for kind in ("text_input", "text_area", "number_input", "date_input") for box in page.get(kind)
    }
    for field in kinds()["goal"].fields:
        if field.path in GOAL:
            value = GOAL[field.path]
            boxes[field.label].set_value(date.fromisoformat(value) if field.kind == "date" else value)
    press(page, "add/goal")
    assert not page.exception
    assert [item.body for item in strategy.load(running.store, OWNER)] == [GOAL]


def test_an_item_is_changed_by_its_form(running: Runtime, visit: Open) -> None:
    key = strategy.put(running.store, ACT, "goal", GOAL)
    page = visit("strategy")
    page.button(key=f"change/{key}").click().run()
    next(box for box in page.text_input if box.label == "Owner").set_value("Me")
    press(page, f"change/{key}")
    assert [item.body for item in strategy.load(running.store, OWNER)] == [GOAL | {"owner": "Me"}]


def test_a_goal_that_is_served_is_not_removed(running: Runtime, visit: Open) -> None:
    key = strategy.put(running.store, ACT, "goal", GOAL)
    canvases.edit(running.store, ACT, initiatives.start(running.store, ACT, "Serving").id, {"goal": key})
    page = visit("strategy")
    page.button(key=f"remove/{key}").click().run()
    assert "Serving serves this goal. Choose another goal there first." in words(page)
    assert [item.id for item in strategy.load(running.store, OWNER)] == [key]


def test_a_policy_names_who_inherits_it_and_what_it_asks_for(running: Runtime, visit: Open) -> None:
    body = {"name": "All", "kind": "security", "statement": "S.", "applies_when": "always", "dials": {"safe": "high"}}
    strategy.put(running.store, ACT, "policy", body | {"thresholds": {"review_days": 90, "credit": 60}})
    strategy.put(running.store, ACT, "policy", body | {"name": "Acting", "applies_when": "acts"})
    strategy.put(running.store, ACT, "policy", body | {"name": "Six", "dials": dict.fromkeys(components(), "high")})
    initiatives.start(running.store, ACT, "Serving")
    text = words(visit("strategy"))
    assert "Safe** at least high" in text
    assert "Least credit of the measurement** at least 60 %" in text
    assert "Longest time to the review** at most 90 days" in text
    assert "**All six dials** at least high" in text
    assert text.count("Inherited by Serving.") == 2
    assert text.count("No initiative inherits it today.") == 1


def test_what_the_demo_made_up_is_said_to_be_made_up_and_counts_for_no_step(running: Runtime, visit: Open) -> None:
    strategy_story.seed(running.store)
    page = visit("strategy")
    assert words(page).count("demo data, made up") == len(strategy.load(running.store, OWNER)) == 10
    assert "Where to start: 0 of 9 steps done" in [box.label for box in page.expander]
    strategy.put(running.store, ACT, "goal", GOAL)
    assert "Where to start: 1 of 9 steps done" in [box.label for box in page.run().expander]


def test_what_people_type_is_shown_as_text(running: Runtime, visit: Open) -> None:
    mark = "<script>alert(1)</script> ![x](http://a.org/x) **b** :material/home: $x$"
    strategy.put(running.store, ACT, "goal", GOAL | dict.fromkeys(("name", "measure", "convention", "owner"), mark))
    shown = [element.value for element in visit("strategy").markdown if "script" in element.value]
    assert shown
    for text in shown:
        assert not any(raw in text for raw in ("<script>", "![x]", ":material/home:", "$x$"))


def test_an_editor_reads_it_and_changes_nothing(running: Runtime, visit: Open) -> None:
    strategy_story.seed(running.store)
    page = visit("strategy", who=EDITOR)
    assert "Keep the customers we have" in words(page)
    assert not page.button


def test_a_workshop_counts_once_it_is_closed(running: Runtime, visit: Open) -> None:
    room = open_room(running)
    assert "Hold the first workshop** :gray[open]" in words(visit("strategy"))
    room.lead(Kind.CLOSED)
    text = words(visit("strategy"))
    assert "Hold the first workshop** :gray[done]" in text
    assert "What the demo brought along does not count here" not in text
