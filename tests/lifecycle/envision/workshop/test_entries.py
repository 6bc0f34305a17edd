"""Entries as they stand in the store: their words must never change, or old logs could not be read."""

import dataclasses

import pytest

from lifecycle.envision.workshop.entries import FACILITATOR, Entry, Kind
from tests.lifecycle.envision.workshop.room import START

WORDS = {
    *("opened", "agenda", "settings", "moved", "timer", "closed", "reopened", "undone", "joined"),
    *("noted", "edited", "withdrawn", "revealed", "grouped", "merged", "ungrouped", "renamed", "voted"),
    *(
        "votes_revealed",
        "round",
        "estimated",
        "estimates_revealed",
        "accepted",
        "dial",
        "dial_set",
        "risk",
        "risk_dropped",
        "risk_scored",
    ),
    *("risks_revealed", "fist", "fists_revealed", "parked", "unparked", "dissent", "promoted", "field_set"),
}


def test_the_words_of_the_log_are_these() -> None:
    assert {kind.value for kind in Kind} == WORDS


def test_the_facilitator_is_no_id_a_program_makes() -> None:
    assert FACILITATOR == "facilitator"


def test_an_entry_does_not_change() -> None:
    entry = Entry("e1", 1, Kind.CLOSED, FACILITATOR, START, {})
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.number = 2  # type: ignore[misc]
