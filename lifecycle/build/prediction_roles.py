"""What stands where in files of predictions, and that it can stand there."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from lifecycle.build.brought_classes import Chances
from lifecycle.build.case_amounts import check_amounts
from lifecycle.build.dataset import BINARY, as_text
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
