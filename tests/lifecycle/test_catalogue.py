import json
from collections.abc import Iterator
from typing import Any

import pytest

from lifecycle.build.resampling import MEASURES
from lifecycle.catalogue import FOLDER, catalogue, components, protocols, roles
from lifecycle.contract import Level
from lifecycle.deploy.checks import checks

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
LIGHT, STANDARD, HIGH = Level.LIGHT, Level.STANDARD, Level.HIGH

# How each readiness item is answered, and the rigour from which on it blocks, as the product describes them.
READINESS = {
    "Model": {
        "beats_rule": ("computed", LIGHT),
        "slices": ("computed", STANDARD),
        "calibrated": ("computed", STANDARD),
        "retraining": ("computed", STANDARD),
        "code_review": ("attested", LIGHT),
        "metric_tie": ("attested", STANDARD),
        "staleness": ("computed", HIGH),
    },
    "Feeds": {
        "schema": ("computed", LIGHT),
        "skew": ("computed", STANDARD),
        "freshness": ("computed", STANDARD),
        "feed_owner": ("attested", STANDARD),
        "fallback": ("computed", LIGHT),
    },
    "Target systems": {
        "staging": ("computed", LIGHT),
        "load": ("computed", STANDARD),
        "duplicates": ("computed", STANDARD),
        "least_privilege": ("attested", LIGHT),
    },
    "Release": {
        "method": ("computed", LIGHT),
        "exit_criteria": ("computed", STANDARD),
        "holdout": ("computed", STANDARD),
    },
    "Workflow & training": {
        "procedure": ("attested", LIGHT),
        "trained": ("computed", STANDARD),
        "override": ("attested", STANDARD),
        "incentives": ("attested", HIGH),
    },
    "Reporting": {
        "baseline": ("computed", LIGHT),
        "ledger": ("attested", STANDARD),
        "alerts": ("computed", LIGHT),
    },
    "Data protection": {
        "impact": ("attested", STANDARD),
        "identifiers": ("computed", LIGHT),
        "retention": ("computed", STANDARD),
        "rights": ("attested", STANDARD),
    },
    "Guardrails": {
        "guardrails": ("computed", LIGHT),
        "waivers": ("computed", LIGHT),
        "validation": ("attested", HIGH),
    },
    "Rollback": {
        "restorable": ("computed", LIGHT),
        "kill_drill": ("computed", STANDARD),
        "manual": ("attested", STANDARD),
    },
    "Ownership": {
        "on_call": ("computed", LIGHT),
        "contacts": ("attested", STANDARD),
    },
    "Communications": {
        "users_informed": ("attested", LIGHT),
        "notice": ("attested", STANDARD),
    },
}


