"""The strategy in the store: nothing is overwritten unseen, everything can be undone, and contracts inherit it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from data import audit, canvases, contracts, strategy
from data.demo import breast_cancer, strategy_story
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.envision.dials import DialFacts
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from lifecycle.initiative import Initiative
from lifecycle.strategy.policies import inherited
from tests.conftest import NOW, OWNER
from tests.lifecycle.strategy.test_items import DUTY, GOAL, POLICY

EDITOR = Principal("editor", "Eve", Capability.EDITOR)
VIEWER = Principal("viewer", "Vic", Capability.VIEWER)


def last(store: Store) -> int:
    found = strategy.last(store, OWNER)
    assert found is not None
    return found.revision


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
    with pytest.raises(Conflict, match=r"Owner changed “Keep customers” meanwhile \(Owner\)\."):
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
    assert strategy.undo(store, act, last(store)) == "“Keep customers”"
    assert [(item.id, item.body) for item in strategy.load(store, OWNER)] == [(key, GOAL)]
    strategy.undo(store, act, last(store))
    assert strategy.load(store, OWNER) == []


def test_undoing_an_addition_removes_it_and_there_must_be_something(store: Store, act: Act) -> None:
    with pytest.raises(NotFound, match="Nothing has been changed yet"):
        strategy.undo(store, act, 0)
    assert strategy.last(store, OWNER) is None
    strategy.put(store, act, "goal", GOAL)
    strategy.undo(store, act, last(store))
    assert strategy.load(store, OWNER) == []


def test_several_are_added_whole_or_not_at_all(store: Store, act: Act) -> None:
    with pytest.raises(BadInput):
        strategy.put_all(store, act, "policy", [POLICY, {}])
    assert strategy.load(store, OWNER) == []
    strategy.put_all(store, act, "policy", [POLICY, POLICY | {"name": "Q"}])
    assert [item.body["name"] for item in strategy.load(store, OWNER)] == ["P", "Q"]
    assert len([e for e in audit.recent(store, OWNER) if e.action == "strategy.added"]) == 2


def test_several_that_were_added_at_once_are_undone_at_once(store: Store, act: Act) -> None:
    strategy.put(store, act, "goal", GOAL)
    strategy.put_all(store, act, "policy", [POLICY, POLICY | {"name": "Q"}])
    found = strategy.last(store, OWNER)
    assert found is not None
    assert found.text == "Owner added 2 items of policies"
    strategy.undo(store, act, found.revision)
    assert [item.kind for item in strategy.load(store, OWNER)] == ["goal"]
    strategy.undo(store, act, last(store))
    assert [item.body.get("name") for item in strategy.load(store, OWNER)] == ["Keep customers", "P", "Q"]


def test_undoing_a_change_puts_back_what_was_before_it_and_leaves_the_rest(store: Store, act: Act) -> None:
    key, other = strategy.put(store, act, "goal", GOAL), strategy.put(store, act, "duty", DUTY)
    strategy.put(store, act, "goal", GOAL | {"target": 10.0}, key, 1)
    assert strategy.undo(store, act, last(store)) == "“Keep customers”"
    assert {item.id: item.body for item in strategy.load(store, OWNER)} == {key: GOAL, other: DUTY}
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.before["target"], event.after["target"]) == ("strategy.changed", 10.0, 12.5)


def test_somebody_elses_change_is_never_undone_unseen(store: Store, act: Act) -> None:
    key = strategy.put(store, act, "goal", GOAL)
    seen = last(store)
    ann = Principal("ann", "Ann", Capability.OWNER)
    strategy.put(store, Act(ann, NOW), "goal", GOAL | {"target": 10.0}, key, seen)
    with pytest.raises(Conflict, match="Ann changed “Keep customers” meanwhile"):
        strategy.undo(store, act, seen)
    assert strategy.load(store, OWNER)[0].body["target"] == 10.0


def test_two_who_save_at_once_do_not_both_win(store: Store, act: Act) -> None:
    key = strategy.put(store, act, "goal", GOAL)

    def save(number: int) -> bool:
        try:
            strategy.put(store, act, "goal", GOAL | {"target": float(number)}, key, 1)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(save, range(8)))
    assert won.count(True) == 1
    assert strategy.load(store, OWNER)[0].body["target"] == float(won.index(True))


@pytest.mark.parametrize("way", ["remove", "undo"])
def test_a_goal_that_an_initiative_serves_stays(store: Store, act: Act, initiative: Initiative, way: str) -> None:
    key = strategy.put(store, act, "goal", GOAL)
    canvases.edit(store, act, initiative.id, {"goal": key})
    take = {
        "remove": lambda: strategy.remove(store, act, key, 1),
        "undo": lambda: strategy.undo(store, act, last(store)),
    }[way]
    before = audit.recent(store, OWNER)
    with pytest.raises(Conflict, match="Breast-cancer triage serves this goal"):
        take()
    assert audit.recent(store, OWNER) == before
    assert strategy.served(store, OWNER) == {initiative.id: key}
    canvases.edit(store, act, initiative.id, {"goal": None})
    assert strategy.served(store, OWNER) == {}
    take()
    assert strategy.load(store, OWNER) == []


@pytest.mark.parametrize("who", [EDITOR, VIEWER])
def test_only_an_owner_changes_it(store: Store, act: Act, who: Principal) -> None:
    key, other = strategy.put(store, act, "goal", GOAL), Act(who, NOW)
    for attempt in (
        lambda: strategy.put(store, other, "goal", GOAL),
        lambda: strategy.put_all(store, other, "goal", [GOAL]),
        lambda: strategy.remove(store, other, key, 1),
        lambda: strategy.undo(store, other, 1),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert len(strategy.load(store, EDITOR)) == 1
    for read in (strategy.load, strategy.last, strategy.served):
        with pytest.raises(NotAllowed):
            read(store, VIEWER)


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
    assert inherited(strategy.in_force(store), DialFacts(None, None, None)) == []
