"""Right after Close: thanks, the way to the minutes, and when it goes on; the same on every screen of that day."""

from __future__ import annotations

from datetime import date

import streamlit as st

from meeting.meetings import Meeting
from meeting.weeks import in_words
from pages._monday import rota
from pages._plain import plain


def draw(last: Meeting, *, led_by: str, next_day: date, turns: rota.Facts) -> None:
    st.title("Closed. Thank you for taking part.", anchor=False)
    if st.context.is_embedded:
        # In the room nobody opens a page of its own.
        who = f"\n## {rota.who_words(turns.coming)}" if turns.coming else ""
        st.markdown(
            f"## The minutes are under Outcomes, for everybody.\n## Next meeting: {in_words(next_day)}{who}",
            anchors=False,
        )
        return
    st.markdown(
        f"The meeting of {in_words(last.held_on)}, led by {plain(led_by)}, is over. What it decided and who does "
        "what by when is kept as minutes."
    )
    st.page_link(
        "outcomes.py",
        label="Read the minutes",
        icon=":material/description:",
        query_params={"meeting": str(last.id)},
    )
