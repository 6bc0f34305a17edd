"""Where pages are, and links to them that keep the initiative in the address."""

import streamlit as st

PATHS = {
    "portfolio": "portfolio.py",
    "strategy": "strategy/page.py",
    "envision": "envision/canvas.py",
    "build": "build/room.py",
    "compare": "build/adhoc.py",
    "deploy": "deploy/gate.py",
    "monitor": "monitor/live.py",
    "connect": "monitor/connect.py",
    "share": "share/links.py",
    "leadership": "share/leadership.py",
    "workshop": "workshop/console.py",
    "projector": "workshop/projector.py",
    "replay": "workshop/replay.py",
    "seat": "workshop/seat.py",
    "activity": "activity.py",
    "store": "store.py",
}


def link(page: str, label: str, initiative: str | None = None, *, icon: str = "", help: str | None = None) -> None:
    """Link to a page by its name; `label` is Markdown made by us."""
    query = {"initiative": initiative} if initiative else None
    st.page_link(PATHS[page], label=label, icon=icon, help=help, query_params=query)
