"""Predictions of any models on the same cases: from one file, or from several joined by a case id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.brought_classes import Chances, chances, check_class_counts, check_class_names, decided
from lifecycle.build.brought_numbers import check_quantities, quantity, true_numbers
from lifecycle.build.case_amounts import check_amounts
from lifecycle.build.dataset import BINARY, LEAST_PER_CLASS, MULTICLASS, REGRESSION, Task, as_text
from lifecycle.build.left_out import LeftOut, Problem
from lifecycle.build.model_files import ModelPredictions
from lifecycle.build.score_kinds import ScoreKind, as_score, decided_note, score_kind, score_note
from lifecycle.errors import BadInput

Files = Sequence[tuple[str, pd.DataFrame]]


@dataclass(frozen=True)
class Model:
    """Predictions of one model: what people call it, the file they stand in (by place) and the column.

    `chances` are (class, column) where there is a column of probabilities for each class; `column` is then the first.
    """

    name: str
    file: int
    column: str
    chances: Chances = ()

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Every column its predictions stand in."""
        return tuple(column for _, column in self.chances) or (self.column,)


@dataclass(frozen=True)
class Roles:
    """What stands where. `identifiers`: the case id's column in each file, empty where one file has none.

    `truth` is a column of one file or of several; `positive` its value that means yes. `incumbent` marks cases today's
    way acts on (0 or 1), `protected` is compared between groups. `amount` says how much a case weighs in the payoffs of
    the outcomes in `scaled`.

    `kind` is binary, multiclass or regression. With several classes, or a quantity, there is no `positive` and no
    `amount`; `incumbent` is then the class decided, or the forecast made, today.
    """

    truth: str
    positive: str
    models: tuple[Model, ...]
    identifiers: tuple[str, ...] = ()
    incumbent: str | None = None
    protected: str | None = None
    amount: str | None = None
    scaled: tuple[str, ...] = ()
    kind: str = BINARY


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
            BINARY: lambda: f", {int(self.label.sum()):,} of them yes",
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
    frames = _joined(files, roles.identifiers, out) if len(files) > 1 else [_alone(files[0][1])]
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
    other = _others(files, frames, roles)
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
    return _truth(files, frames, roles.truth, out)


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
    return decided(_texts(frames[model.file][model.column]), classes, f"{file}, column {model.column!r}")


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
        decided(_texts(column), classes, f"Today's way, column {roles.incumbent!r},")


def _check_kept(truth: pd.Series, roles: Roles, classes: tuple[str, ...], out: LeftOut) -> None:
    if roles.kind == BINARY:
        _check_truth(truth, roles, out)
    elif truth.empty:
        raise BadInput(f"No case is left to compare: {out.first_reason()}.")
    elif roles.kind == MULTICLASS:
        check_class_counts(truth, classes)
    else:
        check_quantities(truth)


def check_roles(files: Files, roles: Roles) -> None:
    """Check that every column is there and has one role.

    Raises:
        BadInput: with one sentence that says which column, in which file.

    """
    if not roles.models:
        raise BadInput("No column holds predictions. Choose the column of each model's scores.")
    if len(files) > 1 and len(roles.identifiers) != len(files):
        raise BadInput("Several files are joined by a case id: choose the column with the id in each of them.")
    if twice := _twice([model.name for model in roles.models]):
        raise BadInput(f"Two models are called {twice!r}. Give each a name of its own.")
    scored = [(model.file, column) for model in roles.models for column in model.all_columns]
    if twice := _twice(scored):
        raise BadInput(f"Column {twice[1]!r} is chosen as predictions twice.")
    everywhere = [name for _, frame in files for name in frame.columns]
    for column in filter(None, (roles.truth, roles.incumbent, roles.protected, roles.amount)):
        if column not in everywhere:
            raise BadInput(f"No file has a column {column!r}.")
    wanted = [(place, column) for place, column in enumerate(roles.identifiers)]
    for place, column in wanted + scored:
        if column not in files[place][1].columns:
            raise BadInput(f"{files[place][0]} has no column {column!r}.")
    for model in roles.models:
        for column in model.all_columns:
            if column == roles.truth or (model.file, column) in wanted:
                part = "truth" if column == roles.truth else "id"
                raise BadInput(f"Column {column!r} cannot be both the {part} and predictions of {model.name!r}.")
    if roles.incumbent and roles.kind == BINARY:
        _check_incumbent(next(frame for _, frame in files if roles.incumbent in frame.columns)[roles.incumbent])
    if roles.amount and roles.scaled:
        check_amounts(next(frame for _, frame in files if roles.amount in frame.columns)[roles.amount])


