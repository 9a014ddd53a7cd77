"""Who led a meeting, written down at its first Close, and whose turns that and coming to it were.

A meeting was led by whoever led it longest between Start and that Close: handing over for the last two minutes takes
no turn away, and whoever opens it again or closes it on the day after did not lead it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import Changes, table_of
from db.models import Attendance, Guest, MeetingLed, Record, RotaTurn
from db.queries.house import organisation
from db.queries.rota import led_longest, rota
from meeting.joining import GuestState
from meeting.meeting_days import meeting_day_of
from meeting.rota import Rota, RotaKind, Turn, line, next_turn, taken_by


def note_who_led(changes: Changes, meeting: Mapping[str, Any], *, until: datetime) -> None:
    """Call it when a meeting is closed, before `changes.write`. Only the first time is written down."""
    session, noted = changes.session, table_of(MeetingLed)
    if session.scalar(select(noted.c.id).where(noted.c.meeting_id == meeting["id"])) is not None:
        return
    leader, leader_id = led_longest(session, meeting["id"], until=until)
    values = {"meeting_id": meeting["id"], "leader": leader, "leader_id": leader_id}
    changes.create(MeetingLed, values, action="note who led")
    day = meeting_day_of(meeting["held_on"], holidays=organisation(session).holidays)
    for kind in RotaKind:
        turns = rota(session, kind)
        if any(turn.day == day for turn in turns.taken):
            continue
        if kind is RotaKind.FACILITATOR:
            turn = taken_by(turns, day, leader_id) if leader_id is not None else None
        else:
            turn = _came(session, turns, day, meeting_id=meeting["id"], leader_id=leader_id)
        if turn is not None:
            put_turn(changes, kind, turn, is_taken=True, action="take turn")


def put_turn(changes: Changes, kind: RotaKind, turn: Turn, *, is_taken: bool, action: str) -> None:
    """The turn of its day, in the place of what was agreed for it."""
    about = {"kind": str(kind), "day": turn.day}
    says = {"owner_id": turn.owner_id, "person_id": turn.person_id, "is_taken": is_taken}
    put(changes, RotaTurn, about, says, action=action)


def put(
    changes: Changes, model: type[Record], about: Mapping[str, Any], says: Mapping[str, Any], *, action: str
) -> None:
    """The one record that is `about` this, as it should be: new, seen again, or changed."""
    table = table_of(model)
    where = [table.c[name] == value for name, value in about.items()]
    row = changes.session.execute(select(table).where(*where)).mappings().first()
    if row is None:
        changes.create(model, {**about, **says}, action=action)
        return
    after = {name: value for name, value in {**says, "hidden": False}.items() if row[name] != value}
    if after:
        before = {name: row[name] for name in after}
        changes.update(model, row["id"], version=row["version"], before=before, after=after, action=action)


def _came(session: Session, turns: Rota, day: date, *, meeting_id: int, leader_id: int | None) -> Turn | None:
    """The turn of the one more person who came: whose turn it was, else whoever of the rota came instead."""
    columns = table_of(Attendance).c
    query = select(columns.person_id, columns.is_here).where(
        columns.meeting_id == meeting_id, ~columns.hidden
    )
    expected = session.execute(query).all()
    guests = table_of(Guest).c
    joined = select(guests.person_id).where(
        guests.meeting_id == meeting_id, guests.state == GuestState.IN.value, ~guests.hidden
    )
    here = {row.person_id for row in expected if row.is_here} | {*session.scalars(joined)} - {None}
    if here <= {leader_id}:
        # Nobody ticked who is there: whoever was expected came.
        here = {row.person_id for row in expected}
    planned = next_turn(turns, day)
    if planned is not None and planned.person_id in here:
        return planned
    return next((taken_by(turns, day, one) for one in line(turns) if one in here), None)
