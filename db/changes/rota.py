"""Changes of the rotas: who is on them, who is away, turns agreed, put off and swapped; and handing a meeting over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import ChangedMeanwhile, Changes, already_done, table_of
from db.changes.leading import put, put_turn
from db.changes.meetings import open_meeting_row
from db.changes.records import edit
from db.models import (
    Absence,
    Attendance,
    Meeting,
    Organisation,
    Person,
    RotaPlace,
    RotaSkip,
    RotaSwap,
    RotaTurn,
)
from db.queries.rota import ahead, candidates, rota
from meeting.errors import NotUnderstood
from meeting.meetings import leads
from meeting.permissions import Action, Actor, allowed, require
from meeting.rota import RotaKind, Turn, can_come, has_open_swap, plan
from meeting.words import Role

MOST = 200
"""So many people can be on a rota."""
AHEAD = 8
"""Turns of so many meetings are agreed, put off and swapped."""


def set_rota(
    session: Session,
    kind: RotaKind,
    *,
    people: Sequence[int],
    seen: Sequence[int],
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Who is on a rota, in the order in which they come until everybody had a turn. `seen` is the list it was.

    Who is new is on it since `today`; who is off it keeps nothing.
    """
    require(actor, Action.PLAN_ROTA)
    _lock(session)
    wanted = list(dict.fromkeys(people))
    if len(wanted) > MOST or not {one.person_id for one in candidates(session, kind)} >= set(wanted):
        raise NotUnderstood(
            f"Not everybody of them may be on this rota. Nothing was saved. Choose up to {MOST} people of the list."
        )
    table = table_of(RotaPlace)
    query = select(table).where(table.c.kind == str(kind))
    rows = {row["person_id"]: dict(row) for row in session.execute(query).mappings()}
    if [member.person_id for member in rota(session, kind).members] != list(seen):
        raise ChangedMeanwhile(
            "Somebody else changed this rota while you looked at it. Nothing was saved. Look again, then repeat."
        )
    changes = Changes(session, actor=actor, now=now)
    for place, person_id in enumerate(wanted):
        row = rows.pop(person_id, None)
        since = row["since"] if row is not None and not row["hidden"] and person_id in seen else today
        put(
            changes,
            RotaPlace,
            {"kind": str(kind), "person_id": person_id},
            {"place": place, "since": since},
            action="change rota",
        )
    for row in rows.values():
        if not row["hidden"]:
            _hide(changes, RotaPlace, row, action="change rota")
    return _written(changes)


def say_away(
    session: Session,
    person_id: int,
    *,
    first: date,
    last: date,
    operation: str | None = None,
    actor: Actor,
    now: datetime,
) -> str:
    """Days on which somebody cannot come, both included: oneself, or anybody for who plans the rota."""
    require(actor, Action.OWN_TURN if person_id == actor.person_id else Action.PLAN_ROTA)
    if operation is not None and already_done(session, operation):
        return operation
    if last < first:
        raise NotUnderstood("The last day is before the first. Nothing was saved. Turn them round.")
    people = table_of(Person).c
    known = select(people.id).where(people.id == person_id, ~people.hidden, ~people.disabled)
    if session.scalar(known) is None:
        raise NotUnderstood("This person is not there any more. Nothing was saved. Look at the list again.")
    changes = Changes(session, actor=actor, now=now, operation=operation)
    values = {"person_id": person_id, "first_day": first, "last_day": last}
    changes.create(Absence, values, action="say away")
    return _written(changes)


def come_after_all(session: Session, absence_id: int, *, seen: int, actor: Actor, now: datetime) -> str:
    """Take an absence back."""
    require(actor, Action.OWN_TURN)
    columns = table_of(Absence).c
    person_id = session.scalar(select(columns.person_id).where(columns.id == absence_id))
    if person_id != actor.person_id or person_id is None:
        require(actor, Action.PLAN_ROTA)
    changes = Changes(session, actor=actor, now=now)
    edit(changes, Absence, absence_id, seen=seen, fields={"hidden": True}, action="come after all")
    return _written(changes)


def agree(
    session: Session, kind: RotaKind, day: date, *, person_id: int, today: date, actor: Actor, now: datetime
) -> str:
    """Say yes to a turn: it holds from now on, whatever changes in the line."""
    turn = _turn(session, kind, day, person_id, today=today, actor=actor, now=now)
    changes = Changes(session, actor=actor, now=now)
    put_turn(changes, kind, turn, is_taken=False, action="agree on a turn")
    return _written(changes)


