"""How a forecast or a choice between classes does in the protected groups, and what its guardrails rest on."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import contracts, datasets, lenses, run_stakes
from data.kind_comparisons import Part
from data.runs import Run
from data.store import Store
from lifecycle.access import Principal, check_work_in
from lifecycle.build.dataset import REGRESSION
from lifecycle.build.fairness import named_groups, proxy_auc
from lifecycle.build.group_measures import Groups, choice_groups, forecast_groups, too_many
from lifecycle.build.kind_decision import How
from lifecycle.build.kind_fairness import measured_choice, measured_forecast
from lifecycle.build.kind_robustness import flips, over_rule
from lifecycle.build.multiclass import Choices
from lifecycle.build.ranges import caught, declare
from lifecycle.build.regression import Compared
from lifecycle.contract import Level
from lifecycle.errors import BadInput
from lifecycle.guardrails import GroupFigure, Measured, Verdict, as_finding, asked, guardrails, held

NO_INPUTS = "Only predictions were brought, no inputs that could be looked at."


def groups(
    store: Store, who: Principal, run: Run, compared: Compared | Choices, key: str, how: How, looked: Part | None = None
) -> Groups | None:
    """Measure one row of a comparison in each protected group; kept in memory for a while.

    `how` is what is done with its scores, `looked` the part of the cases (column, value) that was compared. None where
    no protected attribute was named.

    Raises:
        BadInput: the attribute has more than 50 groups.

    """
    column = run.task.protected
    if column is None:
        return None

    def make() -> Groups:
        frame = datasets.frame(store, who, run.initiative_id, run.dataset_id)
        of: slice | NDArray[np.bool_] = slice(None) if looked is None else lenses.mask(frame, *looked)
        named = _called(column, frame[column], named_groups(frame[column][of]))
        if why := too_many(column, named):
            raise BadInput(why)
        if isinstance(compared, Compared):
            return forecast_groups(named, compared.truth, compared.used[key], column, run.seed)
        return choice_groups(named, compared.truth, compared.decided[key], compared.classes, column, run.seed)

    # Decisions follow the payoffs too, and are told by what they are.
    mark = how if isinstance(compared, Compared) else hash(compared.decided[key].tobytes())
    return store.remember(("groups", run.id, key, mark, looked), make)


def verdicts(store: Store, who: Principal, run: Run, found: Groups) -> tuple[Verdict, ...]:
    """Hold what was found in groups against the dial of the contract in force; without one it is only reported."""
    check_work_in(who, run.initiative_id)
    with store.read() as cursor:
        force = contracts.current(cursor, run.initiative_id)
    level = force.terms.dials["fair"].level if force else Level.LIGHT
    item = measured_forecast(found) if run.task.kind == REGRESSION else measured_choice(found)
    return tuple(held(guardrails()[key], level, as_finding(item[key])) for key in own(run.task.kind))


def own(kind: str) -> list[str]:
    """List the guardrails that compare groups where this kind is predicted, by their keys."""
    return [key for key, guardrail in asked(kind).items() if guardrail.kinds]


def _called(column: str, values: pd.Series, named: pd.Series) -> pd.Series:
    """Put the column before groups that are numbers, which say nothing by themselves."""
    return column + " " + named.astype(str) if pd.api.types.is_numeric_dtype(values) else named


def cells(run: Run, found: dict[str, Measured]) -> tuple[GroupFigure, ...]:
    """List the groups whose numbers stand in the decision's tables."""
    return tuple(cell for key in own(run.task.kind) if key in found for cell in found[key].groups)


def measured(
    store: Store, who: Principal, run: Run, compared: Compared | Choices, key: str, how: How
) -> dict[str, Measured]:
    """Measure what guardrails of a candidate rest on, by their keys, on all cases."""
    found = {"lift_over_rule": over_rule(compared, key)}
    if isinstance(compared, Choices) and isinstance(how, str):
        arrays = run_stakes.arrays(store, who, run)
        scores, again = arrays[f"scores/{key}"], arrays.get(f"retrained/{key}")
        found["retraining_flips"] = flips(scores, again, compared.stakes, how)
    frame = datasets.frame(store, who, run.initiative_id, run.dataset_id)
    features, protected = run.task.features, run.task.protected
    if features:
        found["out_of_range"] = caught(frame[list(features)], features, declare(frame, features), run.seed)
    else:
        found["out_of_range"] = Measured(None, NO_INPUTS, applies=False)
    if protected is None:
        return found
    named = _called(protected, frame[protected], named_groups(frame[protected]))
    if why := too_many(protected, named):
        return found | {guardrail: Measured(None, why) for guardrail in [*own(run.task.kind), "proxy"]}
    found["proxy"] = (
        proxy_auc(frame[list(features)], features, named, run.seed)
        if features
        else Measured(None, NO_INPUTS, applies=False)
    )
    made = groups(store, who, run, compared, key, how)
    assert made is not None, "a protected attribute was named"
    return found | (measured_forecast(made) if run.task.kind == REGRESSION else measured_choice(made))
