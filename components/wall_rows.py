"""What is asked, and names with what is said of them, on the wall: in the largest type in which all of it fits.

Lengths are in hundredths of the wall's height (`--u` in the style of the projector), and a wall is 160 of them wide at
least; widths of signs are those of a wide letter, so that what is counted to fit does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from components.fitting import wrapped
from components.wall import short

SIZES = (5.0, 4.5, 4.0, 3.6, 3.2, 2.8, 2.5, 2.2)
WIDE = 150.0
SIGN, LINE, AROUND = 0.48, 1.25, 0.75  # of the type: how wide a sign and high a line is, and what is free around a row
MOST_ROWS, MOST_LINES = 14, 12
Row = tuple[str, str]


@dataclass(frozen=True)
class Layout:
    """Rows in one column or two, with the room for a name and for what is said beside it."""

    columns: int
    names: float
    said: float


@dataclass(frozen=True)
class Fit:
    """The type of rows, how they are laid out, and how many lines a text may take."""

    size: float
    layout: Layout
    lines: int


ONE, TWO = Layout(1, 42, 104), Layout(2, 30, 40)
BROKEN = 0.85  # two columns are harder to read than one: their type has to be so much larger


def fit(rows: Sequence[Row], high: float) -> Fit:
    """Choose the largest type in which all rows fit `high`; in the smallest, as many lines of each as there is room.

    >>> fit([("Target", "€22")], 70)
    Fit(size=5.0, layout=Layout(columns=1, names=42, said=104), lines=12)
    """
    whole = [Fit(size, layout, MOST_LINES) for size in SIZES for layout in (ONE, TWO)]
    whole.sort(key=lambda one: -one.size * (BROKEN if one.layout == TWO else 1))
    cut = [Fit(SIZES[-1], ONE, lines) for lines in range(MOST_LINES, 0, -1)]
    fits = (one for one in whole if max(_lines_of(rows, one), default=0) <= MOST_LINES and height(rows, one) <= high)
    return next(fits, None) or next((one for one in cut if height(rows, one) <= high), cut[-1])


def height(rows: Sequence[Row], chosen: Fit) -> float:
    """Give how high rows stand, each text cut at the lines it may take; two columns are broken where that is least."""
    size = chosen.size
    each = [size * (min(count, chosen.lines) * LINE + AROUND) for count in _lines_of(rows, chosen)]
    if chosen.layout.columns == 1:
        return sum(each)
    return min((max(sum(each[:at]), sum(each[at:])) for at in range(len(each))), default=0)


def _lines_of(rows: Sequence[Row], chosen: Fit) -> list[int]:
    names, said = signs(chosen)
    return [max(wrapped(name, names), wrapped(text, said)) for name, text in rows]


def signs(chosen: Fit) -> tuple[int, int]:
    """Give how many signs a line holds, of a name and of what is said."""
    wide = chosen.size * SIGN
    return int(chosen.layout.names / wide), int(chosen.layout.said / wide)


def to_show(rows: Sequence[tuple[str, str, str]], high: float) -> str:
    """Write rows of (class, name, what is said) as HTML without script, on `high`; those too many are counted."""
    shown = [(tone, " ".join(name.split()), " ".join(said.split())) for tone, name, said in rows[:MOST_ROWS]]
    left = len(rows) - len(shown)
    chosen = fit([(name, said) for _, name, said in shown], high - 4 * bool(left))
    most = [count * chosen.lines for count in signs(chosen)]
    lines = "".join(
        f'<div class="{tone}"><span dir="auto">{escape(cut(name, most[0]))}</span>'
        f'<span dir="auto">{escape(cut(said, most[1]))}</span></div>'
        for tone, name, said in shown
    )
    style = f"--type: {chosen.size}; --names: {chosen.layout.names:g}; --columns: {chosen.layout.columns}"
    more = f'<div class="more">and {left} more</div>' if left else ""
    return f'<div class="rows" style="{style}">{lines}</div>{more}'


def cut(text: str, most: int) -> str:
    """Cut a text where it has filled the signs there is room for, with capitals and wide signs taking more than one.

    >>> cut("abcdefgh", 8), cut("abcdefgh", 6)
    ('abcdefgh', 'abcd …')
    """
    if wrapped(text, most) == 1:
        return text
    length = len(text)
    while length > 1 and wrapped(text[:length], most - 2) > 1:
        length -= 1
    return short(text, length)


def prompts(texts: Sequence[str], high: float) -> str:
    """Write what is asked, as large as fits `high`."""
    chosen = next((size for size in SIZES if asked(texts, size) <= high), SIZES[-1])
    said = "".join(f'<p dir="auto">{escape(text)}</p>' for text in texts)
    return f'<div class="prompts" style="--type: {chosen}">{said}</div>'


def asked(texts: Sequence[str], size: float) -> float:
    """Give how high prompts stand in a type."""
    return sum(size * (wrapped(text, int(WIDE / (size * SIGN))) * LINE + AROUND) for text in texts)
