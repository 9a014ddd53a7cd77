"""Browsers that are signed in: let in, looked up, kept alive, signed out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from db.accounts.passwords import token_hash
from db.changes.core import table_of
from db.engine import Store, is_being_written, reading, transaction
from db.models import Account, Invitation, KnownBrowser, Person, SignIn
from meeting import signing_in as rules
from meeting.permissions import Actor
from meeting.words import Role

accounts, sign_ins, invitations = table_of(Account), table_of(SignIn), table_of(Invitation)
known_browsers, people = table_of(KnownBrowser), table_of(Person)

SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is kept when a browser was used last: not each look may be a write."""


@dataclass(frozen=True)
class SignedIn:
    """What the browser of somebody who just signed in keeps: the two tokens, given out this once."""

    token: str
    known: str
    person_id: int


def let_in(session: Session, person_id: int, *, known: str, now: datetime) -> SignedIn:
    """Sign a browser in under a new token, and make it known where it is not yet."""
    token = secrets.token_urlsafe(32)
    _forget_the_old(session, now=now)
    session.execute(
        insert(sign_ins).values(token_hash=token_hash(token), person_id=person_id, made_at=now, used_at=now)
    )
    if not is_known(session, person_id, known):
        known = secrets.token_urlsafe(32)
        session.execute(insert(known_browsers).values(token_hash=token_hash(known), person_id=person_id))
    return SignedIn(token, known, person_id)


def is_known(session: Session, person_id: int, known: str) -> bool:
    """Whether this browser signed in to this account before."""
    query = select(known_browsers.c.token_hash).where(
        known_browsers.c.token_hash == token_hash(known), known_browsers.c.person_id == person_id
    )
    return bool(known) and session.execute(query).first() is not None


def who(session: Session, token: str, *, now: datetime) -> Actor | None:
    """Whose browser this is, or None when it has to sign in."""
    found = _signed_in(session, token)
    if found is None or rules.is_over(made_at=found.made_at, used_at=found.used_at, now=now):
        return None
    return Actor(found.name, Role(found.role), found.id)


def still_in(session: Session, token_hashes: list[str], *, now: datetime) -> set[str]:
    """Which of these signed-in browsers still are."""
    query = (
        select(sign_ins.c.token_hash, sign_ins.c.made_at, sign_ins.c.used_at)
        .join(people, people.c.id == sign_ins.c.person_id)
        .where(sign_ins.c.token_hash.in_(token_hashes), ~people.c.disabled, ~people.c.hidden)
    )
    return {
        row.token_hash
        for row in session.execute(query)
        if not rules.is_over(made_at=row.made_at, used_at=row.used_at, now=now)
    }


def seen(store: Store, token: str, *, now: datetime) -> None:
    """Remember that this browser was used, so that it does not count as idle.

    Not while somebody saves: whoever only looks never waits, and looks again soon enough.
    """
    with reading(store) as session:
        found = _signed_in(session, token)
    if found is not None and now - found.used_at >= SEEN_EVERY and not is_being_written(store):
        with transaction(store) as session:
            used = update(sign_ins).where(sign_ins.c.token_hash == token_hash(token))
            session.execute(used.values(used_at=now))


def sign_out(session: Session, token: str) -> None:
    session.execute(delete(sign_ins).where(sign_ins.c.token_hash == token_hash(token)))


def sign_out_everywhere(session: Session, person_id: int) -> None:
    """End every signed-in browser of a person. Those it was signed in from stay known."""
    session.execute(delete(sign_ins).where(sign_ins.c.person_id == person_id))


def shut_out(session: Session, person_id: int) -> None:
    """End everything a person could come in by: password, browsers, links."""
    for table in (accounts, sign_ins, invitations, known_browsers):
        session.execute(delete(table).where(table.c.person_id == person_id))


def end_all_but(session: Session, person_id: int, *, token: str, known: str) -> None:
    """End everything a person could come in by, but for the password and this one browser."""
    for table, secret in ((sign_ins, token), (known_browsers, known)):
        of_others = (table.c.person_id == person_id) & (table.c.token_hash != token_hash(secret))
        session.execute(delete(table).where(of_others))
    session.execute(delete(invitations).where(invitations.c.person_id == person_id))


def open_account(session: Session, person_id: int, *, hashed: str, now: datetime) -> SignedIn:
    """Give a person this password in place of every other way in, and sign this browser in."""
    shut_out(session, person_id)
    session.execute(insert(accounts).values(person_id=person_id, password=hashed, changed_at=now))
    return let_in(session, person_id, known="", now=now)


def has_administrator(session: Session) -> bool:
    """Whether anybody can sign in who may set things up."""
    query = (
        select(people.c.id)
        .join(accounts, accounts.c.person_id == people.c.id)
        .where(people.c.role == Role.ADMIN.value, ~people.c.disabled, ~people.c.hidden)
    )
    return session.execute(query.limit(1)).first() is not None


def _signed_in(session: Session, token: str) -> Any:
    query = (
        select(people.c.id, people.c.name, people.c.role, sign_ins.c.made_at, sign_ins.c.used_at)
        .join(people, people.c.id == sign_ins.c.person_id)
        .where(sign_ins.c.token_hash == token_hash(token), ~people.c.disabled, ~people.c.hidden)
    )
    return session.execute(query).first()


def _forget_the_old(session: Session, *, now: datetime) -> None:
    old = or_(sign_ins.c.used_at <= now - rules.IDLE, sign_ins.c.made_at <= now - rules.AT_MOST)
    session.execute(delete(sign_ins).where(old))
    session.execute(delete(invitations).where(invitations.c.made_at <= now - rules.INVITED_FOR))
