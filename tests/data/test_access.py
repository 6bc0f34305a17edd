"""Who may not, may not: every save is refused at the save, every load at the load, and nothing is recorded."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest

from data import (
    audit,
    backups,
    canvases,
    contracts,
    datasets,
    decisions,
    deliveries,
    evaluations,
    explanations,
    gates,
    grants,
    incidents,
    initiatives,
    kind_decisions,
    lenses,
    overview,
    refits,
    runs,
    streams,
    workshops,
)
from data.demo import breast_cancer
from data.opening import DATABASE
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal
from lifecycle.audit import Act
from lifecycle.build.regression import Adjustment
from lifecycle.deploy.checks import Outcome, Statement
from lifecycle.deploy.release import Method, Plan
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.errors import NotAllowed
from lifecycle.ids import new_id
from lifecycle.initiative import Initiative, Stream
from lifecycle.monitor.incident import Step
from lifecycle.tally import Tally
from tests import journey
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import SCHEMA, a_job, cases, chain_problem, contents, editor, parcel, strangers, trail, weekly
from tests.data.test_run_stakes import kept
from tests.data.test_runs import result_of
from tests.lifecycle.build import kind_samples

PEOPLE = list(strangers(""))
ACT = Act(OWNER, NOW)


@dataclass(frozen=True)
class Field:
    """A store in which everything there is can be changed, and what is in it."""

    store: Store
    own: Initiative
    stream: Stream
    run: runs.Run
    incident: str
    grant: str
    forecasts: runs.Run
    backup: Path
    folder: Path
    workshop: str

    @property
    def labels(self) -> pd.DataFrame:
        identifier, label = self.stream.schema.identifier, self.stream.schema.label
        return pd.DataFrame({identifier: ["n0"], label: ["benign"]})

    def later(self, prefix: str) -> pd.DataFrame:
        frame, _ = breast_cancer.later_cases(self.store, OWNER, self.stream, NOW)
        return frame.assign(**{self.stream.schema.identifier: [f"{prefix}{n}" for n in range(len(frame))]})


def laid_out(store: Store, folder: Path) -> Field:
    """Lay out a store of a monitored release: a waiting version, an open gate, an open incident, a grant, a backup."""
    own = initiatives.listing(store, OWNER)[0]
    stream = streams.listing(store, OWNER, own.id)[0]
    run = runs.latest(store, OWNER, own.id)
    assert run is not None
    canvases.edit(store, ACT, own.id, {"run_cost": 70_000})
    contracts.offer(store, ACT, own.id, "It costs more.")
    canvases.edit(store, ACT, own.id, {"run_cost": 80_000})
    journey.decide(store, ACT, own)
    journey.pass_gate(store, ACT, own)

    def signal(cursor: Cursor) -> Saved[None]:
        found = weekly([Tally(fn=20)] * 20)
        versions = contracts.versions(cursor, own.id)
        return Saved(None, incidents.open_on_signal(cursor, ACT, replace(stream, id="another"), found, versions))

    store.write(signal)
    incident = next(one.id for one in incidents.listing(store, OWNER, own.id) if one.stream_id == "another")
    grant, _ = grants.make_link(store, ACT, own.id, "The board", 14)
    (folder / "forecasts").mkdir()
    forecasts = kept(store, ACT, own, folder / "forecasts", kind_samples.AMOUNT)
    result_of(Place(store, own), folder)
    backup = backups.make(store, ACT)
    workshop = workshops.open_workshop(store, ACT, own.id, "Triage", default_agenda())
    return Field(store, own, stream, run, incident, grant.id, forecasts, backup.path, folder, workshop.id)


@pytest.fixture(scope="module")
def shared(stages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    """A store that nobody in these tests may change; one is enough for all of them."""
    home = tmp_path_factory.mktemp("access") / "home"
    home.mkdir()
    shutil.copy(stages["monitored"] / DATABASE, home / DATABASE)
    store = Store(home, lambda: NOW)
    yield laid_out(store, tmp_path_factory.mktemp("result"))
    store.close()


Write = Callable[[Field, Act], Any]


def statement(check: str) -> Statement:
    return Statement(check, Outcome.PASS, "Seen.", "Priya Raman", "deputy", NOW)


SAVES: dict[str, Write] = {
    "initiatives.start": lambda f, act: initiatives.start(f.store, act, "New"),
    "canvases.edit": lambda f, act: canvases.edit(f.store, act, f.own.id, {"run_cost": 1}),
    "canvases.undo": lambda f, act: canvases.undo(f.store, act, f.own.id),
    "contracts.add_signature": lambda f, act: contracts.add_signature(f.store, act, f.own.id, 2, "sponsor", "Ada"),
    "contracts.withdraw": lambda f, act: contracts.withdraw(f.store, act, f.own.id, 2),
    "contracts.offer": lambda f, act: contracts.offer(f.store, act, f.own.id, "Once more."),
    "datasets.add": lambda f, act: datasets.add(f.store, act, f.own.id, "D", "x", pd.DataFrame({"a": [1]})),
    "breast_cancer.load": lambda f, act: breast_cancer.load(f.store, act, f.own.id),
    "explanations.compute": lambda f, act: explanations.compute(f.store, act, f.run, "logistic", a_job()),
    "refits.compute": lambda f, act: refits.compute(f.store, act, f.run, "rule", a_job()),
    "runs.train": lambda f, act: runs.train(f.store, act, f.own.id, f.run.dataset_id, f.run.task, 7, a_job()),
    "runs.keep": lambda f, act: runs.keep(f.store, act, f.own.id, f.run.dataset_id, f.run.task, 7, f.folder),
    "gates.plan": lambda f, act: gates.plan(f.store, act, f.own.id, Plan(Method.FULL, 1.0, 300.0, 100)),
    "gates.state": lambda f, act: gates.state(f.store, act, f.own.id, statement("code_review")),
    "gates.release": lambda f, act: gates.release(f.store, act, f.own.id, "Lena Brandt", "Ines Carvalho"),
    "decisions.decide": lambda f, act: decisions.decide(
        f.store, act, f.own.id, f.run.id, "logistic", 0.3, reason="r", present={"sponsor": "Ada"}
    ),
    "kind_decisions.decide": lambda f, act: kind_decisions.decide(
        f.store, act, f.own.id, f.forecasts.id, "ridge", Adjustment(), 0, reason="r", present={"sponsor": "Ada"}
    ),
    "streams.open_stream": lambda f, act: streams.open_stream(f.store, act, f.own.id, "New", SCHEMA),
    "streams.open_with_initiative": lambda f, act: streams.open_with_initiative(f.store, act, "New", SCHEMA),
    "deliveries.deliver": lambda f, act: deliveries.deliver(f.store, act, f.stream, parcel(f.later("n"))),
    "deliveries.deliver of a reference": lambda f, act: deliveries.deliver(
        f.store, act, f.stream, parcel(f.later("r")), deliveries.REFERENCE
    ),
    "deliveries.deliver_labels": lambda f, act: deliveries.deliver_labels(f.store, act, f.stream, parcel(f.labels)),
    "deliveries.open_with": lambda f, act: deliveries.open_with(
        f.store, act, f.own.id, "New", SCHEMA, parcel(cases(3)), deliveries.CASES
    ),
    "deliveries.open_with a new initiative": lambda f, act: deliveries.open_with(
        f.store, act, None, "New", SCHEMA, parcel(cases(3)), deliveries.CASES
    ),
    "incidents.step": lambda f, act: incidents.step(f.store, act, f.own.id, f.incident, Step(NOW, "Noah", "Looked.")),
    "grants.make_link": lambda f, act: grants.make_link(f.store, act, f.own.id, "The board", 14),
    "grants.make_sending_token": lambda f, act: grants.make_sending_token(f.store, act, f.stream.slug, "Feed", 14),
    "grants.revoke": lambda f, act: grants.revoke(f.store, act, f.grant),
    "workshops.open_workshop": lambda f, act: workshops.open_workshop(f.store, act, f.own.id, "T", default_agenda()),
    "workshops.write": lambda f, act: workshops.write(
        f.store, act, f.workshop, FACILITATOR, Kind.PARKED, {"item": new_id(), "text": "Later"}
    ),
    "backups.make": lambda f, act: backups.make(f.store, act),
    "backups.restore": lambda f, act: backups.restore(f.store, act, f.backup),
}
OF_OWNERS_ALONE = {name for name in SAVES if name.startswith(("grants.", "backups."))}
TAKE_A_WHILE = {"runs.train", "explanations.compute", "refits.compute", "backups.make", "backups.restore"}
OF_THE_PORTFOLIO = {"initiatives.start", "streams.open_with_initiative", "deliveries.open_with a new initiative"}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("save", SAVES)
def test_who_may_not_save_changes_nothing(shared: Field, save: str, person: str) -> None:
    before = trail(shared.store)
    backed_up = sorted(shared.backup.parent.iterdir())
    with pytest.raises(NotAllowed):
        SAVES[save](shared, Act(strangers(shared.own.id)[person], NOW))
    assert trail(shared.store) == before
    assert sorted(shared.backup.parent.iterdir()) == backed_up


@pytest.mark.parametrize("save", sorted(OF_OWNERS_ALONE | OF_THE_PORTFOLIO))
def test_an_editor_of_this_initiative_does_not_do_what_owners_do(shared: Field, save: str) -> None:
    before = trail(shared.store)
    with pytest.raises(NotAllowed):
        SAVES[save](shared, Act(editor(shared.own.id), NOW))
    assert trail(shared.store) == before


@dataclass
class Losing:
    """Somebody who is the owner until something is to be saved, and nobody in particular from then on."""

    who: Principal = OWNER
    at: datetime = NOW
    role: str | None = None
    reason: str | None = None


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("save", sorted(set(SAVES) - TAKE_A_WHILE))
def test_who_loses_access_before_the_save_is_refused_at_the_save(
    shared: Field, save: str, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    act, real = Losing(), shared.store.write

    def write(change: Callable[[Cursor], Saved[Any]]) -> Any:
        act.who = strangers(shared.own.id)[person]
        return real(change)

    monkeypatch.setattr(shared.store, "write", write)
    before = trail(shared.store)
    with pytest.raises(NotAllowed):
        SAVES[save](shared, cast(Act, act))
    assert act.who is not OWNER
    assert trail(shared.store) == before


def test_all_those_refusals_left_the_store_as_it_was(shared: Field) -> None:
    before = contents(shared.store)
    for person in PEOPLE:
        for save in SAVES.values():
            with pytest.raises(NotAllowed):
                save(shared, Act(strangers(shared.own.id)[person], NOW))
    assert contents(shared.store) == before


def test_the_owner_may_do_every_one_of_them(stages: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "result").mkdir()
    shutil.copy(stages["monitored"] / DATABASE, tmp_path / "home" / DATABASE)
    store = Store(tmp_path / "home", lambda: NOW)
    field = laid_out(store, tmp_path / "result")
    for name, save in SAVES.items():
        if name != "runs.train":
            before = trail(store)
            save(field, ACT)
            assert trail(store) != before, name
    assert chain_problem(store) is None
    store.close()


Read = Callable[[Field, Principal], Any]
LOADS: dict[str, Read] = {
    "initiatives.listing": lambda f, who: initiatives.listing(f.store, who),
    "initiatives.by_slug": lambda f, who: initiatives.by_slug(f.store, who, f.own.slug),
    "canvases.load": lambda f, who: canvases.load(f.store, who, f.own.id),
    "contracts.load": lambda f, who: contracts.load(f.store, who, f.own.id),
    "datasets.listing": lambda f, who: datasets.listing(f.store, who, f.own.id),
    "datasets.frame": lambda f, who: datasets.frame(f.store, who, f.own.id, f.run.dataset_id),
    "runs.latest": lambda f, who: runs.latest(f.store, who, f.own.id),
    "runs.comparison": lambda f, who: runs.comparison(f.store, who, f.run),
    "lenses.columns": lambda f, who: lenses.columns(f.store, who, f.run),
    "lenses.parts_of": lambda f, who: lenses.parts_of(f.store, who, f.run, "worst_area"),
    "explanations.load": lambda f, who: explanations.load(f.store, who, f.run, "logistic"),
    "refits.load": lambda f, who: refits.load(f.store, who, f.run, "rule"),
    "decisions.listing": lambda f, who: decisions.listing(f.store, who, f.own.id),
    "kind_decisions.listing": lambda f, who: kind_decisions.listing(f.store, who, f.own.id),
    "gates.why_closed": lambda f, who: gates.why_closed(f.store, who, f.own.id),
    "gates.load": lambda f, who: gates.load(f.store, who, f.own.id, NOW),
    "streams.listing": lambda f, who: streams.listing(f.store, who, f.own.id),
    "streams.by_name": lambda f, who: streams.by_name(f.store, who, f.stream.slug),
    "deliveries.deliveries": lambda f, who: deliveries.deliveries(f.store, who, f.stream),
    "breast_cancer.later_cases": lambda f, who: breast_cancer.later_cases(f.store, who, f.stream, NOW),
    "evaluations.load": lambda f, who: evaluations.load(f.store, who, f.stream),
    "incidents.listing": lambda f, who: incidents.listing(f.store, who, f.own.id),
    "overview.load": lambda f, who: overview.load(f.store, who, f.own),
    "overview.load_all": lambda f, who: overview.load_all(f.store, who),
    "workshops.of_initiative": lambda f, who: workshops.of_initiative(f.store, who, f.own.id),
    "workshops.entries": lambda f, who: workshops.entries(f.store, who, f.workshop),
    "workshops.export": lambda f, who: workshops.export(f.store, who, f.workshop),
    "workshops.fields_of": lambda f, who: workshops.fields_of(f.store, who, f.workshop, "problem"),
    "audit.recent of one": lambda f, who: audit.recent(f.store, who, f.own.id),
    "audit.recent of all": lambda f, who: audit.recent(f.store, who),
    "grants.listing": lambda f, who: grants.listing(f.store, who, f.own.id),
    "backups.check": lambda f, who: backups.check(f.store, who),
    "backups.listing": lambda f, who: backups.listing(f.store, who),
}
LOADS_OF_ALL = {
    "initiatives.listing",
    "overview.load_all",
    "audit.recent of all",
    "grants.listing",
    "backups.check",
    "backups.listing",
}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("load", LOADS)
def test_who_may_not_work_here_reads_nothing(shared: Field, load: str, person: str) -> None:
    with pytest.raises(NotAllowed):
        LOADS[load](shared, strangers(shared.own.id)[person])


@pytest.mark.parametrize("load", LOADS)
def test_an_editor_reads_what_is_of_this_initiative_and_the_owner_reads_all(shared: Field, load: str) -> None:
    LOADS[load](shared, OWNER)
    if load in LOADS_OF_ALL:
        with pytest.raises(NotAllowed):
            LOADS[load](shared, editor(shared.own.id))
    else:
        LOADS[load](shared, editor(shared.own.id))


def test_a_viewer_reads_the_leadership_page_of_its_own_initiative_alone(shared: Field) -> None:
    viewer = strangers(shared.own.id)["viewer"]
    facts = overview.load_for_leadership(shared.store, viewer, shared.own.id)
    assert facts == overview.load(shared.store, OWNER, shared.own)
    assert initiatives.for_leadership(shared.store, viewer, shared.own.id) == shared.own
    stranger = strangers("another initiative")["viewer"]
    for load in (overview.load_for_leadership, initiatives.for_leadership):
        with pytest.raises(NotAllowed):
            load(shared.store, stranger, shared.own.id)


def test_a_token_of_this_stream_sends_and_does_nothing_else(shared: Field) -> None:
    token = replace(strangers(shared.own.id)["token of another stream"], stream_id=shared.stream.id)
    assert streams.by_name(shared.store, token, shared.stream.slug) == shared.stream
    before = trail(shared.store)
    for name, save in SAVES.items():
        if not name.startswith("deliveries.deliver"):
            with pytest.raises(NotAllowed):
                save(shared, Act(token, NOW))
    for name, load in LOADS.items():
        if name != "streams.by_name":
            with pytest.raises(NotAllowed):
                load(shared, token)
    assert trail(shared.store) == before
