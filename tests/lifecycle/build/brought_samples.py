"""Predictions of a quantity and of three classes, as people bring them."""

import numpy as np
import pandas as pd

from lifecycle.build.dataset import MULTICLASS, REGRESSION
from lifecycle.build.prediction_roles import Model, Roles

N = 120
CLASSES = ("high", "low", "mid")
NET = Model("net", 0, "net_high", tuple((name, f"net_{name}") for name in CLASSES))
TREE = Model("tree", 0, "tree_pred")
AMOUNTS = Roles("y", "", (Model("A", 0, "pred_a"), Model("B", 0, "pred_b")), ("id",), "plan", kind=REGRESSION)
TIERS = Roles("tier", "", (NET, TREE), ("id",), "now", kind=MULTICLASS)


def amounts() -> pd.DataFrame:
    """Draw a quantity, today's plan and two forecasts of it."""
    rng = np.random.default_rng(4)
    y = rng.gamma(3, 20, N)
    return pd.DataFrame(
        {
            "id": np.arange(N),
            "site": rng.choice(["north", "south"], N),
            "y": y,
            "plan": np.full(N, 55.0),
            "pred_a": y + rng.normal(size=N),
            "pred_b": y * 1.3,
        }
    )


def tiers() -> pd.DataFrame:
    """Draw three classes, probabilities of one model, decisions of another, and what is done today."""
    rng = np.random.default_rng(6)
    chances = rng.dirichlet(np.ones(3), N)
    tier = np.array(CLASSES)[(chances + rng.dirichlet(np.ones(3), N)).argmax(axis=1)]
    return pd.DataFrame(
        {"id": np.arange(N), "tier": tier, "tree_pred": rng.choice(CLASSES, N), "now": "mid"}
        | {f"net_{name}": chances[:, place] for place, name in enumerate(CLASSES)}
    )
