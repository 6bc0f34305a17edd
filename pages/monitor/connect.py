"""Connect a model that runs elsewhere: a file of its scored cases proposes which column is what."""

from dataclasses import replace

import streamlit as st

from components import tables
from components.text import answer, plain
from data import deliveries, evaluations, initiatives
from data.audit import SYSTEM
from data.intake import Table
from lifecycle.audit import Act
from lifecycle.monitor.stream import StreamSchema, propose
from pages import here
from pages.here import saying

NEW, NONE = "A new initiative, for this stream", "—"
HELD = "connect_table"

place = here.here()
answer("Drop a file of scored cases: which column is what is proposed, and you confirm it.")
st.caption(
    "One row a case: an id, the time of the decision, the score (a probability), the features, and the truth where it is "
    "known. Best is a period in which the model worked well: it becomes the reference that later cases are compared with."
)


def read() -> tuple[Table, str] | None:
    """Read the file once and keep it for the form below."""
    file = st.file_uploader("Scored cases: CSV or Parquet", type=["csv", "parquet"])
    if file is None:
        return None
    held = st.session_state.get(HELD)
    if held is None or held[0] != file.file_id:
        with saying(), st.spinner("Reading the file"):
            held = (file.file_id, place.runtime.intake.read(file.getvalue(), file.name), file.name)
            st.session_state[HELD] = held
    return (held[1], held[2]) if held and held[0] == file.file_id else None


def form(table: Table, name: str) -> None:
    """Show the proposal, let people correct it, and open the stream."""
    proposal = propose(table.frame)
    columns = [str(c) for c in table.frame.columns]
    parts = proposal.parts
    if proposal.missing:
        st.warning(
            f"No column looks like the {' or the '.join(proposal.missing)}. Choose it below.", icon=":material/help:"
        )
    tables.table(table.frame.head(5), hide_index=True, alt="The first five rows of the file")
    left, middle, right = st.columns(3)

    def pick(cell, label: str, part: str) -> str:  # type: ignore[no-untyped-def]
        index = columns.index(parts[part]) if part in parts else None
        return str(cell.selectbox(label, columns, index=index, key=f"connect/{part}") or "")

    identifier, time = pick(left, "Case id", "identifier"), pick(middle, "Time of the decision", "time")
    score = pick(right, "Score: probability of yes", "score")
    label = str(
        left.selectbox(
            "Truth (may come in later)",
            columns,
            key="connect/label",
            accept_new_options=True,
            index=columns.index(parts["label"]) if "label" in parts else None,
        )
        or "label"
    )
    positive = middle.text_input("Value of the truth that means yes", proposal.positive)
    threshold = right.number_input("Acted on from a score of", 0.0, 1.0, 0.5, 0.01)
    flags = [NONE, *columns]
    action = left.selectbox("Acted on (0 or 1), if recorded", flags, index=_index(flags, parts.get("action")))
    held_out = middle.selectbox("Held out by chance (0 or 1)", flags, index=_index(flags, parts.get("held_out")))
    taken = {identifier, time, score, label, action, held_out}
    usable = [c for c in columns if c not in taken]
    default = [c for c in proposal.features if c in usable]
    features = st.multiselect("Features to watch", usable, default=default)
    if proposal.left_out:
        st.caption("Left out: " + plain("; ".join(f"{c} ({why})" for c, why in proposal.left_out.items())) + ".")
    known = initiatives.listing(place.store, place.who)
    choices = [NEW, *(i.slug for i in known)]
    names = {i.slug: i.name for i in known}
    target = left.selectbox("Belongs to", choices, format_func=lambda s: names.get(s, s))
    title = middle.text_input("Name of the stream", name.rsplit(".", 1)[0].replace("_", " "))
    as_reference = st.toggle("This file is the reference", value=True)
    if st.button("Open the stream with this file", type="primary", icon=":material/cable:"):
        with saying():
            schema = StreamSchema(identifier, time, score, label, dict.fromkeys(features, "auto"), threshold, positive)
            schema = replace(schema, action=None if action == NONE else action)
            schema = replace(schema, held_out=None if held_out == NONE else held_out)
            _open(table, name, title, schema, target, deliveries.REFERENCE if as_reference else deliveries.CASES)


def _index(options: list[str], value: str | None) -> int:
    return options.index(value) if value in options else 0


def _open(table: Table, file: str, title: str, schema: StreamSchema, target: str, kind: str) -> None:
    """Open the stream with its first delivery, and go and look at it."""
    own = None if target == NEW else initiatives.by_slug(place.store, place.who, target).id
    parcel = table.parcel(f"upload, {file}")
    stream = deliveries.open_with(place.store, place.act(), own, title, schema, parcel, kind)
    evaluations.request(place.store, place.runtime.jobs, Act(SYSTEM, place.now), stream)
    found = initiatives.by_slug(place.store, place.who, stream.initiative_id)
    here.done("The stream is open.")
    st.session_state.pop(HELD, None)
    st.switch_page("monitor/live.py", query_params={"initiative": found.slug})


read_file = read()
if read_file:
    form(*read_file)
