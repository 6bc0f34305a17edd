"""The canvas: saved field by field, undone step by step, and nothing is ever overwritten."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from data import audit, canvases, initiatives
from data.canvases import Draft, Edit
from data.demo import breast_cancer
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.envision.canvas import missing
from lifecycle.envision.merging import Overtaken
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER
from tests.data.builders import chain_problem, editor, rows, strangers, trail


def values(store: Store, initiative: Initiative) -> dict[str, Any]:
    return canvases.load(store, OWNER, initiative.id).values


def test_a_new_canvas_is_empty(store: Store, initiative: Initiative) -> None:
    assert canvases.load(store, editor(initiative.id), initiative.id) == canvases.Draft({}, 0)


def test_fields_are_saved_one_by_one(store: Store, act: Act, initiative: Initiative) -> None:
    assert canvases.edit(store, act, initiative.id, {"intent": "Spare people", "build_cost": 10}) == 1
    assert canvases.edit(store, act, initiative.id, {"today": "By hand"}) == 2
    draft = canvases.load(store, OWNER, initiative.id)
    assert draft == canvases.Draft({"intent": "Spare people", "build_cost": 10.0, "today": "By hand"}, 2)


def test_an_edit_is_recorded_with_what_stood_there_before(store: Store, act: Act, initiative: Initiative) -> None:
    canvases.edit(store, act, initiative.id, {"intent": "One"})
    canvases.edit(store, act, initiative.id, {"intent": "Two", "today": "By hand"})
    event = audit.recent(store, OWNER)[0]
    assert event.action == "canvas.edited"
    assert event.before == {"intent": "One", "today": None}
    assert event.after == {"intent": "Two", "today": "By hand"}


def test_every_kind_of_field_is_read_back_as_it_was_saved(store: Store, act: Act, initiative: Initiative) -> None:
    filled = breast_cancer.canvas(NOW.date())
    canvases.edit(store, act, initiative.id, filled)
    found = values(store, initiative)
    assert found == filled
    assert missing(found) == []


def test_two_people_who_edit_different_fields_keep_both(store: Store, initiative: Initiative) -> None:
    def type_in(path: str) -> list[int]:
        act = Act(editor(initiative.id), NOW)
        return [canvases.edit(store, act, initiative.id, {path: f"{path} {number}"}) for number in range(20)]

    with ThreadPoolExecutor(2) as pool:
        revisions = [number for done in pool.map(type_in, ["today", "decision"]) for number in done]
    assert values(store, initiative) == {"today": "today 19", "decision": "decision 19"}
    assert sorted(revisions) == list(range(1, 41))


def test_a_value_that_does_not_change_writes_nothing(store: Store, act: Act, initiative: Initiative) -> None:
    filled = {"intent": "Spare people", "build_cost": 10, "volume": {"low": 1, "likely": 2, "high": 3}}
    canvases.edit(store, act, initiative.id, filled)
    before = trail(store)
    assert canvases.edit(store, act, initiative.id, filled) == 1
    assert canvases.edit(store, act, initiative.id, {"build_cost": "10.0", "limits": ""}) == 1
    assert canvases.edit(store, act, initiative.id, {}) == 1
    assert trail(store) == before
    assert rows(store, "SELECT count(*) FROM canvas_edit") == [(3,)]


def test_only_the_fields_that_change_are_written(store: Store, act: Act, initiative: Initiative) -> None:
    canvases.edit(store, act, initiative.id, {"intent": "One", "today": "By hand"})
    canvases.edit(store, act, initiative.id, {"intent": "Two", "today": "By hand"})
    assert rows(store, "SELECT path FROM canvas_edit WHERE revision = 2") == [("intent",)]


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_field_can_be_emptied(store: Store, act: Act, initiative: Initiative, nothing: str | None) -> None:
    canvases.edit(store, act, initiative.id, {"intent": "One", "today": "By hand"})
    canvases.edit(store, act, initiative.id, {"intent": nothing})
    assert values(store, initiative) == {"today": "By hand"}


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("no.such.field", "x", "The canvas has no field 'no.such.field'"),
        ("intent", "x" * 201, "Intent: 201 characters are too long, at most 200 fit"),
        ("build_cost", "a lot", "is not a number"),
        ("build_cost", float("nan"), "not a finite number"),
        ("build_cost", float("inf"), "not a finite number"),
        ("currency", "BTC", "'BTC' is not one of"),
        ("dial.safe", "extreme", "'extreme' is not one of light, standard, high"),
        ("volume", {"low": 3, "likely": 2, "high": 1}, "not in rising order"),
        ("volume", {"low": 3, "likely": 4}, "Field required"),
        ("volume", 7, "Cases a year"),
        ("review_date", "tomorrow", "Review date"),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_refused_with_the_whole_edit(
    store: Store, act: Act, initiative: Initiative, path: str, value: object, said: str
) -> None:
    before = trail(store)
    with pytest.raises(BadInput) as raised:
        canvases.edit(store, act, initiative.id, {"today": "By hand", path: value})
    assert said in str(raised.value)
    assert values(store, initiative) == {}
    assert trail(store) == before


def test_the_canvas_of_an_initiative_that_is_not_there_cannot_be_edited(store: Store, act: Act) -> None:
    with pytest.raises(NotFound):
        canvases.edit(store, act, "nowhere", {"intent": "One"})
    assert rows(store, "FROM canvas_edit") == []


def test_undo_puts_the_fields_of_the_last_edit_back(store: Store, act: Act, initiative: Initiative) -> None:
    canvases.edit(store, act, initiative.id, {"intent": "One", "today": "By hand"})
    canvases.edit(store, act, initiative.id, {"intent": "Two", "build_cost": 5, "today": None})
    undone = canvases.undo(store, act, initiative.id)
    assert sorted(undone) == ["Building it costs, once", "Intent", "What happens today"]
    assert canvases.load(store, OWNER, initiative.id) == canvases.Draft({"intent": "One", "today": "By hand"}, 3)


def test_undoing_twice_brings_the_edit_back(store: Store, act: Act, initiative: Initiative) -> None:
    canvases.edit(store, act, initiative.id, {"intent": "One"})
    canvases.edit(store, act, initiative.id, {"intent": "Two", "build_cost": 5})
    canvases.undo(store, act, initiative.id)
    assert sorted(canvases.undo(store, act, initiative.id)) == ["Building it costs, once", "Intent"]
    assert values(store, initiative) == {"intent": "Two", "build_cost": 5.0}


def test_undoing_the_first_edit_empties_the_canvas(store: Store, act: Act, initiative: Initiative) -> None:
    canvases.edit(store, act, initiative.id, {"intent": "One"})
    assert canvases.undo(store, act, initiative.id) == ["Intent"]
    assert values(store, initiative) == {}


def test_undo_is_an_edit_of_its_own_and_the_history_stays(store: Store, act: Act, initiative: Initiative) -> None:
    for text in ("One", "Two"):
        canvases.edit(store, act, initiative.id, {"intent": text})
    canvases.undo(store, act, initiative.id)
    history = rows(store, "SELECT revision, path, value, editor FROM canvas_edit ORDER BY revision")
    assert history == [
        (1, "intent", '"One"', "Owner"),
        (2, "intent", '"Two"', "Owner"),
        (3, "intent", '"One"', "Owner"),
    ]
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.before, event.after) == ("canvas.edited", {"intent": "Two"}, {"intent": "One"})


def test_nothing_can_be_undone_before_the_first_edit(store: Store, act: Act, initiative: Initiative) -> None:
    with pytest.raises(NotFound, match="Nothing has been edited yet"):
        canvases.undo(store, act, initiative.id)


def test_undo_leaves_other_initiatives_alone(store: Store, act: Act, initiative: Initiative) -> None:
    other = initiatives.start(store, act, "Another")
    canvases.edit(store, act, initiative.id, {"intent": "Mine"})
    canvases.edit(store, act, other.id, {"intent": "Theirs"})
    canvases.undo(store, act, initiative.id)
    assert values(store, initiative) == {}
    assert values(store, other) == {"intent": "Theirs"}


@pytest.mark.parametrize("seed", range(3))
def test_any_row_of_edits_and_undos_stands_as_a_plain_dictionary_would(
    store: Store, act: Act, initiative: Initiative, seed: int
) -> None:
    rng = random.Random(seed)
    now: dict[str, Any] = {}
    before: dict[str, Any] = {}
    for _ in range(40):
        if rng.random() < 0.3 and (now or before):
            canvases.undo(store, act, initiative.id)
            now, before = before, now
        else:
            paths = rng.sample(["intent", "today", "decision", "positive"], rng.randint(1, 3))
            changed = {path: rng.choice(["a", "b", None]) for path in paths}
            canvases.edit(store, act, initiative.id, changed)
            after = {path: text for path, text in (now | changed).items() if text is not None}
            if after != now:
                now, before = after, now
        assert values(store, initiative) == now
    assert chain_problem(store) is None


AMARA = Principal("amara", "Amara", Capability.EDITOR)
BEN = Principal("ben", "Ben", Capability.EDITOR)
LATER = NOW + timedelta(minutes=5)


def people(initiative: Initiative) -> tuple[Act, Act]:
    """Give two editors, one five minutes after the other."""
    amara, ben = (replace(who, initiative_id=initiative.id) for who in (AMARA, BEN))
    return Act(amara, NOW), Act(ben, LATER)


def test_the_same_field_changed_by_another_is_not_overwritten(store: Store, initiative: Initiative) -> None:
    amara, ben = people(initiative)
    canvases.edit(store, amara, initiative.id, {"intent": "Amara's"}, seen={"intent": None})
    before = trail(store)
    with pytest.raises(Overtaken, match="Intent: Amara changed this meanwhile") as raised:
        canvases.edit(store, ben, initiative.id, {"intent": "Ben's", "today": "By hand"}, seen={"intent": None})
    found = raised.value
    assert (found.path, found.label, found.editor, found.at) == ("intent", "Intent", "Amara", NOW)
    assert (found.mine, found.theirs, found.resolved) == ("Ben's", "Amara's", "Ben's")
    assert isinstance(found, Conflict)
    assert values(store, initiative) == {"intent": "Amara's"}
    assert trail(store) == before


def test_whoever_saw_the_others_words_may_replace_them(store: Store, initiative: Initiative) -> None:
    amara, ben = people(initiative)
    canvases.edit(store, amara, initiative.id, {"intent": "Amara's"})
    canvases.edit(store, ben, initiative.id, {"intent": "Ben's"}, seen={"intent": "Amara's"})
    assert values(store, initiative) == {"intent": "Ben's"}


def test_another_field_changed_by_another_is_no_conflict(store: Store, initiative: Initiative) -> None:
    amara, ben = people(initiative)
    canvases.edit(store, amara, initiative.id, {"intent": "Amara's"}, seen={"intent": None})
    canvases.edit(store, ben, initiative.id, {"today": "Ben's"}, seen={"today": None})
    assert values(store, initiative) == {"intent": "Amara's", "today": "Ben's"}


def test_the_same_change_by_both_is_no_conflict(store: Store, initiative: Initiative) -> None:
    amara, ben = people(initiative)
    canvases.edit(store, amara, initiative.id, {"build_cost": 10}, seen={"build_cost": None})
    canvases.edit(store, ben, initiative.id, {"build_cost": "10.0"}, seen={"build_cost": None})
    assert values(store, initiative) == {"build_cost": 10.0}


def test_what_another_emptied_meanwhile_is_a_conflict_too(store: Store, initiative: Initiative) -> None:
    amara, ben = people(initiative)
    canvases.edit(store, amara, initiative.id, {"intent": "First"})
    canvases.edit(store, amara, initiative.id, {"intent": None})
    with pytest.raises(Overtaken) as raised:
        canvases.edit(store, ben, initiative.id, {"intent": "Ben's"}, seen={"intent": "First"})
    assert (raised.value.mine, raised.value.theirs) == ("Ben's", None)


def test_rows_of_both_are_kept(store: Store, initiative: Initiative) -> None:
    amara, ben = people(initiative)
    first = [{"id": "a", "source": "Billing"}]
    canvases.edit(store, amara, initiative.id, {"feeds": first})
    amaras = [{"id": "a", "source": "Billing", "owner": "Ida"}, {"id": "b", "source": "Calls"}]
    bens = [{"id": "a", "source": "Billing", "refresh": "daily"}, {"id": "c", "source": "Web"}]
    canvases.edit(store, amara, initiative.id, {"feeds": amaras}, seen={"feeds": first})
    canvases.edit(store, ben, initiative.id, {"feeds": bens}, seen={"feeds": first})
    assert values(store, initiative)["feeds"] == [
        {"id": "a", "source": "Billing", "owner": "Ida", "refresh": "daily"},
        {"id": "b", "source": "Calls"},
        {"id": "c", "source": "Web"},
    ]


def test_the_same_cell_changed_by_both_stays_and_what_keeping_mine_means_is_told(
    store: Store, initiative: Initiative
) -> None:
    amara, ben = people(initiative)
    first = [{"id": "a", "source": "Billing"}]
    canvases.edit(store, amara, initiative.id, {"feeds": first})
    amaras = [{"id": "a", "source": "Billing (new)", "owner": "Ida"}]
    canvases.edit(store, amara, initiative.id, {"feeds": amaras}, seen={"feeds": first})
    with pytest.raises(Overtaken) as raised:
        canvases.edit(store, ben, initiative.id, {"feeds": [{"id": "a", "source": "Invoices"}]}, seen={"feeds": first})
    assert values(store, initiative)["feeds"] == amaras
    assert raised.value.resolved == [{"id": "a", "source": "Invoices", "owner": "Ida"}]
    canvases.edit(store, ben, initiative.id, {"feeds": raised.value.resolved}, seen={"feeds": raised.value.theirs})
    assert values(store, initiative)["feeds"] == [{"id": "a", "source": "Invoices", "owner": "Ida"}]


def test_of_two_who_save_the_same_field_at_once_one_is_told(store: Store, initiative: Initiative) -> None:
    def save(act: Act) -> str:
        try:
            canvases.edit(store, act, initiative.id, {"intent": act.who.name}, seen={"intent": None})
        except Overtaken:
            return "told"
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, people(initiative))) == ["saved", "told"]


def test_the_history_says_who_changed_what_when_from_what_to_what(store: Store, initiative: Initiative) -> None:
    amara, ben = people(initiative)
    canvases.edit(store, amara, initiative.id, {"intent": "One", "today": "By hand"})
    canvases.edit(store, ben, initiative.id, {"intent": "Two"})
    canvases.edit(store, ben, initiative.id, {"intent": None})
    assert canvases.history(store, OWNER, initiative.id, "intent") == [
        Edit(3, "intent", "Two", None, LATER, "Ben"),
        Edit(2, "intent", "One", "Two", LATER, "Ben"),
        Edit(1, "intent", None, "One", NOW, "Amara"),
    ]
    assert [(e.revision, e.path) for e in canvases.history(store, OWNER, initiative.id)] == [
        (3, "intent"),
        (2, "intent"),
        (1, "intent"),
        (1, "today"),
    ]
    assert canvases.history(store, OWNER, initiative.id, "problem") == []


def test_the_canvas_can_be_read_as_it_stood_after_any_revision(store: Store, act: Act, initiative: Initiative) -> None:
    texts = ["One", "Two", None, "Four"]
    for text in texts:
        canvases.edit(store, act, initiative.id, {"intent": text})
    found = [canvases.at_revision(store, OWNER, initiative.id, number).values.get("intent") for number in range(5)]
    assert found == [None, *texts]
    assert canvases.at_revision(store, OWNER, initiative.id, 4) == canvases.load(store, OWNER, initiative.id)
    assert canvases.at_revision(store, OWNER, initiative.id, 0) == Draft({}, 0)


@pytest.mark.parametrize("read", ["history", "at_revision", "load"])
def test_the_canvas_is_read_by_who_works_in_the_initiative(store: Store, initiative: Initiative, read: str) -> None:
    more = {"at_revision": [1]}.get(read, [])
    for who in strangers(initiative.id).values():
        with pytest.raises(NotAllowed):
            getattr(canvases, read)(store, who, initiative.id, *more)


def test_the_last_change_says_whose_and_what_it_is(store: Store, act: Act, initiative: Initiative) -> None:
    assert canvases.last(store, OWNER, initiative.id) is None
    ann, ben = people(initiative)
    canvases.edit(store, ann, initiative.id, {"intent": "One"})
    canvases.edit(store, ben, initiative.id, {"today": "By hand", "build_cost": 5, "intent": "Two"})
    found = canvases.last(store, OWNER, initiative.id)
    assert found is not None
    assert (found.revision, found.editor, found.at) == (2, ben.who.name, ben.at)
    assert (found.labels[0], len(found.labels)) == ("Intent", 3)
    assert found.what == "Intent and 2 more"


def test_what_somebody_else_changed_meanwhile_is_not_undone_unseen(store: Store, initiative: Initiative) -> None:
    ann, ben = people(initiative)
    canvases.edit(store, ann, initiative.id, {"intent": "One"})
    canvases.edit(store, ben, initiative.id, {"today": "By hand"})
    with pytest.raises(Conflict, match=f"^{ben.who.name} changed What happens today meanwhile. Nothing was undone"):
        canvases.undo(store, ann, initiative.id, seen=1)
    assert values(store, initiative) == {"intent": "One", "today": "By hand"}
    assert canvases.undo(store, ann, initiative.id, seen=2) == ["What happens today"]
    found = canvases.last(store, OWNER, initiative.id)
    assert found is not None
    assert found.editor == ann.who.name
