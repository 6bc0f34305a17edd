"""Predictions of any models on the same cases: from one file, or from several joined by a case id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.case_amounts import check_amounts
from lifecycle.build.dataset import LEAST_PER_CLASS, Task, as_text
from lifecycle.build.left_out import LeftOut, Problem
from lifecycle.build.model_files import ModelPredictions
from lifecycle.build.score_kinds import ScoreKind, as_score, score_kind, score_note
from lifecycle.errors import BadInput

Files = Sequence[tuple[str, pd.DataFrame]]


@dataclass(frozen=True)
class Model:
    """Predictions of one model: what people call it, the file they stand in (by place) and the column."""

    name: str
    file: int
    column: str


@dataclass(frozen=True)
class Roles:
    """What stands where. `identifiers`: the case id's column in each file, empty where one file has none.

    `truth` is a column of one file or of several; `positive` its value that means yes. `incumbent` marks cases today's
    way acts on (0 or 1), `protected` is compared between groups. `amount` says how much a case weighs in the payoffs of
    the outcomes in `scaled`.
    """

    truth: str
    positive: str
    models: tuple[Model, ...]
    identifiers: tuple[str, ...] = ()
    incumbent: str | None = None
    protected: str | None = None
    amount: str | None = None
    scaled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Aligned:
    """Cases every model has judged and whose truth is known.

    `frame`: truth, id, other columns, and a column a model under the name it has in `columns`, as delivered. `label`:
    shape (n,). `scores`: by the candidate's key, shape (n,), in [0, 1]. `problems`: what did not align; `left_out`
    lists every such case with its reason. `notes`: sentences about what was read, and how. `files`: what came of model
    files, by key, for candidates that are one.
    """

    frame: pd.DataFrame
    label: NDArray[np.bool_]
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

    @property
    def uncalibrated(self) -> tuple[str, ...]:
        """Keys of candidates whose scores are no probabilities."""
        return tuple(key for key, kind in self.kinds.items() if kind is not ScoreKind.PROBABILITY)

    def sentence(self) -> str:
        """Say how many cases are compared, and how many are left out."""
        out = self.left_out["case"].nunique()
        rest = f"; {out:,} {'is' if out == 1 else 'are'} left out" if out else "; nothing is left out"
        return f"{len(self.frame):,} cases can be compared, {int(self.label.sum()):,} of them yes{rest}."


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
    truth = _truth(files, frames, roles.truth, out)
    values = {model.name: _predicted(model, files, frames, truth, roles.positive) for model in roles.models}
    for name, found in values.items():
        out.add(frames[0].index[np.isnan(found)], f"without a score of {name}")
        out.add(frames[0].index[np.isinf(found)], f"with an infinite score of {name}")
    other = _others(files, frames, roles)
    if roles.incumbent:
        out.add(other.index[other[roles.incumbent].isna()], f"without a value in {roles.incumbent}")
    keep = ~frames[0].index.isin(out.cases())
    truth = truth[keep]
    _check_truth(truth, roles, out)
    keys = {f"m{place}": model for place, model in enumerate(roles.models, 1)}
    other = other[keep].reset_index(drop=True)
    columns = {key: _free(model.name, [roles.truth, *other.columns]) for key, model in keys.items()}
    delivered = {key: values[model.name][keep] for key, model in keys.items()}
    kinds = {key: score_kind(found) for key, found in delivered.items()}
    names = {key: model.name for key, model in keys.items()}
    frame = pd.concat(
        [
            truth.reset_index(drop=True).rename(roles.truth),
            other,
            pd.DataFrame({columns[key]: found for key, found in delivered.items()}),
        ],
        axis=1,
    )
    return Aligned(
        frame=frame,
        label=np.asarray((truth == roles.positive).to_numpy(), dtype=bool),
        scores={key: as_score(found) for key, found in delivered.items()},
        names=names,
        columns=columns,
        kinds=kinds,
        sources={key: _source(files, model) for key, model in keys.items()},
        task=_task(roles, other),
        problems=tuple(out.problems),
        left_out=out.table(),
        notes=_notes(files, roles, names, kinds),
    )


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
    if twice := _twice([(model.file, model.column) for model in roles.models]):
        raise BadInput(f"Column {twice[1]!r} is chosen as predictions twice.")
    everywhere = [name for _, frame in files for name in frame.columns]
    for column in filter(None, (roles.truth, roles.incumbent, roles.protected, roles.amount)):
        if column not in everywhere:
            raise BadInput(f"No file has a column {column!r}.")
    wanted = [(place, column) for place, column in enumerate(roles.identifiers)]
    for place, column in wanted + [(model.file, model.column) for model in roles.models]:
        if column not in files[place][1].columns:
            raise BadInput(f"{files[place][0]} has no column {column!r}.")
    for model in roles.models:
        if model.column == roles.truth or (model.file, model.column) in wanted:
            part = "truth" if model.column == roles.truth else "id"
            raise BadInput(f"Column {model.column!r} cannot be both the {part} and predictions of {model.name!r}.")
    if roles.incumbent:
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
    scored = {(model.file, model.column) for model in roles.models}
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
    found = Task(roles.truth, roles.positive, {}, own_id, roles.incumbent, roles.protected)
    return replace(found, amount=roles.amount, scaled=roles.scaled) if roles.amount and roles.scaled else found


def _source(files: Files, model: Model) -> str:
    return f"column {model.column} of {files[model.file][0]}"


def _notes(files: Files, roles: Roles, names: dict[str, str], kinds: dict[str, ScoreKind]) -> tuple[str, ...]:
    notes = [score_note(names[key], kind) for key, kind in kinds.items()]
    if len(files) == 1 and roles.identifiers:
        column = files[0][1][roles.identifiers[0]]
        if count := int(column.duplicated().sum()):
            notes.append(
                f"{count:,} rows repeat an id of {roles.identifiers[0]}: each row counts as a case of its own."
            )
    return tuple(filter(None, notes))
