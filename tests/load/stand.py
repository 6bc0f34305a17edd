"""A page with one of every widget the driver knows, saying what the program received. Run by test_widgets.py."""

import json

import streamlit as st

ask = st.components.v2.component("asking", js="export default function () {}")
held: dict[str, object] = {
    "text": st.text_input("Text", "first"),
    "area": st.text_area("Area"),
    "number": st.number_input("Number", value=None, step=0.5),
    "check": st.checkbox("Check"),
    "one": st.selectbox("One", ["a", "b", "c"], index=None),
    "radio": st.radio("Radio", ["x", "y"]),
    "pills": st.pills("Pills", ["p", ":material/check: q", "r"], selection_mode="multi", default=["p"]),
    "segment": st.segmented_control("Segment", ["low", "high"]),
    "many": st.multiselect("Many", ["m", "n", "o"]),
    "slider": st.slider("Slider", 1, 10, 3),
    "range": st.slider("Range", 0.0, 1.0, (0.2, 0.8)),
    "steps": st.select_slider("Steps", ["s", "t", "u"]),
    "bound": st.text_input("Bound", "", key="bound", bind="query-params"),
}
for clears in (False, True):
    name = "Emptied" if clears else "Kept"
    with st.form(name, clear_on_submit=clears):
        st.text_input("Note", key=f"{name}/note")
        st.number_input("Low", value=1, key=f"{name}/low")
        if st.form_submit_button(f"Send {name}"):
            count = st.session_state[f"{name}/count"] = st.session_state.get(f"{name}/count", 0) + 1
            st.toast(f"{name} {count}: {st.session_state[f'{name}/note']}, {st.session_state[f'{name}/low']}")
st.text(json.dumps(held))


@st.fragment
def counted() -> None:
    """Count its own runs; a component and a button run it alone."""
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    found = ask(key="ask", data={"question": "why"}, on_answered_change=lambda: None)
    st.toggle("Show more")
    st.text(f"part ran {st.session_state['runs']} times, answered {found.answered}")
    if st.button("Whole page"):
        st.session_state["text_was_reset"] = True
        st.rerun()


counted()
if st.button("Reset"):
    st.toast("reset")
st.text_input("Set by the page", key="set")
st.button("Write", on_click=lambda: st.session_state.update(set="written by the page"))
