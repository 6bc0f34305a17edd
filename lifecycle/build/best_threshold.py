"""How sure the best threshold is: the cut that pays most, exactly, on the same resamples as everything else."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifecycle.build import resampling
from lifecycle.build.blocks import THREADS, Report, each_block
from lifecycle.build.resampling import RESAMPLES, Labels, Ranked
from lifecycle.figures import Interval
from lifecycle.payoff import Payoff

Floats = NDArray[np.float64]
NO_ONE = float("inf")


@dataclass(frozen=True)
class BestProfit:
    """What cuts of one candidate earn, in currency per case; row 0 on the sample itself, rows 1… on its resamples.

    Each of shape (1+B,). `best`: at the cut that earns most there, over all distinct scores and acting on no one.
    `threshold`: that cut, act where score ≥ threshold, the lowest of equals; NO_ONE for acting on no one.
    `fixed`: at the threshold `chosen`. `on_sample`: what `threshold` earns on the sample itself.
    """

    chosen: float
    best: Floats
    threshold: Floats
    fixed: Floats
    on_sample: Floats


@dataclass(frozen=True)
class ThresholdUncertainty:
    """How far the best threshold may lie from the one chosen, and what that costs, in currency per case.

    `threshold`: 95 % of the resamples have their best threshold within; an end may be NO_ONE. `p_no_one`: share of
    resamples on which acting on no one is best. `regret`: what the chosen threshold earns less than the best one of
    each resample, on average: at least 0, and the smaller the less the choice matters. `optimism`: how much the best
    value found on a sample flatters, on average (Efron 1983); the best value less the optimism is what to expect.
    """

    threshold: Interval
    p_no_one: float
    regret: float
    optimism: float


def best_profit(
    label: Labels,
    scores: Mapping[str, Floats],
    payoff: Payoff,
    seed: int,
    resamples: int = RESAMPLES,
    report: Report = lambda share: None,
    *,
    chosen: Mapping[str, float] | None = None,
    threads: int = THREADS,
) -> dict[str, BestProfit]:
    """Find the best cut of every candidate on each resample: exactly, not on a grid.

    `label` (n,), each of `scores` (n,) in [0, 1]. The same seed draws the same resamples as `resample` does. `chosen`
    are thresholds to hold against the best; without one, it is the best on the sample. One outcome alone has a best cut
    too. The result is the same whatever the number of threads; an exception from `report` ends the work.

    Raises:
        ValueError: there are no cases, or a score is missing or out of range.

    """
    from lifecycle.build import kernels

    gain, loss, cases = payoff.tp - payoff.fn, payoff.fp - payoff.tn, len(label)
    ranked = {key: Ranked.of(label, score) for key, score in scores.items()}
    curves = {key: _curve(one, gain, loss) for key, one in ranked.items()}
    picked = {key: (chosen or {}).get(key, _best(ranked[key], curve)) for key, curve in curves.items()}
    kept = {key: int(np.searchsorted(-one.score, -picked[key], side="right")) for key, one in ranked.items()}
    values = {key: np.empty((2, resamples + 1)) for key in scores}
    places = {key: np.empty(resamples + 1, np.int64) for key in scores}
    idle = np.empty(resamples + 1)

    def work(part: slice, weights: NDArray[np.uint8]) -> None:
        yes = np.empty(part.stop - part.start, np.int32)
        kernels.count_block(label, weights, yes)
        idle[part] = yes * payoff.fn + (cases - yes) * payoff.tn
        for key, one in ranked.items():
            best, fixed = values[key][:, part]
            kernels.profit_block(one.cases, gain, loss, kept[key], weights, best, places[key][part], fixed)

    each_block(cases, seed, resamples, work, report, threads)
    return {
        key: BestProfit(
            chosen=picked[key],
            best=(idle + values[key][0]) / cases,
            threshold=np.r_[NO_ONE, one.score][places[key]],
            fixed=(idle + values[key][1]) / cases,
            on_sample=(idle[0] + curves[key][places[key]]) / cases,
        )
        for key, one in ranked.items()
    }


def threshold_uncertainty(found: BestProfit, level: float = 0.95) -> ThresholdUncertainty:
    """Say how far the best threshold may lie and what a choice from this sample costs.

    Raises:
        ValueError: there are no resamples.

    """
    if len(found.best) < 2:
        raise ValueError("without resamples nothing can be said about the threshold")
    drawn, tail = found.threshold[1:], (1 - level) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], method="inverted_cdf")  # NO_ONE cannot be averaged
    return ThresholdUncertainty(
        threshold=Interval(float(low), found.chosen, float(high), level),
        p_no_one=float((drawn == NO_ONE).mean()),
        regret=float((found.best - found.fixed)[1:].mean()),
        optimism=float((found.best - found.on_sample)[1:].mean()),
    )


def warm() -> None:
    """Compile all loops of the bootstrap, or read them where they are kept, so that nobody has to wait for that."""
    resampling.warm()
    best_profit(np.array([True, False]), {"any": np.array([0.2, 0.1])}, Payoff(1, -1, 0, 0), 0, 1)


def _curve(one: Ranked, gain: float, loss: float) -> Floats:
    """Give what acting on the first 0 … n sorted cases adds on the sample, shape (n+1,)."""
    yes = np.r_[0, np.cumsum((one.cases & 2) > 0)]
    return np.asarray(yes * gain + (np.arange(len(yes)) - yes) * loss)


def _best(one: Ranked, curve: Floats) -> float:
    """Find the threshold that earns most on the sample, the lowest of equals."""
    ends = np.r_[0, np.flatnonzero(one.cases & 1) + 1]
    place = ends[::-1][int(np.argmax(curve[ends][::-1]))]
    return float(one.score[place - 1]) if place else NO_ONE
