"""What a guest needs to write anything, and the code by which somebody becomes one.

Every function in db/changes that a guest may call calls `require_still_in` right after the permission table: the table
says what guests may, and this that the one who calls is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from db.changes.core import table_of
from db.models import Event, Guest, GuestPhone, JoinCode, Meeting, Person, WrongCode
from meeting import joining as rules
from meeting.errors import MeetingError, NotAllowed
from meeting.joining import GuestState
from meeting.permissions import Actor
from meeting.words import Visitor

guests, phones, codes = table_of(Guest), table_of(GuestPhone), table_of(JoinCode)
meetings, people, wrong_codes = table_of(Meeting), table_of(Person), table_of(WrongCode)

NOT_IN = "You are not in this meeting any more. Nothing was saved. Join again by the code on the screen, or sign in."


class WrongCodes(MeetingError):
    """Too many wrong codes: none is looked at for a while."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"There were too many wrong codes. Nothing was done. Try again in {seconds} seconds; until then no code is "
            "looked at, not even the right one."
        )
        self.seconds = seconds


def require_still_in(session: Session, actor: Actor, *, now: datetime) -> None:
    """Nothing for who signed in. Raises NotAllowed for a guest who is not in a meeting that runs.

    The meeting is held until this is saved: nothing of a guest comes after Close.
    """
    if actor.role is Visitor.GUEST and not is_still_in(session, actor, now=now, held=True):
        raise NotAllowed(NOT_IN)


def is_still_in(
    session: Session,
    actor: Actor,
    *,
    meeting_id: int | None = None,
    now: datetime | None = None,
    held: bool = False,
) -> bool:
    """Whether this guest was let into the meeting that runs, as who they say they are; into that one, if one is named.

    Without `now` it is not asked how long ago: whoever shows a page to a guest does that. `held`, the meeting cannot
    be closed before this is saved.
    """
    query = (
        select(guests.c.person_id, meetings.c.id, meetings.c.started_at)
        .join(meetings, meetings.c.id == guests.c.meeting_id)
        .where(
            guests.c.id == actor.guest_id,
            guests.c.state == GuestState.IN.value,
            ~guests.c.hidden,
            meetings.c.is_open == 1,
            # Whoever was in before a Close is out, though the meeting was opened again.
            select(phones.c.guest_id)
            .where(phones.c.guest_id == guests.c.id, phones.c.times_closed == meetings.c.times_closed)
            .exists(),
        )
    )
    found = session.execute(query.with_for_update(read=True, of=meetings) if held else query).first()
    if found is None or (meeting_id is not None and found.id != meeting_id):
        return False
    if now is not None and rules.is_out(started_at=found.started_at, now=now):
        return False
    if found.person_id is None:
        return actor.person_id is None
    return found.person_id == actor.person_id and name_to_pick(session, found.person_id) is not None


def did_it_all(session: Session, actor: Actor, operation: str) -> bool:
    """Whether this guest made every change of an operation, in this meeting. What somebody did under the same name
    before, signed in or as a guest, is not theirs."""
    events = table_of(Event).c
    joined = select(func.min(events.seq)).where(events.what == "guest", events.record_id == actor.guest_id)
    since = session.scalar(joined)
    query = select(events.seq, events.actor, events.actor_id).where(
        events.operation.startswith(f"{operation}/", autoescape=True)
    )
    rows = session.execute(query).all()
    return since is not None and all(
        row.seq > since and row.actor == actor.name and row.actor_id == actor.person_id for row in rows
    )


def name_to_pick(session: Session, person_id: int) -> str | None:
    """The name of somebody who is still there, and of whom no rights could be had by taking it."""
    query = select(people.c.name).where(
        people.c.id == person_id,
        ~people.c.hidden,
        ~people.c.disabled,
        people.c.role.in_([role.value for role in rules.PICKED]),
    )
    return session.scalar(query)


def give_code(session: Session, meeting_id: int) -> str:
    """Another code for a meeting: with the one before nobody can ask any more, and who is in stays in.

    Who may have it is checked by those who call this. What is over is forgotten.
    """
    code = rules.new_code()
    mine = codes.c.meeting_id == meeting_id
    times_closed = session.scalar(select(meetings.c.times_closed).where(meetings.c.id == meeting_id)) or 0
    # Who comes later is looked at again: a new code is asked for when the old one went too far.
    new = {"code": code, "times_closed": times_closed, "lets_in_all": False}
    if session.scalar(select(codes.c.meeting_id).where(mine)) is not None:
        session.execute(update(codes).where(mine).values(new))
    else:
        session.execute(delete(codes))
        session.execute(delete(phones))
        session.execute(insert(codes).values(meeting_id=meeting_id, **new))
    return code


def seconds_to_wait(session: Session, *, now: datetime) -> int:
    """How long no code is looked at."""
    query = select(wrong_codes.c.at).where(wrong_codes.c.at > now - rules.WITHIN)
    return rules.seconds_to_wait(list(session.scalars(query)), now=now)


def meeting_of_code(session: Session, typed: str, *, now: datetime) -> int | None:
    """The meeting whose code this is. A wrong one is counted; raises WrongCodes while none is looked at.

    It has to be committed where the answer is None, too: that is what counts.
    """
    found = running_code(session)
    if seconds := seconds_to_wait(session, now=now):
        raise WrongCodes(seconds)
    # Compared also where there is none, so that it takes as long.
    is_right = rules.is_code(typed, code=found["code"] if found else "-" * rules.LENGTH)
    if found and is_right and not rules.code_is_over(started_at=found["started_at"], now=now):
        return int(found["meeting_id"])
    session.execute(delete(wrong_codes).where(wrong_codes.c.at <= now - rules.WITHIN))
    session.execute(insert(wrong_codes).values(at=now))
    return None


def running_code(session: Session) -> Mapping[str, Any] | None:
    """The code of the meeting that runs, unless that was closed since; both are held until this is saved."""
    meeting = (
        session.execute(select(meetings).where(meetings.c.is_open == 1).with_for_update()).mappings().first()
    )
    if meeting is None:
        return None
    mine = codes.c.meeting_id == meeting["id"], codes.c.times_closed == meeting["times_closed"]
    found = session.execute(select(codes).where(*mine).with_for_update()).mappings().first()
    return {**found, "started_at": meeting["started_at"]} if found else None
