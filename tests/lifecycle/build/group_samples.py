"""Cases in groups for the tests of thresholds by group: few steps of scores, so that all combinations can be tried."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.comparison import Comparison
from lifecycle.build.group_limits import Kind, Limit
from lifecycle.build.guardrail_curves import ByThreshold, by_threshold
from lifecycle.build.resampling import resample
from lifecycle.build.stakes import Stakes
from lifecycle.envision.three_point import ThreePoint
from tests.lifecycle.samples import exactly

USUAL = (100.0, -20.0, -50.0, 0.0)
STEPS = tuple(np.linspace(0, 1, 11).round(1))
SEED = 3


class Sample:
    """Cases of some groups; how frequent yes are differs between them. Scores come in few steps, of .1."""

    def __init__(
        self, shares: Mapping[str, float], n: int = 400, seed: int = 4, resamples: int = 120, steps: int = 10
    ) -> None:
        rng = np.random.default_rng(seed)
        self.names = tuple(sorted(shares))
        self.group = rng.choice(self.names, n)
        likely = np.array([shares[name] for name in self.group])
        self.label: NDArray[np.bool_] = rng.random(n) < likely
        raw = 0.3 * self.label + 0.25 * likely + rng.random(n) * 0.5
        self.score = (np.clip(raw, 0, 1) * steps).round() / steps
        self.named = pd.Series(self.group)
        self.n, self.resamples = n, resamples

    @property
    def groups(self) -> ByThreshold:
        return by_threshold(self.label, self.score, self.named)

    def compared(self, amounts: tuple[float, float, float, float] = USUAL, **more: Any) -> Comparison:
        known: dict[str, Any] = {"volume": ThreePoint.exactly(self.n)}
        resampled = resample(self.label, {"model": self.score}, SEED, self.resamples)
        return Comparison(Stakes(exactly(*amounts), **known | more), resampled, {"model": "Model"})

    def acted(self, at: Mapping[str, float]) -> NDArray[np.bool_]:
        """Decide case by case."""
        return np.asarray(self.score >= np.array([at[group] for group in self.group]))

    def value(
        self, did: NDArray[np.bool_], amounts: tuple[float, ...] = USUAL, rows: Sequence[int] | None = None
    ) -> float:
        """Add up the payoff of every case, or of the cases drawn."""
        tp, fp, fn, tn = amounts
        return sum(
            (tp if self.label[i] else fp) if did[i] else (fn if self.label[i] else tn)
            for i in (range(self.n) if rows is None else rows)
        )

    def reached(self, did: NDArray[np.bool_], kind: Kind) -> list[float]:
        """Give ratio or gap as one number, shares one a group, from single cases."""
        inside = [self.group == name for name in self.names]
        if kind is Kind.GAP:
            recall = [did[of & self.label].mean() for of in inside]
            return [max(recall) - min(recall)]
        rates = [did[of].mean() for of in inside]
        if kind is Kind.RATIO:
            return [min(rates) / max(rates) if max(rates) else 1.0]
        return [(did[of].sum() / did.sum()) / of.mean() if did.sum() else np.nan for of in inside]

    def keeps(self, did: NDArray[np.bool_], limits: Sequence[Limit]) -> bool:
        return all(
            limit.low - 1e-9 <= one <= limit.high + 1e-9 for limit in limits for one in self.reached(did, limit.kind)
        )

    def brute(self, limits: Sequence[Limit], most: float = np.inf) -> float:
        """Try all combinations of thresholds case by case; minus infinity where none keeps the limits."""
        best = -np.inf
        for combination in itertools.product(STEPS, repeat=len(self.names)):
            did = self.acted(dict(zip(self.names, combination, strict=True)))
            tp, fp, fn, tn = USUAL
            each = np.where(did, np.where(self.label, tp, fp), np.where(self.label, fn, tn))
            if did.sum() <= most and each.sum() > best and self.keeps(did, limits):
                best = float(each.sum())
        return best


TWO = Sample({"north": 0.5, "south": 0.2})
THREE = Sample({"north": 0.5, "south": 0.2, "west": 0.35}, n=300, seed=8)
FOUR = Sample({"north": 0.5, "south": 0.2, "west": 0.35, "east": 0.3}, n=320, seed=9)
EACH = (Limit(Kind.RATIO, 0.8), Limit(Kind.GAP, high=0.1), Limit(Kind.SHARE, 0.9, 1.1))
