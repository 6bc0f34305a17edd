"""What came of a workshop as JSON and as Markdown. What was never revealed stays out: it was written in private."""

from dataclasses import asdict
from typing import Any

from lifecycle.catalogue import components
from lifecycle.envision.canvas import Canvas, fields
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.wording import cells, full_label, in_words, marked_down
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import step_to_json
from lifecycle.envision.workshop.code import shown
from lifecycle.envision.workshop.seats import Workshop, role_name
from lifecycle.envision.workshop.things import State


def as_json(workshop: Workshop, state: State) -> dict[str, Any]:
    """Give everything that was agreed and everything that was revealed, as plain JSON values.

    Names are left out where the workshop hides them. Unrevealed notes, rounds, scores and hands are only counted.
    """
    steps = [_step(state, step.key) | {"step": step_to_json(step)} for step in state.agenda]
    return {
        "workshop": {
            "code": shown(workshop.code),
            "title": state.title or workshop.title,
            "opened_at": workshop.opened_at.isoformat(),
            "closed_at": state.closed_at.isoformat() if state.closed_at else None,
            "anonymous": state.settings.anonymous,
            "votes_each": state.settings.votes_each,
            "mode": state.settings.mode.value,
        },
        "participants": [{"name": one.name, "role": role_name(one.role)} for one in state.participants.values()],
        "steps": steps,
        "rounds": [_round(state, *key) for key, one in state.rounds.items() if one.revealed],
        "accepted": {path: point.model_dump() for path, point in state.accepted.items()},
        "dials": [_dial(state, key) for key in components() if key in state.dials or key in state.dials_set],
        "risks": [_risk(one) for one in views.risk_scores(state)],
        "verdict": _plain(asdict(views.fists(state))),
        "canvas": dict(state.fields),
        "promoted": [{"source": one.source, "path": one.path, "text": one.text} for one in state.promoted],
        "parked": [_remark(one) for one in views.parking_lot(state)],
        "dissent": [_remark(one) for one in views.dissents(state)],
        "summary": asdict(views.summary(state)),
    }


def _step(state: State, key: str) -> dict[str, Any]:
    wall = views.wall(state, key)
    dots = {one.target: one.dots for one in views.tally_for(state, key)}
    return {
        "groups": [
            {
                "title": group.title,
                "merged": list(group.merged),
                "dots": dots.get(group.id),
                "notes": [_note(note) for note in group.notes],
            }
            for group in wall.groups
        ],
        "notes": [_note(note) | {"dots": dots.get(note.id)} for note in wall.loose],
        "unrevealed": 0 if key in state.revealed else views.progress(state, key).things,
    }


def _note(note: views.NoteView) -> dict[str, Any]:
    return {"id": note.id, "text": note.text, "author": note.author or None, "role": note.role or None}


def _round(state: State, path: str, number: int) -> dict[str, Any]:
    found = views.spread(state, path, number)
    if found is None:
        return {"path": path, "round": number}
    return {
        "path": path,
        "label": found.label,
        "unit": found.unit,
        "round": number,
        "roles": [
            {"role": role.name, "estimates": [point.model_dump() for point in role.points]} for role in found.roles
        ],
        "pooled": found.pooled.model_dump(),
        "disagreement": found.sentence,
    }


def _dial(state: State, key: str) -> dict[str, Any]:
    found = views.dial_opinions(state, key)
    chosen = found.chosen
    return {
        "component": found.name,
        "opinions": dict(zip(("light", "standard", "high"), found.counts, strict=True)),
        "reasons": [{"level": level, "reason": said, "author": name or None} for level, said, name in found.reasons],
        "set": {"level": str(chosen.level), "reason": chosen.reason} if chosen else None,
    }


def _risk(risk: views.RiskView) -> dict[str, Any]:
    scores = {
        name: dict(score._asdict()) if (score := getattr(risk, name)) else None
        for name in ("median", "lowest", "highest")
    }
    return {
        "family": risk.family,
        "text": risk.text,
        "scored_by": risk.given,
        **scores,
        "outcome": risk.outcome.value if risk.outcome else None,
    }


def _remark(remark: views.RemarkView) -> dict[str, Any]:
    return {"text": remark.text, "author": remark.author or None, "role": remark.role or None}


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    return {key: list(item) if isinstance(item, tuple) else item for key, item in value.items()}


