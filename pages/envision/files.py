"""The canvas as a file: taken along to be read, or to be read back here or elsewhere."""

import streamlit as st

from components.downloads import JSON, MARKDOWN, file_button
from data import exports
from lifecycle.access import can_change
from lifecycle.facts import Facts
from pages.envision.editing import Editing
from pages.here import Here, done, saying


def panel(place: Here, facts: Facts, editing: Editing) -> None:
    """Offer the canvas with all its versions as Markdown and JSON, and take one in."""
    own, stem = facts.initiative.id, f"{facts.initiative.slug}-canvas"
    box = st.expander("The canvas as a file", icon=":material/folder_open:", key=f"files/{own}", on_change="rerun")
    if not box.open:
        return
    with box:
        with st.container(horizontal=True):
            file_button(
                "Markdown, to read", lambda: exports.as_markdown(place.store, place.act(), own), f"{stem}.md", MARKDOWN
            )
            file_button(
                "JSON, to read back", lambda: exports.as_json(place.store, place.act(), own), f"{stem}.json", JSON
            )
        if not can_change(place.who, own):
            return
        file = st.file_uploader("Read a canvas back from its JSON file", type=["json"], key=f"files/{own}/in")
        st.caption(
            "It takes the place of what stands here, as one change: Undo brings everything back. Contracts and signatures in "
            "the file are not read back: they hold where they were signed."
        )
        if file is not None and st.button("Read it back", icon=":material/upload_file:"):
            with saying():
                text = file.getvalue().decode("utf-8", errors="replace")
                labels = exports.read_back(place.store, place.act(), own, text)
                editing.refresh_all()
                done(f"{len(labels)} fields changed.")
                st.rerun()
