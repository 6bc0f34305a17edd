"""How people come in: the code to type, the code to scan, the address to copy."""

from urllib.parse import urlsplit

import streamlit as st

from components import qr
from lifecycle.envision.workshop.code import shown
from lifecycle.envision.workshop.seats import Workshop

LOCAL = ("localhost", "127.0.0.1", "[::1]", "::1")


def address(workshop: Workshop) -> str:
    """Give the address people open to join, as this browser reaches the program."""
    parts = urlsplit(st.context.url or "")
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return f"{origin}/w/{workshop.code}"


def is_local(link: str) -> bool:
    """Answer whether an address works on this computer only."""
    return (urlsplit(link).hostname or "localhost") in LOCAL


def card(workshop: Workshop) -> None:
    """Show all three, for the facilitator."""
    link = address(workshop)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        qr.show(link, 150)
        with st.container(width=330, gap="small"):
            st.markdown(f"# {shown(workshop.code)}")
            st.code(link, language=None)
            if is_local(link):
                st.caption(
                    "Other devices cannot open this address. Start the program with HOST= set to this computer's "
                    "name or number in the network, and open the console there."
                )
