"""Guardrails of a run at every threshold, under the dials of the contract in force."""

from dataclasses import dataclass, field

import numpy as np

from data import contracts, datasets, lenses, runs
from data.runs import Run
from data.store import Store
from lifecycle.access import Principal, check_work_in
from lifecycle.build.fairness import named_groups
from lifecycle.build.guardrail_curves import ByThreshold, GuardrailCurve, by_threshold, guardrail_curves

Part = tuple[str, str]


@dataclass(frozen=True)
class Limits:
    """By candidate: its guardrails that move with the threshold, and its decisions by protected group."""

    curves: dict[str, list[GuardrailCurve]] = field(default_factory=dict)
    groups: dict[str, ByThreshold] = field(default_factory=dict)


def limits(store: Store, who: Principal, run: Run, part: Part | None = None) -> Limits:
    """Follow the guardrails of a run's candidates, on all cases or a part (column, value).

    Nothing where no protected attribute was named, or no contract sets dials.

    Raises:
        BadInput: no such part.

    """
    check_work_in(who, run.initiative_id)
    with store.read() as cursor:
        force = contracts.current(cursor, run.initiative_id)
    column = run.task.protected
    if force is None or column is None:
        return Limits()
    dials = force.terms.dials

    def make() -> Limits:
        frame = datasets.frame(store, who, run.initiative_id, run.dataset_id)
        of = np.ones(len(frame), dtype=bool) if part is None else lenses.mask(frame, *part)
        arrays = runs.arrays(store, run.id)[0]
        label, protected = arrays["label"][of], frame[column][of]
        scores = {key: arrays[f"scores/{key}"][of] for key in run.facts.names}
        named = named_groups(protected)
        return Limits(
            guardrail_curves(label, scores, protected, dials),
            {key: by_threshold(label, score, named) for key, score in scores.items()},
        )

    return store.remember(("limits", run.id, part, force.number), make)
