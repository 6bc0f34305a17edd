"""The paired bootstrap against naive counting on the rows each resample drew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from lifecycle.build.resampling import MEASURES, THRESHOLDS, grid_index, resample
from tests.lifecycle.samples import QUICK, labelled_scores

SEED, DRAWS = 4, 12


def naive_counts(label: np.ndarray, score: np.ndarray) -> tuple[list[int], list[int]]:
    """Count cases acted on at each threshold, one by one."""
    tp = [sum(1 for y, s in zip(label, score, strict=True) if y and s >= t) for t in THRESHOLDS]
    fp = [sum(1 for y, s in zip(label, score, strict=True) if not y and s >= t) for t in THRESHOLDS]
    return tp, fp


def test_counts_and_measures_equal_those_of_the_rows_drawn() -> None:
    label, score = labelled_scores()
    found = resample(label, {"model": score}, SEED, DRAWS)
    rng = np.random.default_rng(SEED)
    for draw in range(DRAWS + 1):
        rows = rng.integers(0, len(label), len(label)) if draw else np.arange(len(label))
        y, s = label[rows], score[rows]
        tp, fp = naive_counts(y, s)
        assert found.tp["model"][draw].tolist() == tp
        assert found.fp["model"][draw].tolist() == fp
        assert (found.yes[draw], found.no[draw]) == (y.sum(), (~y).sum())
        measured = {name: found.measures["model"][name][draw] for name in MEASURES}
        assert measured["roc_auc"] == pytest.approx(sk.roc_auc_score(y, s))
        assert measured["average_precision"] == pytest.approx(sk.average_precision_score(y, s))
        assert measured["brier"] == pytest.approx(sk.brier_score_loss(y, s))
        assert measured["log_loss"] == pytest.approx(sk.log_loss(y, np.clip(s, 1e-15, 1 - 1e-15)))


def test_candidates_share_their_resamples() -> None:
    label, score = labelled_scores()
    found = resample(label, {"one": score, "other": score}, SEED, DRAWS)
    assert (found.tp["one"] == found.tp["other"]).all()
    assert (found.fp["one"] == found.fp["other"]).all()
    for name in MEASURES:
        assert found.measures["one"][name].tolist() == found.measures["other"][name].tolist()


def test_resamples_repeat_with_their_seed_and_differ_with_another() -> None:
    label, score = labelled_scores()
    first, again, other = (resample(label, {"m": score}, seed, DRAWS) for seed in (1, 1, 2))
    assert (first.tp["m"] == again.tp["m"]).all()
    assert (first.tp["m"][0] == other.tp["m"][0]).all()
    assert (first.tp["m"][1:] != other.tp["m"][1:]).any()


def test_the_spread_of_resampled_recall_is_that_of_a_share() -> None:
    label, score = labelled_scores(n=300)
    found = resample(label, {"m": score}, SEED, 400)
    recall = found.at("m", 0.5)[0] / found.yes
    expected = np.sqrt(recall[0] * (1 - recall[0]) / found.yes[0])
    assert recall[1:].std() == pytest.approx(expected, rel=0.15)
    assert recall[1:].mean() == pytest.approx(recall[0], abs=3 * expected / 20)


def test_a_draw_without_one_outcome_gives_no_ranking() -> None:
    label, score = np.array([True, False, False, False]), np.array([0.9, 0.2, 0.1, 0.4])
    found = resample(label, {"m": score}, SEED, 60)
    one_class = (found.yes == 0) | (found.no == 0)
    assert one_class.any()
    assert np.isnan(found.measures["m"]["roc_auc"][one_class]).all()
    assert not np.isnan(found.measures["m"]["roc_auc"][~one_class]).any()
    assert not np.isnan(found.measures["m"]["brier"]).any()


@pytest.mark.parametrize("value", [True, False])
def test_one_class_data_can_be_resampled(value: bool) -> None:
    found = resample(np.full(5, value), {"m": np.linspace(0, 1, 5)}, SEED, 3)
    assert (found.yes == 5 * value).all()
    assert np.isnan(found.measures["m"]["roc_auc"]).all()


@QUICK
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=30))
def test_fewer_are_acted_on_as_the_threshold_rises_and_all_at_zero(cases: list[tuple[bool, float]]) -> None:
    label, score = np.array([c[0] for c in cases]), np.array([c[1] for c in cases])
    found = resample(label, {"m": score}, 0, 2)
    for counts, total in ((found.tp["m"], found.yes), (found.fp["m"], found.no)):
        assert (np.diff(counts, axis=1) <= 0).all()
        assert (counts[:, 0] == total).all()


@QUICK
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 200)), min_size=1, max_size=30), st.integers(0, 200))
def test_a_score_on_the_threshold_is_acted_on(cases: list[tuple[bool, int]], cell: int) -> None:
    label, score = np.array([c[0] for c in cases]), np.array([c[1] / 200 for c in cases])
    tp, fp = resample(label, {"m": score}, 0, 1).at("m", cell / 200)
    assert tp[0] == sum(y and place >= cell for y, place in cases)
    assert fp[0] == sum(not y and place >= cell for y, place in cases)


def test_progress_is_reported_up_to_the_end() -> None:
    label, score = labelled_scores()
    seen: list[float] = []
    resample(label, {"m": score}, SEED, 100, seen.append)
    assert seen == [0.0, 0.5, 1.0]


@pytest.mark.parametrize(("threshold", "index"), [(0.0, 0), (0.005, 1), (0.285, 57), (0.3, 60), (1.0, 200)])
def test_a_threshold_on_the_grid_is_found(threshold: float, index: int) -> None:
    assert grid_index(threshold) == index
    assert THRESHOLDS[index] == threshold


@pytest.mark.parametrize("threshold", [-0.005, 1.005, 0.0025, 0.3333, 2.0])
def test_a_threshold_off_the_grid_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match=r"steps of 0\.005"):
        grid_index(threshold)
