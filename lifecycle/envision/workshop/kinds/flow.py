"""Flow: the facilitator opens the workshop, moves people, keeps the time, changes agenda and settings, closes."""

from dataclasses import replace
from typing import Any

from lifecycle.envision.workshop.agenda import Activity, Step, check_agenda, step_from, step_to_json
from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Body, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule
from lifecycle.envision.workshop.kinds.place import check_step
from lifecycle.envision.workshop.kinds.reading import choice, flag, identifier, moment, only, text, whole
from lifecycle.envision.workshop.things import Mode, Round, Settings, State
from lifecycle.envision.workshop.timer import Timer, started
from lifecycle.errors import BadInput, Conflict

LONGEST_TITLE = 120
MOST_DOTS = 20
LONGEST_TIMER = 4 * 3600
ACTIONS = ("start", "pause", "resume", "extend")


def check_opened(state: State, asked: Asked) -> dict[str, Any]:
    """Open a workshop with its title, agenda and settings."""
    if state.opened_at is not None:
        raise Conflict("This workshop is open already.")
    given = {"anonymous": False, "votes_each": 5, "mode": Mode.LIVE.value, "deadline": None} | dict(asked.body)
    return {
        "title": text(given, "title", "The title", LONGEST_TITLE),
        "agenda": _agenda(given, "agenda"),
        **_settings(given),
    }


def _agenda(body: Body, key: str) -> list[dict[str, Any]]:
    found = only(body, key)
    if not isinstance(found, list | tuple):
        raise BadInput("The agenda is missing.")
    return [step_to_json(step) for step in check_agenda([step_from(item) for item in found])]


def _settings(body: Body) -> dict[str, Any]:
    read: dict[str, Any] = {}
    if "anonymous" in body:
        read["anonymous"] = flag(body, "anonymous", "Anonymous")
    if "votes_each" in body:
        read["votes_each"] = whole(body, "votes_each", "The number of dots", 1, MOST_DOTS)
    if "mode" in body:
        read["mode"] = choice(body, "mode", "The mode", list(Mode))
    if "deadline" in body:
        deadline = moment(body, "deadline", "The deadline")
        read["deadline"] = deadline.isoformat() if deadline else None
    return read


def apply_opened(draft: Draft, entry: Entry) -> None:
    """Begin."""
    draft.put("title", entry.body["title"])
    draft.put("opened_at", entry.at)
    draft.put("agenda", _steps(entry.body["agenda"]))
    draft.put("settings", _changed(Settings(), entry.body))
    draft.put("veiled", entry.body["anonymous"])
    _in_their_own_time(draft)


def _in_their_own_time(draft: Draft) -> None:
    """Open the first round of every quantity where people come when they like: nobody waits there for a facilitator.

    Rounds nobody has estimated in follow the agenda.
    """
    if draft.get("settings").mode is not Mode.ASYNC:
        return
    given, held = draft.get("estimates"), draft.get("rounds")
    rounds = {key: one for key, one in held.items() if one.revealed or one.number > 1 or given.get(key)}
    for step in draft.get("agenda"):
        if step.activity is Activity.ESTIMATES:
            for path in step.paths:
                rounds.setdefault((path, 1), Round(path, 1, step.key))
    draft.put("rounds", rounds)


