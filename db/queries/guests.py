"""Who joined by code: whose phone this is, who asks, and what a guest is told of the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session

from db.accounts.passwords import token_hash
from db.changes import table_of
from db.changes.guests import codes, guests, meetings, people, phones
from db.models import Topic
from meeting import joining as rules
from meeting.joining import LIVE, GuestRow, GuestState, Joining
from meeting.meetings import Meeting
from meeting.permissions import Actor
from meeting.words import Side, Visitor


@dataclass(frozen=True)
class Phone:
    """A phone in a meeting that runs: who holds it, and whether they were let in."""

    actor: Actor
    name: str
    meeting_id: int
    state: GuestState


def phone_of(session: Session, token: str, *, now: datetime) -> Phone | None:
    """None when it is over: the meeting was closed, or nobody has this token."""
    row = session.execute(_phones().where(phones.c.token_hash == token_hash(token))).first()
    if not token or row is None or not _goes_on(row, now=now):
        return None
    told = rules.told_as(row.name, is_person=row.person_id is not None)
    actor = Actor(told, Visitor.GUEST, row.person_id, row.id)
    return Phone(actor, row.name, row.meeting_id, GuestState(row.state))


def who(session: Session, token: str, *, now: datetime) -> Actor | None:
    """The guest whose phone this is, as long as they are in."""
    found = phone_of(session, token, now=now)
    return found.actor if found and found.state is GuestState.IN else None


def still_in(session: Session, token_hashes: Sequence[str], *, now: datetime) -> set[str]:
    """Which of these phones are still in."""
    rows = session.execute(
        _phones().where(phones.c.token_hash.in_(token_hashes), guests.c.state == GuestState.IN.value)
    )
    return {row.token_hash for row in rows if _goes_on(row, now=now)}


def joining(session: Session, found: Meeting, *, now: datetime) -> Joining:
    """Of a meeting that runs: its code, who asks and who is in."""
    mine = codes.c.meeting_id == found.id, codes.c.times_closed == found.times_closed
    code = session.execute(select(codes.c.code, codes.c.lets_in_all).where(*mine)).first()
    is_over = code is None or rules.code_is_over(started_at=found.started_at, now=now)
    return Joining(
        None if code is None or is_over else code.code,
        bool(code and code.lets_in_all),
        guests_of(session, found.id),
    )


def guests_of(session: Session, meeting_id: int) -> tuple[GuestRow, ...]:
    """Who asks and who is in, in the order in which they came."""
    live = guests.c.state.in_([state.value for state in LIVE])
    query = select(guests).where(guests.c.meeting_id == meeting_id, live, ~guests.c.hidden)
    return tuple(
        GuestRow(
            row["id"],
            row["version"],
            row["name"],
            row["person_id"],
            Side(row["side"]) if row["side"] else None,
            GuestState(row["state"]),
        )
        for row in session.execute(query.order_by(guests.c.id)).mappings()
    )


def talked_about(session: Session, focus: str) -> str:
    """The topic everybody looks at, in its words; empty without one."""
    kind, _, number = focus.partition(" ")
    if kind != "topic" or not number.isdecimal() or len(number) > 9:
        return ""
    topics = table_of(Topic).c
    return session.scalar(select(topics.title).where(topics.id == int(number), ~topics.hidden)) or ""


def stayed_to_the_end(session: Session, token: str) -> bool:
    """Whether this phone was in a meeting until that was closed; it may say goodbye to it."""
    query = (
        select(phones.c.guest_id)
        .join(guests, guests.c.id == phones.c.guest_id)
        .join(meetings, meetings.c.id == guests.c.meeting_id)
        .where(
            phones.c.token_hash == token_hash(token),
            guests.c.state == GuestState.IN.value,
            or_(meetings.c.is_open.is_(None), meetings.c.times_closed != phones.c.times_closed),
        )
    )
    return bool(token) and session.execute(query).first() is not None


def _phones() -> Select[Any]:
    """Phones of the meeting that runs, with who holds them; none of before a Close."""
    return (
        select(
            phones.c.token_hash,
            guests.c.id,
            guests.c.meeting_id,
            guests.c.person_id,
            guests.c.name,
            guests.c.state,
            people.c.role,
            (people.c.disabled | people.c.hidden).label("is_gone"),
            meetings.c.started_at,
        )
        .select_from(phones)
        .join(guests, guests.c.id == phones.c.guest_id)
        .join(meetings, meetings.c.id == guests.c.meeting_id)
        .outerjoin(people, people.c.id == guests.c.person_id)
        .where(~guests.c.hidden, meetings.c.is_open == 1, meetings.c.times_closed == phones.c.times_closed)
    )


def _goes_on(row: Row[Any], *, now: datetime) -> bool:
    is_somebody = row.person_id is None or (not row.is_gone and row.role in set(rules.PICKED))
    return is_somebody and not rules.is_out(started_at=row.started_at, now=now)
