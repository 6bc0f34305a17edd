"""What inputs a model was trained on: the range declared for each feature, and what lies outside of it."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.dataset import as_text
from lifecycle.build.shares import share
from lifecycle.guardrails import Measured

MARGIN = 0.1
ROWS = 500
TRIES = 20_000
UNSEEN = "a value never seen"
# What goes wrong with a number: another unit, its sign, a division by nothing, words in its place.
WRONGS = (1000.0, 10.0, -1.0, np.inf, None)


@dataclass(frozen=True)
class Ranges:
    """The inputs a model may see: bounds by numeric feature, known values by categorical one."""

    numbers: dict[str, tuple[float, float]] = field(default_factory=dict)
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)


def declare(frame: pd.DataFrame, features: dict[str, str]) -> Ranges:
    """Declare what was seen in training; an empty column declares nothing.

    Numbers may lie a tenth of their spread beyond what was seen, but what was never negative may not become so.
    """
    numbers, values = {}, {}
    for name, kind in features.items():
        known = frame[name].dropna()
        if kind != "numeric":
            values[name] = tuple(sorted({as_text(value) for value in known.unique()}))
        elif len(known):
            low, high = float(known.min()), float(known.max())
            room = MARGIN * (high - low)
            numbers[name] = (max(low - room, 0.0) if low >= 0 else low - room, high + room)
    return Ranges(numbers, values)


def outside(frame: pd.DataFrame, ranges: Ranges) -> NDArray[np.bool_]:
    """Mark rows with an input outside its declared range, or not a number where one belongs; empty cells are inside."""
    found = np.zeros(len(frame), dtype=bool)
    for name, (low, high) in ranges.numbers.items():
        numbers = pd.to_numeric(frame[name], errors="coerce")
        unread = (numbers.isna() & frame[name].notna()).to_numpy()
        found |= unread | ((numbers < low) | (numbers > high)).to_numpy()
    for name, known in ranges.values.items():
        found |= (frame[name].notna() & ~frame[name].map(as_text).isin(known)).to_numpy()
    return found


def corrupted(frame: pd.DataFrame, features: dict[str, str], rng: np.random.Generator) -> pd.DataFrame:
    """Spoil one input of each of up to 500 rows so that it lies outside of all that was seen.

    A number is multiplied by 1,000, by 10 or by −1, infinite, or a word; a category takes a value never seen. What
    still lies between the lowest and the highest number seen is no example and left out.
    """
    seen = {name: (frame[name].min(), frame[name].max()) for name, kind in features.items() if kind == "numeric"}
    made: list[dict[str, object]] = []
    names = list(features)
    rows = [dict(zip(names, row, strict=True)) for row in frame[names].itertuples(index=False, name=None)]
    for _ in range(TRIES):
        row, name = dict(rows[rng.integers(len(rows))]), names[rng.integers(len(names))]
        wrong = WRONGS[rng.integers(len(WRONGS))]
        if pd.isna(row[name]):
            continue
        if name not in seen or wrong is None:
            row[name] = UNSEEN
        else:
            row[name] = float(row[name]) * wrong if np.isfinite(wrong) else wrong
            if seen[name][0] <= row[name] <= seen[name][1]:
                continue
        made.append(row)
        if len(made) == ROWS:
            break
    return pd.DataFrame(made, columns=names, dtype=object)


def caught(frame: pd.DataFrame, features: dict[str, str], ranges: Ranges, seed: int) -> Measured:
    """Give the share of up to 500 spoilt rows that the declared ranges refuse."""
    made = corrupted(frame, features, np.random.default_rng(seed)) if len(frame) else frame
    if made.empty:
        return Measured(None, "No range could be declared: the features are empty in training.")
    hits = int(np.count_nonzero(outside(made, ranges)))
    said = (
        f"{hits / len(made):.1%} of {len(made)} spoilt rows (another unit, another sign, infinite, a word, an unknown "
        f"category) are refused by the ranges frozen with the decision."
    )
    return Measured(hits / len(made), said, len(made), share(hits, len(made)))
