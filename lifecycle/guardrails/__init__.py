"""Measurable limits of the six components. A guardrail is a file here that defines GUARDRAIL."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from lifecycle.build.comparison import Difference, Row
from lifecycle.build.dataset import BINARY
from lifecycle.build.review import Review
from lifecycle.catalogue import catalogue
from lifecycle.contract import Level, ValueContract
from lifecycle.figures import Interval


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
    """What is decided in one group: n cases, of which `acted`; `yes` truly yes, of which `found` are acted on.

    `off` is the mean score less the share that is truly yes, `off_error` its standard error; None without scores.
    """

    group: str
    n: int
    acted: int
    yes: int = 0
    found: int = 0
    off: float | None = None
    off_error: float | None = None


@dataclass(frozen=True)
class GroupFigure:
    """A number of one group or slice with its 95 % bounds, on n cases; None where it cannot be told."""

    group: str
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Measured:
    """What took a computation of its own: a number on n cases, and what was done in a sentence's part.

    Where `value` is None, `said` is a whole sentence with the reason; with `applies` False there is nothing to measure.
    """

    value: float | None
    said: str = ""
    n: int | None = None
    interval: Interval | None = None
    groups: tuple[GroupFigure, ...] = ()
    applies: bool = True


@dataclass(frozen=True, kw_only=True)
class AnyEvidence:
    """What guardrails are computed from whatever is predicted: a yes or no, one of several classes, or a quantity.

    `identifiers`: features that look like a direct identifier, each with what was found. `artefact_sha256` and
    `artefact_found`: the hash recorded and the hash of the bytes that were found, both empty without a model file.
    `card`: the model card's items, True where filled in. `purposes`: why each feature is used, "" where nobody said,
    None where nobody was asked. `kind` is what is predicted. `attribute`: the protected column, empty where none was
    named. `cells`: the groups whose numbers are published. What was not measured is not in `measured`.
    """

    contract: ValueContract
    identifiers: tuple[str, ...]
    artefact_sha256: str
    artefact_found: str
    card: Mapping[str, bool]
    purposes: Mapping[str, str] | None = None
    review: Review | None = None
    kind: str = BINARY
    attribute: str = ""
    cells: tuple[GroupFigure, ...] = ()
    measured: Mapping[str, Measured] = field(default_factory=dict)

    def level(self, component: str) -> Level:
        """Give the dial of a component."""
        return self.contract.dials[component].level


@dataclass(frozen=True, kw_only=True)
class Evidence(AnyEvidence):
    """What guardrails are computed from, for one candidate at one operating point.

    `flips`: share of cases decided differently after retraining, on `flips_n` cases. `groups`: rates by the protected
    `attribute`, None where no column was named. `choice`: what was preferred between calibration and equal error rates.
    `rule` names what `over_rule` compares with. What was not measured is None.
    """

    champion: Row
    over_rule: Difference
    flips: float | None
    groups: tuple[GroupRate, ...] | None
    flips_n: int | None = None
    rule: str = "the rule of thumb"
    choice: str = ""


@dataclass(frozen=True)
class Finding:
    """A guardrail's number and sentence. `value` is None where it cannot be measured; `outcome` then says why.

    `n` counts the cases of the smallest group it rests on; `groups` is the table behind it.
    """

    sentence: str
    value: float | None
    outcome: Outcome | None = None
    n: int | None = None
    interval: Interval | None = None
    groups: tuple[GroupFigure, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """A finding judged against the limit its dial sets. What came later has a default, so that old ones still read."""

    guardrail: str
    component: str
    name: str
    level: Level
    outcome: Outcome
    sentence: str
    value: float | None
    limit: float | None
    highest: float | None = None
    n: int | None = None
    interval: Interval | None = None
    groups: tuple[GroupFigure, ...] = ()

    @property
    def blocks(self) -> bool:
        """Answer whether it stands in the way: broken, or not measured although its dial sets a limit."""
        unknown = self.outcome is Outcome.INSUFFICIENT and self.limit is not None
        return self.outcome is Outcome.FAIL or unknown


@dataclass(frozen=True)
class Guardrail:
    """A measurable limit. `limits` gives one for each level, None where the level only reports the number.

    `at_least`: whether the value must reach the limit, or else stay at or below it. `strictly`: reaching it is not
    enough. `highest`: where values above a second limit are no better, that limit by level. `measure_any`: the same
    measurement where it needs nothing of a yes/no decision; None where it is defined for those alone. `kinds`: what
    has to be predicted for it to be asked at all; empty where a yes/no decision is asked.
    """

    key: str
    component: str
    name: str
    means: str
    limits: Mapping[Level, float | None]
    at_least: bool
    measure: Callable[[Evidence], Finding]
    strictly: bool = False
    highest: Mapping[Level, float | None] = field(default_factory=dict)
    measure_any: Callable[[AnyEvidence], Finding] | None = None
    kinds: tuple[str, ...] = ()

    def keeps(self, value: float, limit: float, highest: float | None = None) -> bool:
        """Answer whether a value keeps a limit. Rounding in the last digits breaks none."""
        if highest is not None and value > highest and not _same(value, highest):
            return False
        if _same(value, limit):
            return not self.strictly
        return value > limit if self.at_least else value < limit

    def outcome(self, value: float, level: Level) -> Outcome:
        """Judge a value by the limit of a level; a value that is not a number is insufficient data."""
        limit = self.limits[level]
        if math.isnan(value):
            return Outcome.INSUFFICIENT
        if limit is None:
            return Outcome.REPORTED
        return Outcome.PASS if self.keeps(value, limit, self.highest.get(level)) else Outcome.FAIL


def _same(value: float, limit: float) -> bool:
    return math.isclose(value, limit, rel_tol=1e-9, abs_tol=1e-12)


@cache
def guardrails() -> dict[str, Guardrail]:
    """Find every guardrail by its key."""
    from lifecycle import guardrails as package
    from lifecycle.registry import discover

    return discover(package, "GUARDRAIL", Guardrail)


def asked(kind: str = BINARY) -> dict[str, Guardrail]:
    """Find the guardrails that are asked where this kind is predicted, by their keys, in the order of their files."""
    return {key: one for key, one in guardrails().items() if not one.kinds or kind in one.kinds}


def judge(guardrail: Guardrail, evidence: Evidence) -> Verdict:
    """Measure one guardrail and hold it against the limit of its component's dial."""
    return held(guardrail, evidence.level(guardrail.component), guardrail.measure(evidence))


