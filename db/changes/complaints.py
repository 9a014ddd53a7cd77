"""What became of a complaint: answered, resolved, by whoever owns it, or by those who correct any."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import Changes, table_of
from db.changes.own import require_to_correct
from db.changes.records import edit
from db.models import Complaint
from meeting.errors import NotUnderstood
from meeting.permissions import Actor
from meeting.weeks import in_words


def say_answered(
    session: Session,
    complaint_id: int,
    *,
    seen: int,
    on: date | None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Say on which day the customer had an answer; None takes that back."""
    return _say(
        session,
        complaint_id,
        ("answered_on", "answer complaint"),
        seen=seen,
        on=on,
        today=today,
        actor=actor,
        now=now,
    )


def say_resolved(
    session: Session,
    complaint_id: int,
    *,
    seen: int,
    on: date | None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Say on which day it was put right; None takes that back."""
    return _say(
        session,
        complaint_id,
        ("resolved_on", "resolve complaint"),
        seen=seen,
        on=on,
        today=today,
        actor=actor,
        now=now,
    )


def _say(
    session: Session,
    complaint_id: int,
    what: tuple[str, str],
    *,
    seen: int,
    on: date | None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    require_to_correct(session, Complaint, complaint_id, actor=actor)
    field, action = what
    columns = table_of(Complaint).c
    received = session.scalar(select(columns.received_on).where(columns.id == complaint_id))
    if on is not None and on > today:
        raise NotUnderstood(f"{in_words(on)} is still to come. Nothing was saved. Take a day up to today.")
    if on is not None and received is not None and on < received:
        raise NotUnderstood(
            f"The complaint was received on {in_words(received)}. Nothing was saved. Take that day or a later one."
        )
    changes = Changes(session, actor=actor, now=now)
    is_different = edit(changes, Complaint, complaint_id, seen=seen, fields={field: on}, action=action)
    changes.write()
    return changes.operation if is_different else ""
