"""How a forecast, or a choice between classes, does in each protected group.

Values are those of fairlearn's MetricFrame; their intervals come from the resamples every other row here is drawn with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.comparison import interval
from lifecycle.build.dataset import MOST_CATEGORIES
from lifecycle.build.means import resampled_sums
from lifecycle.build.resampling import RESAMPLES
from lifecycle.guardrails import GroupFigure

MAE, BIAS, WAPE, ENOUGH, ACCURACY, RECALL = "mae", "bias", "wape", "enough", "accuracy", "recall"
Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Measure:
    """One measure in each group: fairlearn's value, the same on the sample and each resample (1+B,), and the cases.

    `of_class` names the class it is about, empty for a measure of all cases.
    """

    key: str
    value: dict[str, float]
    drawn: dict[str, Floats]
    cases: dict[str, int]
    of_class: str = ""

    def ends(self) -> tuple[str, str]:
        """Name the group with the lowest and the one with the highest value; of equals the first by name."""
        known = [group for group, value in self.value.items() if not np.isnan(value)]
        return min(known, key=lambda group: self.value[group]), max(known, key=lambda group: self.value[group])

    def gap(self) -> float:
        """Give the highest value less the lowest, NaN where no group has one."""
        known = [value for value in self.value.values() if not np.isnan(value)]
        return max(known) - min(known) if known else float("nan")

    def few(self, least: int) -> list[str]:
        """Name the groups in which it rests on fewer cases than are needed."""
        return [group for group, cases in self.cases.items() if cases < least]

    def figures(self) -> tuple[GroupFigure, ...]:
        """Give the table of the groups with 95 % intervals."""
        named = f", truly {self.of_class}" if self.of_class else ""
        return tuple(self._figure(group, group + named) for group in self.value)

    def _figure(self, group: str, named: str) -> GroupFigure:
        known = not np.isnan(self.value[group])
        between = interval(self.drawn[group]) if known else None
        if between is None or np.isnan(between.low):
            return GroupFigure(named, self.cases[group], self.value[group] if known else None)
        return GroupFigure(named, self.cases[group], self.value[group], between.low, between.high)


@dataclass(frozen=True)
class Groups:
    """What was measured in each group; `scale` (1+B,) is the mean size of the truth, for forecasts."""

    column: str
    cases: dict[str, int]
    measures: tuple[Measure, ...]
    scale: Floats | None = None

    def of(self, key: str) -> list[Measure]:
        """List the measures of a name: one, or one for each class."""
        return [measure for measure in self.measures if measure.key == key]


def too_many(column: str, groups: pd.Series) -> str:
    """Say that a column has more groups than can be compared; empty where it has not."""
    count = groups.nunique()
    if count <= MOST_CATEGORIES:
        return ""
    return f"{column!r} has {count:,} groups; more than {MOST_CATEGORIES} cannot be compared. Name a coarser column."


def forecast_groups(
    groups: pd.Series, truth: Floats, forecast: Floats, column: str, seed: int, resamples: int = RESAMPLES
) -> Groups:
    """Measure a forecast (n,) in each group: MAE, mean error, WAPE, and the share of cases it is enough in.

    `groups` names the group of each case (see `fairness.named_groups`), at most 50 of them.

    Raises:
        ValueError: there are no cases.

    """
    gap = forecast - truth
    frame = _by_group(_forecast_measures, truth, forecast, groups)
    codes, names = _coded(groups)
    columns = np.column_stack([np.ones(len(gap)), np.abs(gap), gap, np.abs(truth), gap >= 0])
    n, size, signed, whole, enough = np.moveaxis(
        resampled_sums(codes, len(names), columns, seed, resamples), 2, 0
    )  # each (1+B, groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = {MAE: size / n, BIAS: signed / n, WAPE: size / whole, ENOUGH: enough / n}
        scale = whole.sum(axis=1) / n.sum(axis=1)
    cases = {name: int(frame["n"][name]) for name in names}
    measures = tuple(
        Measure(
            key,
            frame[key],
            {name: values[:, place] for place, name in enumerate(names)},
            cases,
        )
        for key, values in drawn.items()
    )
    return Groups(column, cases, measures, scale)


def choice_groups(
    groups: pd.Series,
    truth: Places,
    decided: Places,
    classes: tuple[str, ...],
    column: str,
    seed: int,
    resamples: int = RESAMPLES,
) -> Groups:
    """Measure decisions (n,) in each group: the share decided rightly, and that of those truly of each class.

    `groups` names the group of each case (see `fairness.named_groups`), at most 50 of them.

    Raises:
        ValueError: there are no cases.

    """
    frame = _by_group(_choice_measures(len(classes)), truth, decided, groups)
    codes, names = _coded(groups)
    size, right = len(classes), (truth == decided).astype(float)
    columns = np.column_stack([np.ones(len(truth)), right])
    sums = resampled_sums(codes * size + truth, len(names) * size, columns, seed, resamples)
    n, hits = np.moveaxis(sums.reshape(-1, len(names), size, 2), 3, 0)  # each (1+B, groups, classes)
    cases = {name: int(frame["n"][name]) for name in names}
    with np.errstate(invalid="ignore", divide="ignore"):
        accuracy, recall = hits.sum(axis=2) / n.sum(axis=2), hits / n
    found = [
        Measure(
            ACCURACY,
            frame[ACCURACY],
            {name: accuracy[:, at] for at, name in enumerate(names)},
            cases,
        )
    ]
    for place, called in enumerate(classes):
        found.append(
            Measure(
                RECALL,
                frame[f"{RECALL}/{place}"],
                {name: recall[:, at, place] for at, name in enumerate(names)},
                {name: int(cases) for name, cases in frame[f"n/{place}"].items()},
                called,
            )
        )
    return Groups(column, cases, tuple(found))


def _by_group(
    measure: Callable[..., dict[str, float]], truth: NDArray[Any], said: NDArray[Any], groups: pd.Series
) -> dict[str, dict[str, float]]:
    """Give each measure in each group, by its name and the group's; one metric that gives all is much quicker."""
    from fairlearn.metrics import MetricFrame

    found = MetricFrame(metrics=measure, y_true=truth, y_pred=said, sensitive_features=_named(groups)).by_group
    names = list(found.iloc[0])
    return {key: {str(group): float(values[key]) for group, values in found.items()} for key in names}


