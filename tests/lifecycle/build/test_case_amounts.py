"""Amounts of cases: relative to their mean, refused where they cannot be, and worth what a loop over cases says."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lifecycle.build import predictions_worker, worker
from lifecycle.build.case_amounts import amounts_of, check_amounts, relative_amounts
from lifecycle.build.comparison import INCUMBENT, TREAT_ALL, TREAT_NONE, Comparison
from lifecycle.build.dataset import Task
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import align
from lifecycle.build.resampling import resample
from lifecycle.build.stakes import Stakes
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import BadInput
from lifecycle.payoff import OUTCOMES, PayoffEstimate

N = 300
RANDOM = np.random.default_rng(11)
FRAME = pd.DataFrame(
    {
        "y": np.arange(N) % 3 == 0,
        "p": RANDOM.random(N).round(3),
        "now": (RANDOM.random(N) < 0.2).astype(int),
        "sum": RANDOM.gamma(1.0, 400.0, N),
    }
).astype({"y": int})
PAYOFFS = {"tp": 90.0, "fp": -12.0, "fn": -200.0, "tn": 1.5}
CASES = 52_000.0
STAKES = Stakes(
    PayoffEstimate(**{name: ThreePoint.exactly(value) for name, value in PAYOFFS.items()}), ThreePoint.exactly(CASES)
)
ROLES = Roles("y", "1", (Model("P", 0, "p"),), incumbent="now", amount="sum", scaled=("tp", "fn"))


def naive_value(acted: np.ndarray, scaled: tuple[str, ...]) -> float:
    """Add up what each case is worth, one by one, and bring it to a year."""
    mean, total = sum(FRAME["sum"]) / N, 0.0
    for truth, act, amount in zip(FRAME["y"], acted, FRAME["sum"], strict=True):
        outcome = ("tp" if truth else "fp") if act else ("fn" if truth else "tn")
        total += PAYOFFS[outcome] * (amount / mean if outcome in scaled else 1.0)
    return CASES * total / N


@pytest.mark.parametrize("scaled", [("tp", "fn"), ("fp",), OUTCOMES])
def test_the_value_is_what_a_loop_over_cases_adds_up(scaled: tuple[str, ...]) -> None:
    score = FRAME["p"].to_numpy()
    amounts = relative_amounts(FRAME["sum"])
    resampled = resample(FRAME["y"].to_numpy() == 1, {"p": score}, 7, 20, amounts=amounts)
    comparison = Comparison(STAKES, resampled, {"p": "P"}, scaled)
    for threshold in (0.0, 0.25, 0.5, 0.9, 1.0):
        found = comparison.row("p", threshold).value.mid
        assert found == pytest.approx(naive_value(score >= threshold, scaled), rel=1e-9)
    everyone, none = np.ones(N, bool), np.zeros(N, bool)
    assert comparison.row(TREAT_ALL, None).value.mid == pytest.approx(naive_value(everyone, scaled), rel=1e-9)
    assert comparison.row(TREAT_NONE, None).value.mid == pytest.approx(naive_value(none, scaled), rel=1e-9)


def test_equal_amounts_change_nothing() -> None:
    label, scores = FRAME["y"].to_numpy() == 1, {"p": FRAME["p"].to_numpy()}
    same = resample(label, scores, 7, 20, amounts=relative_amounts(pd.Series(np.full(N, 8.0))))
    with_amounts = Comparison(STAKES, same, {"p": "P"}, OUTCOMES)
    without = Comparison(STAKES, resample(label, scores, 7, 20), {"p": "P"})
    assert with_amounts.yearly("p", 0.4) == pytest.approx(without.yearly("p", 0.4))


def test_the_worker_carries_amounts_through_its_file(tmp_path: Path) -> None:
    aligned = align([("a.csv", FRAME)], ROLES)
    assert (aligned.task.amount, aligned.task.scaled) == ("sum", ("tp", "fn"))
    aligned.frame.to_parquet(tmp_path / "data.parquet")
    (tmp_path / "task.json").write_text(json.dumps(asdict(predictions_worker.order_of(aligned, 7))), "utf-8")
    predictions_worker.work(tmp_path, lambda share, text: None)
    arrays, found = worker.unpack((tmp_path / "arrays.npz").read_bytes())
    amounts = relative_amounts(FRAME["sum"])
    assert arrays[worker.AMOUNT].tolist() == amounts.tolist()
    scores = {"m1": FRAME["p"].to_numpy(), INCUMBENT: FRAME["now"].to_numpy(dtype=float)}
    expected = resample(FRAME["y"].to_numpy() == 1, scores, 7, amounts=amounts)
    for key in scores:
        for outcome in OUTCOMES:
            assert found.sums[key][outcome] == pytest.approx(expected.sums[key][outcome], abs=1e-9)
    comparison = Comparison(STAKES, found, {"m1": "P"}, aligned.task.scaled)
    value = naive_value(FRAME["p"].to_numpy() >= 0.3, ("tp", "fn"))
    assert comparison.row("m1", 0.3).value.mid == pytest.approx(value, rel=1e-9)
    listed = naive_value(FRAME["now"].to_numpy() == 1, ("tp", "fn"))
    assert comparison.row(INCUMBENT, None).value.mid == pytest.approx(listed, rel=1e-9)


def test_without_a_column_or_an_outcome_payoffs_are_the_same_for_every_case() -> None:
    task = Task("y", "1", {}, amount="sum", scaled=("tp",))
    assert amounts_of(FRAME, replace(task, amount=None)) is None
    assert amounts_of(FRAME, replace(task, scaled=())) is None
    found = amounts_of(FRAME, task)
    assert found is not None
    assert found.mean() == pytest.approx(1)
    with pytest.raises(BadInput, match="has no column 'cost'"):
        amounts_of(FRAME, replace(task, amount="cost"))
    assert align([("a.csv", FRAME)], replace(ROLES, scaled=())).task.amount is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1.0, np.nan, 3.0], "Row 2: the amount 'sum' is missing"),
        ([1.0, 3.0, -0.5, -1.0], "Row 3, and 1 more: the amount 'sum' is below 0"),
        ([np.inf, 3.0], "Row 1: the amount 'sum' is infinite"),
        ([0.0, 0.0], "Every amount in 'sum' is 0"),
        (["12", "13"], "'sum' is not numeric throughout"),
        ([True, False], "'sum' is not numeric throughout"),
    ],
)
def test_an_amount_no_payoff_can_follow_is_refused_with_its_row(values: list, said: str) -> None:
    with pytest.raises(BadInput) as raised:
        check_amounts(pd.Series(values, name="sum"))
    assert said in str(raised.value)
    if len(values) > 2:
        frame = FRAME.assign(sum=np.resize(np.array(values, dtype=float), N))
        with pytest.raises(BadInput, match=r"Row [23]"):
            align([("a.csv", frame)], ROLES)


def test_the_training_worker_refuses_amounts_before_it_trains(tmp_path: Path) -> None:
    FRAME.assign(sum=-1.0).to_parquet(tmp_path / "data.parquet")
    task = Task("y", "1", {"p": "numeric"}, amount="sum", scaled=("tp",))
    (tmp_path / "task.json").write_text(json.dumps({"task": asdict(task), "seed": 7}), "utf-8")
    heard: list[str] = []
    with pytest.raises(BadInput, match="Row 1"):
        worker.work(tmp_path, lambda share, text: heard.append(text))
    assert heard == []
