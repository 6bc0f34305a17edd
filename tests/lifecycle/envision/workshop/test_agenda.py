"""The agenda: three and a half hours, with something to say for everybody, and nothing a facilitator cannot change."""

from dataclasses import replace
from typing import Any

import pytest

from lifecycle.catalogue import catalogue
from lifecycle.envision.canvas import fields
from lifecycle.envision.workshop.agenda import (
    Activity,
    Step,
    check_agenda,
    default_agenda,
    minutes,
    step_from,
    step_to_json,
)
from lifecycle.envision.workshop.seats import seat_roles
from lifecycle.errors import BadInput

STEP = Step("one", "One", 10, Activity.NOTES)
PRODUCT_SAYS = [10, 20, 25, 25, 30, 10, 25, 25, 20, 10, 10]


def test_the_built_in_agenda_takes_three_and_a_half_hours() -> None:
    assert [step.minutes for step in default_agenda()] == PRODUCT_SAYS
    assert minutes(default_agenda()) == 210


def test_the_built_in_agenda_has_every_activity() -> None:
    assert {step.activity for step in default_agenda()} == set(Activity)


def test_the_built_in_agenda_passes_its_own_check() -> None:
    assert check_agenda(default_agenda()) == default_agenda()


@pytest.mark.parametrize("step", default_agenda(), ids=lambda step: step.key)
def test_every_step_says_something_to_everybody(step: Step) -> None:
    assert step.prompts
    for prompt in (*step.prompts, *step.role_prompts.values()):
        assert prompt[0].isupper()
        assert prompt[-1] in ".?…"
        assert len(prompt) <= 160, prompt


def test_every_role_but_the_guest_is_asked_something_of_its_own() -> None:
    asked = {role for step in default_agenda() for role in step.role_prompts}
    assert asked == set(seat_roles()) - {"guest"}


def test_every_field_a_step_fills_is_one_of_the_canvas() -> None:
    assert [path for step in default_agenda() for path in step.paths if path not in fields()] == []


def test_the_quantities_estimated_are_three_point_fields() -> None:
    paths = [path for step in default_agenda() if step.activity is Activity.ESTIMATES for path in step.paths]
    assert paths
    assert {fields()[path].kind for path in paths} == {"three_point"}


def test_prompts_of_ones_own_role_come_first() -> None:
    step = replace(STEP, prompts=("All",), role_prompts={"risk": "You"})
    assert step.prompts_for("risk") == ("You", "All")
    assert step.prompts_for("sponsor") == ("All",)


@pytest.mark.parametrize("activity", Activity)
def test_notes_are_written_in_steps_for_notes_and_for_risks(activity: Activity) -> None:
    assert replace(STEP, activity=activity).takes_notes == (activity in (Activity.NOTES, Activity.RISKS))


@pytest.mark.parametrize("step", default_agenda(), ids=lambda step: step.key)
def test_a_step_is_read_back_from_its_json(step: Step) -> None:
    assert step_from(step_to_json(step)) == step


def test_the_catalogue_is_what_the_steps_are_made_from() -> None:
    assert [step.key for step in default_agenda()] == [item["key"] for item in catalogue("agenda")["steps"]]


@pytest.mark.parametrize("count", [1, 30])
def test_an_agenda_may_have_1_to_30_steps(count: int) -> None:
    assert len(check_agenda([replace(STEP, key=f"k{number}") for number in range(count)])) == count


@pytest.mark.parametrize("count", [0, 31])
def test_an_agenda_with_fewer_or_more_is_refused(count: int) -> None:
    with pytest.raises(BadInput, match=f"1 to 30 steps, not {count}"):
        check_agenda([replace(STEP, key=f"k{number}") for number in range(count)])


@pytest.mark.parametrize("length", [1, 240])
def test_a_step_may_take_1_to_240_minutes(length: int) -> None:
    assert check_agenda([replace(STEP, minutes=length)])


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"minutes": 0}, "1 to 240 minutes, not 0"),
    ({"minutes": 241}, "1 to 240 minutes, not 241"),
    ({"key": ""}, "needs a key"),
    ({"key": "x" * 65}, "needs a key"),
    ({"key": "ключ"}, "needs a key"),
    ({"title": "  "}, "needs a title"),
    ({"title": "x" * 121}, "needs a title"),
    ({"prompts": ("",)}, "room for 20 prompts"),
    ({"prompts": ("x" * 501,)}, "room for 20 prompts"),
    ({"prompts": ("Why?",) * 21}, "room for 20 prompts"),
    ({"role_prompts": {"king": "Why?"}}, "a role nobody can join with: king"),
    ({"paths": ("no.such",)}, "no field of the canvas"),
    ({"activity": Activity.ESTIMATES, "paths": ("intent",)}, "not estimated as low, likely and high"),
]


@pytest.mark.parametrize(("change", "said"), REFUSED)
def test_a_step_that_cannot_be_led_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check_agenda([replace(STEP, **change)])


def test_two_steps_cannot_have_the_same_key() -> None:
    with pytest.raises(BadInput, match="the key 'one'"):
        check_agenda([STEP, replace(STEP, title="Two")])


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({}, "key"),
        ({"key": "a", "title": "A", "minutes": "long", "activity": "notes"}, "minutes"),
        ({"key": "a", "title": "A", "minutes": 5, "activity": "sing"}, "activity"),
        ({"key": "a", "title": "A", "minutes": 5, "activity": "notes", "prompts": "Why?"}, "prompts"),
        ("purpose", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_step_is_refused_with_the_place(item: Any, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        step_from(item)
