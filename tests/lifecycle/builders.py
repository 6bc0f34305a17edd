"""Valid values of the domain to start from, each to be changed in one place, and strategies that draw random ones."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from lifecycle.annex import attribute_name
from lifecycle.boundary import Boundary, Consequence
from lifecycle.build.comparison import Difference, Row
from lifecycle.build.review import Review
from lifecycle.catalogue import components, protocols, roles
from lifecycle.contract import Level, Signature, ValueContract, Version
from lifecycle.envision.dials import questions
from lifecycle.envision.levers import levers
from lifecycle.envision.risks import Outcome, Risk, families
from lifecycle.envision.three_point import ThreePoint
from lifecycle.figures import Interval
from lifecycle.guardrails import Evidence, GroupFigure, GroupRate, Measured
from lifecycle.metrics import metrics
from lifecycle.payoff import OUTCOMES, PayoffEstimate

# What people write, without control characters.
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30)
MOMENT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SIGNERS = {"sponsor": "Amara Osei", "product": "Lena Brandt", "science": "Noah Fischer", "risk": "Ines Carvalho"}


def three(low: float, likely: float | None = None, high: float | None = None) -> dict[str, float]:
    """Write a three-point estimate as JSON; one number alone is known exactly."""
    return {"low": low, "likely": low if likely is None else likely, "high": low if high is None else high}


def point(low: float, likely: float | None = None, high: float | None = None) -> ThreePoint:
    """Make a three-point estimate."""
    return ThreePoint(**three(low, likely, high))


def payoffs(tp: float, fp: float, fn: float, tn: float) -> PayoffEstimate:
    """Make payoffs that are known exactly."""
    return PayoffEstimate(tp=point(tp), fp=point(fp), fn=point(fn), tn=point(tn))


TERMS: dict[str, Any] = {
    "intent": "Answer first the customers who would otherwise leave.",
    "decision": "For each customer: call, or leave alone.",
    "positive": "The customer would leave.",
    "today": "Nobody is called.",
    "currency": "EUR",
    "volume": three(900, 1000, 1200),
    "payoffs": {"tp": three(80, 100, 130), "fp": three(-12, -10, -8), "fn": three(0), "tn": three(5, 10, 12)},
    "counterfactual": "no action",
    "lever": {
        "key": "decision",
        "inputs": {"prevalence": three(20, 30, 40), "recall": three(60, 70, 90), "false_alarms": three(5, 10, 20)},
    },
    "capacity_per_week": None,
    "build_cost": 20_000,
    "run_cost": 5_000,
    "boundary": {
        "metric": "value_per_case",
        "baseline": 0,
        "target": 20,
        "warn": 12,
        "floor": 5,
        "window_days": 28,
        "persistence": 2,
        "minimum_n": 30,
        "consequence": "freeze",
    },
    "protocol": "holdout",
    "dials": {
        "fair": {"level": "standard"},
        "robust": {"level": "standard"},
        "privacy": {"level": "standard"},
        "safe": {"level": "standard"},
        "responsible": {"level": "standard"},
        "transparent": {"level": "standard"},
    },
    "owners": SIGNERS | {"process": "Yuki Tanaka", "oncall": "Noah Fischer", "deputy": "Priya Raman"},
    "review_date": "2026-12-01",
    "limits": "Pricing.",
}


def a_contract(**changes: Any) -> ValueContract:
    """Make a valid contract, with some of its terms changed; the changes are validated."""
    return ValueContract.model_validate(TERMS | changes)


def a_boundary(**changes: Any) -> Boundary:
    """Make the boundary of the contract, with some of its limits changed."""
    return Boundary.model_validate(TERMS["boundary"] | changes)


def dials(**levels: str) -> dict[str, Any]:
    """Write six dials, standard unless said otherwise, as a change for a contract."""
    return {"dials": {key: {"level": levels.get(key, "standard")} for key in components()}}


def a_version(number: int = 1, terms: ValueContract | None = None, **changes: Any) -> Version:
    """Make a version as it is offered for signature."""
    given = {"reason": "", "offered_at": MOMENT, "offered_by": "Lena Brandt"} | changes
    return Version(number=number, terms=terms or a_contract(), **given)


def a_signed_version(number: int = 1, terms: ValueContract | None = None, at: datetime = MOMENT) -> Version:
    """Make a version every role has signed, an hour apart, the last one at `at`."""
    terms = terms or a_contract()
    times = [at - timedelta(hours=hours) for hours in reversed(range(len(SIGNERS)))]
    signatures = tuple(
        Signature(role, name, time, terms.fingerprint())
        for (role, name), time in zip(SIGNERS.items(), times, strict=True)
    )
    return a_version(number, terms, signatures=signatures)


def a_row(**changes: Any) -> Row:
    """Make one row of the comparison table."""
    given: dict[str, Any] = {
        "key": "logistic",
        "name": "Logistic regression",
        "threshold": 0.3,
        "measures": {"calibration_error": Interval(0.01, 0.02, 0.04)},
        "value": Interval(10_000, 15_000, 20_000),
        "value_per_case": Interval(10, 15, 20),
        "workload": Interval(4, 5, 6),
        "p_target": 0.6,
        "p_loss": 0.01,
    }
    return Row(**(given | changes))


MEASURED = {
    "worst_slice": 0.95,
    "perturbation": 0.01,
    "membership": 0.52,
    "out_of_range": 1.0,
    "explainable": 1.0,
    "attribution_stability": 0.9,
    "proxy": 0.55,
}


def two_groups(**changes: Any) -> tuple[GroupRate, GroupRate]:
    """Make two groups that are decided alike; the changes are to the second."""
    first: dict[str, Any] = {
        "group": "north",
        "n": 200,
        "acted": 60,
        "yes": 50,
        "found": 40,
        "off": 0.01,
        "off_error": 0.02,
    }
    return GroupRate(**first), GroupRate(**first | {"group": "south"} | changes)


def some_evidence(**changes: Any) -> Evidence:
    """Make evidence with which every guardrail passes but those that compare groups, as none was named."""
    given: dict[str, Any] = {
        "contract": a_contract(),
        "champion": a_row(),
        "over_rule": Difference(Interval(1_000, 3_000, 5_000), 0.99),
        "flips": 0.01,
        "identifiers": (),
        "groups": None,
        "artefact_sha256": "a" * 64,
        "artefact_found": "a" * 64,
        "card": {"Intent": True, "Decision": True},
        "purposes": {"tenure": "New customers leave.", "plan": "Small plans are cheap to replace."},
        "cells": (GroupFigure("plan = S", 400), GroupFigure("plan = XL", 40)),
        "review": Review("Priya Raman", "deputy"),
        "measured": {key: Measured(value, "Measured.", 100) for key, value in MEASURED.items()},
    }
    return Evidence(**(given | changes))


def amounts(low: float = -1e6, high: float = 1e6) -> st.SearchStrategy[float]:
    """Draw amounts as people enter them, with two decimals."""
    return st.integers(round(low * 100), round(high * 100)).map(lambda cents: cents / 100)


@st.composite
def points(draw: st.DrawFn, low: float = -1e6, high: float = 1e6) -> ThreePoint:
    """Draw a three-point estimate within bounds."""
    ends = sorted(draw(st.tuples(amounts(low, high), amounts(low, high), amounts(low, high))))
    return ThreePoint(low=ends[0], likely=ends[1], high=ends[2])


@st.composite
def boundaries(draw: st.DrawFn) -> Boundary:
    """Draw a boundary of any metric; shares lie between −1 and 1."""
    metric = draw(st.sampled_from(sorted(metrics())))
    limit = amounts() if metrics()[metric].unit == "money" else st.integers(-10_000, 10_000).map(lambda n: n / 10_000)
    floor, warn, target = sorted(draw(st.tuples(limit, limit, limit)))
    return Boundary(
        metric=metric,
        baseline=draw(limit),
        target=target,
        warn=warn,
        floor=floor,
        window_days=draw(st.integers(1, 366)),
        persistence=draw(st.integers(1, 12)),
        minimum_n=draw(st.integers(1, 10_000)),
        consequence=draw(st.sampled_from(Consequence)),
    )


TEXT = WORDS.filter(str.strip).map(str.strip)
EMPTY_OR_TEXT = WORDS.map(str.strip)
TEXT_TERMS = (
    *("problem", "alternative", "goal", "human", "latency", "baseline_what", "baseline_window", "books", "entity"),
    *("heuristic", "proxy", "target_system", "service_level", "reversibility", "appeal", "training", "incentives"),
    "protected_attributes",
)
SCALE = st.integers(1, 5)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))


def shares(low: int = 0, high: int = 10_000) -> st.SearchStrategy[float]:
    """Draw shares as people enter them, in hundredths of a per cent."""
    return st.integers(low, high).map(lambda n: n / 10_000)


def rows(**cells: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Draw a list of up to three rows with these cells, told apart by their ids."""
    row = st.fixed_dictionaries({"id": st.uuids().map(str)} | cells)
    return st.lists(row, max_size=3, unique_by=lambda one: one["id"])


