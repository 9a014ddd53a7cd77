"""The people of the example company at work: each thing they do is one change, at its moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes import actions, field, table_of, talk
from db.demo.meetings import Item, Note, moment
from db.demo.words_meetings import AT_THE_TOP, LEADER
from db.models import Customer, Person
from db.queries import actions as items
from db.queries import evidence
from db.queries import meetings as queries
from meeting.actions import ActionRow
from meeting.misses import Miss
from meeting.permissions import Actor
from meeting.weeks import Week
from meeting.words import NoteKind, Origin, Role


@dataclass(frozen=True)
class Staff:
    """Everybody by name, and the customers by reference."""

    session: Session
    people: Mapping[str, Actor]
    customers: Mapping[str, int]

    def do(
        self,
        change: Callable[..., Any],
        *given: object,
        by: str,
        on: date,
        after: float = 0,
        **named: Any,
    ) -> Any:
        """One change by somebody, minutes after nine of that day."""
        return change(self.session, *given, actor=self.people[by], now=moment(on, minutes=after), **named)

    def id_of(self, name: str) -> int | None:
        return self.people[name].person_id if name else None


def staff_of(session: Session) -> Staff:
    people, customers = table_of(Person).c, table_of(Customer).c
    found = session.execute(select(people.id, people.name, people.role))
    return Staff(
        session,
        {row.name: Actor(row.name, Role(row.role), row.id) for row in found},
        {row.reference: row.id for row in session.execute(select(customers.id, customers.reference))},
    )


def add(
    staff: Staff,
    item: Item,
    *,
    by: str,
    on: date,
    after: float,
    meeting_id: int | None = None,
    origin: tuple[Origin, int] | None = None,
) -> None:
    staff.do(
        actions.add_action,
        what=item.what,
        owner_id=staff.id_of(item.owner),
        due_on=item.due_on,
        origin=origin,
        meeting_id=meeting_id,
        today=on,
        by=by,
        on=on,
        after=after,
    )


def row_of(staff: Staff, item: Item) -> ActionRow:
    (row,) = [row for row in items.all_actions(staff.session) if row.what == item.what]
    return row


def tick(staff: Staff, item: Item) -> None:
    """By whoever owns it, in the afternoon of the day it was done."""
    row, on = row_of(staff, item), item.ended_on
    if on is not None:
        staff.do(
            actions.tick,
            row.id,
            seen=row.version,
            is_done=True,
            today=on,
            by=row.owner or LEADER,
            on=on,
            after=390,
        )


def note(staff: Staff, heard: Note) -> None:
    staff.do(
        field.log_note,
        kind=NoteKind(heard.kind),
        text=heard.text,
        customer_id=staff.customers.get(heard.customer),
        today=heard.noted_on,
        by=heard.who,
        on=heard.noted_on,
        after=270,
    )


def tell_customers(
    staff: Staff, week: Week, *, told_by: tuple[str, ...], by: str, on: date, after: float
) -> tuple[Origin, int] | None:
    """The customers of the first misses of a week were told; returns which miss was the first."""
    origins = [_origin_of(miss) for miss in evidence.misses(staff.session, week, as_of=on)]
    for (kind, record_id, is_critical), who in zip(origins, told_by, strict=False):
        told = queries.told_of(staff.session, kind, record_id)
        if told is not None:
            staff.do(
                talk.note_miss,
                kind,
                record_id,
                seen=told.version,
                told_on=on,
                told_by=who,
                told_top=AT_THE_TOP if is_critical else "",
                cause=told.cause,
                today=on,
                by=by,
                on=on,
                after=after,
            )
    return origins[0][:2] if origins else None


def _origin_of(miss: Miss) -> tuple[Origin, int, bool]:
    if miss.promise:
        return Origin.PROMISE, miss.promise.id, miss.is_critical
    return Origin.COMPLAINT, miss.complaints[0].id, miss.is_critical