def as_markdown(workshop: Workshop, state: State, currency: str = "EUR") -> str:
    """Write what came of a workshop as Markdown; what people typed is escaped, so that it is shown as text."""
    said = as_json(workshop, state)
    lines = [
        f"# {_text(said['workshop']['title'])}",
        "",
        f"Workshop {shown(workshop.code)}, {workshop.opened_at:%d %B %Y}, {len(state.participants)} participants.",
        "",
        *_section("Participants", [f"{_text(one['name'])} ({_text(one['role'])})" for one in said["participants"]]),
        *_section("Verdict", [_text(said["verdict"]["sentence"])] if state.fists else []),
        *_section("Agreed for the canvas", _agreed(state, currency)),
    ]
    for step in said["steps"]:
        lines += _section(step["step"]["title"], _wall(step))
    lines += _section("Estimates", [_estimate(one) for one in said["rounds"] if "pooled" in one])
    lines += _section("Guardrail dials", [_level(one) for one in said["dials"]])
    lines += _section("Risks", [_scored(one) for one in said["risks"]])
    lines += _section("Dissent", [_signed(one) for one in said["dissent"]])
    lines += _section("Parking lot", [_signed(one) for one in said["parked"]])
    return "\n".join(lines).rstrip() + "\n"


def _section(title: str, items: list[str]) -> list[str]:
    return [f"## {_text(title)}", "", *(f"- {item}" for item in items), ""] if items else []


def _text(said: object) -> str:
    """Escape what people typed, on one line."""
    return marked_down(" ".join(str(said).split()))


def _agreed(state: State, currency: str) -> list[str]:
    values = dict(state.fields) | {path: point.model_dump() for path, point in state.accepted.items()}
    known = {"currency": currency} | values
    return [_said(path, value, known) for path, value in values.items() if value is not None]


def _said(path: str, value: Any, canvas: Canvas) -> str:
    field = fields().get(path)
    if field is None:  # the canvas has changed since
        return f"{_text(path)}: {_text(value)}"
    if field.kind != "rows":
        return f"{_text(full_label(field))}: {_text(in_words(field, value, canvas))}"
    return "\n".join([_text(full_label(field)), *(f"  - {_text(' · '.join(cells(field, row)))}" for row in value)])


def _range(point: ThreePoint) -> str:
    return f"{point.low:g} to {point.high:g}, most likely {point.likely:g}"


def _wall(step: dict[str, Any]) -> list[str]:
    lines = []
    for group in step["groups"]:
        inside = [f"  - {_signed(note)}" for note in group["notes"]]
        lines.append("\n".join([f"{_text(group['title'])}{_dots(group)}", *inside]))
    lines += [f"{_signed(note)}{_dots(note)}" for note in step["notes"]]
    if step["unrevealed"]:
        left = step["unrevealed"]
        lines.append(
            f"{left} note{'s were' if left > 1 else ' was'} never revealed and stay{'' if left > 1 else 's'} private."
        )
    return lines


def _dots(voted: dict[str, Any]) -> str:
    return f" ({voted['dots']} dots)" if voted["dots"] else ""


def _signed(said: dict[str, Any]) -> str:
    by = " · ".join(_text(said[key]) for key in ("author", "role") if said[key])
    return f"{_text(said['text'])}{f' ({by})' if by else ''}"


def _estimate(found: dict[str, Any]) -> str:
    pooled = _range(ThreePoint(**found["pooled"]))
    return f"{_text(found['label'])}, round {found['round']}: {_text(pooled)}. {_text(found['disagreement'])}"


def _level(dial: dict[str, Any]) -> str:
    chosen = dial["set"] or {"level": "not set", "reason": ""}
    opinions = ", ".join(f"{count} {level}" for level, count in dial["opinions"].items() if count) or "no opinions"
    reason = f". {_text(chosen['reason'])}" if chosen["reason"] else ""
    return f"{_text(dial['component'])}: {chosen['level']} ({opinions}){reason}"


def _scored(risk: dict[str, Any]) -> str:
    median = risk["median"]
    scores = f" (likelihood {median['likelihood']}, impact {median['impact']}, " if median else ""
    scores += f"detectability {median['detectability']}: {risk['outcome']})" if median else " (not scored)"
    return f"{_text(risk['family'])}: {_text(risk['text'])}{scores}"
