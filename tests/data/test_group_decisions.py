"""Decisions with a threshold for each group: only where the contract in force allows them, and frozen with evidence."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from data import audit, datasets, decisions, runs
from data.codec import plain
from data.runs import Run
from data.store import Cursor, Saved
from lifecycle.build.decision import Decision
from lifecycle.build.record_exports import decision_json, read_decision
from lifecycle.errors import BadInput, Conflict, NotAllowed, ThroughlineError
from lifecycle.guardrails import Verdict
from tests.conftest import OWNER, Place
from tests.data.builders import chain_problem, trail
from tests.data.grouped import ACT, REGION, amend, grouped
from tests.data.test_runs import the_run

AT = {"north": 0.35, "south": 0.2}
PRESENT = {"sponsor": "Dr. Amara Osei", "science": "Noah Fischer"}


@pytest.fixture
def place(at: Callable[[str], Place]) -> Place:
    return at("trained")


def decide(place: Place, run: Run, by_group: Mapping[str, float] | None = AT, **named: Any) -> Decision:
    given: dict[str, Any] = {"reason": "It narrows the gap.", "present": PRESENT, "threshold": None} | named
    threshold = given.pop("threshold")
    return decisions.decide(
        place.store, ACT, place.initiative.id, run.id, "logistic", threshold, by_group=by_group, **given
    )


def refused(place: Place, run: Run, problem: type[ThroughlineError], said: str, **named: Any) -> None:
    before = trail(place.store)
    with pytest.raises(problem, match=said):
        decide(place, run, **named)
    assert trail(place.store) == before
    assert decisions.listing(place.store, OWNER, place.initiative.id) == []


def test_without_a_term_in_the_contract_they_are_refused(place: Place) -> None:
    refused(place, grouped(place), NotAllowed, "does not allow different thresholds for groups by 'region'")


def test_where_the_contract_refuses_them_they_are_refused(place: Place) -> None:
    run = grouped(place, answer="refused", why="A court said no")
    refused(place, run, NotAllowed, "A court said no")


def test_a_term_for_another_attribute_allows_nothing(place: Place) -> None:
    run = grouped(place, answer="allowed", attribute="sex")
    refused(place, run, NotAllowed, "It allows them by 'sex'")


def naive(place: Place, run: Run) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Decide case by case; gives label, what is done, and the region of each case."""
    frame = datasets.frame(place.store, OWNER, run.initiative_id, run.dataset_id)
    arrays = runs.arrays(place.store, run.id)[0]
    each = [score >= AT[region] for score, region in zip(arrays["scores/logistic"], frame[REGION], strict=True)]
    return arrays["label"], np.array(each), list(frame[REGION])


def found(made: Decision, guardrail: str) -> Verdict:
    return next(verdict for verdict in made.verdicts if verdict.guardrail == guardrail)


def test_they_are_frozen_with_value_guardrails_and_who_allowed_them(place: Place) -> None:
    run = grouped(place, answer="allowed")
    made = decide(place, run)
    label, did, region = naive(place, run)
    comparison = runs.comparison(place.store, OWNER, run)
    assert comparison is not None
    tp, fp, fn, tn = comparison.payoffs[0]
    total = np.where(did, np.where(label, tp, fp), np.where(label, fn, tn)).sum()
    worth = comparison.volume[0] * total / len(label) - comparison.stakes.run_cost
    assert made.champion.key == "logistic"
    assert made.champion.name == run.facts.names["logistic"]
    assert made.champion.threshold is None
    assert made.champion.value.mid == pytest.approx(worth)
    assert made.champion.value.low < worth < made.champion.value.high
    assert made.champion.measures["recall"].mid == pytest.approx(did[label].mean())  # type: ignore[union-attr]
    assert made.by_group is not None
    assert made.by_group.thresholds() == AT
    assert made.by_group.attribute == REGION
    assert made.by_group.term.by == "Ruth Adler, legal"
    rates = {name: did[np.array(region) == name].mean() for name in AT}
    ratio = min(rates.values()) / max(rates.values())
    assert found(made, "selection_ratio").value == pytest.approx(ratio)
    assert found(made, "selection_ratio").interval is not None
    held = {one.guardrail: one for one in made.by_group.limits}
    assert held["selection_ratio"].reached == pytest.approx(ratio)
    assert held["selection_ratio"].limit == 0.8
    assert {one.key for one in made.challengers} == set(comparison.rows()) - {"logistic"}
    assert sum(row.p_best or 0 for row in (made.champion, *made.challengers)) == pytest.approx(1)
    best = max(made.challengers, key=lambda one: one.value.mid)
    assert made.over_next is not None
    assert made.next_best == best.name
    assert made.over_next.more.mid == pytest.approx(worth - best.value.mid)


