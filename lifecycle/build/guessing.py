"""Guesses what stands in which column of files with predictions; people change what is wrong."""

import re

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from lifecycle.build.brought_classes import LEAST_CLASSES, MOST_CLASSES, chance_columns
from lifecycle.build.dataset import BINARY, MULTICLASS, REGRESSION, as_text, target_values
from lifecycle.build.prediction_roles import Files, Model, Roles

PREDICTED = re.compile(r"prob|score|pred|hat$", re.IGNORECASE)
TRUE = re.compile(r"(^|[_\W])(y|label|target|truth|actual|outcome|true|observed)($|[_\W\d])", re.IGNORECASE)
FORECAST = re.compile(r"prob|score|pred|hat$|forecast|estimate|model", re.IGNORECASE)
BY = re.compile(r"(^|_)(by|per|each|in)$")
QUANTITY = re.compile(
    r"(^|[_\W])(count|cnt|demand|sales|sold|amount|quantity|qty|volume|load|total|price|revenue|cost|duration|value)s?($|[_\W\d])",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"(^|_)(case|key|index|no|nr|num|number|ref|reference)$", re.IGNORECASE)
YES = ("1", "yes", "true", "y", "positive", "t")
LOOKED_AT = 100_000


def guess(files: Files) -> Roles:
    """Guess the roles of the columns; `truth` is empty where nothing looks like it."""
    truth = guess_truth(files)
    return guess_for(files, truth, guess_kind(files, truth) if truth else BINARY)


def guess_for(files: Files, truth: str, kind: str) -> Roles:
    """Guess the roles of the other columns, where truth and kind are known."""
    identifiers = guess_identifiers(files)
    models = []
    for place, (name, frame) in enumerate(files):
        own = identifiers[place] if identifiers else None
        rest = [str(c) for c in frame.columns if c not in (truth, own)]
        numbers = [c for c in rest if pd.api.types.is_numeric_dtype(frame[c])]
        # A file beside others that holds one number a case holds its score, whatever it is called.
        alone = numbers if len(files) > 1 and len(numbers) == 1 else []
        if kind == MULTICLASS:
            models += _of_classes(name, frame[rest], place, truth_values(files, truth), len(files))
            continue
        looks = [is_predicted(frame[c]) if kind == BINARY else _is_forecast(frame[c], truth) for c in rest]
        scored = [c for c, like in zip(rest, looks, strict=True) if like] or alone
        models += [Model(_called(name, column, len(scored), len(files)), place, column) for column in scored]
    values = truth_values(files, truth) if kind == BINARY else []
    positive = values[likely_yes(values)] if values else ""
    return Roles(truth, positive, tuple(_told_apart(models)), identifiers, kind=kind)


def guess_kind(files: Files, truth: str) -> str:
    """Guess what kind of truth a column holds: fractions, or more than 20 numbers, are a quantity; 3 to 20 are classes.

    Anything else is taken for a yes or no, and refused in words where it is none.
    """
    column = next(frame[truth] for _, frame in files if truth in frame.columns).head(LOOKED_AT).dropna()
    count = column.nunique()
    if count >= LEAST_CLASSES and _is_number(column):
        found = column.to_numpy(dtype=float)
        found = found[np.isfinite(found)]
        if count > MOST_CLASSES or (found != np.round(found)).any():
            return REGRESSION
    return MULTICLASS if LEAST_CLASSES <= count <= MOST_CLASSES else BINARY


def class_models(files: Files, classes: list[str]) -> list[Model]:
    """List every set of columns that can be probabilities of all classes, whatever else is in the files."""
    return [
        Model(stem or file.rsplit(".", 1)[0], place, named[0][1], named)
        for place, (file, frame) in enumerate(files)
        for stem, named in chance_columns(map(str, frame.columns), classes).items()
    ]


def _of_classes(file: str, frame: pd.DataFrame, place: int, classes: list[str], files: int) -> list[Model]:
    """Guess the models of one file that choose between classes: probabilities, and decisions in the truth's words."""
    found = [
        (stem or file.rsplit(".", 1)[0], named[0][1], named)
        for stem, named in chance_columns(map(str, frame.columns), classes).items()
    ]
    taken = {column for _, _, named in found for _, column in named}
    for column in frame.columns:
        if column not in taken and _decides(frame[column], classes):
            found.append((str(column), str(column), ()))
    return [Model(_called(file, name, len(found), files), place, column, named) for name, column, named in found]


def _decides(column: pd.Series, classes: list[str]) -> bool:
    """Answer whether a column looks like decided classes: the truth's words, or its numbers and a name that says so."""
    seen = {as_text(value) for value in column.head(LOOKED_AT).dropna().unique()[: MOST_CLASSES + 1]}
    named = PREDICTED.search(str(column.name)) is not None
    return bool(seen) and seen <= set(classes) and (named or (len(seen) > 1 and not _is_number(column)))


