"""Who takes part by code, as whoever leads the meeting says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.changes.asking import forget_votes, say_here, set_state
from db.changes.core import Changes
from db.changes.guests import codes, give_code, guests, name_to_pick
from db.changes.meetings import open_meeting_row
from db.models import Meeting
from meeting.errors import NotUnderstood
from meeting.joining import LIVE, GuestState
from meeting.permissions import Actor


def let_in(session: Session, meeting_id: int, guest_id: int, *, actor: Actor, now: datetime) -> str:
    """Let somebody in who asks; whoever of ours it is, is here."""
    open_meeting_row(session, meeting_id, actor=actor)
    changes = Changes(session, actor=actor, now=now)
    row = _guest(session, meeting_id, guest_id)
    if row["state"] == GuestState.IN:
        return ""
    if row["state"] != GuestState.ASKS:
        raise NotUnderstood(
            f"{row['name']} does not ask to join any more. Nothing was saved. Look who asks now."
        )
    if row["person_id"] is not None and name_to_pick(session, row["person_id"]) is None:
        raise NotUnderstood(f"{row['name']} cannot join by code any more. Nothing was saved. Refuse it.")
    _let_in(session, changes, row)
    changes.write()
    return changes.operation


def refuse(session: Session, meeting_id: int, guest_id: int, *, actor: Actor, now: datetime) -> str:
    """Let somebody not in, or send them out again."""
    open_meeting_row(session, meeting_id, actor=actor)
    row = _guest(session, meeting_id, guest_id)
    if row["state"] not in LIVE:
        return ""
    changes = Changes(session, actor=actor, now=now)
    set_state(changes, row, GuestState.REFUSED, action="refuse guest")
    forget_votes(session, row)
    changes.write()
    return changes.operation


def let_everybody_in(session: Session, meeting_id: int, *, actor: Actor, now: datetime) -> str:
    """All who ask, and whoever comes later in this meeting."""
    row = open_meeting_row(session, meeting_id, actor=actor)
    session.execute(update(codes).where(codes.c.meeting_id == meeting_id).values(lets_in_all=True))
    changes = Changes(session, actor=actor, now=now)
    _tell(changes, row, action="let everybody in")
    asking = guests.c.meeting_id == meeting_id, guests.c.state == GuestState.ASKS.value
    for guest in session.execute(select(guests).where(*asking).order_by(guests.c.id)).mappings().all():
        if guest["person_id"] is None or name_to_pick(session, guest["person_id"]) is not None:
            _let_in(session, changes, dict(guest))
    changes.write()
    return changes.operation


def another_code(session: Session, meeting_id: int, *, actor: Actor, now: datetime) -> str:
    """A new code: with the old one nobody can ask any more, and those who come are looked at one by one again."""
    row = open_meeting_row(session, meeting_id, actor=actor)
    give_code(session, meeting_id)
    changes = Changes(session, actor=actor, now=now)
    # So that every screen of whoever leads draws it. The event holds no code.
    _tell(changes, row, action="another code")
    changes.write()
    return changes.operation


def _let_in(session: Session, changes: Changes, row: Mapping[str, Any]) -> None:
    set_state(changes, row, GuestState.IN, action="let in")
    say_here(session, changes, row["meeting_id"], row["person_id"])


def _guest(session: Session, meeting_id: int, guest_id: int) -> Mapping[str, Any]:
    query = select(guests).where(guests.c.id == guest_id, guests.c.meeting_id == meeting_id)
    row = session.execute(query.with_for_update()).mappings().first()
    if row is None:
        raise NotUnderstood(
            "There is no such guest in this meeting. Nothing was saved. Look at the list again."
        )
    return dict(row)


def _tell(changes: Changes, row: Mapping[str, Any], *, action: str) -> None:
    changes.update(Meeting, row["id"], version=row["version"], before={}, after={}, action=action)
