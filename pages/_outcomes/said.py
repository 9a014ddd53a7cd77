"""That somebody has read it, counted without names, and what they say to it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from db.changes.field import log_note
from db.changes.minutes import say_read
from db.engine import Look
from db.queries import minutes as queries
from meeting.errors import MeetingError
from meeting.minutes import Minutes
from meeting.permissions import Action, allowed
from meeting.words import NoteKind
from pages import _entry
from pages._live import again
from pages._outcomes.looking import Looking
from pages._plain import plain
from pages._waiting import saving

IS_ON = "outcomes.comment"


@dataclass(frozen=True)
class Reading:
    """How many have read it, and whether whoever looks is one of them."""

    times: int
    by_me: bool


def read(session: Look, looking: Looking) -> Reading:
    own, meeting_id = looking.actor.person_id, looking.chosen.id
    return Reading(
        queries.times_read(session, meeting_id),
        own is not None and queries.has_read(session, meeting_id, own),
    )


def draw(looking: Looking, minutes: Minutes, reading: Reading | None) -> None:
    if reading is None:
        return
    people = {one.person_id for one in minutes.attendance if one.person_id is not None}
    with st.container(horizontal=True, vertical_alignment="center", key="outcomes.read"):
        is_reader = looking.actor.person_id in people
        if is_reader and not reading.by_me:
            if st.button("Read it", key="outcomes.read.press", type="primary", icon=":material/check:"):
                _say_read(looking)
        elif reading.by_me:
            st.markdown("✓ You have read it", width="content")
        of = f" of {len(people)}" if people else ""
        st.markdown(f":small[Read by {reading.times}{of}. Nobody sees who.]", width="content")
        if allowed(looking.actor, Action.LOG_HIT_OR_NOTE):
            st.toggle("Say something to it", key=IS_ON)
    if st.session_state.get(IS_ON):
        _comment(looking, minutes)


def _say_read(looking: Looking) -> None:
    try:
        with saving(looking.store) as session:
            say_read(session, looking.chosen.id, actor=looking.actor, now=looking.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def _comment(looking: Looking, minutes: Minutes) -> None:
    """It becomes a field note, which the next meeting reads."""
    items = [
        *(one.what for one in minutes.actions),
        *(one.told for one in minutes.decisions),
        *(one.title for one in minutes.waiting),
    ]
    # What was typed about one meeting is never said of another.
    entry = _entry.begun(f"outcomes.comment.{minutes.meeting_id}.{minutes.version}")
    with st.form("outcomes.comment.form", border=False):
        about = st.selectbox(
            "To what",
            [-1, *range(len(items))],
            format_func=lambda place: plain(items[place], most=80) if place >= 0 else "The whole meeting",
            key=entry.key("about"),
        )
        text = st.text_area(
            "What you want to say; the next meeting reads it",
            key=entry.key("text"),
            max_chars=1500,
        )
        kind = st.selectbox("It is", [str(kind) for kind in NoteKind], key="outcomes.comment.kind")
        is_asked = st.form_submit_button("Note it", key="outcomes.comment.save")
    if not is_asked:
        return
    if not text.strip():
        st.error("Say something first. Nothing was saved.", icon=":material/error:")
        return
    to = items[about][:300] if about is not None and about >= 0 else f"the meeting of {minutes.held_on}"
    _entry.save(
        entry,
        looking.store,
        lambda session: log_note(
            session,
            kind=NoteKind(kind),
            text=f"{text.strip()} (to: {' '.join(to.split())})",
            operation=entry.operation,
            today=looking.today,
            actor=looking.actor,
            now=looking.now,
        ),
        said="your note. It stands under From the field.",
        place="outcomes",
    )
