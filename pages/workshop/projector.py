"""Made next."""

import streamlit as st

st.write("…")
