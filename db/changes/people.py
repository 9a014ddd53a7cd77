"""Changes of people: added, given another role or team, disabled when they leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from db.changes.core import Changes, table_of
from db.changes.records import edit
from db.models import Account, ActionItem, Complaint, Customer, FieldNote, Person, Record, Team
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.words import ActionState, NoteState, Role, as_kept, name_key

people = table_of(Person)
OPEN_WORK: tuple[tuple[type[Record], str], ...] = (
    (Customer, "turn_to_id"),
    (Complaint, "owner_id"),
    (ActionItem, "owner_id"),
    (FieldNote, "owner_id"),
)
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
    operation: str | None = None,
) -> int:
    """Add a person, or take the one a file named with this e-mail; returns the id. They sign in once invited.

    `operation` is what undoes it; without one it is given one that nobody knows.
    """
    require(actor, Action.SET_UP)
    name, email = _name(name), _email(email)
    team_id = _team(session, team)
    fields: dict[str, Any] = {"name": name, "name_key": name_key(name), "team_id": team_id, "role": str(role)}
    changes = Changes(session, actor=actor, now=now, operation=operation)
    known = _row(session, people.c.email == email)
    if known is not None:
        person_id = int(known["id"])
        # What a file said of this person stays known: the next file does not take the role back.
        fields |= {"disabled": False, "hidden": False}
        edit(changes, Person, person_id, seen=known["version"], fields=fields, action="add person")
    else:
        person_id = changes.create(Person, {**fields, "email": email}, action="add person")
    with keeping_an_administrator(session, but=name):
        changes.write()
    return person_id


def change_person(
    session: Session,
    person_id: int,
    *,
    seen: int,
    name: str,
    email: str,
    role: Role,
    team: str,
    actor: Actor,
    now: datetime,
) -> str:
    """Set a person's name, e-mail, role and team; returns the operation, empty where nothing was different.

    The role counts from the next thing that person does: see db.accounts.who. Raises ChangedMeanwhile.
    """
    require(actor, Action.SET_UP)
    person = _row(session, (people.c.id == person_id) & ~people.c.hidden)
    if person is None:
        raise NotUnderstood("This person is not there any more. Nothing was saved. Look at the list again.")
    fields: dict[str, Any] = {
        "name": _name(name),
        "email": _own_email(session, person, email),
        "team_id": _team(session, team, now=person["team_id"]),
        "role": str(role),
    }
    fields["name_key"] = name_key(fields["name"])
    changes = Changes(session, actor=actor, now=now)
    with keeping_an_administrator(session, but=person["name"]):
        is_different = edit(changes, Person, person_id, seen=seen, fields=fields, action="change person")
        changes.write()
    return changes.operation if is_different else ""


@contextmanager
def keeping_an_administrator(session: Session, *, but: str = "This") -> Iterator[None]:
    """Raises NotUnderstood when what happens inside would leave nobody who can set things up."""
    before = _administrators(session)
    yield
    if before and not _administrators(session):
        raise NotUnderstood(
            f"{but} is the last administrator. Nothing was saved. Make somebody else one first."
        )


def disable_person(
    session: Session,
    person_id: int,
    *,
    taken_over_by: int | None,
    actor: Actor,
    now: datetime,
    operation: str | None = None,
) -> int:
    """Close a person's account and hand over the open work; returns how much that was. The name stays in history."""
    require(actor, Action.SET_UP)
    person = _row(session, people.c.id == person_id)
    if person is None or person["disabled"]:
        raise NotUnderstood(
            "This person is not there any more, or was disabled already. Nothing was saved. Look "
            "at the list again."
        )
    if _administrators(session) == {person_id}:
        raise NotUnderstood(
            f"{person['name']} is the last administrator. Nothing was saved. Make somebody else one first."
        )
    if taken_over_by is not None:
        other = session.execute(select(people.c.id).where(people.c.id == taken_over_by, ~people.c.disabled))
        if taken_over_by == person_id or other.first() is None:
            raise NotUnderstood("Name somebody who is still there to take over. Nothing was saved.")
    changes = Changes(session, actor=actor, now=now, operation=operation)
    handed_over = 0
    for model, column in OPEN_WORK:
        table = table_of(model)
        query = select(table.c.id, table.c.version, table.c[column]).where(
            _is_open_work(table, column, person_id)
        )
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
            select(func.count())
            .select_from(table_of(model))
            .where(_is_open_work(table_of(model), column, person_id))
        )
        or 0
        for model, column in OPEN_WORK
    )


def _is_open_work(table: Table, column: str, person_id: int) -> ColumnElement[bool]:
    is_theirs: ColumnElement[bool] = table.c[column] == person_id
    if table.name == "action_item":
        return is_theirs & (table.c.state == ActionState.OPEN.value)
    return is_theirs & (table.c.state != NoteState.DONE.value) if table.name == "field_note" else is_theirs


def person_id_of(session: Session, email: str) -> int:
    """Raises NotUnderstood for an e-mail nobody has."""
    found = session.scalar(select(people.c.id).where(people.c.email == as_kept(email)))
    if found is None:
        raise NotUnderstood(f"Nobody has the e-mail “{email}”. Nothing was changed. Check how it is written.")
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


def _name(written: str) -> str:
    name = " ".join(written.split())
    if not name or len(name) > 200:
        raise NotUnderstood("A person needs a name of at most 200 characters. Nothing was saved. Type one.")
    return name


def _email(written: str) -> str:
    email = as_kept(written)
    if not 3 <= len(email) <= 254 or "@" not in email[1:-1] or any(letter.isspace() for letter in email):
        raise NotUnderstood(
            f"“{email}” is not an e-mail address. Nothing was saved. Write it like ana@example.com."
        )
    return email


def _own_email(session: Session, person: Mapping[str, Any], written: str) -> str | None:
    """Who signs in with an e-mail keeps one; nobody has that of somebody else."""
    if not written.strip() and person["email"] is None:
        return None
    email = _email(written)
    other = _row(session, (people.c.email == email) & (people.c.id != person["id"]))
    if other is not None:
        raise NotUnderstood(
            f"{other['name']} has the e-mail “{email}” already. Nothing was saved. Take another."
        )
    return email


def _team(session: Session, name: str, *, now: int | None = None) -> int | None:
    """`now` is a team that somebody is in already: it may stay, even where it was taken back since."""
    if not name.strip():
        return None
    teams = table_of(Team)
    there = ~teams.c.hidden | (teams.c.id == now)
    found = session.scalar(select(teams.c.id).where(teams.c.name_key == name_key(name), there))
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
