"""What an operation logged, and what a win may cite: the customer's latest promises and complaints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Event
from db.queries.scope import complaints, promises
from meeting.words import Origin

MOST = 8


@dataclass(frozen=True)
class Logged:
    """`what` is the kind of record, such as `win`."""

    what: str
    id: int


def logged(session: Session, operation: str) -> Logged | None:
    """The record that was logged by this operation; None as long as nothing of it is on the disk."""
    events = table_of(Event).c
    query = select(events.what, events.record_id).where(
        events.operation == f"{operation}/1", events.before.is_(None)
    )
    row = session.execute(query).first()
    return Logged(row.what, row.record_id) if row else None


@dataclass(frozen=True)
class Evidence:
    """A record that shows that something went well."""

    kind: Origin
    id: int
    day: date
    words: str
    reference: str


def evidence_for(session: Session, customer_id: int, *, most: int = MOST) -> tuple[Evidence, ...]:
    """The latest promises and complaints of a customer, newest first."""
    columns = promises.c
    promised = (
        select(columns.id, columns.promised_on, columns.what, columns.reference)
        .where(columns.customer_id == customer_id, ~columns.hidden)
        .order_by(columns.promised_on.desc(), columns.id.desc())
        .limit(most)
    )
    columns = complaints.c
    received = (
        select(columns.id, columns.received_on, columns.text, columns.reference)
        .where(columns.customer_id == customer_id, ~columns.hidden)
        .order_by(columns.received_on.desc(), columns.id.desc())
        .limit(most)
    )
    found = [
        Evidence(kind, number, day, words, reference or "")
        for kind, query in ((Origin.PROMISE, promised), (Origin.COMPLAINT, received))
        for number, day, words, reference in session.execute(query)
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.kind, one.id), reverse=True)[:most])
