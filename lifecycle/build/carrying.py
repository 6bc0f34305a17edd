"""What a room knows of an initiative's canvas: the amounts that were set there, for the fields that are still empty."""

from collections.abc import Mapping
from typing import Any

from lifecycle.build.multiclass import MatrixStakes
from lifecycle.build.regression import UnitStakes
from lifecycle.build.stakes import Stakes
from lifecycle.envision.fields import fields
from lifecycle.envision.three_point import ThreePoint
from lifecycle.payoff import OUTCOMES


def carried(stakes: Stakes | UnitStakes | MatrixStakes, canvas: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a canvas that a room fills in: the empty ones; nothing over something that stands there.

    An exact amount becomes three points that are the same. Money is left out where the canvas counts in another
    currency, or offers none such: an amount of one currency is no amount of another.
    """
    found: dict[str, Any] = {"volume": _year(stakes).model_dump()}
    if isinstance(stakes, Stakes):
        found["capacity_per_week"] = stakes.capacity_per_week
    if canvas.get("currency", stakes.currency) == stakes.currency and stakes.currency in _offered():
        found |= {"currency": stakes.currency, "run_cost": stakes.run_cost}
        if isinstance(stakes, Stakes):
            found |= {f"payoff.{name}": getattr(stakes.payoffs, name).model_dump() for name in OUTCOMES}
            found["build_cost"] = stakes.build_cost or None  # a room does not ask for it: 0 is nobody's word
    return {path: value for path, value in found.items() if value is not None and canvas.get(path) is None}


def _year(stakes: Stakes | UnitStakes | MatrixStakes) -> ThreePoint:
    if isinstance(stakes, Stakes):
        return stakes.volume
    return stakes.points()[2] if isinstance(stakes, UnitStakes) else stakes.year()


def _offered() -> Mapping[str, str]:
    return fields()["currency"].options or {}
