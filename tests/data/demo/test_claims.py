"""The finished workshop of the demo: it was played by the rules, and what it says came of it can be counted again."""

from collections import Counter
from collections.abc import Iterator

import pytest

from data import audit, canvases, workshops
from data.demo import claims_story
from data.demo.claims_story import STORY
from data.store import Store
from lifecycle.envision.canvas import completeness, preview
from lifecycle.envision.risks import Outcome
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.entries import FACILITATOR, Entry, Kind
from lifecycle.envision.workshop.seats import Workshop
from lifecycle.envision.workshop.state import fold
from lifecycle.envision.workshop.things import State
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Initiative]]:
    """The demo, played once."""
    store = Store(tmp_path_factory.mktemp("claims"), lambda: NOW)
    yield store, claims_story.seed(store)
    store.close()


@pytest.fixture
def workshop(played: tuple[Store, Initiative]) -> Workshop:
    store, initiative = played
    return workshops.of_initiative(store, OWNER, initiative.id)[0]


@pytest.fixture
def state(played: tuple[Store, Initiative], workshop: Workshop) -> State:
    return workshops.state(played[0], workshop.id)


@pytest.fixture
def log(played: tuple[Store, Initiative], workshop: Workshop) -> tuple[Entry, ...]:
    return workshops.entries(played[0], OWNER, workshop.id)


def test_it_says_that_it_is_made_up(played: tuple[Store, Initiative]) -> None:
    assert played[1].demo
    assert "Made up" in STORY["source"]


def test_everybody_took_part_in_every_activity(state: State) -> None:
    people = set(state.participants)
    assert len(people) == len(STORY["people"]) == 11
    assert {note.author for note in state.notes.values()} == people
    assert set(state.fists) == people
    assert all(set(given) == people for given in state.estimates.values())
    assert all(set(given) == people for given in state.risk_scores.values())
    assert state.visited == {step.key for step in state.agenda}
    assert state.closed


def test_it_took_less_than_the_agenda_gives_and_happened_before_now(log: tuple[Entry, ...]) -> None:
    took = (log[-1].at - log[0].at).total_seconds() / 3600
    assert 2 < took < 4
    assert log[-1].at < NOW
    assert [entry.at for entry in log] == sorted(entry.at for entry in log)


def test_nobody_placed_more_dots_than_they_have(log: tuple[Entry, ...], state: State) -> None:
    dots: Counter[tuple[str, str]] = Counter()
    for entry in log:
        if entry.kind is Kind.VOTED:
            dots[entry.body["step"], entry.author] += entry.body["dots"]
    assert set(dots.values()) == {state.settings.votes_each}


def test_the_second_round_is_closer_than_the_first(state: State) -> None:
    for path, base in STORY["estimates"].items():
        if not any(base):
            continue
        first, second = (views.spread(state, path, number) for number in (1, 2))
        assert first is not None
        assert second is not None
        apart = [found.highest.point.likely - found.lowest.point.likely for found in (first, second)]
        assert 0 < apart[1] < apart[0]


def test_what_was_agreed_stands_in_the_canvas_and_can_be_priced(played: tuple[Store, Initiative], state: State) -> None:
    values = canvases.load(played[0], OWNER, played[1].id).values
    for path, point in state.accepted.items():
        assert values[path] == point.model_dump()
    for component, choice in state.dials_set.items():
        assert values[f"dial.{component}"] == choice.level
    assert [row["id"] for row in values["risks"]] == [risk["key"] for risk in STORY["risks"]]
    assert values["verdict"] == "mitigate"
    found = preview(values)
    assert found is not None
    assert 1e6 < found.yearly.low < found.yearly.mid < found.yearly.high < 1e7


def test_fair_responsible_and_transparent_are_high(state: State) -> None:
    high = {component for component, choice in state.dials_set.items() if choice.level == "high"}
    assert high == {"fair", "responsible", "transparent"}


def test_the_room_sees_a_risk_that_must_be_mitigated_and_a_dissent(state: State) -> None:
    outcomes = {risk.outcome for risk in views.risk_scores(state)}
    assert Outcome.MITIGATE in outcomes
    assert Outcome.STOP not in outcomes
    assert views.fists(state).low == ("Greta Olsen",)
    assert [item.author for item in views.dissents(state)] == ["Greta Olsen"]


def test_it_can_be_replayed_from_any_moment(log: tuple[Entry, ...], state: State) -> None:
    half = fold(log[: len(log) // 2])
    assert half.number == len(log) // 2
    assert fold(log) == state


def test_the_facilitator_led_and_the_trail_holds(played: tuple[Store, Initiative], log: tuple[Entry, ...]) -> None:
    led = {entry.kind for entry in log if entry.author == FACILITATOR}
    assert {Kind.MOVED, Kind.REVEALED, Kind.ACCEPTED, Kind.CLOSED} <= led
    with played[0].read() as cursor:
        assert audit.check_chain(cursor) is None


def test_what_a_note_says_is_not_in_the_trail(played: tuple[Store, Initiative]) -> None:
    events = audit.recent(played[0], OWNER, played[1].id, limit=10_000)
    told = "".join(str(event.after) for event in events if event.action == "workshop.noted")
    assert told
    assert not any(text in told for notes in STORY["notes"].values() for _, text in notes)


def test_what_the_workshop_left_open_was_filled_in_the_day_after(
    played: tuple[Store, Initiative], log: tuple[Entry, ...]
) -> None:
    store, initiative = played
    canvas = canvases.load(store, OWNER, initiative.id).values
    lacking = {missing for section in completeness(canvas) for missing in section.missing}
    assert lacking == {"Strategic goal"}, "the goal is given by who seeds the demo"
    last = canvases.history(store, OWNER, initiative.id)[0]
    assert last.at > log[-1].at


def test_the_desk_changed_no_score_the_room_had_given(played: tuple[Store, Initiative], state: State) -> None:
    rows = canvases.load(*played[:1], OWNER, played[1].id).values["risks"]
    scored = {row["id"]: row for row in views.risk_rows(state, ())}
    assert {row["id"] for row in rows} == set(scored)
    for row in rows:
        assert all(row[f"inherent_{name}"] == scored[row["id"]][f"inherent_{name}"] for name in claims_story.SCORES)
        assert any(row[f"residual_{name}"] < row[f"inherent_{name}"] for name in claims_story.SCORES)
        assert row["mitigation"]
