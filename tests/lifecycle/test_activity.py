"""What happened, as people say it: every event there is has a sentence, and nothing in it is an id."""

import ast
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lifecycle.access import Capability, Principal
from lifecycle.activity import OTHER, Detail, acting_as, details, happened, kind_of
from lifecycle.audit import Act, Event, event
from lifecycle.catalogue import catalogue
from lifecycle.envision.workshop.entries import Kind
from lifecycle.ids import new_id

ROOT = Path(__file__).parent.parent.parent
ACT = Act(Principal("o", "Lena", Capability.OWNER), datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


def made(action: str, subject: str = "", **told: Any) -> Event:
    return event(ACT, action, subject or new_id(), initiative_id="i", **told)


def written() -> set[str]:
    """Collect the names of events the store writes, from its source."""
    found = set()
    for path in (ROOT / "data").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "event"
            if named and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                found.add(str(node.args[1].value))
    return found


def test_every_event_the_store_writes_has_a_sentence() -> None:
    known = set(catalogue("activity")["actions"])
    assert len(written()) > 25
    assert written() <= known
    assert {f"workshop.{kind.value}" for kind in Kind} <= known


@pytest.mark.parametrize("action", catalogue("activity")["actions"])
def test_no_sentence_shows_an_id_or_a_blank(action: str) -> None:
    own = new_id()
    said = happened(made(action, own))
    assert said
    assert own not in said
    assert "{" not in said
    assert "  " not in said
    assert kind_of(made(action)) != OTHER


def test_a_sentence_names_what_it_is_about() -> None:
    after = {"name": "Ines Carvalho", "role": "risk"}
    assert happened(made("contract.signed", "contract v2", after=after)) == (
        "entered the signature of Ines Carvalho under contract v2"
    )
    assert happened(made("grant.revoked", after={"label": "Board"})) == "ended the link or token “Board”"
    assert happened(made("room.deleted", before={"name": "Two lists"})) == "deleted the comparison “Two lists”"


def test_an_event_nobody_wrote_a_sentence_for_is_still_told() -> None:
    odd = made("cake.half_eaten", "cake 3")
    assert (happened(odd), kind_of(odd)) == ("did “cake half eaten” (cake 3)", OTHER)
    assert happened(made("cake.half_eaten")) == "did “cake half eaten”"


def test_changes_of_the_canvas_are_told_in_its_words() -> None:
    edit = made("canvas.edited", before={"dial.fair": "light"}, after={"dial.fair": "standard"})
    assert details(edit) == [Detail("Fair & impartial", "light", "standard")]


def test_details_have_values_people_can_read() -> None:
    after = {
        "value": {"low": -1234.5, "mid": 0.5, "high": 2e6, "level": 0.95},
        "volume": {"low": 900, "likely": 1000, "high": 1200},
        "run_cost": 7,
        "dataset": new_id(),
        "sha256": "a" * 64,
        "role": "risk",
        "demo": False,
        "review": None,
        "names": ["rule", "forest"],
        "steps": [{"n": 1}, {"n": 2}],
        "at": "2026-11-23T09:00:00Z",
        "not_at": "2026-99-99T99:99",
    }
    assert [(one.label, one.after) for one in details(made("release.made", after=after))] == [
        ("Value", "0.5 (−1,234 to 2,000,000)"),
        ("Cases a year", "900 to 1,200, most likely 1,000"),
        ("Running it costs, a year", "7"),
        ("Sha256", "aaaaaaaaaaaa…"),
        ("Role", "Risk & compliance"),
        ("Demo", "no"),
        ("Review", "–"),
        ("Names", "rule, forest"),
        ("Steps: 1: n", "1"),
        ("Steps: 2: n", "2"),
        ("At", "23 Nov 2026, 09:00 UTC"),
        ("Not at", "2026-99-99T99:99"),
    ]


def test_what_was_before_stands_beside_and_what_is_gone_is_told() -> None:
    changed = made("stakes.set", before={"volume": 5, "tp": 1}, after={"volume": 6})
    assert details(changed) == [Detail("Cases a year", "5", "6"), Detail("Tp", "1", "")]
    offered = made("contract.offered", "contract v2", after={"changes": {"dials.fair.level": ["light", "high"]}})
    assert details(offered) == [Detail("Dials fair level", "light", "high")]
    assert details(made("grant.used")) == []


def test_somebody_acts_in_a_role_or_as_what_they_were_let_in_as() -> None:
    assert acting_as(made("grant.used")) == "owner"
    assert acting_as(replace(made("grant.used"), role="sponsor")) == "Sponsor"
    assert acting_as(replace(made("grant.used"), role="guest")) == "guest"
