"""How long rooms of forecasts and of classes take to compare, beside the loop one would write over scikit-learn.

`python -m benchmarks.kind_rooms` compares five models on 100,000 made-up cases with 1,000 resamples both ways, each
side in a process of its own, and prints seconds, peak memory and ratio. The program's side is all a room shows first:
the best adjustment or the decisions, every measure and the value of a year with intervals. The loop measures RMSE, MAE
and R², or the confusion matrix, macro F1 and log loss, on 20 resamples and is scaled up. What both measure on the
sample itself is the same, which is checked. While it compares, the page says so.
"""

import sys
from pathlib import Path

import numpy as np

from benchmarks import beside
from benchmarks.beside import Clock, Found
from lifecycle.build import multiclass, regression
from lifecycle.build.candidates import MEAN

CASES, MODELS, CLASSES, LOOPED, SEED = 100_000, 5, 3, 20, 3
NAMES = {f"m{place}": f"Model {place + 1}" for place in range(MODELS)}


def numbers() -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Make a quantity and forecasts that differ in how far off they are."""
    rng = np.random.default_rng(1)
    truth = rng.gamma(3, 20, CASES)
    return truth, {key: truth + rng.normal(0, 5 + 2 * place, CASES) for place, key in enumerate(NAMES)}


def classes() -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Make classes and probabilities that differ in how sure they are of the true one."""
    rng = np.random.default_rng(2)
    truth = rng.integers(0, CLASSES, CASES)
    true = np.eye(CLASSES)[truth]
    drawn = {key: rng.dirichlet(np.ones(CLASSES), CASES) + true * (0.2 + 0.1 * at) for at, key in enumerate(NAMES)}
    return truth, {key: of / of.sum(axis=1, keepdims=True) for key, of in drawn.items()}


def forecasts_here(_: Path) -> Found:
    """Let the program compare forecasts."""
    truth, given = numbers()
    stakes, every = regression.assumed(0.75, CASES), given | {MEAN: np.full(CASES, truth.mean())}
    regression.compare(truth[:500], {k: v[:500] for k, v in every.items()}, NAMES, stakes, regression.FACTOR, SEED, 10)
    with Clock() as clock:
        found = regression.compare(truth, every, NAMES, stakes, regression.FACTOR, SEED)
        found.rows()
    plain = regression.errors(truth, given, SEED, 2)
    return {"seconds": clock.seconds, "checked": [float(regression.measures(plain, key)["rmse"][0]) for key in NAMES]}


def forecasts_loop(_: Path) -> Found:
    """Measure forecasts in a loop over resamples."""
    from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

    truth, given = numbers()
    rng = np.random.default_rng(SEED)
    with Clock() as clock:
        for _ in range(LOOPED):
            rows = rng.integers(0, CASES, CASES)
            for forecast in given.values():
                for measure in (mean_squared_error, mean_absolute_error, r2_score):
                    measure(truth[rows], forecast[rows])
    checked = [float(mean_squared_error(truth, forecast) ** 0.5) for forecast in given.values()]
    return {"seconds": clock.seconds * 1000 / LOOPED, "checked": checked}


def classes_here(_: Path) -> Found:
    """Let the program compare decisions between classes."""
    truth, given = classes()
    named, stakes = tuple(f"class {at}" for at in range(CLASSES)), multiclass.assumed(CLASSES, CASES)
    few = {key: of[:500] for key, of in given.items()}
    multiclass.compare(truth[:500], few, None, named, NAMES, stakes, multiclass.BY_CHANCE, SEED, 10)
    with Clock() as clock:
        found = multiclass.compare(truth, given, None, named, NAMES, stakes, multiclass.BY_CHANCE, SEED)
        found.rows()
    checked = [float(multiclass.measures(found.found[key])["macro_f1"][0]) for key in NAMES]
    return {"seconds": clock.seconds, "checked": checked}


def classes_loop(_: Path) -> Found:
    """Measure decisions between classes in a loop over resamples."""
    from sklearn.metrics import confusion_matrix, f1_score, log_loss

    truth, given = classes()
    rng = np.random.default_rng(SEED)
    decided = {key: of.argmax(axis=1) for key, of in given.items()}
    with Clock() as clock:
        for _ in range(LOOPED):
            rows = rng.integers(0, CASES, CASES)
            for key, of in given.items():
                confusion_matrix(truth[rows], decided[key][rows])
                f1_score(truth[rows], decided[key][rows], average="macro")
                log_loss(truth[rows], of[rows])
    checked = [float(f1_score(truth, one, average="macro")) for one in decided.values()]
    return {"seconds": clock.seconds * 1000 / LOOPED, "checked": checked}


SIDES = {
    "forecasts, loop": forecasts_loop,
    "forecasts": forecasts_here,
    "classes, loop": classes_loop,
    "classes": classes_here,
}


def main() -> None:
    """Measure and print."""
    with beside.folder() as place:
        found = {name: beside.run("benchmarks.kind_rooms", name, Path(place)) for name in SIDES}
    print(f"{MODELS} models × {CASES:,} cases × 1,000 resamples")
    print(f"{'':<18}{'seconds':>9}{'ratio':>8}{'peak MB':>9}")
    for kind in ("forecasts", "classes"):
        slow, own = found[f"{kind}, loop"], found[kind]
        for name, one in ((f"{kind}, loop", slow), (kind, own)):
            print(f"{name:<18}{one['seconds']:>9.2f}{slow['seconds'] / one['seconds']:>8.0f}{one['peak']:>9.0f}")
        apart = max(abs(a - b) for a, b in zip(slow["checked"], own["checked"], strict=True))
        print(f"{'':<18}largest difference on the sample {apart:.1e}")
        if apart > 1e-6:
            sys.exit("The two do not measure the same.")


if __name__ == "__main__":
    if not beside.answer(SIDES):
        main()
