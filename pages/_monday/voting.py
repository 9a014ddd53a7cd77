"""Votes on what to solve first: on phones and own screens, and hands that whoever leads types; silent until shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from db.changes import votes as writes
from db.changes.attendance import who_is
from db.engine import Look, Store, reading
from db.queries import meetings as queries
from db.queries.votes import ballot_of, is_in_the_room
from meeting.board import counted
from meeting.errors import MeetingError
from meeting.meetings import Meeting, TopicRow
from meeting.permissions import Actor
from meeting.votes import Ballot, each_of, hands_of, in_order_of_votes, voted_in_words
from pages import _saving
from pages._live import again
from pages._monday import room
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving


@dataclass(frozen=True)
class Facts:
    ballot: Ballot
    takes_part: bool


def read(session: Look, actor: Actor, meeting: Meeting) -> Facts:
    return Facts(
        ballot_of(session, meeting.id, who=who_is(actor)), is_in_the_room(session, meeting.id, actor)
    )


def draw(on: Stage, facts: Facts, waiting: Sequence[TopicRow]) -> None:
    """The vote on Solve together. Without two topics that wait there is nothing to choose."""
    ballot = facts.ballot
    if len(waiting) < 2:
        return
    if not ballot.is_asked:
        if on.leads and st.button(
            f"Which first? Vote: {_each(waiting)}",
            key="monday.vote.ask",
            icon=":material/how_to_vote:",
            shortcut="V",
        ):
            _led(on, writes.ask_for_votes)
        return
    if ballot.is_shown:
        _shown(on, ballot, waiting)
        return
    st.markdown(
        f"#### Which do we solve first? {voted_in_words(ballot)} · {_up_to(waiting)}, nobody sees which until "
        "all are shown",
        anchors=False,
    )
    if not on.leads and facts.takes_part:
        _own(on.store, on.actor, on.meeting, ballot, waiting, now=on.now)
    if on.leads:
        _lead(on, facts, waiting)


def draw_own(store: Store, actor: Actor, meeting: Meeting, *, now: datetime) -> None:
    """The vote of whoever takes part, on a phone; nothing while nobody asks for it."""
    with reading(store) as session:
        facts = read(session, actor, meeting)
        topics = queries.waiting_topics(session)
    if not facts.ballot.is_asked:
        return
    if facts.ballot.is_shown:
        if topics:
            st.markdown("#### The votes\n" + _lines(facts.ballot, topics), anchors=False)
    elif facts.takes_part:
        st.markdown(
            f"#### Which do we solve first?\nVote for {_up_to(topics)}. {voted_in_words(facts.ballot)}.",
            anchors=False,
        )
        _own(store, actor, meeting, facts.ballot, topics, now=now)


def _each(waiting: Sequence[TopicRow]) -> str:
    return f"{counted(each_of(len(waiting)), 'topic')} each"


def _up_to(waiting: Sequence[TopicRow]) -> str:
    return f"up to {_each(waiting)}" if each_of(len(waiting)) > 1 else _each(waiting)


def votes_of(ballot: Ballot, topic: TopicRow) -> str:
    """`4 votes`, once they are shown."""
    return counted(ballot.counts.get(topic.id, 0), "vote") if ballot.counts is not None else ""


def _lines(ballot: Ballot, topics: Sequence[TopicRow]) -> str:
    counts = ballot.counts or {}
    ordered = sorted(topics, key=lambda topic: -counts.get(topic.id, 0))
    return "\n".join(f"1. {plain(topic.title)} · **{votes_of(ballot, topic)}**" for topic in ordered)


def _shown(on: Stage, ballot: Ballot, waiting: Sequence[TopicRow]) -> None:
    in_order = in_order_of_votes([topic.id for topic in waiting], ballot.counts or {})
    is_in_order = in_order == [topic.id for topic in waiting]
    # Once they stand in this order, each says its votes where it stands.
    if not is_in_order:
        st.markdown(f"#### The votes\n{_lines(ballot, waiting)}", anchors=False)
    _saving.offer_undo(on.store, on.actor, place="order of votes")
    if not on.leads:
        return
    with st.container(horizontal=True, key="monday.vote.ways"):
        is_ordered = not is_in_order and st.button(
            "Take them in this order",
            key="monday.vote.order",
            type="primary",
            icon=":material/sort:",
            shortcut="O",
        )
        if st.button("Vote again", key="monday.vote.again", type="tertiary"):
            _led(on, writes.ask_for_votes)
    if not is_ordered:
        return
    try:
        with saving(on.store) as session:
            done = writes.order_by_votes(session, on.meeting.id, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved("the topics in the order of votes.", place="order of votes", operation=done)


def _own(
    store: Store,
    actor: Actor,
    meeting: Meeting,
    ballot: Ballot,
    topics: Sequence[TopicRow],
    *,
    now: datetime,
) -> None:
    """One box for each topic: nothing to search for with a thumb."""
    with st.form("monday.vote", border=False):
        chosen = [
            topic.id
            for topic in topics
            if st.checkbox(plain(topic.title), topic.id in ballot.mine, key=f"monday.vote.{topic.id}")
        ]
        label = "Change my votes" if ballot.mine else "Vote"
        is_asked = st.form_submit_button(label, type="primary", key="monday.vote.save")
    if ballot.mine:
        st.markdown(
            f"✓ You voted for {counted(len(ballot.mine), 'topic')}. You can change that until all are shown."
        )
    if not is_asked:
        return
    try:
        with saving(store) as session:
            writes.vote(session, meeting.id, topics=chosen, actor=actor, now=now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def hands_line(on: Stage, waiting: Sequence[TopicRow]) -> None:
    """Hands for all topics in one line, in the place for the room."""
    example = " ".join("4210"[min(place, 3)] for place in range(len(waiting)))
    typed = room.hands_line(
        f"Hands for topics 1 to {len(waiting)}, of those who do not vote on a screen",
        name="vote.hands",
        about="".join(f".{topic.id}" for topic in waiting),
        placeholder=f"{len(waiting)} numbers, such as {example}",
    )
    if typed is None:
        return
    try:
        hands = hands_of(typed, topics=[topic.id for topic in waiting])
        with saving(on.store) as session:
            writes.vote_by_hands(session, on.meeting.id, hands=hands, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def _lead(on: Stage, facts: Facts, waiting: Sequence[TopicRow]) -> None:
    """The own vote is folded, as this may be the screen everybody looks at."""
    st.markdown("\n".join(f"1. {plain(topic.title)}" for topic in waiting))
    with st.container(horizontal=True, vertical_alignment="center", key="monday.vote.lead"):
        if st.button(
            "Show the votes",
            key="monday.vote.show",
            type="primary",
            icon=":material/visibility:",
            shortcut="W",
        ):
            _led(on, writes.show_votes)
        may = facts.takes_part and not st.context.is_embedded
        is_mine = may and st.toggle("My own vote", key="monday.vote.mine")
    if is_mine:
        _own(on.store, on.actor, on.meeting, facts.ballot, waiting, now=on.now)


def _led(on: Stage, change: Callable[..., object]) -> None:
    try:
        with saving(on.store) as session:
            change(session, on.meeting.id, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()
