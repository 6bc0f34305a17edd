"""Boundary erosion: how far the versions of a contract, one small change after another, have moved what was promised.

Every business metric is the better the higher, so that a lower target, warning or floor is a relaxation; so are a
longer window, more windows in a row, more cases before a window counts, a softer consequence and a lower dial.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise

from lifecycle.boundary import Consequence
from lifecycle.catalogue import components
from lifecycle.contract import RIGOUR, ValueContract, Version
from lifecycle.figures import percent
from lifecycle.metrics import metrics
from lifecycle.people import tidy

LIMITS = ("target", "warn", "floor")
TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True)
class Term:
    """A term that can be relaxed: how it is called, and the words for a smaller and a larger value of it.

    `sign` is 1 when the smaller value is the relaxed one, −1 when the larger is.
    """

    key: str
    name: str
    smaller: str
    larger: str
    sign: int


@dataclass(frozen=True)
class Shift:
    """One term moved by one version. `share` is its size ÷ the distance from floor to target it is counted in.

    `share` is positive either way, and None for a term that is no limit or where target and floor were the same.
    """

    term: str
    version: int
    at: datetime
    before: float | str
    after: float | str
    relaxed: bool
    share: float | None
    reason: str


@dataclass(frozen=True)
class Erosion:
    """What the versions in force moved from the first to the last, oldest first; `notes` say what cannot be counted."""

    first: int
    last: int
    shifts: tuple[Shift, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, term: str, relaxed: bool = True) -> list[Shift]:
        """Give the relaxations of a term, or what tightened it."""
        return [shift for shift in self.shifts if shift.term == term and shift.relaxed is relaxed]

    def total(self, term: str, relaxed: bool = True) -> float:
        """Add up a limit's shares one way: what was relaxed and tightened again counts both times."""
        return sum(shift.share or 0.0 for shift in self.of(term, relaxed))

    @property
    def share(self) -> float:
        """The cumulative relaxation of the limit that was relaxed most: nothing is averaged away."""
        return max(self.total(term) for term in LIMITS)

    @property
    def relaxed(self) -> tuple[Shift, ...]:
        """What was relaxed, oldest first."""
        return tuple(shift for shift in self.shifts if shift.relaxed)

    @property
    def tightened(self) -> tuple[Shift, ...]:
        """What was tightened, oldest first."""
        return tuple(shift for shift in self.shifts if not shift.relaxed)

    @property
    def sentence(self) -> str:
        """Say what was relaxed and why, the most relaxed limit first, then what was tightened."""
        return " ".join([*(_told(self, relaxed) for relaxed in (True, False)), *self.notes]).strip()


@cache
def terms() -> dict[str, Term]:
    """Give every term that can be relaxed, by key."""
    found = [
        Term("target", "the target", "lowered", "raised", 1),
        Term("warn", "the warning", "lowered", "raised", 1),
        Term("floor", "the floor", "lowered", "raised", 1),
        Term("window_days", "the review window", "shortened", "lengthened", -1),
        Term("persistence", "the number of windows in a row", "lowered", "raised", -1),
        Term("minimum_n", "the least number of cases", "lowered", "raised", -1),
        Term("consequence", "the consequence", "softened", "hardened", 1),
    ]
    found += [Term(f"dial.{c.key}", f"the dial {c.name}", "lowered", "raised", 1) for c in components().values()]
    return {term.key: term for term in found}


def erosion(versions: Sequence[Version]) -> Erosion | None:
    """Measure how the versions that came into force moved the boundary and the dials; None while none has.

    Each pair of versions that followed each other in force is compared. Shares are of the distance from floor to target
    of the first version; where the metric or its money changes, limits are counted anew from that version on, in its
    distance, and added: changing the yardstick makes nothing forgotten.
    """
    signed = _followed(versions)
    if not signed:
        return None
    shifts: list[Shift] = []
    notes: list[str] = []
    distance = _distance(signed[0].terms)
    for before, after in pairwise(signed):
        same = _yardstick(before.terms) == _yardstick(after.terms)
        distance = distance if same else _distance(after.terms)
        notes += _notes(before.terms, after)
        shifts += _shifts(before.terms, after, distance, [*([] if same else LIMITS)])
    return Erosion(signed[0].number, signed[-1].number, tuple(shifts), tuple(notes))


