"""What the canvas asks for: eleven sections with their fields, completed from the other catalogues."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lifecycle.catalogue import catalogue, components, protocols, roles
from lifecycle.contract import RIGOUR
from lifecycle.envision.dials import questions
from lifecycle.envision.levers import LeverInput, levers
from lifecycle.envision.risks import families
from lifecycle.metrics import metrics

SCALE = (1, 5)


@dataclass(frozen=True)
class Column:
    """One cell of every row of a list. `kind` is text, choice, number, date, scale (1 to 5) or flag.

    A `required` cell has to be filled in before the canvas can be signed, in every row that says anything.
    """

    key: str
    kind: str
    label: str
    required: bool = False
    options: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Field:
    """One field of the canvas.

    `kind` is text, line (a short text), three_point, number, choice, anchored (a choice whose options are sentences),
    choices, date, person, level, scale (1 to 5), goal or rows. `source` is the input of a lever that a three-point
    field stands for; `columns` are the cells of a list's rows and `add` what one of them is called. A number lies from
    `least` to `most`, or stays below `below`, where these are given, and is `whole` where it counts something.
    """

    path: str
    kind: str
    label: str
    help: str
    unit: str = ""
    limit: int | None = None
    optional: bool = False
    options: Mapping[str, str] | None = None
    source: LeverInput | None = None
    columns: tuple[Column, ...] = ()
    add: str = ""
    least: float | None = None
    most: float | None = None
    below: float | None = None
    whole: bool = False


@dataclass(frozen=True)
class Section:
    """A section of the canvas with the role that leads it, and what a facilitator asks there."""

    key: str
    title: str
    lead: str
    prompts: tuple[str, ...]
    fields: tuple[Field, ...]


@cache
def leads() -> dict[str, str]:
    """Name every role that may lead a section: those that sign, and those that sit in a workshop."""
    seats = {item["key"]: item["name"] for item in catalogue("seats")["roles"]}
    return seats | {role.key: role.name for role in roles().values()}


@cache
def sections() -> tuple[Section, ...]:
    """Give the sections in order."""
    extra = {"dials": (*_question_fields(), *_dial_fields()), "verdict": _owner_fields()}
    found = []
    for item in catalogue("canvas")["sections"]:
        fields = (*extra.get(item["key"], ()), *(_field(given) for given in item["fields"]))
        found.append(Section(**{**item, "prompts": tuple(item["prompts"]), "fields": fields}))
    return tuple(found)


@cache
def _choices() -> dict[str, dict[str, str]]:
    return {
        "levers": {lever.key: lever.name for lever in levers().values()},
        "boundary.metric": {metric.key: metric.name for metric in metrics().values()},
        "protocol": {p.key: f"{p.name} ({p.credit:.0%} credit)" for p in protocols().values()},
        "risks.family": {family.key: family.name for family in families().values()},
    }


def _field(given: Mapping[str, Any]) -> Field:
    path, columns = given["path"], tuple(Column(**column) for column in given.get("columns", ()))
    columns = tuple(
        Column(**{**vars(column), "options": _choices().get(f"{path}.{column.key}", column.options)})
        for column in columns
    )
    return Field(**{**given, "options": _choices().get(path, given.get("options")), "columns": columns})


def _question_fields() -> tuple[Field, ...]:
    return tuple(
        Field(
            f"question.{q.key}",
            "anchored",
            q.name,
            q.question,
            optional=True,
            options={str(score): f"{score}: {anchor}" for score, anchor in enumerate(q.anchors)},
        )
        for q in questions().values()
    )


def _dial_fields() -> tuple[Field, ...]:
    return tuple(Field(f"dial.{c.key}", "level", c.name, c.question) for c in components().values())


def _owner_fields() -> tuple[Field, ...]:
    return tuple(Field(f"owner.{r.key}", "person", r.name, r.does) for r in roles().values())


def _lever_fields() -> list[Field]:
    return [
        Field(f"lever.{lever.key}.{item.key}", "three_point", item.label, item.help, item.unit, source=item)
        for lever in levers().values()
        for item in lever.inputs
    ]


def _lowered_fields() -> list[Field]:
    """Give what stands beside a dial: why it is set so, and who agreed where it is below its suggestion."""
    found = []
    for c in components().values():
        path = f"dial.{c.key}"
        found += [
            Field(f"{path}.reason", "line", f"Why, for {c.name}", "", optional=True),
            Field(f"{path}.by", "person", f"Lowered by, for {c.name}", "", optional=True),
            Field(f"{path}.approved", "person", f"Approved by {roles()['risk'].name}, for {c.name}", "", optional=True),
        ]
    return found


STATUSES = {"empty": "empty", "draft": "draft", "agreed": "agreed"}


def status_fields(section: Section) -> tuple[Field, ...]:
    """Give what is kept about a section itself: its status, owner, confidence and evidence."""
    path = f"section.{section.key}"
    return (
        Field(f"{path}.status", "choice", "Status", "Agreed: the room stands by it.", optional=True, options=STATUSES),
        Field(f"{path}.owner", "person", "Owner", "Who sees to it that this section gets done.", optional=True),
        Field(f"{path}.confidence", "scale", "Confidence", "1: a guess. 5: we would bet on it.", optional=True),
        Field(f"{path}.evidence", "line", "Evidence", "Where it can be looked up: a link, a file.", optional=True),
    )


@cache
def fields() -> dict[str, Field]:
    """Give every field by its path, the inputs of every lever and what is kept about sections and dials included."""
    named = [field for section in sections() for field in (*section.fields, *status_fields(section))]
    return {field.path: field for field in (*named, *_lever_fields(), *_lowered_fields())}


LEVELS = {level.value: level.value for level in RIGOUR}
