"""The one thing a facilitator does next, and the sentence that says where the room is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lifecycle.catalogue import components
from lifecycle.envision.canvas import fields
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Activity, Step
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.things import Mode, State


@dataclass(frozen=True)
class NextAct:
    """An act with its words. `waits` says why it cannot be done yet, empty where it can; `given` who gave what so far."""

    label: str
    icon: str
    kind: Kind
    body: Mapping[str, Any] = field(default_factory=dict)
    waits: str = ""
    given: str = ""

    @property
    def moves_on(self) -> bool:
        """Answer whether it leaves the step."""
        return self.kind in (Kind.MOVED, Kind.CLOSED)


def next_act(state: State) -> NextAct | None:
    """Give the next thing to do; None once the workshop is closed."""
    if state.closed:
        return None
    step = state.step
    return (_within(state, step) if step else None) or moving_on(state)


def moving_on(state: State) -> NextAct:
    """Give the move to the step after this one; after the last one, closing."""
    following = state.next_step()
    if following is None:
        return NextAct("Close the workshop", "flag", Kind.CLOSED)
    word = "Start" if state.position is None else "Next"
    return NextAct(f"{word}: {following.title}", "arrow_forward", Kind.MOVED, {"step": following.key})


def _within(state: State, step: Step) -> NextAct | None:
    match step.activity:
        case Activity.NOTES | Activity.RISKS if step.key not in state.revealed:
            waits = "" if state.notes_in(step.key) else "Nobody has written yet."
            return NextAct("Turn the notes over", "flip", Kind.REVEALED, {"step": step.key}, waits)
        case Activity.NOTES:
            voted = any(state.votes.get(step.key, {}).values()) and step.key not in state.votes_revealed
            return NextAct("Show the votes", "how_to_vote", Kind.VOTES_REVEALED, {"step": step.key}) if voted else None
        case Activity.ESTIMATES:
            return next((act for path in step.paths if (act := _estimate(state, path))), None)
        case Activity.RISKS:
            return _scores(state, step)
        case Activity.VERDICT if not state.fists_revealed:
            waits, shown = ("" if state.fists else "No hand yet."), _of(state, len(state.fists), "have shown a hand")
            return NextAct("Show the hands", "back_hand", Kind.FISTS_REVEALED, {}, waits, shown)
        case _:
            return None


def _estimate(state: State, path: str) -> NextAct | None:
    label, current = fields()[path].label, state.latest_round(path)
    if current is None:
        return NextAct(f"Open round 1: {label}", "timer", Kind.ROUND, {"path": path, "number": 1})
    if not current.revealed:
        waits = "" if given(state, path) else "Nobody has estimated yet."
        body = {"path": path, "round": current.number}
        said = _of(state, given(state, path), "have estimated")
        return NextAct(f"Show the estimates: {label}", "flip", Kind.ESTIMATES_REVEALED, body, waits, said)
    if path in state.accepted:
        return None
    found = views.spread(state, path, current.number)
    pooled = found.pooled.model_dump() if found else {}
    body = {"path": path, "estimate": pooled}
    return NextAct(f"Take the pooled range: {label}", "input", Kind.ACCEPTED, body)


def given(state: State, path: str) -> int:
    """Count who has estimated in the last round of a quantity, without saying what."""
    current = state.latest_round(path)
    return len(state.estimates.get((path, current.number), ())) if current else 0


def _scores(state: State, step: Step) -> NextAct | None:
    blind = [risk for risk in views.risk_scores(state) if not risk.revealed]
    if not blind:
        return None
    waits = "" if any(risk.given for risk in blind) else "Nobody has scored yet."
    done = "have scored" if len(blind) == 1 else "have scored every risk"
    said = _of(state, views.progress(state, step.key).given, done)
    return NextAct("Show the scores", "flip", Kind.RISKS_REVEALED, {}, waits, said)


def _of(state: State, count: int, done: str) -> str:
    people = len(state.participants)
    return f"{count} of {people} {done}" if people else ""


def some(count: int, word: str) -> str:
    """Count something in words.

    >>> some(1, "note"), some(3, "note")
    ('1 note', '3 notes')
    """
    return f"{count} {word}{'' if count == 1 else 's'}"


def sentence(state: State) -> str:
    """Say who is in, which step it is, and what is missing; Markdown without people's text, but for the agenda's."""
    count = len(state.participants)
    people = f"**{count} {'person is' if count == 1 else 'people are'} in**"
    if state.closed:
        came = views.summary(state)
        who = "1 person" if count == 1 else f"{count} people"
        return (
            f"The workshop is closed: {who} gave {some(came.notes, 'note')}; "
            f"{some(came.into_canvas, 'field')} went into the canvas."
        )
    step, alone = state.step, state.settings.mode is Mode.ASYNC
    if step is None and alone:
        return f"{people}, each in their own time: they join with the code. Choose a step to see what came."
    if step is None:
        return f"{people}. The workshop has not started yet; they join with the code."
    place = f"step {(state.index or 0) + 1} of {len(state.agenda)}"
    where = f"each in their own time; you look at {place}" if alone else place
    return f"{people}, {where}. {missing(state, step)}"


def missing(state: State, step: Step) -> str:
    """Say what a step still waits for."""
    found = views.progress(state, step.key)
    silent = f", {found.people - found.given} are quiet" if found.given < found.people else ""
    counted = f"{found.given} of {found.people}"
    match step.activity:
        case Activity.NOTES | Activity.RISKS if step.key not in state.revealed:
            return f"{counted} have written, {some(found.things, 'note')} in all{silent}."
        case Activity.NOTES:
            shown = step.key in state.votes_revealed
            return "The votes are shown." if shown else f"The notes are on the wall; {counted} have placed dots."
        case Activity.ESTIMATES:
            blind = views.open_rounds(state)
            done = sum(path in state.accepted for path in step.paths)
            waiting = ""
            if blind:
                path = blind[0].path
                waiting = f"{given(state, path)} of {found.people} have estimated “{fields()[path].label}”; "
            return f"{waiting}{done} of {len(step.paths)} ranges are in the canvas."
        case Activity.DIALS:
            return f"{counted} have said how much rigour; {len(state.dials_set)} of {len(components())} dials are set."
        case Activity.RISKS:
            listed = views.risk_scores(state)
            if not listed:
                return "The notes are on the wall: make risks of those that could end it."
            blind_ones = sum(not risk.revealed for risk in listed)
            return (
                f"{some(len(listed), 'risk')}, {blind_ones} of them scored blind."
                if blind_ones
                else f"{len(listed)} risks are scored."
            )
        case Activity.VERDICT:
            return views.fists(state).sentence
        case Activity.BREAK:
            return "Everybody has a break."
        case Activity.FIELDS:
            filled = sum(state.fields.get(path) is not None for path in step.paths)
            return f"{filled} of {len(step.paths)} fields were written here."
        case _:
            return "They listen."
