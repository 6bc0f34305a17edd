"""Plays the telecom demo into the store by the program's own functions, dated back, so that it is alive at once."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from data import (
    canvases,
    contracts,
    datasets,
    decisions,
    deliveries,
    evaluations,
    gates,
    incidents,
    initiatives,
    runs,
)
from data.codec import to_json
from data.deliveries import Parcel
from data.demo import surroundings, telecom
from data.gates import Opening
from data.jobs import Job
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.build.artefact import load_model, score
from lifecycle.build.dataset import Task
from lifecycle.build.review import Review
from lifecycle.build.stakes import of_contract
from lifecycle.build.worker import work
from lifecycle.deploy.checks import Outcome, Statement
from lifecycle.deploy.release import Method, Plan
from lifecycle.ids import sha256
from lifecycle.initiative import Initiative, Stream
from lifecycle.monitor.incident import Step
from lifecycle.monitor.stream import StreamSchema

NAME = "Telecom retention"
TELLER = Principal(id="demo", name="Demo", capability=Capability.OWNER)
CHAMPION = "logistic"
SEED = 26
LABEL_DAYS = 30
FIRST_LOOK = 22
Report = Callable[[float, str], None]
PEOPLE = {
    "sponsor": "Claire Dubois",
    "product": "Tom Becker",
    "science": "Aisha Rahman",
    "risk": "Marco Conti",
    "process": "Sofia Lindqvist",
    "oncall": "Aisha Rahman",
    "deputy": "Jonas Meyer",
}

PURPOSES = {
    "tenure_months": "Newer customers leave more readily.",
    "plan": "Small plans are cheaper to replace.",
    "monthly_fee": "What there is to save elsewhere.",
    "price_step": "A rise is the most frequent reason given for leaving.",
    "data_used": "Who uses little needs the contract less.",
    "support_calls": "Trouble that was not solved.",
    "phone_age_months": "An old phone is a reason to take another contract with a new one.",
    "late_payments": "Contracts that end because of unpaid bills are not worth a call.",
}


def _three(low: float, likely: float, high: float) -> dict[str, float]:
    return {"low": low, "likely": likely, "high": high}


def canvas(review: date) -> dict[str, Any]:
    """Fill in the canvas of the demo."""
    exact = {name: _three(value, value, value) for name, value in (("eligible", 360_000), ("margin", 335))}
    filled = {
        "intent": "Keep customers who would leave by calling the right 30,000 a month, without bothering the loyal.",
        "today": "Agents call the loyalty list: customers with the longest tenure first.",
        "decision": "For each subscriber whose commitment ends soon: call with an offer, or leave alone.",
        "positive": "The subscriber would leave within 30 days.",
        "volume": _three(1_440_000, 1_440_000, 1_440_000),
        "capacity_per_week": 30_000 * 12 / 52,
        "payoff.tp": _three(22, 32, 42),
        "payoff.fp": _three(-5.7, -4.5, -3.8),
        "payoff.fn": _three(0, 0, 0),
        "payoff.tn": _three(0, 0, 0),
        "currency": "EUR",
        "levers": ["revenue"],
        "lever.revenue.eligible": exact["eligible"],
        "lever.revenue.uplift": _three(1.2, 2.4, 3.2),
        "lever.revenue.uplift_today": _three(0.5, 0.9, 1.3),
        "lever.revenue.margin": exact["margin"],
        "lever.revenue.extra_cost": _three(0, 0.1, 0.24),
        "counterfactual": "incumbent",
        "build_cost": 420_000,
        "run_cost": 260_000,
        "boundary.metric": "uplift",
        "boundary.baseline": 0.9,
        "boundary.target": 2.3,
        "boundary.warn": 1.4,
        "boundary.floor": 1.1,
        "boundary.window_days": 28,
        "boundary.persistence": 2,
        "boundary.minimum_n": 3000,
        "boundary.consequence": "review",
        "protocol": "holdout",
        "limits": "Pricing; deciding who may end a contract.",
        "review_date": review.isoformat(),
    }
    dials = ("fair", "robust", "privacy", "safe", "responsible", "transparent")
    filled |= {f"dial.{component}": "standard" for component in dials} | {"dial.fair": "light"}
    filled["dial.fair.reason"] = "No protected attribute is held on subscribers; complaints by region are watched."
    filled |= surroundings.telecom(review)
    return filled | {f"owner.{role}": name for role, name in PEOPLE.items()}


@dataclass(frozen=True)
class Calendar:
    """The days of the story, counted back from the Monday before `now`."""

    now: datetime

    @property
    def release(self) -> datetime:
        """The Monday the first list was called, 26 weeks before."""
        monday = self.now - timedelta(days=self.now.weekday())
        midnight = monday.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(weeks=telecom.WEEKS)

    def act(self, weeks: float, role: str | None = None) -> Act:
        """Act so many weeks after the release (before it, if negative), at nine in the morning."""
        return Act(TELLER, self.release + timedelta(weeks=weeks, hours=9), role)


def seed(store: Store, report: Report, goal: str | None = None) -> Initiative:
    """Tell the whole story; `report(share, what)` says how far it is, `goal` is the key of the goal it serves."""
    calendar = Calendar(store.clock())
    report(0.02, "Demo: the promise")
    initiative = initiatives.start(store, calendar.act(-12), NAME, demo=True)
    _promise(store, calendar, initiative, goal)
    frame = telecom.history()
    report(0.05, "Demo: training candidates")
    run = _train(store, calendar, initiative, frame, lambda share, text: report(0.05 + 0.5 * share, f"Demo: {text}"))
    threshold = _decide(store, calendar, initiative, run.id)
    model = load_model(*runs.artefact(store, run.id, CHAMPION))
    columns = list(run.task.features)
    reference = _reference(calendar, frame, score(model, frame[columns]), threshold)
    stream = _release(store, calendar, initiative, run.task, threshold, reference)
    _play(store, calendar, stream, lambda f: score(model, f[columns]), report)
    return initiative


def _promise(store: Store, calendar: Calendar, initiative: Initiative, goal: str | None) -> None:
    review = (calendar.release + timedelta(weeks=telecom.WEEKS + 6)).date()
    canvases.edit(store, calendar.act(-11), initiative.id, canvas(review) | {"goal": goal})
    version = contracts.offer(store, calendar.act(-10), initiative.id)
    for role in version.missing_roles:
        contracts.add_signature(store, calendar.act(-9.5, role), initiative.id, version.number, role, PEOPLE[role])


def _train(store: Store, calendar: Calendar, initiative: Initiative, frame: pd.DataFrame, report: Report) -> runs.Run:
    """Train in this process: nobody is waiting for a page yet."""
    features = dict.fromkeys(frame.columns[1:-2], "numeric") | {"plan": "categorical"}
    task = Task("left_in_30_days", "1", features, identifier="subscriber", incumbent="on_loyalty_list")
    act = calendar.act(-5)
    name = "Subscribers of last spring (made up)"
    dataset = datasets.add(store, act, initiative.id, name, "made up for the demo", frame)
    with tempfile.TemporaryDirectory(prefix="throughline-demo-") as place:
        folder = Path(place)
        (folder / "data.parquet").write_bytes(datasets.content(store, initiative.id, dataset.id))
        order = to_json({"task": vars(task), "seed": SEED})
        (folder / "task.json").write_text(order, "utf-8")
        with threadpool_limits(1):  # threads wait for each other longer than they work on so few cases
            work(folder, report)
        return runs.keep(store, act, initiative.id, dataset.id, task, SEED, folder)


def _decide(store: Store, calendar: Calendar, initiative: Initiative, run_id: str) -> float:
    with store.read() as cursor:
        run, force = runs.find(cursor, initiative.id, run_id), contracts.current(cursor, initiative.id)
    if force is None:
        raise RuntimeError("the demo's contract is not in force")
    threshold = runs.compare(store, run, of_contract(force.terms)).best_threshold(CHAMPION)
    decisions.decide(
        store,
        calendar.act(-3),
        initiative.id,
        run_id,
        CHAMPION,
        threshold,
        reason="It earns most within the agents' capacity, and everybody in the call centre can follow its weights.",
        dissent="Jonas Meyer would rather have waited for a second season of data.",
        present={role: PEOPLE[role] for role in ("sponsor", "product", "science", "process")},
        review=Review(PEOPLE["deputy"], "deputy"),
        purposes=PURPOSES,
    )
    return threshold


def _release(
    store: Store, calendar: Calendar, initiative: Initiative, task: Task, threshold: float, reference: pd.DataFrame
) -> Stream:
    plan = Plan(Method.FULL, 1.0, exit_value=0.012, exit_cases=20_000)
    gates.plan(store, calendar.act(-1.5, "product"), initiative.id, plan)
    said = {
        "code_review": "Feature code and list job reviewed line by line; two findings, both mended.",
        "least_privilege": "The job's account reads three feeds and writes one table; checked with IT.",
        "users_informed": "All shifts saw a one-hour briefing on what the list cannot know.",
    }
    for check, text in said.items():
        act = calendar.act(-1, "deputy")
        statement = Statement(check, Outcome.PASS, text, PEOPLE["deputy"], "deputy", act.at)
        gates.state(store, act, initiative.id, statement)
    schema = StreamSchema(
        identifier="subscriber",
        time="listed_at",
        score="score",
        label="left_in_30_days",
        features=task.features,
        threshold=threshold,
        action="contacted",
        held_out="held_out",
    )
    act, opening = calendar.act(-0.5), Opening(schema, reference)
    return gates.release(store, act, initiative.id, PEOPLE["product"], PEOPLE["risk"], opening)[1]


def _reference(calendar: Calendar, frame: pd.DataFrame, scores: NDArray[np.float64], threshold: float) -> pd.DataFrame:
    """Take the subscribers the list was built on, as far as they would be listed, to compare later lists with."""
    before = (calendar.release - timedelta(weeks=5)).isoformat()
    rows = frame.assign(listed_at=before, score=scores, contacted=0, held_out=1)
    return rows[scores >= threshold].drop(columns=["on_loyalty_list"]).reset_index(drop=True)


def _play(store: Store, calendar: Calendar, stream: Stream, scores: telecom.Scores, report: Report) -> None:
    """Deliver every week's list on the Monday after it, and its labels once they can be known."""
    known_after = -(-LABEL_DAYS // 7)
    labels: dict[int, pd.DataFrame] = {}
    for week in range(1, telecom.WEEKS + 1):
        report(0.6 + 0.3 * week / telecom.WEEKS, f"Demo: week {week} of {telecom.WEEKS}")
        start = pd.Timestamp((calendar.release + timedelta(weeks=week - 1)).replace(tzinfo=None))
        made = telecom.stream_week(week, scores, stream.schema.threshold, start)
        labels[week] = made.labels
        act = calendar.act(week)
        _deliver(store, act, stream, made.cases, f"week {week}", deliveries.CASES)
        if (ripe := week - known_after) >= 1:
            parcel = _parcel(labels[ripe], f"labels of week {ripe}")
            deliveries.deliver_labels(store, act, stream, parcel)
        if week == FIRST_LOOK:
            evaluations.evaluate(store, act, stream, _silent(act))
            _answer(store, calendar.act(week + 0.2), stream)
    report(0.92, "Demo: looking for drift")
    evaluations.evaluate(store, calendar.act(telecom.WEEKS), stream, _silent(calendar.act(telecom.WEEKS)))


def _answer(store: Store, act: Act, stream: Stream) -> None:
    """Let the one on call take up the incident; it stays open."""
    note = "Uplift fell in the weeks a competitor advertised. Looking at who still accepts the offer."
    for incident in incidents.listing(store, act.who, stream.initiative_id):
        incidents.step(store, act, stream.initiative_id, incident.id, Step(act.at, PEOPLE["oncall"], note))


def _silent(act: Act) -> Job:
    return Job("demo", evaluations.KIND, "demo", "Demo", act.at)


def _deliver(store: Store, act: Act, stream: Stream, frame: pd.DataFrame, what: str, kind: str) -> None:
    deliveries.deliver(store, act, stream, _parcel(frame, what), kind)


def _parcel(frame: pd.DataFrame, what: str) -> Parcel:
    mark = sha256(frame.to_csv(index=False))
    return Parcel(frame, f"demo, {what}", f"demo {what}", mark, "Row", 1)
