"""One win with what it stands on, and who was named in none lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.changes.core import table_of
from db.changes.own import is_own
from db.models import Complaint, Person, Promise, Team, Win, WinPerson, WinTeam
from db.queries.scope import customers
from meeting.hits import Cited, not_thanked, since_when
from meeting.permissions import Actor
from meeting.words import Origin

wins, people, teams = table_of(Win), table_of(Person), table_of(Team)
win_people, win_teams = table_of(WinPerson), table_of(WinTeam)


@dataclass(frozen=True)
class OneWin:
    """`people` and `teams` are names by number, by name. `is_own` when whoever looks has logged it."""

    id: int
    version: int
    happened_on: date
    kind: str | None
    customer_id: int | None
    customer: str
    text: str
    named_by: str | None
    said: str
    evidence: str
    cited: Cited | None
    people: Mapping[int, str]
    teams: Mapping[int, str]
    is_own: bool


def one_win(session: Session, win_id: int, *, looks: Actor) -> OneWin | None:
    """None when there never was such a win."""
    query = (
        select(wins, customers.c.name.label("customer"))
        .select_from(wins.outerjoin(customers, customers.c.id == wins.c.customer_id))
        .where(wins.c.id == win_id)
    )
    row = session.execute(query).mappings().first()
    if row is None:
        return None
    by_people = select(people.c.id, people.c.name).join_from(people, win_people)
    by_teams = select(teams.c.id, teams.c.name).join_from(teams, win_teams)
    return OneWin(
        id=win_id,
        version=row["version"],
        happened_on=row["happened_on"],
        kind=row["kind"],
        customer_id=row["customer_id"],
        customer=row["customer"] or "",
        text=row["text"],
        named_by=row["named_by"],
        said=row["said"],
        evidence=row["evidence"],
        cited=_cited(session, row["promise_id"], row["complaint_id"]),
        people=_named(session, by_people.where(win_people.c.win_id == win_id)),
        teams=_named(session, by_teams.where(win_teams.c.win_id == win_id)),
        is_own=is_own(session, Win, win_id, actor=looks),
    )


def not_thanked_lately(session: Session, *, today: date, most: int = 200) -> tuple[str, ...]:
    """Who was named in no win for thirteen weeks, by name and nothing else."""
    named = (
        select(win_people.c.person_id)
        .join_from(win_people, wins)
        .where(wins.c.happened_on > since_when(today), wins.c.happened_on <= today, ~wins.c.hidden)
    )
    thanked = frozenset(session.scalars(named.distinct()))
    in_a_team = select(people.c.id, people.c.name).join_from(people, teams, teams.c.id == people.c.team_id)
    query = in_a_team.where(~people.c.hidden, ~people.c.disabled, ~teams.c.hidden)
    return not_thanked(((row.id, row.name) for row in session.execute(query)), thanked=thanked)[:most]


def _cited(session: Session, promise_id: int | None, complaint_id: int | None) -> Cited | None:
    if promise_id is not None:
        columns = table_of(Promise).c
        query = select(columns.what, columns.reference).where(columns.id == promise_id)
        return Cited(Origin.PROMISE, promise_id, *_words(session, query))
    if complaint_id is not None:
        columns = table_of(Complaint).c
        query = select(columns.text, columns.reference).where(columns.id == complaint_id)
        return Cited(Origin.COMPLAINT, complaint_id, *_words(session, query))
    return None


def _words(session: Session, query: Select[Any]) -> tuple[str, str]:
    words, reference = session.execute(query).one()
    return words, reference or ""


def _named(session: Session, query: Select[Any]) -> Mapping[int, str]:
    # Sorted here: databases do not agree on the order of names.
    found = {int(number): str(name) for number, name in session.execute(query)}
    return dict(sorted(found.items(), key=lambda entry: entry[1].casefold()))
