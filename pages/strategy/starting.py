"""Where to start: the steps to a strategy, done and open."""

import streamlit as st

from components.links import link
from lifecycle.facts import Facts
from lifecycle.strategy.items import kinds
from lifecycle.strategy.start import StartStep
from pages.strategy.item_form import edit
from pages.strategy.items import Around


def start(steps: tuple[StartStep, ...], around: Around, own: list[Facts], *, first: bool) -> None:
    """Show where to start: what is done, and the one step to do next; `own` are the initiatives that are no demo."""
    done = sum(step.done for step in steps)
    box = st.expander(f"Where to start: {done} of {len(steps)} steps done", expanded=first, icon=":material/flag:")
    with box:
        if len(own) < len(around.facts):
            st.caption("What the demo brought along does not count here: these steps are yours.")
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
                and around.may_change
                and st.button(step.label, key=f"start/{step.key}", type="tertiary", icon=":material/add:")
            ):
                edit(kinds()[step.kind])
