"""A quantity and several classes to train on quickly, and a folder as the worker leaves it."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lifecycle.build import candidates, worker
from lifecycle.build.dataset import Task

SEED = 7
QUICK = ("mean", "rule", "ridge", "logistic")
AMOUNT = Task("amount", "", {"size": "numeric", "site": "categorical"}, kind="regression")
TIER = Task("tier", "", {"size": "numeric", "site": "categorical"}, kind="multiclass")


def frame(n: int = 240) -> pd.DataFrame:
    """Draw cases whose size tells an amount and a tier."""
    rng = np.random.default_rng(9)
    size = rng.normal(size=n)
    return pd.DataFrame(
        {
            "size": size,
            "site": rng.choice(["north", "south"], n),
            "day": np.arange(n) // 4,
            "plan": 60 + 15 * size + rng.normal(scale=15, size=n),
            "amount": 60 + 20 * size + rng.normal(scale=5, size=n),
            "tier": np.where(size < -0.4, "low", np.where(size > 0.4, "top*", "mid")),
            "guess": rng.choice(["low", "mid", "top*"], n),
        }
    )


def trained(folder: Path, task: Task) -> Path:
    """Train the quick candidates alone into a folder, in this process."""
    frame().to_parquet(folder / "data.parquet", index=False)
    (folder / "task.json").write_text(json.dumps({"task": asdict(task), "seed": SEED}), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("RECIPES", "NUMERIC"):
            patch.setattr(candidates, name, tuple(r for r in getattr(candidates, name) if r.key in QUICK))
        worker.work(folder, lambda share, text: None)
    return folder
