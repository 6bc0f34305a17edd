"""Every initiative: what is promised, what has arrived, what to do next."""

import streamlit as st

from components.charts import Picture, show
from components.charts.bullet import bullet, reach
from components.links import link
from components.text import OUTCOME, answer, badge, lasting, plain, range_of, status_badge
from data import initiatives, overview, strategy
from data.canvases import edit
from data.demo import breast_cancer
from lifecycle.boundary import Status
from lifecycle.facts import Facts, Phase, phase
from lifecycle.figures import money
from lifecycle.guardrails import Outcome
from lifecycle.monitor.realised import left_out
from lifecycle.thread import Thread, value_thread
from pages import here
from pages.next_step import next_step

place = here.here()
EMPTY, EXAMPLE = "An empty canvas", "The breast-cancer example (real data, assumed amounts)"


def headline(rows: list[tuple[Facts, Thread]]) -> str:
    """Say in one sentence what is promised, what has arrived, and what is broken; made-up money is never added."""
    if not rows:
        return "Nothing is promised yet. Start the first initiative below."
    own = [(facts, thread) for facts, thread in rows if not facts.initiative.demo]
    if not own:
        return f"Demo data, made up: {summed(rows)}."
    return f"{summed(own)}." + (" The demo is made up and not counted." if len(own) < len(rows) else "")


def summed(rows: list[tuple[Facts, Thread]]) -> str:
    """Add up what these initiatives promise and what has arrived, in the currency of the first."""
    currency = rows[0][1].currency
    same = [(f, t) for f, t in rows if t.currency == currency]
    promised = sum(t.promised.interval.mid for _, t in same if t.promised.interval)
    found = [t.realised.interval for _, t in same if t.realised.interval]
    half = sum(((i.high - i.low) / 2) ** 2 for i in found) ** 0.5
    got = sum(i.mid for i in found)
    arrived = (
        f"**{money(got, currency)}** (±{money(half, currency)}) is realised" if found else "nothing is realised yet"
    )
    low = [f.initiative.name for f, t in rows if t.boundary is Status.BELOW_FLOOR]
    broken = f"; {plain(low[0])} is below its floor" if low else ""
    promising = sum(1 for _, t in same if t.promised.interval)
    if not promising:
        return f"{len(rows)} initiative{'s' if len(rows) > 1 else ''}, and none has promised anything yet{broken}"
    of = f" of {len(rows)}" if promising < len(rows) else ""
    count = f"{promising}{of} initiative{'s' if len(rows) > 1 else ''} {'promise' if promising > 1 else 'promises'}"
    return f"{count} **{money(promised, currency)}** a year; {arrived}{broken}"


def doors(address: str | None) -> None:
    """Offer the four occasions people come for."""
    texts = (
        ("envision", "Run a workshop", "groups", "From an idea to a signed value contract."),
        ("compare", "Compare models", "balance", "Drop predictions: statistics and money side by side."),
        ("connect", "Look into drift", "search_insights", "Drop a file of scored cases, from any model."),
        ("share", "Share a result", "ios_share", "A read-only link for leadership."),
    )
    with st.grid(4, min_column_width=190):
        for page, title, icon, text in texts:
            with st.container(border=True, gap=None, height="stretch"):
                link(page, f"**{title}**", address, icon=f":material/{icon}:")
                st.caption(text)


