"""Decisions whose day to look again has come: does it hold, on which day once more, or is it a topic again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from db.changes import consensus as writes
from db.changes import talk
from meeting.errors import MeetingError
from meeting.meetings import DecisionRow
from meeting.weeks import in_words
from meeting.words import Origin
from pages import _saving
from pages._live import again
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving

LATER = timedelta(weeks=4)


def told(row: DecisionRow) -> str:
    """`Decided: **One list**`; what somebody refused is not decided."""
    return f"{'Not agreed yet' if row.is_refused else 'Decided'}: **{plain(row.text)}**"


def lines(rows: Sequence[DecisionRow]) -> str:
    """For who only reads: what there is to look at again."""
    return "\n".join(
        f"- {plain(row.told)} · :small[since {in_words(row.look_again_on)}]"
        for row in rows
        if row.look_again_on
    )


def draw(on: Stage, rows: Sequence[DecisionRow]) -> None:
    _saving.offer_undo(on.store, on.actor, place="look again")
    if not rows:
        return
    st.markdown("#### To look at again", anchors=False)
    if not on.leads:
        st.markdown(lines(rows))
        return
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center", key=f"monday.look.{row.id}"):
            st.markdown(told(row), width="stretch")
            if st.button("It holds", key=f"monday.look.holds.{row.id}", type="tertiary"):
                _save(on, row, is_over=True)
            if st.button("Again in 4 weeks", key=f"monday.look.later.{row.id}", type="tertiary"):
                _save(on, row, is_over=False)
            if st.button("Solve it together", key=f"monday.look.topic.{row.id}", type="tertiary"):
                _raise(on, row)


def _save(on: Stage, row: DecisionRow, *, is_over: bool) -> None:
    try:
        with saving(on.store) as session:
            done = writes.look_again(
                session,
                row.id,
                seen=row.version,
                on=None if is_over else on.today + LATER,
                today=on.today,
                actor=on.actor,
                now=on.now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    said = "it holds." if is_over else f"to look at again on {in_words(on.today + LATER)}."
    _saving.saved(said, place="look again", operation=done)


def _raise(on: Stage, row: DecisionRow) -> None:
    """A topic again; the decision itself is looked at with it and does not come back by its old day."""
    try:
        with saving(on.store) as session:
            talk.raise_topic(
                session,
                title=row.text[:200],
                origin=(Origin.DECISION, row.id),
                meeting_id=on.meeting.id,
                actor=on.actor,
                now=on.now,
            )
            writes.look_again(
                session, row.id, seen=row.version, on=None, today=on.today, actor=on.actor, now=on.now
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()
