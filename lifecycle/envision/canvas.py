"""The canvas: what people fill in, field by field, until it is complete enough to be offered for signature.

A canvas is a plain mapping from a field's path ("payoff.fn") to its JSON value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pydantic import ValidationError

from lifecycle.catalogue import catalogue, components, protocols, roles
from lifecycle.contract import LeverChoice, ValueContract
from lifecycle.envision.levers import Lever, LeverInput, levers
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.value_model import ValueEstimate, estimate
from lifecycle.errors import BadInput
from lifecycle.metrics import metrics
from lifecycle.payoff import OUTCOMES, PayoffEstimate

Canvas = Mapping[str, Any]
SHARE_LIMITS = ("baseline", "target", "warn", "floor")


@dataclass(frozen=True)
class Field:
    """One field of the canvas. `kind` is text, three_point, number, choice, choices, date, person or level.

    `source` is the input of a lever that a three-point field stands for.
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


@dataclass(frozen=True)
class Section:
    """A section of the canvas with the role that leads it."""

    key: str
    title: str
    lead: str
    prompt: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Missing:
    """Something that has to be filled in before the canvas can be signed, and who leads that section."""

    path: str
    label: str
    section: str
    lead: str


@cache
def sections() -> tuple[Section, ...]:
    """Give the sections in order, their fields completed from the other catalogues."""
    extra = {"dials": _dial_fields(), "owners": _owner_fields()}
    choices = {
        "levers": {lever.key: lever.name for lever in levers().values()},
        "boundary.metric": {metric.key: metric.name for metric in metrics().values()},
        "protocol": {p.key: f"{p.name} ({p.credit:.0%} credit)" for p in protocols().values()},
    }
    found = []
    for item in catalogue("canvas")["sections"]:
        fields = [Field(**f) for f in item["fields"]]
        fields = [Field(**{**vars(f), "options": choices.get(f.path, f.options)}) for f in fields]
        found.append(Section(**{**item, "fields": (*extra.get(item["key"], ()), *fields)}))
    return tuple(found)


def _dial_fields() -> tuple[Field, ...]:
    return tuple(Field(f"dial.{c.key}", "level", c.name, c.question) for c in components().values())


def _owner_fields() -> tuple[Field, ...]:
    return tuple(Field(f"owner.{r.key}", "person", r.name, r.does) for r in roles().values())


@cache
def fields() -> dict[str, Field]:
    """Give every field by its path, the inputs of every lever included."""
    found = {field.path: field for section in sections() for field in section.fields}
    for lever in levers().values():
        for item in lever.inputs:
            path = f"lever.{lever.key}.{item.key}"
            found[path] = Field(path, "three_point", item.label, item.help, item.unit, source=item)
    for component in components().values():
        path = f"dial.{component.key}.reason"
        found[path] = Field(path, "text", f"Why, for {component.name}", "", optional=True)
    return found


def clean(path: str, value: Any) -> Any:
    """Check one value for one field and give it in the form that is kept; None empties the field.

    Raises:
        BadInput: there is no such field, or the value does not fit it.

    """
    field = fields().get(path)
    if field is None:
        raise BadInput(f"The canvas has no field {path!r}.")
    value = value.strip() if isinstance(value, str) else value
    if value is None or value == "":
        return None
    try:
        return _CLEANERS[field.kind](field, value)
    except (ValueError, TypeError, OverflowError) as problem:
        raise BadInput(f"{field.label}: {_plain(problem)}.") from None


def _text(field: Field, value: Any) -> str:
    if field.limit and len(value) > field.limit:
        raise ValueError(f"{len(value)} characters are too long, at most {field.limit} fit")
    return str(value)


def _number(field: Field, value: Any) -> float:
    number = float(value)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError("this is not a finite number")
    return number


def _choice(field: Field, value: Any) -> str:
    allowed = field.options or {"light": "", "standard": "", "high": ""}
    if value not in allowed:
        raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
    return str(value)


def _choices(field: Field, value: Any) -> list[str] | None:
    found = [_choice(field, item) for item in value]
    if len(set(found)) < len(found):
        raise ValueError("something is chosen twice")
    return found or None


def _three_point(field: Field, value: Any) -> dict[str, float]:
    point = ThreePoint.model_validate(value)
    if field.source:
        field.source.check(point)
    return point.model_dump()


_CLEANERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "person": _text,
    "number": _number,
    "choice": _choice,
    "choices": _choices,
    "level": _choice,
    "three_point": _three_point,
    "date": lambda field, value: date.fromisoformat(str(value)).isoformat(),
}


def _plain(problem: Exception) -> str:
    if isinstance(problem, ValidationError):
        return "; ".join(error["msg"].removeprefix("Value error, ") for error in problem.errors())
    return str(problem)


def missing(canvas: Canvas) -> list[Missing]:
    """List what is missing before the canvas can be offered for signature, in the order of the canvas."""
    found = []
    for section in sections():
        wanted = [field for field in section.fields if not field.optional]
        if section.key == "value":
            wanted += [fields()[f"lever.{lever.key}.{item.key}"] for lever in chosen(canvas) for item in lever.inputs]
        found += [
            Missing(field.path, field.label, section.title, section.lead)
            for field in wanted
            if canvas.get(field.path) is None
        ]
    return found