def lists(value: Any) -> Iterator[list[dict[str, Any]]]:
    """Find every list of things that have a key or a path, however deep; lists of plain texts are none."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from lists(inner)
    elif isinstance(value, list) and all(isinstance(item, dict) for item in value):
        yield value
        for inner in value:
            yield from lists(inner)


def readiness() -> list[dict[str, Any]]:
    return catalogue("readiness")["items"]


def canvas_fields() -> list[dict[str, Any]]:
    return [field for section in catalogue("canvas")["sections"] for field in section["fields"]]


def test_the_catalogues_are_these() -> None:
    assert NAMES == [
        "activity",
        "agenda",
        "canvas",
        "components",
        "diagnostics",
        "dials",
        "fairness",
        "group_guardrails",
        "group_measures",
        "hands",
        "kind_lenses",
        "kinds",
        "lenses",
        "measures",
        "pools",
        "protocols",
        "readiness",
        "risks",
        "roles",
        "seats",
        "start",
        "strategy",
        "thresholds",
        "trading",
        "usual_policies",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_catalogue_names_its_source(name: str) -> None:
    assert catalogue(name)["source"].strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_catalogue_holds_nothing_but_its_source_and_one_collection(name: str) -> None:
    collections = [value for key, value in catalogue(name).items() if key != "source"]
    assert len(collections) == 1
    assert len(collections[0]) > 1


@pytest.mark.parametrize("name", NAMES)
def test_no_key_is_used_twice(name: str) -> None:
    for items in lists(catalogue(name)):
        keys = [item.get("key", item.get("path")) for item in items]
        assert None not in keys
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", NAMES)
def test_no_name_in_an_object_is_written_twice(name: str) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({key for key, _ in pairs}) == len(pairs), pairs
        return dict(pairs)

    json.loads((FOLDER / f"{name}.json").read_text("utf-8"), object_pairs_hook=once)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_filled_in_and_has_no_space_around_it(name: str) -> None:
    texts = [value for items in lists(catalogue(name)) for item in items for value in item.values()]
    texts = [text for text in texts if isinstance(text, str)]
    assert [text for text in texts if not text or text != text.strip()] == []


def test_a_catalogue_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        catalogue("dreams")


def test_the_six_components_have_their_exact_names_in_the_order_of_the_framework() -> None:
    assert [component.name for component in components().values()] == [
        "Fair & impartial",
        "Robust & reliable",
        "Respectful of privacy",
        "Safe & secure",
        "Responsible & accountable",
        "Transparent & explainable",
    ]


def test_things_are_found_by_their_own_key() -> None:
    for found in (components(), roles(), protocols()):
        assert found
        assert all(item.key == key for key, item in found.items())


def test_risk_alone_is_the_second_line_of_defence_and_signs() -> None:
    assert [role.key for role in roles().values() if role.line != 1] == ["risk"]
    assert roles()["risk"].line == 2
    assert roles()["risk"].signs


@pytest.mark.parametrize(
    ("key", "credit"),
    [
        ("holdout", 1.0),
        ("encouragement", 1.0),
        ("replay", 1.0),
        ("difference", 0.85),
        ("synthetic", 0.85),
        ("interrupted", 0.60),
        ("prepost", 0.30),
    ],
)
def test_a_measurement_protocol_earns_its_credit(key: str, credit: float) -> None:
    assert protocols()[key].credit == credit


def test_protocols_are_listed_from_the_strongest_and_earn_at_most_everything() -> None:
    credits = [protocol.credit for protocol in protocols().values()]
    assert credits == sorted(credits, reverse=True)
    assert 0 < credits[-1] <= credits[0] == 1


def test_every_section_of_the_canvas_is_led_by_a_role() -> None:
    seats = {seat["key"] for seat in catalogue("seats")["roles"]}
    assert {section["lead"] for section in catalogue("canvas")["sections"]} <= set(roles()) | seats


def test_no_field_of_the_canvas_stands_in_two_sections() -> None:
    paths = [field["path"] for field in canvas_fields()]
    assert len(set(paths)) == len(paths)


def test_the_intent_has_room_for_200_characters() -> None:
    assert {field["path"]: field.get("limit") for field in canvas_fields()}["intent"] == 200


def test_the_readiness_list_has_40_items() -> None:
    assert len(readiness()) == 40


def test_the_readiness_items_stand_in_their_groups_in_order() -> None:
    expected = [(group, key) for group, items in READINESS.items() for key in items]
    assert [(item["group"], item["key"]) for item in readiness()] == expected


def test_every_readiness_item_is_answered_and_blocks_as_described() -> None:
    expected = {key: answer for items in READINESS.values() for key, answer in items.items()}
    assert {item["key"]: (item["how"], Level(item["blocks_from"])) for item in readiness()} == expected


def test_every_readiness_item_is_owned_by_a_role() -> None:
    assert {item["owner"] for item in readiness()} <= set(roles())


def test_every_readiness_item_in_force_can_be_answered() -> None:
    in_force = [item for item in readiness() if item["in_force"]]
    computed = {item["key"] for item in in_force if item["how"] == "computed"}
    asked = {item["key"] for item in in_force if item.get("asks")}
    assert computed <= set(checks())
    assert {item["key"] for item in in_force} == set(checks()) | asked


def test_nobody_is_asked_about_what_is_computed() -> None:
    assert not {item["key"] for item in readiness() if item.get("asks")} & set(checks())


def test_every_measure_of_the_comparison_is_explained() -> None:
    explained = catalogue("measures")["statistical"]
    assert set(MEASURES) <= set(explained)
    for measure in explained.values():
        assert measure["name"]
        assert measure["means"].endswith(".")
        assert measure["digits"] >= 0
