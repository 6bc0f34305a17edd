"""The strategy in the store: nothing is overwritten unseen, everything can be undone, and contracts inherit it."""

import pytest

from data import audit, canvases, contracts, strategy
from data.demo import breast_cancer, strategy_story
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.envision.dials import DialFacts
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER
from tests.lifecycle.strategy.test_items import DUTY, GOAL, POLICY

EDITOR = Principal("editor", "Eve", Capability.EDITOR)
VIEWER = Principal("viewer", "Vic", Capability.VIEWER)


def test_what_is_put_is_read_back_in_the_order_of_the_page(store: Store, act: Act) -> None:
    strategy.put(store, act, "duty", DUTY)
    strategy.put(store, act, "goal", GOAL)
    found = strategy.load(store, OWNER)
    assert [(item.kind, item.body) for item in found] == [("goal", GOAL), ("duty", DUTY)]
    assert (found[0].editor, found[0].at) == ("Owner", NOW)


def test_a_change_is_recorded_with_what_was_before(store: Store, act: Act) -> None:
    key = strategy.put(store, act, "goal", GOAL)
    seen = strategy.load(store, OWNER)[0].revision
    strategy.put(store, act, "goal", GOAL | {"target": 10.0}, key, seen)
    last = audit.recent(store, OWNER)[0]
    assert (last.action, last.before["target"], last.after["target"]) == ("strategy.changed", 12.5, 10.0)


def test_somebody_elses_change_is_never_overwritten_unseen(store: Store, act: Act) -> None:
    key = strategy.put(store, act, "goal", GOAL)
    seen = strategy.load(store, OWNER)[0].revision
    strategy.put(store, act, "goal", GOAL | {"owner": "Somebody else"}, key, seen)
    with pytest.raises(Conflict, match="Owner changed “Keep customers” meanwhile"):
        strategy.put(store, act, "goal", GOAL | {"owner": "Me"}, key, seen)
    with pytest.raises(Conflict):
        strategy.remove(store, act, key, seen)
    assert strategy.load(store, OWNER)[0].body["owner"] == "Somebody else"


def test_saving_what_stands_there_records_nothing(store: Store, act: Act) -> None:
    key = strategy.put(store, act, "goal", GOAL)
    before = len(audit.recent(store, OWNER))
    strategy.put(store, act, "goal", GOAL, key, strategy.load(store, OWNER)[0].revision)
    assert len(audit.recent(store, OWNER)) == before


def test_what_is_removed_is_gone_and_undo_brings_it_back(store: Store, act: Act) -> None:
    key = strategy.put(store, act, "goal", GOAL)
    strategy.remove(store, act, key, strategy.load(store, OWNER)[0].revision)
    assert strategy.load(store, OWNER) == []
    with pytest.raises(NotFound):
        strategy.put(store, act, "goal", GOAL, key, 1)
    assert strategy.undo(store, act) == "Keep customers"
    assert [item.id for item in strategy.load(store, OWNER)] == [key]
    strategy.undo(store, act)
    assert strategy.load(store, OWNER) == []


def test_undoing_an_addition_removes_it_and_there_must_be_something(store: Store, act: Act) -> None:
    with pytest.raises(NotFound, match="Nothing has been changed yet"):
        strategy.undo(store, act)
    strategy.put(store, act, "goal", GOAL)
    strategy.undo(store, act)
    assert strategy.load(store, OWNER) == []


def test_several_are_added_whole_or_not_at_all(store: Store, act: Act) -> None:
    with pytest.raises(BadInput):
        strategy.put_all(store, act, "policy", [POLICY, {}])
    assert strategy.load(store, OWNER) == []
    strategy.put_all(store, act, "policy", [POLICY, POLICY | {"name": "Q"}])
    assert [item.body["name"] for item in strategy.load(store, OWNER)] == ["P", "Q"]
    assert len([e for e in audit.recent(store, OWNER) if e.action == "strategy.added"]) == 2


@pytest.mark.parametrize("who", [EDITOR, VIEWER])
def test_only_an_owner_changes_it(store: Store, act: Act, who: Principal) -> None:
    key, other = strategy.put(store, act, "goal", GOAL), Act(who, NOW)
    for attempt in (
        lambda: strategy.put(store, other, "goal", GOAL),
        lambda: strategy.put_all(store, other, "goal", [GOAL]),
        lambda: strategy.remove(store, other, key, 1),
        lambda: strategy.undo(store, other),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert len(strategy.load(store, EDITOR)) == 1
    with pytest.raises(NotAllowed):
        strategy.load(store, VIEWER)


def test_a_contract_inherits_minimums_and_may_only_tighten_them(store: Store, act: Act, initiative: Initiative) -> None:
    canvases.edit(store, act, initiative.id, breast_cancer.canvas(NOW.date()) | {"dial.fair": "light"})
    strategy.put(store, act, "policy", POLICY | {"name": "Groups", "dials": {"fair": "high"}})
    with pytest.raises(NotAllowed, match="Groups"):
        contracts.offer(store, act, initiative.id)
    canvases.edit(store, act, initiative.id, {"dial.fair": "high"})
    assert contracts.offer(store, act, initiative.id).number == 1


def test_a_contract_keeps_to_the_limits_of_a_policy(store: Store, act: Act, initiative: Initiative) -> None:
    canvases.edit(store, act, initiative.id, breast_cancer.canvas(NOW.date()))
    strategy.put(store, act, "policy", POLICY | {"name": "Enough", "thresholds": {"minimum_n": 5000}})
    with pytest.raises(NotAllowed, match="the policy “Enough” asks for at least 5000 cases"):
        contracts.offer(store, act, initiative.id)
    assert contracts.load(store, OWNER, initiative.id) == []


def test_the_demo_has_goals_policies_roles_and_a_plan(store: Store) -> None:
    keys = strategy_story.seed(store)
    found = strategy.load(store, OWNER)
    assert [item.kind for item in found] == ["goal"] * 2 + ["policy"] * 4 + ["duty"] * 3 + ["communication"]
    assert strategy.goals(store) == {
        keys["keep"]: "Keep the customers we have",
        keys["speed"]: "Answer within a day",
    }
    assert strategy.minimums(store, DialFacts(None, None, None)) == []
    assert strategy.changed_at(found) is not None
    assert strategy.changed_at([]) is None
