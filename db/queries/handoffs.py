"""What arose between teams: missed promises, complaints and barriers of some weeks, with the teams at both ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import FieldNote, Person
from db.queries.scope import (
    AS_OF,
    WEEKS,
    complaints,
    customers,
    days,
    made_already,
    not_the_same_as_another,
    promises,
    stands,
    state_on,
    teams,
)
from meeting.handoffs import Arose, Trouble
from meeting.promises import PromiseState
from meeting.weeks import Week
from meeting.words import NoteKind

notes, sellers = table_of(FieldNote), table_of(Person).alias("sellers")
_from, _to = teams.alias("from_teams"), teams.alias("to_teams")


def troubles(session: Session, weeks: Sequence[Week], *, as_of: date) -> tuple[Trouble, ...]:
    """Everything of these weeks that could stand at a hand-off, as meeting.handoffs.RULE says."""
    asked: dict[str, Any] = {"weeks": [str(week) for week in weeks], "as_of": as_of}
    return (
        *_read(session, Arose.MISS, asked),
        *_read(session, Arose.COMPLAINT, asked),
        *_read(session, Arose.BARRIER, asked),
    )


def _read(session: Session, what: Arose, asked: dict[str, Any]) -> Iterator[Trouble]:
    for number, day, about, words, from_team, to_team in session.execute(_QUERIES[what], asked):
        said = ": ".join(part for part in (about, words) if part)
        yield Trouble(what, number, day, said, from_team or "", to_team or "")


_MISSES = (
    select(promises.c.id, days.c.day, customers.c.name, promises.c.what, _from.c.name, _to.c.name)
    .select_from(
        days.join(promises, promises.c.id == days.c.promise_id)
        .join(customers, customers.c.id == promises.c.customer_id)
        .outerjoin(sellers, sellers.c.id == promises.c.sales_person_id)
        .outerjoin(_from, _from.c.id == sellers.c.team_id)
        .outerjoin(_to, _to.c.id == promises.c.team_id)
    )
    .where(
        days.c.week.in_(WEEKS),
        stands(),
        state_on(days.c.day) == PromiseState.MISSED.value,
        made_already(),
        ~promises.c.hidden,
    )
)
_COMPLAINTS = (
    select(
        complaints.c.id,
        complaints.c.received_on,
        customers.c.name,
        complaints.c.text,
        _from.c.name,
        _to.c.name,
    )
    .select_from(
        complaints.outerjoin(customers, customers.c.id == complaints.c.customer_id)
        .outerjoin(promises, and_(promises.c.id == complaints.c.promise_id, ~promises.c.hidden))
        .outerjoin(sellers, sellers.c.id == promises.c.sales_person_id)
        .outerjoin(_from, _from.c.id == sellers.c.team_id)
        .outerjoin(_to, _to.c.id == func.coalesce(complaints.c.team_id, promises.c.team_id))
    )
    .where(
        complaints.c.received_week.in_(WEEKS),
        complaints.c.received_on <= AS_OF,
        not_the_same_as_another(),
        ~complaints.c.hidden,
    )
)
_BARRIERS = (
    select(notes.c.id, notes.c.noted_on, customers.c.name, notes.c.text, _from.c.name, _to.c.name)
    .select_from(
        notes.outerjoin(customers, customers.c.id == notes.c.customer_id)
        .outerjoin(_from, _from.c.id == notes.c.from_team_id)
        .outerjoin(_to, _to.c.id == notes.c.to_team_id)
    )
    .where(
        notes.c.noted_week.in_(WEEKS),
        notes.c.noted_on <= AS_OF,
        notes.c.kind == NoteKind.BARRIER.value,
        ~notes.c.hidden,
    )
)
_QUERIES = {Arose.MISS: _MISSES, Arose.COMPLAINT: _COMPLAINTS, Arose.BARRIER: _BARRIERS}
