"""The strategy page: what it says when empty, adding, changing, removing, undoing, and where to start."""

from data import canvases, initiatives, strategy
from data.demo import strategy_story
from data.runtime import Runtime
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from tests.conftest import NOW, OWNER
from tests.lifecycle.strategy.test_items import GOAL
from tests.pages.conftest import Open, words

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


def test_an_editor_reads_it_and_changes_nothing(running: Runtime, visit: Open) -> None:
    strategy_story.seed(running.store)
    page = visit("strategy", who=EDITOR)
    assert "Keep the customers we have" in words(page)
    assert not page.button
