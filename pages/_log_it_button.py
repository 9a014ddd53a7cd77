"""What a thumb needs on every page: room to press, and the way to Log it where the menu is folded away."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

# A wide screen has Log it in its menu already, in one tap. On a phone it has a line of its own at the bottom: what
# floated would lie over half a line of text. The framework makes much of what is pressed 28 points high, cuts long
# links, and in the dark writes what is chosen in a colour too weak to read.
_THUMB = st.components.v2.component(
    "thumb",
    css="""
.st-key-frame-log_it, .st-key-frame-thumb { display: none; }
:has(> .st-key-frame-log_it), :has(> .st-key-frame-thumb) { position: absolute; }
[data-testid=stMain] :is([data-testid=stPageLink-NavLink], [data-testid=stBaseButton-tertiary]) * {
  white-space: normal; overflow-wrap: anywhere; text-align: start;
}
[data-testid=stMain] [data-testid=stButtonGroup] [aria-checked=true] { color: inherit; font-weight: 600; }
@media (pointer: coarse) {
  [data-testid=stMain] :is([data-testid^=stBaseButton], [data-testid=stButtonGroup] button,
  [data-testid=stPageLink-NavLink], [data-testid=stRadioOption], [data-testid=stCheckbox] > label,
  [data-testid=stExpander] summary) { min-height: 2.75rem; align-items: center; }
  [data-testid=stMain] [data-testid=stRadioOption] { display: inline-flex; }
}
@media (max-width: 768px) {
  .st-key-frame-log_it {
    display: flex; position: fixed; left: 0; right: 0; bottom: 0; width: auto; z-index: 90; justify-content: center;
    background: Canvas; border-top: 1px solid; padding: 0.125rem 0.5rem env(safe-area-inset-bottom);
  }
  [data-testid=stMainBlockContainer]:has(.st-key-frame-log_it) { padding-bottom: 5.5rem; }
}
@media print { .st-key-frame-log_it { display: none; } }
""",
    isolate_styles=False,
)


def draw(page: StreamlitPage | None) -> None:
    """`page` is Log it, unless that is no way from here."""
    with st.container(
        horizontal=True, width="content", gap=None, key="frame.log_it" if page else "frame.thumb"
    ):
        if page:
            st.page_link(page, label="Log it", icon=":material/edit_note:")
        _THUMB(key="thumb")
