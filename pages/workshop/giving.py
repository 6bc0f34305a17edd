"""What a participant gives in a step: notes, dots, estimates, opinions, scores, a hand."""

from collections.abc import Callable, Mapping

import streamlit as st

from components import dots
from components.amounts import three_point
from components.fields import unit_of
from components.text import plain
from data import workshops
from lifecycle.catalogue import components
from lifecycle.contract import RIGOUR
from lifecycle.envision.canvas import fields
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.wording import in_full
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Activity, Step
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.rules import can_undo
from lifecycle.envision.workshop.things import State
from lifecycle.envision.workshop.views import EstimateView, NoteView, RiskView
from pages.workshop import drafts
from pages.workshop.seated import Seated, changing, once, problem, write, writing

# Callbacks ask for values with `get`: whoever presses a button in the moment the step is left has no field any more,
# and the writer says better than a missing key what has happened.
MOST_SHOWN = 40
HANDS = views.meanings()
SCORES = {
    "likelihood": "How likely? 5 is almost certain",
    "impact": "How bad? 5 is the worst",
    "detectability": "How late would we notice? 5 is too late",
}


def give(seated: Seated, step: Step) -> None:
    """Show the one input of a step, and what was given."""
    kinds: dict[Activity, Callable[[Seated, Step], None]] = {
        Activity.NOTES: notes,
        Activity.RISKS: risks,
        Activity.ESTIMATES: estimates,
        Activity.DIALS: dials,
        Activity.FIELDS: canvas,
        Activity.VERDICT: verdict,
    }
    if show := kinds.get(step.activity):
        show(seated, step)


def notes(seated: Seated, step: Step) -> None:
    """Write alone until the notes are turned over, then place dots."""
    state = seated.state
    if step.key not in state.revealed:
        write_notes(seated, step)
    elif step.key in state.votes_revealed:
        for tally in views.tally_for(state, step.key)[:MOST_SHOWN]:
            st.markdown(f"**{tally.dots}** :small[{'dot' if tally.dots == 1 else 'dots'}] {plain(tally.title)}")
    else:
        place_dots(seated, step)


def write_notes(seated: Seated, step: Step) -> None:
    """Take notes, and show one's own: each of them is kept once it stands in the list."""
    own = views.notes_for(seated.state, seated.who.id, step.key)
    # The key counts what is kept: the field empties when its note is, and not before, also after a restart.
    key = f"note/{step.key}/{len(own)}"
    drafts.box(f"note/{step.key}", key)
    with st.form(f"write/{step.key}", border=False):
        st.text_area("Your note", key=key, height=100, max_chars=10_000, placeholder="One thought on each note")
        st.form_submit_button(
            "Add",
            type="primary",
            width="stretch",
            on_click=lambda: drafts.add_note(seated, step, st.session_state.get(key)),
        )
    problem("note")
    hidden = "your name does not appear" if seated.state.settings.anonymous else "your name stands on them"
    st.caption(f"{len(own)} kept. Nobody sees them until they are turned over; {hidden}.")
    for note in reversed(own):
        one_note(note)


def one_note(note: NoteView) -> None:
    """Show an own note with what can be done with it."""
    editing = f"editing/{note.id}"
    with st.container(border=True, gap="xsmall"):
        if st.session_state.get(editing):
            key = f"edit/{note.id}"
            start = "" if drafts.box(key, key) else note.text
            st.text_area("Your note", start, key=key, max_chars=10_000, label_visibility="collapsed")
            problem(key)

            def save() -> None:
                text = st.session_state.get(key)
                if write(Kind.EDITED, {"note": note.id, "text": text}, at=key):
                    st.session_state[editing] = False
                    drafts.settle(text)
                else:
                    drafts.keep(key, text)

            st.button("Save", key=f"save/{note.id}", on_click=save)
            return
        st.text(note.text)
        with st.container(horizontal=True, gap="small"):
            change = {editing: True}
            st.button(
                "Change", key=f"change/{note.id}", type="tertiary", on_click=lambda: st.session_state.update(change)
            )
            take = writing(Kind.WITHDRAWN, lambda: {"note": note.id})
            st.button("Take away", key=f"take/{note.id}", type="tertiary", on_click=take)


