"""What came in late: records that count otherwise on a day gone by than the store knew on that day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.core import table_of, typed, with_lists
from db.changes.lists import days_told
from db.models import Complaint, Customer, Event, Promise, Record, Win
from db.queries.figures import reach
from db.queries.house import organisation
from meeting.late import Changed, Counted, Held, complaint_held, promise_held, win_held

_KINDS: tuple[tuple[Counted, type[Record], str], ...] = (
    (Counted.PROMISE, Promise, "what"),
    (Counted.COMPLAINT, Complaint, "text"),
    (Counted.WIN, Win, "text"),
)
_AT_ONCE = 500
Fields = dict[str, Any]


def changed_since(session: Session, *, since: int, as_of: date) -> tuple[Changed, ...]:
    """Everything that counts otherwise on `as_of` than after the event numbered `since`, new records among it.

    A board of `as_of` kept at that event differs from one computed now in exactly these records.
    """
    reached = {one.source: one.day for one in reach(session, as_of=as_of)}
    found: list[Changed] = []
    for kind, model, called in _KINDS:
        for row, before in _touched(session, model, since):
            was = _held(kind, before, as_of=as_of, reached=reached) if before is not None else ()
            now = _held(kind, row, as_of=as_of, reached=reached)
            if was != now:
                customer = str(row["customer_name"] or "")
                found.append(Changed(kind, row["id"], customer, str(row[called]), was, now))
    return tuple(found)


def come_in_late(session: Session, *, as_of: date, today: date) -> tuple[Changed, ...]:
    """What was told after a day gone by and counts otherwise on it; nothing of today."""
    if as_of >= today:
        return ()
    zone = ZoneInfo(organisation(session).zone)
    over = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=zone)
    columns = table_of(Event).c
    since = session.scalar(select(func.max(columns.seq)).where(columns.at < over))
    return changed_since(session, since=int(since or 0), as_of=as_of)


def _held(kind: Counted, fields: Fields, *, as_of: date, reached: Mapping[str, date]) -> Held:
    if kind is Counted.PROMISE:
        days = days_told(fields["days"])
        return promise_held(fields, days=days, as_of=as_of, reach=reached.get(fields.get("source") or ""))
    return complaint_held(fields, as_of=as_of) if kind is Counted.COMPLAINT else win_held(fields, as_of=as_of)


def _touched(session: Session, model: type[Record], since: int) -> Iterator[tuple[Fields, Fields | None]]:
    """Each record with an event after `since`: as it is, and as it was then; None where it was not there."""
    events, table, customers = table_of(Event).c, table_of(model), table_of(Customer).c
    # The comparison keeps the index away that finds events by what they are about: that would be nearly all of them.
    query = select(events.record_id, events.before).where(
        events.seq > since, func.coalesce(events.what, "") == table.name
    )
    told: dict[int, list[str | None]] = {}
    for record_id, before in session.execute(query.order_by(events.seq)):
        told.setdefault(record_id, []).append(before)
    for ids in _some(sorted(told)):
        rows = (
            select(*table.c, customers.name.label("customer_name"))
            .outerjoin(table_of(Customer), customers.id == table.c.customer_id)
            .where(table.c.id.in_(ids))
        )
        found = [dict(row) for row in session.execute(rows.order_by(table.c.id)).mappings()]
        for row in with_lists(session, model, found):
            yield row, _as_it_was(model, row, told[row["id"]])


def _as_it_was(model: type[Record], row: Fields, befores: Sequence[str | None]) -> Fields | None:
    was = dict(row)
    for before in reversed(befores):
        if before is None:
            return None
        was |= typed(model, json.loads(before))
    return was


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
