"""Rows of several files brought together, case by case; what does not meet is left out and listed."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lifecycle.build.dataset import as_text
from lifecycle.build.left_out import LeftOut
from lifecycle.build.prediction_roles import Files, Roles
from lifecycle.errors import BadInput


def alone(frame: pd.DataFrame) -> pd.DataFrame:
    """Name the cases of one file by their row; an id is kept as a column and need not be unique."""
    return frame.set_axis(pd.Index([f"row {number}" for number in range(1, len(frame) + 1)], dtype=object), axis=0)


def joined(files: Files, identifiers: Sequence[str], out: LeftOut) -> list[pd.DataFrame]:
    """Bring the rows of several files into the same order, that of the first file, by id.

    Ids are compared as people read them (1 and 1.0 are the same). One that stands twice in a file is left out whole.

    Raises:
        BadInput: no id stands in all files.

    """
    frames = []
    for (name, frame), column in zip(files, identifiers, strict=True):
        empty = frame[column].isna().to_numpy()
        if empty.any():
            out.add([f"{name}, row {row + 1}" for row in np.flatnonzero(empty)], f"without an id in {name}")
        ids = pd.Index(texts(frame[column][~empty]), dtype=object)
        twice = ids.duplicated(keep=False)
        out.add(ids[twice].unique(), f"more than once in {name}")
        frames.append(frame[~empty].set_axis(ids, axis=0)[~twice])
    left = out.cases()
    if not left and all(frame.index.equals(frames[0].index) for frame in frames[1:]):
        return frames
    everyone = frames[0].index.append([frame.index for frame in frames[1:]]).unique()
    if left:
        everyone = everyone[~everyone.isin(left)]
    places = [frame.index.get_indexer(everyone) for frame in frames]
    for (name, _), place in zip(files, places, strict=True):
        out.add(everyone[place < 0], f"not in {name}")
    common = np.all([place >= 0 for place in places], axis=0)
    if not common.any():
        shown = "; ".join(
            f"{name} begins with {', '.join(map(repr, frame.index[:2])) or 'none'}"
            for (name, _), frame in zip(files, frames, strict=True)
        )
        raise BadInput(f"No id stands in all files: {shown}. Choose the columns that hold the same id.")
    return [frame.iloc[place[common]] for frame, place in zip(frames, places, strict=True)]


def truth_of(files: Files, frames: list[pd.DataFrame], column: str, out: LeftOut) -> pd.Series:
    """Read the truth as text; files that disagree about a case leave it out, and so does nobody knowing it."""
    found: pd.Series | None = None
    first = ""
    for (name, _), frame in zip(files, frames, strict=True):
        if column not in frame.columns:
            continue
        told = texts(frame[column])
        if found is None:
            found, first = told, name
            continue
        differ = found.notna() & told.notna() & (found != told)
        out.add(found.index[differ], f"with another {column} in {name} than in {first}")
        found = found.where(found.notna(), told)
    assert found is not None, "the roles were checked"
    out.add(found.index[found.isna()], f"without a value in {column}")
    return found


def others(files: Files, frames: list[pd.DataFrame], roles: Roles) -> pd.DataFrame:
    """Collect every other column once, from the first file that has it; the id comes first."""
    scored = {(model.file, column) for model in roles.models for column in model.all_columns}
    taken: dict[str, pd.Series] = {}
    for place, frame in enumerate(frames):
        for column in frame.columns:
            own_id = place > 0 and roles.identifiers and column == roles.identifiers[place]
            if (place, column) not in scored and column != roles.truth and not own_id:
                taken.setdefault(str(column), frame[column])
    order = sorted(taken, key=lambda name: not roles.identifiers or name != roles.identifiers[0])
    return pd.DataFrame({name: taken[name] for name in order}, index=frames[0].index)


def texts(column: pd.Series) -> pd.Series:
    """Write cells the way people compare them; what is missing stays None."""
    if pd.api.types.is_integer_dtype(column) and not column.isna().any():
        return pd.Series(list(map(str, column.tolist())), index=column.index, dtype=object)
    # Each value is written once, however many cells hold it.
    codes, values = pd.factorize(column)
    said = np.array([*map(as_text, values.tolist()), None], dtype=object)
    return pd.Series(said[codes], index=column.index, dtype=object)
