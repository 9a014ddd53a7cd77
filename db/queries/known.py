"""Whether a closed meeting knows of a record: see meeting.known."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.core import table_of
from db.models import ActionItem, Event, Meeting, Record
from meeting import known


def last_close(session: Session) -> int | None:
    """The event by which the last meeting that is closed now was closed; None before the first."""
    meetings, events = table_of(Meeting).c, table_of(Event).c
    closed = select(func.max(meetings.id)).where(
        meetings.is_open.is_(None), meetings.times_closed > 0, ~meetings.hidden
    )
    query = select(func.max(events.seq)).where(
        events.what == table_of(Meeting).name,
        events.record_id == closed.scalar_subquery(),
        events.action == "close meeting",
    )
    found: int | None = session.scalar(query)
    return found


def is_known(session: Session, model: type[Record], record_id: int) -> bool:
    """Whether a closed meeting knows this record, an action item or a decision."""
    events = table_of(Event).c
    added = session.scalar(
        select(func.min(events.seq)).where(events.what == table_of(model).name, events.record_id == record_id)
    )
    return added is not None and known.is_known(added, last_close=last_close(session))


def is_known_item(session: Session, item_id: int) -> bool:
    return is_known(session, ActionItem, item_id)
