"""Action items that come back: those a meeting asks about, and into how many meetings each was carried."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Event, Meeting
from db.queries.actions import AT_ONCE, OPEN, actions_where, items
from meeting.actions import ActionRow, Carried, Start, Turn, times_carried, was_carried


def carried_into(session: Session, start: Start) -> tuple[Carried, ...]:
    """Every item this meeting asks about, the oldest first, and what has become of it since.

    Those that were answered stay in the list, so that nothing jumps away under a finger.
    """
    events = table_of(Event).c
    touched = select(events.record_id).where(events.seq > start.known, events.what == items.name)
    is_due = and_(items.c.state == OPEN, items.c.due_on <= start.held_on)
    rows = actions_where(session, or_(is_due, items.c.id.in_(touched)))
    turns, starts = turns_of(session, [row.id for row in rows]), _starts(session)
    found = [
        Carried(row, times_carried(turns[row.id], starts))
        for row in rows
        if was_carried(turns[row.id], start)
    ]
    return tuple(sorted(found, key=lambda one: (one.row.first_due_on or one.row.made_on, one.row.id)))


def not_due_yet(session: Session, start: Start, *, meeting_id: int) -> tuple[ActionRow, ...]:
    """Open items whose day is still to come, without those of this meeting itself."""
    columns = items.c
    is_later = columns.due_on.is_(None) | (columns.due_on > start.held_on)
    is_other = columns.meeting_id.is_(None) | (columns.meeting_id != meeting_id)
    return actions_where(session, and_(columns.state == OPEN, is_later, is_other))


def carried(session: Session, ids: Sequence[int]) -> Counter[int]:
    """Into how many meetings each of these items was carried."""
    starts = _starts(session)
    return Counter({number: times_carried(turns, starts) for number, turns in turns_of(session, ids).items()})


def turns_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[Turn, ...]]:
    """How the due day of each item went, from its events: exact for any moment, as the tables know today alone."""
    events = table_of(Event).c
    now: dict[int, dict[str, Any]] = defaultdict(lambda: {"due_on": None, "state": OPEN})
    found: dict[int, list[Turn]] = {number: [] for number in ids}
    for start in range(0, len(ids), AT_ONCE):
        some = list(ids[start : start + AT_ONCE])
        query = select(events.record_id, events.seq, events.after).where(
            events.what == items.name, events.record_id.in_(some)
        )
        for record_id, seq, after in session.execute(query.order_by(events.seq)):
            item = now[record_id]
            item |= {name: value for name, value in json.loads(after).items() if name in item}
            is_open = item["state"] == OPEN and item["due_on"] is not None
            found[record_id].append(Turn(seq, date.fromisoformat(item["due_on"]) if is_open else None))
    return {number: tuple(turns) for number, turns in found.items()}


def _starts(session: Session) -> tuple[Start, ...]:
    columns = table_of(Meeting).c
    query = select(columns.known, columns.held_on).where(~columns.hidden).order_by(columns.known, columns.id)
    return tuple(Start(*row) for row in session.execute(query))
