"""One customer with everything it has, whichever of its numbers was asked for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Person
from db.queries.customers import SHOWN, columns_of_page, with_counts
from db.queries.scope import complaints, customers, days, promises, stands, state_on, teams, wins
from meeting.promises import PromiseState
from meeting.records import (
    ComplaintLine,
    CustomerLine,
    CustomerRecord,
    PersonName,
    PromiseLine,
    Reference,
    WinLine,
)

people = table_of(Person)


def customer_record(
    session: Session, customer_id: int, *, as_of: date, most: int = SHOWN
) -> CustomerRecord | None:
    """A customer with its newest `most` promises, complaints and wins, or the one it was merged into; None without."""
    columns = customers.c
    query = select(columns.name, columns.merged_into_id, columns.hidden).where(columns.id == customer_id)
    asked = session.execute(query).first()
    if asked is None or (asked.hidden and asked.merged_into_id is None):
        return None
    record_id = asked.merged_into_id or customer_id
    page = columns_of_page().where(columns.id == record_id, ~columns.hidden).cte("page")
    row = session.execute(with_counts(page), {"as_of": as_of}).first()
    if row is None:
        return None
    others = (
        select(columns.email, people.c.id, people.c.name, teams.c.name.label("team"))
        .select_from(
            customers.outerjoin(people, people.c.id == columns.turn_to_id).outerjoin(
                teams, teams.c.id == people.c.team_id
            )
        )
        .where(columns.id == record_id)
    )
    email, person_id, person, team = session.execute(others).one()
    return CustomerRecord(
        line=CustomerLine(*row[:-1]),
        email=email,
        turn_to=PersonName(person_id, person, team) if person_id is not None else None,
        references=_references(session, record_id),
        promises=_promises(session, record_id, most, as_of=as_of),
        complaints=_complaints(session, record_id, most),
        wins=_wins(session, record_id, most),
        merged_name=asked.name if asked.merged_into_id else None,
    )


def person_names(session: Session) -> tuple[PersonName, ...]:
    """Everybody who works here, by name."""
    query = (
        select(people.c.id, people.c.name, teams.c.name)
        .select_from(people.outerjoin(teams, teams.c.id == people.c.team_id))
        .where(~people.c.hidden, ~people.c.disabled)
    )
    return tuple(
        sorted((PersonName(*row) for row in session.execute(query)), key=lambda one: one.name.casefold())
    )


def _references(session: Session, customer_id: int) -> tuple[Reference, ...]:
    columns = customers.c
    query = (
        select(columns.source, columns.reference, columns.name, columns.id)
        .where(
            or_(columns.id == customer_id, columns.merged_into_id == customer_id),
            columns.reference.is_not(None),
        )
        .order_by(columns.id)
    )
    return tuple(
        Reference(source, reference, None if record_id == customer_id else name)
        for source, reference, name, record_id in session.execute(query)
    )


def _promises(session: Session, customer_id: int, most: int, *, as_of: date) -> tuple[PromiseLine, ...]:
    columns = promises.c
    query = (
        select(
            columns.id,
            columns.what,
            days.c.day,
            columns.first_promised_on,
            columns.delivered_on,
            columns.withdrawn_on,
            teams.c.name,
            state_on(days.c.day),
        )
        .select_from(
            promises.join(days, days.c.promise_id == columns.id).outerjoin(
                teams, teams.c.id == columns.team_id
            )
        )
        .where(columns.customer_id == customer_id, stands(), ~columns.hidden)
        .order_by(days.c.day.desc(), columns.id.desc())
        .limit(most)
    )
    found = session.execute(query, {"as_of": as_of})
    return tuple(
        PromiseLine(number, what, day, first, delivered, withdrawn, team, PromiseState(state))
        for number, what, day, first, delivered, withdrawn, team, state in found
    )


def _complaints(session: Session, customer_id: int, most: int) -> tuple[ComplaintLine, ...]:
    columns = complaints.c
    copies = complaints.alias("copies")
    is_first = select(copies.c.id).where(copies.c.same_as_id == columns.id, ~copies.c.hidden).exists()
    query = (
        select(
            columns.id,
            columns.version,
            columns.received_on,
            columns.severity,
            columns.breakdown,
            columns.text,
            columns.answered_on,
            columns.resolved_on,
            columns.same_as_id,
            is_first,
        )
        .where(columns.customer_id == customer_id, ~columns.hidden)
        .order_by(columns.received_on.desc(), columns.id.desc())
        .limit(most)
    )
    return tuple(ComplaintLine(*row) for row in session.execute(query))


def _wins(session: Session, customer_id: int, most: int) -> tuple[WinLine, ...]:
    columns = wins.c
    query = (
        select(columns.id, columns.happened_on, columns.kind, columns.text)
        .where(columns.customer_id == customer_id, ~columns.hidden)
        .order_by(columns.happened_on.desc(), columns.id.desc())
        .limit(most)
    )
    return tuple(WinLine(*row) for row in session.execute(query))
