"""What a page shows when something goes wrong: a plain sentence; the rest is in the log."""

import logging

import streamlit as st

from lifecycle.errors import ThroughlineError

log = logging.getLogger("throughline")


def show_problem(problem: Exception) -> bool:
    """Show what a person can act on; anything else is logged in full and said to be unexpected."""
    if isinstance(problem, ThroughlineError):
        st.error(str(problem), icon=":material/error:")
        return True
    log.error("a page failed", exc_info=problem)
    st.error(
        "Something went wrong on this page. Nothing that was saved is lost. "
        "Reload the page; if it happens again, look at the log where Throughline runs.",
        icon=":material/error:",
    )
    return True
