"""How long until the room stands on 5 models × 1,000,000 predictions, beside pandas and a loop over scikit-learn.

`python -m benchmarks.open_room [CASES]` writes one Parquet file a model (case id, score, and truth in the first),
each in an order of its own and each without a few cases. The program reads and aligns them, resamples and makes the
data of the first chart, so that every number has its interval. The other side reads and joins with pandas and gets
the same measures and counts at 201 thresholds, without any interval. Each has a process of its own; both must find
the same.
"""

import sys
from functools import reduce
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.beside import Clock, Found, answer, folder, made_up, run

CASES, MODELS, SEED = 1_000_000, 5, 7
MEASURES = ("roc_auc", "average_precision", "log_loss", "brier")


def write(place: Path, cases: int) -> None:
    """Write what people would bring."""
    rng = np.random.default_rng(SEED)
    label, scores = made_up(cases, MODELS)
    for number, score in enumerate(scores.values()):
        rows = rng.permutation(cases)[: cases - 10 * (number + 1)]
        columns = {"case": rows + 10_000_000, "score": score[rows]} | ({} if number else {"truth": label[rows]})
        pd.DataFrame(columns).to_parquet(place / f"m{number + 1}.parquet")


def program(place: Path) -> Found:
    """Open the room as the program does."""
    from lifecycle.build.best_threshold import warm
    from lifecycle.build.prediction_roles import Model, Roles
    from lifecycle.build.predictions import align
    from lifecycle.build.resampling import affordable, resample

    warm()
    files = sorted(place.glob("m*.parquet"))
    with Clock() as reading:
        frames = [(file.stem, pd.read_parquet(file)) for file in files]
    with Clock() as aligning:
        models = tuple(Model(name, number, "score") for number, (name, _) in enumerate(frames))
        aligned = align(frames, Roles("truth", "1", models, ("case",) * len(models)))
    with Clock() as measuring:
        count = affordable(len(aligned.label), len(models))
        found = resample(aligned.label, aligned.scores, SEED, count, uncalibrated=frozenset(aligned.uncalibrated))
    with Clock() as drawing:
        value = {key: 12 * found.tp[key] - 3 * found.fp[key] for key in found.tp}
        chart = pd.concat([pd.DataFrame({"model": key, "value": rows[0]}) for key, rows in value.items()])
        band = [np.quantile(rows[1:], [0.025, 0.975], axis=0) for rows in value.values()]
    steps = {"read": reading, "align": aligning, f"{count} resamples": measuring, "chart": drawing}
    return {
        "steps": {what: clock.seconds for what, clock in steps.items()},
        "cases": len(aligned.label),
        "points": len(chart) + sum(ends.size for ends in band),
        "found": [[float(of[name][0]) for name in MEASURES] for of in found.measures.values()],
        "acted": [int((found.tp[key][0] + found.fp[key][0]).sum()) for key in found.tp],
    }


def loop(place: Path) -> Found:
    """Do it by hand."""
    from sklearn.metrics import average_precision_score, brier_score_loss, confusion_matrix, log_loss, roc_auc_score

    files = sorted(place.glob("m*.parquet"))
    with Clock() as reading:
        frames = [pd.read_parquet(file).rename(columns={"score": file.stem}) for file in files]
    with Clock() as aligning:
        table = reduce(lambda one, other: one.merge(other, on="case"), frames)
    label, found, acted = table["truth"].to_numpy(), [], []
    with Clock() as measuring:
        for file in files:
            score = table[file.stem].to_numpy()
            found.append(
                [m(label, score) for m in (roc_auc_score, average_precision_score, log_loss, brier_score_loss)]
            )
    with Clock() as drawing:
        for file in files:
            score = table[file.stem].to_numpy()
            cuts = [confusion_matrix(label, score >= cut) for cut in np.linspace(0, 1, 201).round(3)]
            acted.append(int(sum(cut[:, 1].sum() for cut in cuts)))
    steps = {"read": reading, "join": aligning, "measure once": measuring, "chart": drawing}
    seconds = {what: clock.seconds for what, clock in steps.items()}
    return {"steps": seconds, "cases": len(table), "found": np.array(found).tolist(), "acted": acted}


def main() -> None:
    """Measure and print."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    with folder() as name:
        write(Path(name), cases)
        ours = run("benchmarks.open_room", "program", Path(name))
        theirs = run("benchmarks.open_room", "loop", Path(name))
    print(f"{MODELS} models × {cases:,} predictions, {ours['cases']:,} of them aligned")
    total = {}
    for what, side in (("pandas and scikit-learn", theirs), ("program, with intervals", ours)):
        total[what] = sum(side["steps"].values())
        steps = ", ".join(f"{step} {seconds:.2f}" for step, seconds in side["steps"].items())
        print(f"{what:<26}{total[what]:>8.1f} s{side['peak']:>8.0f} MB   {steps}")
    print(f"ratio {total['pandas and scikit-learn'] / total['program, with intervals']:.1f}")
    apart = np.abs(np.array(ours["found"]) - np.array(theirs["found"])).max()
    print(f"largest difference of a measure {apart:.1e}")
    if apart > 1e-9 or ours["acted"] != theirs["acted"] or ours["cases"] != theirs["cases"]:
        sys.exit("The two do not find the same.")


if __name__ == "__main__" and not answer({"program": program, "loop": loop}):
    main()
