"""How rules of meeting/ and a choice of team and tier are said in SQL. Tests hold both sayings together."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import FromClause

from db.changes import table_of
from db.models import Complaint, Customer, Promise, Team, Win, WinTeam
from meeting.board import Scope
from meeting.errors import NotUnderstood
from meeting.promises import PromiseState
from meeting.words import name_key

promises = table_of(Promise)
complaints = table_of(Complaint)
wins = table_of(Win)
customers = table_of(Customer)
teams = table_of(Team)
win_teams = table_of(WinTeam)


class Chosen:
    """A scope with its team looked up: conditions for each table."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._tier = scope.tier
        self._team_id: int | None = None
        if scope.team:
            query = select(teams.c.id).where(teams.c.name_key == name_key(scope.team), ~teams.c.hidden)
            self._team_id = session.scalar(query)
            if self._team_id is None:
                names = ", ".join(sorted(session.scalars(select(teams.c.name).where(~teams.c.hidden))))
                raise NotUnderstood(f"There is no team “{scope.team}”. Teams: {names or 'none yet'}.")

    def of(self, table: FromClause) -> list[ColumnElement[bool]]:
        """Conditions on promises, complaints or wins; hidden rows are never in."""
        found: list[ColumnElement[bool]] = [~table.c.hidden]
        if self._team_id is not None:
            if table is wins:
                credited = select(win_teams.c.win_id).where(win_teams.c.team_id == self._team_id)
                found.append(wins.c.id.in_(credited))
            else:
                found.append(table.c.team_id == self._team_id)
        if self._tier:
            tier = customers.c.tier.is_(None) if self._tier == "none" else customers.c.tier == self._tier
            found.append(table.c.customer_id.in_(select(customers.c.id).where(tier)))
        return found


def state_on(
    as_of: date, promised_on: ColumnElement[date], table: FromClause = promises
) -> ColumnElement[str]:
    """meeting.promises.state_on in SQL, for whichever day counts as the promised one."""
    delivered, withdrawn = table.c.delivered_on, table.c.withdrawn_on
    was_delivered, was_withdrawn = delivered <= as_of, withdrawn <= as_of
    withdrawn_before = and_(was_withdrawn, withdrawn < delivered)
    # A missing day compares as unknown, which CASE takes for "no" and NOT does not.
    return case(
        (
            and_(was_delivered, delivered <= promised_on, or_(withdrawn.is_(None), ~withdrawn_before)),
            PromiseState.KEPT.value,
        ),
        (and_(was_withdrawn, withdrawn <= promised_on), PromiseState.WITHDRAWN.value),
        (promised_on < as_of, PromiseState.MISSED.value),
        else_=PromiseState.PENDING.value,
    )


def made_by(as_of: date, table: FromClause = promises) -> ColumnElement[bool]:
    """A promise made after `as_of` does not exist yet."""
    return or_(table.c.made_on.is_(None), table.c.made_on <= as_of)
