"""Items of the strategy in words: a goal, a policy, a duty, a message, each with what can be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from components.links import link
from components.text import badge, day, plain
from data import strategy
from data.demo import strategy_story
from lifecycle.access import can_administer
from lifecycle.catalogue import components
from lifecycle.envision.canvas import Canvas
from lifecycle.envision.governance import dial_facts
from lifecycle.facts import Facts
from lifecycle.figures import money
from lifecycle.strategy.items import Item, ItemKind, kinds, name_of, thresholds
from lifecycle.strategy.policies import applies
from lifecycle.thread import value_thread
from pages import here
from pages.here import Here
from pages.strategy.item_form import edit


@dataclass(frozen=True)
class Around:
    """What the items stand among: who looks, every initiative, the canvas of each by its id.

    `served`: the initiatives that serve a goal, by the id of the goal; under an empty id those that serve none.
    """

    place: Here
    facts: list[Facts]
    drafts: Mapping[str, Canvas]
    served: Mapping[str, list[Facts]]

    @property
    def may_change(self) -> bool:
        """Answer whether who looks may change the strategy."""
        return can_administer(self.place.who)


def show(kind: ItemKind, item: Item, around: Around) -> None:
    """Show one item in words, with what can be done with it."""
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            made_up = " :gray-badge[demo data, made up]" if strategy_story.tells(item) else ""
            st.markdown(f"**{plain(name_of(item))}**{made_up}", width="stretch")
            if around.may_change:
                with st.container(horizontal=True, gap="small", width="content"):
                    _change(kind, item, around.place)
        SAYING[kind.key](item, around)
        if kind.key == "goal":
            _serving(around.served.get(item.id, []))
        st.caption(f"Last changed {day(item.at)} by {plain(item.editor)}")


def _change(kind: ItemKind, item: Item, place: Here) -> None:
    """Offer to change or remove an item."""
    if st.button("Change", key=f"change/{item.id}", type="tertiary", icon=":material/edit:"):
        edit(kind, item)
    if st.button("Remove", key=f"remove/{item.id}", type="tertiary", icon=":material/delete:"):
        with here.saying():
            strategy.remove(place.store, place.act(), item.id, item.revision)
            here.done("Removed. It stays on record; Undo brings it back.")
            st.rerun()


def _goal(item: Item, around: Around) -> None:
    """Say what a goal is measured by."""
    body, unit = item.body, plain(item.body["unit"])
    today = f"{body['baseline']:,g} {unit} today" if body.get("baseline") is not None else "not yet measured"
    by = day(date.fromisoformat(body["by"]))
    st.markdown(
        f"{plain(body['measure'])}: {today}, **{body['target']:,g} {unit}** by {by}. Owner {plain(body['owner'])}."
    )
    st.caption(plain(body["convention"]))


def _policy(item: Item, around: Around) -> None:
    """Say what a policy sets, for whom, and who inherits it now."""
    body = item.body
    field = next(one for one in kinds()["policy"].fields if one.path == "applies_when")
    st.markdown(plain(body["statement"]))
    sets = " · ".join([*_asked_levels(body.get("dials", {})), *_asked_limits(body.get("thresholds", {}))])
    to = plain((field.options or {})[body["applies_when"]])
    names = [one.initiative.name for one in around.facts if applies(item, dial_facts(around.drafts[one.initiative.id]))]
    heirs = f"Inherited by {', '.join(map(plain, names))}." if names else "No initiative inherits it today."
    st.markdown(f":small[Applies {to}. {sets or 'Sets no minimum.'}]  \n:gray[:small[{heirs}]]")


def _asked_levels(asked: Mapping[str, str]) -> list[str]:
    """Write the least levels, those that are all alike in one word."""
    if len(asked) == len(components()) and len(set(asked.values())) == 1:
        return [f"**All six dials** at least {next(iter(asked.values()))}"]
    return [f"**{one.short}** at least {asked[key]}" for key, one in components().items() if key in asked]


def _asked_limits(asked: Mapping[str, float]) -> list[str]:
    """Write the limits with their direction and unit."""
    return [
        f"**{one.name}** at {'least' if one.at_least else 'most'} {asked[key]:,g} {plain(one.unit)}"
        for key, one in thresholds().items()
        if key in asked
    ]


def _duty(item: Item, around: Around) -> None:
    """Say who answers for what."""
    who = plain(item.body["who"]) if item.body.get("who") else badge("orange", "person_off", "vacant")
    st.markdown(f"{who}: {plain(item.body['responsibilities'])}")


def _message(item: Item, around: Around) -> None:
    """Say who is told what, where and when."""
    body = item.body
    rhythm = next(one for one in kinds()["communication"].fields if one.path == "rhythm").options or {}
    st.markdown(plain(body["message"]))
    late = body.get("next") and date.fromisoformat(body["next"]) < around.place.now.date()
    due = f", next on {day(date.fromisoformat(body['next']))}" if body.get("next") else ""
    mark = f" {badge('orange', 'schedule', 'overdue')}" if late else ""
    st.markdown(f":small[{plain(body['channel'])}, {rhythm[body['rhythm']]}{due}, by {plain(body['owner'])}]{mark}")


SAYING = {"goal": _goal, "policy": _policy, "duty": _duty, "communication": _message}


def _serving(found: list[Facts]) -> None:
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
