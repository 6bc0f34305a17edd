"""The readiness gate: the latest statement counts, NO-GO is final, a release opens its stream in the same change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from data import audit, datasets, decisions, deliveries, gates, initiatives, runs, streams
from data.gates import Opening
from data.store import Cursor, Saved, Store
from lifecycle.audit import Act
from lifecycle.deploy.checks import Outcome, Statement, checks, items
from lifecycle.deploy.gate import Verdict
from lifecycle.deploy.release import Method, Plan, Release
from lifecycle.errors import BadInput, Conflict, NotAllowed
from lifecycle.figures import Interval
from lifecycle.initiative import Initiative, Stream
from tests import journey
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import SCHEMA, actions, cases, chain_problem, change, contents, editor, rows, trail
from tests.data.test_runs import the_run

ACT = Act(OWNER, NOW)
FULL = Plan(Method.FULL, 1.0, exit_value=300.0, exit_cases=100)


@pytest.fixture
def decided(at: Callable[[str], Place]) -> Place:
    return at("decided")


@pytest.fixture
def passed(decided: Place) -> Place:
    """An initiative whose gate is open."""
    journey.pass_gate(decided.store, ACT, decided.initiative)
    return decided


def view(place: Place, **later: float) -> gates.GateView:
    found = gates.load(place.store, editor(place.initiative.id), place.initiative.id, NOW + timedelta(**later))
    assert found is not None
    return found


def outcome(place: Place, check: str, **later: float) -> Outcome:
    return next(result.outcome for result in view(place, **later).gate.results if result.item.key == check)


def attest(place: Place, check: str, what: Outcome = Outcome.PASS, **named: Any) -> None:
    made = Statement(check, what, "Seen.", "Priya Raman", "deputy", NOW)
    gates.state(place.store, ACT, place.initiative.id, replace(made, **named))


def waive(place: Place, check: str) -> None:
    until = NOW + timedelta(days=30)
    attest(place, check, Outcome.WAIVED, role="risk", name="Ines Carvalho", expires_at=until)


def release(place: Place, act: Act = ACT, **named: Any) -> tuple[Release, Stream]:
    return gates.release(place.store, act, place.initiative.id, "Lena Brandt", "Ines Carvalho", **named)


def decide_again(place: Place) -> None:
    journey.decide(place.store, ACT, place.initiative, "boosting")


def test_without_a_contract_and_a_decision_there_is_no_gate(at: Callable[[str], Place], store: Store) -> None:
    for place in (at("signed"), at("trained")):
        assert gates.load(place.store, OWNER, place.initiative.id, NOW) is None


def test_nothing_can_be_stated_planned_or_released_before_a_decision(store: Store, initiative: Initiative) -> None:
    place = Place(store, initiative)
    before = trail(store)
    for work in (
        lambda: attest(place, "code_review"),
        lambda: gates.plan(store, ACT, initiative.id, FULL),
        lambda: release(place),
    ):
        with pytest.raises(Conflict, match="Nothing has been decided in Build yet"):
            work()
    assert trail(store) == before


def test_an_attested_check_is_missing_until_somebody_attests_it(decided: Place) -> None:
    assert outcome(decided, "code_review") is Outcome.MISSING
    attest(decided, "code_review")
    assert outcome(decided, "code_review") is Outcome.PASS
    event = audit.recent(decided.store, OWNER)[0]
    assert (event.action, event.subject) == ("check.stated", items()["code_review"].name)
    assert (event.after["outcome"], event.after["name"]) == ("pass", "Priya Raman")


def test_the_latest_statement_counts_and_the_others_stay(decided: Place) -> None:
    for what in (Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE, Outcome.FAIL):
        attest(decided, "code_review", what)
        assert outcome(decided, "code_review") is what
    assert rows(decided.store, "SELECT count(*) FROM statement") == [(4,)]


def test_the_latest_plan_counts(decided: Place) -> None:
    assert view(decided).evidence.plan is None
    gates.plan(decided.store, ACT, decided.initiative.id, FULL)
    canary = Plan(Method.CANARY, 0.1, exit_value=300.0, exit_cases=100)
    gates.plan(decided.store, ACT, decided.initiative.id, canary)
    assert view(decided).evidence.plan == canary
    assert actions(decided.store)[-2:] == ["release.planned"] * 2


@pytest.mark.parametrize(
    "made", [Plan(Method.FULL, 0.5, 1.0, 1), Plan(Method.SHADOW, 0.5, 1.0, 1), Plan(Method.CANARY, 0, 1.0, 1)]
)
def test_a_plan_that_contradicts_itself_is_refused(decided: Place, made: Plan) -> None:
    with pytest.raises(BadInput):
        gates.plan(decided.store, ACT, decided.initiative.id, made)
    assert view(decided).evidence.plan is None


@pytest.mark.parametrize(
    ("named", "problem", "said"),
    [
        ({"check": "nothing"}, BadInput, "No check in force is called 'nothing'"),
        ({"check": "staging"}, BadInput, "No check in force is called 'staging'"),
        ({"text": " "}, BadInput, "say on what evidence"),
        ({"name": ""}, BadInput, "enter your name"),
        ({"check": "beats_rule"}, Conflict, "is computed from evidence: it can be waived, but not"),
        ({"outcome": Outcome.WAIVED}, NotAllowed, "Only Risk & compliance waives"),
        ({"outcome": Outcome.WAIVED, "role": "risk", "name": "noah fischer"}, NotAllowed, "took part in the decision"),
        ({"outcome": Outcome.WAIVED, "role": "risk", "name": "Ines"}, BadInput, "A waiver ends on a date"),
    ],
)
def test_a_statement_that_may_not_be_made_is_not_kept(
    decided: Place, named: dict[str, Any], problem: type[Exception], said: str
) -> None:
    before = trail(decided.store)
    with pytest.raises(problem, match=said):
        attest(decided, **({"check": "code_review"} | named))
    assert rows(decided.store, "FROM statement") == []
    assert trail(decided.store) == before


def test_a_waiver_ends_on_its_day(decided: Place) -> None:
    waive(decided, "code_review")
    assert outcome(decided, "code_review", days=29) is Outcome.WAIVED
    assert outcome(decided, "code_review", days=30) is Outcome.MISSING


def test_another_decision_starts_with_an_empty_gate(passed: Place) -> None:
    assert view(passed).gate.verdict is not Verdict.NO_GO
    decide_again(passed)
    now = view(passed)
    assert now.evidence.decision.number == 2
    assert (now.evidence.plan, now.evidence.statements) == (None, {})
    assert now.gate.verdict is Verdict.NO_GO


def test_no_go_releases_nothing_and_says_what_is_open(decided: Place) -> None:
    gates.plan(decided.store, ACT, decided.initiative.id, FULL)
    attest(decided, "code_review")
    before = contents(decided.store)
    with pytest.raises(Conflict, match=r"^NO-GO") as raised:
        release(decided)
    blockers = view(decided).gate.blockers
    assert [one.item.name for one in blockers if one.item.name not in str(raised.value)] == []
    assert "Code reviewed" not in str(raised.value)
    assert contents(decided.store) == before


def test_a_release_is_kept_with_its_conditions_and_its_signatures(passed: Place) -> None:
    waive(passed, "code_review")
    made, stream = release(passed)
    decision = decisions.listing(passed.store, OWNER, passed.initiative.id)[0]
    assert (made.number, made.decision, made.contract_version) == (1, 1, 1)
    assert (made.candidate, made.threshold) == (decision.champion.name, decision.champion.threshold)
    assert (made.plan, made.verdict, made.released_at) == (FULL, "GO WITH CONDITIONS", NOW)
    (condition,) = made.conditions
    assert condition.startswith(f"{items()['code_review'].name}: ")
    assert condition.endswith(" (until 23 Dec 2026)")
    assert made.signed_by == {"product": "Lena Brandt", "risk": "Ines Carvalho"}
    assert made.artefact_sha256 == decision.artefact_sha256
    assert made.value == decision.champion.value
    with passed.store.read() as cursor:
        assert gates.releases(cursor, passed.initiative.id) == [made]
    assert streams.listing(passed.store, OWNER, passed.initiative.id) == [stream]
    assert stream.release == 1
    assert chain_problem(passed.store) is None


def test_a_release_its_stream_and_its_reference_are_one_change(passed: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(passed.store)
    with monkeypatch.context() as patch:
        patch.setattr(gates, "_deliver_reference", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            release(passed)
    assert contents(passed.store) == before
    release(passed)
    assert actions(passed.store)[-3:] == ["release.made", "stream.opened", "delivery.received"]


def test_the_training_data_is_the_reference_of_the_stream(passed: Place) -> None:
    _, stream = release(passed)
    run = the_run(passed)
    frame = datasets.frame(passed.store, OWNER, passed.initiative.id, run.dataset_id)
    scores = runs.arrays(passed.store, run.id)[0]["scores/logistic"]
    (only,) = deliveries.deliveries(passed.store, OWNER, stream)
    assert (only.kind, only.rows) == ("reference", 398)
    found = rows(
        passed.store,
        f"SELECT case_id, score, f0, l.value FROM cases_{stream.number} JOIN labels_{stream.number} l"
        " USING (case_id) WHERE reference ORDER BY case_id",
    )
    first = next(iter(stream.schema.features))
    wanted = zip(frame["case_id"], scores, frame[first], frame["diagnosis"], strict=True)
    assert found == sorted((f"reference {own}", score, value, label) for own, score, value, label in wanted)


def test_another_opening_gives_the_stream_its_columns_and_its_reference(passed: Place) -> None:
    _, stream = release(passed, opening=Opening(SCHEMA, cases(5, "r")))
    assert stream.schema == SCHEMA
    assert rows(passed.store, f"SELECT count(*) FROM cases_{stream.number} WHERE reference") == [(5,)]


def test_a_decision_is_released_once(at: Callable[[str], Place]) -> None:
    place = at("released")
    before = trail(place.store)
    with pytest.raises(Conflict, match="Decision 1 has been released already"):
        release(place)
    assert trail(place.store) == before


def test_nobody_releases_and_approves(passed: Place) -> None:
    before = trail(passed.store)
    with pytest.raises(NotAllowed, match="nobody approves their own work"):
        gates.release(passed.store, ACT, passed.initiative.id, "Lena Brandt", "lena  brandt")
    with pytest.raises(BadInput, match="Enter both names"):
        gates.release(passed.store, ACT, passed.initiative.id, "Lena Brandt", " ")
    assert trail(passed.store) == before


def test_a_release_of_a_decision_that_was_replaced_meanwhile_is_refused(
    passed: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = passed.store.write

    def write_after_another_decision(work: Callable[[Cursor], Saved[Any]]) -> Any:
        monkeypatch.setattr(passed.store, "write", real)
        decide_again(passed)
        return real(work)

    monkeypatch.setattr(passed.store, "write", write_after_another_decision)
    with pytest.raises(Conflict, match="Another decision was recorded meanwhile"):
        release(passed)
    assert streams.listing(passed.store, OWNER, passed.initiative.id) == []


def test_a_waiver_that_expired_closes_the_gate(passed: Place) -> None:
    waive(passed, "code_review")
    with pytest.raises(Conflict, match=f"NO-GO.*{items()['code_review'].name}"):
        release(passed, replace(ACT, at=NOW + timedelta(days=31)))
    assert streams.listing(passed.store, OWNER, passed.initiative.id) == []


def test_the_model_of_the_previous_release_is_loaded_on_trial(at: Callable[[str], Place]) -> None:
    place = at("released")
    first = view(place)
    assert (first.evidence.previous, first.evidence.previous_loads) == (None, None)
    decide_again(place)
    now = view(place)
    assert now.evidence.previous is not None
    assert (now.evidence.previous.number, now.evidence.previous_loads) == (1, True)
    journey.pass_gate(place.store, ACT, place.initiative)
    made, stream = release(place)
    assert (made.number, made.decision, stream.release) == (2, 2, 2)
    with place.store.read() as cursor:
        assert [one.number for one in gates.releases(cursor, place.initiative.id)] == [2, 1]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE artefact SET content = 'other'::BLOB",
        "DELETE FROM artefact",
        "DELETE FROM decision WHERE number = 1",
    ],
)
def test_a_previous_release_that_cannot_be_loaded_closes_the_gate(at: Callable[[str], Place], tampering: str) -> None:
    place = at("released")
    decide_again(place)
    place.store.write(change(ACT, tampering))
    assert view(place).evidence.previous_loads is False
    assert outcome(place, "restorable") is Outcome.FAIL
    assert "restorable" in checks()


def test_a_share_of_the_cases_earns_its_share_and_costs_all_of_running() -> None:
    assert gates.exposed(Interval(-20, 100, 300, 0.95), 0.25, 40) == Interval(-35, -5, 45, 0.95)
    assert gates.exposed(Interval(-20, 100, 300, 0.95), 1, 40) == Interval(-20, 100, 300, 0.95)
    assert gates.exposed(Interval(-20, 100, 300, 0.95), 0, 40) == Interval(-40, -40, -40, 0.95)


def test_there_is_nothing_released_at_first(store: Store, initiative: Initiative) -> None:
    other = initiatives.start(store, ACT, "Another")
    with store.read() as cursor:
        assert gates.releases(cursor, initiative.id) == []
        assert gates.releases(cursor, other.id) == []
