"""The common goal, written down where it is missed: before the first meeting, or in the words of its Welcome."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from db.changes.house import write_goal
from db.engine import Store
from meeting.errors import MeetingError
from meeting.permissions import Action, Actor, allowed
from pages import _saving
from pages._plain import plain
from pages._waiting import saving

PLACE = "common goal"


def ask(store: Store, actor: Actor, *, now: datetime) -> None:
    """One line, for whoever may write it; nothing for everybody else."""
    if not allowed(actor, Action.SET_UP):
        return
    with (
        st.form("monday.goal", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key="monday.goal.line"),
    ):
        goal = st.text_input(
            "Our common goal, in one sentence both sides can say",
            key="monday.goal.text",
            max_chars=500,
            placeholder="Such as: we promise only what we can keep together",
            width="stretch",
        )
        is_asked = st.form_submit_button("Save the goal", key="monday.goal.save")
    if not is_asked:
        return
    try:
        with saving(store) as session:
            done = write_goal(session, goal=goal, actor=actor, now=now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved("the common goal.", place=PLACE, operation=done)
