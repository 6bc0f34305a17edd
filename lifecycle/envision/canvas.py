"""The canvas: what people fill in, field by field, until it is complete enough to be offered for signature.

A canvas is a plain mapping from a field's path ("payoff.fn") to its JSON value.
"""

import json
from dataclasses import dataclass
from functools import lru_cache

from lifecycle.contract import LeverChoice, ValueContract
from lifecycle.envision.cleaning import clean
from lifecycle.envision.fields import Field, Section, fields, leads, sections
from lifecycle.envision.levers import Lever, levers
from lifecycle.envision.terms import Canvas, from_contract, said, terms_of, under
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.value_model import ValueEstimate, estimate
from lifecycle.errors import BadInput
from lifecycle.ids import canonical
from lifecycle.payoff import OUTCOMES, PayoffEstimate

__all__ = [
    "Canvas",
    "Completeness",
    "Field",
    "Missing",
    "Section",
    "asked",
    "choices",
    "chosen",
    "clean",
    "completeness",
    "fields",
    "from_contract",
    "missing",
    "preview",
    "sections",
    "to_contract",
]


@dataclass(frozen=True)
class Missing:
    """Something that has to be filled in before the canvas can be signed.

    `section` is the section's title, `lead` the role that leads it, and `owner` whoever sees to it: the section's owner
    by name, or else the lead role.
    """

    path: str
    label: str
    section: str
    lead: str
    owner: str = ""


@dataclass(frozen=True)
class Completeness:
    """How far a section is: fields `filled` of `total`, the labels of the others, its status and who sees to it.

    `needed` of the missing ones have to be there before anything can be signed.
    """

    section: Section
    filled: int
    total: int
    missing: tuple[str, ...]
    needed: int
    status: str
    owner: str


def asked(canvas: Canvas, section: Section) -> list[Field]:
    """Give the fields of a section, the inputs of the levers the canvas names included."""
    inputs = [
        fields()[f"lever.{lever.key}.{item.key}"]
        for lever in (chosen(canvas) if section.key == "value" else ())
        for item in lever.inputs
    ]
    return [*section.fields, *inputs]


def missing(canvas: Canvas) -> list[Missing]:
    """List what is missing before the canvas can be offered for signature, in the order of the canvas."""
    found = []
    for section in sections():
        owner = owner_of(canvas, section)
        for field in asked(canvas, section):
            gaps = _gaps(field, canvas)
            found += [Missing(field.path, label, section.title, section.lead, owner) for label in gaps]
    return found


def _gaps(field: Field, canvas: Canvas) -> list[str]:
    """Name what a field lacks: itself, or cells of its rows."""
    value = canvas.get(field.path)
    if value is None:
        return [] if field.optional else [field.label]
    if field.kind != "rows":
        return []
    needed = [column for column in field.columns if column.required]
    return [
        f"{field.label}, row {number}: {column.label}"
        for number, row in enumerate(said(value), 1)
        for column in needed
        if column.key not in row
    ]


def owner_of(canvas: Canvas, section: Section) -> str:
    """Say who sees to a section: its owner by name, or the role that leads it."""
    owner: str = canvas.get(f"section.{section.key}.owner") or leads()[section.lead]
    return owner


def completeness(canvas: Canvas) -> list[Completeness]:
    """Say of each section how far it is; the status is the one people set, or follows from what is filled in."""
    gaps = missing(canvas)
    found = []
    for section in sections():
        wanted = asked(canvas, section)
        open_ones = tuple(field.label for field in wanted if canvas.get(field.path) is None)
        filled = len(wanted) - len(open_ones)
        status = canvas.get(f"section.{section.key}.status") or ("draft" if filled else "empty")
        needed = sum(gap.section == section.title for gap in gaps)
        owner = owner_of(canvas, section)
        found.append(Completeness(section, filled, len(wanted), open_ones, needed, status, owner))
    return found


def chosen(canvas: Canvas) -> list[Lever]:
    """Give the levers the canvas names, the primary one first."""
    return [levers()[key] for key in canvas.get("levers") or () if key in levers()]


def to_contract(canvas: Canvas) -> ValueContract:
    """Turn a complete canvas into the terms of a contract.

    Raises:
        BadInput: something is missing, or the parts contradict each other.

    """
    if gaps := missing(canvas):
        raise BadInput(f"Before this can be signed, fill in: {', '.join(gap.label for gap in gaps)}.")
    if canvas.get("verdict") == "stop":
        raise BadInput("The verdict is “stop”: nothing is offered for signature.")
    return terms_of(canvas)


def choices(canvas: Canvas) -> list[LeverChoice] | None:
    """Give the levers with their estimates; None until one is chosen and every input of each is filled in."""
    used = chosen(canvas)
    inputs = {lever.key: under(canvas, f"lever.{lever.key}.") for lever in used}
    if not used or any(len(inputs[lever.key]) < len(lever.inputs) for lever in used):
        return None
    return [LeverChoice(key=key, inputs=given) for key, given in inputs.items()]


def preview(canvas: Canvas) -> ValueEstimate | None:
    """Estimate what the canvas promises so far; None until all that the formulas read is there and makes sense."""
    made = choices(canvas)
    if made is None or canvas.get("run_cost") is None:
        return None
    used = [levers()[choice.key] for choice in made]
    read = {outcome: canvas.get(f"payoff.{outcome}") for outcome in OUTCOMES} | {"volume": canvas.get("volume")}
    wanted = [*(OUTCOMES if any(lever.uses_payoffs for lever in used) else ())]
    wanted += ["volume"] if any(lever.uses_volume for lever in used) else []
    correlation = canvas.get("correlation") or 0.0
    if any(read[name] is None for name in wanted) or not 0 <= correlation < 1:
        return None
    return _estimated(
        tuple(canonical(choice.model_dump()) for choice in made),
        canonical(read),
        canvas["run_cost"],
        correlation,
    )


@lru_cache(maxsize=256)
def _estimated(made: tuple[str, ...], read: str, run_cost: float, correlation: float) -> ValueEstimate:
    """Draw once for the same inputs: what did not change is not drawn again."""
    unused = ThreePoint.exactly(0).model_dump()
    known = {name: value or unused for name, value in json.loads(read).items()}
    return estimate(
        [LeverChoice.model_validate_json(choice) for choice in made],
        ThreePoint.model_validate(known.pop("volume")),
        PayoffEstimate.model_validate(known),
        run_cost,
        correlation=correlation,
    )
