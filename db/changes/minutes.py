"""Freezing the minutes of a meeting that closes, and saying that one has read them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.changes.core import Changes, table_of
from db.models import Attendance, Meeting, ReadTick
from db.models import Minutes as MinutesTable
from db.queries.frozen_facts import facts_of
from db.search import refresh
from meeting.errors import NotUnderstood
from meeting.minutes import Minutes, as_json, digest_of
from meeting.permissions import Action, Actor, require
from meeting.words import Role

minutes, ticks = table_of(MinutesTable), table_of(ReadTick)
TRIES = 3
SOMEBODY = Actor("somebody who read it", Role.MEMBER)


def freeze(session: Session, meeting_id: int) -> None:
    """Keep what a meeting left, in the transaction that closed it. Closed again, it has another version beside."""
    found = _whole_facts(session, meeting_id)
    document = as_json(found)
    values = {
        "meeting_id": meeting_id,
        "version": found.version,
        "closed_at": found.closed_at,
        "digest": digest_of(document),
        "document": document,
    }
    session.execute(insert(minutes), [values])
    refresh(session, {minutes.name: {meeting_id: ()}})


def _whole_facts(session: Session, meeting_id: int) -> Minutes:
    """Figures and rows are several looks: on PostgreSQL somebody may save between two of them, so look again.

    In the end it is taken as it is: a meeting that cannot be closed would be worse.
    """
    found = facts_of(session, meeting_id)
    for _ in range(TRIES):
        if all(week.is_whole for week in found.weeks):
            break
        found = facts_of(session, meeting_id)
    return found


def say_read(session: Session, meeting_id: int, *, actor: Actor, now: datetime) -> bool:
    """Say that one has read what a meeting left; returns whether it was the first time. Each person counts once.

    The event names nobody: it only makes open screens count.
    """
    require(actor, Action.SAY_READ)
    meetings, attendances = table_of(Meeting), table_of(Attendance)
    query = select(meetings).where(meetings.c.id == meeting_id, meetings.c.times_closed > 0)
    row = session.execute(query.with_for_update()).mappings().first()
    if row is None:
        raise NotUnderstood(
            "This meeting is not closed yet: there is nothing to read. Nothing was saved. Wait "
            "until it is closed."
        )
    was_meant = select(attendances.c.id).where(
        attendances.c.meeting_id == meeting_id,
        attendances.c.person_id == actor.person_id,
        ~attendances.c.hidden,
    )
    if actor.person_id is None or session.scalar(was_meant) is None:
        raise NotUnderstood(
            "Those who were expected in the meeting count as its readers. Nothing was saved. "
            "Read it without the tick."
        )
    own = ticks.c.meeting_id == meeting_id, ticks.c.person_id == actor.person_id
    if session.scalar(select(ticks.c.person_id).where(*own)) is not None:
        return False
    session.execute(insert(ticks), [{"meeting_id": meeting_id, "person_id": actor.person_id}])
    changes = Changes(session, actor=SOMEBODY, now=now)
    changes.update(Meeting, meeting_id, version=row["version"], before={}, after={}, action="read")
    changes.write()
    return True
