"""Who takes part in a meeting: people who are expected or came, and guests who were let in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.core import Changes, table_of
from db.changes.guests import is_still_in, require_still_in
from db.changes.meetings import require_lead, running_row
from db.models import Attendance, Guest, Person
from meeting.errors import NotUnderstood
from meeting.joining import GuestState
from meeting.permissions import Action, Actor, require
from meeting.words import Visitor

attendances, people, guests = table_of(Attendance), table_of(Person), table_of(Guest)


def set_here(
    session: Session, meeting_id: int, person_id: int, *, is_here: bool, actor: Actor, now: datetime
) -> str:
    """Say that somebody is there, whether expected or not: oneself, or anybody for who leads."""
    require(actor, Action.TAKE_PART)
    row = running_row(session, meeting_id)
    require_still_in(session, actor, now=now)
    if person_id != actor.person_id:
        require_lead(row, actor)
    known = people.c.id == person_id, ~people.c.hidden, ~people.c.disabled
    if session.scalar(select(people.c.id).where(*known)) is None:
        raise NotUnderstood("This person is not there any more. Nothing was saved. Look at the list again.")
    found = (
        session.execute(
            select(attendances).where(
                attendances.c.meeting_id == meeting_id, attendances.c.person_id == person_id
            )
        )
        .mappings()
        .first()
    )
    changes = Changes(session, actor=actor, now=now)
    action = "say who is here"
    if found is None:
        values = {"meeting_id": meeting_id, "person_id": person_id, "is_here": is_here}
        changes.create(Attendance, values, action=action)
    elif found["is_here"] == is_here:
        return ""
    else:
        before, after = {"is_here": found["is_here"]}, {"is_here": is_here}
        changes.update(
            Attendance, found["id"], version=found["version"], before=before, after=after, action=action
        )
    changes.write()
    return changes.operation


def attends(session: Session, meeting_id: int, person_id: int) -> bool:
    """Whether somebody is expected in a meeting or said that they are there."""
    query = select(attendances.c.id).where(
        attendances.c.meeting_id == meeting_id, attendances.c.person_id == person_id
    )
    return session.scalar(query) is not None


def who_is(actor: Actor) -> str:
    """`person 3` or `guest 2`: a guest who stands for a person counts as that person. Empty for nobody."""
    if actor.person_id is not None:
        return f"person {actor.person_id}"
    return f"guest {actor.guest_id}" if actor.guest_id is not None else ""


def takes_part(session: Session, meeting_id: int, actor: Actor) -> bool:
    """Whether somebody is one of those in the room: as a person, or as a guest."""
    if actor.role is Visitor.GUEST:
        return is_still_in(session, actor, meeting_id=meeting_id)
    return actor.person_id is not None and attends(session, meeting_id, actor.person_id)


def people_there(session: Session, meeting_id: int) -> int:
    """So many can be counted at most: everybody expected or there, and the guests who stand for nobody of them."""
    known = select(func.count()).where(attendances.c.meeting_id == meeting_id, ~attendances.c.hidden)
    others = select(func.count()).where(
        guests.c.meeting_id == meeting_id,
        guests.c.state == GuestState.IN.value,
        guests.c.person_id.is_(None),
        ~guests.c.hidden,
    )
    return (session.scalar(known) or 0) + (session.scalar(others) or 0)


def require_part(session: Session, meeting_id: int, actor: Actor, *, now: datetime) -> str:
    """Who it is that takes part. Raises NotUnderstood for who is not in the room, and who has no name at all.

    Call it after `running_row`: a guest's meeting is looked at once more, and locked already.
    """
    require(actor, Action.TAKE_PART)
    require_still_in(session, actor, now=now)
    who = who_is(actor)
    if not who:
        raise NotUnderstood(
            "Only people who are signed in or joined take part from a screen. Nothing was saved. Sign in, or "
            "join by the code."
        )
    if not takes_part(session, meeting_id, actor):
        raise NotUnderstood("This is for who is there. Nothing was saved. Say first that you are here.")
    return who
