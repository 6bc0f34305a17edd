"""Explains a candidate in a process of its own, so that the pages stay quick and it can be stopped at any moment.

`python -m lifecycle.build.explanation_worker FOLDER` reads data.parquet, task.json and model.skops from the folder,
prints a line "share<TAB>what is being done" for each step, and writes explanation.npz.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from lifecycle.build.artefact import load_model
from lifecycle.build.explanation import explain_kind, pack
from lifecycle.build.process import run


def work(folder: Path, report: Callable[[float, str], None]) -> None:
    """Explain the model on the data and write the explanation into the folder.

    Raises:
        BadInput: the model file is not the recorded one, or the model is too slow to be asked.

    """
    order = json.loads((folder / "task.json").read_text("utf-8"))
    report(0.02, "Reading the model")
    model = load_model((folder / "model.skops").read_bytes(), order["sha256"])
    frame = pd.read_parquet(folder / "data.parquet")[order["features"]]

    def step(share: float, text: str) -> None:
        report(0.05 + 0.95 * share, f"SHAP values: {text}")

    made = explain_kind(model, frame, order["kind"], order["seed"], report=step)
    (folder / "explanation.npz").write_bytes(pack(made))


def main() -> int:
    """Run as a process; gives the status to exit with."""
    return run(work)


if __name__ == "__main__":
    sys.exit(main())
