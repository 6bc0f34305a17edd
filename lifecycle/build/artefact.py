"""Model files: written and read with skops and an allow-list, never with pickle, and always checked by hash."""

import zipfile
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.errors import BadInput
from lifecycle.ids import sha256

TRUSTED = (
    "numpy.dtype",
    "sklearn.tree._tree.Tree",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
)


def dump_model(model: Any) -> bytes:
    """Write a fitted scikit-learn pipeline as a skops file."""
    from skops import io

    content: bytes = io.dumps(model)
    return content


def load_model(content: bytes, recorded_sha256: str) -> Any:
    """Read a skops file whose hash is the recorded one and whose types are all on the allow-list.

    Raises:
        BadInput: the file changed since it was recorded, or holds a type that is not on the list.

    """
    from skops import io

    if sha256(content) != recorded_sha256:
        raise BadInput("The model file is not the one that was recorded: its SHA-256 differs. It was not loaded.")
    try:
        unknown = set(io.get_untrusted_types(data=content)) - set(TRUSTED)
    except (zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise BadInput(f"This is not a skops model file ({type(problem).__name__}). It was not loaded.") from None
    if unknown:
        raise BadInput(f"The model file holds types that are not on the allow-list: {', '.join(sorted(unknown))}.")
    return io.loads(content, trusted=list(TRUSTED))


def score(model: Any, frame: pd.DataFrame) -> NDArray[np.float64]:
    """Give the probability of yes for each row, shape (n,)."""
    return np.asarray(model.predict_proba(frame)[:, 1], dtype=float)
