"""Activity: every change, by whom, as what, and why; a change made anywhere appears by itself."""

import json

import streamlit as st

from components.text import answer
from data import audit
from lifecycle import topics
from pages import here

place = here.here()
initiative = here.initiative(place)
SHOW = ["This initiative", "Everything"]

scope = st.segmented_control("Show", SHOW, default=SHOW[0] if initiative else SHOW[1], required=True)


def safe(text: str) -> str:
    """Keep a cell from being read as a formula when the table is exported and opened in a spreadsheet."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


@st.fragment
def changes(own: str | None) -> None:
    place = here.here()
    here.follow(place, topics.initiative(own) if own else topics.ACTIVITY)
    events = audit.recent(place.store, place.who, own)
    answer(f"{len(events)} changes, the latest first; each is chained to the one before by its hash.")
    rows = [
        {
            "No.": event.sequence,
            "When (UTC)": event.at.replace(tzinfo=None),
            "Who": safe(event.actor),
            "As": event.role or event.capability,
            "What": event.action,
            "Of": safe(event.subject),
            "Why": safe(event.reason or ""),
            "Before": safe(json.dumps(event.before, ensure_ascii=False)[:400]) if event.before else "",
            "After": safe(json.dumps(event.after, ensure_ascii=False)[:400]) if event.after else "",
            "Hash": event.hash[:12],
        }
        for event in events
    ]
    st.dataframe(
        rows,
        hide_index=True,
        height=620,
        column_config={"When (UTC)": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm:ss")},
        alt="Every change with who made it, what it was, and before and after",
    )


changes(initiative.id if initiative and scope == SHOW[0] else None)
