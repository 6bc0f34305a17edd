"""The journey on the breast-cancer example, step by step, by the functions the pages call."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd

from data import canvases, contracts, decisions, deliveries, evaluations, gates, initiatives, runs
from data.deliveries import Parcel
from data.demo import breast_cancer
from data.jobs import Job
from data.opening import DATABASE
from data.store import Store
from lifecycle.audit import Act
from lifecycle.build.decision import Decision
from lifecycle.build.review import Review
from lifecycle.contract import Version
from lifecycle.deploy.checks import Outcome, Statement
from lifecycle.deploy.release import Method, Plan
from lifecycle.ids import sha256
from lifecycle.initiative import Initiative, Stream

STAGES = ("signed", "trained", "decided", "released", "monitored")
SEED = 7
ATTESTED = ("code_review", "least_privilege", "users_informed")


def a_job() -> Job:
    """Make a job that nobody watches."""
    return Job("job", "test", "test", "Test", pd.Timestamp.now(tz="UTC").to_pydatetime())


def sign(store: Store, act: Act, initiative: Initiative, reason: str = "") -> Version:
    """Fill in the example's canvas and have it signed by every role."""
    canvases.edit(store, act, initiative.id, breast_cancer.canvas(act.at.date()))
    version = contracts.offer(store, act, initiative.id, reason)
    for role in version.missing_roles:
        name = version.terms.owners[role]
        version = contracts.add_signature(store, act, initiative.id, version.number, role, name)
    return version


def train(store: Store, act: Act, initiative: Initiative) -> runs.Run:
    """Load the example's data and train the candidates."""
    dataset = breast_cancer.load(store, act, initiative.id)
    frame = pd.DataFrame(columns=list(dataset.columns))
    return runs.train(store, act, initiative.id, dataset.id, breast_cancer.task(frame), SEED, a_job())


def decide(store: Store, act: Act, initiative: Initiative, champion: str = "logistic") -> Decision:
    """Record the decision for a candidate at its best threshold."""
    run = runs.latest(store, act.who, initiative.id)
    assert run is not None
    comparison = runs.comparison(store, act.who, run)
    assert comparison is not None
    return decisions.decide(
        store,
        act,
        initiative.id,
        run.id,
        champion,
        comparison.best_threshold(champion),
        reason="It misses fewest for the biopsies it spares.",
        present={"sponsor": "Dr. Amara Osei", "science": "Noah Fischer"},
        review=Review("Priya Raman", "deputy"),
        purposes=breast_cancer.purposes(),
    )


def pass_gate(store: Store, act: Act, initiative: Initiative) -> None:
    """Plan, attest what people attest, and waive what is still open."""
    gates.plan(store, act, initiative.id, Plan(Method.FULL, 1.0, exit_value=300.0, exit_cases=100))
    for check in ATTESTED:
        statement = Statement(check, Outcome.PASS, "Seen and checked.", "Priya Raman", "deputy", act.at)
        gates.state(store, act, initiative.id, statement)
    view = gates.load(store, act.who, initiative.id, act.at)
    assert view is not None
    until = act.at + timedelta(days=30)
    for result in view.gate.blockers:
        waiver = Statement(result.item.key, Outcome.WAIVED, "Small data.", "Ines Carvalho", "risk", act.at, until)
        gates.state(store, act, initiative.id, waiver)


def release(store: Store, act: Act, initiative: Initiative) -> Stream:
    """Release through the gate; returns the stream that was opened."""
    return gates.release(store, act, initiative.id, "Lena Brandt", "Ines Carvalho")[1]


def parcel(frame: pd.DataFrame, origin: str = "test", key: str | None = None) -> Parcel:
    """Make a delivery of a frame."""
    mark = sha256(frame.to_csv(index=False))
    return Parcel(frame, origin, key or mark, mark)


def deliver(store: Store, act: Act, stream: Stream) -> None:
    """Deliver the cases kept aside, their labels later, and evaluate the stream."""
    cases, labels = breast_cancer.later_cases(store, act.who, stream, act.at)
    deliveries.deliver(store, act, stream, parcel(cases))
    deliveries.deliver_labels(store, act, stream, parcel(labels))
    evaluations.evaluate(store, act, stream, a_job())


def make_stages(folder: Path, act: Act) -> dict[str, Path]:
    """Make the journey once, keeping a copy of the store after each stage."""
    home = folder / "journey"
    act = replace(act, at=act.at - timedelta(days=1))
    kept: dict[str, Path] = {}
    store = Store(home, lambda: act.at)
    initiative = initiatives.start(store, act, breast_cancer.NAME)
    stream: Stream | None = None
    for stage in STAGES:
        if stage == "signed":
            sign(store, act, initiative)
        elif stage == "trained":
            train(store, act, initiative)
        elif stage == "decided":
            decide(store, act, initiative)
        elif stage == "released":
            pass_gate(store, act, initiative)
            stream = release(store, act, initiative)
        elif stream is not None:
            deliver(store, act, stream)
        store.close()
        kept[stage] = folder / stage
        kept[stage].mkdir()
        shutil.copy(home / DATABASE, kept[stage] / DATABASE)
        store = Store(home, lambda: act.at)
    store.close()
    return kept
