"""The frame around every page: who is here decides which pages exist at all."""

import streamlit as st

from components import style
from components.charts import theme
from components.links import PATHS, link
from components.text import plain
from data import overview
from lifecycle.access import NOBODY, Capability, can_see_portfolio
from lifecycle.errors import ThroughlineError
from lifecycle.facts import Phase, states
from pages import here

TITLES = {
    "portfolio": "Portfolio",
    "strategy": "Strategy",
    "envision": "Envision",
    "build": "Build",
    "compare": "Compare models",
    "deploy": "Deploy",
    "monitor": "Monitor",
    "connect": "Connect a model",
    "share": "Share",
    "leadership": "Leadership",
    "workshop": "Workshop",
    "projector": "Projector",
    "replay": "Replay",
    "seat": "Your seat",
    "activity": "Activity",
    "store": "Store",
}
PHASES = {Phase.ENVISION: "envision", Phase.BUILD: "build", Phase.DEPLOY: "deploy", Phase.MONITOR: "monitor"}
ALONE = ("seat", "projector")

theme.enable()
st.set_page_config(page_title="Throughline", page_icon=style.MARK, layout="wide")
style.apply()
place = here.here()


def sidebar() -> None:
    """Show the initiative with its four phases as steps, then what stands beside them."""
    chosen = st.query_params.get("initiative") or st.session_state.get(here.CHOSEN)
    st.markdown("### :primary[:material/timeline:] Throughline")
    link("portfolio", "Portfolio", icon=":material/grid_view:")
    link("strategy", "Strategy", icon=":material/flag:")
    link("compare", "Compare models", icon=":material/balance:")
    if chosen:
        try:
            facts = overview.load(place.store, place.who, here.initiatives.by_slug(place.store, place.who, chosen))
        except ThroughlineError:
            return
        st.caption(plain(facts.initiative.name))
        said = states(facts)
        for number, (phase, page) in enumerate(PHASES.items(), 1):
            label = f"{phase.value} :gray[:small[{said[phase]}]]"
            link(page, label, facts.initiative.slug, icon=f":material/counter_{number}:")
        link("workshop", "Workshop", facts.initiative.slug, icon=":material/groups:")
        link("share", "Share", facts.initiative.slug, icon=":material/ios_share:")
        link("activity", "Activity", facts.initiative.slug, icon=":material/history:")
    link("store", "Store", icon=":material/database:")


def pages(names: list[str]) -> list[st.Page]:
    """Register pages by name; the first one opens at the bare address."""
    return [
        st.Page(PATHS[name], title=TITLES[name], url_path=name, default=index == 0) for index, name in enumerate(names)
    ]


if place.who is NOBODY or place.who.capability is Capability.PARTICIPANT:
    door = st.Page("door.py", title="Throughline", default=True)
    seat = st.Page(PATHS["seat"], title=TITLES["seat"], url_path="seat")
    st.navigation([door, seat], position="hidden").run()
elif place.who.capability is Capability.VIEWER:
    st.navigation(pages(["leadership"]), position="hidden").run()
elif can_see_portfolio(place.who):
    page = st.navigation(pages(list(TITLES)), position="hidden")
    if page.url_path not in ALONE:
        with st.sidebar:
            sidebar()
    if place.store.lost:
        st.error(place.store.lost.sentence(), icon=":material/report:")
    here.say_done()
    with here.saying():
        page.run()
