"""Scores the cases of a data file with model files, each in its limited child process, and aligns what they say."""

from collections.abc import Sequence
from typing import cast

from data.model_files import Report, predict
from lifecycle.build.model_files import ModelPredictions, TaskKind
from lifecycle.build.prediction_roles import Files, Roles
from lifecycle.build.predictions import Aligned
from lifecycle.build.scored_files import align_scored, classes_of
from lifecycle.errors import BadInput

MODEL_ENDINGS = ("skops", "onnx", "pkl", "pickle", "joblib", "pt", "pth", "h5", "keras", "pmml", "cbm", "bst")
NamedFiles = Sequence[tuple[str, bytes]]


def is_model_file(name: str) -> bool:
    """Answer whether a file is called like a model; whether it is accepted its bytes say.

    >>> is_model_file("risk.ONNX"), is_model_file("risk.csv")
    (True, False)
    """
    return name.lower().rpartition(".")[2] in MODEL_ENDINGS


def score_and_align(
    files: Files,
    roles: Roles,
    models: NamedFiles,
    features: Sequence[str] = (),
    report: Report = lambda share, text: None,
) -> Aligned:
    """Let each model file, (name, content), score every case, and align that with what `roles` name.

    `features`: the models' columns in order, for files that do not name them.

    Raises:
        BadInput: a file is refused or cannot score these cases, said with its name; see also `align_scored`.

    """
    scored = score_each(files, roles, models, features, lambda share, text: report(0.0, text))
    return align_scored(files, roles, scored)


def score_each(
    files: Files, roles: Roles, models: NamedFiles, features: Sequence[str], report: Report
) -> dict[str, ModelPredictions]:
    """Let each model file score every case of the one data file; gives what came of each, by the file's name.

    `report(share of all files done, what is being done)`.

    Raises:
        BadInput: two files are called the same, or one is refused or cannot score these cases, said with its name.

    """
    check_distinct([name for name, _ in models])
    classes, kind = classes_of(files, roles), cast(TaskKind, roles.kind)
    scored = {}
    for place, (name, content) in enumerate(models):

        def step(share: float, text: str, place: int = place, name: str = name) -> None:
            report((place + share) / len(models), f"{name}: {text}")

        try:
            scored[name] = predict(content, name, files[0][1], kind, classes, features or None, report=step)
        except BadInput as problem:
            raise BadInput(f"{name}: {problem}") from None
    return scored


def check_distinct(names: Sequence[str]) -> None:
    """Check that every model file has a name of its own.

    Raises:
        BadInput: two are called the same.

    """
    if twice := next((name for name in names if list(names).count(name) > 1), None):
        raise BadInput(f"Two model files are called {twice!r}. Give each a name of its own.")
