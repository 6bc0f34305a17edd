"""A seat in a workshop, made for a phone: one question, one input, the time left."""

from functools import partial

import streamlit as st

from components.countdown import countdown
from components.text import plain
from data import seats, visitors, workshops
from lifecycle import topics
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.code import read, shown
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.seats import seat_roles
from lifecycle.envision.workshop.things import Mode
from lifecycle.errors import BadInput
from pages import here
from pages.here import Here
from pages.workshop import drafts, giving
from pages.workshop.next_act import some
from pages.workshop.seated import ASYNC_STEP, Seated, unsaid, writing
from pages.zones import local

BESIDE = "beside"
place = here.here()


def join_form(place: Here) -> None:
    """Ask for a name and a role; the code stands in the address, the seat's cookie is there already."""
    token, code = st.context.cookies.get(visitors.SEAT_COOKIE), st.query_params.get("code", "")
    st.title("Join the workshop")
    if not token or not code:
        typed = st.text_input("Code", placeholder="KMT-4XQ", max_chars=12, help="It stands on the projector.")
        if typed:
            try:
                st.link_button("Go on", f"/w/{read(typed)}", type="primary")
            except BadInput as problem:
                st.error(str(problem), icon=":material/error:")
        return
    workshop = workshops.by_code(place.store, code)
    st.markdown(f"{plain(workshop.title)} :gray[:small[code {shown(workshop.code)}]]")
    with st.form("join", border=False):
        name = st.text_input("Your name")
        roles = seat_roles()
        role = st.selectbox("Your role", list(roles), index=None, format_func=lambda key: roles[key].name)
        if st.form_submit_button("Join", type="primary", width="stretch"):
            with here.saying():
                if role is None:
                    raise BadInput("Choose the role you speak for; take Guest if none fits.")
                seats.join(place.store, place.now, code, name, role, token)
                st.rerun()


@st.fragment
def seat() -> None:
    """Show what there is to do now; reruns by itself when the facilitator moves on."""
    place = here.here()
    who = visitors.seated(place.runtime, st.context.cookies)
    if who is None or who.workshop_id is None:
        st.rerun()
    here.follow(place, topics.room(str(who.workshop_id)))
    seated = Seated(place, who, workshops.state(place.store, str(who.workshop_id)))
    drafts.begin()
    top(seated)
    first = st.container()
    if seated.state.closed:
        closed(seated)
    else:
        step(seated)
        drafts.offer(seated)
        beside(seated)
        drafts.follow(seated)
    with first:
        unsaid()


def top(seated: Seated) -> None:
    """Say where we are: step and time."""
    state, step = seated.state, seated.step
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        where = f"Step {seated.index + 1} of {len(state.agenda)}" if step else plain(state.title)
        st.markdown(f":small[{where}]", width="content")
        if step and state.settings.mode is Mode.LIVE and not state.closed:
            countdown(state.timer, seated.place.now, "seat")
    if state.settings.mode is Mode.ASYNC and not state.closed:
        choose_step(seated)


def choose_step(seated: Seated) -> None:
    """Let people work through the steps in their own time until the deadline."""
    state, keys = seated.state, [step.key for step in seated.state.agenda]
    if state.settings.deadline:
        st.caption(plain(f"Please by {local(state.settings.deadline)}. What you gave stays."))
    st.selectbox(
        "Step",
        keys,
        index=keys.index(seated.step.key) if seated.step else 0,
        format_func=lambda key: f"{keys.index(key) + 1} {next(s.title for s in state.agenda if s.key == key)}",
        key=ASYNC_STEP,
        label_visibility="collapsed",
    )


def closed(seated: Seated) -> None:
    """Thank, and say what came of it; what was not sent can still be copied."""
    count = views.summary(seated.state)
    st.title("Thank you")
    st.write(
        f"The workshop is over: {count.participants} {'person' if count.participants == 1 else 'people'}, "
        f"{some(count.notes, 'note')}, {some(count.estimates, 'estimate')}, {some(count.into_canvas, 'field')} of the "
        "canvas. What you gave is kept."
    )
    for text in (kept for draft, kept in drafts.left().items() if not draft.startswith(drafts.FIGURE)):
        st.caption("You had not sent this; the workshop takes nothing more. Copy it from here.")
        st.code(text, language=None, wrap_lines=True)


def step(seated: Seated) -> None:
    """Show the step's question and its one input."""
    found = seated.step
    if found is None:
        st.title("You are in")
        st.write(f"{plain(seated.me.name)}, this page moves on by itself when the workshop starts.")
        st.caption(", ".join(f"{count} {role}" for role, count in views.by_role(seated.state).items()))
        return
    st.title(found.title, anchor=False)
    for prompt in found.prompts_for(seated.me.role)[:3]:
        st.markdown(plain(prompt))
    giving.give(seated, found)


def beside(seated: Seated) -> None:
    """Offer what can be done at any time: take back, park, dissent."""
    giving.take_back(seated)
    if drafts.remarks_left():
        st.session_state[BESIDE] = True
    box = st.expander("Parking lot and dissent", icon=":material/local_parking:", key=BESIDE, on_change="rerun")
    if not box.open:
        return
    with box:
        parked = views.parking_lot(seated.state, seated.who.id)
        for item in parked:
            st.text(item.text)
            if item.mine:
                take = writing(Kind.UNPARKED, partial(dict, item=item.id))
                st.button("Take out", key=f"unpark/{item.id}", type="tertiary", on_click=take)
        own = sum(item.mine for item in parked)
        giving.remark(seated, "park", "Not for now, but not to be lost", "Park it", Kind.PARKED, own)
        mine = [item for item in views.dissents(seated.state, seated.who.id) if item.mine]
        for item in mine:
            st.text(f"Your dissent: {item.text}")
        label = "What do you see differently, and why? It is recorded."
        giving.remark(seated, "dissent", label, "Record", Kind.DISSENT, len(mine))


with st.container(key="seat"):
    if visitors.seated(place.runtime, st.context.cookies):
        seat()
    else:
        with here.saying():
            join_form(place)
