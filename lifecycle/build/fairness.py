"""How often each protected group is acted on, by fairlearn."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.dataset import as_text
from lifecycle.guardrails import GroupRate


def group_rates(groups: pd.Series, label: NDArray[np.bool_], acted: NDArray[np.bool_]) -> tuple[GroupRate, ...]:
    """Count cases and cases acted on by group, in the order of the groups' names; empty cells are a group."""
    from fairlearn.metrics import MetricFrame, count, selection_rate

    named = groups.astype("object").where(groups.notna(), "not stated").map(as_text)
    found = MetricFrame(
        metrics={"n": count, "rate": selection_rate}, y_true=label, y_pred=acted, sensitive_features=named
    ).by_group
    return tuple(GroupRate(str(g), int(r["n"]), round(r["rate"] * r["n"])) for g, r in found.iterrows())
