"""What guardrails are judged on, computed from a run for one candidate at one threshold."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from data import datasets, runs
from data.group_decisions import WAY, ByGroup
from data.runs import Run
from data.store import Store
from lifecycle.access import Principal
from lifecycle.build.artefact import load_model
from lifecycle.build.card import model_card
from lifecycle.build.comparison import INCUMBENT, TREAT_ALL, TREAT_NONE, Comparison
from lifecycle.build.dataset import labels
from lifecycle.build.decision import flip_rate
from lifecycle.build.fairness import group_rates, named_groups
from lifecycle.build.group_policy import Floats
from lifecycle.build.lot import BY_LOT, Cut, Lot
from lifecycle.build.measuring import FROM_OUTSIDE, NO_MODEL, Case, Report, measure_all
from lifecycle.build.ranges import declare
from lifecycle.build.review import Review
from lifecycle.build.stakes import of_contract
from lifecycle.build.worker import MODEL_FILES, TRAINED
from lifecycle.contract import ValueContract
from lifecycle.guardrails import Evidence, GroupFigure, GroupRate
from lifecycle.ids import sha256


def gather(
    store: Store,
    who: Principal,
    run: Run,
    terms: ValueContract,
    champion: str,
    threshold: float | None,
    *,
    by_group: ByGroup | None = None,
    review: Review | None = None,
    purposes: Mapping[str, str] | None = None,
    choice: str = "",
    report: Report = lambda share, text: None,
) -> Evidence:
    """Compute what guardrails are judged on; a model file is loaded on trial. `report(share done, what is being done)`.

    `purposes` says what each feature is used for, `choice` what was preferred between calibration and error rates. With
    `by_group` each case is decided by the threshold of its group, and `threshold` is None.
    """
    comparison, found = runs.compare(store, run, of_contract(terms)), runs.arrays(store, run.id)[0]
    if by_group is not None:
        comparison = by_group.ways
    at = _each(threshold) if by_group is None else by_group.each
    way = champion if by_group is None else WAY
    scores, retrained = found[f"scores/{champion}"], found.get(f"retrained/{champion}")
    rule, named = _rule(comparison)
    content, recorded = _artefact(store, run, champion)
    # A file from outside is opened in its limited process alone: what needs the model itself is not measured.
    model = load_model(content, recorded) if content and run.facts.origin != MODEL_FILES else None
    row = replace(comparison.row(way, threshold), key=champion)
    with store.read() as cursor:
        dataset = datasets.describe(cursor, run.dataset_id)
    trained_on = dataset.name if run.facts.origin == TRAINED else None
    frame = datasets.frame(store, who, run.initiative_id, run.dataset_id)
    groups = None if run.task.protected is None else named_groups(frame[run.task.protected])
    case = Case(
        candidate=champion,
        frame=frame,
        task=run.task,
        label=labels(frame, run.task),
        score=scores,
        threshold=at,
        model=model,
        groups=groups,
        ranges=declare(frame, run.task.features),
        seed=run.seed,
        no_model=FROM_OUTSIDE if content else NO_MODEL,
    )
    rates = None if groups is None else _rates(case, groups, calibrated=champion not in run.facts.uncalibrated)
    measured = measure_all(case, report)
    shown = tuple(GroupFigure(rate.group, rate.n) for rate in rates or ())
    card = {k: bool(v) for k, v in model_card(terms, row, trained_on, list(run.task.features)).items()}
    return Evidence(
        contract=terms,
        champion=row,
        over_rule=comparison.difference((way, threshold), rule),
        rule=named,
        flips=None if retrained is None else flip_rate(scores.tolist(), retrained.tolist(), _listed(at)),
        flips_n=None if retrained is None else int(np.count_nonzero(~np.isnan(retrained))),
        identifiers=run.facts.identifiers,
        groups=rates,
        attribute=run.task.protected or "",
        artefact_sha256=recorded,
        artefact_found=sha256(content) if content else "",
        card=card | ({"Operating point": True} if by_group else {}),
        purposes={name: (purposes or {}).get(name, "").strip() for name in run.task.features},
        cells=(*shown, *measured["worst_slice"].groups),
        review=review,
        choice=choice,
        measured=measured,
    )


def _each(threshold: float | None) -> float:
    if threshold is None:
        raise ValueError("a candidate acts from one threshold, or from one for each group")
    return threshold


def _listed(at: float | Floats) -> float | list[float]:
    return at if isinstance(at, float) else np.asarray(at).tolist()


def _rates(case: Case, groups: pd.Series, *, calibrated: bool) -> tuple[GroupRate, ...]:
    return group_rates(groups, case.label, case.score >= case.threshold, case.score if calibrated else None)


def _rule(comparison: Comparison) -> tuple[tuple[str, Cut], str]:
    """Find the row that needs no model to be compared with: the rule of thumb, today's list, or all or none."""
    if "rule" in comparison.names:
        cut = comparison.cut("rule")
        return ("rule", cut), "the rule of thumb" + (f", which {BY_LOT}" if isinstance(cut, Lot) else "")
    if comparison.has_incumbent:
        return (INCUMBENT, None), "today's list"
    key = max((TREAT_ALL, TREAT_NONE), key=lambda key: comparison.yearly(key, None)[0])
    return (key, None), "acting on everyone" if key == TREAT_ALL else "acting on no one"


def _artefact(store: Store, run: Run, champion: str) -> tuple[bytes, str]:
    """Read a candidate's model file and the hash that was recorded for it; both empty without a file."""
    if not next(item.sha256 for item in run.facts.candidates if item.key == champion):
        return b"", ""
    return runs.artefact(store, run.id, champion)
