"""Who may come in: passwords, signed-in browsers, invitations. Nothing of this is ever told in an event or a log.

A token is random, is given out once, and only its hash is kept: whoever reads the store cannot sign in with it.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from db.changes.core import table_of
from db.engine import Store, is_being_written, reading, transaction
from db.models import Account, FailedSignIn, Invitation, KnownBrowser, Person, SignIn
from meeting import signing_in as rules
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.words import Role

accounts, sign_ins, invitations = table_of(Account), table_of(SignIn), table_of(Invitation)
known_browsers, failures, people = table_of(KnownBrowser), table_of(FailedSignIn), table_of(Person)

SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is kept when a browser was used last: not each look may be a write."""

LINK_IS_OVER = (
    "This link is used up or older than 7 days. Nothing was changed. Ask an administrator for a new one."
)


@dataclass(frozen=True)
class SignedIn:
    """What the browser of somebody who just signed in keeps: the two tokens, given out this once."""

    token: str
    known: str
    person_id: int


def sign_in(
    store: Store, *, email: str, password: str, address: str, known: str, now: datetime
) -> SignedIn | rules.Waiting | None:
    """A new token; or how long to wait; or None for a wrong password, a closed or an unknown account."""
    account = _hash(email.strip().casefold())
    with reading(store) as session:
        row = _account(session, email)
        wait = _waiting(session, row, account=account, address=address, known=known, now=now)
    if wait.seconds:
        return wait
    # Outside any transaction, as it takes long on purpose; and always, so that nobody learns who has an account.
    right = _verified(row.password if row else _nobody(), password)
    with transaction(store) as session:
        again = _account(session, email)
        if not right or again is None or row is None or again.password != row.password:
            session.execute(delete(failures).where(failures.c.at < now - rules.REMEMBERED))
            session.execute(insert(failures).values(at=now, account=account, address=address))
            return None
        person_id = int(row.person_id)
        mine = (failures.c.account == account) & (failures.c.address == address)
        session.execute(delete(failures).where(mine))
        return _let_in(session, person_id, known=known, now=now)


def _let_in(session: Session, person_id: int, *, known: str, now: datetime) -> SignedIn:
    token = secrets.token_urlsafe(32)
    _forget_the_old(session, now=now)
    session.execute(
        insert(sign_ins).values(token_hash=_hash(token), person_id=person_id, made_at=now, used_at=now)
    )
    if not _is_known(session, person_id, known):
        known = secrets.token_urlsafe(32)
        session.execute(insert(known_browsers).values(token_hash=_hash(known), person_id=person_id))
    return SignedIn(token, known, person_id)


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
            session.execute(update(sign_ins).where(sign_ins.c.token_hash == _hash(token)).values(used_at=now))


def sign_out(session: Session, token: str) -> None:
    session.execute(delete(sign_ins).where(sign_ins.c.token_hash == _hash(token)))


def sign_out_everywhere(session: Session, person_id: int) -> None:
    """End every signed-in browser of a person. Those it was signed in from stay known."""
    session.execute(delete(sign_ins).where(sign_ins.c.person_id == person_id))


def shut_out(session: Session, person_id: int) -> None:
    """End everything a person could come in by: password, browsers, links."""
    for table in (accounts, sign_ins, invitations, known_browsers):
        session.execute(delete(table).where(table.c.person_id == person_id))


def invite(session: Session, person_id: int, *, actor: Actor, now: datetime) -> str:
    """The token of a link by which a person sets a password. Earlier links go on working until then."""
    require(actor, Action.SET_UP)
    row = session.execute(
        select(people.c.email, people.c.disabled).where(people.c.id == person_id, ~people.c.hidden)
    ).first()
    if row is None or row.disabled or not row.email:
        raise NotUnderstood(
            "Only a person with an e-mail, who was not disabled, can be invited. Nothing was saved."
        )
    token = secrets.token_urlsafe(32)
    session.execute(insert(invitations).values(token_hash=_hash(token), person_id=person_id, made_at=now))
    return token


def invited(session: Session, token: str, *, now: datetime) -> tuple[int, str, str] | None:
    """Id, name and e-mail of whom a link is for; None when it is over. Looking uses nothing up."""
    query = (
        select(people.c.id, people.c.name, people.c.email, invitations.c.made_at)
        .join(people, people.c.id == invitations.c.person_id)
        .where(invitations.c.token_hash == _hash(token), ~people.c.disabled, ~people.c.hidden)
    )
    row = session.execute(query).first()
    if row is None or rules.invitation_is_over(made_at=row.made_at, now=now):
        return None
    return int(row.id), str(row.name), str(row.email)


