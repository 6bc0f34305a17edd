"""What holds whatever people do in whatever order: random workshops, acted out and looked at from every side."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.entries import FACILITATOR, Entry, Kind
from lifecycle.envision.workshop.kinds import rules
from lifecycle.envision.workshop.rules import can_undo
from lifecycle.envision.workshop.state import State, apply, fold, last_undoable
from lifecycle.errors import ThroughlineError
from tests.lifecycle.envision.workshop.room import LEVERS, NOTES, Room

PEOPLE = ("ada", "ben", "cyd")
STEPS = (NOTES, LEVERS, "premortem", "estimates", "dials", "verdict", "break")
PATHS = ("volume", "payoff.fn")
Act = Callable[[Room, Random], None]


def some_step(room: Room, rnd: Random) -> str:
    """Mostly the step everybody is at."""
    return rnd.choice([*[room.state.position or NOTES] * 9, *STEPS])


def some_notes(room: Room, rnd: Random) -> list[str]:
    known = [note.id for note in room.state.notes_in(some_step(room, rnd))] or ["none"]
    return rnd.sample(known, min(len(known), rnd.randint(1, 3)))


def some_target(room: Room, rnd: Random) -> str:
    alone = [note for note in room.state.notes if note not in room.state.grouped]
    return rnd.choice([*alone, *room.state.groups, *room.state.notes, "none"])


def some_group(room: Room, rnd: Random) -> str:
    return rnd.choice([*room.state.groups, f"g{rnd.randint(1, 9)}"])


def some_author(room: Room, rnd: Random, note: str) -> str:
    known = room.state.notes.get(note)
    return known.author if known and rnd.random() < 0.9 else rnd.choice(PEOPLE)


def moved(room: Room, rnd: Random) -> None:
    room.lead(Kind.MOVED, step=rnd.choice(STEPS))


def noted(room: Room, rnd: Random) -> None:
    room.note(rnd.choice(PEOPLE), f"n{rnd.randint(1, 40)}", "Said", some_step(room, rnd))


def edited(room: Room, rnd: Random) -> None:
    [note] = some_notes(room, rnd)[:1]
    room.say(some_author(room, rnd, note), Kind.EDITED, note=note, text="Anew")


def withdrawn(room: Room, rnd: Random) -> None:
    [note] = some_notes(room, rnd)[:1]
    room.say(some_author(room, rnd, note), Kind.WITHDRAWN, note=note)


def revealed(room: Room, rnd: Random) -> None:
    room.reveal(some_step(room, rnd))


def grouped(room: Room, rnd: Random) -> None:
    room.group(some_group(room, rnd), *some_notes(room, rnd))


def merged(room: Room, rnd: Random) -> None:
    room.lead(Kind.MERGED, into=some_group(room, rnd), groups=[some_group(room, rnd)])


def renamed(room: Room, rnd: Random) -> None:
    room.lead(Kind.RENAMED, group=some_group(room, rnd), title=f"Title {rnd.randrange(9)}")


def ungrouped(room: Room, rnd: Random) -> None:
    room.lead(Kind.UNGROUPED, group=some_group(room, rnd))


def voted(room: Room, rnd: Random) -> None:
    room.vote(rnd.choice(PEOPLE), some_target(room, rnd), rnd.randint(0, 6), some_step(room, rnd))


def votes_shown(room: Room, rnd: Random) -> None:
    room.lead(Kind.VOTES_REVEALED, step=some_step(room, rnd))


def capped(room: Room, rnd: Random) -> None:
    room.lead(Kind.SETTINGS, votes_each=rnd.randint(1, 6))


def veiled(room: Room, rnd: Random) -> None:
    room.lead(Kind.SETTINGS, anonymous=rnd.random() < 0.5)


def timed(room: Room, rnd: Random) -> None:
    room.lead(Kind.TIMER, action=rnd.choice(["pause", "resume"]))


def opened(room: Room, rnd: Random) -> None:
    room.lead(Kind.ROUND, path=rnd.choice(PATHS), number=rnd.randint(1, 2))


def estimated(room: Room, rnd: Random) -> None:
    low, likely, high = sorted(rnd.randint(0, 99) for _ in range(3))
    room.estimate(rnd.choice(PEOPLE), low, likely, high, rnd.choice(PATHS), rnd.randint(1, 2))


def estimates_shown(room: Room, rnd: Random) -> None:
    room.lead(Kind.ESTIMATES_REVEALED, path=rnd.choice(PATHS), round=rnd.randint(1, 2))


def dialled(room: Room, rnd: Random) -> None:
    room.say(rnd.choice(PEOPLE), Kind.DIAL, component="fair", level=rnd.choice(["light", "high"]))


def listed(room: Room, rnd: Random) -> None:
    room.lead(Kind.RISK, risk=f"r{rnd.randint(1, 3)}", family="data", text="Late")


def dropped(room: Room, rnd: Random) -> None:
    room.lead(Kind.RISK_DROPPED, risk=f"r{rnd.randint(1, 3)}")


def scored(room: Room, rnd: Random) -> None:
    scores = dict.fromkeys(("likelihood", "impact", "detectability"), rnd.randint(1, 5))
    room.say(rnd.choice(PEOPLE), Kind.RISK_SCORED, risk=f"r{rnd.randint(1, 3)}", **scores)


def scores_shown(room: Room, rnd: Random) -> None:
    room.lead(Kind.RISKS_REVEALED)


def hand_shown(room: Room, rnd: Random) -> None:
    room.say(rnd.choice(PEOPLE), Kind.FIST, fingers=rnd.randint(0, 5))


def hands_shown(room: Room, rnd: Random) -> None:
    room.lead(Kind.FISTS_REVEALED)


def parked(room: Room, rnd: Random) -> None:
    room.say(rnd.choice(PEOPLE), Kind.PARKED, item=f"i{rnd.randint(1, 9)}", text="Later")


def undone(room: Room, rnd: Random) -> None:
    room.undo(rnd.choice([*PEOPLE, FACILITATOR]))


OFTEN: dict[str, list[Act]] = {
    NOTES: [noted, noted, edited, withdrawn, revealed, voted, undone],
    "a wall": [noted, grouped, grouped, merged, renamed, ungrouped, voted, voted, voted, votes_shown, capped, undone],
    "estimates": [opened, estimated, estimated, estimates_shown, undone],
    "premortem": [noted, revealed, listed, listed, dropped, scored, scored, scores_shown, undone],
    "dials": [dialled, undone],
    "verdict": [hand_shown, hands_shown, parked, undone],
}
RARE: list[Act] = [moved, capped, veiled, timed, parked, *{act for acts in OFTEN.values() for act in acts}]


def begun(where: str) -> Room:
    """Open a room where something can happen."""
    room = Room(*((own, "user") for own in PEOPLE))
    room.move(NOTES if where == "a wall" else where)
    if where == "a wall":
        for number in range(9):
            room.note(PEOPLE[number % 3], f"n{number}")
        room.reveal()
        room.group("g1", "n0", "n1")
        room.group("g2", "n2")
    return room


SEEDS = st.integers(0, 10**9)


def acted_out(seed: int, count: int = 140, watch: Callable[[Room], None] = lambda room: None) -> Room:
    """Let people do random things, most of which are refused; `watch` looks after each one that was not."""
    rnd = Random(seed)
    where = rnd.choice(list(OFTEN))
    room, often = begun(where), OFTEN[where]
    for _ in range(count):
        act = rnd.choice(often if rnd.random() < 0.85 else sorted(RARE, key=lambda act: act.__name__))
        try:
            act(room, rnd)
        except ThroughlineError:
            continue
        watch(room)
    return room


def test_random_workshops_reach_every_kind_worth_looking_at() -> None:
    kinds = {entry.kind for seed in range(40) for entry in acted_out(seed).log}
    assert set(Kind) - kinds <= {
        Kind.AGENDA, Kind.CLOSED, Kind.REOPENED, Kind.ACCEPTED, Kind.DIAL_SET, Kind.UNPARKED, Kind.DISSENT,
        Kind.PROMOTED, Kind.FIELD_SET,
    }  # fmt: skip


@given(SEEDS)
def test_a_fold_gives_the_same_every_time_and_the_same_as_going_on_entry_by_entry(seed: int) -> None:
    room = acted_out(seed)
    assert fold(room.log) == fold(list(room.log)) == room.state
    state = State.empty()
    for entry in room.log:
        state = fold(room.log[: entry.number]) if entry.kind is Kind.UNDONE else apply(state, entry)
    assert state == room.state


@given(SEEDS)
def test_dots_never_exceed_what_a_person_has_in_a_step(seed: int) -> None:
    def watch(room: Room) -> None:
        for votes in room.state.votes.values():
            for mine in votes.values():
                assert sum(mine.values()) <= room.state.settings.votes_each
                assert all(dots > 0 for dots in mine.values())

    acted_out(seed, watch=watch)


@given(SEEDS)
def test_dots_lie_on_what_is_there_to_vote_for(seed: int) -> None:
    def watch(room: Room) -> None:
        for step, votes in room.state.votes.items():
            targets = {tally.target for tally in views.vote_tally(room.state, step)}
            assert {target for mine in votes.values() for target in mine} <= targets

    acted_out(seed, watch=watch)


@given(SEEDS)
def test_before_the_reveal_nobody_is_given_a_note_of_somebody_else(seed: int) -> None:
    def watch(room: Room) -> None:
        for step in room.state.agenda:
            if step.key in room.state.revealed:
                continue
            assert views.notes_for_facilitator(room.state, step.key) == ()
            assert views.wall(room.state, step.key, "ada") == views.Wall((), ())
            for who in PEOPLE:
                shown = views.notes_for(room.state, who, step.key)
                assert {note.id for note in shown} == {
                    note.id for note in room.state.notes.values() if note.author == who and note.step == step.key
                }

    acted_out(seed, watch=watch)


@given(SEEDS)
def test_taking_the_last_act_back_gives_the_state_before_it(seed: int) -> None:
    states: list[State] = []

    def watch(room: Room) -> None:
        last = room.log[-1]
        if states and last.kind is not Kind.UNDONE and can_undo(room.state, last.author, room.now) == last:
            tried = Room()
            tried.log, tried.state, tried.now = list(room.log), room.state, room.now
            tried.undo(last.author)
            assert replace(tried.state, number=0) == replace(states[-1], number=0)
        states.append(room.state)

    acted_out(seed, watch=watch)


@given(SEEDS)
def test_no_note_is_lost_or_doubled_by_grouping(seed: int) -> None:
    def watch(room: Room) -> None:
        state = room.state
        in_groups = [note for group in state.groups.values() for note in group.notes]
        assert len(in_groups) == len(set(in_groups))
        assert {note: group.id for group in state.groups.values() for note in group.notes} == dict(state.grouped)
        for step in state.revealed:
            wall = views.wall(state, step)
            shown = [note.id for group in wall.groups for note in group.notes] + [note.id for note in wall.loose]
            assert sorted(shown) == sorted(note.id for note in state.notes_in(step))

    acted_out(seed, watch=watch)


@given(SEEDS)
def test_blind_numbers_are_shown_to_nobody(seed: int) -> None:
    def watch(room: Room) -> None:
        state = room.state
        for (path, number), one in state.rounds.items():
            if not one.revealed:
                assert views.spread(state, path, number) is None
        assert all(risk.median is None for risk in views.risk_scores(state) if not risk.revealed)
        if not state.fists_revealed:
            assert views.fists(state).counts is None
        for step in state.agenda:
            if step.key not in state.votes_revealed:
                assert views.tally_for(state, step.key) == ()

    acted_out(seed, watch=watch)


@given(SEEDS)
def test_what_was_written_anonymously_never_shows_a_name(seed: int) -> None:
    def watch(room: Room) -> None:
        for step in room.state.revealed:
            for note in views.notes_for_facilitator(room.state, step):
                if room.state.notes[note.id].anonymous or room.state.settings.anonymous:
                    assert (note.author, note.role) == ("", "")

    acted_out(seed, watch=watch)


def naive_dots(room: Room) -> dict[tuple[str, str], int]:
    """Count dots from the log alone, for a room in which nothing was grouped and nothing taken back."""
    last: dict[tuple[str, str], int] = {}
    for entry in room.log:
        if entry.kind is Kind.VOTED:
            last[entry.author, entry.body["target"]] = entry.body["dots"]
    return {place: dots for place, dots in last.items() if dots}


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from("xyz"), st.integers(0, 5)), max_size=40))
def test_the_tally_is_what_the_last_word_of_everybody_adds_up_to(votes: list[tuple[str, str, int]]) -> None:
    room = Room(*((own, "user") for own in PEOPLE))
    room.move(NOTES)
    for note in "xyz":
        room.note("ada", note)
    room.reveal()
    for who, target, dots in votes:
        try:
            room.vote(who, target, dots)
        except ThroughlineError:
            continue
    expected = naive_dots(room)
    for tally in views.vote_tally(room.state, NOTES):
        given = [dots for (_, target), dots in expected.items() if target == tally.target]
        assert (tally.dots, tally.voters) == (sum(given), len(given))


@pytest.mark.parametrize("seed", range(5))
def test_a_state_never_changes_once_it_was_given(seed: int) -> None:
    seen: list[tuple[State, str]] = []
    acted_out(seed, watch=lambda room: seen.append((room.state, repr(room.state))))
    assert all(repr(state) == before for state, before in seen)


def standing(room: Room, *kinds: Kind) -> list[Entry]:
    """Give the entries of some kinds that were not taken back, by reading the log from its end."""
    undone: set[str] = set()
    found = []
    for entry in reversed(room.log):
        if entry.kind is Kind.UNDONE:
            undone.add(entry.body["entry"])
        elif entry.id not in undone and entry.kind in kinds:
            found.append(entry)
    return found[::-1]


@given(SEEDS)
def test_the_notes_are_those_written_last_and_not_withdrawn(seed: int) -> None:
    room = acted_out(seed)
    expected: dict[str, tuple[str, str]] = {}
    for entry in standing(room, Kind.NOTED, Kind.EDITED, Kind.WITHDRAWN):
        note = entry.body["note"]
        if entry.kind is Kind.WITHDRAWN:
            del expected[note]
        else:
            expected[note] = (entry.author, entry.body["text"])
    assert {key: (note.author, note.text) for key, note in room.state.notes.items()} == expected


@given(SEEDS)
def test_where_people_are_is_where_the_last_move_went(seed: int) -> None:
    room = acted_out(seed)
    moves = standing(room, Kind.MOVED)
    assert room.state.position == (moves[-1].body["step"] if moves else None)
    assert room.state.visited == {move.body["step"] for move in moves}


@given(SEEDS)
def test_what_was_shown_is_what_was_shown_last_and_not_taken_back(seed: int) -> None:
    room = acted_out(seed)
    state = room.state
    assert state.revealed == {entry.body["step"] for entry in standing(room, Kind.REVEALED)}
    assert state.votes_revealed == {entry.body["step"] for entry in standing(room, Kind.VOTES_REVEALED)}
    assert state.fists_revealed == bool(standing(room, Kind.FISTS_REVEALED))
    shown = {(entry.body["path"], entry.body["round"]) for entry in standing(room, Kind.ESTIMATES_REVEALED)}
    assert {key for key, one in state.rounds.items() if one.revealed} == shown


@given(SEEDS)
def test_an_estimate_is_the_last_word_of_everybody_in_its_round(seed: int) -> None:
    room = acted_out(seed)
    # A round that is taken back and opened anew begins without the estimates given before.
    begun = {(entry.body["path"], entry.body["number"]): entry.number for entry in reversed(standing(room, Kind.ROUND))}
    expected: dict[tuple[str, int, str], tuple[float, float, float]] = {}
    for entry in standing(room, Kind.ESTIMATED):
        body = entry.body
        if begun.get((body["path"], body["round"]), entry.number) < entry.number:
            expected[body["path"], body["round"], entry.author] = (body["low"], body["likely"], body["high"])
    found = {
        (path, number, who): (point.low, point.likely, point.high)
        for (path, number), given_ in room.state.estimates.items()
        for who, point in given_.items()
    }
    assert found == expected


@given(SEEDS)
def test_what_an_author_would_take_back_is_the_last_they_did(seed: int) -> None:
    room = acted_out(seed)
    undoable = [kind for kind, rule in rules().items() if rule.undo]
    for author in (*PEOPLE, FACILITATOR):
        own = [entry for entry in standing(room, *undoable) if entry.author == author]
        assert last_undoable(room.state, author) == (own[-1] if own else None)
