"""A participant's page: what each step asks, that giving it is kept, and that nothing private shows too early."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from unittest.mock import PropertyMock, patch

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from components.dots import Target
from components.links import PATHS
from data import initiatives, seats, workshops
from data.runtime import Runtime
from lifecycle.access import NOBODY
from lifecycle.audit import Act
from lifecycle.envision.workshop.agenda import default_agenda, step_to_json
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.seats import Seat
from lifecycle.envision.workshop.things import Mode, Settings
from pages.workshop.drafts import LEFT, MOST
from tests.conftest import NOW, OWNER
from tests.pages.conftest import Open, words
from tests.pages.leading import said_again

HARD = "<b>bold</b> ![x](http://evil/x.png) =1+1 🦊 שלום"


@dataclass
class Room:
    """A workshop with two people in it, led by the owner."""

    runtime: Runtime
    initiative: str
    id: str
    code: str
    ann: Seat
    ben: Seat

    def lead(self, kind: Kind, **body: Any) -> None:
        workshops.write(self.runtime.store, Act(OWNER, NOW), self.id, FACILITATOR, kind, body)

    def give(self, seat: Seat, kind: Kind, **body: Any) -> None:
        workshops.write(self.runtime.store, Act(seat.principal(), NOW), self.id, seat.participant_id, kind, body)

    @property
    def state(self) -> Any:
        return workshops.state(self.runtime.store, self.id)


def open_room(running: Runtime, settings: Settings | None = None) -> Room:
    act = Act(OWNER, NOW)
    made = initiatives.start(running.store, act, "Claims triage")
    found = workshops.open_workshop(running.store, act, made.id, "Kick-off", default_agenda(), settings)
    ann = seats.join(running.store, NOW, found.code, "Ann", "user", "token-ann")
    ben = seats.join(running.store, NOW, found.code, "Ben", "finance", "token-ben")
    return Room(running, made.id, found.id, found.code, ann, ben)


@pytest.fixture
def room(running: Runtime) -> Room:
    return open_room(running)


@pytest.fixture
def sit(visit: Open) -> Iterator[Callable[[Seat], AppTest]]:
    """Open the page of a seat."""
    patches = []

    def take(seat: Seat) -> AppTest:
        patches.append(patch("data.visitors.seated", return_value=seat.principal()))
        patches[-1].start()
        return visit("seat", who=seat.principal())

    yield take
    for each in reversed(patches):  # the first one knows what was there before all
        each.stop()


def press(page: AppTest, label: str) -> None:
    next(b for b in page.button if b.label == label).click().run()
    assert not page.exception


def test_before_the_first_step_people_wait_and_see_who_is_in(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    page = sit(room.ann)
    assert page.title[0].value == "You are in"
    assert "1 End user, 1 Finance" in words(page)


def test_the_step_shows_its_place_and_the_prompt_of_the_role_first(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="problem")
    page = sit(room.ann)
    assert "Step 2 of 11" in words(page)
    prompts = [m.value for m in page.markdown]
    own = next(step for step in default_agenda() if step.key == "problem").role_prompts["user"]
    assert any(own[:40] in text.replace("\\", "") for text in prompts[:3])


def test_a_note_is_kept_exactly_and_seen_by_nobody_else_before_the_reveal(
    room: Room, sit: Callable[[Seat], AppTest]
) -> None:
    room.lead(Kind.MOVED, step="problem")
    room.give(room.ben, Kind.NOTED, note="b1", step="problem", text="Ben's secret")
    page = sit(room.ann)
    page.text_area[0].input(HARD)
    press(page, "Add")
    assert [note.text for note in room.state.notes.values()] == ["Ben's secret", HARD]
    assert HARD in [text.value for text in page.text]
    assert "1 kept" in words(page)
    assert "Ben's secret" not in words(page)
    assert page.text_area[0].value == ""


def test_the_same_note_sent_again_is_the_same_note(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="problem")
    page = sit(room.ann)
    for _ in range(2):
        page.text_area[0].input("Twice")
        press(page, "Add")
    assert len(room.state.notes) == 1


def test_a_note_taken_away_may_be_written_again(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="problem")
    page = sit(room.ann)
    for _ in range(2):
        page.text_area[0].input("Again")
        press(page, "Add")
        press(page, "Take away")
    assert room.state.notes == {}
    assert len(room.state.withdrawn) == 2


def test_a_note_can_be_changed_before_the_reveal(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="problem")
    page = sit(room.ann)
    page.text_area[0].input("Frist")
    press(page, "Add")
    press(page, "Change")
    next(a for a in page.text_area if a.value == "Frist").input("First").run()
    press(page, "Save")
    assert [note.text for note in room.state.notes.values()] == ["First"]


def test_an_empty_note_is_refused_in_a_sentence(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="problem")
    page = sit(room.ann)
    press(page, "Add")
    assert "The note is empty. Write something first." in words(page)
    page.run()
    assert not page.error


def test_a_note_that_comes_after_the_step_is_refused_in_a_sentence(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="problem")
    page = sit(room.ann)
    page.text_area[0].input("Too late")
    room.lead(Kind.MOVED, step="decision")
    press(page, "Add")
    assert room.state.notes == {}
    assert "The workshop is at another step now" in page.error[0].value
    assert "Step 3 of 11" in words(page)
    assert "You had not sent this yet" in words(page)
    assert "Too late" in [text.value for text in page.text]
    room.lead(Kind.MOVED, step="problem")
    page.run()
    assert not page.error
    assert page.text_area[0].value == "Too late"
    press(page, "Add")
    assert [note.text for note in room.state.notes.values()] == ["Too late"]
    assert "You had not sent this yet" not in words(page)


class Browser:
    """What the browser keeps, as the page's component hears of it."""

    def __init__(self) -> None:
        self.boxes: dict[str, str] = {}
        self.known: list[str] = []
        self.settled: list[str] = []
        self.left: tuple[str, str] | None = None

    def keep(
        self,
        name: str,
        boxes: dict[str, str],
        known: list[str],
        settled: list[str],
        on_left: Callable[[str, str], None],
        given: list[str],
    ) -> None:
        self.boxes, self.known, self.settled = dict(boxes), list(known), list(settled)
        self.given = list(given)
        if self.left:
            left, self.left = self.left, None
            on_left(*left)


