"""Dots: what the browser is told, and that what it sends back is read with care."""

from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import pytest
import streamlit as st

from components import dots
from components.dots import LONGEST, Target


@pytest.fixture
def sent() -> Any:
    """What the component was given last."""
    with patch("components.dots._ballot") as component:
        yield component


def offer(on_placed: Any = None, mine: Mapping[str, int] | None = None) -> None:
    targets = [Target("g1", "Waiting (2)"), Target("n1", "<b>long</b> " * 100)]
    dots.dots(targets, mine or {}, 5, "dots/problem", on_placed or (lambda found: None))


def test_the_browser_is_told_what_there_is_and_ones_own_dots(sent: Any) -> None:
    offer(mine={"g1": 2})
    data = sent.call_args.kwargs["data"]
    assert (data["mine"], data["each"], data["answered"]) == ({"g1": 2}, 5, 0)
    assert data["offered"][0] == {"id": "g1", "text": "Waiting (2)"}
    cut = data["offered"][1]["text"]
    assert cut.startswith("<b>long</b>")
    assert len(cut) <= LONGEST + 2


def test_a_press_is_heard_and_answered_by_its_number(sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Mapping[str, int]] = []
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    offer(heard.append)
    state["dots/problem"] = type("Result", (), {"placed": {"number": 3, "dots": {"g1": 1, "n1": 0}}})
    sent.call_args.kwargs["on_placed_change"]()
    assert heard == [{"g1": 1, "n1": 0}]
    offer(heard.append)
    assert sent.call_args.kwargs["data"]["answered"] == 3


@pytest.mark.parametrize(
    "found",
    [
        None,
        "text",
        {"dots": {"g1": 1}},
        {"number": 1},
        {"number": True, "dots": {}},
        {"number": -1, "dots": {}},
        {"number": 1, "dots": [1]},
        {"number": 1, "dots": {"g1": "1"}},
        {"number": 1, "dots": {"g1": -1}},
        {"number": 1, "dots": {"g1": 1.5}},
        {"number": 1, "dots": {"g1": True}},
    ],
)
def test_what_is_no_press_is_not_heard(sent: Any, monkeypatch: pytest.MonkeyPatch, found: object) -> None:
    heard: list[Mapping[str, int]] = []
    monkeypatch.setattr(st, "session_state", {"dots/problem": type("Result", (), {"placed": found})})
    offer(heard.append)
    sent.call_args.kwargs["on_placed_change"]()
    assert heard == []


def test_a_press_that_reaches_a_server_started_anew_is_no_failure(sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Mapping[str, int]] = []
    monkeypatch.setattr(st, "session_state", {})
    offer(heard.append)
    sent.call_args.kwargs["on_placed_change"]()
    assert heard == []
