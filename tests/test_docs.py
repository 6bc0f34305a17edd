"""The documents name what there is, and nothing else."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from lifecycle.catalogue import catalogue, components, protocols
from lifecycle.contract import Level
from lifecycle.deploy.checks import items
from lifecycle.envision.dials import questions
from lifecycle.envision.levers import levers
from lifecycle.envision.risks import families
from lifecycle.guardrails import Guardrail, guardrails
from lifecycle.metrics import metrics
from server.api import api

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
IN_FORCE = {key: item for key, item in items().items() if item.in_force}


def one_line(text: str) -> str:
    return " ".join(text.split())


def entries(title: str) -> dict[str, str]:
    """Read the entries (### `key`) of a section of the reference."""
    section = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", REFERENCE, re.M | re.S)
    assert section, f"docs/reference.md has no section {title!r}"
    found = re.findall(r"^### `(\w+)`$(.*?)(?=^### |\Z)", section[1], re.M | re.S)
    return {key: one_line(text) for key, text in found}


def table(title: str) -> str:
    """Read a section of the reference as it stands."""
    return REFERENCE.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize(
    ("title", "registered"),
    [
        ("Levers", levers()),
        ("Business metrics", metrics()),
        ("Guardrails", guardrails()),
        ("Readiness checks", IN_FORCE),
    ],
)
def test_what_registers_itself_is_documented_and_nothing_else(title: str, registered: dict[str, object]) -> None:
    found = entries(title)
    assert set(found) == set(registered)
    assert all(len(text) > 20 for text in found.values())


@pytest.mark.parametrize("key", list(levers()))
def test_levers_stand_with_their_formula(key: str) -> None:
    assert levers()[key].formula in entries("Levers")[key]
    assert levers()[key].proof in entries("Levers")[key]


def limits(guardrail: Guardrail) -> str:
    """Write a guardrail's limits as the reference does."""
    word = "more than" if guardrail.strictly else "at least" if guardrail.at_least else "at most"
    said = []
    for level in (Level.LIGHT, Level.STANDARD, Level.HIGH):
        limit, highest = guardrail.limits[level], guardrail.highest.get(level)
        said.append(
            "report" if limit is None else f"{word} {limit:g}" if highest is None else f"{limit:g} to {highest:g}"
        )
    return f"Light {said[0]} · standard {said[1]} · high {said[2]}."


@pytest.mark.parametrize("key", list(guardrails()))
def test_guardrails_stand_with_their_limits(key: str) -> None:
    assert limits(guardrails()[key]) in entries("Guardrails")[key]


def test_components_are_called_as_the_header_calls_them() -> None:
    listed = re.findall(r"^\| (\w+) \| (.+?) \|$", table("Guardrails"), re.M)
    assert listed[1:] == [(c.short, c.name) for c in components().values()]
    for key, guardrail in guardrails().items():
        assert entries("Guardrails")[key].startswith(f"{components()[guardrail.component].short}. "), key


@pytest.mark.parametrize("key", list(IN_FORCE))
def test_checks_stand_with_how_they_are_judged_and_from_where_they_block(key: str) -> None:
    item = IN_FORCE[key]
    assert entries("Readiness checks")[key].startswith(f"{item.how.capitalize()}, from {item.blocks_from.value}.")


def test_the_counts_of_checks_are_right() -> None:
    counts = f"{len(IN_FORCE)} of {len(items())}"
    assert f"{counts} are in force" in one_line(REFERENCE)
    assert f"{len(IN_FORCE)} of the {len(items())} readiness checks are in force" in one_line(README)


def test_protocols_stand_with_their_credit() -> None:
    rows = re.findall(r"^\| `(\w+)` (.+?) \| (\d+) % \|$", table("Credit of measurement protocols"), re.M)
    assert rows == [(p.key, p.name, f"{p.credit * 100:.0f}") for p in protocols().values()]


def test_families_of_risk_and_questions_about_dials_stand_as_they_are_asked() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", table("Risks"), re.M)
    assert rows == [(f.key, f.name, f.question) for f in families().values()]
    asked = re.findall(r"^\| `(\w+)` (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", table("Dials"), re.M)
    assert asked == [(q.key, q.name, *q.anchors) for q in questions().values()]


def test_statistical_measures_are_all_listed() -> None:
    listed = re.findall(r"\| `(\w+)` \|$", table("Statistical measures"), re.M)
    assert listed == list(catalogue("measures")["statistical"])


@pytest.mark.parametrize("name", ["components", "roles", "protocols", "canvas", "readiness", "measures"])
def test_catalogues_name_their_source(name: str) -> None:
    assert len(catalogue(name)["source"]) > 20


def test_the_commands_of_the_readme_are_targets_of_make() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = set(re.findall(r"(?:^ {4}|`)make ([a-z-]+)", README, re.M)) | {"types"}
    assert {"run", "test", "backup", "restore", "store-check"} <= named
    assert named <= targets


def test_every_setting_is_in_the_readme_and_read_by_the_program() -> None:
    sources = subprocess.run(
        ["git", "ls-files", "*.py", "Makefile"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    code = "\n".join((ROOT / s).read_text("utf-8") for s in sources if not s.startswith(("tests/", "benchmarks/")))
    assert set(re.findall(r"`(THROUGHLINE_\w+)`", README)) == set(re.findall(r"\bTHROUGHLINE_[A-Z_]+\b", code))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_calls_of_the_api_are_calls_it_answers(document: Path) -> None:
    text = document.read_text("utf-8").replace('"', "")
    if base := re.search(r"AT=http://127.0.0.1:8501/api(\S+)", text):
        text = text.replace("$AT", base[1])
    patterns = [re.sub(r"\{\w+\}", "[a-z0-9-]+", path) for path in api.openapi()["paths"]]
    called = re.findall(r"(?<=\s)(/v1/[\w/-]+)", text)
    assert all(any(re.fullmatch(pattern, path) for pattern in patterns) for path in called), called
    assert called or "curl" not in text


def test_orders_in_the_documents_are_orders_the_api_takes() -> None:
    from server.api.streams import StreamOrder

    bodies = [body for path in DOCUMENTS for body in re.findall(r"-d '(\{.*?\})'", path.read_text("utf-8"), re.S)]
    assert len(bodies) >= 2
    for body in bodies:
        assert StreamOrder.model_validate(json.loads(body)).features


def test_the_labels_of_the_worked_example_are_found_under_both_of_their_names() -> None:
    text = one_line((ROOT / "docs" / "california_housing.md").read_text("utf-8"))
    assert "`california_housing_analysis_gt.csv`" in text
    assert "`california_housing_analysis_labels.csv`" in text


def test_the_buttons_of_the_journey_are_on_the_pages() -> None:
    journey = README.split("## The journey")[1].split("\n## ")[0]
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "pages").rglob("*.py"))
    for name in re.findall(r"\*([A-Z][^*]+)\*(?!\*)", one_line(journey)):
        words = name.replace("version 1", "version {number}").replace("Telecom retention", "")
        assert words in code or words in ("Built", "Promised", "Realised"), name
