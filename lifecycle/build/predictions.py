"""Predictions of any models on the same cases: from one file, or from several joined by a case id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.brought_classes import chances, check_class_counts, check_class_names, decided
from lifecycle.build.brought_numbers import check_quantities, quantity, true_numbers
from lifecycle.build.dataset import BINARY, LEAST_PER_CLASS, MULTICLASS, REGRESSION, Task
from lifecycle.build.joined_files import alone, joined, others, texts, truth_of
from lifecycle.build.left_out import LeftOut, Problem
from lifecycle.build.model_files import ModelPredictions
from lifecycle.build.prediction_roles import Files, Model, Roles, check_roles
from lifecycle.build.score_kinds import ScoreKind, as_score, decided_note, score_kind, score_note
from lifecycle.errors import BadInput
from lifecycle.figures import percent


@dataclass(frozen=True)
class Aligned:
    """Cases every model has judged and whose truth is known.

    `frame`: truth, id, other columns, and a column a model under the name it has in `columns`, as delivered. `label`:
    yes or no, the place among `classes`, or a number, shape (n,). `scores`: by the candidate's key: in [0, 1], shape
    (n,); probabilities of the classes, (n, k); forecasts, (n,). Decided classes are 1 for the class and 0 for the
    others. Probabilities stand in `frame` in the columns of `chances`, in the order of `classes`. `kinds` is empty for
    forecasts. `problems`: what did not align; `left_out` lists every such case with its reason. `notes`: sentences
    about what was read, and how. `files`: what came of model files, by key, for candidates that are one.
    """

    frame: pd.DataFrame
    label: NDArray[Any]
    scores: dict[str, NDArray[np.float64]]
    names: dict[str, str]
    columns: dict[str, str]
    kinds: dict[str, ScoreKind]
    sources: dict[str, str]
    task: Task
    problems: tuple[Problem, ...]
    left_out: pd.DataFrame
    notes: tuple[str, ...]
    files: Mapping[str, ModelPredictions] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    chances: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def uncalibrated(self) -> tuple[str, ...]:
        """Keys of candidates whose scores are no probabilities."""
        return tuple(key for key, kind in self.kinds.items() if kind is not ScoreKind.PROBABILITY)

    def sentence(self) -> str:
        """Say how many cases are compared, and how many are left out."""
        out = self.left_out["case"].nunique()
        rest = f"; {out:,} {'is' if out == 1 else 'are'} left out" if out else "; nothing is left out"
        told = {
            BINARY: lambda: f", {int(self.label.sum()):,} ({percent(self.label.mean())}) of them yes",
            MULTICLASS: lambda: f" in {len(self.classes)} classes",
            REGRESSION: lambda: f", {self.label.mean():,.4g} on average",
        }[self.task.kind]()
        return f"{len(self.frame):,} cases can be compared{told}{rest}."


def align(files: Files, roles: Roles) -> Aligned:
    """Put predictions side by side, case by case; what does not align is left out and listed, nothing silently.

    Several files are joined by id as people read it (1 and 1.0 are the same); a case must stand in all of them.

    Raises:
        BadInput: a column is missing or cannot be what it is said to be, no case stands in all files, or too few cases
            of an outcome remain.

    """
    check_roles(files, roles)
    out = LeftOut()
    frames = joined(files, roles.identifiers, out) if len(files) > 1 else [alone(files[0][1])]
    truth = _true(files, frames, roles, out)
    classes = tuple(sorted(set(truth.dropna()))) if roles.kind == MULTICLASS else ()
    if roles.kind == MULTICLASS:
        check_class_names(classes, roles.truth)
    values = {model.name: _read(model, files, frames, truth, roles, classes) for model in roles.models}
    for model in roles.models:
        rows, word = values[model.name].reshape(len(truth), -1), _word(model, roles.kind)
        missing, endless = (np.asarray(is_so(rows).any(axis=1), dtype=bool) for is_so in (np.isnan, np.isinf))
        out.add(frames[0].index[missing], f"without {word} of {model.name}")
        infinite = f"with an infinite {word.partition(' ')[2]} of {model.name}"
        out.add(frames[0].index[endless], infinite)
    other = others(files, frames, roles)
    _check_today(other, roles, classes, out)
    keep = ~frames[0].index.isin(out.cases())
    truth = truth[keep].rename(roles.truth)
    _check_kept(truth, roles, classes, out)
    keys = {f"m{place}": model for place, model in enumerate(roles.models, 1)}
    other = other[keep].reset_index(drop=True)
    delivered = {key: values[model.name][keep] for key, model in keys.items()}
    columns, given, frame = _framed(truth.reset_index(drop=True), other, keys, delivered, classes)
    kinds = {} if roles.kind == REGRESSION else {key: score_kind(found) for key, found in delivered.items()}
    if roles.kind == MULTICLASS:
        kinds = {key: ScoreKind.PROBABILITY if keys[key].chances else ScoreKind.DECISION for key in keys}
    names = {key: model.name for key, model in keys.items()}
    binary = roles.kind == BINARY
    return Aligned(
        frame=frame,
        label=_label(truth, roles, classes),
        scores={key: as_score(found) if binary else found for key, found in delivered.items()},
        names=names,
        columns=columns,
        kinds=kinds,
        sources={key: _source(files, model) for key, model in keys.items()},
        task=_task(roles, other),
        problems=tuple(out.problems),
        left_out=out.table(),
        notes=_notes(files, roles, names, kinds),
        classes=classes,
        chances=given,
    )


def _true(files: Files, frames: list[pd.DataFrame], roles: Roles, out: LeftOut) -> pd.Series:
    if roles.kind == REGRESSION:
        return true_numbers([(name, frame) for (name, _), frame in zip(files, frames, strict=True)], roles.truth, out)
    return truth_of(files, frames, roles.truth, out)


def _read(
    model: Model,
    files: Files,
    frames: list[pd.DataFrame],
    truth: pd.Series,
    roles: Roles,
    classes: tuple[str, ...],
) -> NDArray[np.float64]:
    """Read the predictions of a model as its kind has them: (n,), or (n, k) of several classes."""
    file = files[model.file][0]
    if roles.kind == REGRESSION:
        return quantity(frames[model.file][model.column], file, "A forecast")
    if roles.kind == BINARY:
        return _predicted(model, files, frames, truth, roles.positive)
    if model.chances:
        return chances(frames[model.file], model.chances, classes, model.name, file)
    return decided(texts(frames[model.file][model.column]), classes, f"{file}, column {model.column!r}")


def _word(model: Model, kind: str) -> str:
    if kind == MULTICLASS:
        return "a probability" if model.chances else "a decision"
    return "a score" if kind == BINARY else "a forecast"


def _label(truth: pd.Series, roles: Roles, classes: tuple[str, ...]) -> NDArray[Any]:
    if roles.kind == REGRESSION:
        return truth.to_numpy(dtype=float)
    if roles.kind == MULTICLASS:
        return pd.Index(classes).get_indexer(pd.Index(truth)).astype(np.int64)
    return np.asarray((truth == roles.positive).to_numpy(), dtype=bool)


def _framed(
    truth: pd.Series,
    other: pd.DataFrame,
    keys: dict[str, Model],
    delivered: dict[str, NDArray[np.float64]],
    classes: tuple[str, ...],
) -> tuple[dict[str, str], dict[str, tuple[str, ...]], pd.DataFrame]:
    """Put everything in one frame; gives the columns of the models too, and those of probabilities by class."""
    columns: dict[str, str] = {}
    given: dict[str, tuple[str, ...]] = {}
    made: dict[str, Any] = {}
    for key, model in keys.items():
        taken, found = [truth.name, *other.columns, *made], delivered[key]
        if model.chances:
            given[key] = tuple(_free(f"{model.name}_{name}", taken) for name in classes)
            made |= dict(zip(given[key], found.T, strict=True))
            continue
        columns[key] = _free(model.name, taken)
        made[columns[key]] = np.array(classes, dtype=object)[found.argmax(axis=1)] if classes else found
    return columns, given, pd.concat([truth, other, pd.DataFrame(made)], axis=1)


def _check_today(other: pd.DataFrame, roles: Roles, classes: tuple[str, ...], out: LeftOut) -> None:
    """Leave out cases of which today's way is not known, and refuse what it cannot be."""
    if not roles.incumbent:
        return
    column = other[roles.incumbent]
    out.add(other.index[column.isna()], f"without a value in {roles.incumbent}")
    if roles.kind == REGRESSION:
        told = quantity(column, "Today's forecast", "A forecast")
        out.add(other.index[np.isinf(told)], f"with an infinite {roles.incumbent}")
    elif roles.kind == MULTICLASS:
        decided(texts(column), classes, f"Today's way, column {roles.incumbent!r},")


