"""How rules of meeting/ and a choice of team and tier are said in SQL. Tests hold both sayings together.

Statements are built once for each choice and take days and weeks as parameters: building one costs more time than
SQLite needs to answer it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, String, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import FromClause

from db.changes import table_of
from db.models import Complaint, Customer, IntakeRun, Promise, PromiseDay, Team, Win, WinTeam
from meeting.board import Scope
from meeting.errors import NotThere
from meeting.promises import PromiseState
from meeting.words import name_key

promises = table_of(Promise)
days = table_of(PromiseDay)
complaints = table_of(Complaint)
wins = table_of(Win)
customers = table_of(Customer)
teams = table_of(Team)
win_teams = table_of(WinTeam)
runs = table_of(IntakeRun)

PROMISES = "promises"
"""The kind of file that tells of deliveries."""
AS_OF = bindparam("as_of", type_=Date)
WEEK = bindparam("week", type_=String)
WEEKS = bindparam("weeks", type_=String, expanding=True)

built_once = lru_cache(maxsize=256)
"""For functions that build a statement from a Chosen: a store has few teams, and there are four tiers."""


@dataclass(frozen=True)
class Chosen:
    """A scope with its team looked up: conditions for each table."""

    team_id: int | None
    tier: str

    def of(self, table: FromClause) -> list[ColumnElement[bool]]:
        """Conditions on promises, complaints or wins; hidden rows are never in."""
        found: list[ColumnElement[bool]] = [~table.c.hidden]
        if self.team_id is not None:
            if table is wins:
                credited = select(win_teams.c.win_id).where(win_teams.c.team_id == self.team_id)
                found.append(wins.c.id.in_(credited))
            else:
                found.append(table.c.team_id == self.team_id)
        if self.tier:
            tier = customers.c.tier.is_(None) if self.tier == "none" else customers.c.tier == self.tier
            found.append(table.c.customer_id.in_(select(customers.c.id).where(tier)))
        return found


def not_the_same_as_another() -> ColumnElement[bool]:
    """Complaints that are counted. Said so that the index of those few that are the same is not walked for the rest."""
    return func.coalesce(complaints.c.same_as_id, 0) == 0


def chosen(session: Session, scope: Scope) -> Chosen:
    """Look up the team of a scope. Raises NotUnderstood for an unknown one."""
    if not scope.team:
        return Chosen(None, scope.tier)
    query = select(teams.c.id).where(teams.c.name_key == name_key(scope.team), ~teams.c.hidden)
    team_id = session.scalar(query)
    if team_id is None:
        names = ", ".join(sorted(session.scalars(select(teams.c.name).where(~teams.c.hidden))))
        then = f"Name one of: {names}." if names else "There are no teams yet: add one first."
        raise NotThere(f"There is no team “{scope.team}”. {then}")
    return Chosen(team_id, scope.tier)


def state_on(promised_on: ColumnElement[object], table: FromClause = promises) -> ColumnElement[str]:
    """meeting.promises.state_on in SQL as of AS_OF, for whichever day counts as the promised one."""
    delivered, withdrawn = table.c.delivered_on, table.c.withdrawn_on
    was_delivered, was_withdrawn = delivered <= AS_OF, withdrawn <= AS_OF
    withdrawn_before = and_(was_withdrawn, withdrawn < delivered)
    # A missing day compares as unknown, which CASE takes for "no" and NOT does not.
    return case(
        (
            and_(was_delivered, delivered <= promised_on, or_(withdrawn.is_(None), ~withdrawn_before)),
            PromiseState.KEPT.value,
        ),
        (and_(was_withdrawn, withdrawn <= promised_on), PromiseState.WITHDRAWN.value),
        (is_over(promised_on, table), PromiseState.MISSED.value),
        else_=PromiseState.PENDING.value,
    )


def brought_by_now() -> tuple[ColumnElement[bool], ...]:
    """Files of promises brought in by AS_OF and not taken back."""
    return (runs.c.kind == PROMISES, runs.c.reaches_to <= AS_OF, runs.c.undone_at.is_(None))


def is_over(day: ColumnElement[Any], table: FromClause = promises) -> ColumnElement[bool]:
    """The day is over, and the facts of the promise's source reach so far: meeting.promises.state_on."""
    # Asked only of what would be missed: the database leaves the rest out, and an index answers.
    return and_(day < AS_OF, day < func.coalesce(reach_of(table), AS_OF))


def reach_of(table: FromClause) -> ColumnElement[date]:
    """The day to which the facts of a promise's source reach; NULL where no file tells of them."""
    return (
        select(func.max(runs.c.reaches_to))
        .where(runs.c.source == table.c.source, *brought_by_now())
        .correlate(table)
        .scalar_subquery()
    )


def said_already(table: FromClause = days) -> ColumnElement[bool]:
    """A day said after AS_OF does not exist yet."""
    return or_(table.c.said_on.is_(None), table.c.said_on <= AS_OF)


def is_replaced_in_time(table: FromClause = days) -> ColumnElement[bool]:
    """meeting.promise_days.is_in_time in SQL, of a day that has come to be replaced by AS_OF."""
    return and_(table.c.replaced_on <= AS_OF, table.c.replaced_on <= table.c.day)


def stands(table: FromClause = days) -> ColumnElement[bool]:
    """meeting.promise_days.standing in SQL: said by AS_OF, and not replaced in time; each once."""
    replaced = table.c.replaced_on
    return and_(
        said_already(table),
        ~table.c.is_again,
        or_(replaced.is_(None), replaced > AS_OF, replaced > table.c.day),
    )


def is_moved_out() -> ColumnElement[bool]:
    """meeting.promise_days.replaced_in_time in SQL: left in time, and not moved back to. Left twice, it is out once."""
    back, before = days.alias("back"), days.alias("left_before")
    same_day = (back.c.promise_id == days.c.promise_id, back.c.day == days.c.day)
    stands_again = select(back.c.promise_id).where(*same_day, stands(back))
    is_second = select(before.c.promise_id).where(
        before.c.promise_id == days.c.promise_id,
        before.c.day == days.c.day,
        before.c.number < days.c.number,
        is_replaced_in_time(before),
    )
    return and_(
        said_already(),
        is_replaced_in_time(),
        ~stands_again.correlate(days).exists(),
        ~is_second.correlate(days).exists(),
    )


def missed_in(week: ColumnElement[str], of: FromClause = promises) -> ColumnElement[bool]:
    """Promises missed in a week, each once however many of its days in it were missed."""
    found = select(days.c.promise_id).where(
        days.c.promise_id == of.c.id,
        days.c.week == week,
        stands(),
        state_on(days.c.day, of) == PromiseState.MISSED.value,
    )
    return found.correlate_except(days).exists()


def made_already(table: FromClause = promises) -> ColumnElement[bool]:
    """A promise made after AS_OF does not exist yet."""
    return or_(table.c.made_on.is_(None), table.c.made_on <= AS_OF)
