"""A Monday meeting in a store, with the cast.

Ana leads it, Ben and Finn are members, Chloe manages, Dev administers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

from sqlalchemy import event

from db.changes import actions, meetings, talk
from db.changes.people import add_person
from db.engine import Store, reading, transaction
from db.queries import actions as action_queries
from db.queries import meetings as queries
from meeting.actions import ActionRow
from meeting.errors import MeetingError
from meeting.meetings import Meeting, TopicRow
from meeting.permissions import COMMAND_LINE, Actor
from meeting.weeks import Week
from meeting.words import Role

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = Week(2026, 47)
ROLES = {
    "Ana": Role.FACILITATOR,
    "Ben": Role.MEMBER,
    "Chloe": Role.MANAGER,
    "Dev": Role.ADMIN,
    "Finn": Role.MEMBER,
}


def at(minute: float) -> datetime:
    return EIGHT + timedelta(minutes=minute)


@dataclass(frozen=True)
class Monday:
    """`monday(change, …, by="Ben", minute=2)` is one save by somebody, minutes after eight."""

    store: Store
    cast: dict[str, Actor]

    def __call__(
        self, change: Callable[..., Any], *given: object, by: str = "Ana", minute: float = 0, **named: object
    ) -> Any:
        with transaction(self.store) as session:
            return change(session, *given, actor=self.cast[by], now=at(minute), **named)

    def look(self, query: Callable[..., Any], *given: object, **named: object) -> Any:
        with reading(self.store) as session:
            return query(session, *given, **named)

    def id_of(self, name: str) -> int:
        found = self.cast[name].person_id
        assert found is not None
        return found

    def start(
        self, *expected: str, by: str = "Ana", weeks: Sequence[Week] = (WEEK,), day: date = MONDAY
    ) -> int:
        """A meeting that begins at eight of that day."""
        minute = (day - MONDAY).days * 24 * 60
        ids = [self.id_of(name) for name in expected]
        started: int = self(
            meetings.start_meeting, weeks=weeks, expected=ids, today=day, by=by, minute=minute
        )
        return started

    def add(
        self,
        what: str = "Ring them",
        owner: str | None = "Ben",
        *,
        due_on: date | None = FRIDAY,
        today: date = MONDAY,
        **named: Any,
    ) -> str:
        owner_id = self.id_of(owner) if owner else None
        done: str = self(
            actions.add_action, what=what, owner_id=owner_id, due_on=due_on, today=today, **named
        )
        return done

    def topic(self, title: str, **named: Any) -> str:
        done: str = self(talk.raise_topic, title=title, **named)
        return done

    def running(self) -> Meeting:
        found: Meeting | None = self.look(queries.open_meeting)
        assert found is not None
        return found

    def last(self) -> Meeting:
        found: Meeting | None = self.look(queries.last_closed)
        assert found is not None
        return found

    def items(self) -> tuple[ActionRow, ...]:
        """Action items in the order in which they were added."""
        found: tuple[ActionRow, ...] = self.look(action_queries.all_actions)
        return tuple(sorted(found, key=lambda row: row.id))

    def item(self) -> ActionRow:
        (found,) = self.items()
        return found

    def topics(self, meeting_id: int | None = None) -> tuple[TopicRow, ...]:
        found: tuple[TopicRow, ...] = self.look(queries.waiting_topics, meeting_id=meeting_id)
        return found


def gathered(store: Store) -> Monday:
    with transaction(store) as session:
        cast = {
            name: Actor(
                name,
                role,
                add_person(
                    session,
                    name=name,
                    email=f"{name.casefold()}@example.com",
                    role=role,
                    actor=COMMAND_LINE,
                    now=EIGHT,
                ),
            )
            for name, role in ROLES.items()
        }
    return Monday(store, cast)


def at_the_same_moment(
    store: Store, first: Callable[[], object], second: Callable[[], object], *, before: Sequence[str]
) -> list[object]:
    """What two people who save at once are given or told.

    Each waits for the other before its first statement that begins with one of `before`, so that both have read what
    neither has written. Where a lock keeps the second from reading so far, the first goes on alone.
    """
    meet = Barrier(2)
    said: list[object] = [None, None]

    def wait(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(tuple(before)):
            with suppress(BrokenBarrierError):
                meet.wait(timeout=0.2)

    def save(number: int, call: Callable[[], object]) -> None:
        try:
            said[number] = call()
        except MeetingError as error:
            said[number] = error

    event.listen(store.write_engine, "before_cursor_execute", wait)
    try:
        both = [Thread(target=save, args=pair) for pair in enumerate((first, second))]
        for each in both:
            each.start()
        for each in both:
            each.join(timeout=30)
            assert not each.is_alive()
    finally:
        event.remove(store.write_engine, "before_cursor_execute", wait)
    return said
