"""Candidates from model files: the scores a file gave to the cases of one data file, beside predictions made before."""

from collections.abc import Mapping
from dataclasses import replace

from lifecycle.build.brought_classes import check_class_names
from lifecycle.build.dataset import MULTICLASS, REGRESSION
from lifecycle.build.guessing import truth_values
from lifecycle.build.model_files import ModelPredictions
from lifecycle.build.prediction_roles import Files, Model, Roles
from lifecycle.build.predictions import Aligned, align
from lifecycle.errors import BadInput


def classes_of(files: Files, roles: Roles) -> tuple[str, ...]:
    """Give the values of the truth as a model file is asked about them: no before yes, all classes, none of a quantity.

    Raises:
        BadInput: there is not one file with the cases, or its truth has not as many values as its kind needs.

    """
    if len(files) != 1:
        raise BadInput(
            "Model files score the cases of one data file. Join the files first, or bring their predictions."
        )
    if roles.kind == REGRESSION:
        return ()
    values = truth_values(files, roles.truth)
    if roles.kind == MULTICLASS:
        check_class_names(values, roles.truth)
        return tuple(values)
    others = [value for value in values if value != roles.positive]
    if len(others) != 1 or roles.positive not in values:
        raise BadInput(f"The truth {roles.truth!r} has {len(values)} values. A yes/no decision needs two.")
    return others[0], roles.positive


def align_scored(files: Files, roles: Roles, scored: Mapping[str, ModelPredictions]) -> Aligned:
    """Align the scores of model files, by the file's name, with the predictions that stand in the data file.

    Raises:
        BadInput: see `classes_of` and `align`.

    """
    classes = classes_of(files, roles)
    name, frame = files[0]
    taken = [*map(str, frame.columns)]
    models = list(roles.models)
    for file, made in scored.items():
        column = _free(file.rsplit(".", 1)[0], [*taken, *(model.name for model in models)])
        if roles.kind == MULTICLASS:
            named = tuple((name, _free(f"{column}_{name}", [*map(str, frame.columns)])) for name in classes)
            frame = frame.assign(**{own: made.scores[:, place] for place, (_, own) in enumerate(named)})
            models.append(Model(column, 0, named[0][1], named))
            continue
        frame = frame.assign(**{column: made.scores})
        models.append(Model(column, 0, column))
    found = align([(name, frame)], replace(roles, models=tuple(models)))
    keys = dict(zip(list(found.names)[len(roles.models) :], scored, strict=True))
    warnings = tuple(f"{found.names[key]}: {said}" for key, file in keys.items() for said in scored[file].warnings)
    return replace(
        found,
        sources=found.sources | {key: _source(file, scored[file]) for key, file in keys.items()},
        files={key: scored[file] for key, file in keys.items()},
        notes=(*found.notes, *warnings),
    )


def _source(file: str, made: ModelPredictions) -> str:
    return f"model file {file} ({made.kind}, SHA-256 {made.sha256[:12]}…), which scored the cases here"


def _free(name: str, taken: list[str]) -> str:
    return name if name not in taken else _free(f"{name} (file)", taken)
