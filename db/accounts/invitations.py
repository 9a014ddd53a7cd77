"""Invitations: links by which a person sets a password."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.accounts.browsers import SignedIn, invitations, open_account, people
from db.accounts.passwords import hashed, token_hash
from db.engine import Store, reading, transaction
from meeting import signing_in as rules
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require

LINK_IS_OVER = (
    "This link is used up or older than 7 days. Nothing was changed. Ask an administrator for a new one."
)


def invite(session: Session, person_id: int, *, actor: Actor, now: datetime) -> str:
    """The token of a link by which a person sets a password. Earlier links go on working until then."""
    require(actor, Action.SET_UP)
    row = session.execute(
        select(people.c.email, people.c.disabled).where(people.c.id == person_id, ~people.c.hidden)
    ).first()
    if row is None or row.disabled or not row.email:
        raise NotUnderstood(
            "Only a person with an e-mail, who was not disabled, can be invited. Nothing was saved. Give "
            "this person an e-mail first, or undo the disabling."
        )
    token = secrets.token_urlsafe(32)
    session.execute(
        insert(invitations).values(token_hash=token_hash(token), person_id=person_id, made_at=now)
    )
    return token


def invited(session: Session, token: str, *, now: datetime) -> tuple[int, str, str] | None:
    """Id, name and e-mail of whom a link is for; None when it is over. Looking uses nothing up."""
    query = (
        select(people.c.id, people.c.name, people.c.email, invitations.c.made_at)
        .join(people, people.c.id == invitations.c.person_id)
        .where(invitations.c.token_hash == token_hash(token), ~people.c.disabled, ~people.c.hidden)
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
