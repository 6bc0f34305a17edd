"""The eleven sections of the canvas, with every field the product names."""

import pytest

from lifecycle.catalogue import components, roles
from lifecycle.envision.cleaning import clean
from lifecycle.envision.dials import questions
from lifecycle.envision.fields import fields, leads, sections, status_fields
from lifecycle.envision.levers import levers
from lifecycle.envision.risks import Scores, families

KINDS = {
    "text",
    "line",
    "three_point",
    "number",
    "choice",
    "anchored",
    "choices",
    "date",
    "person",
    "level",
    "scale",
    "goal",
    "rows",
}
CELLS = {"text", "choice", "number", "date", "scale", "flag"}
TITLES = [
    ("Problem & intent", "sponsor"),
    ("Decision & workflow", "process"),
    ("Value & baseline", "product"),
    ("Boundary & proof points", "product"),
    ("Prediction task", "science"),
    ("Data & systems", "data"),
    ("People & use limits", "risk"),
    ("Guardrail dials", "risk"),
    ("Risks & assumptions", "product"),
    ("People & adoption", "change"),
    ("Decision", "sponsor"),
]
ROWS = [field for field in fields().values() if field.kind == "rows"]


def test_there_are_eleven_sections_each_with_its_lead() -> None:
    assert [(section.title, section.lead) for section in sections()] == TITLES
    assert len({section.key for section in sections()}) == 11


def test_every_section_asks_something_and_no_question_is_asked_twice() -> None:
    asked = [prompt for section in sections() for prompt in section.prompts]
    assert all(len(section.prompts) >= 2 for section in sections())
    assert len(set(asked)) == len(asked)


def test_a_section_is_led_by_a_role_with_a_name() -> None:
    assert all(leads()[section.lead] for section in sections())
    assert {key: leads()[key] for key in roles()} == {role.key: role.name for role in roles().values()}


def test_every_field_and_cell_is_of_a_kind_that_is_kept() -> None:
    assert {field.kind for field in fields().values()} == KINDS
    assert {column.kind for field in ROWS for column in field.columns} <= CELLS


def test_the_fields_of_the_product_are_there() -> None:
    wanted = {
        "intent": {"problem", "intent", "goal", "alternative"},
        "decision": {"decision", "volume", "autonomy", "payoff.fn", "capacity_per_week", "latency"},
        "value": {
            "levers",
            "baseline.value",
            "baseline.window",
            "build_cost",
            "run_cost",
            "counterfactual",
            "cashable",
        },
        "boundary": {"boundary.metric", "boundary.baseline", "boundary.target", "boundary.warn", "boundary.floor"}
        | {"boundary.window_days", "boundary.persistence", "boundary.minimum_n", "protocol", "boundary.consequence"}
        | {"proof_points"},
        "task": {
            "task.entity",
            "task.kind",
            "task.horizon_days",
            "task.label_delay_days",
            "task.heuristic",
            "task.proxy",
        },
        "data": {"feeds", "target_system", "service_level"},
        "people": {"stakeholders", "restricted", "reversibility", "appeal", "limits"},
        "dials": {f"dial.{key}" for key in components()}
        | {f"question.{key}" for key in questions()}
        | {"protected", "tier", "group_thresholds"},
        "risks": {"risks", "assumptions"},
        "adoption": {"raci", "users", "adoption_target", "override.low", "override.high", "training", "incentives"},
        "verdict": {"verdict", "conditions", "dissent"} | {f"owner.{key}" for key in roles()},
    }
    found = {section.key: {field.path for field in section.fields} for section in sections()}
    assert {key: paths - found[key] for key, paths in wanted.items()} == {key: set() for key in wanted}


def test_each_section_keeps_its_status_owner_confidence_and_evidence() -> None:
    for section in sections():
        assert [field.path.removeprefix(f"section.{section.key}.") for field in status_fields(section)] == [
            "status",
            "owner",
            "confidence",
            "evidence",
        ]


def test_everything_a_contract_does_not_need_is_optional() -> None:
    needed = {field.path for section in sections() for field in section.fields if not field.optional}
    assert needed == {
        *("intent", "today", "decision", "positive", "volume", "payoff.tp", "payoff.fp", "payoff.fn", "payoff.tn"),
        *("currency", "levers", "counterfactual", "build_cost", "run_cost", "protocol", "review_date"),
        *(path for path in fields() if path.startswith("boundary.")),
        *(f"dial.{key}" for key in components()),
        *(f"owner.{key}" for key in roles()),
    }


@pytest.mark.parametrize("field", ROWS, ids=lambda field: field.path)
def test_a_list_says_what_a_row_is_called_and_what_it_cannot_do_without(field: object) -> None:
    assert getattr(field, "add", "")
    columns = getattr(field, "columns", ())
    assert any(column.required for column in columns)
    assert "id" not in {column.key for column in columns}
    assert len({column.key for column in columns}) == len(columns)


def test_the_cells_of_a_risk_are_what_the_rule_reads() -> None:
    cells = {column.key for column in fields()["risks"].columns}
    assert {f"{which}_{name}" for which in ("inherent", "residual") for name in Scores.model_fields} <= cells
    assert set(next(c for c in fields()["risks"].columns if c.key == "family").options or {}) == set(families())


@pytest.mark.parametrize("key", list(questions()))
def test_a_question_about_rigour_is_answered_by_its_anchors(key: str) -> None:
    options = fields()[f"question.{key}"].options or {}
    assert list(options) == ["0", "1", "2"]
    assert [text.split(": ", 1)[1] for text in options.values()] == list(questions()[key].anchors)
    assert clean(f"question.{key}", "2") == "2"


def test_the_inputs_of_every_lever_are_fields() -> None:
    inputs = {f"lever.{lever.key}.{item.key}" for lever in levers().values() for item in lever.inputs}
    assert {path for path in fields() if path.startswith("lever.")} == inputs
