"""Scores the cases of a data file with model files, each in its limited child process, and aligns what they say."""

from collections.abc import Callable, Sequence
from typing import cast

from data.model_files import predict
from lifecycle.build.model_files import TaskKind
from lifecycle.build.prediction_roles import Files, Roles
from lifecycle.build.predictions import Aligned
from lifecycle.build.scored_files import align_scored, classes_of
from lifecycle.errors import BadInput

MODEL_ENDINGS = ("skops", "onnx", "pkl", "pickle", "joblib", "pt", "pth", "h5", "keras", "pmml", "cbm", "bst")


def is_model_file(name: str) -> bool:
    """Answer whether a file is called like a model; whether it is accepted its bytes say.

    >>> is_model_file("risk.ONNX"), is_model_file("risk.csv")
    (True, False)
    """
    return name.lower().rpartition(".")[2] in MODEL_ENDINGS


def score_and_align(
    files: Files,
    roles: Roles,
    models: Sequence[tuple[str, bytes]],
    features: Sequence[str] = (),
    report: Callable[[float, str], None] = lambda share, text: None,
) -> Aligned:
    """Let each model file, (name, content), score every case, and align that with what `roles` name.

    `features`: the models' columns in order, for files that do not name them.

    Raises:
        BadInput: a file is refused or cannot score these cases, said with its name; see also `align_scored`.

    """
    classes, kind = classes_of(files, roles), cast(TaskKind, roles.kind)
    scored = {}
    for name, content in models:
        if name in scored:
            raise BadInput(f"Two model files are called {name!r}. Give each a name of its own.")

        def step(share: float, text: str, name: str = name) -> None:
            report(0.0, f"{name}: {text}")

        try:
            scored[name] = predict(content, name, files[0][1], kind, classes, features or None, report=step)
        except BadInput as problem:
            raise BadInput(f"{name}: {problem}") from None
    return align_scored(files, roles, scored)
