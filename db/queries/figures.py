"""The week's numbers, counted by the database from the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from db.queries.scope import Chosen, complaints, made_by, promises, state_on, wins
from meeting.board import EVERYTHING, ComplaintCounts, Scope, StillOwed, WeekFigures
from meeting.promises import PromiseCounts, PromiseState
from meeting.weeks import Week


def week_figures(
    session: Session, weeks: Sequence[Week], *, as_of: date, scope: Scope = EVERYTHING
) -> tuple[WeekFigures, ...]:
    """Figures of each week as the facts stood on `as_of`. Raises NotUnderstood for an unknown team."""
    chosen = Chosen(session, scope)
    named = [str(week) for week in weeks]
    promised = _states(session, named, as_of, chosen)
    first, moved = _first_states(session, named, as_of, chosen)
    received = _complaints(session, named, as_of, chosen)
    hits = _hits(session, named, as_of, chosen)
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


def _states(session: Session, weeks: list[str], as_of: date, chosen: Chosen) -> dict[str, dict[str, int]]:
    week, state = promises.c.promised_week, state_on(as_of, promises.c.promised_on)
    query = (
        select(week, state, func.count())
        .where(week.in_(weeks), made_by(as_of), *chosen.of(promises))
        .group_by(week, state)
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for name, word, number in session.execute(query):
        counts[name][word] = number
    return counts


def _first_states(
    session: Session, weeks: list[str], as_of: date, chosen: Chosen
) -> tuple[dict[str, dict[str, int]], dict[str, tuple[int, int]]]:
    """States by the first promised day, and how many were moved to a later one, before and after that day."""
    columns = promises.c
    week, state = columns.first_promised_week, state_on(as_of, columns.first_promised_on)
    moved = and_(
        columns.promised_on > columns.first_promised_on, func.coalesce(columns.moved_on, as_of) <= as_of
    )
    query = (
        select(
            week,
            state,
            func.count(),
            _count(moved),
            _count(and_(moved, columns.moved_on > columns.first_promised_on)),
        )
        .where(week.in_(weeks), made_by(as_of), *chosen.of(promises))
        .group_by(week, state)
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    moves: dict[str, tuple[int, int]] = {}
    for name, word, number, later, afterwards in session.execute(query):
        counts[name][word] = number
        before = moves.get(name, (0, 0))
        moves[name] = (before[0] + later, before[1] + afterwards)
    return counts, moves


def _complaints(
    session: Session, weeks: list[str], as_of: date, chosen: Chosen
) -> dict[str, tuple[int, int, int, int]]:
    """received, answered, resolved, about a promise missed in the same week."""
    columns = complaints.c
    missed = state_on(as_of, promises.c.promised_on) == PromiseState.MISSED.value
    same_week = promises.c.promised_week == columns.received_week
    query = (
        select(
            columns.received_week,
            func.count(),
            _count(columns.answered_on <= as_of),
            _count(columns.resolved_on <= as_of),
            _count(and_(promises.c.id.is_not(None), missed, same_week)),
        )
        .select_from(
            complaints.outerjoin(promises, and_(promises.c.id == columns.promise_id, ~promises.c.hidden))
        )
        .where(
            columns.received_week.in_(weeks),
            columns.received_on <= as_of,
            columns.same_as_id.is_(None),
            *chosen.of(complaints),
        )
        .group_by(columns.received_week)
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in session.execute(query)}


def _hits(session: Session, weeks: list[str], as_of: date, chosen: Chosen) -> dict[str, int]:
    columns = wins.c
    query = (
        select(columns.happened_week, func.count())
        .where(columns.happened_week.in_(weeks), columns.happened_on <= as_of, *chosen.of(wins))
        .group_by(columns.happened_week)
    )
    return dict(session.execute(query).all())


def still_owed(session: Session, *, as_of: date, scope: Scope = EVERYTHING) -> StillOwed:
    """How many promises of any week are still owed on `as_of`, and the oldest promised day among them.

    Three disjoint parts, each on an index of its own: open until now, delivered since, withdrawn since.
    """
    chosen = Chosen(session, scope)
    count, oldest = 0, []
    for part in owed_parts(as_of):
        query = select(func.count(), func.min(promises.c.promised_on)).where(part, *chosen.of(promises))
        number, first = session.execute(query).one()
        count += number
        oldest += [first] if first else []
    return StillOwed(count, min(oldest, default=None))


def owed_parts(as_of: date) -> tuple[ColumnElement[bool], ...]:
    """meeting.promises.still_owed in SQL, as conditions that exclude each other."""
    delivered, withdrawn = promises.c.delivered_on, promises.c.withdrawn_on
    due = and_(promises.c.promised_on < as_of, made_by(as_of))
    return (
        and_(delivered.is_(None), withdrawn.is_(None), due),
        and_(delivered > as_of, func.coalesce(withdrawn, delivered) > as_of, due),
        and_(delivered.is_(None), withdrawn > as_of, due),
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
