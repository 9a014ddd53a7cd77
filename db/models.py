"""The tables. No behaviour; words and states are those of meeting/.

`table=True` models do not validate: rows are checked before they get here, and the constraints below are the
last net. Every record carries `version` (counted up by each change) and `hidden` (deleting hides).
ISO weeks are stored beside their day because neither database computes them reliably.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    MetaData,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from db.types import UtcDateTime
from meeting.words import NamedBy, Need, Role, Severity, Side, Tier, WinKind, WithdrawnBy

NAMING = {
    "ix": "%(table_name)s_%(column_0_name)s",
    "uq": "%(table_name)s_%(column_0_name)s_unique",
    "ck": "%(table_name)s_%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_name)s_exists",
    "pk": "%(table_name)s_key",
}


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """A registry of our own: the shared one cannot be imported twice, as a reload does."""


class Mark(StrEnum):
    """What a store is for. Only `test` and `example` stores honour a moved clock."""

    REAL = "real"
    EXAMPLE = "example"
    TEST = "test"


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Record(Base):
    """What every record has."""

    id: int | None = Field(default=None, primary_key=True)
    version: int = 1
    hidden: bool = False


class Sourced(Record):
    """A record that files may speak about: known by source + reference.

    `file_says` is JSON {field: value}, the last word of the file on fields since changed by hand; of a complaint
    also on the `promise` it is about, as long as no file brought that promise.
    """

    source: str | None = None
    reference: str | None = None
    file_says: str | None = Field(default=None, sa_type=Text)


class Organisation(Record, table=True):
    __table_args__ = (_one_of("mark", Mark),)

    name: str
    zone: str
    holidays: str = Field(default="[]", sa_type=Text)
    common_goal: str = ""
    mark: str = Mark.REAL
    example_until: date | None = None


class Team(Record, table=True):
    __table_args__ = (_one_of("side", Side), UniqueConstraint("name_key"))

    name: str
    name_key: str
    side: str


class Person(Sourced, table=True):
    __table_args__ = (
        _one_of("role", Role),
        UniqueConstraint("source", "reference"),
        UniqueConstraint("email"),
        Index("person_name_key", "name_key"),
    )

    name: str
    name_key: str
    email: str | None = None
    team_id: int | None = Field(default=None, foreign_key="team.id")
    role: str = Role.MEMBER
    disabled: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Customer(Sourced, table=True):
    __table_args__ = (
        _one_of("tier", Tier),
        UniqueConstraint("source", "reference"),
        Index("customer_reference", "reference"),
        Index("customer_email", "email"),
        Index("customer_name_key", "name_key"),
    )

    name: str
    name_key: str
    email: str | None = None
    tier: str | None = None
    turn_to_id: int | None = Field(default=None, foreign_key="person.id")
    merged_into_id: int | None = Field(default=None, foreign_key="customer.id")


class Promise(Sourced, table=True):
    __table_args__ = (
        _one_of("withdrawn_by", WithdrawnBy),
        _one_of("need", Need),
        UniqueConstraint("source", "reference"),
        Index(
            "promise_by_week",
            *("promised_week", "promised_on", "delivered_on", "withdrawn_on", "made_on"),
            *("team_id", "customer_id", "hidden"),
        ),
        Index(
            "promise_by_first_week",
            *("first_promised_week", "first_promised_on", "promised_on", "delivered_on", "withdrawn_on"),
            *("made_on", "moved_on", "team_id", "customer_id", "hidden"),
        ),
        Index(
            "promise_open",
            *("promised_on", "made_on", "team_id", "customer_id", "hidden"),
            sqlite_where=text("delivered_on IS NULL AND withdrawn_on IS NULL"),
            postgresql_where=text("delivered_on IS NULL AND withdrawn_on IS NULL"),
        ),
        Index(
            "promise_by_delivery",
            "delivered_on",
            sqlite_where=text("delivered_on IS NOT NULL"),
            postgresql_where=text("delivered_on IS NOT NULL"),
        ),
        Index("promise_customer_id", "customer_id"),
        Index(
            "promise_by_withdrawal",
            "withdrawn_on",
            sqlite_where=text("withdrawn_on IS NOT NULL"),
            postgresql_where=text("withdrawn_on IS NOT NULL"),
        ),
    )

    customer_id: int = Field(foreign_key="customer.id")
    what: str
    kind: str = ""
    made_on: date | None = None
    promised_on: date
    promised_week: str
    first_promised_on: date
    first_promised_week: str
    moved_on: date | None = None
    delivered_on: date | None = None
    withdrawn_on: date | None = None
    withdrawn_by: str | None = None
    team_id: int | None = Field(default=None, foreign_key="team.id")
    sales_person_id: int | None = Field(default=None, foreign_key="person.id")
    cause: str = ""
    need: str | None = None
    breakdown: str = "late"


class Complaint(Sourced, table=True):
    __table_args__ = (
        _one_of("severity", Severity),
        UniqueConstraint("source", "reference"),
        Index("complaint_by_week", "received_week", "received_on"),
        Index("complaint_same_as", "same_as_id"),
        Index("complaint_customer_id", "customer_id"),
        Index("complaint_promise_id", "promise_id"),
    )

    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    received_on: date
    received_week: str
    breakdown: str = "other"
    breakdown_said: str = ""
    severity: str = Severity.MINOR
    text: str = Field(default="", sa_type=Text)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    promise_id: int | None = Field(default=None, foreign_key="promise.id")
    same_as_id: int | None = Field(default=None, foreign_key="complaint.id")
    answered_on: date | None = None
    resolved_on: date | None = None


class Win(Sourced, table=True):
    __table_args__ = (
        _one_of("kind", WinKind),
        _one_of("named_by", NamedBy),
        UniqueConstraint("source", "reference"),
        Index("win_by_week", "happened_week", "happened_on"),
        Index("win_customer_id", "customer_id"),
    )

    happened_on: date
    happened_week: str
    kind: str | None = None
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    text: str = Field(default="", sa_type=Text)
    named_by: str | None = None
    evidence: str = Field(default="", sa_type=Text)


class WinTeam(Base, table=True):
    """A team credited with a win. Part of the win: its events and version are the win's."""

    __tablename__ = "win_team"

    win_id: int = Field(foreign_key="win.id", primary_key=True)
    team_id: int = Field(foreign_key="team.id", primary_key=True)