def chosen(canvas: Canvas) -> list[Lever]:
    """Give the levers the canvas names, the primary one first."""
    return [levers()[key] for key in canvas.get("levers") or () if key in levers()]


def to_contract(canvas: Canvas) -> ValueContract:
    """Turn a complete canvas into the terms of a contract.

    Limits entered in % or pp become shares, as the metric measures them.

    Raises:
        BadInput: something is missing, or the parts contradict each other.

    """
    if gaps := missing(canvas):
        raise BadInput(f"Before this can be signed, fill in: {', '.join(gap.label for gap in gaps)}.")
    plain = ("intent", "decision", "positive", "today", "currency", "volume", "counterfactual", "protocol")
    metric = metrics().get(canvas["boundary.metric"])
    if metric is None:
        raise BadInput(f"The canvas contradicts itself: no business metric is called {canvas['boundary.metric']!r}.")
    boundary = {path.removeprefix("boundary."): v for path, v in canvas.items() if path.startswith("boundary.")}
    try:
        return ValueContract.model_validate(
            {path: canvas[path] for path in plain}
            | {
                "payoffs": {outcome: canvas[f"payoff.{outcome}"] for outcome in OUTCOMES},
                "levers": [{"key": key, "inputs": _under(canvas, f"lever.{key}.")} for key in canvas["levers"]],
                "capacity_per_week": canvas.get("capacity_per_week"),
                "build_cost": canvas["build_cost"],
                "run_cost": canvas["run_cost"],
                "boundary": boundary | {limit: round(boundary[limit] / metric.factor, 12) for limit in SHARE_LIMITS},
                "dials": {
                    c: {"level": canvas[f"dial.{c}"], "reason": canvas.get(f"dial.{c}.reason") or ""}
                    for c in components()
                },
                "owners": {role: canvas[f"owner.{role}"] for role in roles()},
                "review_date": canvas["review_date"],
                "limits": canvas.get("limits") or "",
            }
        )
    except ValidationError as problem:
        raise BadInput(f"The canvas contradicts itself: {_plain(problem)}.") from None


def from_contract(terms: ValueContract) -> dict[str, Any]:
    """Turn the terms of a contract back into a canvas, to amend it: `to_contract` gives the same terms again."""
    body, factor = terms.body(), metrics()[terms.boundary.metric].factor
    simple = ("intent", "decision", "positive", "today", "currency", "volume", "counterfactual", "protocol")
    canvas: dict[str, Any] = {path: body[path] for path in (*simple, "build_cost", "run_cost", "review_date")}
    canvas |= {"capacity_per_week": body["capacity_per_week"], "limits": body["limits"] or None}
    canvas |= {f"payoff.{outcome}": body["payoffs"][outcome] for outcome in OUTCOMES}
    canvas["levers"] = [choice.key for choice in terms.levers]
    for choice in terms.levers:
        canvas |= {f"lever.{choice.key}.{name}": point.model_dump() for name, point in choice.inputs.items()}
    canvas |= {f"boundary.{name}": value for name, value in body["boundary"].items()}
    canvas |= {f"boundary.{name}": round(body["boundary"][name] * factor, 10) for name in SHARE_LIMITS}
    for component, dial in body["dials"].items():
        canvas[f"dial.{component}"] = dial["level"]
        canvas[f"dial.{component}.reason"] = dial["reason"] or None
    canvas |= {f"owner.{role}": name for role, name in body["owners"].items()}
    return {path: value for path, value in canvas.items() if value is not None}


def preview(canvas: Canvas) -> ValueEstimate | None:
    """Estimate what the canvas promises so far; None until everything the formulas read is filled in."""
    used = chosen(canvas)
    if not used or canvas.get("run_cost") is None:
        return None
    inputs = {lever.key: _under(canvas, f"lever.{lever.key}.") for lever in used}
    if any(len(inputs[lever.key]) < len(lever.inputs) for lever in used):
        return None
    payoffs = {outcome: canvas.get(f"payoff.{outcome}") for outcome in OUTCOMES}
    if any(lever.uses_payoffs for lever in used) and None in payoffs.values():
        return None
    if any(lever.uses_volume for lever in used) and canvas.get("volume") is None:
        return None
    unused = ThreePoint.exactly(0).model_dump()
    return estimate(
        [LeverChoice(key=key, inputs=given) for key, given in inputs.items()],
        ThreePoint.model_validate(canvas.get("volume") or unused),
        PayoffEstimate.model_validate({k: v or unused for k, v in payoffs.items()}),
        canvas["run_cost"],
    )


def _under(canvas: Canvas, prefix: str) -> dict[str, Any]:
    found = {path.removeprefix(prefix): value for path, value in canvas.items() if path.startswith(prefix)}
    return {name: value for name, value in found.items() if value is not None}
