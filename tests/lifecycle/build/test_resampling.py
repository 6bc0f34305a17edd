"""The paired bootstrap against naive counting on the rows each resample drew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from lifecycle.build import statistics as stats
from lifecycle.build.resampling import (
    MEASURES,
    RESAMPLES,
    THRESHOLDS,
    Ranked,
    Resampled,
    affordable,
    grid_index,
    resample,
    resample_segment,
    warm,
)
from lifecycle.payoff import OUTCOMES, outcomes
from tests.lifecycle.build.redraw import rows as drawn_rows
from tests.lifecycle.samples import QUICK, labelled_scores

SEED, DRAWS = 4, 12


def naive_counts(label: np.ndarray, score: np.ndarray) -> tuple[list[int], list[int]]:
    """Count cases acted on at each threshold, one by one."""
    tp = [sum(1 for y, s in zip(label, score, strict=True) if y and s >= t) for t in THRESHOLDS]
    fp = [sum(1 for y, s in zip(label, score, strict=True) if not y and s >= t) for t in THRESHOLDS]
    return tp, fp


def in_numpy(label: np.ndarray, score: np.ndarray, weight: np.ndarray) -> list[float]:
    """Measure a weighted sample with the plain functions, in the order of MEASURES."""
    ranking = stats.rank(label, score)
    on_ranks = [stats.roc_auc(ranking, weight), stats.average_precision(ranking, weight)]
    others = (stats.log_loss, stats.brier, stats.calibration_error)
    return on_ranks + [measure(label, score, weight) for measure in others]


def measured(found: Resampled, draw: int, candidate: str = "m") -> list[float]:
    """Give the measures of one resample in the order of MEASURES."""
    return [float(found.measures[candidate][name][draw]) for name in MEASURES]


def test_counts_and_measures_equal_those_of_the_rows_drawn() -> None:
    label, score = labelled_scores()
    found = resample(label, {"m": score}, SEED, DRAWS)
    for draw in range(DRAWS + 1):
        rows = drawn_rows(SEED, draw, len(label))
        y, s = label[rows], score[rows]
        tp, fp = naive_counts(y, s)
        assert found.tp["m"][draw].tolist() == tp
        assert found.fp["m"][draw].tolist() == fp
        assert (found.yes[draw], found.no[draw]) == (y.sum(), (~y).sum())
        expected = [
            sk.roc_auc_score(y, s),
            sk.average_precision_score(y, s),
            sk.log_loss(y, np.clip(s, 1e-15, 1 - 1e-15)),
            sk.brier_score_loss(y, s),
        ]
        assert measured(found, draw)[:4] == pytest.approx(expected, rel=1e-12)
        assert measured(found, draw) == pytest.approx(in_numpy(y, s, np.ones(len(y))), rel=1e-12)


SHAPES = {
    "ties": lambda rng, n: rng.integers(0, 6, n) / 5,
    "point masses": lambda rng, n: np.where(rng.random(n) < 0.6, 0.3, rng.random(n)),
    "certain": lambda rng, n: rng.integers(0, 2, n).astype(float),
    "all equal": lambda rng, n: np.full(n, 0.25),
    "on the edges of bins": lambda rng, n: rng.integers(0, 11, n) / 10,
    "very small": lambda rng, n: rng.random(n) * 1e-12,
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("n", [1, 2, 5, 80])
def test_measures_equal_the_plain_functions_whatever_the_scores(shape: str, n: int) -> None:
    rng = np.random.default_rng(6)
    label, score = rng.random(n) < 0.3, SHAPES[shape](rng, n)
    found = resample(label, {"m": score}, SEED, 40)
    for draw in range(41):
        weight = np.bincount(drawn_rows(SEED, draw, n), minlength=n).astype(float)
        assert measured(found, draw) == pytest.approx(in_numpy(label, score, weight), rel=1e-12, abs=1e-14, nan_ok=True)
        assert found.tp["m"][draw].tolist() == [weight[label & (score >= t)].sum() for t in THRESHOLDS]
        assert found.fp["m"][draw].tolist() == [weight[~label & (score >= t)].sum() for t in THRESHOLDS]


def test_a_single_case_is_drawn_again_and_again() -> None:
    found = resample(np.array([True]), {"m": np.array([0.4])}, SEED, 20)
    assert (found.yes == 1).all()
    assert found.measures["m"]["brier"] == pytest.approx(0.36)
    assert np.isnan(found.measures["m"]["roc_auc"]).all()
    assert (found.measures["m"]["average_precision"] == 1).all()


@pytest.mark.parametrize("threads", [1, 2, 3, 7])
def test_the_number_of_threads_changes_nothing(threads: int) -> None:
    label, score = labelled_scores()
    amounts = np.random.default_rng(1).random(len(label))
    one, more = (resample(label, {"m": score}, 3, 90, amounts=amounts, threads=t) for t in (1, threads))
    assert (one.tp["m"] == more.tp["m"]).all()
    assert all((one.measures["m"][name] == more.measures["m"][name]).all() for name in MEASURES)
    assert all((one.sums["m"][outcome] == more.sums["m"][outcome]).all() for outcome in OUTCOMES)


def test_more_resamples_begin_with_the_same_ones() -> None:
    label, score = labelled_scores()
    few, many = (resample(label, {"m": score}, 3, count) for count in (7, 50))
    assert (few.resamples, many.resamples) == (7, 50)
    assert (few.tp["m"] == many.tp["m"][:8]).all()
    assert (few.measures["m"]["roc_auc"] == many.measures["m"]["roc_auc"][:8]).all()


def test_a_candidate_is_measured_the_same_whoever_else_is_there() -> None:
    label, score = labelled_scores()
    alone, together = (resample(label, scores, 3, 9) for scores in ({"m": score}, {"a": 1 - score, "m": score}))
    assert (alone.measures["m"]["log_loss"] == together.measures["m"]["log_loss"]).all()


def test_without_candidates_the_cases_are_still_counted() -> None:
    found = resample(np.array([True, False, True]), {}, SEED, 9)
    assert (found.yes + found.no == 3).all()
    assert found.yes[0] == 2
    assert found.tp == {}


def test_a_score_that_is_no_probability_keeps_its_ranking_and_loses_what_needs_probabilities() -> None:
    label, score = labelled_scores()
    plain = resample(label, {"m": score, "other": score}, SEED, 20)
    found = resample(label, {"m": score, "other": score}, SEED, 20, uncalibrated=frozenset({"m", "nobody"}))
    for name in ("roc_auc", "average_precision"):
        assert (found.measures["m"][name] == plain.measures["m"][name]).all()
    for name in ("log_loss", "brier", "calibration_error"):
        assert np.isnan(found.measures["m"][name]).all()
        assert (found.measures["other"][name] == plain.measures["other"][name]).all()
    assert (found.tp["m"] == plain.tp["m"]).all()
    assert "nobody" not in found.measures


@pytest.mark.parametrize("wrong", [np.nan, -0.1, 1.01, np.inf])
def test_a_score_that_is_missing_or_out_of_range_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="scores from 0 to 1"):
        resample(np.array([True, False]), {"m": np.array([0.5, wrong])}, SEED, 2)


def test_another_number_of_scores_is_refused() -> None:
    with pytest.raises(ValueError, match="2 scores"):
        resample(np.array([True, False]), {"m": np.array([0.5])}, SEED, 2)


def test_nothing_cannot_be_resampled() -> None:
    with pytest.raises(ValueError, match="0 cases"):
        resample(np.array([], bool), {"m": np.array([])}, SEED, 2)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scores_of_either_precision_are_taken(dtype: type) -> None:
    label, score = labelled_scores()
    found = resample(label, {"m": score.astype(dtype)}, SEED, 1)
    assert found.measures["m"]["roc_auc"][0] == pytest.approx(sk.roc_auc_score(label, score.astype(dtype)), rel=1e-12)


def naive_sums(label: np.ndarray, score: np.ndarray, amounts: np.ndarray, threshold: float) -> dict[str, float]:
    """Add up each case's amount for the outcome it has at a threshold, one by one."""
    total = dict.fromkeys(OUTCOMES, 0.0)
    for outcome, row in zip(outcomes(label, score >= threshold), amounts, strict=True):
        total[OUTCOMES[outcome]] += row[outcome]
    return total


