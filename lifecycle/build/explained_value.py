"""Which features the money hangs on: what a year loses when a feature's SHAP contribution is left out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.explanation import Explanation
from lifecycle.build.multiclass import MatrixStakes, decide
from lifecycle.build.regression import Adjustment, UnitStakes
from lifecycle.figures import Interval

Floats = NDArray[np.float64]
RESAMPLES = 500


def value_of_features(
    explanation: Explanation, label: NDArray[np.bool_], payoffs: Floats, threshold: float, cases: float, seed: int
) -> dict[str, Interval]:
    """Give what a year loses when a feature's contribution is left out and every case is decided anew, largest first.

    `label`: truth of the explained cases, shape (m,). `payoffs`: shape (4,), of TP, FP, FN, TN. `cases` a year. The
    interval (95 %) is from 500 resamples of the explained cases, the same ones for every feature.
    """

    def earned(acted: NDArray[np.bool_]) -> Floats:
        return np.asarray(payoffs[np.where(acted, np.where(label, 0, 1), np.where(label, 2, 3))], dtype=float)

    whole = earned(explanation.scores() >= threshold)
    without = [earned(explanation.scores(without=i) >= threshold) for i in range(len(explanation.features))]
    return _lost(explanation.features, whole, without, cases, seed)


def savings_of_features(
    explanation: Explanation, truth: Floats, adjustment: Adjustment, stakes: UnitStakes, seed: int
) -> dict[str, Interval]:
    """Give what being off costs more a year when a feature's contribution to each forecast is left out, largest first.

    `truth` (m,) in the unit of the forecast; forecasts are adjusted as they are used. Intervals as in
    `value_of_features`.
    """

    def saved(forecast: Floats) -> Floats:
        gap = adjustment.of(forecast) - truth
        return -np.asarray(stakes.over * np.maximum(gap, 0) + stakes.under * np.maximum(-gap, 0), dtype=float)

    without = [saved(explanation.scores(without=i)) for i in range(len(explanation.features))]
    return _lost(explanation.features, saved(explanation.scores()), without, stakes.volume, seed)


def worth_of_features(
    explained: Sequence[Explanation], truth: NDArray[np.int64], stakes: MatrixStakes, rule: str, seed: int
) -> dict[str, Interval]:
    """Give what a year loses when a feature's contribution to each class is left out and cases are decided anew.

    `explained` holds one explanation a class, `truth` (m,) the place of the true class. Largest first; intervals as in
    `value_of_features`.
    """
    payoffs, features = stakes.matrix(), explained[0].features

    def earned(without: int | None) -> Floats:
        # Not clipped: what a feature adds to one class it takes from others, so that the sum stays 1 without it.
        chances = np.column_stack([one.base + one.values.sum(axis=1) for one in explained])
        if without is not None:
            chances = chances - np.column_stack([one.values[:, without] for one in explained])
        return np.asarray(payoffs[truth, decide(chances, stakes, rule)], dtype=float)

    without = [earned(place) for place in range(len(features))]
    return _lost(features, earned(None), without, stakes.volume, seed)


def _lost(
    features: Sequence[str], whole: Floats, without: Sequence[Floats], cases: float, seed: int
) -> dict[str, Interval]:
    """Give yearly losses, largest first, from what each case earns as it is (m,) and without each feature."""
    lost = whole[:, None] - np.stack(without, axis=1)
    n = len(lost)
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), RESAMPLES) @ lost / n * cases
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    mid = lost.mean(axis=0) * cases
    order = np.argsort(-mid, kind="stable")
    return {features[i]: Interval(float(low[i]), float(mid[i]), float(high[i])) for i in order}