def not_this_time(
    session: Session,
    kind: RotaKind,
    day: date,
    *,
    person_id: int,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Pass somebody over on a day. The turn is owed still: it is theirs the next time they can."""
    _turn(session, kind, day, person_id, today=today, actor=actor, now=now)
    changes = Changes(session, actor=actor, now=now)
    about = {"kind": str(kind), "day": day, "person_id": person_id}
    put(changes, RotaSkip, about, {}, action="not this time")
    _forget_agreed(changes, kind, day, action="not this time")
    return _written(changes)


def swap(
    session: Session,
    kind: RotaKind,
    day: date,
    *,
    person_id: int,
    with_id: int,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Two people take each other's next turn, beginning with the one of `day`, which is that of `person_id`."""
    of_kind = rota(session, kind)
    turn = _turn(session, kind, day, person_id, or_of=with_id, today=today, actor=actor, now=now)
    if person_id == with_id or not can_come(of_kind, with_id, day):
        raise NotUnderstood(
            "That person cannot come on this day. Nothing was saved. Swap with somebody else."
        )
    if turn.owner_id != person_id or any(has_open_swap(of_kind, one) for one in (person_id, with_id)):
        raise NotUnderstood(
            "One of the two has swapped already, and the other turn is still to come. Nothing was saved. "
            "Swap with somebody else."
        )
    changes = Changes(session, actor=actor, now=now)
    values = {"kind": str(kind), "one_id": person_id, "other_id": with_id, "since": day}
    changes.create(RotaSwap, values, action="swap turns")
    _forget_agreed(changes, kind, day, action="swap turns")
    return _written(changes)


def hand_over(session: Session, meeting_id: int, *, to_id: int, actor: Actor, now: datetime) -> str:
    """Give the lead of a running meeting to somebody who is there and may run it."""
    row = open_meeting_row(session, meeting_id, actor=actor)
    people, here = table_of(Person).c, table_of(Attendance).c
    query = select(people.name, people.role).where(people.id == to_id, ~people.hidden, ~people.disabled)
    found = session.execute(query).first()
    if found is None or not allowed(Actor(found.name, Role(found.role)), Action.RUN_MEETING):
        raise NotUnderstood(
            "That person may not run the meeting. Nothing was saved. Hand it to somebody else."
        )
    to = Actor(found.name, Role(found.role), to_id)
    if leads(to, leader=row["leader"], leader_id=row["leader_id"]):
        return ""
    is_there = select(here.id).where(
        here.meeting_id == meeting_id, here.person_id == to_id, here.is_here, ~here.hidden
    )
    if session.scalar(is_there) is None:
        raise NotUnderstood(
            f"{found.name} is not here. Nothing was saved. Say first, at Welcome, that {found.name} is here."
        )
    changes = Changes(session, actor=actor, now=now)
    after = {"leader": found.name, "leader_id": to_id}
    before = {name: row[name] for name in after}
    changes.update(Meeting, row["id"], version=row["version"], before=before, after=after, action="hand over")
    return _written(changes)


def _turn(
    session: Session,
    kind: RotaKind,
    day: date,
    person_id: int,
    *,
    or_of: int | None = None,
    today: date,
    actor: Actor,
    now: datetime,
) -> Turn:
    """The turn of a day to come, which has to be that of `person_id` still. Anybody changes their own, who may run
    the meeting everybody's."""
    require(actor, Action.OWN_TURN)
    if actor.person_id is None or actor.person_id not in (person_id, or_of):
        require(actor, Action.RUN_MEETING)
    _lock(session)
    looked = ahead(session, kind, count=AHEAD, today=today, now=now)
    turns = {turn.day: turn for turn in plan(looked.rota, looked.days) if turn is not None}
    if day not in looked.days:
        raise NotUnderstood(
            f"A turn is one of the next {AHEAD} meetings. Nothing was saved. Look again, then repeat."
        )
    if day not in turns or turns[day].person_id != person_id:
        raise ChangedMeanwhile(
            "Whose turn it is has changed meanwhile. Nothing was saved. Look again, then repeat."
        )
    return turns[day]


def _forget_agreed(changes: Changes, kind: RotaKind, day: date, *, action: str) -> None:
    table = table_of(RotaTurn)
    where = table.c.kind == str(kind), table.c.day == day, ~table.c.hidden, ~table.c.is_taken
    row = changes.session.execute(select(table).where(*where)).mappings().first()
    if row is not None:
        _hide(changes, RotaTurn, dict(row), action=action)


def _hide(changes: Changes, model: Any, row: dict[str, Any], *, action: str) -> None:
    before, after = {"hidden": False}, {"hidden": True}
    changes.update(model, row["id"], version=row["version"], before=before, after=after, action=action)


def _lock(session: Session) -> None:
    """One after the other: the second of two sees what the first has changed."""
    session.execute(select(table_of(Organisation).c.id).with_for_update())


def _written(changes: Changes) -> str:
    """The operation; empty where nothing was different."""
    changes.write()
    return "" if changes.is_empty else changes.operation
