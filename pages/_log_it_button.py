"""The way to Log it from every page, under the thumb where the menu is folded away."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

# A wide screen has it in its menu already, in one tap. What floats takes no room from the page.
_FLOATS = st.components.v2.component(
    "log_it_button",
    css="""
.st-key-frame-log_it { display: none; }
:has(> .st-key-frame-log_it) { position: absolute; }
@media (max-width: 768px) {
  .st-key-frame-log_it {
    display: flex; position: fixed; right: 1rem; bottom: 1rem; width: auto; z-index: 90;
    background: Canvas; border: 1px solid; border-radius: 2rem; padding: 0.25rem 0.5rem;
  }
}
@media print { .st-key-frame-log_it { display: none; } }
""",
    isolate_styles=False,
)


def draw(page: StreamlitPage) -> None:
    with st.container(horizontal=True, width="content", gap=None, key="frame.log_it"):
        st.page_link(page, label="Log it", icon=":material/edit_note:")
        _FLOATS(key="log_it_button")
