"""Model files from outside that are kept with a run: what is recorded of each beside its scores."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from lifecycle.build.dataset import Task, feature_kind
from lifecycle.build.identifiers import find_identifiers
from lifecycle.build.model_files import FileFacts, ModelPredictions
from lifecycle.build.worker import MODEL_FILES, RunFacts
from lifecycle.errors import BadInput


def check_inputs(target: str, scored: Mapping[str, ModelPredictions]) -> None:
    """Check that no model is given the truth; `scored` by the file's name.

    Raises:
        BadInput: one is, and which.

    """
    for name, made in scored.items():
        if target in made.features:
            raise BadInput(
                f"{name}: the model takes {target!r}, which is the truth it should predict, as an input. "
                "Choose another target, or train it without this column."
            )


def features_of(frame: pd.DataFrame, made: Sequence[ModelPredictions]) -> dict[str, str]:
    """Give the columns any of the models takes, in the order of the data, numeric or categorical."""
    used = {name for one in made for name in one.features}
    return {str(name): feature_kind(frame[name]) or "categorical" for name in frame.columns if name in used}


def with_files(
    task: Task, facts: RunFacts, frame: pd.DataFrame, files: Mapping[str, ModelPredictions]
) -> tuple[Task, RunFacts]:
    """Record what is known of model files, by the candidate's key, in a run's task and facts.

    The columns they take become the task's features: what Deploy and Monitor watch. A model that takes the protected
    attribute is not refused, since it is made already, but said to do so.
    """
    features = features_of(frame, list(files.values()))
    notes = tuple(
        f"{facts.names[key]} decides by {task.protected} itself, the attribute that is to be protected."
        for key, made in files.items()
        if task.protected and task.protected in made.features
    )
    candidates = tuple(
        replace(
            item, sha256=made.sha256, size=made.size, seconds_per_case=made.seconds_per_case, file=FileFacts.of(made)
        )
        if (made := files.get(item.key))
        else item
        for item in facts.candidates
    )
    versions = facts.versions | {name: v for made in files.values() for name, v in made.versions.items()}
    known = replace(
        facts,
        candidates=candidates,
        versions=versions,
        identifiers=find_identifiers(frame[list(features)]),
        origin=MODEL_FILES,
        notes=(*facts.notes, *notes),
    )
    return replace(task, features=features), known
