"""The console: one next act at a time, nothing private before its reveal, and what it writes is what the rules keep."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import PropertyMock, patch
from zoneinfo import ZoneInfo

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from components import wall
from components.fields import key_of
from data import canvases, workshops
from data.runtime import Runtime
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.envision.canvas import fields, missing
from lifecycle.envision.dials import questions
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Activity, Step, check_agenda, step_to_json
from lifecycle.envision.workshop.entries import Entry, Kind
from lifecycle.envision.workshop.things import Mode, Settings
from pages.workshop import leading_notes, leading_risks, stage
from pages.workshop.agenda import duration, offered
from pages.workshop.next_act import moving_on, next_act, sentence
from tests.conftest import NOW, OWNER
from tests.pages.conftest import Open, words
from tests.pages.leading import (
    DIALS,
    ESTIMATES,
    FIELDS,
    HARD,
    NOTES,
    RISKS,
    VERDICT,
    Room,
    a_round,
    a_wall,
    labels,
    open_room,
    press,
    said_again,
)


@pytest.fixture
def room(running: Runtime) -> Room:
    return open_room(running)


def primary(page: Any) -> list[str]:
    return [b.label.replace("\\", "") for b in page.button if b.proto.type == "primary"]


def canvas(room: Room) -> dict[str, Any]:
    return dict(canvases.load(room.runtime.store, OWNER, room.initiative).values)


def test_without_a_workshop_the_page_offers_to_open_one_with_the_default_agenda(
    room: Room, visit: Open, running: Runtime
) -> None:
    room.lead(Kind.CLOSED)
    page = visit("workshop", initiative=room.slug)
    assert "11 steps, 3 h 30 min" in words(page)
    assert "1 workshop has been held" in words(page)
    name = f"open/{room.initiative}"
    page.text_input(key=f"{name}/title").set_value("Second").run()
    page.number_input(key=f"agenda/{name}/purpose/minutes").set_value(15).run()
    page.button(key=f"agenda/{name}/break/out").click().run()
    page.button(key=f"agenda/{name}/problem/up").click().run()
    assert "10 steps, 3 h 25 min" in words(page)
    page.button(key=f"{name}/do").click().run()
    assert not page.exception
    made = workshops.of_initiative(running.store, OWNER, room.initiative)[0]
    state = workshops.state(running.store, made.id)
    assert state.title == "Second"
    assert [step.key for step in state.agenda][:3] == ["problem", "purpose", "decision"]
    assert state.agenda[1].minutes == 15
    assert made.id in page.query_params["workshop"]


def test_an_added_step_can_be_given_prompts(room: Room, visit: Open) -> None:
    page = visit("workshop", initiative=room.slug)
    key = f"agenda/open/{room.initiative}"
    page.button(key=f"{key}/add").click().run()
    assert "12 steps" in words(page)
    page.button(key=f"{key}/problem/prompts").click().run()
    assert str(page.text_area(key=f"{key}/ask/problem").value).startswith("Who loses what today")


def test_an_added_step_fills_the_fields_the_facilitator_chooses(room: Room, visit: Open, running: Runtime) -> None:
    page = visit("workshop", initiative=room.slug)
    name = f"open/{room.initiative}"
    key = f"agenda/{name}"
    page.button(key=f"{key}/add").click().run()
    added = page.session_state[key][-1].key
    page.selectbox(key=f"{key}/{added}/activity").set_value(Activity.FIELDS).run()
    page.button(key=f"{key}/{added}/fields").click().run()
    page.multiselect(key=f"{key}/fills/{added}").set_value(["restricted", "run_cost"])
    page.button(key=f"{key}/fills/{added}/do").click()
    page.button(key=f"{key}/{added}/fields").click().run()  # a whole run opens the dialog anew
    assert "Fields (2)" in labels(page)
    page.button(key=f"{name}/do").click().run()
    made = workshops.of_initiative(running.store, OWNER, room.initiative)[0]
    step = workshops.state(running.store, made.id).agenda[-1]
    assert (step.activity, step.paths) == (Activity.FIELDS, ("restricted", "run_cost"))


def test_a_step_that_becomes_estimates_keeps_the_fields_that_are_ranges(room: Room, visit: Open) -> None:
    page = visit("workshop", initiative=room.slug)
    key = f"agenda/open/{room.initiative}"
    step = page.session_state[key][0]
    page.session_state[key] = [replace(step, paths=("problem", "volume")), *page.session_state[key][1:]]
    page.run()
    page.selectbox(key=f"{key}/{step.key}/activity").set_value(Activity.ESTIMATES).run()
    assert page.session_state[key][0].paths == ("volume",)


@pytest.mark.parametrize("activity", list(Activity))
def test_fields_that_are_offered_pass_the_check_of_the_agenda(activity: Activity) -> None:
    found = offered(activity)
    assert check_agenda([Step("one", "One", 5, activity, paths=tuple(found))])
    assert all(": " in name for name in found.values())
    assert {"volume", "payoff.tp"} <= set(found)
    assert ("intent" in found) is (activity is not Activity.ESTIMATES)


@pytest.mark.parametrize(("minutes", "said"), [(210, "3 h 30 min"), (45, "45 min"), (120, "2 h"), (0, "0 min")])
def test_durations_are_written_as_people_say_them(minutes: int, said: str) -> None:
    assert duration(minutes) == said


def test_before_the_first_step_the_code_stands_large_and_the_one_primary_button_starts(room: Room, visit: Open) -> None:
    page = room.open(visit)
    assert primary(page) == ["Start: Why we are here"]
    assert next(b for b in page.button if b.label == "Undo").disabled
    assert f"# {room.code[:3]}-{room.code[3:]}" in [m.value for m in page.markdown]
    assert any(room.code in code.value for code in page.code)
    assert "3 people are in" in words(page)
    press(page, "Start: Why we are here")
    assert room.state.position == "purpose"
    assert primary(page) == ["Next: The problem"]


def test_notes_are_counted_and_not_shown_before_they_are_turned_over(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=NOTES)
    room.note(0, "n0", "Ann's secret")
    with patch("components.wall.pick") as picked:
        page = room.open(visit)
        assert "Ann's secret" not in words(page)
        assert not picked.called
        assert "1 of 3 have written, 1 note in all, 2 are quiet" in words(page)
        assert "Ben" in words(page)
        assert primary(page) == ["Turn the notes over"]
        press(page, "Turn the notes over")
        assert [note.text for note in picked.call_args.args[0].loose] == ["Ann's secret"]


def test_nothing_is_turned_over_while_nobody_has_written(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=NOTES)
    page = room.open(visit)
    assert next(b for b in page.button if b.label == "Turn the notes over").disabled
    assert "Next: The decision and the work around it" in labels(page)


@pytest.fixture
def act_on_wall(room: Room, visit: Open) -> Callable[..., Any]:
    """Do something on the wall as the browser would, in a run of the page."""
    a_wall(room)

    def do(**act: Any) -> Any:
        given = {"notes": [], "groups": [], "title": "", "id": "browser1", **act}

        def pick(found: Any, key: str, on_act: Any, dots: Any, actions: Any) -> None:
            if given and given["do"] in actions:
                on_act(dict(given))
                given.clear()

        with patch("components.wall.pick", pick):
            page = room.open(visit)
            page.run()
        assert not page.exception
        return page

    return do


def test_notes_are_put_together_and_the_group_grows_and_dissolves(room: Room, act_on_wall: Callable[..., Any]) -> None:
    act_on_wall(do="group", notes=["n0", "n2"], title="Time")
    (group,) = room.state.groups.values()
    assert (group.title, group.notes) == ("Time", ("n0", "n2"))
    act_on_wall(do="group", notes=["n1"], groups=[group.id], id="browser2")
    assert room.state.groups[group.id].notes == ("n0", "n2", "n1")
    act_on_wall(do="ungroup", groups=[group.id], id="browser3")
    assert not room.state.groups


def test_the_same_act_of_the_wall_sent_twice_is_one(room: Room, act_on_wall: Callable[..., Any]) -> None:
    act_on_wall(do="group", notes=["n0"], title="Time")
    act_on_wall(do="group", notes=["n0"], title="Time")
    assert len(room.state.groups) == 1


def test_groups_are_merged(room: Room, act_on_wall: Callable[..., Any]) -> None:
    room.lead(Kind.GROUPED, group="a", title="A", notes=["n0"])
    room.lead(Kind.GROUPED, group="b", title="B", notes=["n1"])
    act_on_wall(do="merge", groups=["a", "b"])
    assert room.state.groups["a"].merged == ("B",)


@pytest.mark.parametrize(
    "sent", [{"notes": [["n0"]]}, {"notes": "n0"}, {"notes": ["gone"]}, {"id": 7}, {"title": None}]
)
def test_what_a_browser_makes_up_changes_nothing_and_is_said(
    room: Room, act_on_wall: Callable[..., Any], sent: dict[str, Any]
) -> None:
    before = room.state.number
    act_on_wall(**{"do": "group", "notes": ["n0"], "title": " ", **sent})
    assert room.state.number == before


def test_a_note_is_parked_whole(room: Room, act_on_wall: Callable[..., Any]) -> None:
    act_on_wall(do="park", notes=["n1"])
    assert [item.text for item in room.state.parked.values()] == [HARD]


def test_a_note_becomes_the_text_of_a_field_of_the_step(room: Room, act_on_wall: Callable[..., Any]) -> None:
    page = act_on_wall(do="promote", notes=["n1"])
    with patch("components.wall.pick"):
        text = next(area for area in page.text_area if area.label == "In these words")
        assert text.value == HARD
        text.set_value("Spare people the wait.")
        into = next(box for box in page.selectbox if box.label == "Into which field")
        assert into.value in room.state.step.paths  # type: ignore[union-attr]
        into.set_value("intent")
        press(page, "Put it into the canvas")
    assert canvas(room)["intent"] == "Spare people the wait."
    assert room.state.promoted[0].source == "n1"
    assert "Put it into the canvas" not in labels(page)


def test_votes_are_shown_by_the_primary_button_and_taken_back_by_undo(room: Room, visit: Open) -> None:
    a_wall(room)
    room.give(0, Kind.VOTED, step=NOTES, target="n1", dots=3)
    page = room.open(visit)
    assert primary(page) == ["Show the votes"]
    assert "3 by 1" in words(page).replace("**", "").replace(":gray[", "").replace("]", "")
    press(page, "Show the votes")
    assert NOTES in room.state.votes_revealed
    press(page, "Undo: showing the votes")
    assert NOTES not in room.state.votes_revealed


def test_the_clock_is_paused_resumed_and_given_more_time(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=NOTES)
    page = press(room.open(visit), "+2 min")
    assert room.state.timer.total == 22 * 60
    press(page, "Pause")
    assert not room.state.timer.running
    press(page, "Resume")
    assert room.state.timer.running


def test_the_next_act_and_the_clock_have_keys_that_type_nothing(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=NOTES)
    room.note(0, "n0", "Waiting")
    page = room.open(visit)
    assert keys(page) == {"Turn the notes over": stage.NEXT_KEY.lower(), "Pause": stage.CLOCK_KEY.lower()}
    press(page, "Pause")
    assert keys(page)["Resume"] == stage.CLOCK_KEY.lower()
    for key in keys(page).values():
        assert "alt" in key.split("+"), "a key alone would be typed, or pressed by a slip"


def keys(page: AppTest) -> dict[str, str]:
    return {b.label: b.proto.shortcut for b in page.button if b.proto.shortcut}


def test_who_has_given_what_so_far_stands_beside_what_shows_it(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=RISKS)
    room.note(0, "r0", HARD, step=RISKS)
    room.lead(Kind.REVEALED, step=RISKS)
    room.lead(Kind.RISK, risk="risk0", family="data", text=HARD, from_note="r0")
    scores = {"likelihood": 4, "impact": 5, "detectability": 1}
    room.give(0, Kind.RISK_SCORED, risk="risk0", **scores)
    assert beside(room, visit) == "1 of 3 have scored"
    room.lead(Kind.RISK, risk="risk1", family="data", text=HARD)
    room.give(1, Kind.RISK_SCORED, risk="risk1", **scores)
    assert beside(room, visit) == "0 of 3 have scored every risk"
    room.give(1, Kind.RISK_SCORED, risk="risk0", **scores)
    assert beside(room, visit) == "1 of 3 have scored every risk"
    room.lead(Kind.MOVED, step=ESTIMATES)
    room.lead(Kind.ROUND, path="volume", number=1)
    room.give(0, Kind.ESTIMATED, path="volume", round=1, low=1, likely=2, high=3)
    assert beside(room, visit) == "1 of 3 have estimated"
    room.lead(Kind.MOVED, step=VERDICT)
    room.give(0, Kind.FIST, fingers=4)
    room.give(2, Kind.FIST, fingers=4)
    assert beside(room, visit) == "2 of 3 have shown a hand"


def test_nobody_of_nobody_is_not_said(room: Room) -> None:
    room.lead(Kind.MOVED, step=VERDICT)
    act = next_act(replace(room.state, participants={}))
    assert act is not None
    assert (act.label, act.given) == ("Show the hands", "")


def beside(room: Room, visit: Open) -> str:
    """Give what is said beside the next act."""
    act = next_act(room.state)
    assert act is not None
    assert not act.waits
    assert act.given in [caption.value for caption in room.open(visit).caption]
    return act.given


def test_steps_are_jumped_to_at_the_side(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=NOTES)
    page = room.open(visit)
    page.button(key=f"lead/{room.id}/step/{VERDICT}").click().run()
    assert room.state.position == VERDICT


def test_an_estimate_goes_from_its_round_into_the_canvas(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=ESTIMATES)
    page = room.open(visit)
    assert primary(page) == ["Open round 1: Cases a year"]
    press(page, "Open round 1: Cases a year")
    assert next(b for b in page.button if b.label.startswith("Show the estimates")).disabled
    a_round_given(room)
    page.run()
    assert "3 of 3 have estimated “Cases a year”; 0 of " in words(page), "names keep their capitals"
    assert "3 of 3 have given theirs" in words(page)
    assert not any(number in words(page) for number in ("1,000", "4,000"))
    press(page, "Show the estimates: Cases a year")
    assert "Ask first: **Ann, Sponsor**" in words(page)
    assert "Cyd <i>, Finance" in words(page)
    press(page, "Take the pooled range: Cases a year")
    pooled = views.spread(room.state, "volume", 1).pooled  # type: ignore[union-attr]
    assert canvas(room)["volume"] == pooled.model_dump()
    assert primary(page) == ["Open round 1: Right yes"]


def a_round_given(room: Room) -> None:
    for place, likely in enumerate((1000, 2000, 4000)):
        room.give(place, Kind.ESTIMATED, path="volume", round=1, low=likely / 2, likely=likely, high=likely * 2)


def test_a_second_round_is_opened_and_the_room_may_agree_on_another_range(room: Room, visit: Open) -> None:
    a_round(room, reveal=True)
    page = press(room.open(visit), "Open round 2")
    assert room.state.latest_round("volume").number == 2  # type: ignore[union-attr]
    room.lead(Kind.UNDONE, entry=room.state.last_act["facilitator"].id)
    page.run()
    for end, value in (("low", 900.0), ("likely", 1500.0), ("high", 3000.0)):
        page.number_input(key=f"lead/{room.id}/accept/volume/1/{end}").set_value(value)
    press(page, "Take this range")
    assert canvas(room)["volume"] == {"low": 900, "likely": 1500, "high": 3000}


def test_dials_show_opinions_and_their_minimum_and_are_set(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=DIALS)
    room.give(0, Kind.DIAL, component="privacy", level="light", reason=HARD)
    room.give(1, Kind.DIAL, component="privacy", level="high")
    if "tier" in fields():
        room.lead(Kind.FIELD_SET, path="tier", value="high")
    page = room.open(visit)
    assert "1 light · 1 high. From one end to the other: hear both." in words(page)
    assert any(HARD in text.value for text in page.text)
    if "tier" in fields():
        assert "at least high: the law ranks this use as high-risk" in words(page)
    level = page.button_group(key=key_of(f"workshop/{room.id}", "dial.privacy"))
    level.set_value("standard").run()
    assert "Respectful of privacy cannot be standard: it is at least high" in words(page)
    assert "privacy" not in room.state.dials_set
    assert "dial.privacy" not in canvas(room)
    level.set_value("high").run()
    assert room.state.dials_set["privacy"].level == "high"
    assert canvas(room)["dial.privacy"] == "high"
    assert "1 of 6 dials are set" in words(page)
    assert "cannot be standard" not in words(page)


def field_key(room: Room, path: str, part: str = "") -> str:
    return key_of(f"workshop/{room.id}", path, part)


def by_ben(room: Room, **changed: Any) -> None:
    """Let somebody else change fields at the canvas; a dot in a path is written as two underscores."""
    ben = Act(Principal("ben", "Ben *Adams*", Capability.EDITOR), NOW)
    given = {path.replace("__", "."): value for path, value in changed.items()}
    canvases.edit(room.runtime.store, ben, room.initiative, given)


def test_a_dial_is_lowered_once_reason_and_approval_stand_beside_it(room: Room, visit: Open) -> None:
    for key in questions():
        room.lead(Kind.FIELD_SET, path=f"question.{key}", value="1")
    room.lead(Kind.MOVED, step=DIALS)
    page = room.open(visit)
    page.button_group(key=field_key(room, "dial.safe")).set_value("light").run()
    assert "Safe & secure is light, below the suggested standard: say why." in words(page)
    assert "dial.safe" not in canvas(room)
    page.text_input(key=field_key(room, "dial.safe.reason")).set_value("It only sorts mail.").run()
    page.text_input(key=field_key(room, "dial.safe.by")).set_value("Ann").run()
    page.text_input(key=field_key(room, "dial.safe.approved")).set_value("ann").run()
    assert "Nobody approves their own work." in words(page)
    assert "dial.safe" not in canvas(room)
    page.text_input(key=field_key(room, "dial.safe.approved")).set_value("Cyd").run()
    assert canvas(room)["dial.safe"] == "light"
    assert "Nobody approves" not in words(page)
    assert room.state.dials_set["safe"].level == "light"


def test_what_may_be_half_typed_stays_and_what_somebody_else_wrote_stands_beside_it(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=DIALS)
    page = room.open(visit)
    key = field_key(room, "dial.safe.reason")
    widget = page.text_input(key=key).proto.id
    by_ben(room, dial__safe__reason="Ben's reason")
    page.run()  # as the live stream does while somebody types
    assert page.text_input(key=key).proto.id == widget
    assert page.text_input(key=key).value == ""
    assert not page.text_input(key=key).proto.set_value
    assert "Ben *Adams* changed this at 09:00 UTC on 23 Nov:" in words(page)
    assert "Ben's reason" in [text.value for text in page.text]
    page.text_input(key=key).set_value("Mine").run()
    assert canvas(room)["dial.safe.reason"] == "Ben's reason"
    assert {"Mine", "Ben's reason"} <= {text.value for text in page.text}
    page.button(key="mine/dial.safe.reason").click().run()
    assert canvas(room)["dial.safe.reason"] == "Mine"
    assert page.text_input(key=key).value == "Mine"


def test_what_somebody_else_wrote_is_taken(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=FIELDS)
    page = room.open(visit)
    key = field_key(room, "boundary.window_days")
    by_ben(room, boundary__window_days=14)
    page.run()
    assert page.number_input(key=key).value is None
    page.button(key=f"take/workshop/{room.id}/boundary.window_days").click().run()
    assert page.number_input(key=key).value == 14
    assert "changed this" not in words(page)


def test_a_choice_follows_what_somebody_else_chose_and_says_so(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=DIALS)
    page = room.open(visit)
    by_ben(room, dial__safe="high")
    page.run()
    assert page.button_group(key=field_key(room, "dial.safe")).value == "high"
    assert "Ben *Adams* changed this at 09:00 UTC on 23 Nov." in words(page)


def test_a_field_shows_what_the_facilitators_own_act_made_of_it(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=DIALS)
    page = room.open(visit)
    key = field_key(room, "dial.safe.reason")
    page.text_input(key=key).set_value("Mine").run()
    press(page, "Undo: what was written in “Why, for Safe & secure”")
    assert page.text_input(key=key).value == ""
    assert "changed this" not in words(page)


def test_lists_are_edited_from_the_console(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=FIELDS)
    steps = [replace(one, paths=("restricted",)) if one.key == FIELDS else one for one in room.state.agenda]
    room.lead(Kind.AGENDA, steps=[step_to_json(one) for one in steps])
    page = press(room.open(visit), "Add a restricted use")
    [row] = canvas(room)["restricted"]
    page.text_input(key=field_key(room, "restricted", f"{row['id']}/use")).set_value(HARD).run()
    assert canvas(room)["restricted"] == [row | {"use": HARD}]
    assert room.state.fields["restricted"] == [row | {"use": HARD}]
    by_ben(room, restricted=[row | {"use": HARD}, {"id": "ben", "use": "Ben's"}])
    page.text_input(key=field_key(room, "restricted", f"{row['id']}/decides")).set_value("Cyd").run()
    assert canvas(room)["restricted"] == [row | {"use": HARD, "decides": "Cyd"}, {"id": "ben", "use": "Ben's"}]
    assert "Ben" in str(page.radio(key=field_key(room, "restricted", "which")).options)


def test_an_act_that_meets_anothers_change_shows_both_and_leaves_the_choice(room: Room, visit: Open) -> None:
    a_round(room, reveal=True)
    page = room.open(visit)
    by_ben(room, volume={"low": 7, "likely": 8, "high": 9})
    press(page, "Take the pooled range: Cases a year")
    assert canvas(room)["volume"]["low"] == 7
    assert "Cases a year: Ben *Adams* changed this at" in words(page).replace("**", "")
    press(page, "Put mine in its place")
    pooled = views.spread(room.state, "volume", 1).pooled  # type: ignore[union-attr]
    assert canvas(room)["volume"] == pooled.model_dump()
    assert "Leave theirs" not in labels(page)


def test_what_another_wrote_is_left(room: Room, visit: Open) -> None:
    a_round(room, reveal=True)
    page = room.open(visit)
    by_ben(room, volume={"low": 7, "likely": 8, "high": 9})
    press(page, "Take this range")
    press(page, "Leave theirs")
    assert canvas(room)["volume"]["low"] == 7
    assert "volume" not in room.state.accepted
    assert "Put mine in its place" not in labels(page)


def test_a_note_becomes_a_row_of_a_list(room: Room, act_on_wall: Callable[..., Any]) -> None:
    page = act_on_wall(do="promote", notes=["n1"])
    with patch("components.wall.pick"):
        next(box for box in page.selectbox if box.label == "Into which field").set_value("restricted").run()
        press(page, "Put it into the canvas")
    assert canvas(room)["restricted"] == [{"id": "n1", "use": HARD}]
    assert room.state.promoted[0].source == "n1"


def test_what_a_note_would_replace_is_said(room: Room, act_on_wall: Callable[..., Any]) -> None:
    room.lead(Kind.FIELD_SET, path="problem", value=HARD)
    room.lead(Kind.FIELD_SET, path="restricted", value=[{"id": "r", "use": "Hiring"}])
    page = act_on_wall(do="promote", notes=["n0"])
    with patch("components.wall.pick"):
        into = next(box for box in page.selectbox if box.label == "Into which field")
        into.set_value("problem").run()
        assert f"It takes the place of: {HARD}" in words(page)
        into.set_value("restricted").run()
        assert "It becomes a restricted use of this list, after the 1 that are there." in words(page)


def test_a_group_is_renamed_and_its_title_taken_back(room: Room, act_on_wall: Callable[..., Any]) -> None:
    room.lead(Kind.GROUPED, group="g1", title="Wating", notes=["n0", "n1"])
    page = act_on_wall(do="rename", groups=["g1"])
    with patch("components.wall.pick"):
        box = next(box for box in page.text_input if box.label == "Title of the group")
        assert box.value == "Wating"
        box.set_value("Waiting")
        press(page, "Give it this title")
        assert room.state.groups["g1"].title == "Waiting"
        assert room.state.groups["g1"].notes == ("n0", "n1")
        assert "Give it this title" not in labels(page)
        press(page, "Undo: the new title of the group")
    assert room.state.groups["g1"].title == "Wating"


def test_a_note_alone_is_not_renamed(act_on_wall: Callable[..., Any]) -> None:
    assert "Give it this title" not in labels(act_on_wall(do="rename", notes=["n0"]))


def a_scored_risk(room: Room) -> None:
    room.lead(Kind.MOVED, step=RISKS)
    room.note(0, "r0", HARD, step=RISKS)
    room.lead(Kind.REVEALED, step=RISKS)
    room.lead(Kind.RISK, risk="risk0", family="data", text=HARD, from_note="r0")
    for place in range(3):
        room.give(place, Kind.RISK_SCORED, risk="risk0", likelihood=4, impact=5, detectability=1 + place)


def test_risks_are_scored_blind_decided_and_put_into_the_canvas(room: Room, visit: Open) -> None:
    a_scored_risk(room)
    page = room.open(visit)
    assert "3 of 3 have scored it" in words(page)
    assert "STOP" not in words(page)
    press(page, "Show the scores")
    assert "STOP" in words(page)
    assert "likelihood 4, impact 5, seen late 2 (1 to 3)" in words(page)
    if "risks" in fields():
        press(page, "Put the scored risks into the canvas")
        (row,) = canvas(room)["risks"]
        assert (row["id"], row["text"], row["inherent_impact"], row["residual_impact"]) == ("risk0", HARD, 5, 5)
        assert next(b for b in page.button if b.label == "These risks are in the canvas").disabled


def test_a_risk_is_worded_anew_and_taken_off_until_its_scores_are_shown(room: Room, visit: Open) -> None:
    a_scored_risk(room)
    page = press(room.open(visit), "Change")
    text = page.text_area(key=f"lead/{room.id}/risk/text/of/risk0")
    assert (text.value, page.selectbox(key=f"lead/{room.id}/risk/family/of/risk0").value) == (HARD, "data")
    text.set_value("The feed stops.")
    page.selectbox(key=f"lead/{room.id}/risk/family/of/risk0").set_value("operations")
    press(page, "Keep these words")
    risk = room.state.risks["risk0"]
    assert (risk.text, risk.family, risk.from_note) == ("The feed stops.", "operations", "r0")
    assert len(room.state.risk_scores["risk0"]) == 3
    assert "Keep these words" not in labels(page)
    press(page, "Take off")
    assert not room.state.risks
    press(page, "Undo: taking the risk off the list")
    press(page, "Show the scores")
    assert not {"Change", "Take off"} & set(labels(page))


def test_a_risk_is_left_as_it_is(room: Room, visit: Open) -> None:
    a_scored_risk(room)
    page = press(room.open(visit), "Change")
    page.text_area(key=f"lead/{room.id}/risk/text/of/risk0").set_value("Something else")
    page.button(key=f"lead/{room.id}/risk/leave").click().run()
    assert room.state.risks["risk0"].text == HARD
    assert "Keep these words" not in labels(page)


def test_a_stop_is_named_where_the_verdict_is_given(room: Room, visit: Open) -> None:
    a_scored_risk(room)
    room.lead(Kind.MOVED, step=VERDICT)
    assert "No value offsets a STOP" not in words(room.open(visit))
    room.lead(Kind.RISKS_REVEALED)
    assert "No value offsets a STOP" in words(room.open(visit))
    room.give(0, Kind.FIST, fingers=4)
    room.lead(Kind.FISTS_REVEALED)
    assert "No value offsets a STOP" in words(room.open(visit, "projector"))
    mended = {"owner": "Ann", "residual_likelihood": 1, "residual_impact": 1, "residual_detectability": 1}
    row = views.risk_rows(room.state, [])[0] | mended
    canvases.edit(room.runtime.store, Act(OWNER, NOW), room.initiative, {"risks": [row]})
    assert "No value offsets a STOP" not in words(room.open(visit))


def test_what_people_added_to_a_risk_in_the_canvas_stays(room: Room) -> None:
    a_scored_risk(room)
    room.lead(Kind.RISKS_REVEALED)
    mended = {"id": "risk0", "owner": "Ann", "residual_likelihood": 1}
    other = {"id": "other", "text": "Theirs"}
    first, second = views.risk_rows(room.state, [other, mended])
    assert first == other
    assert (second["owner"], second["residual_likelihood"], second["inherent_likelihood"]) == ("Ann", 1, 4)


def test_a_risk_is_made_of_a_note(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=RISKS)
    room.note(0, "r0", HARD, step=RISKS)
    room.lead(Kind.REVEALED, step=RISKS)
    act = {"do": "risk", "notes": ["r0"], "groups": [], "title": "", "id": "x"}

    def pick(found: Any, key: str, on_act: Any, dots: Any, actions: Any) -> None:
        assert "promote" not in actions
        if act:
            on_act(dict(act))
            act.clear()

    with patch("components.wall.pick", pick):
        page = room.open(visit).run()
        press(page, "Put it on the list")
    (risk,) = room.state.risks.values()
    assert (risk.text, risk.from_note) == (HARD, "r0")


def test_fields_are_written_with_the_room_watching(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=FIELDS)
    page = room.open(visit)
    next(n for n in page.number_input if n.label.startswith("Review window")).set_value(28).run()
    assert canvas(room)["boundary.window_days"] == 28
    assert room.state.fields == {"boundary.window_days": 28}
    press(page, "Undo: what was written in “Review window”")
    assert canvas(room).get("boundary.window_days") is None
    assert next(n for n in page.number_input if n.label.startswith("Review window")).value is None


def filled_step(room: Room, visit: Open) -> tuple[AppTest, WidgetStates]:
    """Show a step whose fields are filled, and give what the browser holds of it once the room has moved on."""
    filled = {"boundary.window_days": 28, "boundary.persistence": 2, "boundary.minimum_n": 3000, "protocol": "holdout"}
    canvases.edit(room.runtime.store, Act(OWNER, NOW), room.initiative, filled)
    room.lead(Kind.MOVED, step=FIELDS)
    page = room.open(visit)
    held = said_again(page)
    page.button(key=f"lead/{room.id}/step/break").click().run()
    return page, held


def test_what_a_browser_still_holds_of_a_step_that_was_left_is_written_by_nobody(room: Room, visit: Open) -> None:
    page, held = filled_step(room, visit)
    before, stood = room.state.number, canvas(room)
    page._run(held)  # as the live stream does before the browser has drawn the next step
    assert (room.state.number, canvas(room)) == (before, stood)
    room.lead(Kind.MOVED, step=FIELDS)
    page.run()
    assert "Keep mine" not in labels(page)


def test_what_a_browser_still_holds_meets_nothing_that_was_changed_since(room: Room, visit: Open) -> None:
    page, held = filled_step(room, visit)
    by_ben(room, boundary__window_days=7)
    before = room.state.number
    page._run(held)
    room.lead(Kind.MOVED, step=FIELDS)
    page.run()
    assert canvas(room)["boundary.window_days"] == 7
    assert room.state.number == before + 1
    assert "Keep mine" not in labels(page)


def test_what_was_typed_just_before_the_room_moved_on_is_kept(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=FIELDS)
    page = room.open(visit)
    page.number_input(key=field_key(room, "boundary.window_days")).set_value(28)
    held = said_again(page)
    room.lead(Kind.MOVED, step=NOTES)
    page._run(held)
    assert canvas(room)["boundary.window_days"] == 28


def test_a_value_typed_again_after_another_is_written(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=FIELDS)
    page = room.open(visit)
    for days in (28, 14, 28):
        page.number_input(key=field_key(room, "boundary.window_days")).set_value(days).run()
        assert canvas(room)["boundary.window_days"] == days
    assert [entry.kind for entry in log(room)].count(Kind.FIELD_SET) == 3


def log(room: Room) -> tuple[Entry, ...]:
    return workshops.entries(room.runtime.store, OWNER, room.id)


def test_a_value_that_does_not_fit_is_refused_in_words(room: Room, visit: Open) -> None:
    a_round(room, reveal=True)
    page = room.open(visit)
    page.number_input(key=f"lead/{room.id}/accept/volume/1/low").set_value(9e9)
    press(page, "Take this range")
    assert "rising order" in words(page)
    assert "volume" not in canvas(room)


def test_hands_are_counted_then_shown_then_the_workshop_closes(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=VERDICT)
    room.give(0, Kind.FIST, fingers=1)
    room.give(1, Kind.FIST, fingers=5)
    page = room.open(visit)
    assert page.metric[0].value == "2 of 3"
    assert "cannot live" not in words(page)
    press(page, "Show the hands")
    assert "1 of 2 cannot live with it yet" in words(page)
    assert "Ask what would have to change: Ann" in words(page)
    press(page, "Close the workshop")
    assert room.state.closed
    assert primary(page) == []
    press(page, "Reopen")
    assert not room.state.closed


def test_things_are_parked_taken_out_and_dissent_is_recorded(room: Room, visit: Open) -> None:
    room.give(0, Kind.PARKED, item="p1", text=HARD)
    page = room.open(visit)
    assert any(text.value == HARD for text in page.text)
    press(page, "Take out")
    assert not room.state.parked
    page.text_area(key=f"lead/{room.id}/dissent/text").set_value("Not before the audit.")
    press(page, "Record")
    assert [one.text for one in room.state.dissents.values()] == ["Not before the audit."]
    assert page.text_area(key=f"lead/{room.id}/dissent/text").value == ""


def test_an_anonymous_workshop_names_nobody_beside_what_they_gave(running: Runtime, visit: Open) -> None:
    room = open_room(running, Settings(anonymous=True))
    a_wall(room)
    room.give(0, Kind.DISSENT, text="Not like this.")
    with patch("components.wall.pick") as picked:
        page = room.open(visit)
    assert {note.author for note in picked.call_args.args[0].loose} == {""}
    assert "anonymous" in words(page)
    page.button(key=f"lead/{room.id}/dissent/aside").click().run()
    assert [set(row) for row in canvas(room)["dissent"]] == [{"id", "text"}]
    room.lead(Kind.MOVED, step=VERDICT)
    room.give(0, Kind.FIST, fingers=0)
    room.lead(Kind.FISTS_REVEALED)
    text = words(room.open(visit))
    assert "Ask the room what would have to change" in text
    assert "change: Ann" not in text


@pytest.mark.parametrize("step", ["owners", VERDICT])
def test_dissent_goes_into_the_canvas_once_and_so_into_the_contract(room: Room, visit: Open, step: str) -> None:
    room.lead(Kind.MOVED, step=step)
    room.give(0, Kind.DISSENT, text=HARD)
    if step == VERDICT:
        room.give(1, Kind.FIST, fingers=1)
        room.lead(Kind.FISTS_REVEALED)
    page = room.open(visit)
    own = "fields" if step == "owners" else "verdict"
    page.button(key=f"lead/{room.id}/dissent/{own}").click().run()
    (row,) = canvas(room)["dissent"]
    assert (row["text"], row["name"]) == (HARD, "Ann, Sponsor")
    assert page.button(key=f"lead/{room.id}/dissent/{own}").disabled
    room.give(1, Kind.DISSENT, text="Nor like this.")
    page.run()
    page.button(key=f"lead/{room.id}/dissent/aside").click().run()
    assert [one["text"] for one in canvas(room)["dissent"]] == [HARD, "Nor like this."]


def test_settings_and_agenda_change_while_it_runs(room: Room, visit: Open) -> None:
    room.lead(Kind.MOVED, step=NOTES)
    page = room.open(visit, view="Agenda")
    name = f"change/{room.id}"
    page.number_input(key=f"{name}/dots").set_value(7).run()
    press(page, "Keep these settings")
    assert room.state.settings.votes_each == 7
    agenda = f"agenda/{name}"
    assert page.button(key=f"{agenda}/{NOTES}/out").disabled
    assert page.selectbox(key=f"{agenda}/{NOTES}/activity").disabled
    page.number_input(key=f"{agenda}/{NOTES}/minutes").set_value(40).run()
    press(page, "Keep this agenda")
    assert room.state.step.minutes == 40  # type: ignore[union-attr]


def test_a_workshop_in_their_own_time_speaks_of_no_room(running: Runtime, visit: Open) -> None:
    room = open_room(running, Settings(mode=Mode.ASYNC))
    text = words(room.open(visit))
    assert "each in their own time: they join with the code" in text
    assert "has not started" not in text
    room.note(0, "n0", "Waiting")
    room.lead(Kind.MOVED, step=NOTES)
    page = room.open(visit)
    text = words(page)
    assert "each in their own time; you look at step 2 of" in text
    assert "Everybody goes at their own pace" in text
    assert "Only you move people" not in text
    assert ":gray[:small[1 of 3]]" in text
    labels = [button.label for button in page.button]
    assert any(label.endswith(":gray[:small[0 of 3]]") for label in labels)


def test_an_async_workshop_shows_its_deadline_instead_of_the_clock(room: Room, visit: Open) -> None:
    page = room.open(visit, view="Agenda")
    name = f"change/{room.id}"
    page.radio(key=f"{name}/mode").set_value(Mode.ASYNC).run()
    press(page, "Keep these settings")
    settings = room.state.settings
    assert settings.mode is Mode.ASYNC
    assert settings.deadline is not None
    assert f"Open until {settings.deadline:%-d %b, %H:%M} (UTC)" in words(room.open(visit))
    with patch.object(ContextProxy, "timezone", new_callable=PropertyMock, return_value="America/New_York"):
        there = settings.deadline.astimezone(ZoneInfo("America/New_York"))
        assert f"Open until {there:%-d %b, %H:%M} (America/New York)" in words(room.open(visit))
    with patch.object(ContextProxy, "timezone", new_callable=PropertyMock, return_value="Nowhere/Made up"):
        assert f"Open until {settings.deadline:%-d %b, %H:%M} (UTC)" in words(room.open(visit))


def test_the_result_counts_what_came_and_offers_it(room: Room, visit: Open) -> None:
    a_wall(room)
    room.lead(Kind.PROMOTED, note="n1", path="intent", text=HARD)
    page = room.open(visit, view="Result")
    assert {metric.label: metric.value for metric in page.metric}["Notes"] == "3"
    assert any(HARD in text.value for text in page.text)
    assert [d.proto.label for d in page.get("download_button")] == ["Markdown", "JSON"]


def test_the_result_says_what_a_sponsor_asks(room: Room, visit: Open) -> None:
    a_round(room, reveal=True)
    room.lead(Kind.ACCEPTED, path="volume", estimate={"low": 900.0, "likely": 2000.0, "high": 5000.0})
    assert "Dissent.** None was recorded." in words(room.open(visit, view="Result"))
    room.give(1, Kind.DISSENT, text=f"Not without {HARD}")
    room.lead(Kind.MOVED, step=VERDICT)
    room.give(0, Kind.FIST, fingers=5)
    room.lead(Kind.FISTS_REVEALED)
    own = {"owner.sponsor": "Ann", "owner.process": "Ben"}
    canvases.edit(room.runtime.store, Act(OWNER, NOW), room.initiative, own)
    said = words(room.open(visit, view="Result"))
    assert "**Verdict.** All 1 can live with it; 1 will stand up for it." in said
    assert "**Who was there.** Ann :gray[Sponsor] · Ben :gray[End user] · Cyd <i> :gray[Finance]" in said
    assert f"Not without {HARD} (Ben, End user)" in said
    assert "Cases a year: 900 to 5,000, most likely 2,000 cases" in said
    assert "**Next step.** Fill in what is missing" in said
    gaps = missing(canvases.load(room.runtime.store, OWNER, room.initiative).values)
    owner = gaps[0].owner or gaps[0].lead
    assert any(line.startswith(f"- {owner}: ") and gaps[0].label in line for line in said.splitlines())


def test_the_dissent_of_an_anonymous_workshop_names_nobody(running: Runtime, visit: Open) -> None:
    room = open_room(running, Settings(anonymous=True))
    room.lead(Kind.MOVED, step=VERDICT)
    room.give(1, Kind.DISSENT, text="Not like this")
    page = room.open(visit, view="Result")
    assert "Not like this" in [text.value for text in page.text]


def test_a_workshop_of_another_initiative_is_not_led_from_here(room: Room, running: Runtime, visit: Open) -> None:
    other = open_room(running, title="Other")
    page = visit("workshop", initiative=room.slug, workshop=other.id)
    assert "belongs to another initiative" in words(page)


def test_somebody_who_may_only_look_does_not_get_the_console(room: Room, visit: Open) -> None:
    viewer = Principal("v", "Viewer", Capability.VIEWER, room.initiative)
    page = visit("portfolio", who=viewer, workshop=room.id)
    assert not labels(page)


@pytest.mark.parametrize("step", [NOTES, ESTIMATES, DIALS, RISKS, FIELDS, VERDICT, "break", "purpose"])
def test_names_and_titles_of_people_are_shown_as_text_in_every_step(running: Runtime, visit: Open, step: str) -> None:
    room = open_room(running, title="<script>x</script> :red[**t**]")
    room.lead(Kind.MOVED, step=step)
    page = room.open(visit)
    raw = "\n".join(str(m.value) for m in (*page.markdown, *page.caption))
    assert "<script>" not in raw
    assert ":red[" not in raw
    assert not page.exception


def test_the_next_act_leads_through_the_whole_agenda_to_the_end(room: Room) -> None:
    labels_seen = []
    for _ in range(60):
        act = next_act(room.state)
        if act is None:
            break
        act = moving_on(room.state) if act.waits else act
        labels_seen.append(act.label)
        assert sentence(room.state)
        room.lead(act.kind, **act.body)
        if room.state.latest_round("volume") and not room.state.latest_round("volume").revealed:  # type: ignore[union-attr]
            a_round_given(room)
    assert room.state.closed
    assert labels_seen[0] == "Start: Why we are here"
    assert labels_seen[-1] == "Close the workshop"
    assert "Take the pooled range: Cases a year" in labels_seen
    assert next_act(room.state) is None


def test_what_is_chosen_on_the_wall_and_gone_since_asks_for_nothing(room: Room) -> None:
    assert leading_notes.said_by(room.state, ("gone",)) == ""
    assert leading_notes.said_by(room.state, ()) == ""


def test_actions_of_the_wall_are_those_its_words_know() -> None:
    from components.wall_script import SCRIPT

    for action in {*leading_notes.ACTIONS, *leading_risks.ACTIONS}:
        assert f"{action}: " in SCRIPT.split("const WORDS")[1].split("}")[0]
    assert "innerHTML" not in SCRIPT
    assert wall.LONGEST_READ > wall.LONGEST_SHOWN


@pytest.mark.parametrize(("people", "said"), [(1, "1 person gave"), (3, "3 people gave")])
def test_a_closed_workshop_counts_its_people_in_words(room: Room, people: int, said: str) -> None:
    room.lead(Kind.CLOSED)
    state = room.state
    some = dict(list(state.participants.items())[:people])
    assert said in sentence(replace(state, participants=some))
