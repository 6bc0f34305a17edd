"""Choices between several classes side by side: how often they are right, and what each mistake costs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.amount_draws import drawn, is_spread
from lifecycle.build.comparison import INCUMBENT, Difference, interval
from lifecycle.build.means import resampled_counts, resampled_means
from lifecycle.build.resampling import RESAMPLES
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import BadInput
from lifecycle.figures import Interval

BY_PAYOFF, BY_CHANCE = "payoff", "chance"
ALWAYS = "always/"
UNKNOWN = Interval(np.nan, np.nan, np.nan)
Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Counts = NDArray[np.int64]


Points = tuple[tuple[ThreePoint, ...], ...]


@dataclass(frozen=True)
class MatrixEstimates:
    """What people said of the amounts of `MatrixStakes`: low, most likely and high of each."""

    payoffs: Points
    volume: ThreePoint


@dataclass(frozen=True)
class MatrixStakes:
    """Money in `currency` for each truth (row) and decision (column), k × k; `volume` in cases a year.

    With `estimates` payoffs and volume are the means of what is known from low to high only, and those are drawn from.

    Raises:
        ValueError: an amount is not the mean of its estimate.

    """

    payoffs: tuple[tuple[float, ...], ...]
    volume: float
    currency: str = "EUR"
    run_cost: float = 0.0
    estimates: MatrixEstimates | None = None

    def __post_init__(self) -> None:
        if self.estimates is None:
            return
        means = tuple(tuple(point.mean for point in row) for row in self.estimates.payoffs)
        # The likely shape is checked first: numbers of another shape are never close.
        same = [len(row) for row in means] == [len(row) for row in self.payoffs] and np.allclose(
            np.concatenate(means), np.concatenate(self.payoffs), rtol=1e-9
        )
        if not same or not np.isclose(self.estimates.volume.mean, self.volume, rtol=1e-9):
            raise ValueError("an amount is not the mean of its estimate")

    @classmethod
    def of(cls, payoffs: Points, volume: ThreePoint, currency: str = "EUR", run_cost: float = 0.0) -> "MatrixStakes":
        """Take estimates; where each is exact, the amounts alone.

        >>> one = ThreePoint.exactly(1)
        >>> MatrixStakes.of(((ThreePoint(low=0, likely=1, high=8), one), (one, one)), one).payoffs
        ((2.0, 1.0), (1.0, 1.0))
        """
        spread = is_spread(volume, *(point for row in payoffs for point in row))
        means = tuple(tuple(point.mean for point in row) for row in payoffs)
        return cls(means, volume.mean, currency, run_cost, MatrixEstimates(payoffs, volume) if spread else None)

    def points(self) -> Points:
        """Give the payoffs as estimates; without any, each is exact."""
        if self.estimates:
            return self.estimates.payoffs
        return tuple(tuple(ThreePoint.exactly(amount) for amount in row) for row in self.payoffs)

    def year(self) -> ThreePoint:
        """Give the cases of a year as an estimate."""
        return self.estimates.volume if self.estimates else ThreePoint.exactly(self.volume)

    def draws(self, resamples: int) -> tuple[Floats, Floats]:
        """Give payoffs (1+B, k, k) and volume (1+B,) for the sample and for each resample: means, then draws."""
        *cells, volume = drawn((*(point for row in self.points() for point in row), self.year()), resamples)
        size = len(self.payoffs)
        return np.stack(cells, axis=1).reshape(-1, size, size), volume

    def matrix(self) -> Floats:
        """Give the payoffs as an array, shape (k, k): rows are the truth, columns the decision."""
        return np.array(self.payoffs, dtype=float)

    def of_part(self, share: float) -> "MatrixStakes":
        """Take what a share of the cases carries of volume and cost, so that parts add up."""
        return self.for_year(self.year().scaled(share), self.currency, self.run_cost * share)

    def for_year(self, volume: ThreePoint, currency: str, run_cost: float) -> "MatrixStakes":
        """Take the cases, the money and the running costs of another year; what a decision is worth stays."""
        return MatrixStakes.of(self.points(), volume, currency, run_cost)


def assumed(classes: int, cases: int) -> MatrixStakes:
    """Assume stakes to begin with: a right decision earns 100, a wrong one nothing."""
    return MatrixStakes(tuple(tuple(map(float, row)) for row in np.eye(classes) * 100), float(cases))


def check_matrix_stakes(stakes: MatrixStakes, classes: int) -> None:
    """Check stakes that were set in a room.

    Raises:
        BadInput: not k × k, an amount is missing, all decisions are worth the same, no cases, or a negative cost.

    """
    matrix = stakes.matrix() if len({len(row) for row in stakes.payoffs}) == 1 else np.empty((0, 0))
    if matrix.shape != (classes, classes) or not np.isfinite(matrix).all():
        raise BadInput(f"{classes} × {classes} amounts are needed, one a truth and decision. Write 0 for nothing.")
    if (matrix == matrix[:, :1]).all():
        raise BadInput("Every decision is worth the same whatever the truth, so no candidate can earn more.")
    if not stakes.volume > 0 or stakes.year().low < 0 or stakes.run_cost < 0:
        raise BadInput("The cases of a year have to be more than none, and a cost cannot be negative.")


def decide(probabilities: Floats, stakes: MatrixStakes, rule: str) -> Places:
    """Choose a class for each case, shape (n,), from probabilities (n, k); of equals the first.

    By payoff: the decision with the highest expected payoff, probabilities @ payoffs. By chance: the likeliest class.
    """
    worth = probabilities @ stakes.matrix() if rule == BY_PAYOFF else probabilities
    return np.asarray(worth.argmax(axis=1), dtype=np.int64)


def decisions(
    probabilities: Mapping[str, Floats],
    incumbent: Places | None,
    classes: int,
    stakes: MatrixStakes,
    rule: str,
    settled: Collection[str] = (),
) -> dict[str, Places]:
    """Give the decisions of every row of the table: candidates, always one class, and today's way if it is known.

    What is decided already, `settled`, follows no rule.
    """
    cases = len(next(iter(probabilities.values())))
    rules = {key: BY_CHANCE if key in settled else rule for key in probabilities}
    found = {key: decide(chances, stakes, rules[key]) for key, chances in probabilities.items()}
    found |= {f"{ALWAYS}{place}": np.full(cases, place, dtype=np.int64) for place in range(classes)}
    return found if incumbent is None else found | {INCUMBENT: incumbent}


def is_fixed(key: str) -> bool:
    """Answer whether a row needs no model."""
    return key == INCUMBENT or key.startswith(ALWAYS)


def confusion(
    truth: Places, decided: Mapping[str, Places], classes: int, seed: int, resamples: int = RESAMPLES
) -> dict[str, Counts]:
    """Count cases by truth (row) and decision (column), shape (1+B, k, k), on resamples shared by all rows.

    Rows and columns are all classes, whether or not they occur.

    Raises:
        ValueError: there are no cases.

    """
    cells = np.stack([truth * classes + choice for choice in decided.values()])
    counts = resampled_counts(cells, classes * classes, seed, resamples).reshape(len(cells), -1, classes, classes)
    return dict(zip(decided, counts, strict=True))


def measures(found: Counts) -> dict[str, Floats]:
    """Give micro F1, macro F1 and balanced accuracy, each (1+B,), from confusion counts (1+B, k, k).

    Of one label a case, micro F1 is the accuracy. A class that never occurs is left out of balanced accuracy; one that
    neither occurs nor is chosen is left out of macro F1.
    """
    right = np.einsum("bii->bi", found).astype(float)
    true, chosen = found.sum(axis=2), found.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = 2 * right / (true + chosen)
        recall = right / true
    return {
        "micro_f1": right.sum(axis=1) / found.sum(axis=(1, 2)),
        "macro_f1": np.nanmean(f1, axis=1),
        "balanced_accuracy": np.nanmean(recall, axis=1),
    }


def by_class(found: Counts, place: int) -> dict[str, Floats]:
    """Give recall and precision of one class, each (1+B,); NaN where it does not occur or is never chosen."""
    right = found[:, place, place].astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {"recall": right / found[:, place, :].sum(axis=1), "precision": right / found[:, :, place].sum(axis=1)}


def log_losses(
    truth: Places, probabilities: Mapping[str, Floats], seed: int, resamples: int = RESAMPLES
) -> dict[str, Floats]:
    """Give the log loss of each candidate, −mean(ln p of the true class), shape (1+B,); lower is better."""
    chances = np.column_stack([each[np.arange(len(truth)), truth] for each in probabilities.values()])
    means = resampled_means(-np.log(np.clip(chances, np.finfo(float).eps, 1)), seed, resamples)
    return dict(zip(probabilities, means.T, strict=True))


def yearly(found: Counts, key: str, stakes: MatrixStakes) -> Floats:
    """Give the value of a year, shape (1+B,): volume × mean payoff, less running costs where a model decides.

    Amounts known from low to high are drawn anew for each resample, the same for every row.
    """
    payoffs, volume = stakes.draws(len(found) - 1)
    mean = (found * payoffs).sum(axis=(1, 2)) / found.sum(axis=(1, 2))
    return np.asarray(volume * mean - (0.0 if is_fixed(key) else stakes.run_cost))


@dataclass(frozen=True)
class ClassRow:
    """One row of the table: measures with intervals, value a year in currency, the chance to earn most.

    `p_loss` is the chance that a year ends with a loss, None in records made before it was counted.
    """

    key: str
    name: str
    measures: dict[str, Interval | None]
    value: Interval
    value_per_case: Interval
    p_best: float
    p_loss: float | None = None


def table(
    found: Mapping[str, Counts], losses: Mapping[str, Floats], names: Mapping[str, str], stakes: MatrixStakes
) -> list[ClassRow]:
    """Measure every row of `found`; log losses are known of candidates alone."""
    values = {key: yearly(counts, key, stakes) for key, counts in found.items()}
    drawn = np.stack([each[1:] for each in values.values()])
    most = drawn == drawn.max(axis=0)
    shares = (most / most.sum(axis=0)).mean(axis=1)
    return [
        ClassRow(
            key=key,
            name=names[key],
            measures={name: interval(of) for name, of in measures(counts).items()}
            | {"log_loss": interval(losses[key]) if key in losses else None},
            value=interval(values[key]) or UNKNOWN,
            value_per_case=interval(values[key] / stakes.draws(len(counts) - 1)[1]) or UNKNOWN,
            p_best=float(share),
            p_loss=float((values[key][1:] < 0).mean()),
        )
        for (key, counts), share in zip(found.items(), shares, strict=True)
    ]


def difference(found: Mapping[str, Counts], first: str, second: str, stakes: MatrixStakes) -> Difference:
    """Say how much more one row earns a year than another, on the same resamples."""
    more = yearly(found[first], first, stakes) - yearly(found[second], second, stakes)
    return Difference(interval(more) or UNKNOWN, float((more[1:] > 0).mean()))


@dataclass(frozen=True)
class Choices:
    """Rows that decide about the same cases under the same stakes, with their confusion counts on shared resamples."""

    truth: Places
    classes: tuple[str, ...]
    decided: dict[str, Places]
    names: dict[str, str]
    found: dict[str, Counts]
    losses: dict[str, Floats]
    stakes: MatrixStakes

    def rows(self) -> list[ClassRow]:
        """Measure every row."""
        return table(self.found, self.losses, self.names, self.stakes)

    def ranked(self) -> list[str]:
        """List the rows by what they earn a year on the sample, the highest first."""
        return sorted(self.found, key=lambda key: -float(yearly(self.found[key], key, self.stakes)[0]))


def compare(
    truth: Places,
    probabilities: Mapping[str, Floats],
    incumbent: Places | None,
    classes: tuple[str, ...],
    names: Mapping[str, str],
    stakes: MatrixStakes,
    rule: str,
    seed: int,
    resamples: int = RESAMPLES,
    settled: Collection[str] = (),
) -> Choices:
    """Let every candidate decide by a rule, and set it beside always one class and today's way.

    Candidates in `settled` came with decided classes, 1 and 0 in place of probabilities: no rule changes what they
    decide, and they have no log loss.
    """
    decided = decisions(probabilities, incumbent, len(classes), stakes, rule, settled)
    likely = {key: chances for key, chances in probabilities.items() if key not in settled}
    called = dict(names) | {f"{ALWAYS}{place}": f"Always {name}" for place, name in enumerate(classes)}
    called |= {INCUMBENT: "Today's way"}
    return Choices(
        truth=truth,
        classes=classes,
        decided=decided,
        names={key: called[key] for key in decided},
        found=confusion(truth, decided, len(classes), seed, resamples),
        losses=log_losses(truth, likely, seed, resamples) if likely else {},
        stakes=stakes,
    )
