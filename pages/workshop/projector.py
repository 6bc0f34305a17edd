"""The wall everybody looks at: the step, the time, who is in; on reveal the notes, the spread, the verdict."""

import streamlit as st

from lifecycle import topics
from pages import here
from pages.workshop import lead, showing

CSS = """<style>
.stApp:has(.st-key-projector) [data-testid=stSidebar], .stApp:has(.st-key-projector) [data-testid=stHeader],
.stApp:has(.st-key-projector) [data-testid=stSidebarCollapsedControl] { display: none; }
.stApp:has(.st-key-projector) [data-testid=stMainBlockContainer] { padding: 2rem 3rem 1.5rem; max-width: none; }
.st-key-projector { font-size: 1.5rem; }
.st-key-projector h1 { font-size: clamp(2rem, 3.4vw, 4rem); padding: 0; line-height: 1.15; }
.st-key-projector h2 { font-size: clamp(3rem, 6vw, 7rem); letter-spacing: .04em; padding: 0; }
.st-key-projector p, .st-key-projector li { font-size: clamp(1.2rem, 1.6vw, 1.9rem); line-height: 1.4; }
.st-key-projector .prompts p { margin: 0 0 .6em; max-width: 46em; }
.st-key-projector .quiet { opacity: .75; }
.st-key-projector .wall { column-gap: 1em; font-size: var(--type); columns: var(--columns); }
.st-key-projector .wall.few { --type: min(1.95vw, 3.1vh); --columns: 3; }
.st-key-projector .wall.many { --type: min(1.4vw, 2.2vh); --columns: 4; }
.st-key-projector .wall.crowd { --type: min(1.05vw, 1.65vh); --columns: 6; }
.st-key-projector .wall.throng { --type: min(.85vw, 1.3vh); --columns: 8; }
.st-key-projector .wall p, .st-key-projector .wall section { break-inside: avoid; border-radius: 10px; overflow-wrap: anywhere;
  margin: 0 0 .4em; }
.st-key-projector .wall p { background: light-dark(#f1f3ef, #1d2523); padding: .2em .5em; font-size: 1em; line-height: 1.3; }
.st-key-projector .wall section { border: 2px solid light-dark(#c9d0cb, #3a4643); padding: .3em .4em .1em; }
.st-key-projector .wall h3 { font-size: 1.1em; line-height: 1.25; margin: 0; padding: 0 0 .3em; overflow-wrap: anywhere; }
.st-key-projector .wall small { display: block; opacity: .75; padding: 0 .3em .2em; font-size: .9em; }
.st-key-projector .more { opacity: .75; font-size: min(1.3vw, 2vh); padding-top: .4em; }
.st-key-projector .dots { color: light-dark(#0f766e, #5eead4); white-space: nowrap; }
.st-key-projector .rows { display: grid; gap: .7rem; }
.st-key-projector .rows div { display: grid; grid-template-columns: minmax(12rem, 1fr) 2fr; gap: 1.5rem; align-items: baseline;
  font-size: clamp(1.1rem, 1.5vw, 1.8rem); border-top: 1px solid light-dark(#dfe3e0, #2c3633); padding-top: .5rem; }
.st-key-projector .rows { padding-top: 1rem; }
.st-key-projector .rows.tight { gap: .15rem; padding-top: 0; }
.st-key-projector .rows.tight div { font-size: min(1.25vw, 2vh); line-height: 1.3; padding-top: .15rem; }
.st-key-projector .stop span:first-child { color: light-dark(#b91c1c, #f87171); font-weight: 650; }
.st-key-projector .warn span:first-child { color: light-dark(#b45309, #fbbf24); font-weight: 650; }
.st-key-projector .rows span { overflow-wrap: anywhere; }
.st-key-corner { position: fixed; left: auto; right: 1.6rem; bottom: 1.2rem; z-index: 5; width: max-content; align-items: center;
  background: light-dark(#ffffff, #0f1413); border-radius: 10px; padding: .5rem .6rem .2rem; }
.st-key-who { padding-top: 1.5rem; }
.st-key-who p { font-size: clamp(1.4rem, 2vw, 2.4rem); }
.st-key-corner p { font-size: 1.1rem; text-align: center; }
.st-key-projector:has(.st-key-corner) { padding-bottom: 9rem; }
</style>"""


@st.fragment
def projector(workshop_id: str) -> None:
    """Show the room; reruns by itself at every entry, because it counts who is in and who has given something."""
    place = here.here()
    here.follow(place, topics.console(workshop_id))
    with here.saying():
        showing.show(lead.found(place, workshop_id))


st.html(CSS)
own = st.query_params.get("workshop")
if own is None:
    st.info("Open the projector from the console of a workshop.", icon=":material/arrow_back:")
    st.stop()
with st.container(key="projector"):
    projector(own)