@pytest.fixture
def browser() -> Iterator[Browser]:
    found = Browser()
    with patch("components.drafts.keep", found.keep):
        yield found


def leave(page: AppTest, browser: Browser, draft: str, text: str) -> None:
    """Let the browser tell what was typed in a text area that went."""
    browser.left = (draft, text)
    page.run().run()
    assert not page.exception


def test_what_was_half_written_when_the_notes_were_turned_over_is_added_to_the_wall(
    room: Room, sit: Callable[[Seat], AppTest], browser: Browser
) -> None:
    room.lead(Kind.MOVED, step="problem")
    room.give(room.ben, Kind.NOTED, note="b1", step="problem", text="Waiting")
    page = sit(room.ann)
    assert browser.boxes == {"note/problem": "note/problem/0"}
    room.lead(Kind.REVEALED, step="problem")
    page.run()
    assert browser.boxes == {}
    leave(page, browser, "note/problem", HARD)
    assert browser.known == ["note/problem"]
    assert HARD in [text.value for text in page.text]
    press(page, "Add it to the notes")
    (late,) = [note for note in room.state.notes.values() if note.author == room.ann.participant_id]
    assert (late.text, late.late) == (HARD, True)
    assert browser.settled == [HARD]
    assert "You had not sent this yet" not in words(page)


def test_a_half_typed_estimate_is_said_when_its_round_is_shown_and_stands_in_the_next(
    room: Room, sit: Callable[[Seat], AppTest], browser: Browser
) -> None:
    room.lead(Kind.MOVED, step="estimates")
    room.lead(Kind.ROUND, path="volume", number=1)
    room.give(room.ben, Kind.ESTIMATED, path="volume", round=1, low=1, likely=2, high=3)
    page = sit(room.ann)
    assert browser.boxes["figure/volume/low"] == "estimate/volume/1/low"
    room.lead(Kind.ESTIMATES_REVEALED, path="volume", round=1)
    page.run()
    leave(page, browser, "figure/volume/low", "120000")
    leave(page, browser, "figure/volume/high", "-")
    assert "You had not given this yet: low 120000. It stands in the next round." in words(page)
    assert "Nobody has seen it" not in words(page)
    room.lead(Kind.ROUND, path="volume", number=2)
    page.run()
    assert [box.value for box in page.number_input] == [120_000, None, None]
    for box, value in zip(page.number_input[1:], (240_000, 180_000), strict=True):
        box.set_value(value)
    press(page, "Give my estimate")
    assert room.state.estimates["volume", 2][room.ann.participant_id].low == 120_000
    assert browser.given == [f"figure/volume/{end}" for end in ("low", "likely", "high")]


