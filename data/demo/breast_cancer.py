"""The worked example: triage on scikit-learn's breast-cancer data. The data is real, the amounts are assumptions."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from data import datasets, decisions, runs
from data.datasets import Dataset
from data.demo import surroundings
from data.store import Store
from lifecycle.access import Principal, check_work_in
from lifecycle.audit import Act
from lifecycle.build.artefact import load_model, score
from lifecycle.build.dataset import Task
from lifecycle.errors import Conflict, NotFound
from lifecycle.initiative import Stream

NAME = "Breast-cancer triage"
TARGET, POSITIVE, IDENTIFIER = "diagnosis", "malignant", "case_id"
ORIGIN = "scikit-learn's breast-cancer data (Wolberg, Street & Mangasarian 1995), shipped inside scikit-learn"
KEPT_ASIDE = 171
SEED = 2024
DAYS = 90
PARTS = {
    "mean": "over all nuclei of the sample",
    "error": "how surely it was measured",
    "worst": "of the three largest nuclei, where a tumour shows first",
}
MEASURED = {
    "radius": "Size of the nucleus: cells of a tumour grow",
    "texture": "Variation of grey within the nucleus",
    "perimeter": "Length of the outline: grows with size and with dents",
    "area": "Size of the nucleus seen from above",
    "smoothness": "How evenly the outline curves",
    "compactness": "How far the outline departs from a circle",
    "concavity": "How deep the dents of the outline are",
    "concave_points": "How many dents the outline has",
    "symmetry": "Whether both halves are alike",
    "fractal_dimension": "How rough the outline is",
}


def _three(low: float, likely: float, high: float) -> dict[str, float]:
    return {"low": low, "likely": likely, "high": high}


def canvas(today: date) -> dict[str, Any]:
    """Fill in the canvas of the example; every amount is an assumption, meant to be argued with."""
    return {
        "intent": "Spare women with a benign lump the biopsy, without sending home anyone whose tumour is malignant.",
        "today": "Every suspicious lump goes to biopsy.",
        "decision": "For each fine-needle sample the clinician decides: biopsy, or follow-up in six months.",
        "positive": "The tumour is malignant.",
        "volume": _three(900, 1000, 1200),
        "payoff.tp": _three(0, 0, 0),
        "payoff.fp": _three(0, 0, 0),
        "payoff.fn": _three(-80_000, -48_000, -30_000),
        "payoff.tn": _three(1000, 1500, 2200),
        "currency": "EUR",
        "levers": ["decision"],
        "lever.decision.prevalence": _three(33, 37, 41),
        "lever.decision.recall": _three(97, 98.5, 99.5),
        "lever.decision.false_alarms": _three(5, 10, 20),
        "counterfactual": "no action",
        "build_cost": 180_000,
        "run_cost": 60_000,
        "boundary.metric": "value_per_case",
        "boundary.baseline": 0,
        "boundary.target": 550,
        "boundary.warn": 100,
        "boundary.floor": 60,
        "boundary.window_days": 84,
        "boundary.persistence": 2,
        "boundary.minimum_n": 60,
        "boundary.consequence": "freeze",
        "protocol": "replay",
        "dial.fair": "light",
        "dial.fair.reason": "The data holds no personal attribute; to be raised before any use on patients.",
        "dial.robust": "standard",
        "dial.privacy": "standard",
        "dial.safe": "high",
        "dial.safe.reason": "A wrong no can cost a life.",
        "dial.responsible": "standard",
        "dial.transparent": "standard",
        "owner.sponsor": "Dr. Amara Osei",
        "owner.product": "Lena Brandt",
        "owner.science": "Noah Fischer",
        "owner.risk": "Ines Carvalho",
        "owner.process": "Dr. Yuki Tanaka",
        "owner.oncall": "Noah Fischer",
        "owner.deputy": "Priya Raman",
        "limits": "Screening healthy women; deciding without a clinician.",
        "review_date": (today + timedelta(days=180)).isoformat(),
        **surroundings.breast_cancer(today),
    }


def _rows() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split the 569 cases by a seeded draw into those to build on and 171 kept aside as later cases."""
    from sklearn.datasets import load_breast_cancer

    loaded = load_breast_cancer(as_frame=True)
    frame = loaded.data.rename(columns=lambda name: str(name).replace(" ", "_"))
    frame.insert(0, IDENTIFIER, [f"wdbc-{number:03d}" for number in range(1, len(frame) + 1)])
    frame[TARGET] = np.where(loaded.target == 0, POSITIVE, "benign")
    later = np.random.default_rng(SEED).permutation(len(frame))[:KEPT_ASIDE]
    aside = frame.index.isin(later)
    return frame[~aside].reset_index(drop=True), frame.loc[later].reset_index(drop=True)


def task(frame: pd.DataFrame) -> Task:
    """Say what is predicted from what."""
    features = {name: "numeric" for name in frame.columns if name not in (IDENTIFIER, TARGET)}
    return Task(TARGET, POSITIVE, features, identifier=IDENTIFIER)


def purposes() -> dict[str, str]:
    """Say what each of the 30 measurements is used for."""
    return {
        f"{part}_{name}" if part != "error" else f"{name}_error": f"{MEASURED[name]}; {said}."
        for name in MEASURED
        for part, said in PARTS.items()
    }


def load(store: Store, act: Act, initiative_id: str) -> Dataset:
    """Load the 398 cases to build on into an initiative."""
    built_on, _ = _rows()
    return datasets.add(store, act, initiative_id, "Breast-cancer data, 398 of 569 cases", ORIGIN, built_on)


def is_example(stream: Stream) -> bool:
    """Answer whether the kept-aside cases fit a stream: it was released from the example's data."""
    schema = stream.schema
    return stream.release is not None and schema.label == TARGET and schema.identifier == IDENTIFIER


def later_cases(store: Store, who: Principal, stream: Stream, now: datetime) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score the cases kept aside with the released model; returns cases, and their labels apart.

    They are dated evenly over the 62 days before `now`, the pace of the contract's 1,000 cases a year.

    Raises:
        NotFound: the stream is not that of a release of the example.

    """
    check_work_in(who, stream.initiative_id)
    if not is_example(stream):
        raise NotFound("The cases kept aside belong to the breast-cancer example.")
    _, later = _rows()
    with store.read() as cursor:
        decision = decisions.latest(cursor, stream.initiative_id)
    if decision is None:
        raise Conflict("Nothing has been decided in Build yet.")
    model = load_model(*runs.artefact(store, decision.run_id, decision.champion.key))
    end = now.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    times = [end - timedelta(days=DAYS) * (1 - (i + 1) / len(later)) for i in range(len(later))]
    cases = later.drop(columns=[TARGET])
    cases.insert(1, stream.schema.time, [moment.isoformat(sep=" ", timespec="seconds") for moment in times])
    cases.insert(2, stream.schema.score, score(model, later[list(stream.schema.features)]).round(6))
    return cases, later[[IDENTIFIER, TARGET]]
