"""Outcomes: what the last meeting left, for whoever was not in the room; and every meeting before it."""

from __future__ import annotations

import streamlit as st

from db.engine import reading
from db.queries import house
from db.queries import minutes as queries
from meeting.clock import day_in
from pages import _actor, _empty, _saving, _store
from pages._asked import record_id
from pages._live import Drawn, live
from pages._outcomes import back, beside, one, past
from pages._outcomes.looking import Looking, stepped
from pages._plain import plain

VIEWS = {"past": past, "beside": beside, "back": back}


def show() -> Drawn:
    store, actor = _store.current(), _actor.current()
    now = store.clock.now()
    view = VIEWS.get(st.query_params.get("view", ""), one)
    with reading(store) as session:
        known = house.last_event(session)
        zone = house.organisation(session).zone
        meetings = queries.past_meetings(session)
        if meetings:
            asked = record_id("meeting")
            found = next((each for each in meetings if each.id == asked), meetings[0])
            chosen = stepped(meetings, found)
            today = day_in(zone, moment=now)
            looking = Looking(store, actor, zone, today, now, meetings, chosen, record_id("version"))
            facts = view.read(session, looking)
    if not meetings:
        _teach()
        return Drawn(known, "")
    if chosen is found and (written := st.query_params.get("meeting", "")) and asked != found.id:
        st.warning(
            f"There is no closed meeting “{plain(written)}”. Here is the last one.", icon=":material/info:"
        )
    _saving.offer_undo(store, actor, place="outcomes")
    view.draw(looking, facts)
    return Drawn(known, "")


def _teach() -> None:
    st.title("Outcomes", anchor=False)
    _empty.draw(
        "What a meeting left stands here as soon as it is closed: hits and misses, what was decided, and who does what "
        "by when. Whoever was not there reads it in two minutes.",
        page="monday.py",
        label="To the Monday meeting",
        icon=":material/groups:",
    )


live(show)
