"""The agenda: the steps a facilitator leads people through, each with its time, activity and prompts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from lifecycle.catalogue import catalogue
from lifecycle.envision.canvas import fields
from lifecycle.envision.workshop.seats import seat_roles
from lifecycle.errors import BadInput

MOST_STEPS = 30
MOST_MINUTES = 240
MOST_PROMPTS = 20
LONGEST_KEY = 64
MOST_LETTERS = 500


class Activity(StrEnum):
    """What people do in a step."""

    LISTEN = "listen"
    NOTES = "notes"
    ESTIMATES = "estimates"
    BREAK = "break"
    DIALS = "dials"
    RISKS = "risks"
    FIELDS = "fields"
    VERDICT = "verdict"


NOTE_ACTIVITIES = (Activity.NOTES, Activity.RISKS)


@dataclass(frozen=True)
class Step:
    """One step. `prompts` are asked of everybody, `role_prompts` of one role; `paths` are the canvas fields it fills.

    `section` is the canvas section it belongs to, empty for a break.
    """

    key: str
    title: str
    minutes: int
    activity: Activity
    section: str = ""
    prompts: tuple[str, ...] = ()
    role_prompts: Mapping[str, str] = field(default_factory=dict)
    paths: tuple[str, ...] = ()

    @property
    def takes_notes(self) -> bool:
        """Answer whether people write notes in this step."""
        return self.activity in NOTE_ACTIVITIES

    def prompts_for(self, role: str) -> tuple[str, ...]:
        """Give the prompts somebody reads: the one of their role first."""
        own = self.role_prompts.get(role)
        return (own, *self.prompts) if own else self.prompts


_STEP = TypeAdapter(Step)


@cache
def default_agenda() -> tuple[Step, ...]:
    """Give the built-in agenda of three and a half hours."""
    return tuple(step_from(item) for item in catalogue("agenda")["steps"])


def step_from(item: Any) -> Step:
    """Read a step from its JSON form.

    Raises:
        BadInput: it has no key, title, minutes or activity, or something in it is not what it should be.

    """
    try:
        return _STEP.validate_python(item)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"A step of the agenda cannot be read: {where}: {first['msg']}.") from None


def step_to_json(step: Step) -> dict[str, Any]:
    """Write a step as plain JSON."""
    plain = asdict(step)
    return plain | {
        "activity": step.activity.value,
        "prompts": list(step.prompts),
        "role_prompts": dict(step.role_prompts),
        "paths": list(step.paths),
    }


def minutes(steps: Sequence[Step]) -> int:
    """Add up how long an agenda takes."""
    return sum(step.minutes for step in steps)


def check_agenda(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Check an agenda: 1 to 30 steps of 1 to 240 minutes each, unique keys, known roles and canvas fields.

    Raises:
        BadInput: it breaks one of these.

    """
    if not 1 <= len(steps) <= MOST_STEPS:
        raise BadInput(f"An agenda has 1 to {MOST_STEPS} steps, not {len(steps)}.")
    keys = [step.key for step in steps]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise BadInput(f"Two steps of the agenda have the key {twice!r}.")
    for step in steps:
        _check_step(step)
    return tuple(steps)


def _check_step(step: Step) -> None:
    if not (1 <= len(step.key) <= LONGEST_KEY and step.key.isascii() and step.key.isprintable()):
        raise BadInput(f"Every step of the agenda needs a key of 1 to {LONGEST_KEY} plain letters and digits.")
    if not 1 <= len(step.title.strip()) <= 120:
        raise BadInput("Every step of the agenda needs a title of at most 120 characters.")
    if not 1 <= step.minutes <= MOST_MINUTES:
        raise BadInput(f"“{step.title}” must take 1 to {MOST_MINUTES} minutes, not {step.minutes}.")
    asked = (*step.prompts, *step.role_prompts.values())
    if len(asked) > MOST_PROMPTS or any(not 1 <= len(text.strip()) <= MOST_LETTERS for text in asked):
        raise BadInput(f"“{step.title}” has room for {MOST_PROMPTS} prompts of 1 to {MOST_LETTERS} characters each.")
    if unknown := set(step.role_prompts) - set(seat_roles()):
        raise BadInput(f"“{step.title}” asks a role nobody can join with: {', '.join(sorted(unknown))}.")
    known = fields()
    for path in step.paths:
        if path not in known:
            raise BadInput(f"“{step.title}” fills {path!r}, which is no field of the canvas.")
        if step.activity is Activity.ESTIMATES and known[path].kind != "three_point":
            raise BadInput(f"“{step.title}”: {known[path].label} is not estimated as low, likely and high.")