def test_what_was_given_of_an_estimate_is_no_draft_after_a_restart(
    room: Room, sit: Callable[[Seat], AppTest], browser: Browser
) -> None:
    room.lead(Kind.MOVED, step="estimates")
    room.lead(Kind.ROUND, path="volume", number=1)
    room.give(room.ann, Kind.ESTIMATED, path="volume", round=1, low=1, likely=2, high=3)
    room.lead(Kind.ESTIMATES_REVEALED, path="volume", round=1)
    page = sit(room.ann)
    leave(page, browser, "figure/volume/low", "1.0")
    assert "You had not given this yet" not in words(page)
    leave(page, browser, "figure/volume/low", "7")
    assert "You had not given this yet: low 7." in words(page)


def test_what_was_half_written_when_the_step_was_left_is_parked_or_let_go(
    room: Room, sit: Callable[[Seat], AppTest], browser: Browser
) -> None:
    room.lead(Kind.MOVED, step="problem")
    page = sit(room.ann)
    room.lead(Kind.MOVED, step="estimates")
    leave(page, browser, "note/problem", "One")
    assert "Add it to the notes" not in [b.label for b in page.button]
    press(page, "Park it")
    assert [item.text for item in room.state.parked.values()] == ["One"]
    leave(page, browser, "note/problem", "Two")
    press(page, "Let it go")
    assert len(room.state.parked) == 1
    assert browser.settled == ["One", "Two"]
    assert "You had not sent this yet" not in words(page)


def test_what_a_tab_held_when_it_was_loaded_anew_stands_in_its_box_again(
    room: Room, sit: Callable[[Seat], AppTest], browser: Browser
) -> None:
    room.lead(Kind.MOVED, step="problem")
    page = sit(room.ann)
    leave(page, browser, "note/problem", HARD)
    assert page.text_area[0].value == HARD
    assert "You had not sent this yet" not in words(page)


def test_what_was_sent_after_all_is_offered_to_nobody(
    room: Room, sit: Callable[[Seat], AppTest], browser: Browser
) -> None:
    room.lead(Kind.MOVED, step="problem")
    room.give(room.ann, Kind.NOTED, note="a1", step="problem", text="Sent")
    page = sit(room.ann)
    room.lead(Kind.REVEALED, step="problem")
    leave(page, browser, "note/problem", " Sent ")
    assert "You had not sent this yet" not in words(page)
    assert browser.settled == ["Sent"]


def test_a_change_of_a_note_that_came_too_late_is_not_lost(
    room: Room, sit: Callable[[Seat], AppTest], browser: Browser
) -> None:
    room.lead(Kind.MOVED, step="problem")
    room.give(room.ann, Kind.NOTED, note="a1", step="problem", text="Frist")
    page = sit(room.ann)
    press(page, "Change")
    assert browser.boxes["edit/a1"] == "edit/a1"
    next(a for a in page.text_area if a.value == "Frist").input("First")
    room.lead(Kind.REVEALED, step="problem")
    press(page, "Save")
    assert "have been revealed" in page.error[0].value
    assert "First" in [text.value for text in page.text]
    press(page, "Add it to the notes")
    assert sorted(note.text for note in room.state.notes.values()) == ["First", "Frist"]


def test_what_was_left_can_be_copied_when_the_workshop_is_closed(
    room: Room, sit: Callable[[Seat], AppTest], browser: Browser
) -> None:
    room.lead(Kind.MOVED, step="problem")
    page = sit(room.ann)
    leave(page, browser, "note/levers", HARD)
    room.lead(Kind.CLOSED)
    page.run()
    assert [code.value for code in page.code] == [HARD]


@pytest.mark.parametrize(("name", "button"), [("dissent", "Record"), ("park", "Park it")])
def test_a_half_written_remark_goes_back_into_its_own_field(
    room: Room, sit: Callable[[Seat], AppTest], browser: Browser, name: str, button: str
) -> None:
    page = sit(room.ann)
    leave(page, browser, f"remark/{name}", HARD)
    assert page.text_area(key=f"{name}/0").value == HARD
    assert "You had not sent this yet" not in words(page)
    press(page, button)
    assert not page.session_state[LEFT]
    kept = room.state.dissents if name == "dissent" else room.state.parked
    assert HARD in str(kept)
    assert page.text_area(key=f"{name}/1").value == ""


