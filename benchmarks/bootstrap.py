"""Intervals of ROC AUC, average precision and best-threshold profit, beside the loop everyone writes over scikit-learn.

`python -m benchmarks.bootstrap [--full]` takes 5 models, 100,000 cases and 1,000 resamples. The program does all of
them; the loop does 20 and is scaled up, or all with `--full` (some minutes). Each side has a process of its own.
Printed are seconds, their ratio, peak memory, and the largest difference between the two over all models and measures
on the resamples the loop did: both see the same rows, which the loop is given and not charged for. The program's
seconds include what it finds beside: log loss, Brier score, calibration error, counts at 201 thresholds, the cut of
each best profit. Compiling happens once a machine, at the program's start; it is printed by itself.
"""

import os
import sys
from pathlib import Path

import numpy as np

from benchmarks.beside import Clock, Found, answer, folder, made_up, run

CASES, MODELS, RESAMPLES, SAMPLE, SEED = 100_000, 5, 1000, 20, 7
MEASURES = ("ROC AUC", "average precision", "best profit")
PAYOFF = (12.0, -3.0, -4.0, 0.0)


def drawn(keys: np.ndarray, draw: int, cases: int) -> np.ndarray:
    """List the rows of a resample as the program draws them, without its compiled code."""
    counter = keys[draw] + np.uint64(0x9E3779B97F4A7C15) * np.arange(1, cases + 1, dtype=np.uint64)
    z = (counter ^ (counter >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    product = np.column_stack([z & np.uint64(2**32 - 1), z >> np.uint64(32)]).ravel() * np.uint64(cases)
    even = (product & np.uint64(2**32 - 1)) >= np.uint64(2**32 % cases)
    return (product[even] >> np.uint64(32))[:cases].astype(np.int64)


def program(place: Path) -> Found:
    """Resample as the program does."""
    from lifecycle.build.best_threshold import best_profit, warm
    from lifecycle.build.resampling import resample
    from lifecycle.payoff import Payoff

    label, scores = made_up(CASES, MODELS)
    with Clock() as warming:
        warm()
    with Clock() as measuring:
        found = resample(label, scores, SEED, RESAMPLES)
    with Clock() as cutting:
        profit = best_profit(label, scores, Payoff(*PAYOFF), SEED, RESAMPLES)
    measured = [
        (found.measures[key]["roc_auc"], found.measures[key]["average_precision"], profit[key].best) for key in scores
    ]
    np.save(place / "program.npy", np.array(measured)[:, :, 1:])
    return {"seconds": measuring.seconds + cutting.seconds, "warm": warming.seconds, "measures": measuring.seconds}


def loop(place: Path) -> Found:
    """Resample as everyone does; the number of resamples stands in the folder."""
    from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

    from lifecycle.build.blocks import keys

    label, scores = made_up(CASES, MODELS)
    count = int((place / "count").read_text())
    seeds, measured, seconds = keys(SEED, RESAMPLES), np.empty((MODELS, 3, count)), 0.0
    tp, fp, fn, tn = PAYOFF
    for draw in range(count):
        rows = drawn(seeds, draw + 1, CASES)
        with Clock() as clock:
            for model, score in enumerate(scores.values()):
                y, s = label[rows], score[rows]
                yes, no = y.sum(), (~y).sum()
                wrong, right, _ = roc_curve(y, s)
                profit = right * yes * tp + wrong * no * fp + (1 - right) * yes * fn + (1 - wrong) * no * tn
                measured[model, :, draw] = roc_auc_score(y, s), average_precision_score(y, s), profit.max() / CASES
        seconds += clock.seconds
    np.save(place / "loop.npy", measured)
    return {"seconds": seconds * RESAMPLES / count}


def main() -> None:
    """Measure and print."""
    count = RESAMPLES if "--full" in sys.argv else SAMPLE
    with folder() as name:
        place = Path(name)
        (place / "count").write_text(str(count))
        ours, theirs = run("benchmarks.bootstrap", "program", place), run("benchmarks.bootstrap", "loop", place)
        ends = [np.load(place / f"{side}.npy")[:, :, :count] for side in ("program", "loop")]
    scaled = "" if count == RESAMPLES else f", scaled up from {count} resamples"
    print(f"{MODELS} models × {CASES:,} cases × {RESAMPLES:,} resamples on {os.cpu_count()} cores")
    print(f"{'':<28}{'seconds':>10}{'peak MB':>10}")
    print(f"{'loop over scikit-learn':<28}{theirs['seconds']:>10.2f}{theirs['peak']:>10.0f}{scaled}")
    print(f"{'program':<28}{ours['seconds']:>10.2f}{ours['peak']:>10.0f}, {ours['measures']:.2f} without best profit")
    print(f"ratio {theirs['seconds'] / ours['seconds']:.0f}; the loops were compiled or read in {ours['warm']:.1f} s")
    apart = np.abs(ends[0] - ends[1]).max(axis=(0, 2))
    print("largest difference: " + ", ".join(f"{n} {d:.1e}" for n, d in zip(MEASURES, apart, strict=True)))
    if apart.max() > 1e-9:
        sys.exit("The two do not measure the same.")


if __name__ == "__main__" and not answer({"program": program, "loop": loop}):
    main()