def _followed(versions: Sequence[Version]) -> list[Version]:
    """Leave out what waits, and what was signed only after a later version had come into force."""
    signed = sorted(((v.in_force_since, v) for v in versions if v.in_force_since), key=lambda pair: pair[1].number)
    return [v for at, v in signed if not any(other.number > v.number and since < at for since, other in signed)]


def _yardstick(terms: ValueContract) -> tuple[str, str]:
    metric = terms.boundary.metric
    return metric, terms.currency if metrics()[metric].unit == "money" else ""


def _distance(terms: ValueContract) -> float:
    return terms.boundary.target - terms.boundary.floor


def _notes(before: ValueContract, after: Version) -> list[str]:
    old, new = _yardstick(before), _yardstick(after.terms)
    since = f"v{after.number}"
    if old[0] != new[0]:
        names = [metrics()[key].name for key in (old[0], new[0])]
        return [f"{since} changed the metric from “{names[0]}” to “{names[1]}”: limits are counted anew from there."]
    if old != new:
        return [f"{since} changed the currency from {old[1]} to {new[1]}: limits are counted anew from there."]
    if new[1] and before.payoffs != after.terms.payoffs:
        return [f"{since} changed the payoffs this metric is counted in: the same limits may be easier or harder now."]
    return []


def _values(terms: ValueContract) -> dict[str, float]:
    """Write every term as a number that can be compared."""
    limits = terms.boundary
    numbers: dict[str, float] = {
        key: getattr(limits, key) for key in (*LIMITS, "window_days", "persistence", "minimum_n")
    }
    numbers["consequence"] = list(Consequence).index(limits.consequence)
    return numbers | {f"dial.{key}": RIGOUR.index(terms.dials[key].level) for key in components()}


def _shown(terms: ValueContract, key: str) -> float | str:
    if key.startswith("dial."):
        return terms.dials[key.removeprefix("dial.")].level.value
    value: float | str = getattr(terms.boundary, key)
    return str(value) if key == "consequence" else value


def _shifts(before: ValueContract, after: Version, distance: float, incomparable: Sequence[str]) -> list[Shift]:
    old, new, at = _values(before), _values(after.terms), after.in_force_since
    moved = [key for key in terms() if old[key] != new[key] and key not in incomparable]
    return [
        Shift(
            term=key,
            version=after.number,
            at=at or after.offered_at,
            before=_shown(before, key),
            after=_shown(after.terms, key),
            relaxed=terms()[key].sign * (new[key] - old[key]) < 0,
            share=abs(new[key] - old[key]) / distance if key in LIMITS and distance > 0 else None,
            reason=after.reason,
        )
        for key in moved
    ]


def _told(found: Erosion, relaxed: bool) -> str:
    keys = sorted((key for key in terms() if found.of(key, relaxed)), key=lambda key: -found.total(key, relaxed))
    if not keys:
        return f"Since v{found.first} nothing was relaxed." if relaxed else ""
    lead = f"Since v{found.first}" if relaxed else "Tightened:"
    said = "; ".join(_counted(found, key, relaxed) for key in keys)
    return f"{lead} {said}{_reasons(found, relaxed)}."


def _counted(found: Erosion, key: str, relaxed: bool) -> str:
    shifts, term = found.of(key, relaxed), terms()[key]
    verb = term.smaller if relaxed is (term.sign == 1) else term.larger
    times = TIMES.get(len(shifts), f"{len(shifts)} times")
    if all(shift.share is None for shift in shifts):
        size = ", ".join(f"from {_written(shift.before)} to {_written(shift.after)}" for shift in shifts)
        return f"{term.name} was {verb} {times}, {size}"
    size = f"{'together ' if len(shifts) > 1 else ''}by {_percent(found.total(key, relaxed))}"
    return f"{term.name} was {verb} {times}, {size} of the way from floor to target"


def _percent(share: float) -> str:
    return percent(share) if share >= 0.0995 else percent(share, 1) if share >= 0.0005 else "less than 0.1 %"


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"


def _reasons(found: Erosion, relaxed: bool) -> str:
    given = {s.version: tidy(s.reason) for s in (found.relaxed if relaxed else found.tightened)}
    return "; reasons: " + ", ".join(
        f"“{reason}” (v{n})" if reason else f"none given (v{n})" for n, reason in given.items()
    )
