"""What arrived of what was promised: measured effect × credit, less running costs, over the days that can be judged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lifecycle.catalogue import protocols
from lifecycle.contract import ValueContract
from lifecycle.envision.levers import levers
from lifecycle.envision.value_model import contract_value
from lifecycle.figures import Interval
from lifecycle.monitor.windows import Window
from lifecycle.tally import Measured

Z95 = 1.96
YEAR = 365
TermsAt = Callable[[datetime], ValueContract]


@dataclass(frozen=True)
class Realised:
    """Value so far. `days`: of mature windows, all that is judged. Intervals hold 95 % for the measured effect.

    `so_far` and `expected` are in currency; `yearly` is `so_far` at the pace of a year; `expected` is the promise
    (P10, P50, P90) for the same days.
    """

    so_far: Interval
    yearly: Interval
    expected: Interval
    days: float
    since: datetime
    until: datetime
    cases: int
    credit: float


@dataclass(frozen=True)
class Step:
    """The cumulative value at the end of a window: realised (95 %) and expected (P10, P50, P90)."""

    end: datetime
    realised: Interval
    expected: Interval


def money_of(window: Window, contract: ValueContract) -> Measured | None:
    """Measure what one window brought, before credit and running costs; None where its cases cannot tell.

    Cases without a label are taken to be like the labelled ones of the same window.
    """
    lever = levers()[contract.lever.key]
    means = {key: point.mean for key, point in lever.scaled(contract.lever.inputs).items()}
    measured = lever.realise(window.tally, means, contract.payoffs.expected())
    if measured is None or measured.error == float("inf"):
        return None
    return measured.scaled(window.cases / window.labelled)


def accumulate(windows: list[Window], terms_at: TermsAt) -> list[Step]:
    """Add up mature windows in order, each by the terms in force at its end.

    Windows whose cases cannot tell are left out, with their days and what was expected of them.
    """
    total, variance, expected, steps = 0.0, 0.0, Interval(0, 0, 0, 0.8), []
    for window, terms, brought in _judged(windows, terms_at):
        credit, years = protocols()[terms.protocol].credit, window.days / YEAR
        total += brought.value * credit - terms.run_cost * years
        variance += (brought.error * credit) ** 2
        promise = contract_value(terms).yearly.scaled(years)
        expected = Interval(expected.low + promise.low, expected.mid + promise.mid, expected.high + promise.high, 0.8)
        half = Z95 * variance**0.5
        steps.append(Step(window.end, Interval(total - half, total, total + half), expected))
    return steps


def realised(windows: list[Window], terms_at: TermsAt) -> Realised | None:
    """Sum up value so far; None while no window can be judged."""
    judged = list(_judged(windows, terms_at))
    days = sum(window.days for window, _, _ in judged)
    if days == 0:
        return None
    last, terms = accumulate(windows, terms_at)[-1], judged[-1][1]
    return Realised(
        so_far=last.realised,
        yearly=last.realised.scaled(YEAR / days),
        expected=last.expected,
        days=days,
        since=judged[0][0].start,
        until=judged[-1][0].end,
        cases=sum(window.cases for window, _, _ in judged),
        credit=protocols()[terms.protocol].credit,
    )


def _judged(windows: list[Window], terms_at: TermsAt) -> Iterator[tuple[Window, ValueContract, Measured]]:
    for window in windows:
        terms = terms_at(window.end)
        brought = money_of(window, terms) if window.mature else None
        if brought is not None:
            yield window, terms, brought