def _is_forecast(column: pd.Series, truth: str) -> bool:
    """Answer whether a column looks like forecasts: numbers with a name that says so, or begins like the truth's."""
    name = str(column.name)
    return _is_number(column) and bool(FORECAST.search(name) or name.lower().startswith(f"{truth.lower()}_"))


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def guess_truth(files: Files) -> str:
    """Guess the column of the truth; empty where nothing looks like it. What is named like a forecast never does.

    First a column of two values whose name says so; among others of two values the one that probabilities in the same
    file tell best. Then one of more values where others are named after each of its
    values, where one is named like a forecast of it, where its name says so, or which a forecast beside it comes
    nearest to, unless probabilities stand beside a column of two values. Then what is called like a quantity.
    """
    two = [str(c) for _, frame in files for c in frame.columns if _can_be_truth(str(c)) and _has_two_values(frame[c])]
    named = [name for name in two if TRUE.search(name)]
    if named:
        return named[0]
    several = [
        str(c) for _, frame in files for c in frame.columns if not FORECAST.search(str(c)) and _has_more(frame[c])
    ]
    every = [str(c) for _, frame in files for c in frame.columns]
    followed = [name for name in several if class_models(files, _few_values(files, name)) or _forecast_of(name, every)]
    called = [name for name in several if TRUE.search(name)]
    near = _nearest(files, several)
    counted = [name for name in several if QUANTITY.search(name)] if _forecasts(files) else []
    chances = any(is_predicted(frame[c].rename("")) for _, frame in files for c in frame.columns)
    told = _told(files, two)
    likely = [*called, *near, *counted, *told]
    if chances and two and not near and not counted:
        likely = [*told, *called]
    return (followed or likely or [""])[0]


def _can_be_truth(name: str) -> bool:
    return not PREDICTED.search(name) and "forecast" not in name.lower()


def _forecasts(files: Files) -> list[tuple[pd.DataFrame, str]]:
    """List the columns named like forecasts that hold a quantity: numbers, not all fractions between 0 and 1."""
    return [
        (frame, str(c))
        for _, frame in files
        for c in frame.columns
        if FORECAST.search(str(c)) and _is_number(frame[c]) and _has_more(frame[c]) and not _is_share(frame[c])
    ]


def _is_share(column: pd.Series) -> bool:
    known = column.head(LOOKED_AT).dropna()
    return bool(known.between(0, 1).all())


def _nearest(files: Files, names: list[str]) -> list[str]:
    """List columns a forecast in the same file explains better than their own mean does, the best explained first."""
    found: dict[str, float] = {}
    for frame, forecast in _forecasts(files):
        said = frame[forecast].head(LOOKED_AT).to_numpy(dtype=float, na_value=np.nan)
        for name in names:
            if name not in frame.columns or not _is_number(frame[name]):
                continue
            truth = frame[name].head(LOOKED_AT).to_numpy(dtype=float, na_value=np.nan)
            known = np.isfinite(said) & np.isfinite(truth)
            spread = float(np.var(truth[known])) if known.any() else 0.0
            share = 1 - float(np.mean((said - truth)[known] ** 2)) / spread if spread else 0.0
            if share > 0:
                found[name] = max(found.get(name, 0.0), share)
    return sorted(found, key=lambda name: -found[name])


def _told(files: Files, names: list[str]) -> list[str]:
    """Order columns of two values by how well probabilities beside them tell their values apart, by AUC."""
    found = dict.fromkeys(names[::-1], 0.0)
    for _, frame in files:
        scores = [frame[c].head(LOOKED_AT) for c in frame.columns if is_predicted(frame[c].rename(""))]
        for name in (name for name in names if name in frame.columns):
            truth = frame[name].head(LOOKED_AT)
            found[name] = max([found[name], *(_apart(truth, score) for score in scores)])
    return sorted(found, key=lambda name: -found[name])


def _apart(truth: pd.Series, score: pd.Series) -> float:
    """Give how far the AUC of a score lies from guessing, 0 to 0.5, whichever of the two values is the yes."""
    known = truth.notna() & score.notna()
    yes = (truth[known] == truth[known].iloc[0]).to_numpy() if known.any() else np.zeros(0, dtype=bool)
    count, others = int(yes.sum()), int((~yes).sum())
    if not count or not others:
        return 0.0
    ranks = rankdata(score[known].to_numpy(dtype=float))
    return abs(float((ranks[yes].sum() - count * (count + 1) / 2) / (count * others)) - 0.5)


def _forecast_of(name: str, columns: list[str]) -> bool:
    """Answer whether a column is named like a forecast of another: sales and sales_pred, or forecast_sales.

    A forecast_by_day is none of day.
    """
    own = name.lower()
    begun = [column.lower().removesuffix(f"_{own}") for column in columns if column.lower().endswith(f"_{own}")]
    near = [column for column in columns if column.lower().startswith(f"{own}_")]
    near += [beginning for beginning in begun if not BY.search(beginning)]
    return any(FORECAST.search(column) for column in near)


def _has_more(column: pd.Series) -> bool:
    """Answer whether a column can be a quantity or one of several classes."""
    return column.head(LOOKED_AT).nunique() >= LEAST_CLASSES and (_is_number(column) or _few(column))


def _few(column: pd.Series) -> bool:
    return LEAST_CLASSES <= column.head(LOOKED_AT).nunique() <= MOST_CLASSES


def _few_values(files: Files, name: str) -> list[str]:
    """List the values of a column of classes; nothing of one with more or fewer values."""
    column = next(frame[name] for _, frame in files if name in frame.columns)
    return target_values(column.head(LOOKED_AT)) if _few(column) else []


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
    return name.lower().rstrip("s").endswith("id") or NUMBERED.search(name) is not None


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
