"""What arrived of what was promised: measured effect × credit, less running costs, over the days that can be judged."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from lifecycle.catalogue import protocols
from lifecycle.contract import ValueContract
from lifecycle.envision.levers import levers
from lifecycle.envision.value_model import Part, contract_value
from lifecycle.figures import Interval, money
from lifecycle.monitor.windows import Window
from lifecycle.tally import Measured, Tally

Z95 = 1.96
YEAR = 365
TermsAt = Callable[[datetime], ValueContract]


@dataclass(frozen=True)
class Realised:
    """Value so far. `days`: of mature windows, all that is judged. Intervals hold 95 % for the measured effect.

    `so_far` and `expected` are in currency; `yearly` is `so_far` at the pace of a year; `expected` is what the primary
    lever, the one that is measured, was promised to bring (P10, P50, P90) in the same days, less running costs.
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
    """The value so far at the end of a window: realised (95 %) and expected (P10, P50, P90) for the same days.

    `credit` is that of the terms the window was judged by.
    """

    end: datetime
    realised: Interval
    expected: Interval
    days: float
    cases: int
    credit: float


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
        """Give what the primary lever promises for these days, less running costs: P10, P50, P90."""
        return measurable(self.terms).scaled(self.days / YEAR)


def measurable(terms: ValueContract) -> Interval:
    """Give the part of the promise a stream is held to: the primary lever's year, less all running costs."""
    return contract_value(terms).parts[0].yearly.scaled(1, -terms.run_cost)


def unmeasured(terms: ValueContract) -> tuple[Part, ...]:
    """List the other levers whose money is promised and that no stream of decided cases measures."""
    return tuple(part for part in contract_value(terms).parts[1:] if part.cash and not part.kpi_only)


def left_out(terms: ValueContract) -> str:
    """Say which lever is measured and what each other one was promised to bring a year; empty with one lever alone."""
    others = [
        f"{levers()[part.lever].name} ({money(part.yearly.mid, terms.currency)} a year at P50)"
        for part in unmeasured(terms)
    ]
    if not others:
        return ""
    return (
        f"Only the lever {levers()[terms.lever.key].name} is measured by this stream, and held against its own part of "
        f"the promise. Promised too, not measured here: {', '.join(others)}."
    )


def accumulate(windows: list[Window], terms_at: TermsAt) -> list[Step]:
    """Add up mature windows in order, each by the terms in force at its end; a step after each.

    There is no step while the cases of some terms cannot tell what they brought.
    """
    accounts: dict[str, Account] = {}
    steps = []
    for window in (w for w in windows if w.mature):
        terms = terms_at(window.end)
        key = terms.fingerprint()
        accounts[key] = accounts.get(key, Account(terms)).plus(window)
        brought = [found for part in accounts.values() if (found := part.brought())]
        if len(brought) == len(accounts):
            steps.append(_step(window.end, list(accounts.values()), brought, terms))
    return steps


def _step(end: datetime, parts: list[Account], brought: list[Measured], terms: ValueContract) -> Step:
    total, half = sum(b.value for b in brought), Z95 * sum(b.error**2 for b in brought) ** 0.5
    promised = [part.expected() for part in parts]
    return Step(
        end=end,
        realised=Interval(total - half, total, total + half),
        expected=Interval(
            sum(p.low for p in promised), sum(p.mid for p in promised), sum(p.high for p in promised), 0.8
        ),
        days=sum(part.days for part in parts),
        cases=sum(part.cases for part in parts),
        credit=protocols()[terms.protocol].credit,
    )


def realised(windows: list[Window], terms_at: TermsAt) -> Realised | None:
    """Sum up value so far; None while no window can be judged."""
    steps = accumulate(windows, terms_at)
    if not steps:
        return None
    last = steps[-1]
    return Realised(
        so_far=last.realised,
        yearly=last.realised.scaled(YEAR / last.days),
        expected=last.expected,
        days=last.days,
        since=next(w.start for w in windows if w.mature),
        until=last.end,
        cases=last.cases,
        credit=last.credit,
    )
