"""Sign-ins that failed: remembered for a day, and how long the next try has to wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from db.accounts.passwords import token_hash
from db.changes.core import table_of
from db.models import FailedSignIn
from meeting import signing_in as rules
from meeting.words import as_kept

failures = table_of(FailedSignIn)


@dataclass(frozen=True)
class Try:
    """A try at the account of an e-mail, which anybody may have typed, from an address."""

    email: str
    address: str

    @property
    def account(self) -> str:
        return token_hash(as_kept(self.email))


def waiting(session: Session, asked: Try, *, is_known_browser: bool, now: datetime) -> rules.Waiting:
    query = (
        select(failures.c.at, failures.c.account)
        .where(failures.c.address == asked.address, failures.c.at > now - rules.REMEMBERED)
        .order_by(failures.c.at)
    )
    tries = session.execute(query).all()
    return rules.waiting(
        [each.at for each in tries if each.account == asked.account],
        [each.at for each in tries],
        now=now,
        is_known_browser=is_known_browser,
    )


def failed(session: Session, asked: Try, *, now: datetime) -> None:
    session.execute(delete(failures).where(failures.c.at < now - rules.REMEMBERED))
    session.execute(insert(failures).values(at=now, account=asked.account, address=asked.address))


def forgive(session: Session, asked: Try) -> None:
    """Whoever knows the password need not wait for what went wrong before."""
    mine = (failures.c.account == asked.account) & (failures.c.address == asked.address)
    session.execute(delete(failures).where(mine))


def failed_since(session: Session, moment: datetime) -> int:
    """How many sign-ins failed since then, of those still remembered."""
    query = select(func.count()).select_from(failures).where(failures.c.at >= moment)
    return session.scalar(query) or 0
