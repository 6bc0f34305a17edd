"""Tables on the screen, which anybody can take along as CSV: no text in them is a formula in a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lifecycle.tables import safe_cell

Rows = Sequence[Mapping[str, Any]]
# Of a table that is edited, what is taken along cannot be quoted without quoting what is kept: see the style.
EDITED = "edited_table"


def table(data: Rows | pd.DataFrame, **how: Any) -> None:
    """Show a table as `st.dataframe` does; a text or a heading that begins like a formula gets a quote before it."""
    st.dataframe(inert(data), **how)


def inert(data: Rows | pd.DataFrame) -> list[dict[str, Any]] | pd.DataFrame:
    """Quote what a spreadsheet would take for a formula, in cells, headings and the index; numbers stay as they are."""
    if not isinstance(data, pd.DataFrame):
        return [{safe_cell(head): _cell(value) for head, value in row.items()} for row in data]
    found = data.rename(columns=_cell, index=_cell)
    for place in range(found.shape[1]):
        if not pd.api.types.is_numeric_dtype(found.dtypes.iloc[place]):
            found.isetitem(place, [_cell(value) for value in found.iloc[:, place]])
    return found


def _cell(value: Any) -> Any:
    return safe_cell(value) if isinstance(value, str) else value


def editor(data: pd.DataFrame, key: str, **how: Any) -> pd.DataFrame:
    """Let people change a table; it is not taken along as a file."""
    with st.container(key=f"{EDITED}/{key}"):
        edited: pd.DataFrame = st.data_editor(data, key=key, **how)
    return edited
