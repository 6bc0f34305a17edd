"""From the canvas to the terms of a contract and back; nothing of a contract is lost on the way."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from lifecycle.catalogue import components, roles
from lifecycle.contract import ValueContract
from lifecycle.envision.cleaning import plain
from lifecycle.envision.dials import questions
from lifecycle.errors import BadInput
from lifecycle.metrics import metrics
from lifecycle.payoff import OUTCOMES

Canvas = Mapping[str, Any]
SHARE_LIMITS = ("baseline", "target", "warn", "floor")
_WORDS = ("intent", "decision", "positive", "today", "currency", "counterfactual", "protocol", "review_date")
SIMPLE = (*_WORDS, "volume", "build_cost", "run_cost")
RISK = ("id", "family", "text", "mitigation", "owner", "due", "verified")
# The other terms, by the path of the field they are entered in.
OTHERS = {
    "capacity_per_week": "capacity_per_week",
    "limits": "limits",
    "correlation": "correlation",
    "horizon_years": "horizon_years",
    "problem": "problem",
    "alternative": "alternative",
    "goal": "goal",
    "human": "human",
    "autonomy": "autonomy",
    "latency": "latency",
    "baseline.what": "baseline_what",
    "baseline.value": "baseline_value",
    "baseline.window": "baseline_window",
    "books": "books",
    "value_target": "value_target",
    "proof_points": "proof_points",
    "task.entity": "entity",
    "task.kind": "task",
    "task.horizon_days": "outcome_days",
    "task.label_delay_days": "label_delay_days",
    "task.heuristic": "heuristic",
    "task.proxy": "proxy",
    "feeds": "feeds",
    "target_system": "target_system",
    "service_level": "service_level",
    "stakeholders": "stakeholders",
    "restricted": "restricted_uses",
    "reversibility": "reversibility",
    "appeal": "appeal",
    "tier": "tier",
    "protected": "protected_attributes",
    "group_thresholds": "group_thresholds",
    "assumptions": "assumptions",
    "raci": "duties",
    "users": "users",
    "training": "training",
    "incentives": "incentives",
    "verdict": "verdict",
    "conditions": "conditions",
    "dissent": "dissent",
}
# Entered in per cent, agreed as a share.
PERCENT = {
    "discount_rate": "discount_rate",
    "cashable": "cashable",
    "base_rate": "base_rate",
    "holdout": "holdout",
    "adoption_target": "adoption_target",
    "override.low": "override_low",
    "override.high": "override_high",
}
DIAL = {"reason": "reason", "by": "lowered_by", "approved": "approved_by"}


def terms_of(canvas: Canvas) -> ValueContract:
    """Read the terms of a canvas that holds every field a contract needs.

    Limits entered in % or pp become shares, as the metric measures them.

    Raises:
        BadInput: the parts contradict each other.

    """
    metric = metrics().get(canvas["boundary.metric"])
    if metric is None:
        raise BadInput(f"The canvas contradicts itself: no business metric is called {canvas['boundary.metric']!r}.")
    boundary = {path.removeprefix("boundary."): v for path, v in canvas.items() if path.startswith("boundary.")}
    scores = {key: canvas.get(f"question.{key}") for key in questions()}
    body = {path: canvas[path] for path in SIMPLE}
    body |= {term: _written(canvas[path]) for path, term in OTHERS.items() if canvas.get(path) is not None}
    body |= {term: round(canvas[path] / 100, 12) for path, term in PERCENT.items() if canvas.get(path) is not None}
    body |= {
        "payoffs": {outcome: canvas[f"payoff.{outcome}"] for outcome in OUTCOMES},
        "levers": [{"key": key, "inputs": under(canvas, f"lever.{key}.")} for key in canvas["levers"]],
        "boundary": boundary | {limit: round(boundary[limit] / metric.factor, 12) for limit in SHARE_LIMITS},
        "dials": {component: _dial(canvas, component) for component in components()},
        "dial_scores": {key: int(score) for key, score in scores.items() if score is not None},
        "owners": {role: canvas[f"owner.{role}"] for role in roles()},
        "risks": [risk_of(row) for row in said(canvas.get("risks"))],
    }
    try:
        return ValueContract.model_validate(body)
    except ValidationError as problem:
        raise BadInput(f"The canvas contradicts itself: {plain(problem)}.") from None


def from_contract(terms: ValueContract) -> dict[str, Any]:
    """Turn the terms of a contract back into a canvas, to amend it: `terms_of` gives the same terms again."""
    body, factor = terms.body(), metrics()[terms.boundary.metric].factor
    canvas: dict[str, Any] = {path: body[path] for path in SIMPLE}
    canvas |= {path: body[term] for path, term in OTHERS.items() if body.get(term) not in (None, "")}
    canvas |= {path: round(body[term] * 100, 10) for path, term in PERCENT.items() if body.get(term) is not None}
    canvas |= {f"payoff.{outcome}": body["payoffs"][outcome] for outcome in OUTCOMES}
    canvas["levers"] = [choice.key for choice in terms.levers]
    for choice in terms.levers:
        canvas |= {f"lever.{choice.key}.{name}": point.model_dump() for name, point in choice.inputs.items()}
    canvas |= {f"boundary.{name}": value for name, value in body["boundary"].items()}
    canvas |= {f"boundary.{name}": round(body["boundary"][name] * factor, 10) for name in SHARE_LIMITS}
    for component, dial in body["dials"].items():
        canvas[f"dial.{component}"] = dial["level"]
        canvas |= {f"dial.{component}.{path}": dial.get(name) or None for path, name in DIAL.items()}
    canvas |= {f"question.{key}": str(score) for key, score in body.get("dial_scores", {}).items()}
    canvas |= {f"owner.{role}": name for role, name in body["owners"].items()}
    canvas["risks"] = [_risk_row(risk) for risk in body.get("risks", ())] or None
    return {path: value for path, value in canvas.items() if value is not None}


def said(rows: Any) -> list[dict[str, Any]]:
    """Leave out the rows of a list that say nothing yet."""
    return [row for row in rows or () if len(row) > 1]


def risk_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Write a row of the canvas as a risk."""
    found = {name: row[name] for name in RISK if name in row}
    for which in ("inherent", "residual"):
        found[which] = under(row, f"{which}_")
    return found | {"accepted_by": under(row, "agreed_")}


def _risk_row(risk: Mapping[str, Any]) -> dict[str, Any]:
    simple = {name: risk[name] for name in RISK}
    scores = {f"{which}_{name}": score for which in ("inherent", "residual") for name, score in risk[which].items()}
    agreed = {f"agreed_{role}": name for role, name in risk["accepted_by"].items()}
    return {name: cell for name, cell in (simple | scores | agreed).items() if cell}


def _written(value: Any) -> Any:
    return said(value) if isinstance(value, list) else value


def _dial(canvas: Canvas, component: str) -> dict[str, Any]:
    names = {name: canvas.get(f"dial.{component}.{path}") or "" for path, name in DIAL.items()}
    return {"level": canvas[f"dial.{component}"], **names}


def under(canvas: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Give what stands under a path, by the rest of it."""
    found = {path.removeprefix(prefix): value for path, value in canvas.items() if path.startswith(prefix)}
    return {name: value for name, value in found.items() if value is not None}
