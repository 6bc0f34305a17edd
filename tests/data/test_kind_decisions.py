"""Decisions about forecasts and classes: numbered, frozen with their evidence, refused where the ground moved."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data import (
    audit,
    canvases,
    contracts,
    datasets,
    decision_records,
    gates,
    kind_decisions,
    kind_groups,
    lenses,
    overview,
    run_stakes,
)
from data.kind_comparisons import choices, forecasts
from data.runs import Run
from data.store import Cursor, Saved, Store
from lifecycle.audit import Act
from lifecycle.build import group_measures, regression
from lifecycle.build.dataset import Task
from lifecycle.build.kind_decision import KindDecision
from lifecycle.build.kind_exports import kind_decision_json, read_kind_decision
from lifecycle.build.multiclass import MatrixStakes
from lifecycle.build.multiclass import decide as decide_classes
from lifecycle.build.regression import Adjustment, UnitStakes
from lifecycle.build.review import Review
from lifecycle.errors import BadInput, Conflict, NotAllowed
from lifecycle.facts import Phase, phase, states
from lifecycle.guardrails import Outcome, Verdict, asked
from lifecycle.initiative import Initiative
from tests import journey
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import actions, chain_problem, change, trail
from tests.data.test_run_stakes import kept
from tests.data.test_runs import the_run
from tests.lifecycle.build import kind_samples

UNITS = UnitStakes(1.0, 3.0, 1000.0, "GBP", 40.0)
MATRIX = MatrixStakes(((5.0, 0.0, 0.0), (0.0, 6.0, 0.0), (-9.0, 0.0, 7.0)), 500.0)
LARGER = Adjustment("factor", 1.1)
PRESENT = {"sponsor": "Dr. Amara Osei", "science": " Noah Fischer ", "risk": " "}
ANY = {"artefact_hash", "ownership", "identifiers", "model_card", "purposes", "independent_review", "out_of_range"} | {
    "lift_over_rule"
}
Made = Callable[[Task], Run]


@pytest.fixture
def trained(store: Store, act: Act, initiative: Initiative, tmp_path: Path) -> Made:
    """Sign a contract and train the quick candidates."""

    def make(task: Task) -> Run:
        journey.sign(store, act, initiative)
        return kept(store, act, initiative, tmp_path, task)

    return make


def decide(store: Store, run: Run, **named: Any) -> KindDecision:
    given: dict[str, Any] = {"champion": "ridge", "how": LARGER, "revision": 0, "reason": " Off least. "}
    given |= {"present": PRESENT} | named
    return kind_decisions.decide(store, Act(OWNER, NOW), run.initiative_id, run.id, **given)


def refused(store: Store, run: Run, problem: type[Exception], said: str, **named: Any) -> None:
    before = trail(store)
    with pytest.raises(problem, match=said):
        decide(store, run, **named)
    assert trail(store) == before
    assert kind_decisions.listing(store, OWNER, run.initiative_id) == []


def test_a_forecast_is_recorded_with_all_it_rests_on(store: Store, act: Act, trained: Made) -> None:
    run = trained(replace(kind_samples.AMOUNT, incumbent="plan"))
    run_stakes.set_stakes(store, act, run, UNITS)
    review = Review("Priya Raman", "deputy")
    made = decide(store, run, revision=1, dissent=" Wait. ", review=review, purposes={"size": " Drives it. "})
    force = contracts.load(store, OWNER, run.initiative_id)[0]
    data = datasets.listing(store, OWNER, run.initiative_id)[0]
    assert (made.number, made.run_id, made.kind, made.decided_at) == (1, run.id, "regression", NOW)
    assert (made.contract_version, made.contract_fingerprint) == (1, force.terms.fingerprint())
    assert (made.stakes, made.stakes_assumed, made.how) == (UNITS, False, LARGER)
    assert (made.reason, made.dissent, made.review) == ("Off least.", "Wait.", review)
    assert made.present == {"sponsor": "Dr. Amara Osei", "science": "Noah Fischer"}
    assert (made.dataset, made.dataset_sha256) == (data.name, data.sha256)
    assert made.artefact_sha256 == next(c.sha256 for c in run.facts.candidates if c.key == "ridge") != ""
    assert (made.seed, made.resamples, made.versions) == (run.seed, run.facts.resamples, run.facts.versions)
    assert (made.split.way, made.split.cases) == (run.facts.split, 240)
    assert made.purposes == {"size": "Drives it.", "site": ""}
    assert {row.key for row in made.challengers} == {"rule", "mean", "constant", "incumbent"}
    assert made.reference == "Today's forecast"


def test_the_value_of_a_forecast_is_that_of_a_plain_loop(store: Store, act: Act, trained: Made) -> None:
    run = trained(kind_samples.AMOUNT)
    run_stakes.set_stakes(store, act, run, UNITS)
    made = decide(store, run, revision=1)
    arrays = run_stakes.arrays(store, OWNER, run)
    truth = arrays["label"]

    def cost(forecast: np.ndarray) -> float:
        each = [UNITS.over * (f - y) if f > y else UNITS.under * (y - f) for f, y in zip(forecast, truth, strict=True)]
        return UNITS.volume * sum(each) / len(each)

    saved = cost(arrays["scores/mean"]) - cost(arrays["scores/ridge"] * 1.1) - UNITS.run_cost
    assert made.champion.value.mid == pytest.approx(saved)
    rmse = made.champion.measures["rmse"]
    assert rmse is not None
    assert rmse.mid == pytest.approx(float(np.sqrt(np.mean((arrays["scores/ridge"] * 1.1 - truth) ** 2))))


def test_a_choice_between_classes_is_recorded(store: Store, act: Act, trained: Made) -> None:
    run = trained(replace(kind_samples.TIER, incumbent="guess"))
    run_stakes.set_stakes(store, act, run, MATRIX)
    made = decide(store, run, champion="logistic", how="payoff", revision=1)
    assert (made.kind, made.how, made.stakes, made.classes) == ("multiclass", "payoff", MATRIX, ("low", "mid", "top*"))
    found = choices(store, OWNER, run, MATRIX, "payoff")
    assert made.champion == next(row for row in found.rows() if row.key == "logistic")
    assert {row.key for row in made.challengers} == {"rule", "always/0", "always/1", "always/2", "incumbent"}
    assert set(made.champion.measures) == {"micro_f1", "macro_f1", "balanced_accuracy", "log_loss"}
    assert kind_decisions.listing(store, OWNER, run.initiative_id) == [made]


@pytest.mark.parametrize(("task", "champion", "how"), [(kind_samples.AMOUNT, "ridge", LARGER)])
def test_a_decision_is_read_back_and_told_once(
    store: Store, trained: Made, task: Task, champion: str, how: Adjustment
) -> None:
    run = trained(task)
    made = decide(store, run, champion=champion, how=how)
    assert made.stakes_assumed
    assert kind_decisions.listing(store, OWNER, run.initiative_id) == [made]
    with store.read() as cursor:
        assert kind_decisions.latest(cursor, run.initiative_id) == made
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.subject) == ("decision.recorded", "decision 1")
    assert (event.after["champion"], event.after["how"]) == ("ridge", {"way": "factor", "amount": 1.1})
    assert chain_problem(store) is None


def test_guardrails_for_any_kind_are_judged_and_the_others_say_why_not(store: Store, trained: Made) -> None:
    run = trained(kind_samples.AMOUNT)
    purposes = dict.fromkeys(run.task.features, "Drives it.")
    made = decide(store, run, review=Review("Ines Carvalho", "risk"), purposes=purposes)
    judged = {verdict.guardrail: verdict for verdict in made.verdicts}
    assert set(judged) == set(asked("regression"))
    assert {key for key, verdict in judged.items() if verdict.outcome is Outcome.PASS} == ANY
    groups = {"group_error_ratio", "group_bias_gap", "group_enough_gap", "proxy"}
    for key in groups:
        assert judged[key].sentence.startswith("No protected attribute was named")
    assert judged["smallest_cell"].sentence == "The decision shows no numbers of groups or slices."
    assert judged["retraining_flips"].sentence == "A forecast is a number, not a decision that could flip."
    for key in set(judged) - ANY - groups - {"smallest_cell", "retraining_flips"}:
        assert judged[key].outcome is Outcome.NOT_APPLICABLE
        assert judged[key].sentence == "It is defined for yes/no decisions; here a quantity is predicted."
    bare = {verdict.guardrail: verdict.outcome for verdict in decide(store, run).verdicts}
    assert (bare["purposes"], bare["independent_review"]) == (Outcome.FAIL, Outcome.FAIL)


NUMERIC = replace(kind_samples.AMOUNT, features={"size": "numeric", "plan": "numeric"}, protected="site")
GROUPED = replace(kind_samples.TIER, features={"size": "numeric", "plan": "numeric"}, protected="site")


def of_groups(made: KindDecision) -> dict[str, Verdict]:
    return {verdict.guardrail: verdict for verdict in made.verdicts if verdict.groups}


def test_groups_of_a_forecast_are_frozen_as_a_plain_loop_finds_them(store: Store, trained: Made) -> None:
    run = trained(NUMERIC)
    made = decide(store, run)
    frame, arrays = kind_samples.frame(), run_stakes.arrays(store, OWNER, run)
    gap = arrays["scores/ridge"] * 1.1 - arrays["label"]
    sizes = {site: float(np.abs(gap[frame["site"] == site]).mean()) for site in ("north", "south")}
    ratio = of_groups(made)["group_error_ratio"]
    assert ratio.value == pytest.approx(max(sizes.values()) / min(sizes.values()))
    assert {row.group: (row.n, row.value) for row in ratio.groups} == {
        site: ((frame["site"] == site).sum(), pytest.approx(size)) for site, size in sizes.items()
    }
    assert ratio.interval is not None
    assert ratio.interval.low < ratio.value < ratio.interval.high
    assert ratio.outcome is Outcome.REPORTED, "the contract's dial is light"
    assert {"group_error_ratio", "group_bias_gap", "group_enough_gap", "proxy"} == set(of_groups(made))
    smallest = next(verdict for verdict in made.verdicts if verdict.guardrail == "smallest_cell")
    assert smallest.value == frame["site"].value_counts().min()
    assert read_kind_decision(kind_decision_json("Kinds", made)) == made
    assert kind_decisions.listing(store, OWNER, run.initiative_id) == [made]


def test_groups_of_decided_classes_are_frozen(store: Store, act: Act, trained: Made) -> None:
    run = trained(GROUPED)
    run_stakes.set_stakes(store, act, run, MATRIX)
    made = decide(store, run, champion="logistic", how="payoff", revision=1)
    frame, found = kind_samples.frame(), choices(store, OWNER, run, MATRIX, "payoff")
    right = found.decided["logistic"] == found.truth
    accuracy = [right[frame["site"] == site].mean() for site in ("north", "south")]
    judged = {verdict.guardrail: verdict for verdict in made.verdicts}
    arrays = run_stakes.arrays(store, OWNER, run)
    again = np.isfinite(arrays["retrained/logistic"]).all(axis=1)
    assert 0 < again.sum() < len(again)
    each = [decide_classes(arrays[f"{name}/logistic"][again], MATRIX, "payoff") for name in ("scores", "retrained")]
    assert judged["retraining_flips"].value == pytest.approx(np.mean(each[0] != each[1]))
    assert judged["retraining_flips"].n == again.sum()
    assert of_groups(made)["group_accuracy_gap"].value == pytest.approx(max(accuracy) - min(accuracy))
    recall = of_groups(made)["group_recall_gap"]
    assert len(recall.groups) == 6
    assert {"group_accuracy_gap", "group_recall_gap", "proxy"} == set(of_groups(made))


def test_groups_follow_the_adjustment_and_the_part_that_is_looked_at(store: Store, trained: Made) -> None:
    run = trained(NUMERIC)
    compared = forecasts(store, OWNER, run, UNITS, "factor")
    moved = regression.moved(compared, "ridge", Adjustment("factor", 1.5), run.seed)
    as_is = kind_groups.groups(store, OWNER, run, compared, "ridge", compared.adjusted["ridge"])
    more = kind_groups.groups(store, OWNER, run, moved, "ridge", Adjustment("factor", 1.5))
    assert as_is is not None
    assert more is not None
    assert more.of("bias")[0].value["north"] > as_is.of("bias")[0].value["north"] + 10
    first = next(iter(lenses.parts_of(store, OWNER, run, "size")))
    part = forecasts(store, OWNER, run, UNITS, "factor", ("size", first))
    seen = kind_groups.groups(store, OWNER, run, part, "ridge", part.adjusted["ridge"], ("size", first))
    assert seen is not None
    assert sum(seen.cases.values()) == len(part.truth) == 60


def test_groups_that_are_numbers_are_called_after_their_column(store: Store, trained: Made) -> None:
    run = trained(replace(kind_samples.AMOUNT, features={"size": "numeric"}, protected="day"))
    compared = forecasts(store, OWNER, run, UNITS, "factor")
    found = kind_groups.groups(store, OWNER, run, compared, "ridge", compared.adjusted["ridge"])
    assert found is not None
    assert sorted(found.cases)[:2] == ["day 14.75 to 29.5", "day 29.5 to 44.25"]
    assert sum(found.cases.values()) == 240


def test_too_many_groups_are_not_compared_and_say_so(
    store: Store, trained: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = trained(NUMERIC)
    monkeypatch.setattr(group_measures, "MOST_CATEGORIES", 1)
    judged = {verdict.guardrail: verdict for verdict in decide(store, run).verdicts}
    for key in ("group_error_ratio", "group_bias_gap", "group_enough_gap", "proxy"):
        assert (judged[key].outcome, judged[key].value) == (Outcome.INSUFFICIENT, None)
        assert judged[key].sentence.startswith("'site' has 2 groups; more than 1 cannot be compared")
    with pytest.raises(BadInput, match="Name a coarser column"):
        kind_groups.groups(store, OWNER, run, forecasts(store, OWNER, run, UNITS, "factor"), "ridge", LARGER)


def test_both_kinds_of_decisions_share_one_count(at: Callable[[str], Place], tmp_path: Path) -> None:
    place = at("decided")
    act = Act(OWNER, NOW)
    run = kept(place.store, act, place.initiative, tmp_path, kind_samples.AMOUNT)
    assert [decide(place.store, run).number for _ in range(2)] == [2, 3]
    with place.store.read() as cursor:
        assert decision_records.next_number(cursor, place.initiative.id) == 4
    view = gates.load(place.store, OWNER, place.initiative.id, NOW)
    assert view is not None
    assert view.evidence.decision.number == 1, "the gate stays with the decision that can be released"


def test_a_yes_or_no_is_decided_with_a_threshold(at: Callable[[str], Place]) -> None:
    place = at("trained")
    refused(place.store, the_run(place), BadInput, "recorded with a threshold", champion="logistic", how="payoff")


def test_what_cannot_be_decided_for_is_refused(store: Store, trained: Made) -> None:
    run = trained(kind_samples.AMOUNT)
    refused(store, run, BadInput, "'mean' is not a trained candidate", champion="mean")
    refused(store, run, BadInput, "multiplied by a factor or shifted", how="payoff")
    refused(store, run, BadInput, "Say in a sentence why", reason=" ")
    refused(store, run, BadInput, "Name at least one person", present={"sponsor": " "})
    refused(store, run, NotAllowed, "Nobody reviews their own", review=Review("noah fischer", "risk"))
    refused(store, run, NotAllowed, "is not the Sponsor", review=Review("Priya Raman", "sponsor"))
    refused(store, run, Conflict, "amounts were changed meanwhile", revision=1)


def test_a_changed_model_file_cannot_be_decided_for(store: Store, act: Act, trained: Made) -> None:
    run = trained(kind_samples.AMOUNT)
    store.write(change(act, "UPDATE artefact SET content = 'other'::BLOB WHERE candidate = 'ridge'"))
    refused(store, run, BadInput, "its SHA-256 differs")


def test_a_decision_needs_a_contract_in_force(store: Store, act: Act, initiative: Initiative, tmp_path: Path) -> None:
    run = kept(store, act, initiative, tmp_path, kind_samples.AMOUNT)
    refused(store, run, Conflict, "No contract is in force yet")


def amend(store: Store, act: Act, run: Run) -> None:
    canvases.edit(store, act, run.initiative_id, {"run_cost": 70_000})
    version = contracts.offer(store, act, run.initiative_id, "It costs more.")
    for role in version.missing_roles:
        contracts.add_signature(store, act, run.initiative_id, version.number, role, version.terms.owners[role])


def reset(store: Store, act: Act, run: Run) -> None:
    run_stakes.set_stakes(store, act, run, UNITS)


@pytest.mark.parametrize(("moves", "said"), [(amend, "The contract changed"), (reset, "The amounts changed")])
def test_ground_that_moves_while_it_is_decided_is_noticed_at_the_save(
    store: Store, act: Act, trained: Made, monkeypatch: pytest.MonkeyPatch, moves: Callable[..., None], said: str
) -> None:
    run, real = trained(kind_samples.AMOUNT), store.write

    def write_after_it_moved(work: Callable[[Cursor], Saved[Any]]) -> Any:
        monkeypatch.setattr(store, "write", real)
        moves(store, act, run)
        return real(work)

    monkeypatch.setattr(store, "write", write_after_it_moved)
    with pytest.raises(Conflict, match=said):
        decide(store, run)
    assert kind_decisions.listing(store, OWNER, run.initiative_id) == []


def test_the_gate_says_why_it_stays_closed(store: Store, act: Act, trained: Made) -> None:
    run = trained(kind_samples.AMOUNT)
    own = run.initiative_id
    assert gates.why_closed(store, OWNER, own) == "Nothing has been decided in Build yet."
    decide(store, run)
    assert gates.load(store, OWNER, own, NOW) is None
    with pytest.raises(Conflict, match="Decision 1 is about a quantity: the gate, releases and Monitor know yes/no"):
        gates.release(store, act, own, "Lena Brandt", "Ines Carvalho")
    assert "release.made" not in actions(store)


def test_an_initiative_with_such_a_decision_stays_in_build(store: Store, initiative: Initiative, trained: Made) -> None:
    made = decide(store, trained(kind_samples.AMOUNT))
    facts = overview.load(store, OWNER, initiative)
    assert facts.kind_decision == made
    assert facts.decision is None
    assert phase(facts)[0] is Phase.BUILD
    assert (states(facts)[Phase.BUILD], states(facts)[Phase.DEPLOY]) == ("decided", "not started")


def test_a_part_of_the_forecasts_carries_its_share(store: Store, trained: Made) -> None:
    run = trained(kind_samples.AMOUNT)
    parts = [forecasts(store, OWNER, run, UNITS, "factor", ("site", name)) for name in ("north", "south")]
    assert sum(part.stakes.volume for part in parts) == pytest.approx(UNITS.volume)
    assert sum(len(part.truth) for part in parts) == 240
