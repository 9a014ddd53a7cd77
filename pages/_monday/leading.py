"""Handing a running meeting to somebody else who is here."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.changes.rota import hand_over
from db.queries.rota import Names
from meeting.errors import MeetingError
from pages import _empty
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving


def draw(on: Stage, others: Sequence[Names]) -> None:
    """One press: they lead on their own screen, and this one follows."""
    if not others:
        _empty.draw(
            ":small[Nobody else who is here may run the meeting: there is nobody to hand it over to. Who is here is "
            "said at Welcome.]"
        )
        return
    pressed = None
    with st.container(horizontal=True, vertical_alignment="center", key="monday.hand_over"):
        st.markdown("Hand the meeting over to", width="content")
        for one in others:
            if st.button(
                plain(one.name), key=f"monday.hand_over.{one.person_id}", icon=":material/swap_horiz:"
            ):
                pressed = one.person_id
    if pressed is None:
        return
    try:
        with saving(on.store) as session:
            hand_over(session, on.meeting.id, to_id=pressed, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.rerun()