def row(facts: Facts, thread: Thread, axis: tuple[float, float]) -> None:
    """Show one initiative: phase, value, boundary, worst guardrail, owner, next step."""
    initiative, (stage, since) = facts.initiative, phase(facts)
    page = {Phase.ENVISION: "envision", Phase.BUILD: "build", Phase.DEPLOY: "deploy", Phase.MONITOR: "monitor"}[stage]
    with st.container(border=True):
        left, middle, right = st.columns([5, 4, 4])
        with left:
            link(page, f"**{plain(initiative.name)}**", initiative.slug)
            tag = " :gray-badge[demo data, made up]" if initiative.demo else ""
            st.markdown(f"{stage.value} :gray[{lasting((place.now - since).total_seconds() / 86400)}]{tag}")
            if thread.intent:
                st.caption(plain(thread.intent))
        with middle:
            bars = here.drawn(place, "portfolio", initiative.id, lambda: both(thread, axis), axis)
            if bars:
                show(bars)
            for figure in (thread.promised, thread.realised):
                if figure.interval:
                    amount = f"**{money(figure.interval.mid, thread.currency)}**"
                    spread = range_of(figure.interval, thread.currency)
                    st.caption(f"{figure.name} {amount} a year ({spread})")
                else:
                    st.caption(f"{figure.name}: {figure.why}")
            if thread.realised.interval and facts.contract and (said := left_out(facts.contract.terms)):
                st.caption(f":material/call_split: {plain(said)}")
        with right:
            st.markdown(f"Boundary {status_badge(thread.boundary)}  \nGuardrails {guardrail_badge(thread)}")
            owner = facts.contract.terms.owners.get("product", "") if facts.contract else ""
            if owner:
                st.caption(f"Owner {plain(owner)}")
            step = next_step(facts)
            link(step.page, f"**Next:** {step.text}", initiative.slug, icon=":material/arrow_forward:")


def both(thread: Thread, axis: tuple[float, float]) -> Picture | None:
    """Draw promised and realised value."""
    return bullet(thread.promised, thread.realised, thread.currency, axis, "Promised and realised")


def guardrail_badge(thread: Thread) -> str:
    """Show the worst guardrail by its name when it is not kept, otherwise that all are."""
    worst = thread.worst_guardrail
    if worst is None:
        return badge("gray", "help", "not yet known")
    colour, icon, word = OUTCOME[worst.outcome]
    return badge(colour, icon, "all kept" if worst.outcome is Outcome.PASS else f"{worst.name}: {word}")


@st.dialog("New initiative")
def start() -> None:
    """Ask for a name and where to start from."""
    name = st.text_input("Name", max_chars=80, placeholder="What people will call it")
    source = st.radio("Start from", [EMPTY, EXAMPLE])
    if st.button("Start", type="primary"):
        with here.saying():
            act = place.act()
            title = name or (breast_cancer.NAME if source == EXAMPLE else "")
            made = initiatives.start(place.store, act, title)
            if source == EXAMPLE:
                edit(place.store, act, made.id, breast_cancer.canvas(place.now.date()))
            st.session_state[here.CHOSEN] = made.slug
            st.switch_page("envision/canvas.py", query_params={"initiative": made.slug})


def goals(found: list[Facts]) -> None:
    """Say which goals no initiative serves, and which initiatives serve none; nothing while there are no goals."""
    names, serves = strategy.goals(place.store), strategy.served(place.store, place.who)
    if not names:
        return
    unserved = [name for key, name in names.items() if key not in serves.values()]
    loose = [facts.initiative for facts in found if serves.get(facts.initiative.id) not in names]
    st.subheader("Goals", anchor=False)
    if not unserved and not loose:
        link("strategy", "Every goal has an initiative, and every initiative a goal.", icon=":material/flag:")
    for name in unserved:
        link("strategy", f"{badge('orange', 'link_off', 'no initiative')} serves the goal **{plain(name)}**")
    for one in loose:
        link("envision", f"**{plain(one.name)}** {badge('orange', 'link_off', 'serves no goal')}", one.slug)


rows = [(facts, value_thread(facts)) for facts in overview.load_all(place.store, place.who)]
answer(headline(rows))
with st.container(horizontal=True):
    if st.button("New initiative", type="primary", icon=":material/add:"):
        start()
chosen = st.session_state.get(here.CHOSEN) or (rows[0][0].initiative.slug if rows else None)
doors(chosen)
axis = reach([figure for _, thread in rows for figure in (thread.promised, thread.realised)])
for facts, thread in rows:
    row(facts, thread, axis)
goals([facts for facts, _ in rows])
