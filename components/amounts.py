"""Writes numbers of any size the way people read them out."""

from lifecycle.envision.three_point import ThreePoint


def number(value: float) -> str:
    """Write a number: whole from a thousand on, with six digits at most below.

    >>> number(3_000_000.4), number(0.1234567), number(12.0)
    ('3,000,000', '0.123457', '12')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.6g}"


def three_point(point: ThreePoint) -> str:
    """Write an estimate with its range in brackets.

    >>> three_point(ThreePoint(low=900, likely=2000, high=5000))
    '2,000 (900 to 5,000)'
    """
    return f"{number(point.likely)} ({number(point.low)} to {number(point.high)})"
