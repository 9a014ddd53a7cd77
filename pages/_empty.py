"""What stands where there is nothing yet: what belongs there, and the way to put it there.

All such texts go through here, so that they stand in one list to read through (docs/texts.md).
"""

from __future__ import annotations

import streamlit as st


def draw(text: str, *, page: str = "", label: str = "", icon: str = "", **address: str) -> None:
    """In the place of a list; with the page where what belongs there is put there."""
    st.markdown(text, anchors=False)
    if page:
        st.page_link(page, label=label, icon=icon, query_params=address)


def words(text: str) -> str:
    """The same within a list that is drawn as one text."""
    return text
