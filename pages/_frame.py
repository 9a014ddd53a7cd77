"""The script of every page: page set-up, navigation, and the one place that shows what went wrong.

It stands inside pages/ on purpose: beside that folder, a cold deep link would run its page without this frame.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from meeting.errors import MeetingError
from pages._plain import plain

_PAGES = Path(__file__).parent

st.set_page_config(
    page_title="Hits, Runs & Misses",
    page_icon=str(_PAGES / "static" / "icon.svg"),
    layout="wide",
)
page = st.navigation(
    [
        st.Page(_PAGES / "home.py", title="The board", url_path="home", default=True),
        st.Page(_PAGES / "bring_in.py", title="Bring in files", url_path="files"),
    ],
    position="top",
)
try:
    page.run()
except MeetingError as error:
    st.error(plain(str(error)), icon=":material/error:")