def _steps(agenda: list[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(step_from(item) for item in agenda)


def _changed(settings: Settings, body: Body) -> Settings:
    found = {name: body[name] for name in ("anonymous", "votes_each") if name in body}
    if "mode" in body:
        found["mode"] = Mode(body["mode"])
    if "deadline" in body:
        found["deadline"] = moment(body, "deadline", "The deadline")
    return replace(settings, **found)


def check_settings(state: State, asked: Asked) -> dict[str, Any]:
    """Change title, anonymity, dots, mode or deadline; what is not named stays."""
    read = _settings(asked.body)
    if "title" in asked.body:
        read["title"] = text(asked.body, "title", "The title", LONGEST_TITLE)
    if not read:
        raise BadInput("Say which setting changes.")
    placed = max((sum(mine.values()) for step in state.votes.values() for mine in step.values()), default=0)
    if read.get("votes_each", placed) < placed:
        raise Conflict(f"Somebody has placed {placed} dots already, so it cannot be fewer each.")
    return read


def apply_settings(draft: Draft, entry: Entry) -> None:
    """Change the settings; dots beyond a new cap are taken back, the last ones first."""
    if "title" in entry.body:
        draft.put("title", entry.body["title"])
    settings = _changed(draft.get("settings"), entry.body)
    draft.put("settings", settings)
    draft.put("veiled", draft.get("veiled") or settings.anonymous)
    votes = draft.get("votes")
    if any(sum(mine.values()) > settings.votes_each for step in votes.values() for mine in step.values()):
        draft.put("votes", {s: {p: trimmed(m, settings.votes_each) for p, m in v.items()} for s, v in votes.items()})
    _in_their_own_time(draft)


def undo_settings(state: State, asked: Asked) -> None:
    """Let settings be taken back, but not the promise of anonymity: somebody may have written under it."""
    if asked.body.get("anonymous"):
        raise Conflict("Switch anonymity off in the settings instead: what was given under it stays anonymous.")


def trimmed(dots: dict[str, int], most: int) -> dict[str, int]:
    """Keep the first `most` dots of somebody."""
    kept: dict[str, int] = {}
    for target, count in dots.items():
        if (room := min(count, most - sum(kept.values()))) > 0:
            kept[target] = room
    return kept


def check_new_agenda(state: State, asked: Asked) -> dict[str, Any]:
    """Change the agenda; a step in which something was given keeps its key and its activity."""
    steps = _agenda(asked.body, "steps")
    activities = {step["key"]: step["activity"] for step in steps}
    for step in state.agenda:
        if step.key not in _used(state):
            continue
        if step.key not in activities:
            raise Conflict(f"“{step.title}” cannot go: people have been there.")
        if activities[step.key] != step.activity.value:
            raise Conflict(f"“{step.title}” has begun, so what is done in it cannot change.")
    return {"steps": steps}


def _used(state: State) -> set[str]:
    used = {one.step for things in (state.notes, state.risks) for one in things.values()}
    used |= {one.step for key, one in state.rounds.items() if one.revealed or state.estimates.get(key)}
    return used | set(state.visited)


def apply_new_agenda(draft: Draft, entry: Entry) -> None:
    """Put the new agenda in place; the clock of the step goes on as it was."""
    draft.put("agenda", _steps(entry.body["steps"]))
    _in_their_own_time(draft)


def check_moved(state: State, asked: Asked) -> dict[str, Any]:
    """Move everybody to a step."""
    step = check_step(state, identifier(asked.body, "step", "The step"))
    if step.key == state.position:
        raise Conflict(f"Everybody is at “{step.title}” already.")
    return {"step": step.key}


def apply_moved(draft: Draft, entry: Entry) -> None:
    """Move, and start the clock of the step; without a common step (async) it waits to be started."""
    step = next((one for one in draft.get("agenda") if one.key == entry.body["step"]), None)
    if step is None:
        return
    seconds = step.minutes * 60.0
    live = draft.get("settings").mode is Mode.LIVE
    draft.put("position", step.key)
    draft.add("visited", step.key)
    draft.put("timer", started(entry.at, seconds) if live else Timer(seconds, seconds))


def check_timer(state: State, asked: Asked) -> dict[str, Any]:
    """Start, pause, resume or extend the clock of the step."""
    action = choice(asked.body, "action", "What the clock does", ACTIONS)
    if state.step is None:
        raise Conflict("The clock starts with the first step.")
    if action == "pause" and not state.timer.running:
        raise Conflict("The clock stands already.")
    if action == "resume" and state.timer.running:
        raise Conflict("The clock runs already.")
    if action in ("pause", "resume"):
        return {"action": action}
    given = {"seconds": state.step.minutes * 60} | dict(asked.body) if action == "start" else asked.body
    return {"action": action, "seconds": whole(given, "seconds", "The time in seconds", 1, LONGEST_TIMER)}


def apply_timer(draft: Draft, entry: Entry) -> None:
    """Change the clock."""
    timer: Timer = draft.get("timer")
    match entry.body["action"]:
        case "start":
            timer = started(entry.at, float(entry.body["seconds"]))
        case "pause":
            timer = timer.paused(entry.at)
        case "resume":
            timer = timer.resumed(entry.at)
        case _:
            timer = timer.extended(entry.at, float(entry.body["seconds"]))
    draft.put("timer", timer)


def check_closed(state: State, asked: Asked) -> dict[str, Any]:
    """End the workshop: from now on people look, and only the facilitator writes."""
    if state.closed:
        raise Conflict("The workshop is closed already.")
    return {}


def apply_closed(draft: Draft, entry: Entry) -> None:
    """Close, and stop the clock."""
    draft.put("closed_at", entry.at)
    draft.put("timer", draft.get("timer").paused(entry.at))


def check_reopened(state: State, asked: Asked) -> dict[str, Any]:
    """Open a workshop again that was closed too early."""
    if not state.closed:
        raise Conflict("The workshop is open.")
    return {}


def apply_reopened(draft: Draft, entry: Entry) -> None:
    """Let people write again; the clock stands until it is resumed."""
    draft.put("closed_at", None)


def told_opened(body: Body) -> dict[str, Any]:
    """Tell of an agenda how many steps it has."""
    told = {key: value for key, value in body.items() if key not in ("agenda", "steps")}
    return told | {"steps": len(body.get("agenda") or body.get("steps") or ())}


RULES = {
    Kind.OPENED: Rule(check_opened, apply_opened, undo=None, told=told_opened),
    Kind.SETTINGS: Rule(check_settings, apply_settings, undo=undo_settings),
    Kind.AGENDA: Rule(check_new_agenda, apply_new_agenda, told=told_opened),
    Kind.MOVED: Rule(check_moved, apply_moved),
    Kind.TIMER: Rule(check_timer, apply_timer),
    Kind.CLOSED: Rule(check_closed, apply_closed, undo=None),
    Kind.REOPENED: Rule(check_reopened, apply_reopened, undo=None),
}