class WinPerson(Base, table=True):
    """A person credited with a win. Part of the win: its events and version are the win's."""

    __tablename__ = "win_person"

    win_id: int = Field(foreign_key="win.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)


class IntakeRun(Base, table=True):
    """One file brought in: who, when, what came of it. A log: only undoing it is noted afterwards."""

    __tablename__ = "intake_run"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    source: str
    file_name: str
    digest: str
    actor: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    mapping: str = Field(default="{}", sa_type=Text)
    rows: int
    new: int
    changed: int
    unchanged: int
    refused: int
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    undone_by: str | None = None


class RefusedRow(Base, table=True):
    """A row of a file that was not taken in, with the cell that stood in the way."""

    __tablename__ = "refused_row"
    __table_args__ = (Index("refused_row_run_id", "run_id"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="intake_run.id")
    line: int
    column: str
    value: str = Field(default="", sa_type=Text)
    reason: str


class Event(Base, table=True):
    """One change of one record. Replaying the events gives the tables.

    `before` and `after` are JSON objects of the fields that changed; `before` is null for a new record.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("operation"),
        Index("event_record", "what", "record_id"),
        Index("event_run_id", "run_id"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    actor_id: int | None = Field(sa_column=Column(ForeignKey("person.id"), nullable=True))
    action: str
    what: str
    record_id: int
    version: int
    before: str | None = Field(default=None, sa_type=Text)
    after: str = Field(sa_type=Text)
    operation: str
    reason: str = ""
    run_id: int | None = Field(default=None, foreign_key="intake_run.id")


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
