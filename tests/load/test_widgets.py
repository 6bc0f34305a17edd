"""Every widget reaches the program as a browser would send it: tried on a page that says what it received."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.load.session import Session
from tests.program import ROOT, free_port

pytestmark = pytest.mark.load
Act = Callable[[Session], Awaitable[None]]
SENT: list[tuple[str, str, Any, Any]] = [
    ("text", "Text", "=1+1 🙂 \u202eمرحبا", "=1+1 🙂 \u202eمرحبا"),
    ("text", "Text", "", ""),
    ("area", "Area", "two\nlines " * 1000, "two\nlines " * 1000),
    ("number", "Number", 2.5, 2.5),
    ("check", "Check", True, True),
    ("one", "One", "b", "b"),
    ("radio", "Radio", "y", "y"),
    ("pills", "Pills", ["p", ":material/check: q"], ["p", ":material/check: q"]),
    ("pills", "Pills", [], []),
    ("segment", "Segment", "high", "high"),
    ("many", "Many", ["n", "o"], ["n", "o"]),
    ("slider", "Slider", 7, 7),
    ("range", "Range", [0.3, 0.4], [0.3, 0.4]),
    ("steps", "Steps", "u", "u"),
    ("bound", "Bound", "a b&c", "a b&c"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The page, served by the platform alone."""
    port, page = free_port(), Path(__file__).with_name("stand.py")
    flags = [f"--server.port={port}", "--server.headless=true", "--server.address=127.0.0.1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(page), *flags], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(150):
            try:
                if httpx2.get(f"http://127.0.0.1:{port}/_stcore/health").status_code == 200:
                    break
            except httpx2.HTTPError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def drive(address: str, act: Act) -> None:
    """Let one session act on the page."""

    async def go() -> None:
        session = Session(address, patience=20)
        try:
            await session.open()
            await act(session)
            assert session.page.texts("exception") == []
        finally:
            await session.close()

    asyncio.run(go())


def received(one: Session) -> dict[str, Any]:
    """Read what the program received."""
    found: dict[str, Any] = json.loads(next(text for text in one.page.texts("text") if text.startswith("{")))
    return found


@pytest.mark.parametrize(("name", "label", "sent", "expected"), SENT)
def test_a_value_arrives_and_nothing_else_changes(
    address: str, name: str, label: str, sent: Any, expected: Any
) -> None:
    async def act(one: Session) -> None:
        before = received(one)
        await one.fill(label, sent)
        assert received(one) == before | {name: expected}
        await one.rerun()
        assert received(one) == before | {name: expected}

    drive(address, act)


def test_a_value_is_emptied(address: str) -> None:
    async def act(one: Session) -> None:
        await one.fill("Number", 2.5)
        await one.fill("Number", None)
        assert received(one)["number"] is None
        assert one.value("Number") is None

    drive(address, act)


def test_an_opened_page_holds_the_defaults(address: str) -> None:
    async def act(one: Session) -> None:
        held = {label: one.value(label) for label in ("Text", "Number", "One", "Radio", "Pills", "Slider", "Steps")}
        assert held == {
            "Text": "first",
            "Number": None,
            "One": None,
            "Radio": "x",
            "Pills": ["p"],
            "Slider": [3],
            "Steps": ["s"],
        }
        before = received(one)
        await one.rerun()
        assert received(one) == before, "sending the defaults changed something"

    drive(address, act)


def test_the_address_follows_a_bound_widget(address: str) -> None:
    async def act(one: Session) -> None:
        await one.fill("Bound", "a b")
        assert one.query == "bound=a+b"
        await one.fill("Bound", "")
        assert one.query == ""

    drive(address, act)


@pytest.mark.parametrize("form", ["Kept", "Emptied"])
def test_a_form_sends_its_fields_together_and_once(address: str, form: str) -> None:
    async def act(one: Session) -> None:
        inside = one.page.find(f"Send {form}").form
        note = next(node for node in one.page.all("Note") if node.form == inside)
        for number, (text, low) in enumerate([("first", 5), ("first", 5), ("second", 6)], 1):
            await one.submit(f"Send {form}", {"Note": text, "Low": low})
            assert one.page.texts("toast") == [f"{form} {number}: {text}, {low}"]
            pending = one.held(note)
            assert pending == ("" if form == "Emptied" else text)
        await one.submit(f"Send {form}", {})
        last = ", 1" if form == "Emptied" else "second, 6"
        assert one.page.texts("toast") == [f"{form} 4: {last}"], "what is shown in the fields is what is sent"
        await one.rerun()
        assert one.page.texts("toast") == [], "a form that was sent is not sent again"

    drive(address, act)


def test_typing_in_a_form_runs_nothing(address: str) -> None:
    async def act(one: Session) -> None:
        assert await one.fill("Note", "kept back") is None
        assert len(one.reruns) == 1
        await one.rerun()
        assert one.value("Note") == "kept back"
        await one.click("Send Kept")
        assert one.page.texts("toast") == ["Kept 1: kept back, 1"]

    drive(address, act)


def test_a_field_that_is_not_in_the_form_is_refused(address: str) -> None:
    async def act(one: Session) -> None:
        with pytest.raises(LookupError, match="Slider"):
            await one.submit("Send Kept", {"Slider": 3})

    drive(address, act)


def test_a_component_runs_its_fragment_alone(address: str) -> None:
    async def act(one: Session) -> None:
        before, asking = received(one), one.page.component("asking")
        assert asking.data == {"question": "why"}
        await one.trigger(asking, "answered", 42)
        assert one.page.says("part ran 2 times, answered 42")
        assert received(one) == before
        await one.fill("Show more", True)
        assert one.page.says("part ran 3 times, answered None"), "a trigger counts once"
        assert [run.fragment for run in one.reruns[1:]] == [asking.fragment] * 2

    drive(address, act)


def test_a_fragment_can_run_the_whole_page(address: str) -> None:
    async def act(one: Session) -> None:
        await one.click("Whole page")
        assert one.page.says("part ran 3 times")
        assert received(one)["text"] == "first"

    drive(address, act)


def test_what_the_page_writes_into_a_widget_stands_until_it_is_typed_over(address: str) -> None:
    async def act(one: Session) -> None:
        await one.click("Write")
        assert one.value("Set by the page") == "written by the page"
        await one.fill("Show more", True)
        await one.fill("Set by the page", "typed")
        await one.fill("Show more", False)
        await one.rerun()
        assert one.value("Set by the page") == "typed"

    drive(address, act)