def place_dots(seated: Seated, step: Step) -> None:
    """Offer everything on the wall, a dot a press."""
    state, who = seated.state, seated.who.id
    wall = views.wall(state, step.key, who)
    offered = [dots.Target(group.id, f"{group.title} ({len(group.notes)})") for group in wall.groups]
    offered += [dots.Target(note.id, note.text) for note in wall.loose]

    def placed(wanted: Mapping[str, int]) -> None:
        kept = views.my_dots(workshops.state(seated.place.store, seated.workshop), who, step.key)
        moved = {target: count for target, count in wanted.items() if count != kept.get(target, 0)}
        # What is taken back first makes room for what is placed.
        for target in sorted(moved, key=lambda target: moved[target] - kept.get(target, 0)):
            if not write(Kind.VOTED, {"step": step.key, "target": target, "dots": moved[target]}, at="vote"):
                return

    problem("vote")
    dots.dots(offered, views.my_dots(state, who, step.key), state.settings.votes_each, f"dots/{step.key}", placed)


def estimates(seated: Seated, step: Step) -> None:
    """Take a blind estimate of what is asked now; show what came of the others."""
    found = [views.estimates_for(seated.state, seated.who.id, path) for path in step.paths]
    for view in sorted(found, key=lambda view: not view.open):
        if view.round is None:
            st.caption(f"{view.label}: comes later.")
        elif view.open:
            estimate(seated, view)
        else:
            shown(seated, view)


def estimate(seated: Seated, view: EstimateView) -> None:
    """Ask for low, high and likely, in this order: it keeps the range honest."""
    number = view.round.number if view.round else 0
    keys = {end: f"estimate/{view.path}/{number}/{end}" for end in ("low", "high", "likely")}
    unit = unit_of(fields()[view.path], workshops.currency_of(seated.place.store, seated.workshop), "")
    known = view.mine or view.before
    with st.form(f"estimate/{view.path}/{number}"):
        st.markdown(f"**{view.label}** :small[{plain(unit)}, round {number}]")
        st.caption(plain(view.help))
        for end, key in keys.items():
            value = float(getattr(known, end)) if known else None
            value = None if drafts.figure(view.path, end, key) else value
            st.number_input(end.capitalize(), value=value, step=1.0, format="%.10g", key=key)

        def body() -> dict[str, object]:
            return {"path": view.path, "round": number} | {end: st.session_state.get(key) for end, key in keys.items()}

        label = "Change my estimate" if view.mine else "Give my estimate"

        def give() -> None:
            if write(Kind.ESTIMATED, body(), at=f"estimate/{view.path}"):
                drafts.given(view.path)

        st.form_submit_button(label, type="primary", width="stretch", on_click=give)
    problem(f"estimate/{view.path}")
    if view.mine:
        st.caption(f"Kept: {_range(view.mine)}. Nobody sees it until the round is shown.")


def shown(seated: Seated, view: EstimateView) -> None:
    """Show how far apart people are."""
    spread = views.spread(seated.state, view.path, view.round.number) if view.round else None
    if spread is None:
        return
    st.markdown(
        f"**{view.label}** :small[round {spread.round}, {spread.count} {'estimate' if spread.count == 1 else 'estimates'}]  \n{plain(spread.sentence)}"
    )
    own = f" Yours: {_range(view.mine)}." if view.mine else ""
    if typed := drafts.figures(view.path):
        said = ", ".join(f"{end} {text}" for end, text in typed.items())
        st.caption(f":material/edit_note: You had not given this yet: {plain(said)}. It stands in the next round.")
    st.caption(f"Together: {three_point(spread.pooled)}.{own}")


def _range(point: ThreePoint) -> str:
    return f"{point.low:,.6g} to {point.high:,.6g}, most likely {point.likely:,.6g}"


def dials(seated: Seated, step: Step) -> None:
    """Ask how much rigour each component needs, and why; kept at once."""
    own, levels = views.dials_for(seated.state, seated.who.id), [level.value for level in RIGOUR]
    for key, component in components().items():
        mine, level_key, reason_key = own.get(key), f"dial/{key}", f"dial/{key}/why"

        def body(key: str = key, level_key: str = level_key, reason_key: str = reason_key) -> dict[str, object]:
            reason = st.session_state.get(reason_key) or ""
            return {"component": key, "level": st.session_state.get(level_key) or "", "reason": reason}

        def kept(state: State, who: str, key: str = key) -> dict[str, object] | None:
            mine = views.dials_for(state, who).get(key)
            return {"component": key, "level": mine.level, "reason": mine.reason} if mine else None

        keep = changing(Kind.DIAL, body, kept, level_key)
        st.markdown(f"**{component.name}**  \n:small[{component.question}]")
        st.segmented_control(
            component.name,
            levels,
            default=mine.level if mine else None,
            key=level_key,
            on_change=keep,
            required=mine is not None,
            label_visibility="collapsed",
            width="stretch",
        )
        if mine:
            st.text_input("Why? (kept as you leave the field)", mine.reason, key=reason_key, on_change=keep)
        problem(level_key)
    st.caption(f"{len(own)} of {len(components())} kept.")


