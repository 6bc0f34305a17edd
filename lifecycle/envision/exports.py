"""The canvas and its contract as a file: JSON that can be read back without a loss, and Markdown to be read."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from lifecycle.catalogue import components, protocols, roles
from lifecycle.contract import ValueContract, Version, in_force
from lifecycle.envision.canvas import Canvas, asked, clean, completeness, fields, from_contract, sections
from lifecycle.envision.differences import differences
from lifecycle.envision.economics import contract_economics
from lifecycle.envision.levers import levers
from lifecycle.envision.other_terms import other_terms
from lifecycle.envision.value_model import contract_value
from lifecycle.envision.wording import EMPTY, cells, full_label, in_words, marked_down
from lifecycle.erosion import erosion
from lifecycle.errors import BadInput
from lifecycle.figures import money, money_range, percent
from lifecycle.tables import markdown_table

FORMAT, NUMBER = "throughline.canvas", 1
LARGEST = 20_000_000


def canvas_json(name: str, values: Canvas, versions: Sequence[Version], at: datetime) -> dict[str, Any]:
    """Write a canvas with every version of its contract as plain JSON values."""
    return {
        "format": FORMAT,
        "number": NUMBER,
        "initiative": name,
        "exported_at": at.isoformat(),
        "canvas": dict(values),
        "contracts": [version_json(version) for version in versions],
    }


def version_json(version: Version) -> dict[str, Any]:
    """Write one version of a contract with who signed what."""
    return {
        "version": version.number,
        "fingerprint": version.terms.fingerprint(),
        "reason": version.reason,
        "offered_at": version.offered_at.isoformat(),
        "offered_by": version.offered_by,
        "withdrawn_at": version.withdrawn_at.isoformat() if version.withdrawn_at else None,
        "signatures": [
            {"role": one.role, "name": one.name, "at": one.at.isoformat(), "fingerprint": one.fingerprint}
            for one in version.signatures
        ],
        "terms": version.terms.body(),
    }


def read_canvas(text: str) -> dict[str, Any]:
    """Read the canvas out of a file written by `canvas_json`, every field checked; the contracts are not read back.

    A file that holds the terms of a contract alone, as downloaded beside a version, gives the canvas they were made of.

    Raises:
        BadInput: it is no such file, was written by a newer Throughline, or a value does not fit its field.

    """
    body = _parsed(text)
    if body.get("format") is None and "boundary" in body:
        return _of_terms(body)
    if body.get("format") != FORMAT or not isinstance(body.get("canvas"), Mapping):
        raise BadInput("This file is not a canvas of Throughline. Export one from the foot of the Envision page.")
    if not isinstance(body.get("number"), int) or body["number"] > NUMBER:
        raise BadInput("This canvas was written by a newer Throughline. Open it there, or ask for an older export.")
    if unknown := sorted(set(map(str, body["canvas"])) - set(fields())):
        raise BadInput(
            f"The file has fields this canvas does not know: {', '.join(unknown[:5])}. Nothing was taken from it."
        )
    read = {path: clean(path, value) for path, value in body["canvas"].items()}
    return {path: value for path, value in read.items() if value is not None}


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise BadInput("The file is larger than 20 MB, which no canvas is.")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as problem:
        line = f" (line {problem.lineno})" if isinstance(problem, json.JSONDecodeError) else ""
        raise BadInput(f"The file is not JSON{line}. Choose the file that was exported as JSON.") from None
    if not isinstance(body, dict):
        raise BadInput("The file is JSON, but not a canvas of Throughline.")
    return body


def _of_terms(body: dict[str, Any]) -> dict[str, Any]:
    try:
        return from_contract(ValueContract.model_validate(body))
    except ValueError as problem:
        raise BadInput(f"The file looks like a contract, but cannot be read: {str(problem).splitlines()[0]}.") from None


def canvas_markdown(name: str, values: Canvas, versions: Sequence[Version], at: datetime) -> str:
    """Write the canvas section by section, then every version of its contract."""
    lines = [f"# {marked_down(name)}: canvas", "", f"As of {at:%-d %b %Y, %H:%M} UTC.", ""]
    for found in completeness(values):
        lines += [f"## {found.section.title}", "", f"{found.filled} of {found.total} filled in, {found.status}.", ""]
        for field in asked(values, found.section):
            value = values.get(field.path)
            if field.kind == "rows" and value:
                table = markdown_table([c.label for c in field.columns], _rows(field, value))
                lines += [f"**{field.label}**", "", *table, ""]
            else:
                lines += [f"**{field.label}**: {marked_down(in_words(field, value, values))}", ""]
    for version in versions:
        lines += ["", contract_markdown(name, version, versions)]
    return "\n".join(lines)


def _rows(field: Any, value: Any) -> list[list[str]]:
    kept = value.values() if isinstance(value, Mapping) else value
    return [cells(field, row) for row in kept]


def contract_markdown(name: str, version: Version, versions: Sequence[Version]) -> str:
    """Write one version of a contract: what is promised, on what terms, and who signed it."""
    terms, canvas = version.terms, from_contract(version.terms)
    value, invested = contract_value(terms), contract_economics(terms)
    currency = terms.currency
    lines = [
        f"# {marked_down(name)}: value contract, version {version.number}",
        "",
        f"**{standing(version, versions)}** Hash `{terms.fingerprint()}`.",
        "",
        f"> {marked_down(terms.intent)}",
        "",
        f"Promised: **{money(value.yearly.mid, currency)} a year** at P50, {money_range(value.yearly, currency)} from "
        f"P10 to P90, of {value.draws:,} draws; a loss in {percent(value.p_loss)} of them. Net present value over "
        f"{terms.horizon_years} years at {percent(terms.discount_rate, 1)}: {money(invested.npv.mid, currency)} "
        f"({money_range(invested.npv, currency)}).",
        "",
        "## What is decided",
        "",
        marked_down(terms.decision),
        "",
        f"A yes means: {marked_down(terms.positive)}",
        "",
        f"Today: {marked_down(terms.today)}",
        "",
        *markdown_table(["Estimate", "Low, high, most likely"], estimates(terms, canvas)),
        "",
        "## How value is earned",
        "",
        *(f"- {levers()[one.key].name}: {marked_down(levers()[one.key].formula)}" for one in terms.levers),
        "",
        f"Building it costs {money(terms.build_cost, currency)} once, "
        f"running it {money(terms.run_cost, currency)} a year. "
        f"The effect is measured by: {protocols()[terms.protocol].name}.",
        "",
        "## Boundary",
        "",
        *markdown_table(["Limit", "Value"], _boundary(canvas)),
        "",
        "## Guardrail dials",
        "",
        *markdown_table(["Component", "Rigour", "Why"], _dials(terms)),
        "",
        *_group_terms(terms),
        "## Owners",
        "",
        *markdown_table(["Role", "Name"], owners(terms)),
        "",
        *_other(terms),
        "## Signatures",
        "",
        *_signatures(version),
    ]
    return "\n".join([*lines, *_since(version, versions)]) + "\n"


def standing(version: Version, versions: Sequence[Version]) -> str:
    """Say in a sentence how a version stands."""
    if version.withdrawn_at:
        return f"Withdrawn on {version.withdrawn_at:%-d %b %Y}."
    if version.in_force_since is None:
        waits = ", ".join(roles()[key].name for key in version.missing_roles)
        return f"Draft, not in force: waits for {waits}."
    latest = in_force(list(versions))
    if latest and latest.number > version.number:
        return f"In force from {version.in_force_since:%-d %b %Y} until version {latest.number} was signed."
    return f"In force since {version.in_force_since:%-d %b %Y}; reviewed on {version.terms.review_date:%-d %b %Y}."


def estimates(terms: ValueContract, canvas: Canvas) -> list[list[str]]:
    """List the estimates of a contract as (what, low to high); with several levers each input names its own."""
    inputs = [f"lever.{one.key}.{item.key}" for one in terms.levers for item in levers()[one.key].inputs]
    inputs = [path for path in inputs if canvas.get(path) is not None]
    paths = ["volume", *(f"payoff.{name}" for name in ("tp", "fp", "fn", "tn")), *inputs]
    name = full_label if len(terms.levers) > 1 else attrgetter("label")
    return [[name(fields()[path]), in_words(fields()[path], canvas.get(path), canvas)] for path in paths]


def _boundary(canvas: Canvas) -> list[list[str]]:
    section = next(one for one in sections() if one.key == "boundary")
    found = [field for field in section.fields if field.path.startswith("boundary.")]
    return [[field.label, in_words(field, canvas.get(field.path), canvas)] for field in found]


def _dials(terms: ValueContract) -> list[list[str]]:
    return [[components()[key].name, dial.level.value, dial.reason or EMPTY] for key, dial in terms.dials.items()]


def _group_terms(terms: ValueContract) -> list[str]:
    """Give what was answered about thresholds by group; nothing where nobody was asked."""
    if not terms.group_thresholds:
        return []
    heads, rows = group_terms(terms)
    return ["## Different thresholds for different groups", "", *markdown_table(heads, rows), ""]


def group_terms(terms: ValueContract) -> tuple[list[str], list[list[str]]]:
    """Give heads and rows of what was answered about thresholds by group."""
    rows = [[one.attribute, one.answer, one.why, one.by, one.law] for one in terms.group_thresholds]
    return ["By", "Answer", "Why", "Who says so", "What the law says"], rows


def owners(terms: ValueContract) -> list[list[str]]:
    """List who answers for what as (role, name), in the order of the roles."""
    order = list(roles())
    return [[roles()[key].name, terms.owners[key]] for key in sorted(terms.owners, key=order.index)]


def _other(terms: ValueContract) -> list[str]:
    found = other_terms(terms)
    return ["## What else is signed", "", *markdown_table(["Term", "What it says"], found), ""] if found else []


def _signatures(version: Version) -> list[str]:
    if not version.signatures:
        return ["Nobody has signed yet."]
    rows = [
        [roles()[one.role].name, one.name, f"{one.at:%-d %b %Y, %H:%M} UTC", one.fingerprint[:16] + "…"]
        for one in version.signatures
    ]
    return markdown_table(["Role", "Name", "When", "Signed hash"], rows)


def _since(version: Version, versions: Sequence[Version]) -> list[str]:
    """Give what changed since the version before, and how far the boundary has given way."""
    before = next((one for one in versions if one.number == version.number - 1), None)
    if before is None:
        return []
    differ = differences(from_contract(before.terms), from_contract(version.terms))
    rows = [[one.label, one.before, one.after] for one in differ]
    lines = ["", f"## What version {version.number} changed", "", f"Reason: {marked_down(version.reason)}", ""]
    lines += markdown_table(["What", "Before", "After"], rows)
    found = erosion([one for one in versions if one.number <= version.number])
    return [*lines, "", marked_down(found.sentence)] if found else lines
