"""The topics that wait: taken earlier, dropped when mistyped, and another added."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.changes import talk as writes
from meeting.errors import MeetingError
from meeting.meetings import TopicRow
from meeting.votes import Ballot
from pages import _entry, _saving
from pages._live import again
from pages._monday import voting
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving

PLACE = "topic"


def others(on: Stage, waiting: Sequence[TopicRow], ballot: Ballot) -> None:
    """Every topic but the first, in the order in which they are taken."""
    for place, topic in enumerate(waiting[1:], start=2):
        with st.container(horizontal=True, vertical_alignment="center", key=f"monday.topic.line.{topic.id}"):
            told = voting.votes_of(ballot, topic)
            st.markdown(f"{place}. {plain(topic.title)}{f' · {told}' if told else ''}", width="content")
            if on.leads and st.button(
                "Take it earlier",
                key=f"monday.topic.up.{topic.id}",
                type="tertiary",
                icon=":material/arrow_upward:",
            ):
                _move(on, topic)
            drop_button(on, topic)


def drop_button(on: Stage, topic: TopicRow) -> None:
    """For a topic that was mistyped, or is one no more."""
    if not on.leads or not st.button("Drop", key=f"monday.topic.drop.{topic.id}", type="tertiary"):
        return
    try:
        with saving(on.store) as session:
            done = writes.drop_topic(session, topic.id, seen=topic.version, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved(f"dropped “{topic.title}”.", place=PLACE, operation=done)


def add(on: Stage) -> None:
    _saving.offer_undo(on.store, on.actor, place=PLACE)
    entry = _entry.begun("monday.topic")
    with _entry.line(entry):
        title = st.text_input("Another topic", key=entry.key("title"), max_chars=200, width="stretch")
        is_asked = st.form_submit_button("Add topic", key="monday.topic.save")
    if is_asked:
        _entry.save(
            entry,
            on.store,
            lambda session: writes.raise_topic(
                session,
                title=title,
                meeting_id=on.meeting.id,
                operation=entry.operation,
                actor=on.actor,
                now=on.now,
            ),
            said="the topic.",
            place=PLACE,
        )


def _move(on: Stage, topic: TopicRow) -> None:
    try:
        with saving(on.store) as session:
            writes.move_topic(session, on.meeting.id, topic.id, up=True, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()
