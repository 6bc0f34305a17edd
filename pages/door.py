"""What somebody sees whom nobody has let in, and who sits in a workshop and lost the way."""

import streamlit as st

from components.links import PATHS
from data import visitors
from pages import here

if visitors.seated(here.here().runtime, st.context.cookies):
    st.title("You sit in a workshop")
    st.page_link(PATHS["seat"], label="Back to your seat", icon=":material/event_seat:")
else:
    st.title("This Throughline is not open to you")
    st.write(
        "Open the owner's link that was printed where the program runs, or ask the owner for a link. "
        "A link that has expired or was withdrawn leads here too."
    )
    st.page_link(PATHS["seat"], label="Join a workshop with its code", icon=":material/groups:")
    st.link_button("Leave a shared view", "/leave")
