"""Minutes as they are kept, every closed meeting with or without them, and what would be counted today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Event, IntakeRun, Meeting, MeetingLed, ReadTick
from db.models import Minutes as MinutesTable
from db.queries.frozen_facts import week_facts
from db.queries.scope import AS_OF, complaints, promises
from meeting.minutes import Kept, Minutes, kept
from meeting.minutes_since import (
    COMPLAINT,
    PROMISE,
    Different,
    Record,
    Since,
    Stands,
    different,
    records_of,
)

meetings, minutes, ticks = table_of(Meeting), table_of(MinutesTable), table_of(ReadTick)
AT_ONCE = 500


@dataclass(frozen=True)
class PastMeeting:
    """A meeting that was closed. `versions` are those of its minutes, the oldest first; `is_open` once reopened."""

    id: int
    held_on: date
    weeks: str
    leader: str
    is_open: bool
    versions: tuple[int, ...]


def past_meetings(session: Session) -> tuple[PastMeeting, ...]:
    """Every meeting that was ever closed, the latest first."""
    found: dict[int, list[int]] = defaultdict(list)
    for meeting_id, version in session.execute(
        select(minutes.c.meeting_id, minutes.c.version).order_by(minutes.c.id)
    ):
        found[meeting_id].append(version)
    columns, led = meetings.c, table_of(MeetingLed)
    leader = func.coalesce(led.c.leader, columns.leader)
    query = (
        select(columns.id, columns.held_on, columns.weeks, leader.label("leader"), columns.is_open)
        .select_from(meetings.outerjoin(led, led.c.meeting_id == columns.id))
        .where(columns.times_closed > 0, ~columns.hidden)
        .order_by(columns.held_on.desc(), columns.id.desc())
    )
    return tuple(
        PastMeeting(row.id, row.held_on, row.weeks, row.leader, bool(row.is_open), tuple(found[row.id]))
        for row in session.execute(query)
    )


def kept_minutes(session: Session, meeting_id: int, version: int | None = None) -> Kept | None:
    """The minutes of a meeting, the last version where none is named; None where none were kept."""
    query = select(minutes.c.document).where(minutes.c.meeting_id == meeting_id)
    if version is not None:
        query = query.where(minutes.c.version == version)
    document = session.scalar(query.order_by(minutes.c.version.desc()).limit(1))
    return kept(document) if document is not None else None


def times_read(session: Session, meeting_id: int) -> int:
    """How many said to have read what this meeting left. Nobody is told who."""
    return session.scalar(select(func.count()).where(ticks.c.meeting_id == meeting_id)) or 0


def has_read(session: Session, meeting_id: int, person_id: int) -> bool:
    """For the one who asks, of themselves."""
    query = select(ticks.c.person_id).where(ticks.c.meeting_id == meeting_id, ticks.c.person_id == person_id)
    return session.scalar(query) is not None


def different_today(session: Session, of: Minutes, *, today: date) -> tuple[Different, ...]:
    """Which figures would be others if they were counted today, with the changes since that made them so."""
    found = [
        one
        for week in of.weeks
        for one in different(week, week_facts(session, week.figures.week, as_of=max(today, of.as_of)))
    ]
    told = changes_since(session, records_of(found), after=of.known)
    return tuple(
        replace(
            one, moved=tuple(replace(each, changes=tuple(told.get(each.record, ()))) for each in one.moved)
        )
        for one in found
    )


def stands_today(session: Session, of: Minutes) -> dict[Record, Stands]:
    """What each promise and complaint of the frozen misses is today."""
    found: dict[Record, Stands] = {}
    for kind, table, ids, days in (
        (
            *(PROMISE, promises, [row.id for week in of.weeks for row in week.missed]),
            ("promised_on", "delivered_on", "withdrawn_on"),
        ),
        (
            *(COMPLAINT, complaints, [row.id for week in of.weeks for row in week.complaints]),
            ("received_on", "answered_on", "resolved_on"),
        ),
    ):
        columns = table.c
        for start in range(0, len(ids), AT_ONCE):
            query = select(columns.id, columns.hidden, *(columns[day] for day in days))
            for number, *stands in session.execute(query.where(columns.id.in_(ids[start : start + AT_ONCE]))):
                found[kind, number] = Stands(*stands)
    return found


def owed_still(session: Session, of: Minutes, *, today: date) -> int:
    """How many of the promises that were owed then are neither delivered nor withdrawn today."""
    columns = promises.c
    query = select(func.count()).where(
        columns.id.in_([row.id for row in of.owed_rows]),
        ~columns.hidden,
        (columns.delivered_on.is_(None) | (columns.delivered_on > AS_OF)),
        (columns.withdrawn_on.is_(None) | (columns.withdrawn_on > AS_OF)),
    )
    return session.scalar(query, {"as_of": today}) or 0


def changes_since(session: Session, records: Iterable[Record], *, after: int) -> dict[Record, list[Since]]:
    """What was done to each of these records after an event, in its order."""
    ids: dict[str, list[int]] = defaultdict(list)
    for what, record_id in sorted(records):
        ids[what].append(record_id)
    found: dict[Record, list[Since]] = defaultdict(list)
    for what, wanted in ids.items():
        for start in range(0, len(wanted), AT_ONCE):
            query = _changes(what, wanted[start : start + AT_ONCE], after=after)
            for record_id, at, actor, action, reason, file in session.execute(query):
                found[what, record_id].append(Since(at, actor, action, reason, file or ""))
    return found


def _changes(what: str, ids: list[int], *, after: int) -> Select[Any]:
    events, runs = table_of(Event), table_of(IntakeRun)
    columns = events.c
    return (
        select(columns.record_id, columns.at, columns.actor, columns.action, columns.reason, runs.c.file_name)
        .select_from(events.outerjoin(runs, runs.c.id == columns.run_id))
        .where(columns.what == what, columns.record_id.in_(ids), columns.seq > after)
        .order_by(columns.seq)
    )
