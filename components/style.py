"""The few rules of appearance the theme has no option for; each is bound to a key of ours."""

import streamlit as st

MARK = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%230f766e'/%3E"
    "%3Cpath d='M5 21 L12 13 L18 18 L27 8' fill='none' stroke='white' stroke-width='3'/%3E%3C/svg%3E"
)
RULES = """<style>
.st-key-answer h4 { font-weight: 560; line-height: 1.4; max-width: 62rem; padding-top: 0; }
.st-key-thread { padding: .75rem 1rem; }
.st-key-thread a[data-testid] { padding-left: 0; }
.st-key-room_chart form.vega-bindings input[type=range] { width: min(34rem, 60vw); }
.st-key-worth, .st-key-sections { position: sticky; top: 4.5rem; }
@media (max-width: 640px) {
  .st-key-worth, .st-key-sections { position: static; }
  .st-key-sections [role=radiogroup] { position: relative; flex-flow: row nowrap; overflow-x: auto; gap: .5rem; }
  .st-key-sections [role=radiogroup] > * { flex: 0 0 9.5rem; }
}
[class*=st-key-canvas-] button[data-variant=segmented_control] { padding-inline: .4rem; min-width: 0; }
[class*=st-key-points-] :is([data-testid=stNumberInputStepDown], [data-testid=stNumberInputStepUp]) { display: none; }
.st-key-verdict h2 { font-size: 2.4rem; letter-spacing: .01em; }
button:is([data-variant=segmented_control], [data-variant=pills])[data-selected=true] p { color: light-dark(#0f766e, #5eead4); }
[class*=st-key-live_], [class*=st-key-edited_table] [data-testid=stElementToolbar] { display: none; }
@media print { .st-key-hide_in_print { display: none; } }
</style>"""


def apply() -> None:
    """Put the rules on the page."""
    st.html(RULES)