def judge_any(guardrail: Guardrail, evidence: AnyEvidence, predicted: str) -> Verdict:
    """Judge one guardrail where no yes or no is predicted; what is defined for those alone is not applicable.

    `predicted` names what is: "a quantity".
    """
    if guardrail.measure_any is not None:
        finding = guardrail.measure_any(evidence)
    else:
        reason = f"It is defined for yes/no decisions; here {predicted} is predicted."
        finding = Finding(reason, None, Outcome.NOT_APPLICABLE)
    return held(guardrail, evidence.level(guardrail.component), finding)


def held(guardrail: Guardrail, level: Level, finding: Finding) -> Verdict:
    """Hold what was found against the limit of a level."""
    known = finding.value is not None and not math.isnan(finding.value)
    if finding.outcome is not None or finding.value is None:
        outcome = finding.outcome or Outcome.INSUFFICIENT
    else:
        outcome = guardrail.outcome(finding.value, level)
    return Verdict(
        guardrail=guardrail.key,
        component=guardrail.component,
        name=guardrail.name,
        level=level,
        outcome=outcome,
        sentence=finding.sentence,
        value=finding.value if known else None,
        limit=guardrail.limits[level],
        highest=guardrail.highest.get(level),
        n=finding.n,
        interval=finding.interval,
        groups=finding.groups,
    )


def judge_all(evidence: Evidence) -> tuple[Verdict, ...]:
    """Judge every guardrail of a yes/no decision, in the order of their files."""
    return tuple(judge(guardrail, evidence) for guardrail in asked().values())


def judge_all_any(evidence: AnyEvidence, predicted: str) -> tuple[Verdict, ...]:
    """Judge every guardrail where no yes or no is predicted, in the order of their files; see `judge_any`."""
    return tuple(judge_any(guardrail, evidence, predicted) for guardrail in asked(evidence.kind).values())


def worst(verdicts: list[Verdict]) -> Verdict | None:
    """Give the worst verdict, or None without any: nothing is averaged away."""
    return min(verdicts, key=lambda v: WORST_FIRST.index(v.outcome), default=None)


def found(evidence: AnyEvidence, key: str) -> Finding:
    """Give what was computed under a key; what was not is insufficient data, what does not apply says why."""
    item = evidence.measured.get(key)
    return Finding("It was not measured for this decision.", None) if item is None else as_finding(item)


def as_finding(item: Measured) -> Finding:
    """Read what was computed as a finding."""
    outcome = None if item.applies else Outcome.NOT_APPLICABLE
    return Finding(item.said, item.value, outcome, item.n, item.interval, item.groups)


def by_group(key: str) -> Guardrail:
    """Make a guardrail of the catalogue that compares protected groups where no yes or no is predicted."""
    item = catalogue("group_guardrails")["guardrails"][key]

    def measure(evidence: AnyEvidence) -> Finding:
        return found(evidence, key) if evidence.attribute else without_groups(evidence)

    return Guardrail(
        key=key,
        component="fair",
        name=item["name"],
        means=item["means"],
        limits={level: item["limits"][level.value] for level in Level},
        at_least=False,
        measure=measure,
        measure_any=measure,
        kinds=(item["kind"],),
    )


def without_groups(evidence: AnyEvidence) -> Finding:
    """Say that no groups can be compared: not applicable where the dial only reports, else insufficient data."""
    reason = "No protected attribute was named in the data, so groups cannot be compared."
    required = evidence.level("fair") is not Level.LIGHT
    return Finding(reason, None, Outcome.INSUFFICIENT if required else Outcome.NOT_APPLICABLE)
