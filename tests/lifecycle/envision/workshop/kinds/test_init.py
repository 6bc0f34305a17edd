"""Every kind of entry has its rule, and says who may write it and what the audit trail may tell."""

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.kinds import rules

BY_PARTICIPANTS = {
    Kind.JOINED, Kind.NOTED, Kind.EDITED, Kind.WITHDRAWN, Kind.VOTED, Kind.ESTIMATED, Kind.DIAL, Kind.RISK_SCORED,
    Kind.FIST,
}  # fmt: skip
BY_BOTH = {Kind.PARKED, Kind.UNPARKED, Kind.DISSENT}
NEVER_UNDONE = {Kind.OPENED, Kind.JOINED, Kind.CLOSED, Kind.REOPENED}
CONSOLE_ALONE = {Kind.JOINED, Kind.VOTED, Kind.ESTIMATED, Kind.DIAL, Kind.RISK_SCORED, Kind.FIST}
INTO_CANVAS = {Kind.ACCEPTED, Kind.DIAL_SET, Kind.PROMOTED, Kind.FIELD_SET}
KINDS = sorted(set(Kind) - {Kind.UNDONE})


def test_every_kind_but_taking_back_has_a_rule() -> None:
    assert set(rules()) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_write_what(kind: Kind) -> None:
    rule = rules()[kind]
    assert rule.participants == (kind in BY_PARTICIPANTS | BY_BOTH)
    assert rule.facilitator == (kind not in BY_PARTICIPANTS)


def test_what_cannot_be_taken_back() -> None:
    assert {kind for kind, rule in rules().items() if rule.undo is None} == NEVER_UNDONE


def test_what_goes_into_the_canvas() -> None:
    assert {kind for kind, rule in rules().items() if rule.canvas} == INTO_CANVAS
