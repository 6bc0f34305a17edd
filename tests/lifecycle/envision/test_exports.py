import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.envision.canvas import clean, fields, from_contract
from lifecycle.envision.exports import (
    canvas_json,
    canvas_markdown,
    contract_markdown,
    estimates,
    read_canvas,
    standing,
)
from lifecycle.envision.fields import Field
from lifecycle.errors import BadInput
from tests.lifecycle.builders import MOMENT, a_contract, a_group_term, a_signed_version, a_version, contracts, three

TEXT = st.text(min_size=1, max_size=60).filter(lambda text: text.strip())
HARD = "<b>x</b> ![i](http://e/i.png) =1+1 | 🦊 שלום\n" + "ü" * 9_900


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """Draw a value a person could enter into a field."""
    match field.kind:
        case "number":
            low = -1e9 if field.least is None else field.least
            high = next((end for end in (field.most, field.below) if end is not None), 1e9)
            return st.floats(low, high).map(lambda value: round(value, 0 if field.whole else 3))
        case "three_point":
            ends = st.floats(0, 100).map(lambda value: round(value, 2))
            three = st.lists(ends, min_size=3, max_size=3).map(sorted)
            return three.map(lambda found: dict(zip(("low", "likely", "high"), found, strict=True)))
        case "choice":
            return st.sampled_from(list(field.options or {"light": ""}))
        case "choices":
            return st.lists(st.sampled_from(list(field.options or {})), min_size=1, unique=True)
        case "level":
            return st.sampled_from(["light", "standard", "high"])
        case "scale":
            return st.integers(1, 5)
        case "date":
            return st.dates().map(lambda day: day.isoformat())
        case "rows":
            return st.lists(_row(field), min_size=1, max_size=3, unique_by=lambda row: row["id"])
        case _:
            return st.text(min_size=1, max_size=field.limit or 60).filter(lambda text: text.strip())


def _row(field: Field) -> st.SearchStrategy[dict[str, Any]]:
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "text": TEXT,
        "number": st.floats(-1e6, 1e6).map(lambda value: round(value, 3)),
        "scale": st.integers(1, 5),
        "flag": st.booleans(),
        "date": st.dates().map(lambda day: day.isoformat()),
    }
    given = {
        column.key: st.sampled_from(list(column.options)) if column.options else kinds[column.kind]
        for column in field.columns
    }
    return st.fixed_dictionaries({"id": st.uuids().map(str)} | given)


@pytest.mark.parametrize("path", sorted(fields()))
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_every_field_comes_back_as_it_was(path: str, data: st.DataObject) -> None:
    try:
        kept = clean(path, data.draw(values_of(fields()[path])))
    except BadInput:
        return  # what the canvas refuses is never in it
    values = {} if kept is None else {path: kept}
    text = json.dumps(canvas_json("Name", values, [], MOMENT), ensure_ascii=False)
    assert read_canvas(text) == values


def test_a_text_of_ten_thousand_characters_comes_back_exactly() -> None:
    values = {"today": HARD}
    assert read_canvas(json.dumps(canvas_json("Name", values, [], MOMENT))) == values


