"""Items of the strategy: every field is asked for by name, and nothing that does not fit is kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.catalogue import catalogue, components
from lifecycle.errors import BadInput
from lifecycle.strategy.items import Item, changed_fields, clean_item, kinds, name_of, thresholds

GOAL = {
    "name": "Keep customers",
    "measure": "Customers who leave",
    "unit": "%",
    "convention": "Counted by finance.",
    "target": 12.5,
    "by": "2028-12-31",
    "owner": "Claire",
}
POLICY = {"name": "P", "kind": "privacy", "statement": "S.", "applies_when": "always"}
DUTY = {"role": "Sponsor", "responsibilities": "Pays."}
MESSAGE = {"audience": "All", "message": "M.", "channel": "Mail", "rhythm": "once", "owner": "Tom"}
FULL: dict[str, dict[str, Any]] = {"goal": GOAL, "policy": POLICY, "duty": DUTY, "communication": MESSAGE}


def test_the_kinds_are_these_and_each_has_an_example_here() -> None:
    assert list(kinds()) == list(FULL)


@pytest.mark.parametrize("kind", FULL)
def test_what_is_complete_is_kept_as_it_is(kind: str) -> None:
    assert clean_item(kind, FULL[kind]) == FULL[kind]


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind, body in FULL.items() for path in body])
def test_each_required_field_is_asked_for_in_a_sentence(kind: str, path: str) -> None:
    field = next(one for one in kinds()[kind].fields if one.path == path)
    for empty in (None, "", "  "):
        with pytest.raises(BadInput) as problem:
            clean_item(kind, FULL[kind] | {path: empty})
        assert str(problem.value) == field.missing != ""


def test_optional_fields_may_be_empty() -> None:
    optional = {"goal": "baseline", "policy": "dials", "duty": "who", "communication": "next"}
    for kind, path in optional.items():
        assert path not in clean_item(kind, FULL[kind] | {path: None})


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("goal", {"target": float("nan")}, "Target: this is not a finite number"),
        ("goal", {"by": "soon"}, "By: "),
        ("goal", {"name": "x" * 121}, "121 characters are too long, at most 120 fit"),
        ("goal", {"name": 5}, "this is not a text"),
        ("goal", {"colour": "red"}, "has no field 'colour'"),
        ("policy", {"kind": "taste"}, "'taste' is not one of regulatory"),
        ("policy", {"dials": {"fair": "extreme"}}, "Least rigour"),
        ("policy", {"dials": {"luck": "high"}}, "no component is called 'luck'"),
        ("policy", {"thresholds": {"luck": 1}}, "no limit is called 'luck'"),
        ("policy", {"thresholds": {"smallest_cell": 1}}, "must be a whole number between 2 and 1000 people"),
        ("policy", {"thresholds": {"minimum_n": 1.5}}, "whole number"),
        ("policy", {"thresholds": {"credit": 101}}, "between 1 and 100 %"),
        ("dream", {}, "has no part 'dream'"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(kind: str, change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        clean_item(kind, FULL.get(kind, {}) | change)


@given(st.dictionaries(st.sampled_from(list(components())), st.sampled_from(["light", "standard", "high", None])))
def test_levels_that_are_left_open_are_not_kept(levels: dict[str, str | None]) -> None:
    kept = clean_item("policy", POLICY | {"dials": levels}).get("dials", {})
    assert kept == {key: level for key, level in levels.items() if level}


def test_limits_that_are_left_open_are_not_kept() -> None:
    kept = clean_item("policy", POLICY | {"thresholds": {"credit": 60, "minimum_n": None}})
    assert kept["thresholds"] == {"credit": 60.0}
    assert "thresholds" not in clean_item("policy", POLICY | {"thresholds": {"credit": None}})


def test_the_usual_policies_are_policies() -> None:
    for one in catalogue("usual_policies")["policies"]:
        body = {key: value for key, value in one.items() if key != "key"}
        assert clean_item("policy", body)["name"] == one["name"]


@pytest.mark.parametrize(
    ("kind", "name"), [("goal", "Keep customers"), ("policy", "P"), ("duty", "Sponsor"), ("communication", "All")]
)
def test_an_item_is_called_what_people_call_it(kind: str, name: str) -> None:
    item = Item("i1", kind, FULL[kind], 1, datetime(2026, 1, 1, tzinfo=UTC), "Ann")
    assert name_of(item) == name


def test_a_limit_says_which_way_is_stricter() -> None:
    assert {key: one.at_least for key, one in thresholds().items()} == {
        "smallest_cell": True,
        "minimum_n": True,
        "credit": True,
        "review_days": False,
    }


@pytest.mark.parametrize("kind", FULL)
def test_two_states_differ_in_the_fields_that_changed_and_in_no_other(kind: str) -> None:
    labels = {field.path: field.label for field in kinds()[kind].fields}
    assert changed_fields(kind, FULL[kind], dict(FULL[kind])) == []
    for path in FULL[kind]:
        without = {key: value for key, value in FULL[kind].items() if key != path}
        assert changed_fields(kind, FULL[kind], without) == [labels[path]]
        assert changed_fields(kind, without, FULL[kind]) == [labels[path]]
    assert changed_fields(kind, {}, FULL[kind]) == [labels[path] for path in labels if path in FULL[kind]]
