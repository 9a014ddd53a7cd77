"""The numbers that the database counts are those of the rules, and every number opens to exactly its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from db.engine import Store, reading, rehearsal
from db.queries import evidence, figures
from meeting.board import EVERYTHING, Scope
from meeting.errors import NotUnderstood
from meeting.promise_days import said_by
from meeting.promises import PromiseState, known
from meeting.weeks import week_of
from tests.db.recount import (
    LAST,
    TEAMS,
    TIERS,
    WEEKS,
    Ids,
    Recount,
    World,
    every_order_of_days,
    moments,
    put,
    scopes,
    worlds,
)
from tests.db.stores import TODAY

many = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    # Each example is undone in the end, so one store serves them all.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def _holding(store: Store, world: World) -> Iterator[tuple[Session, Ids]]:
    """The store with a world in it, which is gone afterwards."""
    with rehearsal(store) as session:
        yield session, put(session, world)


@many
@given(world=worlds(), as_of=moments, scope=scopes)
def test_the_figures_of_each_week_are_those_of_the_rules(
    store: Store, world: World, as_of: date, scope: Scope
) -> None:
    recount = Recount(world, as_of, scope)
    with _holding(store, world) as (session, _):
        found = figures.week_figures(session, WEEKS, as_of=as_of, scope=scope)
        owed = figures.still_owed(session, as_of=as_of, scope=scope)
    assert found == tuple(recount.figures(week) for week in WEEKS)
    assert owed == recount.still_owed()


def test_every_order_of_a_promises_days_is_counted_by_the_rules(store: Store) -> None:
    as_of = WEEKS[1].monday
    world = every_order_of_days(as_of)
    assert len(world.promises) > 1000
    with _holding(store, world) as (session, ids):
        for days in range(-4, 4):
            recount = Recount(world, as_of + timedelta(days=days), EVERYTHING)
            found = figures.week_figures(session, WEEKS, as_of=recount.as_of)
            assert found == tuple(recount.figures(week) for week in WEEKS)
            assert figures.still_owed(session, as_of=recount.as_of) == recount.still_owed()
            owed = evidence.owed(session, as_of=recount.as_of, most=5000)
            assert {row.id for row in owed} == {ids.promises[number] for number in recount.owed()}


@many
@given(world=worlds(), as_of=moments, scope=scopes)
def test_every_number_of_promises_opens_to_exactly_its_rows(
    store: Store, world: World, as_of: date, scope: Scope
) -> None:
    recount = Recount(world, as_of, scope)
    with _holding(store, world) as (session, ids):
        for week in WEEKS:
            for state in PromiseState:
                rows = evidence.promises_in_state(session, week, state, as_of=as_of, scope=scope)
                counted = [(day, ids.promises[number]) for day, number in recount.in_state(week, state)]
                assert [(row.promised_on, row.id) for row in rows] == counted
            moved = evidence.moved_out(session, week, as_of=as_of, scope=scope)
            counted = [(day, ids.promises[number]) for day, number in recount.moved(week)]
            assert [(row.promised_on, row.id) for row in moved] == counted
            for row in moved:
                one = world.promises[ids.promises.index(row.id)]
                assert row.moved_to == said_by(one.days, as_of=as_of)[-1].day
        owed = evidence.owed(session, as_of=as_of, scope=scope)
        ahead = evidence.coming_up(session, today=as_of, scope=scope)
    assert {row.id for row in owed} == {ids.promises[number] for number in recount.owed()}
    since = [(recount.owed_since(ids.promises.index(row.id)), row.id) for row in owed]
    assert [(row.promised_on, row.id) for row in owed] == sorted(since)
    for row in owed:
        one = world.promises[ids.promises.index(row.id)]
        assert (row.customer, row.tier) == (f"{TIERS[one.customer]}", TIERS[one.customer])
        assert row.team == (None if one.team is None else TEAMS[one.team])
        assert row.delivered_on == known(one.delivered_on, as_of=as_of)
        assert row.withdrawn_on == known(one.withdrawn_on, as_of=as_of)
    pending = {
        (day, ids.promises[number])
        for week in week_of(LAST).up_to_here(9)
        for day, number in recount.in_state(week.shifted(4), PromiseState.PENDING)
        if as_of <= day < as_of + timedelta(days=14)
    }
    assert {(row.promised_on, row.id) for day in ahead for row in day.promises} == pending
    assert all(row.promised_on == day.day for day in ahead for row in day.promises)
    assert [day.day for day in ahead] == sorted({day.day for day in ahead})


@many
@given(world=worlds(), as_of=moments, scope=scopes)
def test_every_number_of_complaints_and_wins_opens_to_exactly_its_rows(
    store: Store, world: World, as_of: date, scope: Scope
) -> None:
    recount = Recount(world, as_of, scope)
    with _holding(store, world) as (session, ids):
        for week in WEEKS:
            complaints = evidence.complaints_of(session, week, as_of=as_of, scope=scope)
            assert {row.id: row.callers for row in complaints} == {
                ids.complaints[number]: recount.callers(number) for number in recount.complaints(week)
            }
            for row in complaints:
                about = world.complaints[ids.complaints.index(row.id)]
                assert row.answered_on == known(about.answered_on, as_of=as_of)
                assert row.resolved_on == known(about.resolved_on, as_of=as_of)
            wins = evidence.wins_of(session, week, as_of=as_of, scope=scope)
            assert {row.id for row in wins} == {ids.wins[number] for number in recount.wins(week)}
            for win in wins:
                one = world.wins[ids.wins.index(win.id)]
                assert win.teams == tuple(TEAMS[team] for team in one.teams)
                assert win.people == tuple(("ana", "ben")[person] for person in one.people)
                assert win.customer == (None if one.customer is None else f"{TIERS[one.customer]}")


@many
@given(world=worlds(), as_of=moments, scope=scopes)
def test_the_misses_to_talk_about_are_the_figure_less_those_that_share_a_row(
    store: Store, world: World, as_of: date, scope: Scope
) -> None:
    with _holding(store, world) as (session, _):
        for found in figures.week_figures(session, WEEKS, as_of=as_of, scope=scope):
            rows = evidence.misses(session, found.week, as_of=as_of, scope=scope)
            missed = evidence.promises_in_state(
                session, found.week, PromiseState.MISSED, as_of=as_of, scope=scope
            )
            # One missed on two days of the week is counted twice and talked about once.
            assert len(missed) == found.promises.missed
            told = [row.promise.id for row in rows if row.promise is not None]
            assert sorted(told) == sorted({row.id for row in missed})
            assert sum(len(row.complaints) for row in rows) == found.complaints.received
            assert len(rows) == len(told) + found.complaints.received - found.about_the_same


def test_an_unknown_team_is_refused_naming_those_there_are(store: Store) -> None:
    with _holding(store, World((), (), ())) as (session, _):
        with pytest.raises(
            NotUnderstood, match=r"There is no team “Workshop”\. Name one of: Sales, Service\."
        ):
            figures.week_figures(session, WEEKS, as_of=WEEKS[0].monday, scope=Scope(team="Workshop"))
        found = figures.week_figures(session, WEEKS, as_of=WEEKS[0].monday, scope=Scope(team=" sales "))
        assert [week.is_empty for week in found] == [True] * len(WEEKS)
    with reading(store) as session, pytest.raises(NotUnderstood, match=r"no teams yet"):
        figures.still_owed(session, as_of=WEEKS[0].monday, scope=Scope(team="Sales"))


def test_the_figures_of_a_week_are_found_without_looking_through_other_weeks(sqlite_store: Store) -> None:
    thirteen = [week_of(TODAY - timedelta(weeks=weeks)) for weeks in range(13)]
    with reading(sqlite_store) as session:
        connection, asked = session.connection(), list[tuple[str, Any]]()
        listen(connection, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
        figures.week_figures(session, thirteen, as_of=TODAY)
        plans = [
            row[3]
            for statement, given in list(asked)
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        ]
    assert plans
    assert [plan for plan in plans if plan.startswith("SCAN") or "complaint_same_as" in plan] == []