@pytest.mark.parametrize(("draft", "text"), [("note/problem", " "), ("note/problem", "x" * 10_001)])
def test_what_is_no_draft_is_not_kept(
    room: Room, sit: Callable[[Seat], AppTest], browser: Browser, draft: str, text: str
) -> None:
    page = sit(room.ann)
    leave(page, browser, draft, text)
    assert "You had not sent this yet" not in words(page)


def test_a_browser_that_makes_up_drafts_fills_no_memory(
    room: Room, sit: Callable[[Seat], AppTest], browser: Browser
) -> None:
    page = sit(room.ann)
    for number in range(MOST + 5):
        browser.left = (f"made/up/{number}", f"Text {number}")
        page.run()
    assert len(page.session_state[LEFT]) == MOST


def test_a_refusal_stands_once_beside_the_input_it_belongs_to(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="estimates")
    for path in ("volume", "payoff.tp"):
        room.lead(Kind.ROUND, path=path, number=1)
    page = sit(room.ann)
    for end, value in (("low", 9), ("high", 1), ("likely", 5)):
        page.number_input(key=f"estimate/payoff.tp/1/{end}").set_value(value)
    [b for b in page.button if b.label == "Give my estimate"][1].click().run()
    order = [element.type for element in page.main if element.type in ("error", "number_input")]
    assert order == ["number_input"] * 6 + ["error"]
    page.run()
    assert not page.error


def test_the_deadline_is_read_in_the_readers_own_time(running: Runtime, sit: Callable[[Seat], AppTest]) -> None:
    deadline = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
    room = open_room(running, Settings(mode=Mode.ASYNC, deadline=deadline))
    with patch.object(ContextProxy, "timezone", new_callable=PropertyMock, return_value="Asia/Kolkata"):
        assert "Please by 26 Nov, 22:00 (Asia/Kolkata)." in words(sit(room.ann))


@dataclass
class Ballot:
    """What a browser would show of what can be voted for, and press in it."""

    offered: list[str] = field(default_factory=list)
    mine: dict[str, int] = field(default_factory=dict)
    pressed: dict[str, int] = field(default_factory=dict)

    def show(
        self,
        offered: list[Target],
        mine: dict[str, int],
        each: int,
        key: str,
        on_placed: Callable[[dict[str, int]], None],
    ) -> None:
        self.offered, self.mine = [one.text for one in offered], dict(mine)
        if self.pressed:
            pressed, self.pressed = self.pressed, {}
            on_placed(pressed)


@pytest.fixture
def ballot() -> Iterator[Ballot]:
    found = Ballot()
    with patch("components.dots.dots", found.show):
        yield found


def place(page: AppTest, ballot: Ballot, **dots: int) -> None:
    """Let the browser tell where dots should stand."""
    ballot.pressed = dots
    page.run().run()
    assert not page.exception


def voting(running: Runtime) -> Room:
    room = open_room(running, Settings(votes_each=2))
    room.lead(Kind.MOVED, step="problem")
    for note, text in (("b1", "Waiting"), ("b2", "Letters")):
        room.give(room.ben, Kind.NOTED, note=note, step="problem", text=text)
    room.lead(Kind.REVEALED, step="problem")
    return room


def test_dots_are_placed_and_taken_back(running: Runtime, sit: Callable[[Seat], AppTest], ballot: Ballot) -> None:
    room = voting(running)
    page = sit(room.ann)
    assert (ballot.offered, ballot.mine) == (["Waiting", "Letters"], {})
    place(page, ballot, b1=2)
    assert room.state.votes["problem"][room.ann.participant_id] == ballot.mine == {"b1": 2}
    place(page, ballot, b1=1, b2=0)
    assert room.state.votes["problem"][room.ann.participant_id] == ballot.mine == {"b1": 1}


def test_a_dot_moves_to_another_note_in_one_go_whatever_the_order(
    running: Runtime, sit: Callable[[Seat], AppTest], ballot: Ballot
) -> None:
    room = voting(running)
    page = sit(room.ann)
    place(page, ballot, b1=2)
    place(page, ballot, b2=2, b1=0)
    assert room.state.votes["problem"][room.ann.participant_id] == {"b2": 2}