@st.composite
def risk_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw risks whose residual scores are not above the inherent ones; two agreed where that is possible."""
    found = []
    for number in range(draw(st.integers(0, 2))):
        pairs = {name: sorted(draw(st.tuples(SCALE, SCALE))) for name in ("likelihood", "impact", "detectability")}
        risk: dict[str, Any] = {
            "id": f"{number}-{draw(st.uuids())}",
            "family": draw(st.sampled_from(sorted(families()))),
            "text": draw(TEXT),
            "inherent": {name: pair[1] for name, pair in pairs.items()},
            "residual": {name: pair[0] for name, pair in pairs.items()},
            "owner": "Owner",
            "due": draw(st.none() | DAYS),
            "mitigation": draw(TEXT),
            "verified": draw(st.booleans()),
        }
        if Risk.model_validate(risk).outcome is not Outcome.STOP:
            risk["accepted_by"] = draw(st.sampled_from([{}, {"risk": "One"}, {"risk": "One", "sponsor": "Another"}]))
        found.append(risk)
    return found


def a_group_term(attribute: str = "sex", **changes: Any) -> dict[str, Any]:
    """Write the answer of a contract that allows different thresholds for groups by an attribute."""
    given = {"id": attribute, "attribute": attribute, "answer": "allowed", "why": "It narrows the gap the history left"}
    return given | {"by": "Ruth Adler, legal", "law": "Open where it serves equal treatment; checked in May."} | changes


@st.composite
def annexes(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what a contract says beside money and limits."""
    low, high = sorted(draw(st.tuples(shares(), shares())))
    drawn: dict[str, st.SearchStrategy[Any]] = {
        **dict.fromkeys(TEXT_TERMS, EMPTY_OR_TEXT),
        "autonomy": st.sampled_from(["", "inform", "recommend", "act-with-veto", "act"]),
        "tier": st.sampled_from(["", "minimal", "limited", "high"]),
        "task": st.sampled_from(["", "binary", "multiclass", "regression"]),
        "verdict": st.sampled_from(["", "proceed", "mitigate"]),
        **dict.fromkeys(("baseline_value", "value_target"), st.none() | amounts()),
        **dict.fromkeys(("outcome_days", "label_delay_days"), st.none() | amounts(0, 400)),
        **dict.fromkeys(("cashable", "base_rate", "adoption_target"), st.none() | shares()),
        "holdout": st.none() | shares(1, 9_999),
        "users": st.none() | amounts(0.01, 1e5),
        "dial_scores": st.dictionaries(st.sampled_from(sorted(questions())), st.integers(0, 2)),
        "proof_points": rows(
            what=TEXT, due=st.none() | DAYS, evidence=EMPTY_OR_TEXT, owner=EMPTY_OR_TEXT, reached=st.booleans()
        ),
        "feeds": rows(
            source=TEXT,
            owner=EMPTY_OR_TEXT,
            refresh=EMPTY_OR_TEXT,
            personal=st.sampled_from(["", "none", "personal", "special"]),
            basis=EMPTY_OR_TEXT,
        ),
        "stakeholders": rows(group=TEXT, benefit=EMPTY_OR_TEXT, harm=EMPTY_OR_TEXT, severity=st.none() | SCALE),
        "restricted_uses": rows(use=TEXT, condition=EMPTY_OR_TEXT, decides=EMPTY_OR_TEXT),
        "assumptions": rows(
            text=TEXT,
            importance=st.none() | SCALE,
            evidence=st.none() | SCALE,
            test=EMPTY_OR_TEXT,
            owner=EMPTY_OR_TEXT,
        ),
        "duties": rows(
            work=TEXT,
            **dict.fromkeys(("responsible", "accountable", "consulted", "informed"), EMPTY_OR_TEXT),
        ),
        "group_thresholds": rows(
            attribute=TEXT,
            answer=st.sampled_from(["allowed", "refused"]),
            **dict.fromkeys(("why", "by", "law"), TEXT),
        ).filter(lambda found: len({attribute_name(row["attribute"]) for row in found}) == len(found)),
        "conditions": rows(text=TEXT, owner=EMPTY_OR_TEXT, due=st.none() | DAYS, met=st.booleans()),
        "dissent": rows(name=EMPTY_OR_TEXT, text=TEXT),
        "risks": risk_rows(),
    }
    # Most contracts say little: a few terms at a time are enough to meet them all, and each pair of neighbours.
    some = draw(st.lists(st.sampled_from(sorted(drawn)), max_size=6, unique=True))
    band = draw(st.sampled_from([(None, None), (low, None), (None, high), (low, high)]))
    return {name: draw(drawn[name]) for name in some} | {"override_low": band[0], "override_high": band[1]}


