"""Model files: written and read with skops and an allow-list, never with pickle, and always checked by hash."""

import zipfile
import zlib
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.errors import BadInput
from lifecycle.ids import sha256

TRUSTED = (
    "numpy.dtype",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
    "sklearn.utils._bunch.Bunch",
)
# What other people's scikit-learn models hold besides. Their contents are followed by compiled code that does not check
# them, and a crafted file can end the process: they are opened in `data.model_child` alone.
TRUSTED_UPLOADS = (
    *TRUSTED,
    "scipy.sparse._csr.csr_matrix",
    "sklearn._loss.loss.HalfTweedieLossIdentity",
    "sklearn.feature_selection._univariate_selection.f_classif",
    "sklearn.feature_selection._univariate_selection.f_regression",
    "sklearn.gaussian_process._gpc._BinaryGaussianProcessClassifierLaplace",
    "sklearn.gaussian_process.kernels.ConstantKernel",
    "sklearn.gaussian_process.kernels.Matern",
    "sklearn.gaussian_process.kernels.Product",
    "sklearn.gaussian_process.kernels.RBF",
    "sklearn.gaussian_process.kernels.Sum",
    "sklearn.gaussian_process.kernels.WhiteKernel",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.metrics._dist_metrics.ManhattanDistance64",
    "sklearn.multiclass._ConstantPredictor",
    "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
)
DAMAGED = "The file begins like a skops file but is cut short or damaged. Save it again and upload it again."


def dump_model(model: Any) -> bytes:
    """Write a fitted scikit-learn pipeline as a skops file."""
    from skops import io

    content: bytes = io.dumps(model)
    return content


def load_model(content: bytes, recorded_sha256: str) -> Any:
    """Read a model made here: a skops file with the recorded hash whose types are all on the allow-list.

    A file somebody uploaded is never read with this, but with `data.model_files.predict`, in a process of its own.

    Raises:
        BadInput: the file changed since it was recorded, or holds a type that is not on the list.

    """
    if sha256(content) != recorded_sha256:
        raise BadInput("The model file is not the one that was recorded: its SHA-256 differs. It was not loaded.")
    return open_skops(content, TRUSTED)


def open_skops(content: bytes, trusted: tuple[str, ...]) -> Any:
    """Read a skops file whose types are all known to skops or on a list.

    Raises:
        BadInput: it is damaged, or holds a type that is not on the list.

    """
    from skops import io
    from skops.io.exceptions import UnsupportedTypeException

    try:
        unknown = set(io.get_untrusted_types(data=content)) - set(trusted)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, RecursionError) as problem:
        raise BadInput(f"This is not a skops model file ({type(problem).__name__}). It was not loaded.") from None
    if unknown:
        raise BadInput(
            f"The model file holds types that are not on the allow-list: {', '.join(sorted(unknown))}. They may run "
            "code of their own, so it was not loaded. Convert the model to ONNX, or upload its predictions instead."
        )
    try:
        return io.loads(content, trusted=list(trusted))
    except UnsupportedTypeException:
        raise BadInput("The model file holds something that skops cannot read back. Convert it to ONNX.") from None
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, RecursionError):
        raise BadInput(DAMAGED) from None


def score(model: Any, frame: pd.DataFrame) -> NDArray[np.float64]:
    """Give the probability of yes for each row, shape (n,)."""
    return np.asarray(model.predict_proba(frame)[:, 1], dtype=float)
