"""What arrived of what was promised: measured effect × credit, less running costs, over the days that can be judged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lifecycle.catalogue import protocols
from lifecycle.contract import ValueContract
from lifecycle.envision.levers import levers
from lifecycle.envision.value_model import contract_value
from lifecycle.figures import Interval
from lifecycle.monitor.windows import Window
from lifecycle.tally import Measured, Tally

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


@dataclass(frozen=True)
class Account:
    """Mature windows judged by the same terms, added up."""

    terms: ValueContract
    tally: Tally = field(default_factory=Tally)
    cases: int = 0
    labelled: int = 0
    days: float = 0.0

    def plus(self, window: Window) -> "Account":
        """Add a window."""
        return Account(
            self.terms,
            self.tally + window.tally,
            self.cases + window.cases,
            self.labelled + window.labelled,
            self.days + window.days,
        )

    def brought(self) -> Measured | None:
        """Measure what the cases brought with credit, less running costs; None where they cannot tell.

        Cases without a label are taken to be like the labelled ones.
        """
        lever = levers()[self.terms.lever.key]
        means = {key: point.mean for key, point in lever.scaled(self.terms.lever.inputs).items()}
        measured = lever.realise(self.tally, means, self.terms.payoffs.expected())
        if measured is None:
            return None
        credit = protocols()[self.terms.protocol].credit
        return measured.scaled(credit * self.cases / self.labelled, -self.terms.run_cost * self.days / YEAR)

    def expected(self) -> Interval:
        """Give what the terms promise for these days: P10, P50, P90."""
        return contract_value(self.terms).yearly.scaled(self.days / YEAR)


def accounts(windows: list[Window], terms_at: TermsAt) -> Iterator[tuple[Window, list[Account]]]:
    """Add up mature windows in order, each by the terms in force at its end; yields the accounts after each."""
    open_accounts: dict[str, Account] = {}
    for window in windows:
        if window.mature:
            terms = terms_at(window.end)
            key = terms.fingerprint()
            open_accounts[key] = open_accounts.get(key, Account(terms)).plus(window)
            yield window, list(open_accounts.values())


def accumulate(windows: list[Window], terms_at: TermsAt) -> list[Step]:
    """Give the value so far after each mature window; nothing while the cases cannot tell."""
    steps = []
    for window, parts in accounts(windows, terms_at):
        brought = [found for part in parts if (found := part.brought())]
        if len(brought) == len(parts):
            steps.append(Step(window.end, _summed(brought), _promised(parts)))
    return steps


def _summed(brought: list[Measured]) -> Interval:
    total, half = sum(b.value for b in brought), Z95 * sum(b.error**2 for b in brought) ** 0.5
    return Interval(total - half, total, total + half)


def _promised(parts: list[Account]) -> Interval:
    expected = [part.expected() for part in parts]
    return Interval(sum(e.low for e in expected), sum(e.mid for e in expected), sum(e.high for e in expected), 0.8)


def realised(windows: list[Window], terms_at: TermsAt) -> Realised | None:
    """Sum up value so far; None while no window can be judged."""
    steps, judged = accumulate(windows, terms_at), list(accounts(windows, terms_at))
    if not steps or not judged:
        return None
    parts, last = judged[-1][1], steps[-1]
    days = sum(part.days for part in parts)
    return Realised(
        so_far=last.realised,
        yearly=last.realised.scaled(YEAR / days),
        expected=last.expected,
        days=days,
        since=judged[0][0].start,
        until=judged[-1][0].end,
        cases=sum(part.cases for part in parts),
        credit=protocols()[parts[-1].terms.protocol].credit,
    )
