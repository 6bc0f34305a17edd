"""Choices between classes: scikit-learn's measures, a loop's money, and what must hold whatever the numbers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from lifecycle.build import multiclass as module
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.means import resampled_means
from lifecycle.build.multiclass import ALWAYS, BY_CHANCE, BY_PAYOFF, MatrixStakes, check_matrix_stakes, decide
from lifecycle.errors import BadInput

RNG = np.random.default_rng(7)
N, K, B, SEED = 120, 3, 25, 5
TRUTH = RNG.choice(K, N, p=[0.5, 0.3, 0.2])


def chances(strength: float) -> np.ndarray:
    raw = RNG.gamma(1, 1, (N, K)) + strength * np.eye(K)[TRUTH]
    return raw / raw.sum(axis=1, keepdims=True)


BY = {"good": chances(2.0), "weak": chances(0.3)}
STAKES = MatrixStakes(((10.0, -5.0, -5.0), (-20.0, 30.0, 0.0), (-80.0, -10.0, 60.0)), 1000, run_cost=100)
TODAY = RNG.choice(K, N)
DECIDED = module.decisions(BY, TODAY, K, STAKES, BY_PAYOFF)
FOUND = module.confusion(TRUTH, DECIDED, K, SEED, B)
NAMES = {key: key for key in DECIDED}
DRAWN = np.rint(resampled_means(np.eye(N), SEED, B) * N).astype(int)


def earned(truth: np.ndarray, decided: np.ndarray, stakes: MatrixStakes = STAKES) -> float:
    """The value of a year, by a loop."""
    total = sum(stakes.payoffs[t][d] for t, d in zip(truth, decided, strict=True))
    return total / len(truth) * stakes.volume


@pytest.mark.parametrize("key", ["good", "weak", INCUMBENT])
def test_measures_are_scikit_learns_on_the_sample_and_every_resample(key: str) -> None:
    found = module.measures(FOUND[key])
    for at, draw in enumerate(DRAWN):
        y, d = np.repeat(TRUTH, draw), np.repeat(DECIDED[key], draw)
        assert FOUND[key][at].tolist() == metrics.confusion_matrix(y, d, labels=range(K)).tolist()
        assert found["micro_f1"][at] == pytest.approx(metrics.f1_score(y, d, average="micro"))
        assert found["macro_f1"][at] == pytest.approx(metrics.f1_score(y, d, average="macro"))
        assert found["balanced_accuracy"][at] == pytest.approx(metrics.balanced_accuracy_score(y, d))
        for place in range(K):
            own = module.by_class(FOUND[key], place)
            recall = metrics.recall_score(y, d, labels=[place], average=None, zero_division=np.nan)[0]
            precision = metrics.precision_score(y, d, labels=[place], average=None, zero_division=np.nan)[0]
            assert (own["recall"][at], own["precision"][at]) == pytest.approx((recall, precision), nan_ok=True)


def test_log_loss_is_scikit_learns() -> None:
    found = module.log_losses(TRUTH, BY, SEED, B)
    for key, probabilities in BY.items():
        for at in (0, 1, B):
            draw = DRAWN[at]
            expected = metrics.log_loss(np.repeat(TRUTH, draw), np.repeat(probabilities, draw, axis=0), labels=range(K))
            assert found[key][at] == pytest.approx(expected)


def test_a_certain_mistake_has_a_large_but_finite_log_loss() -> None:
    sure = np.eye(K)[(TRUTH + 1) % K]
    assert np.isfinite(module.log_losses(TRUTH, {"sure": sure}, SEED, B)["sure"]).all()


def test_by_payoff_the_decision_is_the_best_of_a_loop() -> None:
    for p, chosen in zip(BY["weak"], decide(BY["weak"], STAKES, BY_PAYOFF), strict=True):
        worth = [sum(p[t] * STAKES.payoffs[t][d] for t in range(K)) for d in range(K)]
        assert chosen == int(np.argmax(worth))


def test_by_chance_the_decision_is_the_likeliest_class() -> None:
    assert decide(BY["weak"], STAKES, BY_CHANCE).tolist() == BY["weak"].argmax(axis=1).tolist()
    equal = MatrixStakes(tuple(tuple(row) for row in np.eye(K) * 7.0), 10)
    assert decide(BY["weak"], equal, BY_PAYOFF).tolist() == BY["weak"].argmax(axis=1).tolist()


@pytest.mark.parametrize("key", ["good", INCUMBENT, f"{ALWAYS}1"])
def test_the_value_of_a_year_is_that_of_a_loop(key: str) -> None:
    found = module.yearly(FOUND[key], key, STAKES)
    for at in (0, 1, B):
        y, d = np.repeat(TRUTH, DRAWN[at]), np.repeat(DECIDED[key], DRAWN[at])
        assert found[at] == pytest.approx(earned(y, d) - (0 if module.is_fixed(key) else 100))


def test_value_is_linear_in_the_payoffs() -> None:
    free = replace(STAKES, run_cost=0)
    double = replace(free, payoffs=tuple(tuple(2 * amount for amount in row) for row in STAKES.payoffs))
    more = replace(free, payoffs=tuple(tuple(amount + 5 for amount in row) for row in STAKES.payoffs))
    once = module.yearly(FOUND["good"], "good", free)
    assert module.yearly(FOUND["good"], "good", double) == pytest.approx(2 * once)
    assert module.yearly(FOUND["good"], "good", more) == pytest.approx(once + 5 * STAKES.volume)


def test_the_order_of_the_cases_changes_nothing_on_the_sample() -> None:
    order = RNG.permutation(N)
    turned = module.confusion(TRUTH[order], {"good": DECIDED["good"][order]}, K, SEED, 1)
    assert turned["good"][0].tolist() == FOUND["good"][0].tolist()


def test_always_one_class_is_a_constant_whose_precision_is_its_share() -> None:
    found = FOUND[f"{ALWAYS}2"]
    assert found[0].sum(axis=0).tolist() == [0, 0, N]
    assert module.by_class(found, 2)["precision"][0] == (TRUTH == 2).mean()
    assert np.isnan(module.by_class(found, 0)["precision"]).all()
    assert module.measures(found)["balanced_accuracy"] == pytest.approx(1 / K)


def test_cases_of_one_class_alone_do_not_break_anything() -> None:
    truth = np.ones(40, dtype=np.int64)
    found = module.confusion(truth, {"good": truth.copy()}, K, SEED, B)["good"]
    assert found.shape == (B + 1, K, K)
    assert found[:, 1, 1].tolist() == [40] * (B + 1)
    assert (module.measures(found)["balanced_accuracy"] == 1).all()


def test_the_table_has_every_row_and_shares_out_the_chance_to_be_best() -> None:
    losses = module.log_losses(TRUTH, BY, SEED, B)
    rows = {row.key: row for row in module.table(FOUND, losses, NAMES, STAKES)}
    assert list(rows) == ["good", "weak", *(f"{ALWAYS}{place}" for place in range(K)), INCUMBENT]
    assert sum(row.p_best for row in rows.values()) == pytest.approx(1)
    assert rows["good"].value.mid == pytest.approx(earned(TRUTH, DECIDED["good"]) - 100)
    assert rows["good"].value_per_case.mid == pytest.approx(rows["good"].value.mid / 1000)
    assert rows["good"].measures["log_loss"] is not None
    assert rows[INCUMBENT].measures["log_loss"] is None


def test_a_difference_is_paired_and_has_a_sign() -> None:
    gap = module.difference(FOUND, "good", f"{ALWAYS}0", STAKES)
    expected = earned(TRUTH, DECIDED["good"]) - 100 - earned(TRUTH, DECIDED[f"{ALWAYS}0"])
    assert gap.more.mid == pytest.approx(expected)
    assert module.difference(FOUND, "good", "good", STAKES).within_noise


def test_parts_add_up_to_the_whole() -> None:
    inside = np.arange(N) % 3 == 0
    total = 0.0
    for part in (inside, ~inside):
        found = module.confusion(TRUTH[part], {"good": DECIDED["good"][part]}, K, SEED, 1)["good"]
        total += module.yearly(found, "good", STAKES.of_part(float(part.mean())))[0]
    assert total == pytest.approx(module.yearly(FOUND["good"], "good", STAKES)[0])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"payoffs": ((1.0, 0.0), (0.0, 1.0))}, "3 × 3 amounts"),
        ({"payoffs": ((1.0, 0.0, 0.0), (0.0, 1.0), (0.0, 0.0, 1.0))}, "3 × 3 amounts"),
        ({"payoffs": ((1.0, 0.0, float("nan")),) * 3}, "3 × 3 amounts"),
        ({"payoffs": ((1.0,) * 3, (2.0,) * 3, (3.0,) * 3)}, "worth the same"),
        ({"volume": 0.0}, "more than none"),
        ({"run_cost": -1.0}, "cannot be negative"),
    ],
)
def test_stakes_that_make_no_sense_are_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        check_matrix_stakes(replace(STAKES, **changed), K)


def test_stakes_to_begin_with_pay_for_being_right() -> None:
    assert module.assumed(2, 10) == MatrixStakes(((100.0, 0.0), (0.0, 100.0)), 10.0)
    check_matrix_stakes(module.assumed(K, 10), K)


def test_candidates_are_compared_beside_each_class_and_todays_way() -> None:
    classes = ("low", "mid", "top")
    found = module.compare(TRUTH, BY, TODAY, classes, {"good": "Good", "weak": "Weak"}, STAKES, BY_PAYOFF, SEED, B)
    assert list(found.names.values()) == ["Good", "Weak", "Always low", "Always mid", "Always top", "Today's way"]
    values = {row.key: row.value.mid for row in found.rows()}
    assert found.ranked() == sorted(values, key=lambda key: -values[key])
    assert found.found["good"].tolist() == FOUND["good"].tolist()
    without = module.compare(TRUTH, BY, None, classes, {"good": "G", "weak": "W"}, STAKES, BY_CHANCE, SEED, B)
    assert INCUMBENT not in without.names
    assert without.decided["good"].tolist() == BY["good"].argmax(axis=1).tolist()


def test_deciding_by_payoff_earns_more_than_by_chance_where_probabilities_are_true() -> None:
    rng = np.random.default_rng(1)
    p = rng.dirichlet([1, 1, 1], 4000)
    truth = (p.cumsum(axis=1) > rng.random((4000, 1))).argmax(axis=1)
    by_payoff, by_chance = (earned(truth, decide(p, STAKES, rule)) for rule in (BY_PAYOFF, BY_CHANCE))
    assert by_payoff > by_chance


def test_what_is_decided_already_follows_no_rule_and_has_no_log_loss() -> None:
    rng = np.random.default_rng(3)
    truth, likely = rng.integers(0, 3, 200), rng.dirichlet(np.ones(3), 200)
    settled = rng.integers(0, 3, 200)
    both = {"a": likely, "b": np.eye(3)[settled]}
    names, classes = {"a": "A", "b": "B"}, ("x", "y", "z")
    stakes = MatrixStakes(((0.0, 0.0, 0.0), (0.0, 1.0, 0.0), (-50.0, 90.0, 70.0)), 100.0)
    found = module.compare(truth, both, None, classes, names, stakes, BY_PAYOFF, 1, 20, settled={"b"})
    assert found.decided["b"].tolist() == settled.tolist()
    assert found.decided["a"].tolist() == [int(np.argmax([sum(p * w) for w in stakes.matrix().T])) for p in likely]
    rows = {row.key: row for row in found.rows()}
    assert rows["b"].measures["log_loss"] is None
    assert rows["a"].measures["log_loss"] is not None
    alone = {"b": both["b"]}
    only = module.compare(truth, alone, None, classes, names, stakes, BY_PAYOFF, 1, 20, settled={"b"})
    assert (only.losses, only.decided["b"].tolist()) == ({}, settled.tolist())
