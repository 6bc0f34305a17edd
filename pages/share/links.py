"""Share: one read-only link to the leadership page, shown once, expiring, revocable."""

import streamlit as st

from components.links import link
from components.text import answer, badge, day, plain
from data import grants
from lifecycle.access import Capability, check_administer
from lifecycle.share.grant import DEFAULT_DAYS, MOST_DAYS, Grant
from pages import here
from pages.here import done, saying

SHOWN = "shown_link"
STATES = {
    "active": ("green", "check", "active"),
    "expired": ("gray", "schedule", "expired"),
    "revoked": ("gray", "block", "revoked"),
}

place = here.here()
facts = here.opened(place)
check_administer(place.who)
initiative = facts.initiative
listed = grants.listing(place.store, place.who, initiative.id)
links = [(grant, use) for grant, use in listed if grant.capability is Capability.VIEWER]
tokens = [(grant, use) for grant, use in listed if grant.capability is Capability.INGEST]
active = sum(grant.state(place.now) == "active" for grant, _ in links)


def make() -> None:
    """Make a link and show it once."""
    with st.container(border=True):
        left, middle, right = st.columns([4, 1, 1], vertical_alignment="bottom")
        label = left.text_input("For whom is the link?", placeholder="Board meeting of 3 December", max_chars=80)
        days = middle.number_input("Days it lasts", 1, MOST_DAYS, DEFAULT_DAYS)
        if right.button("Make a link", type="primary", width="stretch"):
            with saying():
                made, token = grants.make_link(place.store, place.act(), initiative.id, label, int(days))
                st.session_state[SHOWN] = (made.id, f"{base()}/s/{token}")
                st.rerun()
        if st.session_state.get(SHOWN):
            st.success("Copy it now: it is shown this once, and only its hash is kept.", icon=":material/key:")
            st.code(st.session_state.pop(SHOWN)[1], language=None)


def opened(count: int) -> str:
    """Write how often a link was opened."""
    return "never opened" if count == 0 else "opened once" if count == 1 else f"opened {count} times"


def base() -> str:
    """Give the address of this program as the browser sees it."""
    return str(st.context.url or "http://127.0.0.1:8501").split("/share")[0].rstrip("/")


def row(grant: Grant, count: int, last: str) -> None:
    """Show a link or token with its use, and the button that ends it."""
    state = grant.state(place.now)
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.markdown(
        f"{badge(*STATES[state])} **{plain(grant.label)}**  \n:gray[:small[made {day(grant.made_at)}, "
        f"{'ends' if state == 'active' else 'ended'} {day(grant.revoked_at or grant.expires_at)}, {opened(count)}{last}]]"
    )
    if state == "active" and right.button("Revoke", key=f"revoke/{grant.id}", width="stretch"):
        with saying():
            grants.revoke(place.store, place.act(), grant.id)
            done("Revoked. Whoever holds it sees nothing from now on.")
            st.rerun()


answer(
    f"{active} link{'s lead' if active != 1 else ' leads'} to the leadership page of this initiative."
    if active
    else "Nobody outside sees this initiative. Make a link to its leadership page: read-only, expiring, revocable."
)
link("leadership", "See what a link shows", initiative.slug, icon=":material/visibility:")
make()
for title, found in (("Links", links), ("Sending tokens", tokens)):
    if found:
        st.subheader(title, anchor=False)
        for grant, use in found:
            row(grant, use.count, f", last {day(use.last_at)}" if use.last_at else "")
