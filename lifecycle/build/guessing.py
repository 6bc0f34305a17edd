"""Guesses what stands in which column of files with predictions; people change what is wrong."""

import re

import numpy as np
import pandas as pd

from lifecycle.build.dataset import target_values
from lifecycle.build.predictions import Files, Model, Roles

PREDICTED = re.compile(r"prob|score|pred|hat$", re.IGNORECASE)
TRUE = re.compile(r"(^|[_\W])(y|label|target|truth|actual|outcome|true|observed)($|[_\W\d])", re.IGNORECASE)
YES = ("1", "yes", "true", "y", "positive", "t")
LOOKED_AT = 100_000


def guess(files: Files) -> Roles:
    """Guess the roles of the columns; `truth` is empty where nothing looks like it."""
    truth = guess_truth(files)
    identifiers = guess_identifiers(files)
    models = []
    for place, (name, frame) in enumerate(files):
        own = identifiers[place] if identifiers else None
        rest = [str(c) for c in frame.columns if c not in (truth, own)]
        numbers = [c for c in rest if pd.api.types.is_numeric_dtype(frame[c])]
        # A file beside others that holds one number a case holds its score, whatever it is called.
        alone = numbers if len(files) > 1 and len(numbers) == 1 else []
        scored = [c for c in rest if is_predicted(frame[c])] or alone
        models += [Model(_called(name, column, len(scored), len(files)), place, column) for column in scored]
    values = truth_values(files, truth)
    return Roles(truth, values[likely_yes(values)] if values else "", tuple(_told_apart(models)), identifiers)


def guess_truth(files: Files) -> str:
    """Guess the column of the truth: two values, and a name that says so rather than one that says predicted."""
    two = [str(c) for _, frame in files for c in frame.columns if _has_two_values(frame[c])]
    named = [name for name in two if TRUE.search(name) and not PREDICTED.search(name)]
    plain = [name for name in two if not PREDICTED.search(name)]
    return (named or plain[::-1] or two or [""])[0]


def guess_identifiers(files: Files) -> tuple[str, ...]:
    """Guess the id in each file: named like one, or told apart by it; empty where one file has none."""
    if len(files) == 1:
        found = _identifier(files[0][1], [str(c) for c in files[0][1].columns if _named_id(str(c))])
        return (found,) if found else ()
    shared = [str(c) for c in files[0][1].columns if all(c in frame.columns for _, frame in files)]
    shared.sort(key=lambda name: not _named_id(name))
    for name in shared:
        if all(_tells_apart(frame[name]) for _, frame in files):
            return (name,) * len(files)
    own = [_identifier(frame, [str(c) for c in frame.columns]) or str(frame.columns[0]) for _, frame in files]
    return tuple(own)


def is_predicted(column: pd.Series) -> bool:
    """Answer whether a column looks like predictions: fractions between 0 and 1, or a number named like one."""
    if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)):
        return False
    if PREDICTED.search(str(column.name)):
        return True
    values = column.head(LOOKED_AT).to_numpy(dtype=float, na_value=np.nan)
    values = values[np.isfinite(values)]
    inside = len(values) > 0 and values.min() >= 0 and values.max() <= 1
    return bool(inside and not np.isin(values, (0, 1)).all())


def truth_values(files: Files, column: str) -> list[str]:
    """List the values of the truth over all files as text, at most 50 of them."""
    found = {v for _, frame in files if column in frame.columns for v in target_values(frame[column])}
    return sorted(found)[:50]


def likely_yes(values: list[str]) -> int:
    """Find the value that most likely means yes; otherwise the last one."""
    likely = [i for i, value in enumerate(values) if value.lower() in YES]
    return likely[0] if likely else len(values) - 1


def _has_two_values(column: pd.Series) -> bool:
    return column.head(LOOKED_AT).nunique() == 2


def _named_id(name: str) -> bool:
    return name.lower().rstrip("s").endswith("id") or name.lower() in ("case", "key", "index")


def _tells_apart(column: pd.Series) -> bool:
    return bool(not pd.api.types.is_float_dtype(column) and column.is_unique)


def _identifier(frame: pd.DataFrame, names: list[str]) -> str | None:
    names = sorted(names, key=lambda name: not _named_id(name))
    return next((name for name in names if _tells_apart(frame[name])), None)


def _called(file: str, column: str, columns: int, files: int) -> str:
    stem = file.rsplit(".", 1)[0]
    if files == 1:
        return column
    return stem if columns == 1 else f"{stem}: {column}"


def _told_apart(models: list[Model]) -> list[Model]:
    """Number models that would be called the same."""
    seen: dict[str, int] = {}
    told = []
    for model in models:
        seen[model.name] = seen.get(model.name, 0) + 1
        again = f"{model.name} ({seen[model.name]})"
        told.append(model if seen[model.name] == 1 else Model(again, model.file, model.column))
    return told
