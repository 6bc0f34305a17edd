"""Leadership: one screen that says what was promised, what arrived, and what is asked for."""

import streamlit as st

from components.arrived import arrived
from components.charts import show
from components.charts.bullet import bullet, reach
from components.text import OUTCOME, badge, day, lasting, plain, status_badge, with_range
from data import overview
from lifecycle.access import Capability
from lifecycle.catalogue import components
from lifecycle.facts import Facts
from lifecycle.share.leadership import Leadership, leadership
from pages import example, here

place = here.here()


def opened() -> Facts | None:
    """Open the initiative a link leads to, or the one the owner looks at."""
    if place.who.capability is Capability.VIEWER:
        return overview.load_for_leadership(place.store, place.who, place.who.initiative_id or "")
    initiative = here.initiative(place)
    return overview.load_for_leadership(place.store, place.who, initiative.id) if initiative else None


def head(facts: Facts, page: Leadership) -> None:
    """Show name, verdict and intent."""
    demo = " :gray-badge[demo data, made up]" if facts.initiative.demo else ""
    st.markdown(f"## {plain(facts.initiative.name)}{demo}")
    if page.thread.intent:
        st.markdown(f"*“{plain(page.thread.intent)}”*")
    length = lasting((place.now - page.since).total_seconds() / 86400)
    st.markdown(f"#### {page.verdict} :gray[:small[{page.phase.value}, {length}]]")


def value(page: Leadership) -> None:
    """Show realised against promised value."""
    thread, found = page.thread, page.realised
    if found:
        st.markdown(arrived(found, thread.currency))
    axis = reach([thread.promised, thread.realised])
    bars = bullet(thread.promised, thread.realised, thread.currency, axis, "Promised and realised value a year")
    if bars is None:
        st.caption("Nothing has been promised yet.")
        return
    show(bars)
    known = [figure for figure in (thread.promised, thread.realised) if figure.interval]
    st.markdown(
        " · ".join(f"{f.name} **{with_range(f.interval, thread.currency)}** a year" for f in known if f.interval)
    )
    if page.left_out:
        st.caption(plain(page.left_out))


def assumed(facts: Facts) -> str:
    """Say what of the money is measured and what is assumed."""
    if facts.contract is None:
        return ""
    known = "; what happened to the cases is measured" if facts.realised else ""
    return f"What a case brings or costs is an assumption, agreed in contract v{facts.contract.number}{known}."


def guardrails(page: Leadership) -> None:
    """Show boundary and six guardrails, the worst first."""
    dated = f" :gray[:small[{day(page.thread.reading.end)}]]" if page.thread.reading else ""
    st.markdown(f"**Boundary** {status_badge(page.thread.boundary)}{dated}")
    known = {verdict.component: verdict for verdict in page.guardrails}
    order = [*known, *(key for key in components() if key not in known)]
    with st.container(horizontal=True, gap="small"):
        for key in order:
            colour, icon, word = OUTCOME[known[key].outcome] if key in known else ("gray", "help", "not yet known")
            st.markdown(badge(colour, icon, f"{components()[key].short}: {word}"), width="content")


def lists(page: Leadership) -> None:
    """Show worries, proof and news side by side."""
    left, middle, right = st.columns(3)
    with left:
        st.markdown("**What could go wrong**")
        st.markdown("\n".join(f"- {plain(text)}" for text in page.worries) or ":gray[Nothing is open.]")
    with middle:
        st.markdown("**Proof**")
        st.markdown(
            "\n".join(f"- {plain(text)}" for text in page.proof)
            or ":gray[Not yet: the noise is too large, or too little has arrived.]"
        )
    with right:
        st.markdown("**Latest**")
        st.markdown("\n".join(f"- {day(at)}: {plain(text)}" for at, text in page.news) or ":gray[Nothing yet.]")


facts = opened()
if facts is None:
    st.info("Choose an initiative in the portfolio first.", icon=":material/arrow_back:")
    st.stop()
page = leadership(facts)
head(facts, page)
left, right = st.columns([6, 5], gap="large")
with left:
    value(page)
with right:
    guardrails(page)
    with st.container(border=True):
        due = f", by {day(page.ask.due)}" if page.ask.due else ""
        st.markdown(f":material/gavel: **Asked of {plain(page.ask.owner)}{due}:** {plain(page.ask.what)}.")
lists(page)
st.caption(" ".join(text for text in (assumed(facts), example.time_stamps(facts)) if text))
as_of = f"{day(place.now)} {place.now:%H:%M} UTC"
if place.who.capability is Capability.VIEWER:
    st.caption(f"{plain(place.who.name)} · read-only · as of {as_of}")
else:
    st.caption(f"This is what a link shows · as of {as_of}")
if place.who.capability is Capability.VIEWER and here.is_owner_beneath(place):
    st.link_button("Leave the shared view", "/leave")