@st.composite
def contracts(draw: st.DrawFn) -> ValueContract:
    """Draw a valid contract in which every role is filled."""
    text = WORDS.filter(str.strip)
    lever = draw(st.sampled_from(sorted(levers())))
    return a_contract(
        intent=draw(text),
        decision=draw(text),
        positive=draw(text),
        today=draw(text),
        currency=draw(st.sampled_from(["EUR", "USD", "GBP", "CHF"])),
        volume=draw(points(low=0).filter(lambda point: point.high > 0)).model_dump(),
        payoffs={outcome: draw(points()).model_dump() for outcome in OUTCOMES},
        counterfactual=draw(st.sampled_from(["no action", "incumbent"])),
        lever={"key": lever, "inputs": {i.key: draw(points(0, 100)).model_dump() for i in levers()[lever].inputs}},
        capacity_per_week=draw(st.none() | amounts(0.01)),
        build_cost=draw(amounts(0)),
        run_cost=draw(amounts(0)),
        boundary=draw(boundaries()).model_dump(),
        protocol=draw(st.sampled_from(sorted(protocols()))),
        dials={
            c: {"level": draw(st.sampled_from(Level)), "reason": draw(WORDS)}
            | draw(st.sampled_from([{}, {"lowered_by": "One", "approved_by": "Another"}]))
            for c in components()
        },
        owners={role: draw(text) for role in roles()},
        review_date=draw(st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))),
        limits=draw(WORDS),
        horizon_years=draw(st.integers(1, 10)),
        discount_rate=draw(shares(0, 9_999)),
        correlation=draw(st.sampled_from([0.0, 0.25, 0.9])),
        **draw(annexes()),
    )
