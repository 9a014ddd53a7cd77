"""The rows behind the numbers. Every number opens to exactly the rows it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, bindparam, func, or_, select, union_all
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Person, WinPerson
from db.queries.figures import Asked, Query, first_missed_day, open_parts
from db.queries.scope import (
    AS_OF,
    WEEK,
    WEEKS,
    Chosen,
    built_once,
    chosen,
    complaints,
    customers,
    days,
    is_moved_out,
    made_already,
    not_the_same_as_another,
    promises,
    said_already,
    stands,
    state_on,
    teams,
    win_teams,
    wins,
)
from meeting.board import EVERYTHING, ComplaintRow, DayAhead, PromiseRow, Scope, WinRow
from meeting.hits import Cited
from meeting.misses import Miss, misses_in_order
from meeting.promise_days import when_known
from meeting.promises import PromiseState, known
from meeting.weeks import Week, week_of
from meeting.words import Origin

CITED = (Origin.PROMISE, Origin.COMPLAINT)
people = table_of(Person)
win_people = table_of(WinPerson)


def promises_in_state(
    session: Session, week: Week, state: PromiseState, *, as_of: date, scope: Scope = EVERYTHING
) -> tuple[PromiseRow, ...]:
    """Promises of a week in a state, by promised day: one row for each day of a promise that stands in the week."""
    query = _in_state(chosen(session, scope), state)
    return promise_rows(session, query, {"week": str(week), "as_of": as_of})


def moved_out(
    session: Session, week: Week, *, as_of: date, scope: Scope = EVERYTHING
) -> tuple[PromiseRow, ...]:
    """Promises moved out of this week in time, with the day that counts no more."""
    query = _moved_out(chosen(session, scope))
    return promise_rows(session, query, {"week": str(week), "as_of": as_of})


def owed(
    session: Session, *, as_of: date, scope: Scope = EVERYTHING, most: int = 500
) -> tuple[PromiseRow, ...]:
    """The oldest `most` promises still owed, each once with the first day that was missed."""
    query = _owed(chosen(session, scope)).limit(most)
    return promise_rows(session, query, {"as_of": as_of})


def coming_up(
    session: Session, *, today: date, days: int = 14, scope: Scope = EVERYTHING
) -> tuple[DayAhead, ...]:
    """What is promised for today and the days after it and not done yet, by day; days with nothing are left out."""
    ahead = [today + timedelta(days=number) for number in range(days)]
    # The weeks too: they are what the index finds promises by.
    asked = {"weeks": sorted({str(week_of(day)) for day in ahead}), "first": ahead[0], "last": ahead[-1]}
    rows = promise_rows(session, _coming_up(chosen(session, scope)), {**asked, "as_of": today})
    return tuple(DayAhead(day, tuple(found)) for day, found in groupby(rows, key=lambda row: row.promised_on))


def complaints_of(
    session: Session, week: Week, *, as_of: date, scope: Scope = EVERYTHING
) -> tuple[ComplaintRow, ...]:
    """Complaints received in a week, "same as" counted once with all its callers."""
    query = _complaints(chosen(session, scope))
    return complaint_rows(session, query, {"week": str(week), "as_of": as_of})


def misses(session: Session, week: Week, *, as_of: date, scope: Scope = EVERYTHING) -> tuple[Miss, ...]:
    """The misses of a week in the order in which the meeting talks about them."""
    missed = promises_in_state(session, week, PromiseState.MISSED, as_of=as_of, scope=scope)
    return misses_in_order(missed, complaints_of(session, week, as_of=as_of, scope=scope), as_of=as_of)


def wins_of(session: Session, week: Week, *, as_of: date, scope: Scope = EVERYTHING) -> tuple[WinRow, ...]:
    """Wins of a week, oldest first, with everybody who is credited."""
    query = _wins(chosen(session, scope))
    return win_rows(session, query, {"week": str(week), "as_of": as_of})


def promise_rows(session: Session, query: Query, asked: Asked) -> tuple[PromiseRow, ...]:
    """Of a `promises_where`, with what was not known yet on the day left out."""
    as_of = asked["as_of"]
    return tuple(
        PromiseRow(
            **row
            | {
                "moved_on": when_known(known(row["moved_on"], as_of=as_of)),
                "delivered_on": known(row["delivered_on"], as_of=as_of),
                "withdrawn_on": known(row["withdrawn_on"], as_of=as_of),
            }
        )
        for row in map(dict, session.execute(query, asked).mappings())
    )


def complaint_rows(session: Session, query: Query, asked: Asked) -> tuple[ComplaintRow, ...]:
    """Of a `complaints_where`, with what was not known yet on the day left out."""
    as_of = asked["as_of"]
    return tuple(
        replace(
            row,
            answered_on=known(row.answered_on, as_of=as_of),
            resolved_on=known(row.resolved_on, as_of=as_of),
        )
        for row in (ComplaintRow(**row) for row in session.execute(query, asked).mappings())
    )


def win_rows(session: Session, query: Query, asked: Asked) -> tuple[WinRow, ...]:
    """Of a `wins_where`, with everybody who is credited."""
    rows = session.execute(query, asked).all()
    ids = [row[0] for row in rows]
    credited_people = _credited(session, _CREDITED_PEOPLE, ids)
    credited_teams = _credited(session, _CREDITED_TEAMS, ids)
    return tuple(
        WinRow(
            win,
            day,
            kind,
            text,
            customer,
            credited_people[win],
            credited_teams[win],
            named_by,
            said,
            shown_by,
            _cited_of(cited),
        )
        for win, day, kind, text, customer, named_by, said, shown_by, *cited in rows
    )


def _cited_of(found: Sequence[Any]) -> Cited | None:
    """From the number, words and reference of a promise, then those of a complaint."""
    for kind, (number, words, reference) in zip(CITED, (found[:3], found[3:]), strict=True):
        if number is not None:
            return Cited(kind, number, words, reference or "")
    return None


def _credited(session: Session, query: Query, wins_shown: Sequence[int]) -> dict[int, tuple[str, ...]]:
    names: dict[int, list[str]] = {win: [] for win in wins_shown}
    for win, called in session.execute(query, {"wins": wins_shown}):
        names[win].append(called)
    # Sorted here: databases do not agree on the order of names.
    return {win: tuple(sorted(called, key=str.casefold)) for win, called in names.items()}


_SHOWN = bindparam("wins", type_=Integer, expanding=True)
_CREDITED_PEOPLE = (
    select(win_people.c.win_id, people.c.name)
    .join_from(win_people, people)
    .where(win_people.c.win_id.in_(_SHOWN))
)
_CREDITED_TEAMS = (
    select(win_teams.c.win_id, teams.c.name).join_from(win_teams, teams).where(win_teams.c.win_id.in_(_SHOWN))
)


@built_once
def _in_state(of: Chosen, state: PromiseState) -> Query:
    return promises_where(of, days.c.week == WEEK, state_on(days.c.day) == state.value)


@built_once
def _moved_out(of: Chosen) -> Query:
    return promises_where(of, days.c.week == WEEK, counts=is_moved_out())


@built_once
def _owed(of: Chosen) -> Query:
    # Those few that are open are found first, by their own indexes.
    is_open = promises.c.id.in_(union_all(*(select(promises.c.id).where(part) for part in open_parts())))
    twice = days.alias("twice")
    is_first_said = days.c.number == (
        select(func.min(twice.c.number))
        .where(twice.c.promise_id == days.c.promise_id, twice.c.day == days.c.day, stands(twice))
        .correlate(days)
        .scalar_subquery()
    )
    return promises_where(of, is_open, days.c.day == first_missed_day(), is_first_said)


@built_once
def _coming_up(of: Chosen) -> Query:
    return promises_where(
        of,
        days.c.week.in_(WEEKS),
        days.c.day.between(bindparam("first", type_=Date), bindparam("last", type_=Date)),
        state_on(days.c.day) == PromiseState.PENDING.value,
    )


_STANDS = stands()


def promises_where(
    of: Chosen, *conditions: ColumnElement[bool], counts: ColumnElement[bool] = _STANDS
) -> Query:
    """A row for each day of a promise that `counts`, by day; columns are named as the fields of PromiseRow."""
    columns, after = promises.c, days.alias("after")
    present = (
        select(after.c.day)
        .where(
            after.c.promise_id == days.c.promise_id,
            after.c.number > days.c.number,
            said_already(after),
            or_(after.c.replaced_on.is_(None), after.c.replaced_on > AS_OF),
        )
        .correlate(days)
        .scalar_subquery()
    )
    return (
        select(
            columns.id,
            customers.c.name.label("customer"),
            customers.c.tier,
            columns.what,
            columns.kind,
            days.c.day.label("promised_on"),
            columns.first_promised_on,
            days.c.replaced_on.label("moved_on"),
            present.label("moved_to"),
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
            days.join(promises, columns.id == days.c.promise_id)
            .join(customers, customers.c.id == columns.customer_id)
            .outerjoin(teams, teams.c.id == columns.team_id)
        )
        .where(*conditions, counts, made_already(), *of.of(promises))
        .order_by(days.c.day, columns.id, days.c.number)
    )


@built_once
def _complaints(of: Chosen) -> Query:
    return complaints_where(of, complaints.c.received_week == WEEK)


def complaints_where(of: Chosen, *conditions: ColumnElement[bool]) -> Query:
    """By day, "same as" left out; columns are named as the fields of ComplaintRow."""
    columns = complaints.c
    copies = complaints.alias("copies")
    callers = (
        select(func.count())
        .select_from(copies)
        .where(copies.c.same_as_id == columns.id, ~copies.c.hidden, copies.c.received_on <= AS_OF)
        .scalar_subquery()
    )
    return (
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
            *conditions,
            columns.received_on <= AS_OF,
            not_the_same_as_another(),
            *of.of(complaints),
        )
        .order_by(columns.received_on, columns.id)
    )


@built_once
def _wins(of: Chosen) -> Query:
    return wins_where(of, wins.c.happened_week == WEEK)


def wins_where(of: Chosen, *conditions: ColumnElement[bool]) -> Query:
    """By day; see `win_rows`."""
    columns, kept, solved = wins.c, promises.alias("kept"), complaints.alias("solved")
    return (
        select(
            columns.id, columns.happened_on, columns.kind, columns.text, customers.c.name, columns.named_by
        )
        .add_columns(columns.said, columns.evidence, kept.c.id, kept.c.what, kept.c.reference)
        .add_columns(solved.c.id, solved.c.text, solved.c.reference)
        .select_from(
            wins.outerjoin(customers, customers.c.id == columns.customer_id)
            .outerjoin(kept, kept.c.id == columns.promise_id)
            .outerjoin(solved, solved.c.id == columns.complaint_id)
        )
        .where(*conditions, columns.happened_on <= AS_OF, *of.of(wins))
        .order_by(columns.happened_on, columns.id)
    )
