"""The value thread header: the same four figures in the same four places on every page."""

import streamlit as st

from components.links import link
from components.text import OUTCOME, badge, day, plain, range_of, status_badge
from lifecycle.catalogue import Component, components
from lifecycle.figures import Figure, exact_money, money
from lifecycle.guardrails import Verdict
from lifecycle.metrics import metrics
from lifecycle.thread import Thread


def value_thread(thread: Thread, name: str, address: str, *, demo: bool) -> None:
    """Show name, intent, the four figures, boundary and guardrails; each figure leads to where it comes from."""
    with st.container(key="thread", border=True, gap="small"):
        tag = " :gray-badge[demo data, made up]" if demo else ""
        intent = f"*“{plain(thread.intent)}”*" if thread.intent else ":gray[The intent stands here once it is signed.]"
        st.markdown(f"**{plain(name)}**{tag}  \n{intent}")
        with st.grid(4, min_column_width=150, gap="small"):
            for figure in thread.figures:
                with st.container(gap=None):
                    _figure(figure, thread.currency, address)
        with st.container(horizontal=True, gap="xsmall", key="thread_status"):
            _boundary(thread)
            for key, component in components().items():
                _dot(component, thread.dots[key])


def _figure(figure: Figure, currency: str, address: str) -> None:
    found = figure.interval
    if found is None:
        link(figure.source.page, f"{figure.name} :material/arrow_outward:", address, help=figure.source.text)
        st.markdown(f":gray[**—**  \n:small[{figure.why}]]")
        return
    level = f"{found.level:.0%} interval".replace("%", " %")
    help_text = f"{exact_money(found.mid, currency)} a year. {level}. From {plain(figure.source.text)}."
    link(figure.source.page, f"{figure.name} :material/arrow_outward:", address, help=help_text)
    dated = f" · {day(figure.as_of)}" if figure.as_of else ""
    st.markdown(f"**{money(found.mid, currency)}** :small[a year]  \n:gray[:small[{range_of(found, currency)}{dated}]]")


def _boundary(thread: Thread) -> None:
    text = f":small[Boundary] {status_badge(thread.boundary)}"
    if thread.reading and thread.reading.measured:
        text += f" :gray[:small[{day(thread.reading.end)}]]"
    st.markdown(text, width="content")


def _dot(component: Component, verdict: Verdict | None) -> None:
    colour, icon, word = OUTCOME[verdict.outcome] if verdict else ("gray", "help", "not yet known")
    said = f"{verdict.name}: {verdict.sentence}" if verdict else "Known once a candidate is chosen in Build."
    text = badge(colour, icon, f"{component.short}: {word}")
    st.markdown(text, width="content", help=plain(f"{component.name}. {said}"))


def metric_value(value: float, key: str, currency: str) -> str:
    """Write a value of a business metric in its unit."""
    metric = metrics()[key]
    if metric.unit == "money":
        return money(value, currency)
    return f"{value * metric.factor:.2f} {metric.unit}".replace("-", "−")