def accept_invitation(store: Store, token: str, *, password: str, again: str, now: datetime) -> SignedIn:
    """Set the password, end every link and every browser of the person, and sign this one in."""
    with reading(store) as session:
        found = invited(session, token, now=now)
    if found is None:
        raise NotUnderstood(LINK_IS_OVER)
    _, name, email = found
    new = hashed(rules.checked_password(password, again=again, name=name, email=email))
    with transaction(store) as session:
        found = invited(session, token, now=now)
        if found is None:
            raise NotUnderstood(LINK_IS_OVER)
        return open_account(session, found[0], hashed=new, now=now)


def open_account(session: Session, person_id: int, *, hashed: str, now: datetime) -> SignedIn:
    """Give a person this password in place of every other way in, and sign this browser in."""
    shut_out(session, person_id)
    session.execute(insert(accounts).values(person_id=person_id, password=hashed, changed_at=now))
    return _let_in(session, person_id, known="", now=now)


def hashed(password: str) -> str:
    """As it may be kept. Takes long on purpose: call it outside transactions."""
    return PasswordHasher().hash(password)


def has_administrator(session: Session) -> bool:
    """Whether anybody can sign in who may set things up."""
    query = (
        select(people.c.id)
        .join(accounts, accounts.c.person_id == people.c.id)
        .where(people.c.role == Role.ADMIN.value, ~people.c.disabled, ~people.c.hidden)
    )
    return session.execute(query.limit(1)).first() is not None


def failed_since(session: Session, moment: datetime) -> int:
    """How many sign-ins failed since then, of those still remembered."""
    query = select(func.count()).select_from(failures).where(failures.c.at >= moment)
    return session.scalar(query) or 0


def _account(session: Session, email: str) -> Any:
    query = (
        select(accounts.c.person_id, accounts.c.password)
        .join(people, people.c.id == accounts.c.person_id)
        .where(people.c.email == email.strip().casefold(), ~people.c.disabled, ~people.c.hidden)
    )
    return session.execute(query).first()


def _signed_in(session: Session, token: str) -> Any:
    query = (
        select(people.c.id, people.c.name, people.c.role, sign_ins.c.made_at, sign_ins.c.used_at)
        .join(people, people.c.id == sign_ins.c.person_id)
        .where(sign_ins.c.token_hash == _hash(token), ~people.c.disabled, ~people.c.hidden)
    )
    return session.execute(query).first()


def _waiting(
    session: Session,
    row: Any,
    *,
    account: str,
    address: str,
    known: str,
    now: datetime,
) -> rules.Waiting:
    query = (
        select(failures.c.at, failures.c.account)
        .where(failures.c.address == address, failures.c.at > now - rules.REMEMBERED)
        .order_by(failures.c.at)
    )
    tries = session.execute(query).all()
    return rules.waiting(
        [each.at for each in tries if each.account == account],
        [each.at for each in tries],
        now=now,
        is_known_browser=row is not None and _is_known(session, row.person_id, known),
    )


def _is_known(session: Session, person_id: int, known: str) -> bool:
    query = select(known_browsers.c.token_hash).where(
        known_browsers.c.token_hash == _hash(known), known_browsers.c.person_id == person_id
    )
    return bool(known) and session.execute(query).first() is not None


def _forget_the_old(session: Session, *, now: datetime) -> None:
    old = or_(sign_ins.c.used_at <= now - rules.IDLE, sign_ins.c.made_at <= now - rules.AT_MOST)
    session.execute(delete(sign_ins).where(old))
    session.execute(delete(invitations).where(invitations.c.made_at <= now - rules.INVITED_FOR))


def _verified(hashed: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, password[: rules.LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A password nobody knows, checked for those who have no account."""
    return hashed(secrets.token_urlsafe(32))


def _hash(secret: str) -> str:
    # Fast on purpose: what it hides is random and long. Passwords go through Argon2.
    return hashlib.sha256(secret.encode()).hexdigest()


token_hash = _hash
"""For whoever keeps a list of open browsers: their tokens are not for keeping."""
