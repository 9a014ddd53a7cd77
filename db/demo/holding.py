"""Plays the past of the example company: two meetings, and what was noted and done between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import accumulate

from sqlalchemy.orm import Session

from db.changes import actions, attendance, meetings, ratings, talk
from db.demo.at_work import Staff, add, note, row_of, staff_of, tell_customers, tick
from db.demo.meetings import Past
from db.demo.strengths import applaud_what_is_read, show_by_hits, write_down
from db.demo.turns import put_on_rota
from db.demo.words_meetings import (
    AWAY,
    CAME_TOO,
    DECISIONS,
    EXPECTED,
    FRIDAY,
    HANDS,
    KEYS,
    LEADER,
    NOON,
    PARTS,
    RATINGS,
    SAID,
    SECONDS,
    TOLD_BY,
    TRAINING,
)
from db.queries import meetings as queries
from meeting.agenda import STANDARD
from meeting.weeks import week_of
from meeting.words import Origin

_TOPICS = ((PARTS, FRIDAY), (NOON,))
"""What was raised in each meeting. Of the first, one waited for the second."""
_DECIDED = ((PARTS,), (FRIDAY, NOON))


def hold_meetings(session: Session, past: Past) -> None:
    """All of it, in the order in which it happened. Everything else of the example is there already."""
    staff = staff_of(session)
    write_down(staff, before=past.held_on[0])
    put_on_rota(staff, on=past.held_on[0])
    for number, day in enumerate(past.held_on):
        # Hits of the last week wait for the coming meeting.
        show_by_hits(staff, until=week_of(day).shifted(-1).sunday, on=day)
        _hold(staff, past, number, day)
        _between(staff, past, number)
    last = week_of(past.held_on[1])
    tell_customers(staff, last, by="Stefan Huber", told_by=TOLD_BY[2], on=past.told_on, after=300)
    for title, who in ((KEYS, "Rosa Giménez"), (TRAINING, "Jonas Lindqvist")):
        staff.do(talk.raise_topic, title=title, by=who, on=past.told_on, after=330)


def _hold(staff: Staff, past: Past, number: int, day: date) -> None:
    week = week_of(day).shifted(-1)
    ids = [staff.id_of(name) for name in EXPECTED]
    meeting_id = staff.do(meetings.start_meeting, weeks=[week], expected=ids, today=day, by=LEADER, on=day)
    for name in (*EXPECTED, *CAME_TOO[number]):
        if name not in AWAY[number]:
            staff.do(
                attendance.set_here,
                meeting_id,
                staff.id_of(name),
                is_here=True,
                by=name,
                on=day,
                after=0.5,
            )
    began = [0.0, *accumulate(seconds / 60 for seconds in SECONDS[number])]
    for place, step in enumerate(STANDARD):
        if place:
            staff.do(
                meetings.go_to_step,
                meeting_id,
                pressed_on=place - 1,
                to=place,
                by=LEADER,
                on=day,
                after=began[place],
            )
        if step.key in _PLAYED:
            _PLAYED[step.key](staff, past, number, meeting_id, after=began[place] + 1)
    staff.do(meetings.close_meeting, meeting_id, leave_with_leader=True, by=LEADER, on=day, after=began[-1])


def _misses(staff: Staff, past: Past, number: int, meeting_id: int, *, after: float) -> None:
    day = past.held_on[number]
    week = week_of(day).shifted(-1)
    first = tell_customers(staff, week, by=LEADER, told_by=TOLD_BY[number], on=day, after=after)
    for item in past.items[number]:
        if item.about == "miss":
            add(staff, item, by=LEADER, on=day, after=after + 1, meeting_id=meeting_id, origin=first)


def _actions(staff: Staff, past: Past, number: int, meeting_id: int, *, after: float) -> None:
    """Last week's action items: one gets another day, one is dropped."""
    day = past.held_on[number]
    for item in past.items[0] if number else ():
        row = row_of(staff, item)
        if item.state == "moved":
            staff.do(
                actions.move_action,
                row.id,
                seen=row.version,
                due_on=item.moved_to,
                reason="The quotes of this month were out already",
                today=day,
                by=LEADER,
                on=day,
                after=after,
            )
        elif item.state == "dropped":
            staff.do(
                actions.drop_action,
                row.id,
                seen=row.version,
                reason=item.reason,
                by=LEADER,
                on=day,
                after=after + 0.5,
            )


def _solve(staff: Staff, past: Past, number: int, meeting_id: int, *, after: float) -> None:
    day = past.held_on[number]
    for title in _TOPICS[number]:
        staff.do(talk.raise_topic, title=title, meeting_id=meeting_id, by=LEADER, on=day, after=after)
    topics = {row.title: row.id for row in queries.waiting_topics(staff.session)}
    for title in _DECIDED[number]:
        staff.do(
            talk.decide,
            meeting_id,
            text=DECISIONS[title],
            topic_id=topics[title],
            by=LEADER,
            on=day,
            after=after + 2,
        )
    if number == 0:
        staff.do(talk.decide, meeting_id, text=SAID, by=LEADER, on=day, after=after + 3)
    for item in past.items[number]:
        if item.about != "miss":
            origin = (Origin.TOPIC, topics[item.about]) if item.about in topics else None
            add(staff, item, by=LEADER, on=day, after=after + 4, meeting_id=meeting_id, origin=origin)


def _close(staff: Staff, past: Past, number: int, meeting_id: int, *, after: float) -> None:
    day = past.held_on[number]
    for name, rating, word in RATINGS[number]:
        staff.do(ratings.rate_meeting, meeting_id, rating=rating, word=word, by=name, on=day, after=after)
    if HANDS[number]:
        staff.do(ratings.rate_by_hands, meeting_id, hands=HANDS[number], by=LEADER, on=day, after=after + 0.2)


def _well(staff: Staff, past: Past, number: int, meeting_id: int, *, after: float) -> None:
    applaud_what_is_read(staff, meeting_id, on=past.held_on[number], after=after)


_PLAYED: dict[str, Callable[..., None]] = {
    "well": _well,
    "misses": _misses,
    "actions": _actions,
    "solve": _solve,
    "close": _close,
}


def _between(staff: Staff, past: Past, number: int) -> None:
    """What was noted and done in the days after a meeting, day by day."""
    until = past.held_on[1] if number == 0 else past.next_on
    if number == 1:
        add(staff, past.own, by=past.own.owner, on=past.held_on[1], after=120)
    heard = [one for one in past.notes if week_of(one.noted_on) == week_of(past.held_on[number])]
    done = [
        item
        for item in (*past.items[0], *past.items[1], past.own)
        if item.state == "done" and item.ended_on and past.held_on[number] < item.ended_on < until
    ]
    for day in sorted({*(one.noted_on for one in heard), *(item.ended_on for item in done if item.ended_on)}):
        for one in heard:
            if one.noted_on == day:
                note(staff, one)
        for item in done:
            if item.ended_on == day:
                tick(staff, item)
