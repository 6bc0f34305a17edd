"""Drafts: what the browser is told to keep, and that what it sends back is read with care."""

from typing import Any
from unittest.mock import patch

import pytest

from components import drafts


@pytest.fixture
def sent() -> Any:
    """What the component was given last."""
    with patch("components.drafts._drafts") as component:
        yield component


def test_boxes_are_named_by_the_mark_they_have_on_the_page(sent: Any) -> None:
    drafts.keep("w1", {"note/problem": "note/problem/0"}, ["edit/n1"], [" Said \n"], lambda draft, text: None)
    assert sent.call_args.kwargs["data"] == {
        "name": "throughline-drafts/w1",
        "boxes": {"note/problem": "st-key-note-problem-0"},
        "known": ["edit/n1"],
        "settled": ["Said"],
        "given": [],
    }


def test_drafts_that_were_given_are_named(sent: Any) -> None:
    drafts.keep("w1", {}, [], [], lambda draft, text: None, ["figure/volume/low"])
    assert sent.call_args.kwargs["data"]["given"] == ["figure/volume/low"]


@pytest.mark.parametrize(
    ("found", "heard"),
    [
        ({"draft": "note/problem", "text": "One"}, [("note/problem", "One")]),
        ({"draft": 7, "text": "One"}, []),
        ({"draft": "note/problem"}, []),
        ("text", []),
        (None, []),
    ],
)
def test_what_a_browser_makes_up_is_not_heard(sent: Any, found: Any, heard: list[tuple[str, str]]) -> None:
    told: list[tuple[str, str]] = []
    drafts.keep("w1", {}, [], [], lambda draft, text: told.append((draft, text)))
    state = type("State", (), {"left": found})()
    with patch("components.drafts.st.session_state", {drafts.KEY: state}):
        sent.call_args.kwargs["on_left_change"]()
    assert told == heard


def test_nothing_people_type_is_read_as_markup() -> None:
    assert "innerHTML" not in drafts.SCRIPT
