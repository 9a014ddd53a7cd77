"""Applause: each press is one small record. It is counted for a hit or a strength, never for a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.attendance import who_is
from db.changes.core import Changes, table_of
from db.changes.guests import require_still_in
from db.models import Applause, Record, Strength, Win
from db.queries.strengths import given_by, is_by, running_meeting
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.strengths import MOST_APPLAUSE, Applauded, Thing

_TABLES: dict[Applauded, type[Record]] = {Applauded.WIN: Win, Applauded.STRENGTH: Strength}


def applaud(session: Session, *, about: Thing, times: int = 1, actor: Actor, now: datetime) -> str:
    """Applaud a hit or a strength, once or a few times more; up to five times by one person in one meeting.

    Guests applaud while a meeting runs. Raises NotUnderstood when it is not there any more, or was applauded enough.
    """
    require(actor, Action.APPLAUD)
    require_still_in(session, actor, now=now)
    if times < 1:
        raise NotUnderstood("Applause is counted from one. Nothing was saved. Press Applaud.")
    kind, number = about
    columns = table_of(_TABLES[kind]).c
    if session.scalar(select(columns.id).where(columns.id == number, ~columns.hidden)) is None:
        raise NotUnderstood("This is not there any more. Nothing was saved. Look again.")
    meeting_id = running_meeting(session)
    left = MOST_APPLAUSE
    if is_by(actor) is not None:
        _wait_for_own(session, actor)
        left -= given_by(session, actor, meeting_id=meeting_id).get(about, 0)
    if left <= 0:
        raise NotUnderstood(
            f"That is {MOST_APPLAUSE} times, as much as one person gives: leave some to the others. Nothing was saved."
        )
    changes = Changes(session, actor=actor, now=now)
    values = {
        "about": str(kind),
        "about_id": number,
        "meeting_id": meeting_id,
        "person_id": actor.person_id,
        "guest_id": actor.guest_id,
    }
    for _ in range(min(times, left)):
        changes.create(Applause, values, action="applaud")
    changes.write()
    return changes.operation


def _wait_for_own(session: Session, actor: Actor) -> None:
    """One press of a person after the other, or two devices would count past five. SQLite writes one at a time."""
    if session.get_bind().dialect.name == "postgresql":
        who = f"applause {who_is(actor)}"
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(who))))