def _check_kept(truth: pd.Series, roles: Roles, classes: tuple[str, ...], out: LeftOut) -> None:
    if roles.kind == BINARY:
        _check_truth(truth, roles, out)
    elif truth.empty:
        raise BadInput(f"No case is left to compare: {out.first_reason()}.")
    elif roles.kind == MULTICLASS:
        check_class_counts(truth, classes)
    else:
        check_quantities(truth)


def _predicted(
    model: Model, files: Files, frames: list[pd.DataFrame], truth: pd.Series, positive: str
) -> NDArray[np.float64]:
    """Read a model's predictions as numbers; decisions in the words of the truth become 0 and 1."""
    column = frames[model.file][model.column]
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return column.to_numpy(dtype=float, na_value=np.nan)
    said = texts(column)
    if set(said.dropna()) <= set(truth.dropna()):
        return np.where(said.isna(), np.nan, (said == positive).to_numpy(dtype=float))
    word = next((value for value in said.dropna() if not _is_number(value)), said.dropna().iloc[0])
    raise BadInput(
        f"{files[model.file][0]}, column {model.column!r} holds text, such as {word!r}. Predictions are numbers, or "
        "decisions in the words of the truth."
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _check_truth(truth: pd.Series, roles: Roles, out: LeftOut) -> None:
    values = sorted(set(truth))
    if not values:
        raise BadInput(f"No case is left to compare: {out.first_reason()}.")
    if len(values) == 1:
        raise BadInput(f"{roles.truth!r} is {values[0]!r} in every case that aligns. Both outcomes have to occur.")
    if len(values) > 2:
        raise BadInput(
            f"{roles.truth!r} has {len(values)} values ({', '.join(values[:4])}, …). A yes/no decision needs two; "
            "choose another column as the truth."
        )
    if roles.positive not in values:
        raise BadInput(f"{roles.positive!r} is not a value of {roles.truth!r}; it has {values[0]!r} and {values[1]!r}.")
    counts = truth.value_counts()
    if counts.min() < LEAST_PER_CLASS:
        raise BadInput(
            f"Only {counts.min()} cases that align have {roles.truth!r} = {counts.idxmin()!r}; at least "
            f"{LEAST_PER_CLASS} of each outcome are needed to compare candidates."
        )


def _free(name: str, taken: Sequence[str]) -> str:
    return name if name not in taken else _free(f"{name} (predicted)", taken)


def _task(roles: Roles, other: pd.DataFrame) -> Task:
    """Say what the aligned frame holds: nothing is predicted from it any more, so there are no features."""
    unique = bool(roles.identifiers) and other[roles.identifiers[0]].is_unique
    own_id = roles.identifiers[0] if unique else None
    positive = roles.positive if roles.kind == BINARY else ""
    found = Task(roles.truth, positive, {}, own_id, roles.incumbent, roles.protected, kind=roles.kind)
    return replace(found, amount=roles.amount, scaled=roles.scaled) if roles.amount and roles.scaled else found


def _source(files: Files, model: Model) -> str:
    columns = model.all_columns
    return f"column{'s' * (len(columns) > 1)} {', '.join(columns)} of {files[model.file][0]}"


def _notes(files: Files, roles: Roles, names: dict[str, str], kinds: dict[str, ScoreKind]) -> tuple[str, ...]:
    if roles.kind == BINARY:
        notes = [score_note(names[key], kind) for key, kind in kinds.items()]
    else:
        notes = [decided_note(names[key]) for key, kind in kinds.items() if kind is ScoreKind.DECISION]
    if len(files) == 1 and roles.identifiers:
        column = files[0][1][roles.identifiers[0]]
        if count := int(column.duplicated().sum()):
            notes.append(
                f"{count:,} rows repeat an id of {roles.identifiers[0]}: each row counts as a case of its own."
            )
    return tuple(filter(None, notes))