@pytest.mark.parametrize(
    ("pressed", "said"),
    [
        ({"b1": 3}, "The number of dots is a whole number from 0 to 2"),
        ({"b2": 2, "b1": 1}, "and 1 are left for this"),
        ({"nothing": 1}, "What you voted for is not there any more."),
    ],
)
def test_what_a_browser_makes_up_is_refused_at_the_save(
    running: Runtime, sit: Callable[[Seat], AppTest], ballot: Ballot, pressed: dict[str, int], said: str
) -> None:
    room = voting(running)
    room.give(room.ann, Kind.VOTED, step="problem", target="b1", dots=1)
    page = sit(room.ann)
    ballot.pressed = pressed
    page.run()
    assert room.state.votes["problem"][room.ann.participant_id] == {"b1": 1}
    assert said in words(page)


def test_the_result_of_the_vote_shows_only_when_it_is_shown_to_all(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="problem")
    room.give(room.ben, Kind.NOTED, note="b1", step="problem", text="Waiting")
    room.lead(Kind.REVEALED, step="problem")
    room.give(room.ben, Kind.VOTED, step="problem", target="b1", dots=3)
    page = sit(room.ann)
    assert "**3**" not in words(page)
    room.lead(Kind.VOTES_REVEALED, step="problem")
    page.run()
    assert "**3** :small[dots] Waiting" in words(page)


def test_an_estimate_is_blind_until_the_round_is_shown(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="estimates")
    room.lead(Kind.ROUND, path="volume", number=1)
    room.give(room.ben, Kind.ESTIMATED, path="volume", round=1, low=100_000, likely=150_000, high=200_000)
    page = sit(room.ann)
    assert "150,000" not in words(page)
    for box, value in zip(page.number_input, (120_000, 240_000, 180_000), strict=True):
        box.set_value(value)
    press(page, "Give my estimate")
    mine = room.state.estimates["volume", 1][room.ann.participant_id]
    assert (mine.low, mine.likely, mine.high) == (120_000, 180_000, 240_000)
    assert "Kept: 120,000 to 240,000, most likely 180,000" in words(page)
    room.lead(Kind.ESTIMATES_REVEALED, path="volume", round=1)
    page.run()
    assert "Finance says" in words(page)
    assert "Together:" in words(page)


def test_an_estimate_out_of_order_is_refused_and_stays(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="estimates")
    room.lead(Kind.ROUND, path="volume", number=1)
    page = sit(room.ann)
    for box, value in zip(page.number_input, (9, 1, 5), strict=True):
        box.set_value(value)
    press(page, "Give my estimate")
    assert "not in rising order" in page.error[0].value
    assert [box.value for box in page.number_input] == [9, 1, 5]
    assert room.state.estimates == {}


def test_dials_are_kept_at_once_with_their_reason(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="dials")
    page = sit(room.ann)
    page.segmented_control[0].set_value("high").run()
    page.text_input[0].input("It touches people.").run()
    assert room.state.dials["fair"][room.ann.participant_id].level == "high"
    assert room.state.dials["fair"][room.ann.participant_id].reason == "It touches people."
    assert "1 of 6 kept" in words(page)


def test_risks_are_scored_alone(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="premortem")
    room.give(room.ben, Kind.NOTED, note="b1", step="premortem", text="Nobody used it")
    room.lead(Kind.REVEALED, step="premortem")
    room.lead(Kind.RISK, risk="r1", family="organisational", text="Nobody uses it", from_note="b1")
    page = sit(room.ann)
    for control, value in zip(page.segmented_control, (4, 3, 2), strict=True):
        control.set_value(value)
    press(page, "Give my scores")
    assert tuple(room.state.risk_scores["r1"][room.ann.participant_id]) == (4, 3, 2)
    assert "Kept." in words(page)


def test_a_hand_is_kept_and_all_are_shown_together(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="verdict")
    page = sit(room.ann)
    page.radio[0].set_value(2).run()
    assert room.state.fists == {room.ann.participant_id: 2}
    room.lead(Kind.FISTS_REVEALED)
    page.run()
    assert "1 of 1 cannot live with it yet" in words(page)


def test_canvas_fields_appear_as_the_facilitator_writes_them(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="boundary")
    room.lead(Kind.FIELD_SET, path="boundary.target", value=82.5)
    page = sit(room.ann)
    assert "82.5" in words(page)


