"""Strategy and governance: what AI is for here, what holds for every initiative, who answers, how it is told."""

import streamlit as st

from components.links import link
from components.text import answer, plain
from data import canvases, overview, strategy, workshops
from data.demo import strategy_story
from lifecycle.catalogue import catalogue, roles
from lifecycle.facts import Facts
from lifecycle.strategy.items import Item, ItemKind, kinds, name_of
from lifecycle.strategy.start import Recorded, start_steps
from pages import here
from pages.strategy.item_form import edit
from pages.strategy.items import Around, show
from pages.strategy.starting import start

place = here.here()


def headline(items: list[Item], goals: dict[str, str], served: dict[str, list[Facts]]) -> str:
    """Say in one sentence how far the strategy carries."""
    if not items:
        return "Nothing is written down yet. Begin with the one goal your leadership would ask about first."
    held = sum(sets_minimums(item) for item in items)
    without = [facts for facts in served.get("", []) if goals]
    empty = [key for key in goals if not served.get(key)]
    count = len(goals)
    text = f"{count} goal{'s' if count != 1 else ''}"
    if empty:
        text += f", {len(empty)} without an initiative"
    if without:
        total = sum(len(found) for found in served.values())
        text += f"; {len(without)} of {total} initiative{'s' if total > 1 else ''} serve{'s' if len(without) == 1 else ''} none of them"
    if not held:
        return f"{text}; no policy sets a minimum yet."
    return f"{text}; {held} polic{'ies set minimums' if held != 1 else 'y sets minimums'} that contracts inherit."


def sets_minimums(item: Item) -> bool:
    """Answer whether contracts inherit anything from an item."""
    return item.kind == "policy" and bool(item.body.get("dials") or item.body.get("thresholds"))


def part(kind: ItemKind, items: list[Item], around: Around) -> None:
    """Show a part of the strategy: what is there, and the way to add to it."""
    st.subheader(kind.title, anchor=False)
    own = [item for item in items if item.kind == kind.key]
    st.caption(kind.about if own else kind.empty)
    for item in own:
        show(kind, item, around)
    if not around.may_change:
        return
    with st.container(horizontal=True):
        if st.button(kind.add, key=f"add/{kind.key}", icon=":material/add:"):
            edit(kind)
        if kind.key == "policy" and not own and st.button("Take over the usual four", icon=":material/library_add:"):
            with here.saying():
                usual = [
                    {k: v for k, v in one.items() if k != "key"} for one in catalogue("usual_policies")["policies"]
                ]
                strategy.put_all(place.store, place.act(), "policy", usual)
                here.done("Four policies are in force. Read and change them.")
                st.rerun()
        if kind.key == "duty" and not own:
            st.caption(f"Known roles: {', '.join(role.name for role in roles().values())}.")


last = strategy.last(place.store, place.who)
items, facts = strategy.load(place.store, place.who), overview.load_all(place.store, place.who)
goals = {item.id: name_of(item) for item in items if item.kind == "goal"}
drafts = {one.initiative.id: canvases.load(place.store, place.who, one.initiative.id).values for one in facts}
served: dict[str, list[Facts]] = {}
for one in facts:
    named = str(drafts[one.initiative.id].get("goal") or "")
    served.setdefault(named if named in goals else "", []).append(one)
around = Around(place, facts, drafts, served)
answer(headline(items, goals, served))
own = [one for one in facts if not one.initiative.demo]
own_drafts = [drafts[one.initiative.id] for one in own]
recorded = Recorded(
    [item for item in items if not strategy_story.tells(item)],
    own,
    owned=sum(bool(draft.get("owner.process")) for draft in own_drafts),
    measured=sum(bool(draft.get("boundary.metric") and draft.get("protocol")) for draft in own_drafts),
    workshops=sum(
        workshops.state(place.store, held.id).closed
        for one in own
        for held in workshops.of_initiative(place.store, place.who, one.initiative.id)
    ),
)
start(start_steps(recorded), around, own, first=not items)
for each in kinds().values():
    part(each, items, around)
if goals and served.get(""):
    st.subheader("Initiatives without a goal", anchor=False)
    for one in served[""]:
        link("envision", plain(one.initiative.name), one.initiative.slug, icon=":material/link_off:")
if around.may_change and last and st.button(f"Undo: {plain(last.text)}", icon=":material/undo:", type="tertiary"):
    with here.saying():
        here.done(f"Undone: {strategy.undo(place.store, place.act(), last.revision)}.")
        st.rerun()
