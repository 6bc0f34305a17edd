"""Records about a forecast and about classes, made from small comparisons."""

from dataclasses import replace
from typing import Any

import numpy as np

from lifecycle.build import multiclass, regression
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.dataset import MULTICLASS, REGRESSION
from lifecycle.build.kind_decision import KindDecision, Ranked, Split, rank_choices, rank_forecasts
from lifecycle.build.multiclass import Choices, MatrixStakes
from lifecycle.build.ranges import Ranges
from lifecycle.build.regression import Adjustment, Compared, UnitStakes
from lifecycle.build.review import Review
from lifecycle.figures import Interval
from lifecycle.guardrails import AnyEvidence, GroupFigure, Measured, judge_all_any
from tests.lifecycle.builders import a_contract
from tests.lifecycle.samples import NOW

UNITS = UnitStakes(2.0, 6.0, 1_000.0, "GBP", 50.0)
MATRIX = MatrixStakes(((5.0, 0.0), (-9.0, 7.0)), 500.0)
CLASSES = ("calm", "storm")
SITES = (GroupFigure("north | east", 40, 0.25, 0.125, 0.5), GroupFigure("south", 29))
BY_SITE = {
    key: Measured(value, f"Sites differ in {key}.", 29, Interval(0.0, value, 2.0), SITES)
    for key, value in {"group_error_ratio": 1.3, "group_accuracy_gap": 0.02}.items()
}
SHIFTED = Adjustment("shift", 2.0)


def any_evidence(**changes: Any) -> AnyEvidence:
    """Make evidence with which every guardrail for any kind passes."""
    given: dict[str, Any] = {
        "contract": a_contract(),
        "identifiers": (),
        "artefact_sha256": "a" * 64,
        "artefact_found": "a" * 64,
        "card": {"Intent": True},
        "purposes": {"size": "Large ones need more."},
        "review": Review("Priya Raman", "deputy"),
    }
    return AnyEvidence(**(given | changes))


def forecasts(n: int = 80) -> Compared:
    """Compare two forecasts, the mean, the best number and today's way."""
    rng = np.random.default_rng(3)
    truth = rng.normal(50, 10, n)
    given = {
        "near": truth + rng.normal(0, 2, n),
        "far": truth + rng.normal(0, 9, n),
        "mean": np.full(n, truth.mean()),
        INCUMBENT: truth + rng.normal(3, 6, n),
    }
    names = {"near": "Near", "far": "Far", "mean": "Mean"}
    return regression.compare(truth, given, names, UNITS, "shift", seed=1, resamples=60)


def choices(n: int = 80) -> Choices:
    """Let two candidates choose between two classes, beside always one."""
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 2, n)
    sure = np.clip(0.5 + (truth - 0.5) * 0.7 + rng.normal(0, 0.2, n), 0.01, 0.99)
    vague = rng.uniform(0.01, 0.99, n)
    given = {key: np.column_stack([1 - p, p]) for key, p in (("sure", sure), ("vague", vague))}
    names = {"sure": "Sure", "vague": "Vague"}
    return multiclass.compare(truth, given, None, CLASSES, names, MATRIX, "payoff", seed=1, resamples=60)


def on_forecast(**changes: Any) -> KindDecision:
    """Record the decision for the near forecast, shifted."""
    compared = regression.moved(forecasts(), "near", SHIFTED, seed=1)
    made = _record(REGRESSION, rank_forecasts(compared, "near"), stakes=UNITS, how=SHIFTED)
    return replace(made, **changes)


def on_classes(**changes: Any) -> KindDecision:
    """Record the decision for the sure candidate."""
    made = _record(MULTICLASS, rank_choices(choices(), "sure"), stakes=MATRIX, how="payoff", classes=CLASSES)
    return replace(made, **changes)


def _record(kind: str, ranked: Ranked, **given: Any) -> KindDecision:
    return KindDecision(
        number=3,
        run_id="run",
        kind=kind,
        contract_version=2,
        contract_fingerprint="f" * 64,
        stakes_assumed=False,
        champion=ranked.champion,
        challengers=ranked.challengers,
        next_best=ranked.next_best,
        over_next=ranked.over_next,
        reference=ranked.reference,
        reason="It is off least.",
        dissent="Jonas would wait.",
        present={"sponsor": "Ada"},
        decided_at=NOW,
        dataset="made up",
        dataset_sha256="d" * 64,
        split=Split("time", "day", 80, 20, "e" * 64),
        artefact_sha256="a" * 64,
        seed=7,
        resamples=60,
        versions={"numpy": "2"},
        verdicts=judge_all_any(any_evidence(kind=kind, attribute="site", measured=BY_SITE), "a quantity"),
        identifiers=("contact: e-mail addresses",),
        review=Review("Priya Raman", "deputy"),
        purposes={"size": "Large ones need more."},
        ranges=Ranges({"size": (0.0, 2.0)}, {"site": ("north",)}),
        **given,
    )
