"""Yes/no predictions as people bring them, in one file and in two."""

import numpy as np
import pandas as pd

from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import Aligned

N = 60
TWO = Roles("y", "1", (Model("A", 0, "p"), Model("B", 1, "p")), ("id", "id"))
ONE = Roles("y", "1", (Model("A", 0, "a"), Model("B", 0, "b")))


def a_file(n: int = N, start: int = 0, **columns: object) -> pd.DataFrame:
    """Draw cases whose truth alternates by id; the score tells truth and id."""
    ids = np.arange(start, start + n)
    return pd.DataFrame({"id": ids, "y": ids % 2, "p": (ids % 2 + ids / 1000) / 3}).assign(**columns)


def single(n: int = N, **columns: object) -> pd.DataFrame:
    ids = np.arange(n)
    return pd.DataFrame({"a": ids / n, "b": 1 - ids / n, "y": ids % 2}).assign(**columns)


def reasons(found: Aligned) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {problem.reason: (problem.count, problem.first) for problem in found.problems}
