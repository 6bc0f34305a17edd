"""The wall everybody looks at: the step, the time, who is in; on reveal the notes, the spread, the verdict."""

import streamlit as st

from lifecycle import topics
from pages import here
from pages.workshop import lead, showing

# Lengths are in --u: a hundredth of the wall's height, or what a wall 160 of them wide has. `wall_rows` counts in it.
CSS = """<style>
.stApp:has(.st-key-projector) [data-testid=stSidebar], .stApp:has(.st-key-projector) [data-testid=stHeader],
.stApp:has(.st-key-projector) [data-testid=stSidebarCollapsedControl] { display: none; }
.stApp:has(.st-key-projector) [data-testid=stMainBlockContainer] { max-width: none;
  --u: max(5.5px, min(1vh, .625vw)); padding: calc(2 * var(--u)) calc(3 * var(--u)); }
.st-key-projector, .st-key-projector [data-testid=stVerticalBlock] { gap: calc(1.2 * var(--u)); }
.st-key-projector h1 { font-size: calc(5 * var(--u)); padding: 0; line-height: 1.15; }
.st-key-projector h2 { font-size: calc(13 * var(--u)); letter-spacing: .04em; padding: 0; }
.st-key-projector p, .st-key-projector li { font-size: calc(3.4 * var(--u)); line-height: 1.3; }
.st-key-projector { overflow-x: clip; }
.st-key-head { min-height: calc(14.2 * var(--u)); padding-right: calc(17 * var(--u)); }
.st-key-head [data-testid=stMarkdown] p { font-size: calc(2.4 * var(--u)); }
.st-key-projector .prompts p { font-size: calc(var(--type) * var(--u)); line-height: 1.25; margin: 0 0 .75em; }
.st-key-projector .quiet { opacity: .75; }
.st-key-projector .wall { column-gap: 1em; font-size: var(--type); columns: var(--columns); }
.st-key-projector .wall.large { --type: min(2.6vw, 4.2vh); --columns: 3; }
.st-key-projector .wall.few { --type: min(1.95vw, 3.1vh); --columns: 3; }
.st-key-projector .wall.some { --type: min(1.63vw, 2.6vh); --columns: 4; }
.st-key-projector .wall.many { --type: min(1.4vw, 2.2vh); --columns: 4; }
.st-key-projector .wall.crowd { --type: min(1.05vw, 1.65vh); --columns: 6; }
.st-key-projector .wall.throng { --type: min(.85vw, 1.3vh); --columns: 8; }
.st-key-projector .wall p, .st-key-projector .wall section { break-inside: avoid; border-radius: 10px; overflow-wrap: anywhere;
  margin: 0 0 .4em; }
.st-key-projector .wall p { background: light-dark(#f1f3ef, #1d2523); padding: .2em .5em; font-size: 1em; line-height: 1.3; }
.st-key-projector .wall section { border: 2px solid light-dark(#c9d0cb, #3a4643); padding: .3em .4em .1em; }
.st-key-projector .wall h3 { font-size: 1.1em; line-height: 1.25; margin: 0; padding: 0 0 .3em; overflow-wrap: anywhere; }
.st-key-projector .wall small { display: block; opacity: .75; padding: 0 .3em .2em; font-size: .9em; }
.st-key-projector .more { opacity: .75; font-size: calc(2.4 * var(--u)); padding-top: .4em; }
.st-key-projector .dots { color: light-dark(#0f766e, #5eead4); white-space: nowrap; }
.st-key-projector .rows { columns: var(--columns); column-gap: calc(5 * var(--u)); }
.st-key-projector .rows div { display: grid; grid-template-columns: calc(var(--names) * var(--u)) 1fr;
  column-gap: calc(3 * var(--u)); break-inside: avoid;
  align-items: baseline; font-size: calc(var(--type) * var(--u)); line-height: 1.25; padding: .35em 0;
  border-top: 1px solid light-dark(#dfe3e0, #2c3633); }
.st-key-projector .rows span { overflow-wrap: anywhere; }
.st-key-projector .stop span:first-child { color: light-dark(#b91c1c, #f87171); font-weight: 650; }
.st-key-projector .warn span:first-child { color: light-dark(#b45309, #fbbf24); font-weight: 650; }
.st-key-corner { position: fixed; left: auto; right: calc(3 * var(--u)); top: calc(2 * var(--u)); z-index: 5;
  width: max-content; align-items: center; background: light-dark(#ffffff, #0f1413); }
.st-key-corner img { width: calc(11 * var(--u)) !important; }
.st-key-projector .st-key-corner p { font-size: calc(2 * var(--u)); text-align: center; }
.st-key-code img { width: calc(62 * var(--u)) !important; }
.st-key-who p { font-size: calc(3.4 * var(--u)); }
.st-key-projector [data-testid=stVegaLiteChart] { --zoom: tan(atan2(var(--u), 10px));
  zoom: var(--zoom); width: calc(100% / var(--zoom)) !important; }
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
