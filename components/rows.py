"""Lists of the canvas: a table to type in for short rows, a card for a row that says much."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components.fields import Save, kept, key_of, put, shown, widget
from components.text import plain
from lifecycle.envision.fields import SCALE, Column, Field

Row = Mapping[str, Any]
TYPES = {"text": "str", "choice": "str", "number": "float64", "scale": "float64", "flag": "bool", "date": "object"}
LONG = ("text", "mitigation")


def table(
    field: Field, rows: Sequence[Row], address: str, save: Save, new_id: Callable[[], str], *, fresh: bool
) -> None:
    """Show a list as a table to type in; every changed cell is saved at once.

    The table keeps what it was drawn with: it is drawn anew only when rows come or go, or somebody else changed one.
    """
    name = key_of(address, field.path)
    base, round_ = f"{name}/base", f"{name}/round"
    # A table that was not on the screen in the last run has forgotten what was typed: the store has not.
    if fresh or base not in st.session_state or f"{name}/{st.session_state[round_]}" not in st.session_state:
        st.session_state[base] = [dict(row) for row in rows]
        st.session_state[round_] = st.session_state.get(round_, 0) + 1
    drawn: list[Row] = st.session_state[base]
    key = f"{name}/{st.session_state[round_]}"

    def changed() -> None:
        edits = st.session_state[key]
        if edits["added_rows"] or edits["deleted_rows"]:
            del st.session_state[base]
        save(field.path, edited(drawn, edits, new_id))

    st.data_editor(
        frame(field, drawn),
        key=key,
        num_rows="dynamic",
        hide_index=True,
        column_config={column.key: _config(column) for column in field.columns},
        on_change=changed,
        alt=f"{field.label}: a table to type in",
    )


def frame(field: Field, rows: Sequence[Row]) -> pd.DataFrame:
    """Write rows as a table whose columns have a type even where nothing is filled in."""
    cells = {column.key: [_cell(column, row.get(column.key)) for row in rows] for column in field.columns}
    return pd.DataFrame({c.key: pd.Series(cells[c.key], dtype=TYPES[c.kind]) for c in field.columns})


def _cell(column: Column, value: Any) -> Any:
    if column.kind == "date":
        return date.fromisoformat(value) if value else None
    return bool(value) if column.kind == "flag" else value


def edited(rows: Sequence[Row], edits: Mapping[str, Any], new_id: Callable[[], str]) -> list[dict[str, Any]]:
    """Give rows as they stand after edits of a table: cells by place, rows added, rows deleted; new ones get an id.

    >>> edited([{"id": "a", "x": 1}], {"edited_rows": {0: {"x": 2}}, "added_rows": [{}], "deleted_rows": []}, lambda: "b")
    [{'id': 'a', 'x': 2}, {'id': 'b'}]
    """
    gone = set(edits["deleted_rows"])
    changed = {int(place): cells for place, cells in edits["edited_rows"].items()}
    found = [{**row, **changed.get(place, {})} for place, row in enumerate(rows) if place not in gone]
    return found + [{**added, "id": new_id()} for added in edits["added_rows"]]


def _config(column: Column) -> Any:
    common: dict[str, Any] = {"label": column.label, "required": column.required}
    kinds = st.column_config
    if column.kind == "choice":
        names = dict(column.options or {})
        return kinds.SelectboxColumn(options=list(names), format_func=lambda o: names.get(str(o), str(o)), **common)
    if column.kind == "scale":
        return kinds.NumberColumn(min_value=SCALE[0], max_value=SCALE[1], step=1, help="1 to 5", **common)
    if column.kind == "number":
        return kinds.NumberColumn(**common)
    if column.kind == "date":
        return kinds.DateColumn(format="DD/MM/YYYY", **common)
    if column.kind == "flag":
        return kinds.CheckboxColumn(label=column.label)
    return kinds.TextColumn(**common)


def cards(
    field: Field,
    rows: Sequence[Row],
    address: str,
    save: Save,
    new_id: Callable[[], str],
    *,
    fresh: bool,
    names: Mapping[str, tuple[str, str]],
) -> None:
    """Show a list by name, with what is said about each row, and every cell of the one that is chosen."""
    chosen = key_of(address, field.path, "which")
    ids = [row["id"] for row in rows]
    if st.session_state.get(chosen) not in ids:
        st.session_state[chosen] = ids[0] if ids else None

    def add() -> None:
        made = new_id()
        save(field.path, [*rows, {"id": made}])
        st.session_state[chosen] = made

    def delete() -> None:
        save(field.path, [row for row in rows if row["id"] != st.session_state[chosen]])

    if ids:
        captions = [plain(names[one][1]) for one in ids]
        st.radio(field.label, ids, format_func=lambda one: plain(names[one][0]), captions=captions, key=chosen)
    with st.container(horizontal=True):
        st.button(f"Add {field.add}", key=f"{chosen}/add", icon=":material/add:", on_click=add)
        if ids:
            st.button(
                f"Delete {plain(names[st.session_state[chosen]][0])}",
                key=f"{chosen}/delete",
                type="tertiary",
                on_click=delete,
            )
    if ids:
        row = next(row for row in rows if row["id"] == st.session_state[chosen])
        with st.container(border=True):
            for group in _groups(field.columns):
                with st.grid(len(group), min_column_width=150) if len(group) > 1 else st.container():
                    for column in group:
                        with st.container():
                            _card_cell(field, rows, row, column, address, save, fresh)


def _groups(columns: Sequence[Column]) -> list[list[Column]]:
    """Put cells that belong together in one line: up to three, a long text alone."""
    groups: list[list[Column]] = [[]]
    for column in columns:
        alone = column.key in LONG
        if alone or len(groups[-1]) == 3 or (groups[-1] and groups[-1][-1].key in LONG):
            groups.append([])
        groups[-1].append(column)
    return [group for group in groups if group]


def _card_cell(
    field: Field, rows: Sequence[Row], row: Row, column: Column, address: str, save: Save, fresh: bool
) -> None:
    key = key_of(address, field.path, f"{row['id']}/{column.key}")

    def changed() -> None:
        value = kept(st.session_state[key])
        save(field.path, [{**one, column.key: value} if one["id"] == row["id"] else dict(one) for one in rows])

    kind = "line" if column.kind == "text" and column.key not in LONG else column.kind
    put(key, shown(column.kind, row.get(column.key)), fresh=fresh)
    widget(kind, column.label, key, changed, options=column.options)
