"""The export: everything agreed and revealed, nothing that was private, and text stays text."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.export import as_json, as_markdown
from lifecycle.envision.workshop.seats import Workshop
from tests.lifecycle.envision.workshop.room import LEVERS, NOTES, START, Room, a_room, a_wall

WORKSHOP = Workshop("w1", "i1", "KMT4XQ", "Triage", START)
NASTY = "<script>alert(1)</script> ![x](http://evil/x.png) [a](javascript:b) **bold** `code` =1+1\n# Title"


def finished(**settings: Any) -> Room:
    room = a_wall(**settings)
    room.group("g1", "a1", "b1", title="Waiting")
    room.vote("ada", "g1", 3)
    room.vote("ben", "c1", 1)
    room.lead(Kind.VOTES_REVEALED, step=NOTES)
    room.lead(Kind.PROMOTED, group="g1", path="intent", text="Nobody waits a week.")
    room.move(LEVERS)
    room.note("cyd", "l1", "Never turned over", LEVERS)
    room.move("estimates")
    for path in ("volume", "payoff.fn"):
        room.lead(Kind.ROUND, path=path, number=1)
        room.estimate("ada", 700, 777, 1234, path)
        room.estimate("ben", 300, 400, 600, path)
    room.lead(Kind.ESTIMATES_REVEALED, path="volume", round=1)
    room.lead(Kind.ACCEPTED, path="volume", estimate={"low": 320, "likely": 590, "high": 1100})
    room.move("dials")
    room.say("ada", Kind.DIAL, component="fair", level="light", reason="Few people")
    room.say("ben", Kind.DIAL, component="fair", level="high")
    room.lead(Kind.DIAL_SET, component="fair", level="high", reason="Better safe")
    room.move("premortem")
    room.lead(Kind.RISK, risk="r1", family="data", text="The feed comes late")
    room.lead(Kind.RISK, risk="r2", family="legal", text="A letter comes")
    room.say("ada", Kind.RISK_SCORED, risk="r1", likelihood=2, impact=4, detectability=2)
    room.lead(Kind.RISKS_REVEALED)
    room.say("ada", Kind.PARKED, item="i1", text="Who pays?")
    room.move("verdict")
    room.say("ada", Kind.FIST, fingers=2)
    room.say("ben", Kind.FIST, fingers=5)
    room.lead(Kind.FISTS_REVEALED)
    room.say("ada", Kind.DISSENT, text="Too early")
    room.lead(Kind.CLOSED)
    return room


def exported(room: Room) -> dict[str, Any]:
    found = as_json(WORKSHOP, room.state)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def step(found: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in found["steps"] if one["step"]["key"] == key)


def test_everything_that_was_agreed_is_in_it() -> None:
    found = exported(finished())
    assert found["workshop"]["code"] == "KMT-4XQ"
    assert found["workshop"]["closed_at"] is not None
    assert found["canvas"] == {"intent": "Nobody waits a week."}
    assert found["accepted"] == {"volume": {"low": 320, "likely": 590, "high": 1100}}
    [dial] = found["dials"]
    assert (dial["component"], dial["set"]) == ("Fair & impartial", {"level": "high", "reason": "Better safe"})
    assert dial["opinions"] == {"light": 1, "standard": 0, "high": 1}
    assert [(one["text"], one["outcome"]) for one in found["risks"]] == [
        ("The feed comes late", "PROCEED WITH CONDITIONS"),
        ("A letter comes", None),
    ]
    assert found["verdict"]["counts"] == [0, 0, 1, 0, 0, 1]
    assert [one["text"] for one in found["dissent"] + found["parked"]] == ["Too early", "Who pays?"]


def test_the_wall_stands_with_its_dots_and_authors() -> None:
    wall = step(exported(finished()), NOTES)
    [group] = wall["groups"]
    assert (group["title"], group["dots"]) == ("Waiting", 3)
    assert [(note["text"], note["author"], note["role"]) for note in group["notes"]] == [
        ("Text of a1", "Ada", "Sponsor"),
        ("Text of b1", "Ben", "End user"),
    ]
    assert {note["text"]: note["dots"] for note in wall["notes"]} == {"Text of a2": 0, "Text of c1": 1}


def test_what_was_never_revealed_stays_out_and_is_counted() -> None:
    room = finished()
    found = exported(room)
    assert step(found, LEVERS)["unrevealed"] == 1
    assert [one["path"] for one in found["rounds"]] == ["volume"]
    for text in (json.dumps(found, ensure_ascii=False), as_markdown(WORKSHOP, room.state)):
        assert "Never turned over" not in text
    assert "1 note was never revealed and stays private." in as_markdown(WORKSHOP, room.state)


def test_blind_scores_and_hands_and_dots_stay_out() -> None:
    room = a_wall()
    room.vote("ada", "b1", 4)
    room.lead(Kind.RISK, risk="r1", family="data", text="Late")
    room.move("verdict")
    room.say("ada", Kind.FIST, fingers=0)
    found = exported(room)
    assert {note["dots"] for note in step(found, NOTES)["notes"]} == {None}
    assert found["risks"][0]["median"] is None
    assert found["verdict"]["counts"] is None


@pytest.mark.parametrize("later", [True, False])
def test_an_anonymous_workshop_names_nobody_with_what_they_gave(later: bool) -> None:
    room = finished(anonymous=True)
    if later:
        room.lead(Kind.SETTINGS, anonymous=False)
    found = exported(room)
    assert [one["name"] for one in found["participants"]] == ["Ada", "Ben", "Cyd"]
    given = json.dumps({key: value for key, value in found.items() if key != "participants"})
    assert not [name for name in ("Ada", "Ben", "Cyd") if name in given]


def test_markdown_has_a_section_for_each_thing_that_came_of_it() -> None:
    text = as_markdown(WORKSHOP, finished().state)
    titles = [line for line in text.splitlines() if line.startswith("#")]
    assert titles == [
        "# Breast-cancer triage",
        "## Participants",
        "## Verdict",
        "## Agreed for the canvas",
        "## The problem",
        "## Where the value comes from",
        "## Estimates",
        "## Guardrail dials",
        "## Risks",
        "## Dissent",
        "## Parking lot",
    ]
    assert "Workshop KMT-4XQ, 02 March 2026, 3 participants." in text
    assert "- Cases a year: 320 to 1,100, most likely 590 cases" in text
    assert "- Waiting (3 dots)\n  - Text of a1 (Ada · Sponsor)" in text
    assert "- Fair & impartial: high (1 light, 1 high). Better safe" in text
    assert "(likelihood 2, impact 4, detectability 2: PROCEED WITH CONDITIONS)" in text
    assert "- Legal: A letter comes (not scored)" in text
    assert "- Too early (Ada · Sponsor)" in text


def test_what_was_agreed_is_said_in_the_words_of_the_canvas_a_list_a_line_a_row() -> None:
    room = Room()
    state = replace(
        room.state,
        fields={
            "build_cost": 640_000.0,
            "levers": ["decision"],
            "risks": [
                {
                    "id": "r1",
                    "family": "data",
                    "text": "The *feed*\ncomes late",
                    "residual_likelihood": 3,
                    "verified": True,
                }
            ],
            "gone": "from an older canvas",
        },
    )
    text = as_markdown(WORKSHOP, state, "USD")
    assert "- Building it costs, once: USD 640,000" in text
    assert "- How value is earned: Better decisions" in text
    row = next(line for line in text.splitlines() if "comes late" in line)
    assert row.startswith(r"  - Data · The \*feed\* comes late · ")
    assert "yes" in row
    assert "- gone: from an older canvas" in text
    assert "{" not in text


def test_an_empty_workshop_is_a_title_and_nothing_else() -> None:
    assert as_markdown(WORKSHOP, Room().state) == (
        "# Breast-cancer triage\n\nWorkshop KMT-4XQ, 02 March 2026, 0 participants.\n"
    )


def test_what_people_type_is_text_in_markdown() -> None:
    room = a_room()
    room.join("eve", name=NASTY)
    room.note("eve", "e1", NASTY)
    room.reveal()
    room.group("g1", "e1", title=NASTY)
    room.say("eve", Kind.PARKED, item="i1", text=NASTY)
    room.say("eve", Kind.DISSENT, text=NASTY)
    room.lead(Kind.DIAL_SET, component="fair", level="high", reason=NASTY)
    room.lead(Kind.FIELD_SET, path="limits", value=NASTY)
    text = as_markdown(WORKSHOP, room.state)
    unescaped = re.sub(r"\\[^\w\s]", "", text)
    for mark in ("<", "!", "[", "*", "`"):
        assert mark not in unescaped
    assert text.count("alert") == 10
    assert not [line for line in text.splitlines() if line.strip("- ").startswith("# Title")]


def test_in_json_it_is_kept_exactly() -> None:
    room = a_room()
    room.join("eve", name=NASTY)
    assert exported(room)["participants"][-1]["name"] == NASTY
