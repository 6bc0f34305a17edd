"""Where to start: each step is done by what is recorded, and by nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from lifecycle.facts import Facts
from lifecycle.initiative import Initiative
from lifecycle.strategy.items import Item
from lifecycle.strategy.start import Recorded, start_steps
from tests.lifecycle.builders import a_signed_version

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PLAIN = Facts(Initiative("i1", "one", "One", False, NOW))
SIGNED = Facts(PLAIN.initiative, versions=(a_signed_version(1),))


def item(kind: str, **body: Any) -> Item:
    return Item(kind, kind, body, 1, NOW, "Ann")


def test_at_first_every_step_is_open_and_leads_somewhere() -> None:
    steps = start_steps(Recorded([], []))
    assert not any(step.done for step in steps)
    assert all(step.page in ("strategy", "envision", "workshop") and step.label and step.why for step in steps)


@pytest.mark.parametrize(
    ("recorded", "done"),
    [
        (Recorded([item("goal")], []), {"goal"}),
        (Recorded([item("policy", dials={"fair": "high"})], []), {"guardrails"}),
        (Recorded([item("policy", thresholds={"credit": 60})], []), {"guardrails"}),
        (Recorded([item("policy")], []), set()),
        (Recorded([item("communication")], []), {"tell"}),
        (Recorded([item("duty", role="AI Model Product Manager", who="Tom")], []), {"owner"}),
        (Recorded([item("duty", role="AI Model Product Manager")], []), set()),
        (Recorded([item("duty", role="Risk & compliance", who="Marco")], []), {"challenger"}),
        (Recorded([], [PLAIN], owned=1), {"initiative"}),
        (Recorded([], [PLAIN], measured=1), {"measure"}),
        (Recorded([], [PLAIN], workshops=1), {"workshop"}),
        (Recorded([], [SIGNED]), {"review"}),
    ],
)
def test_a_step_is_done_by_what_is_recorded(recorded: Recorded, done: set[str]) -> None:
    assert {step.key for step in start_steps(recorded) if step.done} == done
