"""A code to scan, drawn here: no picture is fetched from anywhere."""

from functools import lru_cache

import segno
import streamlit as st


@lru_cache(maxsize=64)
def svg(address: str) -> str:
    """Draw an address as an SVG, dark on white with its quiet zone, so that it is read on a dark ground too."""
    drawn: str = segno.make(address, error="m").svg_inline(scale=8, border=3, dark="#131615", light="#ffffff")
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def show(address: str, width: int) -> None:
    """Show the code of an address, `width` pixels wide."""
    st.image(svg(address), width=width, alt=f"Code to scan: {address}")
