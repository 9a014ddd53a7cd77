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
    brought_by_now,
    built_once,
    chosen,
    complaints,
    days,
    is_moved_out,
    is_over,
    made_already,
    missed_in,
    not_the_same_as_another,
    promises,
    runs,
    said_already,
    stands,
    state_on,
    wins,
)
from meeting.board import EVERYTHING, ComplaintCounts, Reach, Scope, StillOwed, WeekFigures, short_of
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
    promised, moved, afterwards = _by_day(session, of, asked)
    first: dict[str, dict[str, int]] = defaultdict(dict)
    for name, word, number in session.execute(_first_promised(of), asked):
        first[name][word] = number
    received = {row[0]: row[1:] for row in session.execute(_complaints(of), asked)}
    hits = {row[0]: row[1] for row in session.execute(_hits(of), asked)}
    reached = reach(session, as_of=as_of)
    return tuple(
        WeekFigures(
            week,
            promises=PromiseCounts(**promised[name]),
            first_promised=PromiseCounts(**first[name]),
            moved=moved[name],
            moved_afterwards=afterwards[name],
            complaints=ComplaintCounts(*received.get(name, (0, 0, 0, 0))[:3]),
            about_the_same=received.get(name, (0, 0, 0, 0))[3],
            hits=hits.get(name, 0),
            reach=short_of(reached, week, as_of=as_of),
        )
        for week, name in zip(weeks, named, strict=True)
    )


def reach(session: Session, *, as_of: date) -> tuple[Reach, ...]:
    """How far the facts of each source reached on `as_of`, by source."""
    found = (Reach(source, day) for source, day in session.execute(_REACH, {"as_of": as_of}))
    return tuple(sorted(found, key=lambda one: one.source))


_REACH = select(runs.c.source, func.max(runs.c.reaches_to)).where(*brought_by_now()).group_by(runs.c.source)


def still_owed(session: Session, *, as_of: date, scope: Scope = EVERYTHING) -> StillOwed:
    """How many promises of any week are still owed on `as_of`, and the oldest promised day among them."""
    number, oldest = session.execute(_owed(chosen(session, scope)), {"as_of": as_of}).one()
    return StillOwed(int(number), oldest)


def _by_day(
    session: Session, of: Chosen, asked: Asked
) -> tuple[dict[str, dict[str, int]], dict[str, int], dict[str, int]]:
    """By week: the states of its days, how many were moved out of it in time, and how many were moved once missed."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    moved: dict[str, int] = defaultdict(int)
    afterwards: dict[str, int] = defaultdict(int)
    for name, word, number, over, later in session.execute(_promised(of), asked):
        if word == _MOVED:
            moved[name] = number
        if word in (_MOVED, _NOWHERE):
            continue
        counts[name][word] = number
        if word == PromiseState.PENDING:
            counts[name]["not_known_yet"] = over
        if word == PromiseState.MISSED:
            afterwards[name] = later
    return counts, moved, afterwards


_MOVED, _NOWHERE = "moved", "nowhere"
"""Beside the states: days that were replaced in time, moved out of their week or moved back to it."""


@built_once
def _promised(of: Chosen) -> Query:
    """week, state, and of these: whose day is over, which have a later day."""
    columns = days.c
    word = case(
        (is_moved_out(), _MOVED),
        (~stands(), _NOWHERE),
        else_=state_on(columns.day),
    )
    return (
        select(
            columns.week,
            word,
            func.count(),
            _count(columns.day < AS_OF),
            _count(columns.replaced_on <= AS_OF),
        )
        .join_from(days, promises, promises.c.id == columns.promise_id)
        .where(columns.week.in_(WEEKS), said_already(), made_already(), *of.of(promises))
        .group_by(columns.week, word)
    )


@built_once
def _first_promised(of: Chosen) -> Query:
    columns = promises.c
    week, state = columns.first_promised_week, state_on(columns.first_promised_on)
    return (
        select(week, state, func.count())
        .where(week.in_(WEEKS), made_already(), *of.of(promises))
        .group_by(week, state)
    )


@built_once
def _complaints(of: Chosen) -> Query:
    """received, answered, resolved, about a promise missed in the same week."""
    columns = complaints.c
    is_missed = missed_in(columns.received_week)
    ours = (made_already(), *of.of(promises))
    return (
        select(
            columns.received_week,
            func.count(),
            _count(columns.answered_on <= AS_OF),
            _count(columns.resolved_on <= AS_OF),
            _count(and_(promises.c.id.is_not(None), is_missed)),
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
    oldest = first_missed_day()
    parts = [select(oldest.label("oldest")).where(part, *of.of(promises)) for part in open_parts()]
    each = union_all(*parts).subquery("each")
    # Counted is only what has such a day.
    return select(func.count(each.c.oldest), func.min(each.c.oldest))


def first_missed_day() -> ColumnElement[date]:
    """Of a promise, the first day that stands and is over; none while nothing was missed."""
    return (
        select(func.min(days.c.day))
        .where(days.c.promise_id == promises.c.id, stands(), is_over(days.c.day))
        .correlate(promises)
        .scalar_subquery()
    )


def open_parts() -> tuple[ColumnElement[bool], ...]:
    """Promises neither delivered nor withdrawn by AS_OF, as conditions that exclude each other."""
    delivered, withdrawn = promises.c.delivered_on, promises.c.withdrawn_on
    return (
        and_(delivered.is_(None), withdrawn.is_(None), made_already()),
        and_(delivered > AS_OF, func.coalesce(withdrawn, delivered) > AS_OF, made_already()),
        and_(delivered.is_(None), withdrawn > AS_OF, made_already()),
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
