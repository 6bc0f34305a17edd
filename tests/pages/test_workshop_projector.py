"""The projector: what the whole room may see of each step, in words, and nothing before it is shown."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from data.runtime import Runtime
from lifecycle.access import NOBODY, Capability, Principal
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.things import Mode, Settings
from lifecycle.errors import NotAllowed
from pages.here import Here
from pages.workshop import joining, lead
from pages.workshop.showing import value_of
from tests.pages.conftest import Open, words
from tests.pages.leading import (
    DIALS,
    FIELDS,
    HARD,
    NOTES,
    RISKS,
    VERDICT,
    Room,
    a_round,
    a_wall,
    drawn,
    open_room,
)


@pytest.fixture
def room(running: Runtime) -> Room:
    return open_room(running)


def seen(room: Room, visit: Open) -> str:
    """Everything the projector shows."""
    page = room.open(visit, "projector")
    assert not page.button
    heads = "\n".join(str(title.value) for title in (*page.title, *page.header))
    return f"{words(page)}\n{heads}\n{drawn(page)}"


def pictures(room: Room, visit: Open) -> list[Any]:
    with patch("pages.workshop.showing.show_chart") as shown:
        room.open(visit, "projector")
    return [call.args[0] for call in shown.call_args_list]


def test_while_people_come_in_code_address_and_roles_stand_large(room: Room, visit: Open) -> None:
    text = seen(room, visit)
    assert f"{room.code[:3]}-{room.code[3:]}" in text.replace("\\", "")
    assert f"/w/{room.code}" in text
    assert "**3 in**" in text
    assert "1 Sponsor · 1 End user · 1 Finance" in text


def test_without_a_workshop_it_says_where_to_open_one(room: Room, visit: Open) -> None:
    assert "Open the projector from the console" in words(visit("projector", initiative=room.slug))


def test_the_page_hides_everything_that_is_not_for_the_room(room: Room, visit: Open) -> None:
    assert ".stApp:has(.st-key-projector) [data-testid=stSidebar]" in seen(room, visit)


def test_prompts_are_shown_while_notes_are_private_and_counted(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=NOTES)
    room.note(0, "n0", "Ann's secret")
    text = seen(room, visit)
    assert "Step 2 of 11" in text
    assert "Who loses what today" in text
    assert "**1 of 3** :gray[have written]" in text
    assert "secret" not in text


def test_the_wall_is_shown_as_text_and_its_dots_only_once_they_are(room: Room, visit: Open) -> None:
    a_wall(room)
    room.lead(Kind.GROUPED, group="g", title="<i>Time</i>", notes=["n0", "n2"])
    room.give(0, Kind.VOTED, step=NOTES, target="g", dots=3)
    text = seen(room, visit)
    assert "&lt;b&gt;bold&lt;/b&gt; ![x](http://evil/x.png)" in text
    assert '<h3 dir="auto">&lt;i&gt;Time&lt;/i&gt;</h3>' in text
    assert "<b>bold" not in text
    assert "3 ●" not in text
    assert "have placed their dots" in text
    room.lead(Kind.VOTES_REVEALED, step=NOTES)
    assert "3 ●" in seen(room, visit)


def test_nobody_is_named_beside_a_note(room: Room, visit: Open) -> None:
    a_wall(room)
    assert "Ann" not in seen(room, visit)


def test_estimates_are_counted_while_they_are_blind_and_spread_out_when_shown(room: Room, visit: Open) -> None:
    a_round(room, reveal=False)
    text = seen(room, visit)
    assert "**3 of 3** :gray[have estimated]" in text
    assert not pictures(room, visit)
    room.lead(Kind.ESTIMATES_REVEALED, path="volume", round=1)
    (picture,) = pictures(room, visit)
    assert "Sponsor says 1,000, Finance 4,000: 4.0 times as much" in picture.words
    room.lead(Kind.ACCEPTED, path="volume", estimate={"low": 900.0, "likely": 2000.0, "high": 5000.0})
    assert "In the canvas: **2,000 (900 to 5,000)**" in seen(room, visit)


def test_dials_show_counts_and_no_reason_of_anybody(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=DIALS)
    assert "<b>" not in seen(room, visit)
    room.give(0, Kind.DIAL, component="privacy", level="light", reason="Ann's reason")
    room.give(1, Kind.DIAL, component="privacy", level="high")
    text = seen(room, visit)
    assert "1 light · 1 high. From one end to the other: hear both." in text
    assert "reason" not in text
    room.lead(Kind.DIAL_SET, component="privacy", level="high", reason="")
    assert "set to high." in seen(room, visit)


def test_risks_show_their_outcome_once_the_scores_are_shown_the_gravest_first(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=RISKS)
    room.lead(Kind.REVEALED, step=RISKS)
    for number, (likelihood, impact) in enumerate(((1, 1), (4, 5))):
        room.lead(Kind.RISK, risk=f"r{number}", family="data", text=f"{HARD} {number}")
        room.give(0, Kind.RISK_SCORED, risk=f"r{number}", likelihood=likelihood, impact=impact, detectability=1)
    text = seen(room, visit)
    assert "1 of 3 have scored" in text
    assert "STOP" not in text
    room.lead(Kind.RISKS_REVEALED)
    text = seen(room, visit)
    assert text.index("✕ STOP") < text.index("✓ PROCEED")
    assert '<div class="stop">' in text
    assert "<b>bold" not in text


def test_fields_are_shown_as_they_are_filled_in(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=FIELDS)
    room.lead(Kind.FIELD_SET, path="boundary.window_days", value=28)
    room.lead(Kind.FIELD_SET, path="boundary.consequence", value="freeze")
    text = seen(room, visit)
    assert "28 days" in text
    assert "freeze changes" in text


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("volume", {"low": 1.0, "likely": 20000.0, "high": 3e6}, "1 to 3,000,000, most likely 20,000 cases"),
        ("intent", HARD, HARD),
        ("boundary.target", 550.0, "€550"),
        ("boundary.window_days", 28.0, "28 days"),
        ("review_date", "2027-03-02", "2027-03-02"),
        ("proof_points", [{"id": "a", "what": "A first day won"}, {"id": "b"}], "“A first day won”, not filled in yet"),
    ],
)
def test_values_of_the_canvas_are_written_in_words(path: str, value: object, said: str) -> None:
    assert value_of(path, value, {"boundary.metric": "value_per_case"}) == said


def test_hands_are_counted_then_drawn_and_drawn_again_at_the_end(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=VERDICT)
    room.give(0, Kind.FIST, fingers=5)
    assert "**1 of 3** :gray[have shown a hand]" in seen(room, visit)
    assert not pictures(room, visit)
    room.lead(Kind.FISTS_REVEALED)
    assert "All 1 can live with it" in pictures(room, visit)[0].words
    room.lead(Kind.CLOSED)
    assert "3 people wrote 0 notes" in seen(room, visit)
    assert len(pictures(room, visit)) == 1


def test_the_code_stays_in_a_corner_for_those_who_come_late(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step="break")
    text = seen(room, visit)
    assert f"**{room.code[:3]}-{room.code[3:]}** :gray[3 in]" in text


def test_an_async_workshop_has_no_ring_of_time(running: Runtime, visit: Open) -> None:
    room = open_room(running, Settings(mode=Mode.ASYNC))
    room.lead(Kind.MOVED, step=NOTES)
    with patch("pages.workshop.showing.countdown") as clock:
        seen(room, visit)
        assert not clock.called
        room.lead(Kind.SETTINGS, mode="live")
        seen(room, visit)
        assert clock.called


@pytest.mark.parametrize(
    "who",
    [
        Principal("p", "Somebody", Capability.PARTICIPANT, "own", workshop_id="own"),
        Principal("v", "Viewer", Capability.VIEWER, "own"),
        NOBODY,
    ],
)
def test_only_who_leads_gets_what_console_and_projector_show(room: Room, who: Principal) -> None:
    who = replace(who, initiative_id=room.initiative, workshop_id=room.id if who.workshop_id else None)
    with pytest.raises(NotAllowed):
        lead.found(Here(room.runtime, who), room.id)


@pytest.mark.parametrize(
    ("link", "local"),
    [
        ("http://127.0.0.1:8501/w/ABC", True),
        ("http://localhost/w/ABC", True),
        ("/w/ABC", True),
        ("http://192.168.1.7:8501/w/A", False),
    ],
)
def test_an_address_of_this_computer_alone_is_known_as_one(link: str, local: bool) -> None:
    assert joining.is_local(link) is local
