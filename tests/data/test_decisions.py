"""Decision records: numbered, frozen with their evidence, and refused where the ground moved meanwhile."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data import audit, canvases, contracts, datasets, decisions, initiatives, runs
from data.codec import plain
from data.demo import breast_cancer
from data.store import Cursor, Saved
from lifecycle.audit import Act
from lifecycle.build.comparison import FIXED
from lifecycle.build.decision import Decision
from lifecycle.build.review import Review
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from lifecycle.guardrails import Evidence, Outcome
from tests import journey
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import actions, chain_problem, change, editor, trail
from tests.data.test_runs import result_of, the_run

PRESENT = {"sponsor": "Dr. Amara Osei", "science": " Noah Fischer ", "risk": "  "}


@pytest.fixture
def trained(at: Callable[[str], Place]) -> Place:
    return at("trained")


def decide(place: Place, champion: str = "logistic", threshold: float = 0.3, **named: Any) -> Decision:
    run = the_run(place)
    given = {"reason": " It misses fewest. ", "present": PRESENT} | named
    return decisions.decide(place.store, Act(OWNER, NOW), place.initiative.id, run.id, champion, threshold, **given)


def refused(place: Place, problem: type[Exception], said: str, work: Callable[[], object]) -> None:
    before = trail(place.store)
    with pytest.raises(problem, match=said):
        work()
    assert trail(place.store) == before
    assert decisions.listing(place.store, OWNER, place.initiative.id) == []


def test_a_decision_is_kept_with_all_it_rests_on(trained: Place) -> None:
    run = the_run(trained)
    made = decide(trained, dissent=" Noah would wait. ")
    force = contracts.load(trained.store, OWNER, trained.initiative.id)[0]
    dataset = datasets.listing(trained.store, OWNER, trained.initiative.id)[0]
    comparison = runs.comparison(trained.store, OWNER, run)
    assert comparison is not None
    assert (made.number, made.run_id, made.decided_at) == (1, run.id, NOW)
    assert (made.contract_version, made.contract_fingerprint) == (1, force.terms.fingerprint())
    assert (made.reason, made.dissent) == ("It misses fewest.", "Noah would wait.")
    assert made.present == {"sponsor": "Dr. Amara Osei", "science": "Noah Fischer"}
    assert replace(made.champion, p_best=None) == comparison.row("logistic", 0.3)
    assert {row.key for row in made.challengers} == set(comparison.rows()) - {"logistic"}
    assert (made.dataset, made.dataset_sha256) == (dataset.name, dataset.sha256)
    assert made.artefact_sha256 == runs.artefact(trained.store, run.id, "logistic")[1]
    assert (made.seed, made.resamples, made.versions) == (run.seed, run.facts.resamples, run.facts.versions)
    assert len({verdict.component for verdict in made.verdicts}) == 6


def test_a_decision_is_read_back_as_it_was_recorded(trained: Place) -> None:
    made = decide(trained)
    who = editor(trained.initiative.id)
    assert decisions.listing(trained.store, who, trained.initiative.id) == [made]
    with trained.store.read() as cursor:
        assert decisions.latest(cursor, trained.initiative.id) == made
    event = audit.recent(trained.store, OWNER)[0]
    assert (event.action, event.subject) == ("decision.recorded", "decision 1")
    assert (event.after["champion"], event.after["threshold"], event.after["contract"]) == ("logistic", 0.3, 1)
    assert chain_problem(trained.store) is None


def test_decisions_are_numbered_and_the_latest_counts(trained: Place) -> None:
    made = [decide(trained, threshold=threshold) for threshold in (0.3, 0.4, 0.3)]
    assert [one.number for one in made] == [1, 2, 3]
    assert decisions.listing(trained.store, OWNER, trained.initiative.id) == made[::-1]
    assert made[0].champion == made[2].champion


def test_before_the_first_decision_there_is_none(trained: Place) -> None:
    assert decisions.listing(trained.store, OWNER, trained.initiative.id) == []
    with trained.store.read() as cursor:
        assert decisions.latest(cursor, trained.initiative.id) is None


@pytest.mark.parametrize("champion", ["nobody", *FIXED])
def test_only_a_trained_candidate_can_be_chosen(trained: Place, champion: str) -> None:
    said = f"'{champion}' is not a trained candidate. Choose one of"
    refused(trained, BadInput, said, lambda: decide(trained, champion))


@pytest.mark.parametrize("threshold", [-0.1, 1.1, 0.3333])
def test_only_a_threshold_that_was_measured_can_be_chosen(trained: Place, threshold: float) -> None:
    refused(trained, BadInput, "is not between 0 and 1 in steps", lambda: decide(trained, threshold=threshold))


def test_a_decision_needs_a_reason_and_a_name(trained: Place) -> None:
    refused(trained, BadInput, "Say in a sentence why", lambda: decide(trained, reason="  "))
    refused(trained, BadInput, "Name at least one person", lambda: decide(trained, present={"sponsor": " "}))


@pytest.mark.parametrize("role", ["science", "deputy", "risk"])
def test_nobody_reviews_their_own_work(trained: Place, role: str) -> None:
    review = Review("noah fischer", role)
    refused(trained, NotAllowed, "Nobody reviews their own work", lambda: decide(trained, review=review))


def test_what_people_state_is_kept_with_the_decision(trained: Place) -> None:
    review, purposes = Review("Ines Carvalho", "risk"), breast_cancer.purposes()
    made = decide(trained, review=review, purposes=purposes, choice="calibration")
    kept = decisions.listing(trained.store, OWNER, trained.initiative.id)[0]
    assert (kept.review, kept.purposes, kept.choice) == (review, purposes, "calibration")
    assert kept == made
    outcomes = {verdict.guardrail: verdict.outcome for verdict in kept.verdicts}
    assert (outcomes["independent_review"], outcomes["purposes"]) == (Outcome.PASS, Outcome.PASS)
    assert audit.recent(trained.store, OWNER)[0].after["review"] == {"name": "Ines Carvalho", "role": "risk"}


def test_without_a_reviewer_or_purposes_a_decision_is_recorded_and_its_guardrails_are_not_kept(trained: Place) -> None:
    made = decide(trained)
    outcomes = {verdict.guardrail: verdict.outcome for verdict in made.verdicts}
    assert (outcomes["independent_review"], outcomes["purposes"]) == (Outcome.FAIL, Outcome.FAIL)
    assert made.review is None


def test_a_choice_there_is_not_is_refused(trained: Place) -> None:
    refused(trained, BadInput, "is no choice between", lambda: decide(trained, choice="both"))


def test_how_the_champion_stands_to_the_others_is_frozen_as_the_room_shows_it(trained: Place) -> None:
    comparison = runs.comparison(trained.store, OWNER, the_run(trained))
    assert comparison is not None
    made = decide(trained)
    at = {row.key: row.threshold for row in (made.champion, *made.challengers) if row.threshold is not None}
    room = {row.key: row.p_best for row in comparison.table(at)}
    assert {row.key: row.p_best for row in (made.champion, *made.challengers)} == pytest.approx(room)
    best = max(made.challengers, key=lambda row: row.value.mid)
    assert made.next_best == best.name
    assert made.over_next == comparison.difference(("logistic", 0.3), (best.key, best.threshold))


LATER = ("review", "purposes", "choice", "ranges", "next_best", "over_next")


def test_a_decision_that_was_stored_before_people_stated_these_still_reads(trained: Place) -> None:
    made = decide(trained)
    body = {name: value for name, value in plain(made).items() if name not in LATER}
    for row in (body["champion"], *body["challengers"]):
        del row["p_best"]
    for verdict in body["verdicts"]:
        for name in ("highest", "n", "interval", "groups"):
            del verdict[name]
    act = Act(OWNER, NOW)
    trained.store.write(change(act, f"UPDATE decision SET body = '{json.dumps(body).replace(chr(39), chr(39) * 2)}'"))
    read = decisions.listing(trained.store, OWNER, trained.initiative.id)[0]
    assert (read.reason, read.review, read.purposes, read.choice, read.ranges) == (made.reason, None, {}, "", None)
    assert (read.next_best, read.over_next, read.champion.p_best) == ("", None, None)
    assert [verdict.outcome for verdict in read.verdicts] == [verdict.outcome for verdict in made.verdicts]


def test_a_decision_needs_a_training_of_this_initiative(trained: Place) -> None:
    act, other = Act(OWNER, NOW), initiatives.start(trained.store, Act(OWNER, NOW), "Another")
    for own, run in ((trained.initiative.id, "nothing"), (other.id, the_run(trained).id)):
        with pytest.raises(NotFound, match="This training is not there"):
            decisions.decide(trained.store, act, own, run, "logistic", 0.3, reason="r", present=PRESENT)


def test_a_decision_needs_a_contract_in_force(trained: Place, tmp_path: Path) -> None:
    act = Act(OWNER, NOW)
    other = initiatives.start(trained.store, act, "Another")
    run = the_run(trained)
    kept = runs.keep(trained.store, act, other.id, run.dataset_id, run.task, 7, result_of(trained, tmp_path))
    with pytest.raises(Conflict, match="No contract is in force yet"):
        decisions.decide(trained.store, act, other.id, kept.id, "logistic", 0.3, reason="r", present=PRESENT)


def amend(place: Place) -> None:
    """Bring a second version of the contract into force."""
    act = Act(OWNER, NOW)
    canvases.edit(place.store, act, place.initiative.id, {"run_cost": 70_000})
    version = contracts.offer(place.store, act, place.initiative.id, "It costs more.")
    for role in version.missing_roles:
        contracts.add_signature(place.store, act, place.initiative.id, 2, role, version.terms.owners[role])


def test_a_decision_under_a_contract_that_changed_meanwhile_is_refused(
    trained: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = trained.store.write

    def write_after_an_amendment(work: Callable[[Cursor], Saved[Any]]) -> Any:
        monkeypatch.setattr(trained.store, "write", real)
        amend(trained)
        return real(work)

    monkeypatch.setattr(trained.store, "write", write_after_an_amendment)
    with pytest.raises(Conflict, match="The contract changed while this was being decided"):
        decide(trained)
    assert decisions.listing(trained.store, OWNER, trained.initiative.id) == []
    assert actions(trained.store)[-1] == "contract.in_force"


def test_a_decision_stays_as_it_was_when_the_contract_changes(trained: Place) -> None:
    made = decide(trained)
    amend(trained)
    assert decisions.listing(trained.store, OWNER, trained.initiative.id) == [made]
    later = decide(trained)
    assert later.contract_version == 2
    assert later.champion.value.mid == pytest.approx(made.champion.value.mid - 10_000)


def test_a_model_file_that_was_changed_cannot_be_decided_for(trained: Place) -> None:
    tampering = "UPDATE artefact SET content = 'other'::BLOB WHERE candidate = 'logistic'"
    trained.store.write(change(Act(OWNER, NOW), tampering))
    refused(trained, BadInput, "its SHA-256 differs. It was not loaded", lambda: decide(trained))
    assert decide(trained, "forest" if "forest" in the_run(trained).facts.names else "boosting").number == 1


def gathered(place: Place, task_of: Callable[[runs.Run], runs.Run]) -> Evidence:
    run = task_of(the_run(place))
    terms = contracts.load(place.store, OWNER, place.initiative.id)[0].terms
    return decisions.gather(place.store, OWNER, run, terms, "logistic", 0.3)


def test_groups_are_compared_where_an_attribute_is_protected(trained: Place) -> None:
    act = Act(OWNER, NOW)
    run = the_run(trained)
    frame = datasets.frame(trained.store, OWNER, trained.initiative.id, run.dataset_id)
    region = ["north" if number % 4 else "south" for number in range(len(frame))]
    dataset = datasets.add(
        trained.store, act, trained.initiative.id, "With regions", "test", frame.assign(region=region)
    )
    evidence = gathered(
        trained, lambda run: replace(run, dataset_id=dataset.id, task=replace(run.task, protected="region"))
    )
    scores = runs.arrays(trained.store, run.id)[0]["scores/logistic"]
    acted = pd.Series(scores >= 0.3).groupby(pd.Series(region)).agg(["size", "sum"])
    assert evidence.groups is not None
    found = {group.group: (group.n, group.acted) for group in evidence.groups}
    assert found == {name: (int(row["size"]), int(row["sum"])) for name, row in acted.iterrows()}


def test_without_a_protected_attribute_no_groups_are_compared(trained: Place) -> None:
    assert gathered(trained, lambda run: run).groups is None


def test_the_example_is_decided_at_the_threshold_that_earns_most(at: Callable[[str], Place]) -> None:
    place = at("decided")
    made = decisions.listing(place.store, OWNER, place.initiative.id)[0]
    comparison = runs.comparison(place.store, OWNER, the_run(place))
    assert comparison is not None
    assert made.champion.key == "logistic"
    assert made.champion.threshold == comparison.best_threshold("logistic")
    assert made.seed == journey.SEED
