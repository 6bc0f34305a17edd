"""Numbers as they are shown: a value with its interval, unit, date and source."""

from dataclasses import dataclass
from datetime import date

# A dollar sign would begin a formula in Markdown, which amounts mostly stand in: dollars are written USD.
SYMBOLS = {"EUR": "€", "GBP": "£", "CHF": "CHF "}


@dataclass(frozen=True)
class Interval:
    """A value between a low and a high bound; `level` is the share of outcomes they hold, such as 0.8."""

    low: float
    mid: float
    high: float
    level: float = 0.95

    def scaled(self, factor: float, plus: float = 0.0) -> "Interval":
        """Multiply by a factor and add a constant; a negative factor swaps the bounds."""
        ends = sorted((self.low * factor + plus, self.high * factor + plus))
        return Interval(ends[0], self.mid * factor + plus, ends[1], self.level)


@dataclass(frozen=True)
class Source:
    """Where a number comes from: a page of the program and a sentence that names run, version or delivery."""

    page: str
    text: str


@dataclass(frozen=True)
class Figure:
    """One number of the value thread. `interval` is None while it is not known; `why` then says why."""

    name: str
    unit: str
    interval: Interval | None
    as_of: date | None
    source: Source
    why: str = ""


def money(amount: float, currency: str = "EUR") -> str:
    """Write an amount short, with three significant figures at most.

    >>> money(1_843_200), money(-412_000), money(38.5), money(0.004)
    ('€1.84M', '−€412k', '€38.50', '€0.00')
    """
    size = abs(amount)
    for limit, unit, letter in ((999.5e6, 1e9, "bn"), (999.5e3, 1e6, "M"), (999.5, 1e3, "k")):
        if size >= limit:
            return _signed(amount, currency, f"{_three_figures(size / unit)}{letter}")
    return _signed(amount, currency, f"{size:.0f}" if size >= 99.995 or size == int(size) else f"{size:.2f}")


def symbol(currency: str) -> str:
    """Give the sign of a currency, as on an axis or beside a field; its code where it has none.

    >>> symbol("EUR"), symbol("CHF"), symbol("SEK")
    ('€', 'CHF', 'SEK')
    """
    return SYMBOLS.get(currency, currency).strip()


def exact_money(amount: float, currency: str = "EUR") -> str:
    """Write an amount in full units.

    >>> exact_money(1_843_200.4)
    '€1,843,200'
    """
    return _signed(amount, currency, f"{abs(amount):,.0f}")


def money_range(interval: Interval, currency: str = "EUR") -> str:
    """Write the bounds of an interval of money.

    >>> money_range(Interval(750e3, 1.44e6, 2.08e6))
    '€750k to €2.08M'
    """
    return f"{money(interval.low, currency)} to {money(interval.high, currency)}"


def percent(share: float, digits: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage.

    >>> percent(0.1234, 1)
    '12.3 %'
    """
    size = f"{abs(share) * 100:.{digits}f}"
    return f"{_minus(share, size)}{size} %"


def _signed(amount: float, currency: str, size: str) -> str:
    return f"{_minus(amount, size)}{SYMBOLS.get(currency, f'{currency} ')}{size}"


def _minus(amount: float, size: str) -> str:
    # What rounds to nothing has no sign.
    return "−" if amount < 0 and size.strip("0.,") else ""


def _three_figures(value: float) -> str:
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
