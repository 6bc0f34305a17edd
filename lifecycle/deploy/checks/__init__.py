"""Readiness checks. What is asked stands in the catalogue; how it is computed is a file here that defines CHECK."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from lifecycle.build.decision import Decision
from lifecycle.catalogue import catalogue
from lifecycle.contract import Level, Version
from lifecycle.deploy.release import Plan, Release


class Outcome(StrEnum):
    """What a check says. Missing is never a pass."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    MISSING = "missing"
    NOT_APPLICABLE = "not applicable"
    WAIVED = "waived"


@dataclass(frozen=True)
class Item:
    """What the catalogue asks: computed or attested, who owns it, from which rigour on it blocks."""

    key: str
    group: str
    name: str
    how: str
    owner: str
    blocks_from: Level
    in_force: bool
    asks: str = ""


@dataclass(frozen=True)
class Statement:
    """What somebody stated about a check: an attestation, a reason why it does not apply, or a waiver."""

    check: str
    outcome: Outcome
    text: str
    name: str
    role: str
    at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True)
class GateEvidence:
    """All a gate is judged on. `previous_loads` says whether the previous release's model file could be loaded."""

    version: Version
    decision: Decision
    plan: Plan | None
    previous: Release | None
    previous_loads: bool | None
    statements: Mapping[str, Statement]
    now: datetime


@dataclass(frozen=True)
class Result:
    """What a check found: an outcome and a sentence. Waivers carry their expiry."""

    item: Item
    outcome: Outcome
    sentence: str
    blocking: bool
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Check:
    """How a computed check is judged: returns an outcome and a sentence."""

    key: str
    judge: Callable[[GateEvidence], tuple[Outcome, str]]


@cache
def items() -> dict[str, Item]:
    """Give the whole catalogue by key."""
    found = (Item(**{**raw, "blocks_from": Level(raw["blocks_from"])}) for raw in catalogue("readiness")["items"])
    return {item.key: item for item in found}


@cache
def checks() -> dict[str, Check]:
    """Find every computed check by its key."""
    from lifecycle.deploy import checks as package
    from lifecycle.registry import discover

    return discover(package, "CHECK", Check)


def of_guardrail(key: str) -> Callable[[GateEvidence], tuple[Outcome, str]]:
    """Judge a check by the verdict of one guardrail in the decision's evidence."""

    def judge(evidence: GateEvidence) -> tuple[Outcome, str]:
        verdict = next((v for v in evidence.decision.verdicts if v.guardrail == key), None)
        if verdict is None:
            return Outcome.MISSING, "It was not measured when the decision was made."
        outcomes = {"pass": Outcome.PASS, "fail": Outcome.FAIL, "reported": Outcome.PASS}
        return outcomes.get(verdict.outcome.value, Outcome.MISSING), verdict.sentence

    return judge
