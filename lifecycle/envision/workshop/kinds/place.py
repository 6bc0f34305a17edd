"""Where people are in the workshop, and whether they may work there."""

from datetime import timedelta

from lifecycle.envision.workshop.agenda import Activity, Step
from lifecycle.envision.workshop.entries import FACILITATOR
from lifecycle.envision.workshop.kinds import Asked
from lifecycle.envision.workshop.things import Mode, State
from lifecycle.errors import Conflict, NotAllowed, NotFound

GRACE = timedelta(minutes=10)


def check_here(state: State, asked: Asked, key: str, *activities: Activity) -> Step:
    """Check that somebody may work in a step now, and that the step is for that; gives the step.

    Live, that is the step everybody is at. Async, any step until the deadline, and ten minutes more for what was being
    typed when it passed.

    Raises:
        NotFound: the agenda has no such step.
        NotAllowed: they are not at it, or the deadline has passed.
        Conflict: something else is done in it.

    """
    step = check_step(state, key)
    settings = state.settings
    if settings.mode is Mode.LIVE and state.position != key:
        raise NotAllowed("The workshop is at another step now. What you gave before is kept.")
    if settings.mode is Mode.ASYNC and settings.deadline and asked.now - GRACE > settings.deadline:
        raise NotAllowed("The deadline has passed. Ask the facilitator for more time; what you gave before is kept.")
    if step.activity not in activities:
        raise Conflict(f"“{step.title}” is not a step for this.")
    return step


def check_step(state: State, key: str) -> Step:
    """Find a step of the agenda.

    Raises:
        NotFound: there is none with this key.

    """
    step = state.step_of(key)
    if step is None:
        raise NotFound("The agenda has no such step any more.")
    return step


def step_for(state: State, asked: Asked, activity: Activity) -> str:
    """Give the step in which somebody does something that names no step.

    Live it is the step everybody is at; async, and for the facilitator at any time, the first that is for it.

    Raises:
        NotAllowed, Conflict: nobody can do this now.

    """
    leads = asked.author == FACILITATOR
    step = state.step
    if (leads or state.settings.mode is Mode.ASYNC) and (step is None or step.activity is not activity):
        step = next((one for one in state.agenda if one.activity is activity), None)
    if step is None:
        raise NotAllowed("The workshop has not come to this yet.")
    return step.key if leads else check_here(state, asked, step.key, activity).key
