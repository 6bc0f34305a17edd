"""What has arrived of what was promised, in the same words on every page."""

from components.text import day, days, whole, with_range
from lifecycle.figures import money
from lifecycle.monitor.realised import Realised


def arrived(found: Realised, currency: str) -> str:
    """Say what arrived beside what was expected by now; the share carries the interval of what was measured."""
    so_far, expected = found.so_far, found.expected.mid
    said = f"Since {day(found.since)} **{money(so_far.mid, currency)}** arrived; {money(expected, currency)} was expected by now"
    if expected > 0:
        share = so_far.scaled(100 / expected)
        spread = f"{share.low:.0f} to {share.high:.0f} %".replace("-", "−")
        said += f" ({whole(f'{share.mid:.0f} %')}, {whole(spread)})".replace("-", "−")
    return f"{said}, as of {day(found.until)}."


def pace(found: Realised, currency: str) -> str:
    """Say how the amount so far becomes the yearly one of the value thread."""
    so_far, yearly = money(found.so_far.mid, currency), with_range(found.yearly, currency)
    return f"{so_far} in {days(found.days)} is {yearly} a year at this pace: the header's *Realised*."
