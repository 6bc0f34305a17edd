"""The facilitator's console: open a workshop, lead people through it, keep what came of it."""

import streamlit as st

from components.links import link
from components.text import plain
from lifecycle import topics
from lifecycle.errors import NotFound
from pages import here
from pages.workshop import lead, opening, result, stage
from pages.workshop.lead import Lead

place = here.here()
facts = here.opened(place)
LEAD, AGENDA, RESULT = "Lead", "Agenda", "Result"  # as they stand in the address

CSS = """<style>
.st-key-lead_steps button { justify-content: flex-start; text-align: start; padding-left: 0; min-height: 2rem; }
.st-key-lead_steps button p { text-align: start; }
@media (max-width: 640px) { .st-key-lead_bar [aria-label^="Shortcut"] { display: none; } }
</style>"""


@st.fragment
def leading(workshop_id: str) -> None:
    """Lead; reruns by itself at every entry."""
    place = here.here()
    here.follow(place, topics.console(workshop_id))
    with here.saying():
        stage.show(lead.found(place, workshop_id))


def top(found: Lead) -> str:
    """Show which workshop this is, and the ways to look at it; gives the one chosen."""
    title = found.state.title or found.workshop.title
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{plain(title)}**", width="content")
        chosen = st.segmented_control(
            "View",
            [LEAD, AGENDA, RESULT],
            default=LEAD,
            required=True,
            key="view",
            bind="query-params",
            label_visibility="collapsed",
        )
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            opening.projector_link(found.workshop.id)
            link("workshop", "All workshops", facts.initiative.slug, icon=":material/list:")
    return str(chosen)


st.html(CSS)
# A link from the page to itself leaves the browser's address as it was, so it is said again: a reload, or a copied
# address, has to lead to what is shown.
own = st.query_params.get("workshop")
if own is None:
    st.query_params.from_dict({"initiative": facts.initiative.slug})
    opening.show(place, facts.initiative)
    st.stop()
st.query_params["workshop"] = own
found = lead.found(place, own)
if found.workshop.initiative_id != facts.initiative.id:
    raise NotFound("This workshop belongs to another initiative.")
view = top(found)
if view == AGENDA:
    opening.change(found)
elif view == RESULT:
    result.show(found)
else:
    leading(own)
