"""Strategy and governance: what AI is for here, what holds for every initiative, who answers, how it is told."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

import streamlit as st

from components.links import link
from components.text import answer, badge, day, plain
from data import canvases, overview, strategy, workshops
from data.demo import strategy_story
from lifecycle.access import can_administer
from lifecycle.catalogue import catalogue, components, roles
from lifecycle.contract import RIGOUR
from lifecycle.envision.governance import dial_facts
from lifecycle.facts import Facts
from lifecycle.figures import money
from lifecycle.strategy.items import Item, ItemField, ItemKind, kinds, name_of, thresholds
from lifecycle.strategy.policies import applies
from lifecycle.strategy.start import Recorded, StartStep, start_steps
from lifecycle.thread import value_thread
from pages import here

place = here.here()
MAY = can_administer(place.who)
LEVELS = [level.value for level in RIGOUR]
SHORT = ("text", "role", "number", "date", "choice")


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


def edit(kind: ItemKind, item: Item | None = None) -> None:
    """Open the form of an item, a new one where there is none."""
    st.dialog(f"Change the {kind.name}" if item else kind.add, width="large")(form)(kind, item)


def form(kind: ItemKind, item: Item | None) -> None:
    """Ask for the fields of an item, short ones side by side; what does not fit is said and stays on the screen."""
    known: Mapping[str, Any] = item.body if item else {}
    given: dict[str, Any] = {}
    with st.form(f"item/{kind.key}", border=False):
        for short, fields in groupby(kind.fields, lambda field: field.kind in SHORT):
            with st.grid(2, min_column_width=230) if short else st.container():
                given |= {field.path: ask(field, known.get(field.path)) for field in fields}
        if st.form_submit_button("Save", type="primary"):
            with here.saying():
                now, seen = here.here(), item.revision if item else None
                strategy.put(now.store, now.act(), kind.key, given, item.id if item else None, seen)
                here.done("Saved.")
                st.rerun()


def ask(field: ItemField, value: Any) -> Any:
    """Show the input of a field."""
    label = f"{field.label}{' (optional)' if field.optional else ''}"
    match field.kind:
        case "long":
            return st.text_area(label, value or "", help=field.help, height=90)
        case "number":
            return st.number_input(label, value=value, step=1.0, format="%.10g", help=field.help)
        case "date":
            found = st.date_input(label, date.fromisoformat(value) if value else None, help=field.help)
            return found.isoformat() if isinstance(found, date) else None
        case "choice":
            names = dict(field.options or {})
            index = list(names).index(value) if value in names else None
            return st.selectbox(label, list(names), index, format_func=lambda key: names[key], help=field.help)
        case "levels":
            return levels(label, value or {})
        case "limits":
            return limits(label, value or {})
        case _:
            return st.text_input(label, value or "", help=field.help)


def levels(label: str, value: Mapping[str, str]) -> dict[str, str | None]:
    """Ask for the least level of each component."""
    st.caption(f"{label}: leave open what the policy does not set.")
    with st.grid(3, min_column_width=200):
        return {
            key: st.selectbox(one.name, LEVELS, LEVELS.index(value[key]) if key in value else None, key=f"level/{key}")
            for key, one in components().items()
        }


def limits(label: str, value: Mapping[str, float]) -> dict[str, float | None]:
    """Ask for the limits beside the dials."""
    st.caption(f"{label}: leave empty what the policy does not limit.")
    with st.grid(2, min_column_width=220):
        return {
            key: st.number_input(
                f"{one.name} ({one.unit})",
                value=value.get(key),
                step=1.0,
                format="%.10g",
                help=one.help,
                key=f"limit/{key}",
            )
            for key, one in thresholds().items()
        }


def show(kind: ItemKind, item: Item, served: dict[str, list[Facts]]) -> None:
    """Show one item in words, with what can be done with it."""
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            made_up = " :gray-badge[demo data, made up]" if strategy_story.tells(item) else ""
            st.markdown(f"**{plain(name_of(item))}**{made_up}", width="stretch")
            if MAY:
                with st.container(horizontal=True, gap="small", width="content"):
                    change(kind, item)
        SAYING[kind.key](item)
        if kind.key == "goal":
            serving(served.get(item.id, []))
        st.caption(f"Last changed {day(item.at)} by {plain(item.editor)}")


def change(kind: ItemKind, item: Item) -> None:
    """Offer to change or remove an item."""
    if st.button("Change", key=f"change/{item.id}", type="tertiary", icon=":material/edit:"):
        edit(kind, item)
    if st.button("Remove", key=f"remove/{item.id}", type="tertiary", icon=":material/delete:"):
        with here.saying():
            strategy.remove(place.store, place.act(), item.id, item.revision)
            here.done("Removed. It stays on record; Undo brings it back.")
            st.rerun()


def goal(item: Item) -> None:
    """Say what a goal is measured by."""
    body, unit = item.body, plain(item.body["unit"])
    today = f"{body['baseline']:,g} {unit} today" if body.get("baseline") is not None else "not yet measured"
    by = day(date.fromisoformat(body["by"]))
    st.markdown(
        f"{plain(body['measure'])}: {today}, **{body['target']:,g} {unit}** by {by}. Owner {plain(body['owner'])}."
    )
    st.caption(plain(body["convention"]))


def policy(item: Item) -> None:
    """Say what a policy sets, for whom, and who inherits it now."""
    body = item.body
    field = next(one for one in kinds()["policy"].fields if one.path == "applies_when")
    st.markdown(plain(body["statement"]))
    sets = " · ".join([*asked_levels(body.get("dials", {})), *asked_limits(body.get("thresholds", {}))])
    to = plain((field.options or {})[body["applies_when"]])
    names = [one.initiative.name for one in facts if applies(item, dial_facts(drafts[one.initiative.id]))]
    heirs = f"Inherited by {', '.join(map(plain, names))}." if names else "No initiative inherits it today."
    st.markdown(f":small[Applies {to}. {sets or 'Sets no minimum.'}]  \n:gray[:small[{heirs}]]")


def asked_levels(asked: Mapping[str, str]) -> list[str]:
    """Write the least levels, those that are all alike in one word."""
    if len(asked) == len(components()) and len(set(asked.values())) == 1:
        return [f"**All six dials** at least {next(iter(asked.values()))}"]
    return [f"**{one.short}** at least {asked[key]}" for key, one in components().items() if key in asked]


def asked_limits(asked: Mapping[str, float]) -> list[str]:
    """Write the limits with their direction and unit."""
    return [
        f"**{one.name}** at {'least' if one.at_least else 'most'} {asked[key]:,g} {plain(one.unit)}"
        for key, one in thresholds().items()
        if key in asked
    ]


def sets_minimums(item: Item) -> bool:
    """Answer whether contracts inherit anything from an item."""
    return item.kind == "policy" and bool(item.body.get("dials") or item.body.get("thresholds"))


def duty(item: Item) -> None:
    """Say who answers for what."""
    who = plain(item.body["who"]) if item.body.get("who") else badge("orange", "person_off", "vacant")
    st.markdown(f"{who}: {plain(item.body['responsibilities'])}")


def message(item: Item) -> None:
    """Say who is told what, where and when."""
    body = item.body
    rhythm = next(one for one in kinds()["communication"].fields if one.path == "rhythm").options or {}
    st.markdown(plain(body["message"]))
    late = body.get("next") and date.fromisoformat(body["next"]) < place.now.date()
    due = f", next on {day(date.fromisoformat(body['next']))}" if body.get("next") else ""
    mark = f" {badge('orange', 'schedule', 'overdue')}" if late else ""
    st.markdown(f":small[{plain(body['channel'])}, {rhythm[body['rhythm']]}{due}, by {plain(body['owner'])}]{mark}")


SAYING = {"goal": goal, "policy": policy, "duty": duty, "communication": message}


def serving(found: list[Facts]) -> None:
    """List the initiatives that serve a goal, with what they promise."""
    if not found:
        st.markdown(badge("orange", "link_off", "no initiative serves it yet"))
    for facts in found:
        thread = value_thread(facts)
        worth = thread.promised.interval
        said = f"{money(worth.mid, thread.currency)} a year promised" if worth else thread.promised.why
        link(
            "envision",
            f"{plain(facts.initiative.name)} :small[{said}]",
            facts.initiative.slug,
            icon=":material/arrow_outward:",
        )


def part(kind: ItemKind, items: list[Item], served: dict[str, list[Facts]]) -> None:
    """Show a part of the strategy: what is there, and the way to add to it."""
    st.subheader(kind.title, anchor=False)
    own = [item for item in items if item.kind == kind.key]
    st.caption(kind.about if own else kind.empty)
    for item in own:
        show(kind, item, served)
    if not MAY:
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


def start(steps: tuple[StartStep, ...], *, first: bool) -> None:
    """Show where to start: what is done, and the one step to do next."""
    done = sum(step.done for step in steps)
    box = st.expander(f"Where to start: {done} of {len(steps)} steps done", expanded=first, icon=":material/flag:")
    with box:
        for number, step in enumerate(steps, 1):
            icon = ":green[:material/check_circle:]" if step.done else ":gray[:material/radio_button_unchecked:]"
            st.markdown(
                f"{icon} **{number}. {step.title}** :gray[{'done' if step.done else 'open'}]  \n:small[{step.why}]"
            )
            if not step.done and step.page != "strategy":
                if own:
                    link(step.page, step.label, own[0].initiative.slug, icon=":material/arrow_forward:")
                else:
                    link("portfolio", "Start an initiative first", icon=":material/arrow_forward:")
            elif (
                not step.done
                and step.kind
                and MAY
                and st.button(step.label, key=f"start/{step.key}", type="tertiary", icon=":material/add:")
            ):
                edit(kinds()[step.kind])


last = strategy.last(place.store, place.who)
items, facts = strategy.load(place.store, place.who), overview.load_all(place.store, place.who)
goals = {item.id: name_of(item) for item in items if item.kind == "goal"}
drafts = {one.initiative.id: canvases.load(place.store, place.who, one.initiative.id).values for one in facts}
served: dict[str, list[Facts]] = {}
for one in facts:
    named = str(drafts[one.initiative.id].get("goal") or "")
    served.setdefault(named if named in goals else "", []).append(one)
answer(headline(items, goals, served))
own = [one for one in facts if not one.initiative.demo]
own_drafts = [drafts[one.initiative.id] for one in own]
recorded = Recorded(
    [item for item in items if not strategy_story.tells(item)],
    own,
    owned=sum(bool(draft.get("owner.process")) for draft in own_drafts),
    measured=sum(bool(draft.get("boundary.metric") and draft.get("protocol")) for draft in own_drafts),
    workshops=sum(len(workshops.of_initiative(place.store, place.who, one.initiative.id)) for one in own),
)
start(start_steps(recorded), first=not items)
for each in kinds().values():
    part(each, items, served)
if goals and served.get(""):
    st.subheader("Initiatives without a goal", anchor=False)
    for one in served[""]:
        link("envision", plain(one.initiative.name), one.initiative.slug, icon=":material/link_off:")
if MAY and last and st.button(f"Undo: {plain(last.text)}", icon=":material/undo:", type="tertiary"):
    with here.saying():
        here.done(f"Undone: {strategy.undo(place.store, place.act(), last.revision)}.")
        st.rerun()
