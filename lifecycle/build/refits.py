"""Whether the same features matter when a candidate is fitted again on other parts of the cases."""

import io
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.importance import mean_shap
from lifecycle.figures import Interval

REFITS = 10
MOST_ROWS = 10_000
SHARE = 0.8
EXPLAINED = 100  # cases explained a refit: explaining a forest is slow
FIRST = 3
NUMBERS = {1: "feature", 2: "two features", 3: "three features"}
Floats = NDArray[np.float64]
Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Refits:
    """Shares of the mean |SHAP value| in R models fitted on parts of the cases, shape (R, features).

    Each row sums to 1, or is 0 where nothing drives the score. Each model was fitted on `fitted` cases, and `explained`
    cases, the same ones for all, were explained.
    """

    features: tuple[str, ...]
    shares: Floats
    fitted: int
    explained: int

    def order(self) -> list[int]:
        """List the features' places by their mean share, the largest first."""
        return [int(place) for place in np.argsort(-self.shares.mean(axis=0), kind="stable")]

    def ranks(self) -> NDArray[np.int64]:
        """Rank features in each refit, 1 for the largest share, shape (R, features); equals share the better rank."""
        larger = self.shares[:, None, :] > self.shares[:, :, None]
        return np.asarray(1 + larger.sum(axis=2), dtype=np.int64)

    def correlation(self) -> Interval | None:
        """Give the mean Spearman correlation of all pairs of refits, with the least and the largest.

        From −1 to 1, higher is steadier; None where a refit has no order, as with one feature.
        """
        found = [spearman(a, b) for a, b in itertools.combinations(self.shares, 2)]
        if not found or np.isnan(found).any():
            return None
        return Interval(min(found), float(np.mean(found)), max(found), 1.0)

    def pack(self) -> bytes:
        """Write it as one compressed file."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            features=np.array(self.features),
            shares=self.shares,
            counts=np.array([self.fitted, self.explained]),
        )
        return buffer.getvalue()


def unpack(content: bytes) -> Refits:
    """Read refits back."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        fitted, explained = (int(count) for count in file["counts"])
        return Refits(tuple(str(name) for name in file["features"]), file["shares"], fitted, explained)


def refit(
    make: Callable[[int], Any],
    X: pd.DataFrame,
    truth: NDArray[Any],
    seed: int,
    *,
    refits: int = REFITS,
    most: int = MOST_ROWS,
    explained: int = EXPLAINED,
    classes: bool = True,
    groups: NDArray[Any] | None = None,
    report: Report = lambda share, text: None,
) -> Refits | None:
    """Fit on 80 % of up to `most` cases, `refits` times, and look each time which features drive the score.

    `make(seed)` builds an unfitted pipeline. `classes` says whether `truth` (n,) holds outcomes rather than amounts:
    then each refit needs all of them, else None is given. Cases of one of the `groups` (n,) are taken or left together.
    With the same seed, the first refits are the same whatever their number.
    """
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(X))[:most]
    units = rows if groups is None else pd.unique(groups[rows])
    shown, shares, fitted = X.iloc[rows[:explained]], [], []
    for number in range(refits):
        report(number / refits, f"fitting again, {number + 1} of {refits}")
        own = rng.permutation(units)[: max(int(len(units) * SHARE), 1)]
        if groups is not None:
            own = rows[np.isin(groups[rows], own)]
        if classes and len(set(truth[own])) < max(len(set(truth)), 2):
            return None
        model = make(seed + number).fit(X.iloc[own], truth[own])
        shares.append(list(mean_shap(model, shown, seed).values()))
        fitted.append(len(own))
    return Refits(tuple(map(str, X.columns)), np.array(shares), int(np.mean(fitted)), len(shown))


def spearman(first: Floats, second: Floats) -> float:
    """Give the rank correlation of two lists, ties taking the mean rank; NaN where one has no order."""
    from scipy.stats import spearmanr

    if min(np.ptp(first), np.ptp(second)) == 0:
        return float("nan")
    return float(spearmanr(first, second).statistic)


def sentence(refits: Refits) -> str:
    """Say whether the first features stay the first ones, and which two change places most often.

    >>> steady = np.array([[0.6, 0.3, 0.1], [0.5, 0.4, 0.1]])
    >>> sentence(Refits(("age", "size", "site"), steady, 80, 50))
    'The first two features, age and size, stay the first two in all 2 refits, always in the same order.'
    """
    order, count = refits.order(), len(refits.shares)
    if len(order) < 2:
        return "There is one feature, so there is no order that could change."
    if not refits.shares.any():
        return "No feature drives the score in any refit: the candidate says the same of every case."
    # Of features that drive nothing none comes before another.
    first = min(FIRST, len(order) - 1, max(int((refits.shares > 0).sum(axis=1).min()), 1))
    names = [refits.features[place] for place in order]
    stays = sum(set(np.argsort(-row, kind="stable")[:first]) == set(order[:first]) for row in refits.shares)
    how_often = f"all {count}" if stays == count else f"{stays} of {count}"
    place = {1: "first", 2: "first two", 3: "first three"}[first]
    text = f"The first {NUMBERS[first]}, {_listed(names[:first])}, stay{'s' * (first == 1)} the {place}"
    text += f" in {how_often} refits"
    swaps = [int((refits.shares[:, b] > refits.shares[:, a]).sum()) for a, b in itertools.pairwise(order[: first + 1])]
    if max(swaps):
        most = swaps.index(max(swaps))
        return f"{text}; {names[most]} and {names[most + 1]} change places in {swaps[most]}."
    return f"{text}, always in the same order." if first > 1 else f"{text}."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