@pytest.mark.parametrize("columns", [0, 4])
def test_amounts_are_added_up_by_outcome_on_the_rows_drawn(columns: int) -> None:
    label, score = labelled_scores(n=60)
    rng = np.random.default_rng(9)
    amounts = rng.normal(size=(60, 4)) * 100 if columns else rng.random(60) * 100
    four = amounts if columns else np.tile(amounts[:, None], 4)
    found = resample(label, {"m": score, "rev": 1 - score}, SEED, 20, amounts=amounts)
    for key, s in (("m", score), ("rev", 1 - score)):
        for draw in (0, 1, 20):
            rows = drawn_rows(SEED, draw, 60)
            for cell in (0, 1, 57, 100, 199, 200):
                expected = naive_sums(label[rows], s[rows], four[rows], THRESHOLDS[cell])
                got = {outcome: found.sums[key][outcome][draw, cell] for outcome in OUTCOMES}
                assert got == pytest.approx(expected, rel=1e-12, abs=1e-9)


def test_amounts_of_one_are_counts() -> None:
    label, score = labelled_scores()
    found = resample(label, {"m": score}, SEED, 20, amounts=np.ones(len(label)))
    assert (found.sums["m"]["tp"] == found.tp["m"]).all()
    assert (found.sums["m"]["fp"] == found.fp["m"]).all()
    assert (found.sums["m"]["fn"] == found.yes[:, None] - found.tp["m"]).all()
    assert (found.sums["m"]["tn"] == found.no[:, None] - found.fp["m"]).all()


