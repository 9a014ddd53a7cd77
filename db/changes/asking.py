"""Asking to join a meeting, from a phone whose owner did not sign in. Nobody acts here but whoever holds the phone:
so it takes no actor, and every function looks at what was sent as if it was made up."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from db.accounts.passwords import token_hash
from db.changes.attendance import who_is
from db.changes.core import Changes, table_of
from db.changes.guests import codes, guests, meetings, name_to_pick, people, phones, running_code
from db.models import Attendance, Guest, SignIn, Vote
from meeting import joining as rules
from meeting import signing_in
from meeting.errors import NotUnderstood
from meeting.joining import LIVE, GuestState
from meeting.permissions import Actor
from meeting.words import Side, Visitor, name_key

attendances, sign_ins, votes = table_of(Attendance), table_of(SignIn), table_of(Vote)
_LIVE = [state.value for state in LIVE]
_SIGN_IN = (
    "This name cannot be picked. Nothing was done. Sign in if you are a manager, facilitator or "
    "administrator, or are signed in somewhere; join as a guest if you are not expected."
)
WRONG = "This code is not right, or it is over. Nothing was done. Look at the big screen for the code of this meeting."


@dataclass(frozen=True)
class Asked:
    """The token is given out this once. `is_in`: whoever leads lets everybody in."""

    token: str
    guest_id: int
    is_in: bool


def choices(session: Session, meeting_id: int, *, now: datetime) -> tuple[rules.Choice, ...]:
    """Who is expected, may be picked and is not signed in; and who of them has joined already."""
    query = (
        _expected(meeting_id)
        .where(people.c.id.not_in(_signed_in(session, now=now)))
        .order_by(people.c.name, people.c.id)
    )
    live = guests.c.meeting_id == meeting_id, guests.c.state.in_(_LIVE)
    taken = set(session.scalars(select(guests.c.person_id).where(*live)))
    return tuple(rules.Choice(row.id, row.name, row.id in taken) for row in session.execute(query))


def ask_to_join(
    session: Session,
    meeting_id: int,
    *,
    person_id: int | None = None,
    name: str = "",
    side: Side | None = None,
    now: datetime,
) -> Asked:
    """Ask under a name that was picked, or as a guest. The code was looked at in the same transaction."""
    # One after the other: of two phones that pick one name at once, the second sees the guest of the first.
    code = running_code(session)
    if code is None or code["meeting_id"] != meeting_id:
        raise NotUnderstood(WRONG)
    if person_id is not None:
        name, side = _picked(session, meeting_id, person_id, now=now), None
        key = token_hash(f"person {person_id}")
    else:
        name = _own(session, name)
        key = token_hash(f"guest {name_key(name)}")
    _refuse_taken(session, meeting_id, name, key)
    state = GuestState.IN if code["lets_in_all"] else GuestState.ASKS
    actor = Actor(rules.told_as(name, is_person=person_id is not None), Visitor.GUEST, person_id)
    changes = Changes(session, actor=actor, now=now)
    values = {
        "meeting_id": meeting_id,
        "person_id": person_id,
        "name": name,
        "name_hash": key,
        "side": str(side) if side else None,
        "state": str(state),
    }
    guest_id = changes.create(Guest, values, action="ask to join" if state is GuestState.ASKS else "join")
    if state is GuestState.IN:
        say_here(session, changes, meeting_id, person_id)
    changes.write()
    token = secrets.token_urlsafe(32)
    phone = {"token_hash": token_hash(token), "guest_id": guest_id, "times_closed": code["times_closed"]}
    session.execute(insert(phones).values(phone))
    return Asked(token, guest_id, state is GuestState.IN)


def leave(session: Session, token: str, *, now: datetime) -> None:
    """Put the phone down: its token opens nothing any more, and the name is free again."""
    mine = phones.c.token_hash == token_hash(token)
    query = select(guests).join(phones, phones.c.guest_id == guests.c.id).where(mine)
    row = session.execute(query.with_for_update(of=guests)).mappings().first()
    session.execute(delete(phones).where(mine))
    if row is None or row["state"] not in _LIVE:
        return
    told = rules.told_as(row["name"], is_person=row["person_id"] is not None)
    changes = Changes(session, actor=Actor(told, Visitor.GUEST, row["person_id"]), now=now)
    set_state(changes, dict(row), GuestState.LEFT, action="leave")
    if row["person_id"] is None:
        # They could come back under another name and vote again.
        forget_votes(session, dict(row))
        if row["state"] == GuestState.IN:
            # Nor rate again, unless whoever leads lets them in by hand.
            session.execute(
                update(codes).where(codes.c.meeting_id == row["meeting_id"]).values(lets_in_all=False)
            )
    changes.write()


def set_state(changes: Changes, row: Mapping[str, Any], state: GuestState, *, action: str) -> None:
    changes.update(
        Guest,
        row["id"],
        version=row["version"],
        before={"state": row["state"]},
        after={"state": str(state)},
        action=action,
    )


def forget_votes(session: Session, row: Mapping[str, Any]) -> None:
    """What a guest voted who is not there any more counts no more, as long as no votes are shown."""
    who = who_is(Actor(row["name"], Visitor.GUEST, row["person_id"], row["id"]))
    session.execute(delete(votes).where(votes.c.meeting_id == row["meeting_id"], votes.c.voter == who))


def say_here(session: Session, changes: Changes, meeting_id: int, person_id: int | None) -> None:
    """Whoever of ours was let in is here."""
    mine = attendances.c.meeting_id == meeting_id, attendances.c.person_id == person_id
    row = session.execute(select(attendances).where(*mine)).mappings().first()
    if row is None or row["is_here"]:
        return
    changes.update(
        Attendance,
        row["id"],
        version=row["version"],
        before={"is_here": False},
        after={"is_here": True},
        action="say who is here",
    )


def _expected(meeting_id: int) -> Select[Any]:
    """People who are expected and may be picked, signed in or not."""
    return (
        select(people.c.id, people.c.name)
        .join(attendances, attendances.c.person_id == people.c.id)
        .join(meetings, meetings.c.id == attendances.c.meeting_id)
        .where(
            attendances.c.meeting_id == meeting_id,
            ~attendances.c.hidden,
            ~people.c.hidden,
            ~people.c.disabled,
            people.c.role.in_([role.value for role in rules.PICKED]),
            meetings.c.leader_id.is_(None) | (meetings.c.leader_id != people.c.id),
        )
    )


def _signed_in(session: Session, *, now: datetime) -> list[int]:
    """People with a browser that is signed in."""
    rows = session.execute(select(sign_ins.c.person_id, sign_ins.c.made_at, sign_ins.c.used_at))
    return [
        row.person_id
        for row in rows
        if not signing_in.is_over(made_at=row.made_at, used_at=row.used_at, now=now)
    ]


def _picked(session: Session, meeting_id: int, person_id: int, *, now: datetime) -> str:
    is_expected = session.execute(_expected(meeting_id).where(people.c.id == person_id)).first() is not None
    name = name_to_pick(session, person_id)
    if not is_expected or name is None or person_id in _signed_in(session, now=now):
        raise NotUnderstood(_SIGN_IN)
    return name


def _own(session: Session, name: str) -> str:
    """What a guest calls themselves: nobody takes the name of one of ours by typing it."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    if not name_key(name) or len(name) > rules.LONGEST_NAME:
        raise NotUnderstood(f"Say your name, in at most {rules.LONGEST_NAME} characters. Nothing was done.")
    known = people.c.name_key == name_key(name), ~people.c.hidden
    if session.scalar(select(people.c.id).where(*known).limit(1)) is not None:
        raise NotUnderstood(
            "Somebody here has this name. Nothing was done. If it is you, pick it or sign in; if not, add a word to it."
        )
    return name


def _refuse_taken(session: Session, meeting_id: int, name: str, key: str) -> None:
    mine = guests.c.meeting_id == meeting_id, guests.c.state.in_(_LIVE), guests.c.name_hash == key
    if session.scalar(select(guests.c.id).where(*mine)) is not None:
        raise NotUnderstood(
            f"Somebody joined as {name} already. Nothing was done. If that was not you, say so aloud: whoever leads "
            "sends them out."
        )
    asks = guests.c.meeting_id == meeting_id, guests.c.state == GuestState.ASKS.value
    if (session.scalar(select(func.count()).select_from(guests).where(*asks)) or 0) >= rules.MOST_ASKING:
        raise NotUnderstood("Too many people ask at once. Nothing was done. Try again in a minute.")
