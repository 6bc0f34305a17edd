"""Work beside the page: how far it is, cancelled, and what became of it."""

import streamlit as st

from components.text import plain
from data.jobs import State
from pages import here
from pages.here import Here, done


def under_way(place: Here, kind: str, subject: str, ended: str, cancel: str = "Cancel") -> bool:
    """Show work that runs, or how the last one failed until another begins; answers whether one runs.

    `ended` is said, once, when it has been done; `cancel` is what the button says.
    """
    job = place.runtime.jobs.latest(kind, subject)
    if job is None:
        return False
    if job.state is State.RUNNING:
        watch(kind, subject, cancel)
        return True
    if job.state is State.FAILED:
        st.error(job.problem, icon=":material/error:")
    elif job.state is State.CANCELLED:
        st.info(job.text, icon=":material/cancel:")
    else:
        done(ended)
        here.say_done()
        place.runtime.jobs.forget(kind, subject)
    return False


@st.fragment(run_every=0.5)
def watch(kind: str, subject: str, cancel: str = "Cancel") -> None:
    """Show how far it is, twice a second; `cancel` is what the button says."""
    job = here.here().runtime.jobs.latest(kind, subject)
    if job is None or job.state is not State.RUNNING:
        st.rerun()
    st.progress(min(job.share, 1.0), text=f"{plain(job.title)}: {job.text}")
    st.caption("You can leave this page; it goes on, and its result is kept.")
    if st.button(cancel, icon=":material/cancel:", key=f"cancel/{kind}/{subject}"):
        job.cancel()
