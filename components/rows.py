"""Lists of the canvas: the rows by name, and a card with every cell of the one that is chosen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from components.fields import Save, kept, key_of, widget
from components.text import plain
from lifecycle.envision.fields import Column, Field

Row = Mapping[str, Any]
LONG = ("text", "mitigation")


def cards(
    field: Field,
    rows: Sequence[Row],
    address: str,
    save: Save,
    new_id: Callable[[], str],
    *,
    fresh: bool,
    names: Mapping[str, tuple[str, str]],
) -> list[Row]:
    """Show a list, and give what its widgets hold; `names` says by id what a row is called and what is said about it.

    `save(path, rows)` is called when a cell changes, a row is added or one is deleted. `fresh` says that somebody else
    changed the list.
    """
    held = list(rows)
    chosen, ids = key_of(address, field.path, "which"), [row["id"] for row in rows]
    if st.session_state.get(chosen) not in ids:
        st.session_state[chosen] = ids[0] if ids else None

    def add() -> None:
        made = new_id()
        save(field.path, [*rows, {"id": made}])
        st.session_state[chosen] = made

    def delete() -> None:
        save(field.path, [row for row in rows if row["id"] != st.session_state[chosen]])

    if ids:
        st.radio(
            field.label,
            ids,
            format_func=lambda one: plain(names[one][0]),
            captions=[plain(names[one][1]) for one in ids],
            key=chosen,
            help=field.help or None,
        )
        row = next(row for row in rows if row["id"] == st.session_state[chosen])
        with st.container(border=True, gap="small"):
            for group in groups(field.columns):
                with st.grid(len(group), min_column_width=150):
                    for column in group:
                        with st.container():
                            found = _cell(field, rows, row, column, address, save, fresh)
                            held = [with_cell(one, column, found) if one["id"] == row["id"] else one for one in held]
    else:
        st.markdown(f"{field.label}  \n:gray[:small[{plain(field.help)}]]")
    with st.container(horizontal=True):
        st.button(f"Add {field.add}", key=f"{chosen}/add", icon=":material/add:", on_click=add)
        if ids:
            st.button(
                f"Delete this {field.add.split(' ', 1)[1]}",
                key=f"{chosen}/delete",
                icon=":material/delete:",
                type="tertiary",
                on_click=delete,
            )
    return held


def with_cell(row: Row, column: Column, value: Any) -> Row:
    """Give a row with another value in one cell; an empty cell is left out."""
    rest = {key: cell for key, cell in row.items() if key != column.key}
    return rest if value is None else rest | {column.key: value}


def groups(columns: Sequence[Column]) -> list[list[Column]]:
    """Put cells into lines of two, those of a long text alone."""
    found: list[list[Column]] = []
    for column in columns:
        room = found and len(found[-1]) == 1 and not _long(found[-1][0])
        if room and not _long(column):
            found[-1].append(column)
        else:
            found.append([column])
    return found


def _long(column: Column) -> bool:
    return column.kind == "text" and column.key in LONG


def _cell(field: Field, rows: Sequence[Row], row: Row, column: Column, address: str, save: Save, fresh: bool) -> Any:
    """Show one cell, and give what its widget holds."""
    key = key_of(address, field.path, f"{row['id']}/{column.key}")

    def changed() -> None:
        value = kept(st.session_state[key])
        save(field.path, [with_cell(one, column, value) if one["id"] == row["id"] else one for one in rows])

    kind = "line" if column.kind == "text" and not _long(column) else column.kind
    return widget(kind, column.label, key, row.get(column.key), changed, fresh=fresh, options=column.options)
