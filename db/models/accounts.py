"""How people sign in. Nothing of it is ever told in an event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from db.models.base import Base
from db.types import UtcDateTime


class Account(Base, table=True):
    """How a person signs in. Apart from Person, because nothing of it may ever be told in an event."""

    person_id: int = Field(
        primary_key=True, foreign_key="person.id", sa_column_kwargs={"autoincrement": False}
    )
    password: str
    changed_at: datetime = Field(sa_type=UtcDateTime)


class SignIn(Base, table=True):
    """A browser that is signed in. Only the hash of its token is kept."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("sign_in_person_id", "person_id"),)

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime = Field(sa_type=UtcDateTime)


class Invitation(Base, table=True):
    """A link by which a person sets a password. Only the hash of its token is kept."""

    __table_args__ = (Index("invitation_person_id", "person_id"),)

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)


class KnownBrowser(Base, table=True):
    """A browser that signed in to this account before: wrong passwords of others do not hold it up."""

    __tablename__ = "known_browser"
    __table_args__ = (Index("known_browser_person_id", "person_id"),)

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")


class FailedSignIn(Base, table=True):
    """A sign-in that failed. `account` is the hash of the e-mail that was typed, known or not."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (
        Index("failed_sign_in_account", "account", "at"),
        Index("failed_sign_in_address", "address", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    account: str
    address: str


class SetupCode(Base, table=True):
    """The one code that lets the first administrator in; only its hash, and how many tries are left."""

    __tablename__ = "setup_code"

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str
    tries_left: int
