"""Plays the past of the example company: two meetings, and what was noted and done between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy.orm import Session

from db.changes import actions, attendance, consensus, meetings, pulse, ratings, talk, votes
from db.demo.at_work import Staff, add, note, row_of, staff_of, tell_customers, tick
from db.demo.field import introduce, tell_from_the_field
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
    PULSE,
    RATINGS,
    SAID,
    SECONDS,
    STOOD,
    TOLD_BY,
    TRAINING,
    VOTES,
)
from db.queries import meetings as queries
from db.queries.votes import silent_on
from meeting.agenda import STANDARD
from meeting.consensus import Answer
from meeting.pulse import Question
from meeting.weeks import week_of
from meeting.words import Origin

_TOPICS = ((PARTS, FRIDAY), (NOON,))
"""What was raised in each meeting. Of the first, one waited for the second."""
_DECIDED = ((PARTS,), (FRIDAY, NOON))
_LOOKED_AT = (range(2, 9), (1,))
"""Weeks before the last one that each meeting knows of."""


def hold_meetings(session: Session, past: Past) -> None:
    """All of it, in the order in which it happened. Everything else of the example is there already."""
    staff, sunday = staff_of(session), week_of(past.held_on[1]).sunday
    write_down(staff, before=past.held_on[0])
    put_on_rota(staff, on=past.held_on[0])
    for number, day in enumerate(past.held_on):
        tell_from_the_field(staff, weeks_ago=_LOOKED_AT[number], sunday=sunday)
        # Hits of the last week wait for the coming meeting.
        show_by_hits(staff, until=week_of(day).shifted(-1).sunday, on=day)
        _hold(staff, past, number, day)
        _between(staff, past, number)
    tell_from_the_field(staff, weeks_ago=(0,), sunday=sunday)
    introduce(staff, sunday=sunday)
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
    _vote(staff, meeting_id, topics, VOTES[number], on=day, after=after + 0.5)
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
        decision_id = queries.decisions_of(staff.session, meeting_id)[-1].id
        for name, answer, why in STOOD.get(title, ()):
            staff.do(
                consensus.stand,
                decision_id,
                answer=Answer(answer),
                why=why,
                by=name,
                on=day,
                after=after + 2.5,
            )
        _rest_said_yes(staff, meeting_id, decision_id, on=day, after=after + 2.7)
    if number == 0:
        staff.do(talk.decide, meeting_id, text=SAID, by=LEADER, on=day, after=after + 3)
        said = queries.decisions_of(staff.session, meeting_id)[-1].id
        _rest_said_yes(staff, meeting_id, said, on=day, after=after + 3.2)
    for item in past.items[number]:
        if item.about != "miss":
            origin = (Origin.TOPIC, topics[item.about]) if item.about in topics else None
            add(staff, item, by=LEADER, on=day, after=after + 4, meeting_id=meeting_id, origin=origin)


def _rest_said_yes(staff: Staff, meeting_id: int, decision_id: int, *, on: date, after: float) -> None:
    """Aloud, typed by whoever leads: nobody is passed over."""
    for one in silent_on(staff.session, meeting_id, [decision_id])[decision_id]:
        if one.person_id is not None:
            yes: dict[str, Any] = {"seen": 0, "answer": Answer.YES, "by": LEADER}
            staff.do(consensus.stand_for, decision_id, one.person_id, **yes, on=on, after=after)


def _vote(
    staff: Staff,
    meeting_id: int,
    topics: Mapping[str, int],
    chosen: Mapping[str, tuple[str, ...]],
    *,
    on: date,
    after: float,
) -> None:
    """What to solve first: on screens of their own, then shown and taken in that order."""
    when: dict[str, Any] = {"on": on, "after": after}
    staff.do(votes.ask_for_votes, meeting_id, by=LEADER, **when)
    for name, titles in chosen.items():
        staff.do(votes.vote, meeting_id, topics=[topics[title] for title in titles], by=name, **when)
    staff.do(votes.show_votes, meeting_id, by=LEADER, **when)
    staff.do(votes.order_by_votes, meeting_id, by=LEADER, **when)


def _close(staff: Staff, past: Past, number: int, meeting_id: int, *, after: float) -> None:
    day = past.held_on[number]
    for name, rating, word in RATINGS[number]:
        staff.do(ratings.rate_meeting, meeting_id, rating=rating, word=word, by=name, on=day, after=after)
    # Asked in the first meeting of a quarter: the second may be of another quarter, and nobody answered it there.
    for name, values in PULSE.items() if number == 0 else ():
        answers = dict(zip(Question, values, strict=True))
        staff.do(pulse.answer_pulse, meeting_id, answers=answers, by=name, on=day, after=after + 0.1)
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
