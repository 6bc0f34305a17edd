"""A skops file as a model that gives scores. To be used in a process with limits (`data.model_child`), nowhere else."""

import importlib.metadata
import warnings
from collections.abc import Sequence
from typing import Any

import pandas as pd

from lifecycle.build.artefact import TRUSTED_UPLOADS, open_skops
from lifecycle.build.model_files import PREDICTIONS, ModelTask, check_columns, match_classes
from lifecycle.errors import BadInput

CALIBRATE = "Save it inside a CalibratedClassifierCV"


class SkopsModel:
    """Opens a skops file against the allow-list and scores cases with it.

    `features`: its columns in order. `batch`: None, it takes any number of cases at once. `versions` of the libraries.
    `warnings`: what should be said about it.
    """

    batch: int | None = None

    def __init__(self, content: bytes, task: ModelTask, columns: Sequence[str]) -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            self._model: Any = open_skops(content, TRUSTED_UPLOADS)
        self._task, self._positions = task, [0]
        self.warnings: tuple[str, ...] = _versions_differ(caught)
        self.versions = {name: importlib.metadata.version(name) for name in ("scikit-learn", "skops")}
        self._check_kind()
        self._named, self.features = self._columns()
        check_columns(self.features, columns)
        if task.kind != "regression":
            self._positions, said = match_classes(list(self._model.classes_), task)
            self.warnings += said

    def _check_kind(self) -> None:
        from sklearn.base import is_classifier
        from sklearn.exceptions import NotFittedError
        from sklearn.utils.validation import check_is_fitted

        kind = type(self._model).__name__
        if not hasattr(self._model, "predict"):
            raise BadInput(f"The file holds a {kind}, which cannot predict. Save the fitted model or pipeline itself.")
        try:
            check_is_fitted(self._model)
        except NotFittedError:
            raise BadInput(f"The model, a {kind}, has not been fitted. Fit it and save it again.") from None
        if self._task.kind == "regression":
            if is_classifier(self._model):
                raise BadInput(
                    f"The model is a {kind}, which gives classes; amounts are predicted here. Choose another."
                )
        elif not (hasattr(self._model, "predict_proba") and hasattr(self._model, "classes_")):
            raise BadInput(f"The model, a {kind}, gives no probabilities. {CALIBRATE}, or {PREDICTIONS}.")

    def _columns(self) -> tuple[bool, tuple[str, ...]]:
        """Whether the model knows its columns by name, and which they are."""
        known = getattr(self._model, "feature_names_in_", None)
        if known is not None:
            return True, tuple(str(name) for name in known)
        count, given = getattr(self._model, "n_features_in_", None), self._task.features
        if given is None:
            takes = "an unknown number of columns" if count is None else f"{count} columns"
            raise BadInput(
                f"The model takes {takes} but does not name them. Name them in the order of the training, or train it "
                "on a table with column names and save it again."
            )
        if count is not None and count != len(given):
            raise BadInput(f"The model takes {count} columns, but {len(given)} are named. Name those of the training.")
        return False, given

    def score(self, frame: pd.DataFrame) -> Any:
        """Score cases; what comes back is the model's word, still to be checked."""
        from joblib import parallel_config

        chosen = frame[list(self.features)]
        X = chosen if self._named else chosen.to_numpy()
        with parallel_config(backend="sequential"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if self._task.kind == "regression":
                return self._model.predict(X)
            return in_order(self._model.predict_proba(X), self._positions, self._task)


def in_order(returned: Any, positions: list[int], task: ModelTask) -> Any:
    """Put a model's columns of probabilities in the order that was asked; a class it never answers has 0.

    What has another shape is returned as it is, for the check of shapes to name.
    """
    import numpy as np

    known = sum(place >= 0 for place in positions)
    if getattr(returned, "ndim", 0) != 2 or returned.shape[1] != known or returned.dtype.kind not in "fiu":
        return returned
    if task.kind == "binary":
        return returned[:, positions[1]]
    nothing = np.zeros((len(returned), 1), dtype=returned.dtype)
    padded = np.hstack([returned, nothing])
    return padded[:, positions]


def _versions_differ(caught: list[warnings.WarningMessage]) -> tuple[str, ...]:
    for one in caught:
        saved = getattr(one.message, "original_sklearn_version", None)
        if saved:
            here = importlib.metadata.version("scikit-learn")
            return (
                f"The model was saved with scikit-learn {saved} and opened with {here}: its scores may differ from "
                "those it gave where it was trained. Compare a few cases.",
            )
    return ()
