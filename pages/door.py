"""What somebody sees whom nobody has let in."""

import streamlit as st

st.title("This Throughline is not open to you")
st.write(
    "Open the owner's link that was printed where the program runs, or ask the owner for a link. "
    "A link that has expired or was withdrawn leads here too."
)
st.link_button("Leave a shared view", "/leave")