def test_lists_and_ranges_are_shown_in_words(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    paths = ("restricted", "volume", "problem", "review_date")
    steps = [replace(one, paths=paths) if one.key == "boundary" else one for one in room.state.agenda]
    room.lead(Kind.AGENDA, steps=[step_to_json(one) for one in steps])
    room.lead(Kind.MOVED, step="boundary")
    room.lead(Kind.FIELD_SET, path="restricted", value=[{"id": "a", "use": HARD}, {"id": "b", "use": "Hiring"}])
    room.lead(Kind.FIELD_SET, path="volume", value={"low": 1000, "likely": 2000, "high": 3000})
    room.lead(Kind.FIELD_SET, path="problem", value="One\n**two**")
    said = words(sit(room.ann))
    assert f"**{HARD}" in said
    assert "**Hiring" in said
    assert "{" not in said
    assert "**1,000 to 3,000, most likely 2,000 cases**" in said
    assert "**One**  \n****two****" in said
    assert "Review date  \n**—**" in said


def test_what_there_is_one_of_is_counted_in_the_singular(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="problem")
    room.give(room.ann, Kind.NOTED, note="a1", step="problem", text="One")
    room.lead(Kind.CLOSED)
    assert "2 people, 1 note, 0 estimates, 0 fields of the canvas" in words(sit(room.ann))


def test_the_last_act_can_be_taken_back(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="verdict")
    page = sit(room.ann)
    page.radio[0].set_value(2).run()
    press(page, "Take back your hand")
    assert room.state.fists == {}


def test_closing_thanks_and_takes_nothing_more(room: Room, sit: Callable[[Seat], AppTest]) -> None:
    room.lead(Kind.MOVED, step="verdict")
    room.lead(Kind.CLOSED)
    page = sit(room.ann)
    assert page.title[0].value == "Thank you"
    assert not page.button


def test_where_everybody_goes_at_their_own_pace_a_step_is_chosen(
    running: Runtime, sit: Callable[[Seat], AppTest]
) -> None:
    room = open_room(running, Settings(mode=Mode.ASYNC))
    page = sit(room.ann)
    page.selectbox[0].set_value("problem").run()
    page.text_area[0].input("In my own time")
    press(page, "Add")
    assert [note.step for note in room.state.notes.values()] == ["problem"]


@pytest.fixture
def cookies() -> Iterator[dict[str, str]]:
    """The cookies of the browser."""
    with patch.object(ContextProxy, "cookies", new_callable=PropertyMock, return_value={}) as held:
        yield held.return_value


def test_somebody_without_a_seat_is_asked_for_the_code(running: Runtime, visit: Open, cookies: dict[str, str]) -> None:
    page = visit("seat", who=NOBODY)
    page.text_input[0].input("not a code").run()
    assert page.error[0].value == 'A code has six letters and digits, such as "KMT-4XQ". It stands on the projector.'


def test_joining_with_a_name_and_a_role_takes_a_seat(room: Room, visit: Open, cookies: dict[str, str]) -> None:
    cookies["throughline_seat"] = "token-cem"
    page = visit("seat", who=NOBODY, code=room.code)
    page.text_input[0].input("Cem 🦊")
    press(page, "Join")
    assert page.error[0].value == "Choose the role you speak for; take Guest if none fits."
    page.selectbox[0].set_value("expert")
    press(page, "Join")
    assert page.title[0].value == "You are in"
    seat = seats.seat_of(room.runtime.store, "token-cem")
    assert seat is not None
    assert (seat.name, seat.role) == ("Cem 🦊", "expert")


@pytest.mark.parametrize("page", ["portfolio", "envision", "workshop", "projector", "store", "leadership"])
def test_a_participant_reaches_no_other_page(room: Room, sit: Callable[[Seat], AppTest], page: str) -> None:
    app = sit(room.ann)
    with pytest.raises(ValueError, match="page"):
        app.switch_page(PATHS[page]).run()


@pytest.mark.parametrize(
    ("step", "kind", "body"),
    [
        ("dials", Kind.DIAL, {"component": "fair", "level": "high", "reason": "It decides about people."}),
        ("verdict", Kind.FIST, {"fingers": 4}),
    ],
)
@pytest.mark.parametrize("left", [True, False])
def test_what_a_browser_still_holds_of_a_step_is_given_once(
    room: Room, sit: Callable[[Seat], AppTest], step: str, kind: Kind, body: dict[str, Any], left: bool
) -> None:
    room.lead(Kind.MOVED, step=step)
    room.give(room.ann, kind, **body)
    page = sit(room.ann)
    held = said_again(page)
    room.lead(Kind.MOVED, step="break")
    page.run()
    if not left:
        room.lead(Kind.MOVED, step=step)
    before = room.state.number
    page._run(held)  # as the live stream does before the browser has drawn the next step
    assert room.state.number == before
    assert not page.error
