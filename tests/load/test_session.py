"""The driver does to the real program what a browser does, and sees what a browser would see."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from data import canvases, initiatives
from data.audit import SYSTEM
from data.store import Store
from lifecycle.envision.canvas import fields
from tests.load import visit
from tests.load.session import Disconnected, Gone, Session
from tests.program import TOKEN, Program, program

pytestmark = pytest.mark.load
DEMO = "initiative=telecom-retention"
Act = Callable[[Session], Awaitable[None]]


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program with its demo."""
    with program(tmp_path_factory.mktemp("driven") / "home", demo=True) as running:
        yield running


def drive(running: Program, act: Act) -> None:
    """Let one session act."""

    async def go() -> None:
        session = Session(running.url)
        try:
            await act(session)
            assert session.page.texts("exception") == []
        finally:
            await session.close()

    asyncio.run(go())


def test_opens_the_portfolio_and_follows_a_link(living: Program) -> None:
    async def act(one: Session) -> None:
        first = await one.open()
        assert first.milliseconds > 0
        assert first.bytes > 1000
        assert one.page.says("Demo data, made up")
        assert one.page.has("Portfolio", "page_link")
        await one.click("**Telecom retention**")
        assert one.query == DEMO
        assert one.page.script == one.pages["monitor"]
        assert not one.page.says("Demo data, made up"), "what the page before showed is gone"
        assert one.page.has("Portfolio", "page_link"), "what stands beside every page stays"

    drive(living, act)


def test_opens_a_page_by_its_address(living: Program) -> None:
    async def act(one: Session) -> None:
        await one.open("envision", DEMO)
        assert one.page.script == one.pages["envision"]
        assert one.value("Sections of the canvas") == "1 Problem & intent"
        assert "Keep customers" in one.value(fields()["intent"].label)

    drive(living, act)


def test_walks_through_the_sections_of_the_canvas(living: Program) -> None:
    async def act(one: Session) -> None:
        await one.open("envision", DEMO)
        names = list(one.page.find("Sections of the canvas", "radio").proto.options)
        for name in names:
            await one.fill("Sections of the canvas", name)
            assert one.page.says(name.split(" ", 1)[1], "heading"), name
            assert one.value("Sections of the canvas") == name
        assert "section=" in one.query, "the address says which section is open"
        assert len(one.reruns) == len(names) + 1

    drive(living, act)


def test_a_button_counts_once(living: Program) -> None:
    async def act(one: Session) -> None:
        await one.open("envision", DEMO)
        names = list(one.page.find("Sections of the canvas", "radio").proto.options)
        await one.click(f"Next: {names[1].split(' ', 1)[1]}")
        assert one.value("Sections of the canvas") == names[1], "the program moved the choice, and the session holds it"
        await one.rerun()
        assert one.value("Sections of the canvas") == names[1], "a button that was pressed is not pressed again"

    drive(living, act)


def test_comes_back_with_what_it_knew(living: Program) -> None:
    async def act(one: Session) -> None:
        await one.open("envision", DEMO)
        name = one.page.find("Sections of the canvas", "radio").proto.options[3]
        await one.fill("Sections of the canvas", name)
        known, before = one.id, len([*one.page.elements()])
        await one.drop()
        with pytest.raises(Disconnected):
            await one.rerun()
        await one.reconnect()
        assert one.id == known, "the program still had the session"
        assert one.value("Sections of the canvas") == name
        assert len([*one.page.elements()]) == before

    drive(living, act)


def test_messages_sent_before_are_not_sent_again(living: Program) -> None:
    async def act(one: Session) -> None:
        await one.open("monitor", DEMO)
        charts = [node.proto.SerializeToString() for node in one.page.elements("vega_lite_chart")]
        assert any(len(chart) > 10_000 for chart in charts), "no chart large enough to be kept"
        again = [await one.rerun() for _ in range(5)]
        assert [node.proto.SerializeToString() for node in one.page.elements("vega_lite_chart")] == charts
        assert max(run.bytes for run in again) < 0.7 * one.reruns[0].bytes

    drive(living, act)


