"""How candidates are told apart in every chart of a room: each keeps its colour, the one looked at has the wide line."""

from collections.abc import Iterable
from itertools import cycle

import altair as alt

# Readable on the light and on the dark ground; no status colour, no accent, none of the greys of rules and references.
COLOURS = ("#0284c7", "#c026d3", "#a16207", "#6366f1", "#4d7c0f", "#be185d")
WIDE, THIN = 3.5, 1.75


def colours(names: Iterable[str]) -> dict[str, str]:
    """Give each candidate its colour by its place in the room; the seventh begins anew."""
    return dict(zip(names, cycle(COLOURS), strict=False))


def colour(names: Iterable[str], legend: alt.Legend | None = None) -> alt.Color:
    """Encode the field "candidate" by colour."""
    wears = colours(names)
    scale = alt.Scale(domain=list(wears), range=list(wears.values()))
    return alt.Color("candidate:N", title=None, scale=scale, legend=legend)


def width(names: Iterable[str], chosen: str, field: str = "candidate") -> alt.StrokeWidth:
    """Encode which of the candidates is looked at by the width of its line."""
    every = list(names)
    widths = [WIDE if name == chosen else THIN for name in every]
    scale = alt.Scale(type="ordinal", domain=every, range=widths)  # else only the ends of the range are heeded
    return alt.StrokeWidth(f"{field}:N", legend=None, scale=scale)
