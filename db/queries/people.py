"""Everybody, for whoever sets up who may come in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.core import table_of
from db.changes.people import open_work
from db.models import Account, Invitation, Person, Team


@dataclass(frozen=True)
class PersonRow:
    """`standing` says whether they can come in, in words."""

    id: int
    name: str
    email: str | None
    role: str
    team: str | None
    disabled: bool
    standing: str
    open_work: int
    has_password: bool


def everybody(session: Session) -> tuple[PersonRow, ...]:
    """By name; those who left last."""
    people, teams = table_of(Person).c, table_of(Team).c
    accounts, links = table_of(Account).c, table_of(Invitation).c
    linked = select(func.count()).where(links.person_id == people.id).scalar_subquery()
    query = (
        select(people.id, people.name, people.email, people.role, teams.name, people.disabled)
        .add_columns(accounts.person_id.is_not(None), linked)
        .select_from(
            table_of(Person)
            .outerjoin(table_of(Team), teams.id == people.team_id)
            .outerjoin(table_of(Account), accounts.person_id == people.id)
        )
        .where(~people.hidden)
        .order_by(people.disabled, people.name_key, people.id)
    )
    return tuple(
        PersonRow(
            id_,
            name,
            email,
            role,
            team,
            disabled,
            _standing(disabled, has_password, links),
            open_work(session, id_),
            has_password,
        )
        for id_, name, email, role, team, disabled, has_password, links in session.execute(query)
    )


def not_invited(session: Session) -> int:
    """How many could come in and have neither a password nor a link to set one."""
    people = table_of(Person).c
    has_way = [
        select(column).where(column == people.id).exists()
        for column in (table_of(Account).c.person_id, table_of(Invitation).c.person_id)
    ]
    query = select(func.count()).where(~people.hidden, ~people.disabled, *(~each for each in has_way))
    return int(session.scalar(query) or 0)


def _standing(disabled: bool, has_password: bool, links: int) -> str:
    if disabled:
        return "account closed"
    if has_password:
        return "can sign in"
    return "invited, no password yet" if links else "not invited yet"
