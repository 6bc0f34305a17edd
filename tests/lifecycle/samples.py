"""Examples for the tests of Build, Deploy, Monitor and Share: small, valid, and changed by keyword."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import settings
from numpy.typing import NDArray

from data.demo import breast_cancer
from lifecycle.annex import GroupTerm
from lifecycle.boundary import Boundary, Consequence
from lifecycle.build.comparison import Difference, Row
from lifecycle.build.dataset import Task
from lifecycle.build.decision import Decision
from lifecycle.build.group_thresholds import GroupThreshold, GroupThresholds, HeldLimit
from lifecycle.catalogue import components, roles
from lifecycle.contract import Dial, Level, Signature, ValueContract, Version
from lifecycle.deploy.checks import GateEvidence, Outcome, Statement
from lifecycle.deploy.release import Method, Plan, Release
from lifecycle.envision.canvas import to_contract
from lifecycle.envision.three_point import ThreePoint
from lifecycle.facts import Facts
from lifecycle.figures import Interval
from lifecycle.guardrails import Outcome as Kept
from lifecycle.guardrails import Verdict, asked, guardrails
from lifecycle.initiative import Initiative, Stream
from lifecycle.monitor.evaluation import Evaluation
from lifecycle.monitor.incident import Incident
from lifecycle.monitor.readings import Signal
from lifecycle.monitor.stream import StreamSchema
from lifecycle.monitor.windows import Window
from lifecycle.payoff import PayoffEstimate
from lifecycle.tally import Tally
from tests.lifecycle.builders import a_group_term

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SIGNED = NOW - timedelta(days=100)
QUICK = settings(max_examples=25, deadline=None, derandomize=True)


@cache
def _contract() -> ValueContract:
    return to_contract(breast_cancer.canvas(date(2026, 11, 23)))


def terms(**update: Any) -> ValueContract:
    """Give the terms of the worked example with some of them changed."""
    return _contract().model_copy(update=update)


def exactly(tp: float, fp: float, fn: float, tn: float) -> PayoffEstimate:
    """Give payoffs that are known."""
    return PayoffEstimate(**{k: ThreePoint.exactly(v) for k, v in {"tp": tp, "fp": fp, "fn": fn, "tn": tn}.items()})


def plain_terms(**update: Any) -> ValueContract:
    """Give terms without spread: 1,000 cases a year at known payoffs (0, −1, −10, 1), no running costs."""
    known = {"volume": ThreePoint.exactly(1000), "payoffs": exactly(0, -1, -10, 1), "run_cost": 0.0}
    return terms(**known | update)


def boundary(**update: Any) -> Boundary:
    """Give a boundary on value per case, valid whatever is changed."""
    known: dict[str, Any] = {
        "metric": "value_per_case",
        "baseline": 0.0,
        "target": 0.8,
        "warn": 0.5,
        "floor": 0.2,
        "window_days": 14,
        "persistence": 2,
        "minimum_n": 10,
        "consequence": Consequence.FREEZE,
    }
    return Boundary(**known | update)


def dials(level: Level) -> dict[str, Dial]:
    """Set all six dials to one level."""
    return {key: Dial(level=level) for key in components()}


def version(number: int = 1, of: ValueContract | None = None, signed_at: datetime | None = SIGNED) -> Version:
    """Give a version of a contract, signed by every role or (with None) still waiting."""
    held = of or terms()
    signers = [role.key for role in roles().values() if role.signs] if signed_at else []
    signatures = tuple(Signature(k, held.owners[k], signed_at or NOW, held.fingerprint()) for k in signers)
    return Version(number, held, "first", (signed_at or NOW) - timedelta(days=1), "Lena Brandt", signatures)


def row(key: str = "logistic", **update: Any) -> Row:
    """Give a row of the comparison table."""
    made = Row(
        key=key,
        name="Logistic regression",
        threshold=0.3,
        measures={"roc_auc": Interval(0.9, 0.95, 0.99), "recall": Interval(0.8, 0.9, 1.0)},
        value=Interval(1e5, 2e5, 3e5),
        value_per_case=Interval(100, 200, 300),
        workload=Interval(5, 7, 9),
        p_target=0.4,
        p_loss=0.01,
    )
    return replace(made, **update)


def verdict(guardrail: str, outcome: Kept = Kept.PASS, sentence: str = "Measured.") -> Verdict:
    """Give a verdict of one of the guardrails there are."""
    found = guardrails()[guardrail]
    return Verdict(guardrail, found.component, found.name, Level.STANDARD, outcome, sentence, 1.0, 0.5)


def verdicts(**outcomes: Kept) -> tuple[Verdict, ...]:
    """Give a verdict of every guardrail of a yes/no decision, passed unless said otherwise."""
    return tuple(verdict(key, outcomes.get(key, Kept.PASS)) for key in asked())


def decision(under: ValueContract | None = None, **update: Any) -> Decision:
    """Give a decision record made under the contract, a day ago."""
    made = Decision(
        number=1,
        run_id="run",
        contract_version=1,
        contract_fingerprint=(under or terms()).fingerprint(),
        champion=row(),
        challengers=(),
        over_rule=Difference(Interval(1e4, 2e4, 3e4), 0.99),
        reason="It misses fewest.",
        dissent="",
        present={"sponsor": "Dr. Amara Osei", "science": "Noah Fischer"},
        decided_at=NOW - timedelta(days=1),
        dataset="Biopsies",
        dataset_sha256="d" * 64,
        artefact_sha256="a" * 64,
        seed=7,
        resamples=1000,
        versions={"scikit-learn": "1.9"},
        verdicts=verdicts(),
    )
    return replace(made, **update)


def by_group(**update: Any) -> GroupThresholds:
    """Give thresholds for two groups as they are recorded."""
    made = GroupThresholds(
        attribute="sex",
        groups=(GroupThreshold("f", 0.3, 120, 30, 20, 16), GroupThreshold("m", 0.415, 80, 22, 10, 8)),
        limits=(
            HeldLimit("selection_ratio", 0.8, None, 0.91),
            HeldLimit("equal_opportunity", 0.1, None, 0.02),
            HeldLimit("representation", 0.8, 1.25, 0.91),
        ),
        given_up=Interval(-2e3, 5e3, 9e3),
        single=0.5,
        over_single=Difference(Interval(1e3, 4e3, 7e3), 0.98),
        term=GroupTerm.model_validate(a_group_term()),
    )
    return replace(made, **update)


def split(**update: Any) -> Decision:
    """Give a decision that acts from a threshold for each group."""
    return decision(champion=row(threshold=None), by_group=by_group(), **update)


def plan(**update: Any) -> Plan:
    """Give a release plan that says everything."""
    return replace(Plan(Method.CANARY, 0.1, exit_value=300.0, exit_cases=100), **update)


def release(**update: Any) -> Release:
    """Give a release of the first decision."""
    made = Release(
        number=1,
        decision=1,
        contract_version=1,
        candidate="Logistic regression",
        threshold=0.3,
        plan=plan(),
        verdict="GO",
        conditions=(),
        value=Interval(1e4, 2e4, 3e4),
        signed_by={"product": "Lena Brandt", "risk": "Ines Carvalho"},
        artefact_sha256="a" * 64,
        released_at=NOW - timedelta(hours=12),
    )
    return replace(made, **update)


def statement(check: str, outcome: Outcome = Outcome.PASS, **update: Any) -> Statement:
    """Give a statement; a waiver is signed by the second line and ends in 30 days."""
    made = Statement(check, outcome, "Seen and checked.", "Priya Raman", "deputy", NOW)
    if outcome is Outcome.WAIVED:
        made = replace(made, name="Ines Carvalho", role="risk", expires_at=NOW + timedelta(days=30))
    return replace(made, **update)


def evidence(*statements: Statement, **update: Any) -> GateEvidence:
    """Give evidence on which every computed check passes; nothing is attested but what is stated."""
    given = {item.check: item for item in statements}
    return replace(GateEvidence(version(), decision(), plan(), None, None, given, NOW), **update)


def window(index: int = 0, tally: Tally | None = None, *, cases: int | None = None, days: int = 7) -> Window:
    """Give the window with this index of a stream that began when the contract was signed."""
    held = tally or Tally(tp=30, fp=5, fn=0, tn=65)
    start = SIGNED + timedelta(days=days * index)
    labelled = held.decided + held.held
    return Window(start, start + timedelta(days=days), labelled if cases is None else cases, labelled, held)


def evaluation(*windows: Window) -> Evaluation:
    """Give an evaluation that holds windows alone."""
    return Evaluation(1, 7, windows, (), (), None)


SCHEMA = StreamSchema("case_id", "decided_at", "score", "outcome", {"size": "numeric", "site": "categorical"})


def stream(**update: Any) -> Stream:
    """Give a stream of a release."""
    made = Stream("stream", 1, "initiative", "triage-1", "Triage release 1", 1, SCHEMA, NOW - timedelta(hours=6))
    return replace(made, **update)


def incident(severity: int = 1, **update: Any) -> Incident:
    """Give an open incident."""
    signal = Signal("boundary", severity, NOW - timedelta(days=3), f"A signal of severity {severity}.")
    made = Incident("incident", "initiative", "stream", signal, "freeze", "Noah Fischer", NOW - timedelta(hours=3))
    return replace(made, **update)


def facts(**update: Any) -> Facts:
    """Give an initiative of which nothing has been recorded but what is said."""
    return Facts(Initiative("initiative", "triage", "Triage", False, NOW - timedelta(days=200)), **update)


def cases(n: int = 240, seed: int = 5) -> tuple[pd.DataFrame, Task]:
    """Draw cases of which `size` decides nearly alone, with gaps, a category and what today's list acts on."""
    rng = np.random.default_rng(seed)
    size = rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "case": [f"{number:03d}" for number in range(n)],
            "size": size,
            "noise": rng.normal(size=n),
            "site": rng.choice(["north", "south", "east"], n),
            "list": rng.integers(0, 2, n),
            "outcome": np.where(size + rng.normal(scale=0.5, size=n) > 0, "bad", "good"),
        }
    )
    frame.loc[::17, "noise"] = np.nan
    frame.loc[::13, "site"] = None
    features = {"size": "numeric", "noise": "numeric", "site": "categorical"}
    return frame, Task("outcome", "bad", features, identifier="case", incumbent="list")


def labelled_scores(n: int = 80, seed: int = 3, digits: int = 2) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Draw labels and scores that rank them fairly well, with ties."""
    rng = np.random.default_rng(seed)
    label = rng.random(n) < 0.4
    return label, np.clip(0.3 * label + 0.7 * rng.random(n), 0, 1).round(digits)
