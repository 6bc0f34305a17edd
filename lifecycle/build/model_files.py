"""Model files from outside: what is accepted, what is refused and why, and whether what came back can be used."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.file_signs import check_archive, is_archive, sign_of
from lifecycle.build.onnx_scan import is_onnx
from lifecycle.errors import BadInput

FileKind = Literal["skops", "onnx"]
TaskKind = Literal["binary", "multiclass", "regression"]
MOST_BYTES = 200 * 1024**2
NAMED = 5
SUM_TOLERANCE = 1e-3
RANGE_TOLERANCE = 1e-5
YES_NO = ({"0", "1"}, {"-1", "1"}, {"false", "true"}, {"no", "yes"}, {"n", "y"}, {"f", "t"})
YES = {"1", "true", "yes", "y", "t"}
PREDICTIONS = "upload its predictions instead"


@dataclass(frozen=True)
class ModelTask:
    """What a model file is asked: the kind of scores, and of what.

    `classes`: for binary (no, yes), for multiclass every class in the order of the scores' columns, for regression
    nothing. `features`: the columns in the model's order, for files that do not name them themselves.
    """

    kind: TaskKind
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] | None = None


@dataclass(frozen=True)
class ModelPredictions:
    """What came back from a model file, checked.

    `scores`: the probability of yes, shape (n,), for binary; probabilities by class in the order that was asked, shape
    (n, k), for multiclass; the predicted amount, shape (n,), for regression. `kind`: "skops" or "onnx". `size` in
    bytes. `features`: the columns the model was given. `seconds_per_case`: in a batch of up to 1,000, in one thread.
    `versions`: of the libraries that opened it. `warnings`: plain sentences to show beside the candidate.
    """

    scores: NDArray[np.float64]
    kind: FileKind
    sha256: str
    size: int
    features: tuple[str, ...]
    seconds_per_case: float
    versions: dict[str, str]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class FileFacts:
    """What is kept of a model file beside its hash and its size: see `ModelPredictions`."""

    kind: FileKind
    features: tuple[str, ...]
    versions: dict[str, str]
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, made: ModelPredictions) -> "FileFacts":
        """Take it from what came back."""
        return cls(made.kind, made.features, made.versions, made.warnings)


def recognise(content: bytes, name: str) -> FileKind:
    """Tell what a model file is from its bytes; nothing in it is opened or run. `name` is used in sentences alone.

    Raises:
        BadInput: it is empty, larger than 200 MB, cut short, unpacks to more than 1 GB, or is of a kind that is not
            accepted (pickle, joblib, PyTorch, Keras, PMML, …): why, and the way out.

    """
    if not content:
        raise BadInput("The file is empty. Choose the model file, saved with skops or as ONNX.")
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1024**2
        raise BadInput(
            f"The file has {len(content) / 1024**2:,.0f} MB; a model file may have {limit}. "
            f"Make the model smaller (fewer or shallower trees), or {PREDICTIONS}."
        )
    if is_onnx(content):
        return "onnx"
    if is_archive(content):
        check_archive(content)
        return "skops"
    raise BadInput(sign_of(content, name))


def listed(names: Sequence[Any]) -> str:
    """Name the first five and count the others.

    >>> listed(["a", "b"]), listed("abcdefg")
    ('a, b', 'a, b, c, d, e and 2 more')
    """
    text = ", ".join(str(name) for name in names[:NAMED])
    return f"{text} and {len(names) - NAMED} more" if len(names) > NAMED else text


def check_columns(needed: Sequence[str], columns: Sequence[str]) -> None:
    """Check that the data has every column a model needs.

    Raises:
        BadInput: it lacks some, which are named.

    """
    present = set(columns)
    if missing := [name for name in needed if name not in present]:
        one = len(missing) == 1
        raise BadInput(
            f"The data lacks {'a column' if one else f'{len(missing)} columns'} the model needs: {listed(missing)}. "
            f"Add {'it' if one else 'them'} under {'this name' if one else 'these names'}, or {PREDICTIONS}."
        )


def match_classes(found: Sequence[Any], task: ModelTask) -> tuple[list[int], tuple[str, ...]]:
    """Say for each class that was asked where the model has it, -1 for nowhere; and what should be said about it.

    Names are compared as text: 1, 1.0 and "1" are one class, and so are True and "true". For binary, a model that knows
    0 and 1, -1 and 1, false and true, or no and yes fits whatever the two classes are called. For multiclass, a model
    that numbers its classes from 0 is taken to number them in the order that was asked, with a warning.

    Raises:
        BadInput: the model knows other classes than the data.

    """
    have, wanted = [plain(value) for value in found], [plain(value) for value in task.classes]
    if len(set(have)) == len(have) and set(have) <= set(wanted) and (task.kind == "multiclass" or len(have) == 2):
        places = [have.index(name) if name in have else -1 for name in wanted]
        absent = [name for name, place in zip(task.classes, places, strict=True) if place < 0]
        return places, (f"The model never answers {listed(absent)}.",) if absent else ()
    if task.kind == "binary" and len(have) == 2 and set(have) in YES_NO:
        yes = next(place for place, name in enumerate(have) if name in YES)
        return [1 - yes, yes], ()
    if task.kind == "multiclass" and have == [str(number) for number in range(len(wanted))]:
        return list(range(len(wanted))), (
            f"The model numbers its classes 0 to {len(wanted) - 1}; they were taken as {', '.join(task.classes)}, "
            "in this order.",
        )
    raise BadInput(
        f"The model tells {listed(list(found))} apart, but the data has {listed(task.classes)}. Choose the column the "
        f"model was trained to predict, or {PREDICTIONS}."
    )


def plain(value: Any) -> str:
    """Write a class as it is compared.

    >>> plain(1.0), plain(" Yes "), plain(True)
    ('1', 'yes', 'true')
    """
    return re.sub(r"^(-?\d+)\.0+$", r"\1", str(value).strip().casefold())


def as_scores(returned: Any, cases: int, task: ModelTask) -> NDArray[np.float64]:
    """Make float scores of what a model returned for some cases, with the shape the task has.

    Raises:
        BadInput: it is not numbers, or not one answer a case (one a class for multiclass).

    """
    try:
        scores = np.asarray(returned)
    except ValueError:
        raise BadInput(
            f"The model returned answers of different lengths. Mend how it was saved, or {PREDICTIONS}."
        ) from None
    if scores.dtype.kind not in "fiub":
        raise BadInput(
            "The model returned text where numbers are needed. Save it so that it returns "
            f"{'amounts' if task.kind == 'regression' else 'probabilities, not labels'}, or {PREDICTIONS}."
        )
    wanted = (cases, len(task.classes)) if task.kind == "multiclass" else (cases,)
    if scores.shape == (cases, 1) and task.kind != "multiclass":
        scores = scores[:, 0]
    if scores.shape != wanted:
        shapes = [" × ".join(f"{n:,}" for n in shape) or "1" for shape in (scores.shape, wanted)]
        raise BadInput(
            f"The model was given {cases:,} case{'s' * (cases != 1)} and returned {shapes[0]} answers; {shapes[1]} are "
            f"needed. It does not return what it says: mend how it was saved, or {PREDICTIONS}."
        )
    return scores.astype(np.float64)


def check_scores(scores: NDArray[np.float64], task: ModelTask, cases: int) -> tuple[str, ...]:
    """Check scores that came back for all cases; returns plain sentences of what is odd about them.

    Probabilities must lie in [0, 1] (within 1e-5: float32 rounds), and those of a case sum to 1 within 1e-3.

    Raises:
        BadInput: wrong length or shape, missing or infinite (in how many rows, and the first of them, counted from 1),
            out of range, or not summing to 1.

    """
    scores = as_scores(scores, cases, task)
    rows = scores.reshape(cases, -1)
    _refuse(
        ~np.isfinite(rows).all(axis=1),
        "The model returned no number (NaN or infinity)",
        f"Fill in what is missing in the data as it was done in training, or {PREDICTIONS}.",
    )
    if task.kind != "regression":
        outside = (rows < -RANGE_TOLERANCE) | (rows > 1 + RANGE_TOLERANCE)
        _refuse(
            outside.any(axis=1),
            "The model returned scores below 0 or above 1",
            "They are no probabilities: save it with its last step (sigmoid or softmax, or calibration).",
        )
    if task.kind == "multiclass":
        _refuse(
            np.abs(rows.sum(axis=1) - 1) > SUM_TOLERANCE,
            "The probabilities of the classes do not sum to 1",
            "Save the model so that it returns one probability a class.",
        )
    return _odd(rows, task)


def _refuse(bad: Any, what: str, mend: str) -> None:
    if count := int(bad.sum()):
        first = int(np.flatnonzero(bad)[0]) + 1
        where = f"in {count:,} of {len(bad):,} rows, first in row {first:,}" if count > 1 else f"in row {first:,}"
        raise BadInput(f"{what} {where}. {mend}")


def _odd(rows: NDArray[np.float64], task: ModelTask) -> tuple[str, ...]:
    if len(rows) > 1 and (rows == rows[0]).all():
        return ("The model gives every case the same score: it does not tell cases apart.",)
    if task.kind != "regression" and np.isin(rows, (0.0, 1.0)).all():
        return ("All scores are 0 or 1: these are decisions rather than probabilities, and no threshold moves them.",)
    return ()