@settings(max_examples=30, deadline=None)
@given(contracts())
def test_the_terms_of_a_version_give_the_canvas_they_were_made_of(terms: Any) -> None:
    assert read_canvas(json.dumps(terms.body())) == from_contract(terms)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", r"The file is not JSON \(line 1\)"),
        ("[1]", "JSON, but not a canvas"),
        ("{}", "not a canvas of Throughline"),
        ('{"format": "throughline.canvas", "number": 2, "canvas": {}}', "written by a newer Throughline"),
        ('{"format": "throughline.canvas", "number": 1, "canvas": {"hope": 1}}', "does not know: hope"),
        ('{"format": "throughline.canvas", "number": 1, "canvas": {"build_cost": "much"}}', "Building it costs"),
        ('{"boundary": {}, "intent": ""}', "looks like a contract, but cannot be read"),
        ("[" * 100_000, "The file is not JSON"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_canvas(text)


def test_a_version_says_how_it_stands() -> None:
    signed, waiting = a_signed_version(1), a_version(2)
    assert standing(signed, [signed]).startswith("In force since")
    assert "waits for Sponsor" in standing(waiting, [signed, waiting])
    assert "until version 2 was signed" in standing(signed, [signed, a_signed_version(2)])
    assert standing(replace(waiting, withdrawn_at=MOMENT), []).startswith("Withdrawn on")


def test_the_contract_in_markdown_holds_promise_terms_and_signatures() -> None:
    version = a_signed_version(1)
    text = contract_markdown("Triage", version, [version])
    assert version.terms.fingerprint() in text
    for one in version.signatures:
        assert one.name.split()[0] in text
    for words in (
        "a year",
        "Net present value",
        "## Boundary",
        "## Guardrail dials",
        "Fair & impartial",
    ):
        assert words in text


def test_what_was_answered_about_thresholds_by_group_stands_in_the_contract() -> None:
    refused = a_group_term("age", answer="refused", why="It is *forbidden* here", by="Ruth", law="Article 4")
    version = a_signed_version(1, a_contract(group_thresholds=[a_group_term(), refused]))
    text = contract_markdown("Triage", version, [version])
    assert "## Different thresholds for different groups" in text
    table = text.split("## Different thresholds for different groups")[1].split("##")[0]
    assert "| sex | allowed | It narrows the gap the history left |" in table
    assert r"| age | refused | It is \*forbidden\* here | Ruth | Article 4 |" in table
    without = a_signed_version(1)
    assert "Different thresholds" not in contract_markdown("Triage", without, [without])


def test_an_amendment_that_allows_thresholds_by_group_says_so() -> None:
    first = a_signed_version(1)
    second = replace(a_signed_version(2, a_contract(group_thresholds=[a_group_term()])), reason="Legal agreed.")
    assert (
        "Ruth Adler, legal"
        in contract_markdown("Triage", second, [first, second]).split("## What version 2 changed")[1]
    )


def test_an_amendment_lists_what_changed_and_how_far_the_boundary_gave_way() -> None:
    first = a_signed_version(1)
    boundary = first.terms.boundary.model_copy(update={"floor": first.terms.boundary.floor - 1})
    second = replace(a_signed_version(2, a_contract(boundary=boundary.model_dump())), reason="It was *too* high")
    text = contract_markdown("Triage", second, [first, second])
    assert "## What version 2 changed" in text
    assert r"It was \*too\* high" in text
    changed = text.split("## What version 2 changed")[1]
    assert f"| {fields()['boundary.floor'].label} |" in changed
    assert "boundary.floor" not in changed


def test_the_canvas_in_markdown_holds_every_section_and_shows_text_as_text() -> None:
    version = a_signed_version(1)
    values = from_contract(version.terms) | {"today": HARD}
    text = canvas_markdown("Triage <x>", values, [version], MOMENT)
    assert text.count("\n## ") >= 11
    assert r"\<b\>x\</b\>" in text
    assert "![i]" not in text
    assert "# Triage \\<x\\>: canvas" in text


def test_with_several_levers_each_input_names_its_own() -> None:
    cost = {key: three(40) for key in ("minutes", "rate", "cashable", "adoption")}
    alone = a_contract()
    choice = {"key": "cost", "inputs": cost}
    both = type(alone).model_validate(
        {k: v for k, v in alone.body().items() if k != "lever"} | {"levers": [alone.body()["lever"], choice]}
    )
    names = [name for name, _ in estimates(both, from_contract(both))]
    assert "Lower cost: Cashable share" in names
    assert len(names) == len(set(names)) == 5 + len(alone.lever.inputs) + 4
    assert not any(":" in name for name, _ in estimates(alone, from_contract(alone)))
