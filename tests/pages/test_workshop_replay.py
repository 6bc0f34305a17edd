"""The finished workshop of the demo, looked at again."""

from collections.abc import Callable
from unittest.mock import PropertyMock, patch
from zoneinfo import ZoneInfo

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from components.countdown import face
from data import canvases, initiatives, workshops
from data.demo import claims_story
from data.runtime import Runtime
from lifecycle.audit import Act
from lifecycle.envision.workshop.state import fold
from pages.workshop import showing
from tests.conftest import NOW, OWNER
from tests.pages.conftest import Open, words
from tests.pages.leading import drawn

Look = Callable[[], AppTest]


@pytest.fixture
def look(running: Runtime, visit: Open) -> Look:
    """Play the demo and open its replay."""
    made = claims_story.seed(running.store)
    own = workshops.of_initiative(running.store, OWNER, made.id)[0]
    return lambda: visit("replay", initiative=made.slug, workshop=own.id)


def press(page: AppTest, label: str) -> None:
    next(b for b in page.button if b.label == label).click().run()
    assert not page.exception


def test_it_begins_with_the_first_entry_and_goes_on_and_back(look: Look) -> None:
    page = look()
    assert "Facilitator opened the workshop · 1 of 4" in words(page)
    press(page, "On")
    assert "Helena Strand came in · 2 of" in words(page)
    press(page, "Back")
    assert "opened the workshop · 1 of" in words(page)


def test_a_step_opens_at_its_end_with_what_the_room_saw(look: Look) -> None:
    page = look()
    page.pills[0].set_value("problem").run()
    assert page.slider[0].value > 20
    assert any("Simple claims wait behind hard ones" in html.proto.body for html in page.get("html"))


def test_before_the_reveal_no_note_is_on_the_wall(look: Look, running: Runtime) -> None:
    page = look()
    page.pills[0].set_value("purpose").run()
    page.slider[0].set_value(page.slider[0].value + 6).run()
    assert "wrote a note" in words(page)
    everything = words(page) + "".join(html.proto.body for html in page.get("html"))
    assert not any(text in everything for _, text in claims_story.STORY["notes"]["problem"])


def test_the_canvas_is_shown_as_it_was_at_the_moment(look: Look, running: Runtime) -> None:
    page = look()
    page.pills[0].set_value("boundary").run()
    end, shown_then = int(page.slider[0].value), drawn(page)
    assert "14 days" in shown_then
    claims = initiatives.by_slug(running.store, OWNER, str(page.query_params["initiative"]))
    canvases.edit(running.store, Act(OWNER, running.clock()), claims.id, {"boundary.window_days": 91, "protocol": None})
    page.run()
    assert page.slider[0].value == end
    assert drawn(page) == shown_then, "what was written afterwards is not what the room saw"
    entries = workshops.entries(running.store, OWNER, str(page.query_params["workshop"]))
    written = next(one.number for one in entries if one.body.get("path") == "boundary.window_days")
    page.slider[0].set_value(written - 1).run()
    assert "Target" in drawn(page)
    assert "14 days" not in drawn(page)
    page.slider[0].set_value(written).run()
    assert "14 days" in drawn(page)


def test_playing_goes_on_by_itself_and_pauses(look: Look) -> None:
    page = look()
    page.selectbox[0].set_value(20).run()
    press(page, "Play")
    first = page.slider[0].value
    page.run()
    assert page.slider[0].value > first
    press(page, "Pause")
    stood = page.slider[0].value
    page.run()
    assert page.slider[0].value == stood


def test_playing_ends_at_the_last_entry(look: Look) -> None:
    page = look()
    last = int(page.slider[0].max)
    page.slider[0].set_value(last - 1).run()
    press(page, "Play")
    for _ in range(2):
        page.run()
    assert page.slider[0].value == last
    assert "Play" in [button.label for button in page.button]


def test_moments_are_in_the_time_of_whoever_looks(look: Look, running: Runtime) -> None:
    page = look()
    own = workshops.entries(running.store, OWNER, str(page.query_params["workshop"]))[0].at
    for name in ("Asia/Kolkata", "America/New_York"):
        with patch.object(ContextProxy, "timezone", new_callable=PropertyMock, return_value=name):
            assert f"{own.astimezone(ZoneInfo(name)):%H:%M:%S} ({name.replace('_', ' ')}) ·" in words(page.run())
    assert f"{own:%H:%M:%S} (UTC) ·" in words(page.run())


def test_its_clock_stands_where_it_stood_and_nobody_is_said_to_have_paused_it(look: Look, running: Runtime) -> None:
    page = look()
    page.pills[0].set_value("problem").run()
    at = int(page.slider[0].value)
    entries = workshops.entries(running.store, OWNER, str(page.query_params["workshop"]))[:at]
    timer = fold(entries).timer
    with patch.object(showing, "countdown") as clock:
        page.run()
    given = face(*clock.call_args.args[:2], still=clock.call_args.kwargs["still"])
    assert given["still"]
    assert given["running"]
    assert given["left"] == timer.remaining(entries[-1].at)


def test_without_a_workshop_it_says_where_to_choose_one(running: Runtime, visit: Open) -> None:
    made = initiatives.start(running.store, Act(OWNER, NOW), "Empty")
    page = visit("replay", initiative=made.slug)
    assert "Choose a workshop to look at again" in page.info[0].value
