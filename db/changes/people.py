"""Changes of people: added, given another role or team, disabled when they leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.changes.core import Changes, table_of
from db.models import Account, Complaint, Customer, Person, Record, Team
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.words import Role, name_key

people = table_of(Person)
OPEN_WORK: tuple[tuple[type[Record], str], ...] = ((Customer, "turn_to_id"), (Complaint, "owner_id"))
"""What somebody has to take over from a person who leaves."""


def add_person(
    session: Session,
    *,
    name: str,
    email: str,
    role: Role,
    team: str = "",
    actor: Actor,
    now: datetime,
) -> int:
    """Add a person, or take the one a file named with this e-mail; returns the id. They sign in once invited."""
    require(actor, Action.SET_UP)
    name, email = " ".join(name.split()), email.strip().casefold()
    if not name or len(name) > 200:
        raise NotUnderstood("A person needs a name of at most 200 characters. Nothing was saved.")
    if not 3 <= len(email) <= 254 or "@" not in email[1:-1] or any(letter.isspace() for letter in email):
        raise NotUnderstood(f"“{email}” is not an e-mail address. Nothing was saved.")
    team_id = _team(session, team)
    fields: dict[str, Any] = {"name": name, "name_key": name_key(name), "team_id": team_id, "role": str(role)}
    changes = Changes(session, actor=actor, now=now)
    known = _row(session, people.c.email == email)
    if known is not None:
        person_id = int(known["id"])
        _update(changes, known, action="add person", **fields, disabled=False, hidden=False)
    else:
        person_id = changes.create(Person, {**fields, "email": email}, action="add person")
    changes.write()
    return person_id


def disable_person(
    session: Session, person_id: int, *, taken_over_by: int | None, actor: Actor, now: datetime
) -> int:
    """Close a person's account and hand over the open work; returns how much that was. The name stays in history."""
    require(actor, Action.SET_UP)
    person = _row(session, people.c.id == person_id)
    if person is None or person["disabled"]:
        raise NotUnderstood("This person is not there any more, or was disabled already. Nothing was saved.")
    if _administrators(session) == {person_id}:
        raise NotUnderstood(
            f"{person['name']} is the last administrator. Nothing was saved. Make somebody else one first."
        )
    if taken_over_by is not None:
        other = session.execute(select(people.c.id).where(people.c.id == taken_over_by, ~people.c.disabled))
        if taken_over_by == person_id or other.first() is None:
            raise NotUnderstood("Name somebody who is still there to take over. Nothing was saved.")
    changes = Changes(session, actor=actor, now=now)
    handed_over = 0
    for model, column in OPEN_WORK:
        table = table_of(model)
        query = select(table.c.id, table.c.version, table.c[column]).where(table.c[column] == person_id)
        for row in session.execute(query).mappings().all():
            handed_over += 1
            _update(changes, dict(row), model=model, action="take over", **{column: taken_over_by})
    _update(changes, person, action="disable person", disabled=True)
    changes.write()
    return handed_over


def open_work(session: Session, person_id: int) -> int:
    """How many customers and complaints somebody would have to take over."""
    return sum(
        session.scalar(
            select(func.count()).select_from(table_of(model)).where(table_of(model).c[column] == person_id)
        )
        or 0
        for model, column in OPEN_WORK
    )


def person_id_of(session: Session, email: str) -> int:
    """Raises NotUnderstood for an e-mail nobody has."""
    found = session.scalar(select(people.c.id).where(people.c.email == email.strip().casefold()))
    if found is None:
        raise NotUnderstood(f"Nobody has the e-mail “{email}”. Nothing was changed.")
    return int(found)


def _row(session: Session, condition: ColumnElement[bool]) -> dict[str, Any] | None:
    found = session.execute(select(*people.c).where(condition)).mappings().first()
    return dict(found) if found else None


def _administrators(session: Session) -> set[int]:
    """Those who can come in: somebody who never set a password could not repair anything."""
    accounts = table_of(Account)
    query = (
        select(people.c.id)
        .join(accounts, accounts.c.person_id == people.c.id)
        .where(people.c.role == Role.ADMIN.value, ~people.c.disabled, ~people.c.hidden)
    )
    return set(session.scalars(query))


def _team(session: Session, name: str) -> int | None:
    if not name.strip():
        return None
    teams = table_of(Team)
    found = session.scalar(select(teams.c.id).where(teams.c.name_key == name_key(name), ~teams.c.hidden))
    if found is None:
        raise NotUnderstood(f"There is no team “{name}”. Nothing was saved. Add it first.")
    return int(found)


def _update(
    changes: Changes, row: Mapping[str, Any], *, action: str, model: type[Record] = Person, **after: Any
) -> None:
    after = {name: value for name, value in after.items() if row[name] != value}
    if after:
        before = {name: row[name] for name in after}
        changes.update(model, row["id"], version=row["version"], before=before, after=after, action=action)