def test_cases_that_flip_do_so_at_the_threshold_of_their_group(place: Place) -> None:
    run = grouped(place, answer="allowed")
    arrays, (_, did, region) = runs.arrays(place.store, run.id)[0], naive(place, run)
    again = arrays["retrained/logistic"]
    each = np.array([AT[name] for name in region])
    known = ~np.isnan(again)
    assert decide(place, run).flips == pytest.approx(((again >= each) != did)[known].mean())


def test_one_threshold_given_to_every_group_is_worth_what_one_for_all_is(place: Place) -> None:
    run = grouped(place, answer="allowed")
    split = decide(place, run, dict.fromkeys(AT, 0.3))
    one = decide(place, run, None, threshold=0.3)
    assert split.champion.value == one.champion.value
    assert split.champion.p_best == one.champion.p_best
    assert (split.next_best, split.over_next) == (one.next_best, one.over_next)
    assert split.over_rule == one.over_rule
    assert split.flips == one.flips
    named = {verdict.guardrail: verdict for verdict in split.verdicts}
    assert all(named[verdict.guardrail] == verdict for verdict in one.verdicts)


def test_they_are_read_back_told_in_the_trail_and_exported_without_loss(place: Place) -> None:
    run = grouped(place, answer="allowed")
    made = decide(place, run)
    assert decisions.listing(place.store, OWNER, place.initiative.id) == [made]
    assert read_decision(decision_json("Triage", made)) == made
    event = audit.recent(place.store, OWNER)[0]
    assert event.action == "decision.recorded"
    assert event.after["threshold"] == {REGION: AT}
    assert chain_problem(place.store) is None
    assert plain(made)["by_group"]["groups"][0]["group"] == "north"


@pytest.mark.parametrize("answer", [None, "refused"])
def test_an_amendment_while_it_is_decided_is_noticed_at_the_save(
    place: Place, answer: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = grouped(place, answer="allowed")
    real = place.store.write

    def write_after_an_amendment(work: Callable[[Cursor], Saved[Any]]) -> Any:
        monkeypatch.setattr(place.store, "write", real)
        amend(place.store, place.initiative.id, **({"answer": answer} if answer else {}))
        return real(work)

    monkeypatch.setattr(place.store, "write", write_after_an_amendment)
    with pytest.raises(Conflict, match="The contract changed while this was being decided"):
        decide(place, run)
    assert decisions.listing(place.store, OWNER, place.initiative.id) == []


def test_the_rule_is_asked_again_inside_the_writer(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    run = grouped(place, answer="allowed")
    asked = []
    monkeypatch.setattr(decisions, "check_split", lambda terms, attribute: asked.append((terms, attribute)))
    decide(place, run)
    assert [attribute for _, attribute in asked] == [REGION]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"by_group": {"north": 0.3}}, "Each group needs a threshold: the data has north, south"),
        ({"by_group": AT | {"south": 0.123456}}, "The group 'south'"),
        ({"threshold": 0.3}, "from one threshold, or from one for each group: give either"),
        ({"by_group": None}, "give either"),
    ],
)
def test_what_was_not_measured_is_refused(place: Place, named: dict[str, Any], said: str) -> None:
    refused(place, grouped(place, answer="allowed"), BadInput, said, **named)


def test_without_a_protected_attribute_there_are_no_groups(place: Place) -> None:
    grouped(place, answer="allowed")
    first = next(iter(runs_of(place)))
    refused(place, first, BadInput, "there are no groups to give thresholds to")


def runs_of(place: Place) -> list[Run]:
    """List the trainings, the first one first."""
    with place.store.read() as cursor:
        ids = [row[0] for row in cursor.execute("SELECT id FROM run ORDER BY trained_at, id").fetchall()]
        return [runs.find(cursor, place.initiative.id, run_id) for run_id in ids]


def test_the_latest_training_is_the_one_with_regions(place: Place) -> None:
    assert grouped(place, answer="allowed").id == the_run(place).id