def test_sessions_do_not_see_each_other(living: Program) -> None:
    async def both() -> None:
        one, other = Session(living.url), Session(living.url)
        await asyncio.gather(one.open("envision", DEMO), other.open("envision", DEMO))
        names = one.page.find("Sections of the canvas", "radio").proto.options
        label = "Sections of the canvas"
        await asyncio.gather(one.fill(label, names[1]), other.fill(label, names[2]))
        assert (one.value(label), other.value(label)) == (names[1], names[2])
        assert one.id != other.id
        await asyncio.gather(one.close(), other.close())

    asyncio.run(both())


def test_a_label_that_is_not_there_is_said_with_those_that_are(living: Program) -> None:
    async def act(one: Session) -> None:
        await one.open("envision", DEMO)
        with pytest.raises(LookupError, match="radio 'Sections of the canvas'"):
            await one.click("Nobody's button")

    drive(living, act)


def test_a_first_visit_loads_what_a_browser_loads_and_keeps_the_cookie(living: Program) -> None:
    async def act(one: Session) -> None:
        milliseconds, size = await visit.load(one, f"/owner/{TOKEN}")
        assert milliseconds > 0
        assert size > 500_000, "the files of the page were not loaded"
        assert set(one.cookies) >= {"throughline_owner"}
        assert one.path == "", "the token does not stay in the address"
        await one.open()
        assert one.page.says("Demo data, made up")

    drive(living, act)


def test_a_link_that_does_not_work_is_said(living: Program) -> None:
    async def act(one: Session) -> None:
        with pytest.raises(httpx2.HTTPStatusError, match="404"):
            await visit.load(one, "/owner/nobody")

    drive(living, act)


def test_a_fragment_that_is_gone_is_not_waited_for(living: Program) -> None:
    async def act(one: Session) -> None:
        await one.open("activity")
        (component,) = one.page.elements("bidi_component")
        assert (await one.rerun(component.fragment)).fragment == component.fragment
        await one.go("store")
        with pytest.raises(Gone):
            await one.trigger(component, "moved", 1)

    drive(living, act)


def test_no_program_is_a_broken_connection() -> None:
    async def go() -> None:
        with pytest.raises(Disconnected):
            await Session("http://127.0.0.1:1", patience=2).open()

    asyncio.run(go())


def test_what_is_typed_is_in_the_store_and_can_be_undone(tmp_path: Path) -> None:
    home, typed = tmp_path / "home", "Why do they leave? \u202eمرحبا\u202c 🙂 <b>=1+1</b>"

    async def act(one: Session) -> None:
        await one.open()
        await one.click("New initiative")
        dialog = one.page.find("Name", "text_input")
        assert dialog.fragment, "a dialog is a fragment of its own"
        await one.fill("Name", "Driven")
        assert one.reruns[-1].fragment == dialog.fragment
        await one.click("Start")
        assert one.page.script == one.pages["envision"], "the program switched to the canvas"
        labels = [node.label for node in one.page.elements("text_area")]
        await one.fill(labels[0], "First words")
        await one.fill(labels[0], typed)
        await one.fill(labels[1], "To be undone")
        await one.press(next(node for node in one.page.elements("button") if node.label.startswith("Undo")))
        assert one.page.says(f"Undone: {labels[1]}", "toast"), "the page says what was undone"

    with program(home) as running:
        drive(running, act)
    store = Store(home)
    try:
        slug = initiatives.by_slug(store, SYSTEM, "driven")
        values = canvases.load(store, SYSTEM, slug.id).values
        assert typed in values.values()
        assert "To be undone" not in values.values()
        with store.read() as cursor:
            edits = cursor.execute("SELECT value FROM canvas_edit ORDER BY revision").fetchall()
        assert len(edits) == 4, "each field changed once for each time it was typed, and once when undone"
    finally:
        store.close()