def _twice(names: list):  # type: ignore[type-arg,no-untyped-def]
    return next((name for name in names if names.count(name) > 1), None)


def _check_incumbent(column: pd.Series) -> None:
    found = sorted({as_text(value) for value in column.dropna().unique()})
    if not set(found) <= {"0", "1"}:
        raise BadInput(
            f"Column {column.name!r} marks what today's way acts on and must be 0 or 1; it holds "
            f"{', '.join(found[:4])}."
        )


def _alone(frame: pd.DataFrame) -> pd.DataFrame:
    """Name the cases of one file by their row; an id is kept as a column and need not be unique."""
    return frame.set_axis(pd.Index([f"row {number}" for number in range(1, len(frame) + 1)], dtype=object), axis=0)


def _joined(files: Files, identifiers: Sequence[str], out: LeftOut) -> list[pd.DataFrame]:
    """Bring the rows of several files into the same order, that of the first file, by id."""
    frames = []
    for (name, frame), column in zip(files, identifiers, strict=True):
        empty = frame[column].isna().to_numpy()
        if empty.any():
            out.add([f"{name}, row {row + 1}" for row in np.flatnonzero(empty)], f"without an id in {name}")
        ids = pd.Index(_texts(frame[column][~empty]), dtype=object)
        twice = ids.duplicated(keep=False)
        out.add(ids[twice].unique(), f"more than once in {name}")
        frames.append(frame[~empty].set_axis(ids, axis=0)[~twice])
    left = out.cases()
    if not left and all(frame.index.equals(frames[0].index) for frame in frames[1:]):
        return frames
    everyone = frames[0].index.append([frame.index for frame in frames[1:]]).unique()
    if left:
        everyone = everyone[~everyone.isin(left)]
    places = [frame.index.get_indexer(everyone) for frame in frames]
    for (name, _), place in zip(files, places, strict=True):
        out.add(everyone[place < 0], f"not in {name}")
    common = np.all([place >= 0 for place in places], axis=0)
    if not common.any():
        shown = "; ".join(
            f"{name} begins with {', '.join(map(repr, frame.index[:2])) or 'none'}"
            for (name, _), frame in zip(files, frames, strict=True)
        )
        raise BadInput(f"No id stands in all files: {shown}. Choose the columns that hold the same id.")
    return [frame.iloc[place[common]] for frame, place in zip(frames, places, strict=True)]


def _truth(files: Files, frames: list[pd.DataFrame], column: str, out: LeftOut) -> pd.Series:
    """Read the truth as text; files that disagree about a case leave it out, and so does nobody knowing it."""
    found: pd.Series | None = None
    first = ""
    for (name, _), frame in zip(files, frames, strict=True):
        if column not in frame.columns:
            continue
        told = _texts(frame[column])
        if found is None:
            found, first = told, name
            continue
        differ = found.notna() & told.notna() & (found != told)
        out.add(found.index[differ], f"with another {column} in {name} than in {first}")
        found = found.where(found.notna(), told)
    assert found is not None, "the roles were checked"
    out.add(found.index[found.isna()], f"without a value in {column}")
    return found


def _texts(column: pd.Series) -> pd.Series:
    """Write cells the way people compare them; what is missing stays None."""
    if pd.api.types.is_integer_dtype(column) and not column.isna().any():
        return pd.Series(list(map(str, column.tolist())), index=column.index, dtype=object)
    # Each value is written once, however many cells hold it.
    codes, values = pd.factorize(column)
    said = np.array([*map(as_text, values.tolist()), None], dtype=object)
    return pd.Series(said[codes], index=column.index, dtype=object)


def _predicted(
    model: Model, files: Files, frames: list[pd.DataFrame], truth: pd.Series, positive: str
) -> NDArray[np.float64]:
    """Read a model's predictions as numbers; decisions in the words of the truth become 0 and 1."""
    column = frames[model.file][model.column]
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return column.to_numpy(dtype=float, na_value=np.nan)
    said = _texts(column)
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


def _others(files: Files, frames: list[pd.DataFrame], roles: Roles) -> pd.DataFrame:
    """Collect every other column once, from the first file that has it; the id comes first."""
    scored = {(model.file, column) for model in roles.models for column in model.all_columns}
    taken: dict[str, pd.Series] = {}
    for place, frame in enumerate(frames):
        for column in frame.columns:
            own_id = place > 0 and roles.identifiers and column == roles.identifiers[place]
            if (place, column) not in scored and column != roles.truth and not own_id:
                taken.setdefault(str(column), frame[column])
    order = sorted(taken, key=lambda name: not roles.identifiers or name != roles.identifiers[0])
    return pd.DataFrame({name: taken[name] for name in order}, index=frames[0].index)


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
