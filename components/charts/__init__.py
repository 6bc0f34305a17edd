"""Charts: each with a title that says what it shows, units, and words for who cannot see it."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import streamlit as st
from streamlit.typing import VegaLiteState


@dataclass(frozen=True)
class Picture:
    """A chart as it is sent to the browser, with its words. Building one takes far longer than showing it again."""

    spec: dict[str, Any]
    words: str


def picture(chart: alt.LayerChart, words: str) -> Picture:
    """Make a chart ready to be shown, as often as one likes."""
    return Picture(chart.to_dict(), words)


def show(drawn: Picture) -> None:
    """Show a chart."""
    st.vega_lite_chart(drawn.spec, alt=drawn.words)


def show_to_pick(drawn: Picture, key: str) -> VegaLiteState:
    """Show a chart people can pick a value in; returns what is picked."""
    return st.vega_lite_chart(drawn.spec, alt=drawn.words, key=key, on_select="rerun")
