"""Explains a model file from outside: it is only ever asked, and answers from its limited process.

`python -m data.asking_worker FOLDER` reads data.parquet, recorded.npy (what the model said of these cases before), the
file model and task.json from the folder, prints a line "share<TAB>what is being done" for each step, and writes
explanation.npz.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.model_files import ModelSession
from lifecycle.build.asking import AT_ONCE, ask_about
from lifecycle.build.dataset import REGRESSION
from lifecycle.build.explanation import PROBABILITY, QUANTITY, of_asked, pack
from lifecycle.build.model_files import check_scores
from lifecycle.build.process import run
from lifecycle.errors import BadInput

Floats = NDArray[np.float64]
SAME_ROWS = 200
TOLERANCE = 1e-3
WAY_OUT = "Explain it where it was made, or bring a smaller model"


def work(folder: Path, report: Callable[[float, str], None]) -> None:
    """Ask the model about mixes of the cases and write what follows into the folder.

    Raises:
        BadInput: the model is too slow, fails, or says something else of the same cases than before.

    """
    order = json.loads((folder / "task.json").read_text("utf-8"))
    cases = pd.read_parquet(folder / "data.parquet")[order["features"]]
    recorded = np.load(folder / "recorded.npy", allow_pickle=False)
    kind, seconds = order["kind"], float(order["seconds"])
    report(0.02, "the model is being opened")
    with ModelSession(
        (folder / "model").read_bytes(),
        order["name"],
        kind,
        order["classes"],
        order["features"],
        cases=max(AT_ONCE, SAME_ROWS),
        seconds=seconds + float(order["grace"]),
        way_out=WAY_OUT,
        within=folder,
    ) as session:

        def ask(mixed: pd.DataFrame) -> Floats:
            try:
                answers = session.ask(mixed)
                check_scores(answers, session.task, len(mixed))
            except BadInput as problem:
                raise BadInput(f"To explain it, the model is asked about mixes of these cases. {problem}") from None
            return answers if kind == REGRESSION else np.clip(answers, 0, 1)

        check_same(ask(cases.head(SAME_ROWS)), recorded[:SAME_ROWS])

        def step(share: float, text: str) -> None:
            report(0.05 + 0.95 * share, f"SHAP values: {text}")

        asked = ask_about(ask, cases, order["seed"], seconds=seconds, report=step)
    space = QUANTITY if kind == REGRESSION else PROBABILITY
    (folder / "explanation.npz").write_bytes(pack(of_asked(asked, tuple(order["features"]), space)))


def check_same(now: Floats, before: Floats) -> None:
    """Check that a model says of the same cases what it said before; amounts relative to their spread.

    Raises:
        BadInput: it does not, as one that draws at random.

    """
    gap, scale = float(np.abs(now - before).max()), max(1.0, float(np.ptp(before)))
    if gap > TOLERANCE * scale:
        raise BadInput(
            f"The model says something else of the same cases than when it was brought (up to {gap:.3g} apart): it "
            "draws at random, or depends on something other than its columns. What it says cannot be explained."
        )


def main() -> int:
    """Run as a process; gives the status to exit with."""
    return run(work)


if __name__ == "__main__":
    sys.exit(main())
