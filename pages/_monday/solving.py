"""Solve together: what to solve first, the decision as it is said, and how everybody stands to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from db.changes import talk as writes
from db.changes.agreed import FOCUS
from db.changes.meetings import look_at
from db.engine import Look
from db.queries import meetings as queries
from db.queries.votes import due_again
from meeting.board import Organisation, counted
from meeting.meetings import Attendee, DecisionRow, Pick, TopicRow
from meeting.words import Origin
from pages import _action_form, _empty, _entry, _saving
from pages._monday import again as due
from pages._monday import consensus, room, topics, voting
from pages._monday.stage import Stage
from pages._plain import plain


@dataclass(frozen=True)
class Facts:
    topics: tuple[TopicRow, ...]
    decisions: tuple[DecisionRow, ...]
    again: tuple[DecisionRow, ...]
    voting: voting.Facts
    consensus: consensus.Facts
    people: tuple[Attendee, ...]
    picks: tuple[Pick, ...]

    @property
    def waiting(self) -> tuple[TopicRow, ...]:
        return tuple(topic for topic in self.topics if not topic.is_done)


def read(session: Look, on: Stage, organisation: Organisation) -> Facts:
    decisions = queries.decisions_of(session, on.meeting.id)
    return Facts(
        queries.waiting_topics(session, meeting_id=on.meeting.id),
        decisions,
        due_again(session, upto=on.today),
        voting.read(session, on.actor, on.meeting),
        consensus.read(session, on.actor, on.meeting, decisions),
        queries.attendees(session, on.meeting.id) if on.leads else (),
        queries.picks(session) if on.leads else (),
    )


def talked_about(facts: Facts) -> str:
    """The decision that is read back, or else the topic that comes first."""
    if facts.consensus.asked is not None:
        return f"{Origin.DECISION} {facts.consensus.asked.id}"
    return f"{Origin.TOPIC} {facts.waiting[0].id}" if facts.waiting else ""


def draw(on: Stage, facts: Facts) -> None:
    asked = facts.consensus.asked
    st.markdown(f"# Solve together · {counted(len(facts.waiting), 'topic')} to go", anchors=False)
    _saving.offer_undo(on.store, on.actor, place="decision")
    if asked is not None:
        # One thing at a time: what is read back stands alone until everybody has said how they stand.
        consensus.draw(on, facts.consensus, asked)
    else:
        _decided(on, facts)
        due.draw(on, facts.again)
        voting.draw(on, facts.voting, facts.waiting)
        _topics(on, facts)
    if on.leads:
        with room.place(on, facts.people, facts.picks):
            if asked is not None:
                consensus.ask_line(on, asked, facts.consensus, facts.people)
            elif facts.voting.ballot.is_open and len(facts.waiting) > 1:
                voting.hands_line(on, facts.waiting)


def _topics(on: Stage, facts: Facts) -> None:
    if facts.waiting:
        first = facts.waiting[0]
        # While everybody votes no topic stands before the others.
        if not facts.voting.ballot.is_open or len(facts.waiting) < 2:
            told = voting.votes_of(facts.voting.ballot, first)
            st.markdown(f"### {plain(first.title)}{f' · {told}' if told else ''}", anchors=False)
            _decide(on, first)
            topics.others(on, facts.waiting, facts.voting.ballot)
    else:
        _empty.draw(
            "No topic waits. What came up today that both teams can only solve together? A miss becomes a topic by "
            "“Solve it together”."
        )
    topics.add(on)


def _decided(on: Stage, facts: Facts) -> None:
    """What was decided today, with how people stand to it."""
    by_title = {topic.title: topic for topic in facts.topics if topic.is_done}
    for row in facts.decisions:
        about = f"{plain(row.topic)} – " if row.topic else ""
        st.markdown(
            f"- {about}{consensus.line(row, facts.consensus.of(row), facts.consensus.silent.get(row.id, ()))}"
        )
        if not on.leads:
            continue
        with st.container(horizontal=True, key=f"monday.done.{row.id}"):
            if st.button("Read it back", key=f"monday.done.ask.{row.id}", type="tertiary"):
                consensus.look_at(on, f"{FOCUS} {row.id}")
            topic = by_title.get(row.topic)
            if topic and st.button(
                "Make it an action", key=f"monday.done.act.{topic.id}.{row.id}", type="tertiary"
            ):
                _action_form.about(Origin.TOPIC, topic.id, text=topic.title)
                st.rerun()


def _decide(on: Stage, topic: TopicRow) -> None:
    if not on.leads:
        return
    entry = _entry.begun(f"monday.decided.{topic.id}")
    with st.form(f"monday.decide.{topic.id}", border=False):
        text = st.text_area(
            "What we decide, in words to read back",
            key=entry.key("text"),
            max_chars=2000,
            height=90,
        )
        with st.container(horizontal=True, vertical_alignment="bottom", key="monday.decide.line"):
            look_again_on = st.date_input(
                "Look at it again on (if at all)",
                None,
                min_value=on.today + timedelta(days=1),
                format="YYYY-MM-DD",
                key=entry.key("again"),
                width=260,
            )
            is_asked = st.form_submit_button(
                "Save the decision, and read it back",
                type="primary",
                key=f"monday.decide.save.{topic.id}",
            )
    with st.container(horizontal=True, key="monday.topic.ways"):
        if st.button("Make it an action", key=f"monday.topic.act.{topic.id}", icon=":material/add_task:"):
            _action_form.about(Origin.TOPIC, topic.id, text=topic.title)
            st.rerun()
        topics.drop_button(on, topic)

    def write(session: Look) -> str:
        done = writes.decide(
            session,
            on.meeting.id,
            text=text,
            topic_id=topic.id,
            look_again_on=look_again_on,
            operation=entry.operation,
            actor=on.actor,
            now=on.now,
        )
        newest = queries.decisions_of(session, on.meeting.id)[-1]
        look_at(session, on.meeting.id, focus=f"{FOCUS} {newest.id}", actor=on.actor, now=on.now)
        return done

    if is_asked:
        _entry.save(entry, on.store, write, said="the decision.", place="decision")
