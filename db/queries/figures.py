"""The week's numbers, counted by the database from the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, union_all
from sqlalchemy.orm import Session

from db.queries.scope import (
    AS_OF,
    WEEKS,
    Chosen,
    built_once,
    chosen,
    complaints,
    made_already,
    not_the_same_as_another,
    promises,
    state_on,
    wins,
)
from meeting.board import EVERYTHING, ComplaintCounts, Scope, StillOwed, WeekFigures
from meeting.promises import PromiseCounts, PromiseState
from meeting.weeks import Week

Asked = Mapping[str, Any]
Query = Select[*tuple[Any, ...]]


def week_figures(
    session: Session, weeks: Sequence[Week], *, as_of: date, scope: Scope = EVERYTHING
) -> tuple[WeekFigures, ...]:
    """Figures of each week as the facts stood on `as_of`. Raises NotUnderstood for an unknown team."""
    of = chosen(session, scope)
    named = [str(week) for week in weeks]
    asked = {"weeks": named, "as_of": as_of}
    promised = _states(session, of, asked)
    first, moved = _first_states(session, of, asked)
    received = {row[0]: row[1:] for row in session.execute(_complaints(of), asked)}
    hits = {row[0]: row[1] for row in session.execute(_hits(of), asked)}
    return tuple(
        WeekFigures(
            week,
            promises=PromiseCounts(**promised[name]),
            first_promised=PromiseCounts(**first[name]),
            moved=moved.get(name, (0, 0))[0],
            moved_afterwards=moved.get(name, (0, 0))[1],
            complaints=ComplaintCounts(*received.get(name, (0, 0, 0, 0))[:3]),
            about_the_same=received.get(name, (0, 0, 0, 0))[3],
            hits=hits.get(name, 0),
        )
        for week, name in zip(weeks, named, strict=True)
    )


def still_owed(session: Session, *, as_of: date, scope: Scope = EVERYTHING) -> StillOwed:
    """How many promises of any week are still owed on `as_of`, and the oldest promised day among them."""
    number, oldest = session.execute(_owed(chosen(session, scope)), {"as_of": as_of}).one()
    return StillOwed(int(number), oldest)


def _states(session: Session, of: Chosen, asked: Asked) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for name, word, number in session.execute(_promised(of), asked):
        counts[name][word] = number
    return counts


def _first_states(
    session: Session, of: Chosen, asked: Asked
) -> tuple[dict[str, dict[str, int]], dict[str, tuple[int, int]]]:
    """States by the first promised day, and how many were moved to a later one, before and after that day."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    moves: dict[str, tuple[int, int]] = {}
    for name, word, number, later, afterwards in session.execute(_first_promised(of), asked):
        counts[name][word] = number
        before = moves.get(name, (0, 0))
        moves[name] = (before[0] + later, before[1] + afterwards)
    return counts, moves


@built_once
def _promised(of: Chosen) -> Query:
    week, state = promises.c.promised_week, state_on(promises.c.promised_on)
    return (
        select(week, state, func.count())
        .where(week.in_(WEEKS), made_already(), *of.of(promises))
        .group_by(week, state)
    )


@built_once
def _first_promised(of: Chosen) -> Query:
    columns = promises.c
    week, state = columns.first_promised_week, state_on(columns.first_promised_on)
    moved = and_(
        columns.promised_on > columns.first_promised_on, func.coalesce(columns.moved_on, AS_OF) <= AS_OF
    )
    moved_afterwards = and_(moved, columns.moved_on > columns.first_promised_on)
    return (
        select(week, state, func.count(), _count(moved), _count(moved_afterwards))
        .where(week.in_(WEEKS), made_already(), *of.of(promises))
        .group_by(week, state)
    )


@built_once
def _complaints(of: Chosen) -> Query:
    """received, answered, resolved, about a promise missed in the same week."""
    columns = complaints.c
    missed = state_on(promises.c.promised_on) == PromiseState.MISSED.value
    same_week = promises.c.promised_week == columns.received_week
    ours = (made_already(), *of.of(promises))
    return (
        select(
            columns.received_week,
            func.count(),
            _count(columns.answered_on <= AS_OF),
            _count(columns.resolved_on <= AS_OF),
            _count(and_(promises.c.id.is_not(None), missed, same_week)),
        )
        .select_from(complaints.outerjoin(promises, and_(promises.c.id == columns.promise_id, *ours)))
        .where(
            columns.received_week.in_(WEEKS),
            columns.received_on <= AS_OF,
            not_the_same_as_another(),
            *of.of(complaints),
        )
        .group_by(columns.received_week)
    )


@built_once
def _hits(of: Chosen) -> Query:
    columns = wins.c
    return (
        select(columns.happened_week, func.count())
        .where(columns.happened_week.in_(WEEKS), columns.happened_on <= AS_OF, *of.of(wins))
        .group_by(columns.happened_week)
    )


@built_once
def _owed(of: Chosen) -> Query:
    """Three disjoint parts, each on an index of its own: open until now, delivered since, withdrawn since."""
    number, oldest = func.count().label("number"), func.min(promises.c.promised_on).label("oldest")
    parts = [select(number, oldest).where(part, *of.of(promises)) for part in owed_parts()]
    each = union_all(*parts).subquery("each")
    return select(func.sum(each.c.number), func.min(each.c.oldest))


def owed_parts() -> tuple[ColumnElement[bool], ...]:
    """meeting.promises.still_owed in SQL, as conditions that exclude each other."""
    delivered, withdrawn = promises.c.delivered_on, promises.c.withdrawn_on
    due = and_(promises.c.promised_on < AS_OF, made_already())
    return (
        and_(delivered.is_(None), withdrawn.is_(None), due),
        and_(delivered > AS_OF, func.coalesce(withdrawn, delivered) > AS_OF, due),
        and_(delivered.is_(None), withdrawn > AS_OF, due),
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
