"""The first hour: while nobody can sign in as administrator, whoever has the code sets everything up in one go."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db import accounts, changes
from db.changes.core import table_of
from db.changes.house import check_organisation
from db.changes.people import add_person
from db.engine import Store, reading, transaction
from db.models import SetupCode, Team
from meeting.errors import NotUnderstood
from meeting.permissions import Actor
from meeting.signing_in import checked_password
from meeting.words import Role, Side, name_key

codes = table_of(SetupCode)
TRIES = 5
NEW_CODE = "type in a terminal, in the folder of the program: .venv/bin/python -m db setup-code"
# Without letters that are taken for others.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
SETTING_UP = Actor("setting up", Role.ADMIN)


@dataclass(frozen=True)
class PersonToAdd:
    name: str
    email: str
    team: str
    role: Role


@dataclass(frozen=True)
class Setup:
    """What the set-up page asks. `teams` are (name, side); the first person is the administrator."""

    name: str
    zone: str
    common_goal: str
    holidays: tuple[date, ...]
    teams: tuple[tuple[str, Side], ...]
    administrator: PersonToAdd
    password: str
    again: str
    people: tuple[PersonToAdd, ...]


def is_open(session: Session) -> bool:
    """Whether the product waits for its first administrator."""
    return not accounts.has_administrator(session)


def new_code(store: Store) -> str:
    """A new code in place of an earlier one. Raises NotUnderstood once there is an administrator."""
    code = "".join(secrets.choice(LETTERS) for _ in range(10))
    with transaction(store) as session:
        if not is_open(session):
            raise NotUnderstood(
                "There is an administrator already: nothing is left to set up. Nothing was changed. "
                "Sign in, or make a new link: python -m db person reset EMAIL"
            )
        session.execute(delete(codes))
        session.execute(insert(codes).values(code_hash=_hash(code), tries_left=TRIES))
    return code


def set_up(store: Store, asked: Setup, *, code: str, now: datetime) -> accounts.SignedIn:
    """All of it or nothing; signs the administrator in. Raises NotUnderstood with what to mend."""
    _use_a_try(store, code)
    asked = replace(asked, teams=tuple((name.strip(), side) for name, side in asked.teams if name.strip()))
    admin = asked.administrator
    hashed = accounts.hashed(
        checked_password(asked.password, again=asked.again, name=admin.name, email=admin.email)
    )
    check_organisation(name=asked.name, zone=asked.zone, common_goal=asked.common_goal)
    with transaction(store) as session:
        if not is_open(session):
            raise NotUnderstood(
                "Somebody else has set this up meanwhile. Nothing was saved. Sign in instead."
            )
        _house(session, asked, now=now)
        for each in (admin, *asked.people):
            person_id = add_person(
                session,
                name=each.name,
                email=each.email,
                role=each.role,
                team=each.team,
                actor=SETTING_UP,
                now=now,
            )
            if each is admin:
                signed_in = accounts.open_account(session, person_id, hashed=hashed, now=now)
        session.execute(delete(codes))
        return signed_in


def people_in(text: str) -> tuple[PersonToAdd, ...]:
    """People typed or pasted, one a line: name, e-mail, team, role. Raises NotUnderstood naming the line."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        mark = next((mark for mark in "\t;," if mark in line), ",")
        name, email, team, role = ([part.strip() for part in line.split(mark)] + ["", "", ""])[:4]
        if "@" not in email or (role and role.casefold() not in set(Role)):
            raise NotUnderstood(
                f"Line {number} of the people, “{line.strip()[:80]}”, is not understood. Nothing was saved. Write: "
                "name, e-mail, team, role. The role is member, manager, facilitator or admin."
            )
        found.append(PersonToAdd(name, email, team, Role(role.casefold() or Role.MEMBER)))
    return tuple(found)


def _use_a_try(store: Store, code: str) -> None:
    """A wrong code counts even though everything else is undone. The fifth ends it."""
    with reading(store) as session:
        if not is_open(session):
            raise NotUnderstood("This is set up already. Nothing was saved. Sign in instead.")
    with transaction(store) as session:
        row = session.execute(select(codes.c.code_hash, codes.c.tries_left)).first()
        tries = row.tries_left if row else 0
        right = row is not None and tries > 0 and hmac.compare_digest(row.code_hash, _hash(code))
        if not right and tries:
            session.execute(update(codes).values(tries_left=tries - 1))
    if not right:
        left = max(0, tries - 1)
        said = (
            f"The code is not right; {left} {'try is' if left == 1 else 'tries are'} left. Nothing was saved."
        )
        raise NotUnderstood(f"{said} Type it again." if left else f"{said} For a new one, {NEW_CODE}")


def _house(session: Session, asked: Setup, *, now: datetime) -> None:
    days: Sequence[str] = sorted(day.isoformat() for day in set(asked.holidays))
    changes.set_up_organisation(
        session,
        actor=SETTING_UP,
        now=now,
        name=asked.name.strip(),
        zone=asked.zone,
        common_goal=asked.common_goal.strip(),
        holidays=json.dumps(days),
    )
    known = set(session.scalars(select(table_of(Team).c.name_key)))
    for name, side in asked.teams:
        if name_key(name) not in known:
            changes.add_team(session, actor=SETTING_UP, now=now, name=name, side=side)


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
