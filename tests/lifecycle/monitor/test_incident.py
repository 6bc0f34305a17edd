"""Incidents: steps are added until a disposition closes them."""

import pytest

from lifecycle.errors import BadInput, Conflict
from lifecycle.monitor.incident import Disposition, Step, add_step
from tests.lifecycle.samples import NOW, incident


def test_an_incident_is_open_until_somebody_says_what_it_was() -> None:
    opened = incident()
    looked = add_step(opened, Step(NOW, "Noah", "Looked at the feed."))
    closed = add_step(looked, Step(NOW, "Noah", "The feed was late.", Disposition.FIX_DATA))
    assert (opened.closed, looked.closed, closed.closed) == (False, False, True)
    assert [step.note for step in closed.steps] == ["Looked at the feed.", "The feed was late."]


def test_a_step_leaves_the_incident_it_was_added_to_as_it_was() -> None:
    opened = incident()
    add_step(opened, Step(NOW, "Noah", "Looked."))
    assert opened.steps == ()


@pytest.mark.parametrize("disposition", Disposition)
def test_every_disposition_closes(disposition: Disposition) -> None:
    assert add_step(incident(), Step(NOW, "Noah", "Done.", disposition)).closed


def test_there_are_the_nine_dispositions_of_the_product() -> None:
    assert {d.value for d in Disposition} == {
        "fix data",
        "recalibrate",
        "retrain",
        "change threshold",
        "coach people",
        "change process",
        "rebaseline",
        "retire",
        "false alarm",
    }


@pytest.mark.parametrize("disposition", [None, Disposition.RETRAIN])
def test_a_closed_incident_takes_no_further_step(disposition: Disposition | None) -> None:
    closed = add_step(incident(), Step(NOW, "Noah", "Done.", Disposition.FALSE_ALARM))
    with pytest.raises(Conflict, match="is closed"):
        add_step(closed, Step(NOW, "Noah", "Again.", disposition))


@pytest.mark.parametrize("note", ["", " \n\t"])
def test_a_step_says_what_was_done(note: str) -> None:
    with pytest.raises(BadInput, match="in a sentence"):
        add_step(incident(), Step(NOW, "Noah", note, Disposition.RETRAIN))
