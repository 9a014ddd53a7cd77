"""The rows behind the numbers. Every number opens to exactly the rows it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Person, WinPerson
from db.queries.figures import owed_parts
from db.queries.scope import (
    Chosen,
    complaints,
    customers,
    made_by,
    promises,
    state_on,
    teams,
    win_teams,
    wins,
)
from meeting.board import EVERYTHING, ComplaintRow, DayAhead, PromiseRow, Scope, WinRow
from meeting.misses import Miss, misses_in_order
from meeting.promises import PromiseState, known
from meeting.weeks import Week

people = table_of(Person)
win_people = table_of(WinPerson)


def promises_in_state(
    session: Session, week: Week, state: PromiseState, *, as_of: date, scope: Scope = EVERYTHING
) -> tuple[PromiseRow, ...]:
    """Promises of a week in a state, by promised day."""
    return _promises(
        session,
        promises.c.promised_week == str(week),
        state_on(as_of, promises.c.promised_on) == state.value,
        made_by(as_of),
        *Chosen(session, scope).of(promises),
        as_of=as_of,
    )


def moved_out(
    session: Session, week: Week, *, as_of: date, scope: Scope = EVERYTHING
) -> tuple[PromiseRow, ...]:
    """Promises first promised in this week and moved to a later day."""
    columns = promises.c
    return _promises(
        session,
        columns.first_promised_week == str(week),
        columns.promised_on > columns.first_promised_on,
        func.coalesce(columns.moved_on, as_of) <= as_of,
        made_by(as_of),
        *Chosen(session, scope).of(promises),
        as_of=as_of,
    )


def owed(
    session: Session, *, as_of: date, scope: Scope = EVERYTHING, most: int = 500
) -> tuple[PromiseRow, ...]:
    """The oldest `most` promises still owed."""
    return _promises(
        session, or_(*owed_parts(as_of)), *Chosen(session, scope).of(promises), as_of=as_of, most=most
    )


def coming_up(
    session: Session, *, today: date, days: int = 14, scope: Scope = EVERYTHING
) -> tuple[DayAhead, ...]:
    """What is promised for today and the days after it and not done yet, by day; days with nothing are left out."""
    rows = _promises(
        session,
        promises.c.promised_on.between(today, today + timedelta(days=days - 1)),
        state_on(today, promises.c.promised_on) == PromiseState.PENDING.value,
        made_by(today),
        *Chosen(session, scope).of(promises),
        as_of=today,
    )
    return tuple(DayAhead(day, tuple(found)) for day, found in groupby(rows, key=lambda row: row.promised_on))


def _promises(
    session: Session, *conditions: ColumnElement[bool], as_of: date, most: int | None = None
) -> tuple[PromiseRow, ...]:
    columns = promises.c
    query = (
        select(
            columns.id,
            customers.c.name.label("customer"),
            customers.c.tier,
            columns.what,
            columns.kind,
            columns.promised_on,
            columns.first_promised_on,
            columns.moved_on,
            columns.delivered_on,
            columns.withdrawn_on,
            columns.withdrawn_by,
            teams.c.name.label("team"),
            columns.cause,
            columns.breakdown,
            func.coalesce(columns.source, "").label("source"),
            func.coalesce(columns.reference, "").label("reference"),
        )
        .select_from(
            promises.join(customers, customers.c.id == columns.customer_id).outerjoin(
                teams, teams.c.id == columns.team_id
            )
        )
        .where(*conditions)
        .order_by(columns.promised_on, columns.id)
        .limit(most)
    )
    found = (PromiseRow(**row) for row in session.execute(query).mappings())
    return tuple(
        replace(
            row,
            delivered_on=known(row.delivered_on, as_of=as_of),
            withdrawn_on=known(row.withdrawn_on, as_of=as_of),
        )
        for row in found
    )


def complaints_of(
    session: Session, week: Week, *, as_of: date, scope: Scope = EVERYTHING
) -> tuple[ComplaintRow, ...]:
    """Complaints received in a week, "same as" counted once with all its callers."""
    columns = complaints.c
    copies = complaints.alias("copies")
    callers = (
        select(func.count())
        .select_from(copies)
        .where(copies.c.same_as_id == columns.id, ~copies.c.hidden, copies.c.received_on <= as_of)
        .scalar_subquery()
    )
    query = (
        select(
            columns.id,
            func.coalesce(customers.c.name, "").label("customer"),
            customers.c.tier,
            columns.received_on,
            columns.breakdown,
            columns.breakdown_said,
            columns.severity,
            columns.text,
            teams.c.name.label("team"),
            columns.answered_on,
            columns.resolved_on,
            columns.promise_id,
            func.coalesce(columns.source, "").label("source"),
            func.coalesce(columns.reference, "").label("reference"),
            (callers + 1).label("callers"),
        )
        .select_from(
            complaints.outerjoin(customers, customers.c.id == columns.customer_id).outerjoin(
                teams, teams.c.id == columns.team_id
            )
        )
        .where(
            columns.received_week == str(week),
            columns.received_on <= as_of,
            columns.same_as_id.is_(None),
            *Chosen(session, scope).of(complaints),
        )
        .order_by(columns.received_on, columns.id)
    )
    found = (ComplaintRow(**row) for row in session.execute(query).mappings())
    return tuple(
        replace(
            row,
            answered_on=known(row.answered_on, as_of=as_of),
            resolved_on=known(row.resolved_on, as_of=as_of),
        )
        for row in found
    )


def misses(session: Session, week: Week, *, as_of: date, scope: Scope = EVERYTHING) -> tuple[Miss, ...]:
    """The misses of a week in the order in which the meeting talks about them."""
    missed = promises_in_state(session, week, PromiseState.MISSED, as_of=as_of, scope=scope)
    return misses_in_order(missed, complaints_of(session, week, as_of=as_of, scope=scope), as_of=as_of)


def wins_of(session: Session, week: Week, *, as_of: date, scope: Scope = EVERYTHING) -> tuple[WinRow, ...]:
    """Wins of a week, oldest first, with everybody who is credited."""
    columns = wins.c
    query = (
        select(
            columns.id, columns.happened_on, columns.kind, columns.text, customers.c.name, columns.named_by
        )
        .select_from(wins.outerjoin(customers, customers.c.id == columns.customer_id))
        .where(
            columns.happened_week == str(week), columns.happened_on <= as_of, *Chosen(session, scope).of(wins)
        )
        .order_by(columns.happened_on, columns.id)
    )
    rows = session.execute(query).all()
    ids = [row[0] for row in rows]
    credited_people = _credited(
        session, select(win_people.c.win_id, people.c.name).join_from(win_people, people), ids
    )
    credited_teams = _credited(
        session, select(win_teams.c.win_id, teams.c.name).join_from(win_teams, teams), ids
    )
    return tuple(
        WinRow(win, day, kind, text, customer, credited_people[win], credited_teams[win], named_by)
        for win, day, kind, text, customer, named_by in rows
    )


def _credited(
    session: Session, query: Select[int, str], wins_shown: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    names: dict[int, list[str]] = {win: [] for win in wins_shown}
    for win, called in session.execute(query.where(query.selected_columns.win_id.in_(wins_shown))):
        names[win].append(called)
    # Sorted here: databases do not agree on the order of names.
    return {win: tuple(sorted(called, key=str.casefold)) for win, called in names.items()}
