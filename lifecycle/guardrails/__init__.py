"""Measurable limits of the six components. A guardrail is a file here that defines GUARDRAIL."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from lifecycle.build.comparison import Difference, Row
from lifecycle.contract import Level, ValueContract


class Outcome(StrEnum):
    """What a guardrail says. Insufficient data is never a pass."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    INSUFFICIENT = "insufficient data"
    NOT_APPLICABLE = "not applicable"
    REPORTED = "reported"


WORST_FIRST = [Outcome.FAIL, Outcome.INSUFFICIENT, Outcome.REPORTED, Outcome.PASS, Outcome.NOT_APPLICABLE]


@dataclass(frozen=True)
class GroupRate:
    """How often one group is acted on: n cases, of which `acted`."""

    group: str
    n: int
    acted: int


@dataclass(frozen=True)
class Evidence:
    """What guardrails are computed from, for one candidate at one operating point.

    `flips`: share of cases decided differently after retraining. `identifiers`: features that look like a direct
    identifier, each with what was found. `groups`: rates by protected group, None where no column was named.
    `artefact_sha256` and `artefact_found`: the hash recorded and the hash of the bytes that were loaded.
    `card`: the model card's items, True where filled in.
    """

    contract: ValueContract
    champion: Row
    over_rule: Difference
    flips: float
    identifiers: tuple[str, ...]
    groups: tuple[GroupRate, ...] | None
    artefact_sha256: str
    artefact_found: str
    card: Mapping[str, bool]


@dataclass(frozen=True)
class Finding:
    """A guardrail's number and sentence. `value` is None where it cannot be measured; `outcome` then says why."""

    sentence: str
    value: float | None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Verdict:
    """A finding judged against the limit its dial sets."""

    guardrail: str
    component: str
    name: str
    level: Level
    outcome: Outcome
    sentence: str
    value: float | None
    limit: float | None


@dataclass(frozen=True)
class Guardrail:
    """A measurable limit. `limits` gives one for each level, None where the level only reports the number.

    `at_least`: whether the value must reach the limit, or else stay at or below it. `strictly`: reaching it is not
    enough.
    """

    key: str
    component: str
    name: str
    means: str
    limits: Mapping[Level, float | None]
    at_least: bool
    measure: Callable[[Evidence], Finding]
    strictly: bool = False

    def keeps(self, value: float, limit: float) -> bool:
        """Answer whether a value keeps a limit. Rounding in the last digits breaks none."""
        if math.isclose(value, limit, rel_tol=1e-9, abs_tol=1e-12):
            return not self.strictly
        return value > limit if self.at_least else value < limit


@cache
def guardrails() -> dict[str, Guardrail]:
    """Find every guardrail by its key."""
    from lifecycle import guardrails as package
    from lifecycle.registry import discover

    return discover(package, "GUARDRAIL", Guardrail)


def judge(guardrail: Guardrail, evidence: Evidence) -> Verdict:
    """Measure one guardrail and hold it against the limit of its component's dial."""
    level = evidence.contract.dials[guardrail.component].level
    limit, finding = guardrail.limits[level], guardrail.measure(evidence)
    if finding.outcome is not None or finding.value is None:
        outcome = finding.outcome or Outcome.INSUFFICIENT
    elif limit is None:
        outcome = Outcome.REPORTED
    else:
        outcome = Outcome.PASS if guardrail.keeps(finding.value, limit) else Outcome.FAIL
    return Verdict(
        guardrail.key, guardrail.component, guardrail.name, level, outcome, finding.sentence, finding.value, limit
    )


def judge_all(evidence: Evidence) -> tuple[Verdict, ...]:
    """Judge every guardrail, in the order of their files."""
    return tuple(judge(guardrail, evidence) for guardrail in guardrails().values())


def worst(verdicts: list[Verdict]) -> Verdict | None:
    """Give the worst verdict, or None without any: nothing is averaged away."""
    return min(verdicts, key=lambda v: WORST_FIRST.index(v.outcome), default=None)
