"""Compare models from nothing: drop predictions, move payoffs, decide whether it is worth an initiative."""

from collections.abc import Callable

import streamlit as st

from components import measures
from components.links import PATHS, link
from components.text import answer, day, plain
from data import contracts, initiatives, rooms
from data.demo import predictions as example
from data.jobs import Job, State
from data.rooms import Room
from data.runs import Run
from lifecycle.build.comparison import Comparison
from lifecycle.build.dataset import BINARY, REGRESSION
from lifecycle.build.predictions import Aligned
from lifecycle.contract import in_force
from lifecycle.errors import NotFound
from lifecycle.ids import new_id
from pages import here
from pages.build import beside, classes_room, comparing, numeric_room, predictions, stakes_form, training
from pages.here import Here, done, saying

NEW = "new"
place = here.here()


def opened() -> None:
    """Show one room, or how far it is."""
    room_id = st.query_params["room"]
    if predictions.under_way(place, room_id):
        return
    link_back()
    ended = place.runtime.jobs.latest(predictions.KIND, room_id)
    if ended is not None and ended.state in (State.FAILED, State.CANCELLED):
        return
    try:
        room = rooms.by_id(place.store, place.who, room_id)
    except NotFound:
        kept = rooms.kept_where(place.store, place.who, room_id)
        if kept is None:
            raise
        answer(f"This comparison is kept in {plain(kept.name)}.")
        link("build", f"Open it in Build of {plain(kept.name)}", kept.slug, icon=":material/arrow_forward:")
        return
    run = rooms.run_of(place.store, place.who, room_id)
    if run.task.kind != BINARY:
        st.markdown(f"**{plain(room.name)}** :gray[{day(room.opened_at)}]")
        (numeric_room if run.task.kind == REGRESSION else classes_room).show(run)
        predictions.told(run)
        manage(room)
        return
    now = rooms.stakes_of(place.store, place.who, run)
    comparison = compared(place, run)
    badge = " :gray-badge[example: real data, two quick models, assumed amounts]" if room.example else ""
    st.markdown(f"**{plain(room.name)}** :gray[{day(room.opened_at)}]{badge}")
    first = "" if now.revision else "With assumed amounts, to be set below: "
    answer(first + comparing.headline(comparison), means=measures.definition(comparison))
    box = st.expander("What a case is worth", expanded=True, icon=":material/payments:", key=f"worth/{room_id}")
    with box:
        if not now.revision:
            st.caption(
                "Nobody has said what a case is worth. These amounts are assumed so that acting on everyone earns about "
                "nothing; the cases of a year are as many as in the file. Change them and press Apply."
            )
        stakes_form.form(place, run, now)
    comparing.room(run, lambda place: compared(place, run), comparing.start_at(run, comparison))
    predictions.told(run)
    manage(room)


def compared(place: Here, run: Run) -> Comparison:
    """Compare under what the room says a case is worth, for who is here now."""
    return rooms.compare(place.store, place.who, run)


def manage(room: Room) -> None:
    """Offer to keep the comparison in an initiative, to rename it, to delete it."""
    with st.container(border=True):
        keep(room)
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        name = left.text_input("Name", room.name, max_chars=rooms.MOST_LETTERS, key=f"name/{room.id}/{room.name}")
        if right.button("Rename", icon=":material/edit:", width="stretch"):
            with saying():
                rooms.rename(place.store, place.act(), room.id, name)
                done("It has another name now.")
                st.rerun()
        with st.popover("Delete this comparison", icon=":material/delete:", type="tertiary"):
            st.write(f"**{plain(room.name)}** goes with its predictions and amounts. This cannot be undone.")
            if st.button("Delete", type="primary", icon=":material/delete:"):
                with saying():
                    rooms.delete(place.store, place.act(), room.id)
                    done("The comparison is deleted.")
                    st.query_params.clear()
                    st.rerun()


def keep(room: Room) -> None:
    """Offer to keep the comparison in an initiative there is, or in one started for it."""
    there = {NEW: "A new initiative"} | {one.id: one.name for one in initiatives.listing(place.store, place.who)}
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    into = left.selectbox(
        "Keep in an initiative: its contract then says what a case is worth",
        list(there),
        index=None,
        format_func=there.__getitem__,
        placeholder="Choose an initiative",
    )
    pressed = right.button("Keep there", icon=":material/move_item:", disabled=into is None, width="stretch")
    name = ""
    if into == NEW:
        name = st.text_input(
            "Name of the new initiative", room.name, max_chars=rooms.MOST_LETTERS, key=f"new/{room.id}"
        )
    if into is None:
        return
    if pressed:
        with saying():
            if into == NEW:
                moved = rooms.keep_in_new(place.store, place.act(), room.id, name)
            else:
                moved = rooms.keep_in(place.store, place.act(), room.id, into)
            st.session_state[training.filled_key(moved.run)] = moved.filled
            done(f"The comparison is kept in {plain(moved.initiative.name)}.")
            st.switch_page(PATHS["build"], query_params={"initiative": moved.initiative.slug})
    if into == NEW or in_force(contracts.load(place.store, place.who, into)) is None:
        called = "A new initiative" if into == NEW else plain(there[into])
        st.caption(
            f":material/info: {called} has no contract in force: until it is signed, Build shows the comparison with "
            "these amounts, which nobody has signed, and no decision can be recorded."
        )


def link_back() -> None:
    """Lead back to all comparisons."""
    if st.button("All comparisons", icon=":material/arrow_back:", type="tertiary"):
        st.query_params.clear()
        st.rerun()


def begin(name: str, align: Callable[[Job], Aligned], *, is_example: bool = False) -> None:
    """Open a room: it is computed beside the page, which goes there and waits."""
    act, room_id = place.act(), new_id()
    name = rooms.check_name(name)

    def work(job: Job) -> None:
        rooms.open_room(place.store, act, room_id, name, align(job), predictions.SEED, job, example=is_example)

    predictions.start(place, room_id, name, work)
    st.query_params["room"] = room_id
    st.rerun()


def start() -> None:
    """Take predictions, or compute the example."""
    answer(
        "Drop a file with what really happened and the predictions of two or more models: what each is worth, and "
        "whether the better score is the better deal."
    )
    with st.container(border=True):
        taken = predictions.take(place, "adhoc", scoring=True)
        if taken:
            name = st.text_input("Name of the comparison", taken.name[: rooms.MOST_LETTERS], key=f"name/{taken.name}")
            if st.button("Open the room", type="primary", icon=":material/balance:"):
                with saying():
                    begin(name, taken.align)
        else:
            st.caption("No file at hand? The example judges real breast-cancer data with two quick models.")
            if st.button("Try the example", icon=":material/experiment:"):
                with saying():
                    begin(example.NAME, lambda job: example.aligned(), is_example=True)


def listing() -> None:
    """List the comparisons there are, and those being computed."""
    for job in place.runtime.jobs.under_way(predictions.KIND):
        beside.watch(predictions.KIND, job.subject)
    found = rooms.listing(place.store, place.who)
    if found:
        st.subheader("Comparisons", anchor=False)
    for room in found:
        badge = " :gray-badge[example]" if room.example else ""
        with st.container(border=True):
            st.page_link(
                PATHS["compare"],
                label=f"**{plain(room.name)}** :gray[{day(room.opened_at)}]{badge}",
                icon=":material/balance:",
                query_params={"room": room.id},
            )


if "room" in st.query_params:
    opened()
else:
    start()
    listing()