def test_acting_on_everyone_leaves_no_amount_behind() -> None:
    label, score = labelled_scores()
    found = resample(label, {"m": score}, SEED, 20, amounts=np.random.default_rng(1).random(len(label)))
    assert not found.sums["m"]["fn"][:, 0].any()
    assert not found.sums["m"]["tn"][:, 0].any()


def test_without_amounts_there_are_no_sums() -> None:
    label, score = labelled_scores()
    assert resample(label, {"m": score}, SEED, 1).sums == {}


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        (np.array([1.0, np.nan]), "none may be missing"),
        (np.array([[1.0, 2, 3, np.inf]] * 2), "none may be missing"),
        (np.array([1.0]), "one for each outcome"),
        (np.ones((2, 3)), "one for each outcome"),
        (np.array([1.0, -1.0]), "below 0"),
    ],
)
def test_amounts_that_cannot_be_added_up_are_refused(amounts: np.ndarray, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        resample(np.array([True, False]), {"m": np.array([0.5, 0.6])}, SEED, 2, amounts=amounts)


def test_a_segment_is_its_cases_alone() -> None:
    label, score = labelled_scores()
    inside, amounts = score > 0.4, np.random.default_rng(1).random(len(label))
    found = resample_segment(label, {"m": score}, inside, SEED, uncalibrated=frozenset({"m"}), amounts=amounts)
    cut = {"m": score[inside]}
    alone = resample(label[inside], cut, SEED, uncalibrated=frozenset({"m"}), amounts=amounts[inside])
    assert found.resamples == RESAMPLES
    assert (found.yes[0], found.no[0]) == ((label & inside).sum(), (~label & inside).sum())
    assert (found.tp["m"] == alone.tp["m"]).all()
    assert (found.sums["m"]["tp"] == alone.sums["m"]["tp"]).all()
    assert np.isnan(found.measures["m"]["brier"]).all()


def test_an_empty_segment_is_refused() -> None:
    label, score = labelled_scores()
    with pytest.raises(ValueError, match="0 cases"):
        resample_segment(label, {"m": score}, np.zeros(len(label), bool), SEED)


def test_much_data_affords_fewer_resamples_and_the_result_says_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    assert affordable(1, 0) == affordable(100, 5) == 1000
    assert [affordable(n, 5) for n in (100_000, 200_000, 10**9)] == [1000, 500, 100]
    monkeypatch.setattr("lifecycle.build.resampling.STEPS_AT_ONCE", 200 * 2 * 130)
    label, score = labelled_scores(n=200)
    found = resample_segment(label, {"a": score, "b": score}, np.ones(200, bool), SEED)
    assert found.resamples == len(found.yes) - 1 == 130


def test_a_ranking_marks_the_end_of_every_run_of_equal_scores() -> None:
    one = Ranked.of(np.array([True, False, True]), np.array([0.2, 0.7, 0.2]))
    assert one.score.tolist() == [0.7, 0.2, 0.2]
    assert (one.cases >> 2).tolist() == [1, 0, 2]
    assert (one.cases & 2 > 0).tolist() == [False, True, True]
    assert (one.cases & 1 > 0).tolist() == [True, False, True]
    assert (one.bins[2], one.bins[-3], one.bins[-1]) == (1, 3, 3)


def test_warming_leaves_the_loops_compiled() -> None:
    warm()
    label, score = labelled_scores()
    assert resample(label, {"m": score}, SEED, 1).resamples == 1


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
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert seen == sorted(seen)
    assert len(seen) == 8  # 101 rows in blocks of 16, and the beginning


@pytest.mark.parametrize(("threshold", "index"), [(0.0, 0), (0.005, 1), (0.285, 57), (0.3, 60), (1.0, 200)])
def test_a_threshold_on_the_grid_is_found(threshold: float, index: int) -> None:
    assert grid_index(threshold) == index
    assert THRESHOLDS[index] == threshold


@pytest.mark.parametrize("threshold", [-0.005, 1.005, 0.0025, 0.3333, 2.0])
def test_a_threshold_off_the_grid_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match=r"steps of 0\.005"):
        grid_index(threshold)
