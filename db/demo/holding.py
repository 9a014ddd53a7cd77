"""Plays the past of the example company: meetings held, notes and action items, by the changes of everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes import actions, meetings, table_of, talk
from db.demo.meetings import Item, Past, moment
from db.demo.words_meetings import (
    AT_THE_TOP,
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
from db.models import Customer, Person
from db.queries import evidence
from db.queries import meetings as queries
from meeting.agenda import STANDARD
from meeting.misses import Miss
from meeting.permissions import Actor
from meeting.weeks import Week, week_of
from meeting.words import NoteKind, Origin, Role

_TOPICS = ((PARTS, FRIDAY), (NOON,))
"""What was raised in each meeting. Of the first, one waited for the second."""
_DECIDED = ((PARTS,), (FRIDAY, NOON))


@dataclass(frozen=True)
class _Company:
    session: Session
    past: Past
    people: Mapping[str, Actor]
    customers: Mapping[str, int]

    def do(self, change: Callable[..., Any], *given: object, by: str, on: date, after: float = 0, **named: Any) -> Any:
        """One change by somebody, minutes after nine of that day."""
        return change(
            self.session, *given, actor=self.people[by], now=moment(on, minutes=after), **named
        )


def hold_meetings(session: Session, past: Past) -> None:
    """In the order in which it happened. Everything else of the example is there already."""
    people, customers = table_of(Person).c, table_of(Customer).c
    company = _Company(
        session,
        past,
        {
            row.name: Actor(row.name, Role(row.role), row.id)
            for row in session.execute(select(people.id, people.name, people.role))
        },
        {row.reference: row.id for row in session.execute(select(customers.id, customers.reference))},
    )
    for number, day in enumerate(past.held_on):
        _hold(company, number, day)
        _between(company, number)
    last = week_of(past.held_on[1])
    _tell(company, last, by="Stefan Huber", told_by=TOLD_BY[2], on=past.told_on, after=300)
    for title, who in ((KEYS, "Rosa Giménez"), (TRAINING, "Jonas Lindqvist")):
        company.do(talk.raise_topic, title=title, by=who, on=past.told_on, after=330)


def _hold(company: _Company, number: int, day: date) -> None:
    week = week_of(day).shifted(-1)
    ids = [company.people[name].person_id for name in EXPECTED]
    meeting_id = company.do(
        meetings.start_meeting, weeks=[week], expected=ids, today=day, by=LEADER, on=day
    )
    for name in (*EXPECTED, *CAME_TOO[number]):
        if name not in AWAY[number]:
            company.do(
                meetings.set_here,
                meeting_id,
                company.people[name].person_id,
                is_here=True,
                by=name,
                on=day,
                after=0.5,
            )
    began = [0.0, *accumulate(seconds / 60 for seconds in SECONDS[number])]
    for place, step in enumerate(STANDARD):
        if place:
            company.do(
                meetings.go_to_step,
                meeting_id,
                pressed_on=place - 1,
                to=place,
                by=LEADER,
                on=day,
                after=began[place],
            )
        if step.key in _PLAYED:
            _PLAYED[step.key](company, number, meeting_id, after=began[place] + 1)
    company.do(
        meetings.close_meeting, meeting_id, leave_with_leader=True, by=LEADER, on=day, after=began[-1]
    )


def _misses(company: _Company, number: int, meeting_id: int, *, after: float) -> None:
    day = company.past.held_on[number]
    week = week_of(day).shifted(-1)
    first = _tell(company, week, by=LEADER, told_by=TOLD_BY[number], on=day, after=after)
    for item in company.past.items[number]:
        if item.about == "miss":
            _add(company, item, number, meeting_id, origin=first, after=after + 1)


def _actions(company: _Company, number: int, meeting_id: int, *, after: float) -> None:
    """Last week's action items: one gets another day, one is dropped."""
    day = company.past.held_on[number]
    for item in company.past.items[0] if number else ():
        row = _row(company, item)
        if item.state == "moved":
            company.do(
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
            company.do(
                actions.drop_action,
                row.id,
                seen=row.version,
                reason=item.reason,
                by=LEADER,
                on=day,
                after=after + 0.5,
            )


def _solve(company: _Company, number: int, meeting_id: int, *, after: float) -> None:
    day = company.past.held_on[number]
    for title in _TOPICS[number]:
        company.do(talk.raise_topic, title=title, meeting_id=meeting_id, by=LEADER, on=day, after=after)
    topics = {row.title: row.id for row in queries.waiting_topics(company.session)}
    for title in _DECIDED[number]:
        company.do(
            talk.decide,
            meeting_id,
            text=DECISIONS[title],
            topic_id=topics[title],
            by=LEADER,
            on=day,
            after=after + 2,
        )
    if number == 0:
        company.do(talk.decide, meeting_id, text=SAID, by=LEADER, on=day, after=after + 3)
    for item in company.past.items[number]:
        if item.about != "miss":
            origin = (Origin.TOPIC, topics[item.about]) if item.about in topics else None
            _add(company, item, number, meeting_id, origin=origin, after=after + 4)


def _close(company: _Company, number: int, meeting_id: int, *, after: float) -> None:
    day = company.past.held_on[number]
    for name, rating, word in RATINGS[number]:
        company.do(
            meetings.rate_meeting, meeting_id, rating=rating, word=word, by=name, on=day, after=after
        )
    if HANDS[number]:
        company.do(
            meetings.rate_by_hands, meeting_id, hands=HANDS[number], by=LEADER, on=day, after=after + 0.2
        )


_PLAYED: dict[str, Callable[..., None]] = {
    "misses": _misses,
    "actions": _actions,
    "solve": _solve,
    "close": _close,
}


def _between(company: _Company, number: int) -> None:
    """What was noted and done in the days after a meeting, day by day."""
    past = company.past
    until = past.held_on[1] if number == 0 else past.next_on
    happened: list[tuple[date, Callable[[], object]]] = []
    for note in past.notes:
        if week_of(note.noted_on) == week_of(past.held_on[number]):
            happened.append((note.noted_on, lambda note=note: _note(company, note)))  # type: ignore[misc]
    if number == 1:
        _add(company, past.own, number, None, after=120)
    for item in (*past.items[0], *past.items[1], past.own):
        if item.state == "done" and item.ended_on and past.held_on[number] < item.ended_on < until:
            happened.append((item.ended_on, lambda item=item: _tick(company, item)))  # type: ignore[misc]
    for _, act in sorted(happened, key=lambda pair: pair[0]):
        act()
