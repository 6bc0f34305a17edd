"""How much of a wall fits the screen of a room without scrolling: sizes of type, and what is left out and counted.

Heights are in lines of the size's type, widths in signs. They are those of a screen of 1280x800, where least fits;
a larger screen has larger type.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from unicodedata import combining, east_asian_width

from lifecycle.envision.workshop.views import GroupView, NoteView

MOST_IN_GROUP = 3


@dataclass(frozen=True)
class Size:
    """A size of type: columns, the lines of each, the signs of a line, and where a text is cut."""

    name: str
    columns: int
    lines: float
    signs: int
    longest: int


SIZES = (
    Size("large", 3, 13, 19, 280),
    Size("few", 3, 17.5, 27, 280),
    Size("some", 4, 21, 23, 280),
    Size("many", 4, 25, 26, 280),
    Size("crowd", 6, 33, 23, 90),
    Size("throng", 8, 42, 21, 60),
)
CARD, HEAD, MORE = 0.95, 1.1, 1.0  # what a card, the frame of a group and "and 3 more" take beside their lines


@dataclass(frozen=True)
class Fit:
    """What is shown: the size, notes of a group at most, and how many of the loose notes."""

    size: Size
    in_group: int
    loose: int


def fit(groups: Sequence[GroupView], loose: Sequence[NoteView]) -> Fit:
    """Choose the largest type in which everything fits; in the smallest, all groups and as many notes as there is room.

    Groups come first: they lose notes before a loose note is shown, and none of them is ever left out.
    """
    everything = max((len(group.notes) for group in groups), default=0)
    for size in SIZES[:4]:
        if _columns([*_groups(groups, size, everything), *_notes(loose, size)], size) <= size.columns:
            return Fit(size, everything, len(loose))
    for size in SIZES[4:]:
        if _columns([*_groups(groups, size, MOST_IN_GROUP), *_notes(loose, size)], size) <= size.columns:
            return Fit(size, MOST_IN_GROUP, len(loose))
    size = SIZES[-1]
    for most in range(MOST_IN_GROUP, -1, -1):
        boxes = _groups(groups, size, most)
        if _columns(boxes, size) <= size.columns - bool(loose):
            break
    notes = _notes(loose, size)
    shown = next(
        (count for count in range(len(notes), 0, -1) if _columns([*boxes, *notes[:count]], size) <= size.columns), 0
    )
    return Fit(size, most, shown)


def lines(text: str, size: Size) -> int:
    """Count the lines a text takes at most, cut as it is shown."""
    shown = text if len(text) <= size.longest else text[: size.longest] + " …"
    return wrapped(shown, size.signs)


def wrapped(text: str, signs: int) -> int:
    """Count the lines a text takes at most where a line holds so many signs."""
    return max(1, ceil(sum(map(_width, text)) / signs))


def _width(sign: str) -> float:
    """Give the room of a sign: of East Asia and emoji that of two, of a capital one and a half."""
    if combining(sign):
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1.5 if sign.isupper() else 1


def _notes(notes: Sequence[NoteView], size: Size) -> list[float]:
    return [lines(note.text, size) + CARD for note in notes]


def _groups(groups: Sequence[GroupView], size: Size, most: int) -> list[float]:
    return [
        lines(group.title, size) * 1.2 + HEAD + sum(_notes(group.notes[:most], size)) + MORE * (len(group.notes) > most)
        for group in groups
    ]


def _columns(heights: Sequence[float], size: Size) -> int:
    """Count the columns boxes take one after the other, none of them broken; too many where one is too high."""
    if max(heights, default=0) > size.lines:
        return size.columns + 1
    count, left = 1, size.lines
    for height in heights:
        if height > left:
            count, left = count + 1, size.lines
        left -= height
    return count