def _coded(groups: pd.Series) -> tuple[Places, list[str]]:
    """Number the groups in the order of their names: (number of each case (n,), names)."""
    names, codes = np.unique(_named(groups), return_inverse=True)
    return codes.astype(np.int64), [str(name) for name in names]


def _named(groups: pd.Series) -> NDArray[np.str_]:
    return groups.to_numpy(dtype=object).astype(str)


def _forecast_measures(y_true: Floats, y_pred: Floats) -> dict[str, float]:
    from sklearn.metrics import mean_absolute_error

    whole, size = float(np.abs(y_true).sum()), float(mean_absolute_error(y_true, y_pred))
    return {
        "n": len(y_true),
        MAE: size,
        BIAS: float(np.mean(y_pred - y_true)),
        WAPE: size * len(y_true) / whole if whole else float("nan"),
        ENOUGH: float(np.mean(y_pred >= y_true)),
    }


def _choice_measures(size: int) -> Callable[[Places, Places], dict[str, float]]:
    from sklearn.metrics import accuracy_score, confusion_matrix

    def measures(y_true: Places, y_pred: Places) -> dict[str, float]:
        counts = confusion_matrix(y_true, y_pred, labels=range(size))
        n = counts.sum(axis=1)
        recall = {f"{RECALL}/{c}": float(counts[c, c] / n[c]) if n[c] else float("nan") for c in range(size)}
        sizes = {f"n/{c}": int(n[c]) for c in range(size)}
        return {"n": len(y_true), ACCURACY: float(accuracy_score(y_true, y_pred)), **recall, **sizes}

    return measures
