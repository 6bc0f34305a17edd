"""The examples show a canvas as a team would have left it: filled in, kept as it stands, and signable."""

from datetime import date, timedelta
from typing import Any

import pytest

from data.demo import breast_cancer, telecom_story
from lifecycle.envision.canvas import clean, completeness, missing
from lifecycle.envision.governance import dial_states, holds, risk_states, risk_verdict
from lifecycle.envision.risks import Outcome

TODAY = date(2026, 3, 2)
CANVASES = {"cancer": breast_cancer.canvas(TODAY), "telecom": telecom_story.canvas(TODAY)}


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)
def test_what_is_filled_in_is_kept_as_it_stands(canvas: dict[str, Any]) -> None:
    assert {path: clean(path, value) for path, value in canvas.items()} == canvas


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)
def test_it_can_be_signed(canvas: dict[str, Any]) -> None:
    assert missing(canvas) == []
    assert holds(canvas) == []


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)
def test_every_section_is_nearly_full_and_owned(canvas: dict[str, Any]) -> None:
    for found in completeness(canvas):
        assert found.filled / found.total >= 0.7, (found.section.key, found.missing)
        assert found.status in ("draft", "agreed")
        assert f"section.{found.section.key}.owner" in canvas


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)
def test_a_dial_below_its_suggestion_was_approved_by_somebody_else(canvas: dict[str, Any]) -> None:
    below = [state.component for state in dial_states(canvas) if state.below]
    assert below == ["fair"]
    assert canvas["dial.fair.by"] != canvas["dial.fair.approved"] == canvas["owner.risk"]


def test_the_risks_are_of_different_outcomes_and_none_is_a_stop() -> None:
    outcomes = {name: risk_verdict(risk_states(canvas)).outcome for name, canvas in CANVASES.items()}
    assert outcomes == {"cancer": Outcome.MITIGATE, "telecom": Outcome.CONDITIONS}


def test_days_of_the_examples_lie_before_their_review() -> None:
    for canvas in CANVASES.values():
        days = [row["due"] for rows in canvas.values() if isinstance(rows, list) for row in rows if "due" in row]
        assert days
        assert max(days) <= canvas["review_date"]
        assert all(date.fromisoformat(day) > TODAY - timedelta(days=365) for day in days)