def risks(seated: Seated, step: Step) -> None:
    """Write what went wrong, then score alone what made it onto the list."""
    found = [risk for risk in views.risk_scores(seated.state) if not risk.revealed]
    if step.key not in seated.state.revealed:
        write_notes(seated, step)
        return
    own = views.my_scores(seated.state, seated.who.id)
    for risk in sorted(found, key=lambda risk: risk.id in own):
        score(risk, own.get(risk.id))
    for risk in views.risk_scores(seated.state):
        if risk.revealed and risk.outcome:
            st.markdown(f"**{risk.outcome.value}** {plain(risk.text)}")
    if not found:
        st.caption("The facilitator makes a list of risks from what was written; you score them here.")


def score(risk: RiskView, mine: object) -> None:
    """Ask for the three scores of a risk."""
    keys = {name: f"score/{risk.id}/{name}" for name in SCORES}
    with st.form(f"score/{risk.id}"):
        st.markdown(f"**{plain(risk.text)}**  \n:small[{risk.family}]")
        for name, label in SCORES.items():
            default = getattr(mine, name) if mine else None
            st.segmented_control(label, [1, 2, 3, 4, 5], default=default, key=keys[name], width="stretch")

        def body() -> dict[str, object]:
            return {"risk": risk.id} | {name: st.session_state.get(key) for name, key in keys.items()}

        send = writing(Kind.RISK_SCORED, body, f"score/{risk.id}")
        st.form_submit_button("Change my scores" if mine else "Give my scores", width="stretch", on_click=send)
    problem(f"score/{risk.id}")
    if mine:
        st.caption("Kept.")


def canvas(seated: Seated, step: Step) -> None:
    """Show what the facilitator writes into the canvas as it is written; a list a line a row."""
    place, own = seated.place, seated.workshop
    values = workshops.fields_of(place.store, seated.who, own, step.key)
    known = values | {"currency": workshops.currency_of(place.store, own)}
    for path, value in values.items():
        said = in_full(fields()[path], value, known).splitlines() or ["—"]
        lines = "  \n".join(f"**{plain(line)}**" for line in said)
        st.markdown(f"{plain(fields()[path].label)}  \n{lines}")


def verdict(seated: Seated, step: Step) -> None:
    """Ask for a hand, then show all."""
    found = views.fists(seated.state)
    if found.counts:
        st.markdown(f"**{plain(found.sentence)}**")
        for fingers, words in HANDS.items():
            st.markdown(f"**{found.counts[fingers]}** :small[{words}]")
        return
    mine, key = views.my_fist(seated.state, seated.who.id), "fist"
    st.radio(
        "Your hand",
        list(HANDS),
        index=None if mine is None else list(HANDS).index(mine),
        format_func=lambda fingers: HANDS[fingers],
        key=key,
        on_change=changing(Kind.FIST, lambda: {"fingers": st.session_state.get(key)}, _hand, key),
    )
    problem(key)
    st.caption("Kept. You can change it until all hands are shown." if mine is not None else "Nobody sees it yet.")


def _hand(state: State, who: str) -> dict[str, object]:
    return {"fingers": views.my_fist(state, who)}


def take_back(seated: Seated) -> None:
    """Offer to take back the last thing one did."""
    if last := can_undo(seated.state, seated.who.id, seated.place.now):
        undo = writing(Kind.UNDONE, lambda: {"entry": last.id}, "undo")
        words = views.act_in_words(seated.state, last)
        st.button(f"Take back {words}", icon=":material/undo:", type="tertiary", on_click=undo)
    problem("undo")


def remark(seated: Seated, name: str, label: str, button: str, kind: Kind, count: int) -> None:
    """Take a text that can be given at any time; `count` is how many of them are kept."""
    key, draft = f"{name}/{count}", drafts.remark(name)
    drafts.box(draft, key)

    def send() -> None:
        text = st.session_state.get(key)
        item = once(seated.who.id, name, text, count)
        body = {"item": item, "text": text} if kind is Kind.PARKED else {"text": text}
        if write(kind, body, once("remark", item), name):
            drafts.settle(text)
        else:
            drafts.keep(draft, text)

    with st.form(name, border=False, enter_to_submit=False):
        st.text_area(label, key=key, height=70, max_chars=10_000)
        st.form_submit_button(button, on_click=send)
    problem(name)
