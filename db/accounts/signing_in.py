"""Signing in with a password, and changing one's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.accounts.browsers import SignedIn, accounts, end_all_but, is_known, let_in, people, who
from db.accounts.failures import Try, failed, forgive, waiting
from db.accounts.passwords import hashed, nobodys, verified
from db.engine import Store, reading, transaction
from meeting import signing_in as rules
from meeting.errors import NotUnderstood
from meeting.words import as_kept


def sign_in(
    store: Store, *, email: str, password: str, address: str, known: str, now: datetime
) -> SignedIn | rules.Waiting | None:
    """A new token; or how long to wait; or None for a wrong password, a closed or an unknown account."""
    asked = Try(email, address)
    with reading(store) as session:
        row = _account(session, email)
        is_known_browser = row is not None and is_known(session, row.person_id, known)
        wait = waiting(session, asked, is_known_browser=is_known_browser, now=now)
    if wait.seconds:
        return wait
    # Outside any transaction, as it takes long on purpose; and always, so that nobody learns who has an account.
    right = verified(row.password if row else nobodys(), password)
    with transaction(store) as session:
        again = _account(session, email)
        if not right or again is None or row is None or again.password != row.password:
            failed(session, asked, now=now)
            return None
        forgive(session, asked)
        return let_in(session, int(row.person_id), known=known, now=now)


def change_password(
    store: Store,
    token: str,
    *,
    old: str,
    new: str,
    again: str,
    address: str,
    known: str,
    now: datetime,
) -> rules.Waiting | bool:
    """Change the password of whoever is signed in here; ends every other browser and link of theirs.

    False for a wrong old one, which counts as a failed sign-in: whoever finds an open browser is slowed down like
    anybody at the door, even where it is known. Raises NotUnderstood for a new one that is not taken.
    """
    with reading(store) as session:
        row = _own_account(session, token, now=now)
        asked = Try(row.email, address)
        wait = waiting(session, asked, is_known_browser=False, now=now)
    if wait.seconds:
        return wait
    # The new one first: a slip of the finger in it is no try at the old one.
    kept = hashed(rules.checked_password(new, again=again, name=row.name, email=row.email))
    right = verified(row.password, old)
    with transaction(store) as session:
        found = _own_account(session, token, now=now)
        if not right or found.password != row.password:
            failed(session, asked, now=now)
            return False
        forgive(session, asked)
        mine = accounts.c.person_id == row.id
        session.execute(update(accounts).where(mine).values(password=kept, changed_at=now))
        end_all_but(session, row.id, token=token, known=known)
    return True


def _account(session: Session, email: str) -> Any:
    query = (
        select(accounts.c.person_id, accounts.c.password)
        .join(people, people.c.id == accounts.c.person_id)
        .where(people.c.email == as_kept(email), ~people.c.disabled, ~people.c.hidden)
    )
    return session.execute(query).first()


def _own_account(session: Session, token: str, *, now: datetime) -> Any:
    actor = who(session, token, now=now)
    query = (
        select(people.c.id, people.c.name, people.c.email, accounts.c.password)
        .join(accounts, accounts.c.person_id == people.c.id)
        .where(people.c.id == (actor.person_id if actor else None))
    )
    row = session.execute(query).first()
    if row is None:
        raise NotUnderstood("You are signed out. Nothing was saved. Sign in again.")
    return row
