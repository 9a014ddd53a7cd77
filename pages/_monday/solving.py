"""Solve together: topics in an order the facilitator moves, and the decision as it is said."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import streamlit as st

from db.changes import talk as writes
from db.engine import Look
from db.queries import meetings as queries
from meeting.board import Organisation, counted
from meeting.errors import MeetingError
from meeting.meetings import TopicRow
from meeting.words import Origin
from pages import _action_form, _saving
from pages._live import again
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving


@dataclass(frozen=True)
class Facts:
    topics: tuple[TopicRow, ...]

    @property
    def waiting(self) -> tuple[TopicRow, ...]:
        return tuple(topic for topic in self.topics if not topic.is_done)


def read(session: Look, on: Stage, organisation: Organisation) -> Facts:
    return Facts(queries.waiting_topics(session, meeting_id=on.meeting.id))


def draw(on: Stage, facts: Facts) -> None:
    st.markdown(f"# Solve together · {counted(len(facts.waiting), 'topic')} to go", anchors=False)
    for topic in facts.topics:
        if topic.is_done:
            said = "\n".join(f"  - Decided: {plain(text)}" for text in topic.decisions)
            st.markdown(f"- ✓ {plain(topic.title)}\n{said}")
            if on.leads and st.button(
                "Make it an action", key=f"monday.done.act.{topic.id}", type="tertiary"
            ):
                _action_form.about(Origin.TOPIC, topic.id, text=topic.title)
                st.rerun()
    if facts.waiting:
        first = facts.waiting[0]
        st.markdown(f"### {plain(first.title)}")
        _decide(on, first)
        _order(on, facts.waiting)
    else:
        st.markdown(
            "No topic waits. What came up today that both teams can only solve together? A miss becomes a topic by "
            "“Solve it together”."
        )
    _raise(on)


def _decide(on: Stage, topic: TopicRow) -> None:
    if not on.leads:
        return
    operation = st.session_state.setdefault(f"monday.decision.{topic.id}", secrets.token_hex(8))
    with st.form(f"monday.decide.{topic.id}", border=False):
        text = st.text_area(
            "What we decide, in words to read back",
            key=f"monday.decided.{topic.id}",
            max_chars=2000,
            height=90,
        )
        is_asked = st.form_submit_button(
            "Save the decision", type="primary", key=f"monday.decide.save.{topic.id}"
        )
    if st.button("Make it an action", key=f"monday.topic.act.{topic.id}", icon=":material/add_task:"):
        _action_form.about(Origin.TOPIC, topic.id, text=topic.title)
        st.rerun()
    if not is_asked:
        return
    try:
        with saving(on.store) as session:
            done = writes.decide(
                session,
                on.meeting.id,
                text=text,
                topic_id=topic.id,
                operation=operation,
                actor=on.actor,
                now=on.now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved("the decision.", place="decision", operation=done)


def _order(on: Stage, waiting: tuple[TopicRow, ...]) -> None:
    _saving.offer_undo(on.store, on.actor, place="decision")
    for place, topic in enumerate(waiting[1:], start=1):
        with st.container(horizontal=True, vertical_alignment="center", key=f"monday.topic.line.{topic.id}"):
            st.markdown(f"{place + 1}. {plain(topic.title)}", width="content")
            if on.leads and st.button(
                "Take it earlier",
                key=f"monday.topic.up.{topic.id}",
                type="tertiary",
                icon=":material/arrow_upward:",
            ):
                _move(on, topic)


def _move(on: Stage, topic: TopicRow) -> None:
    try:
        with saving(on.store) as session:
            writes.move_topic(session, on.meeting.id, topic.id, up=True, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def _raise(on: Stage) -> None:
    operation = st.session_state.setdefault("monday.topic.operation", secrets.token_hex(8))
    with (
        st.form("monday.topic", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom", key="monday.topic.add"),
    ):
        title = st.text_input("Another topic", key="monday.topic.title", max_chars=200, width="stretch")
        is_asked = st.form_submit_button("Add topic", key="monday.topic.save")
    if not is_asked:
        return
    try:
        with saving(on.store) as session:
            writes.raise_topic(
                session,
                title=title,
                meeting_id=on.meeting.id,
                operation=operation,
                actor=on.actor,
                now=on.now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    del st.session_state["monday.topic.operation"]
    again()
