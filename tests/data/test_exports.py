"""Out of the store and back: a file gives the same canvas, as one edit that can be undone."""

import json

import pytest

from data import audit, canvases, contracts, exports, initiatives
from data.demo import breast_cancer
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.errors import BadInput, Conflict, NotAllowed
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER

FULL = breast_cancer.canvas(NOW.date())
VIEWER = Principal("viewer", "Viewer", Capability.VIEWER)


@pytest.fixture
def filled(store: Store, act: Act, initiative: Initiative) -> Initiative:
    canvases.edit(store, act, initiative.id, FULL)
    return initiative


def test_a_canvas_goes_into_another_initiative_without_a_loss(store: Store, act: Act, filled: Initiative) -> None:
    other = initiatives.start(store, act, "Another")
    labels = exports.read_back(store, act, other.id, exports.as_json(store, act, filled.id))
    mine, theirs = (canvases.load(store, OWNER, one.id).values for one in (filled, other))
    assert mine == theirs
    assert len(labels) == len(mine)


def test_fields_the_file_does_not_have_are_emptied_and_undo_brings_all_back(
    store: Store, act: Act, filled: Initiative
) -> None:
    before = canvases.load(store, OWNER, filled.id).values
    text = json.dumps({"format": "throughline.canvas", "number": 1, "canvas": {"intent": "Only this."}})
    exports.read_back(store, act, filled.id, text)
    assert canvases.load(store, OWNER, filled.id).values == {"intent": "Only this."}
    canvases.undo(store, act, filled.id)
    assert canvases.load(store, OWNER, filled.id).values == before


def test_a_file_that_says_nothing_new_changes_nothing(store: Store, act: Act, filled: Initiative) -> None:
    events = len(audit.recent(store, OWNER))
    with pytest.raises(Conflict, match="says all that this file says already"):
        exports.read_back(store, act, filled.id, exports.as_json(store, act, filled.id))
    assert len(audit.recent(store, OWNER)) == events


def test_a_file_that_does_not_fit_changes_nothing(store: Store, act: Act, filled: Initiative) -> None:
    before = canvases.load(store, OWNER, filled.id)
    bad = {"intent": "New.", "build_cost": "much"}
    with pytest.raises(BadInput, match="Building it costs"):
        exports.read_back(
            store, act, filled.id, json.dumps({"format": "throughline.canvas", "number": 1, "canvas": bad})
        )
    assert canvases.load(store, OWNER, filled.id) == before


def test_versions_and_signatures_stand_in_the_file(store: Store, act: Act, filled: Initiative) -> None:
    version = contracts.offer(store, act, filled.id)
    contracts.add_signature(store, act, filled.id, version.number, "sponsor", "Dr. Amara Osei")
    body = json.loads(exports.as_json(store, act, filled.id))
    assert body["initiative"] == filled.name
    assert body["contracts"][0]["fingerprint"] == version.terms.fingerprint()
    assert body["contracts"][0]["signatures"][0]["name"] == "Dr. Amara Osei"
    assert "Dr. Amara Osei" in exports.as_markdown(store, act, filled.id)


def test_only_who_works_here_exports_and_reads_back(store: Store, act: Act, filled: Initiative) -> None:
    text = exports.as_json(store, act, filled.id)
    for ask in (exports.as_json, exports.as_markdown):
        with pytest.raises(NotAllowed):
            ask(store, Act(VIEWER, NOW), filled.id)
    with pytest.raises(NotAllowed):
        exports.read_back(store, Act(VIEWER, NOW), filled.id, text)
