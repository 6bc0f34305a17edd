"""Fits a candidate again and again in a process of its own, so that the pages stay quick and it can be stopped.

`python -m lifecycle.build.refits_worker FOLDER` reads data.parquet and task.json from the folder, prints a line
"share<TAB>what is being done" for each step, and writes refits.npz.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from lifecycle.build.candidates import recipes
from lifecycle.build.dataset import REGRESSION, Task
from lifecycle.build.process import run
from lifecycle.build.refits import refit
from lifecycle.build.training import truth_of
from lifecycle.errors import BadInput

TOO_FEW = "There are too few cases of one outcome to fit on parts of the cases. Add cases of it, and train again."


def work(folder: Path, report: Callable[[float, str], None]) -> None:
    """Fit the candidate again on parts of the data and write which features mattered into the folder.

    Raises:
        BadInput: there is no recipe for it, or an outcome is missing in a part.

    """
    order = json.loads((folder / "task.json").read_text("utf-8"))
    task = Task(**order["task"])
    recipe = next((item for item in recipes(task) if item.key == order["candidate"]), None)
    if recipe is None:
        raise BadInput("It was not trained here, so it cannot be fitted again.")
    frame = pd.read_parquet(folder / "data.parquet")
    found = refit(
        lambda seed: recipe.make(task.features, seed),
        frame[list(task.features)],
        truth_of(frame, task)[0],
        order["seed"],
        classes=task.kind != REGRESSION,
        groups=None if task.group is None else frame[task.group].astype(str).to_numpy(),
        report=report,
    )
    if found is None:
        raise BadInput(TOO_FEW)
    (folder / "refits.npz").write_bytes(found.pack())


def main() -> int:
    """Run as a process; gives the status to exit with."""
    return run(work)


if __name__ == "__main__":
    sys.exit(main())
