"""What happened with customers: promises, complaints and wins."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field

from db.models.base import Base, Record, Sourced, one_of
from meeting.words import NamedBy, Need, Severity, Tier, WinKind, WithdrawnBy


class Customer(Sourced, table=True):
    """`introduced_on`, `introduced_by_id`, `introduced_to_id`: which day, by whom and to whom of ours it was."""

    __table_args__ = (
        one_of("tier", Tier),
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
    introduced_on: date | None = None
    introduced_by_id: int | None = Field(default=None, foreign_key="person.id")
    introduced_to_id: int | None = Field(default=None, foreign_key="person.id")


class ToldApart(Record, table=True):
    """Two customers that look like one and are two: somebody said so, and nobody is asked again."""

    __tablename__ = "told_apart"
    __table_args__ = (UniqueConstraint("customer_id", "other_id"), Index("told_apart_other_id", "other_id"))

    customer_id: int = Field(foreign_key="customer.id")
    other_id: int = Field(foreign_key="customer.id")


class Promise(Sourced, table=True):
    """`promised_on` and `first_promised_on` are the last and the first of its days: see PromiseDay.

    `told_on`, `told_by`, `told_top`: when and by whom the customer was told of the miss, and who at the top was.
    """

    __table_args__ = (
        one_of("withdrawn_by", WithdrawnBy),
        one_of("need", Need),
        UniqueConstraint("source", "reference"),
        Index(
            "promise_by_week",
            *("promised_week", "promised_on", "made_on", "team_id", "customer_id", "hidden"),
        ),
        Index(
            "promise_by_first_week",
            *("first_promised_week", "first_promised_on", "delivered_on", "withdrawn_on", "made_on"),
            *("source", "team_id", "customer_id", "hidden"),
        ),
        Index(
            "promise_open",
            # Both are empty in it: named, they tell SQLite that it is the index to take.
            *("delivered_on", "withdrawn_on", "made_on", "source", "team_id", "customer_id", "hidden"),
            sqlite_where=text("delivered_on IS NULL AND withdrawn_on IS NULL"),
            postgresql_where=text("delivered_on IS NULL AND withdrawn_on IS NULL"),
        ),
        Index(
            "promise_by_delivery",
            "delivered_on",
            sqlite_where=text("delivered_on IS NOT NULL"),
            postgresql_where=text("delivered_on IS NOT NULL"),
        ),
        Index("promise_by_customer", "customer_id", "sales_person_id"),
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
    wished_on: date | None = None
    """The day the customer asked for. It is no promise, and nothing is counted by it."""
    promised_on: date
    promised_week: str
    first_promised_on: date
    first_promised_week: str
    delivered_on: date | None = None
    withdrawn_on: date | None = None
    withdrawn_by: str | None = None
    team_id: int | None = Field(default=None, foreign_key="team.id")
    sales_person_id: int | None = Field(default=None, foreign_key="person.id")
    cause: str = ""
    need: str | None = None
    breakdown: str = "late"
    told_on: date | None = None
    told_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    told_top: str = Field(default="", sa_column_kwargs={"server_default": ""})


class PromiseDay(Base, table=True):
    """A day a promise was promised for. Part of the promise: its events and version are the promise's.

    `said_on` is when it was promised: empty for the first, said when the promise was made, and where nobody knows.
    `replaced_on` is when the next one was said, and empty for the last: meeting.promise_days.replaced_on.
    `is_again` are those that stood already when they were said once more.
    """

    __tablename__ = "promise_day"
    __table_args__ = (
        Index("promise_day_by_week", *("week", "day", "said_on", "replaced_on", "is_again", "promise_id")),
    )

    promise_id: int = Field(foreign_key="promise.id", primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    day: date
    week: str
    said_on: date | None = None
    replaced_on: date | None = None
    is_again: bool = False


class Complaint(Sourced, table=True):
    """`told_on`, `told_by`, `told_top`: as in Promise, what the customer was told of what broke."""

    __table_args__ = (
        one_of("severity", Severity),
        UniqueConstraint("source", "reference"),
        Index("complaint_by_week", "received_week", "received_on"),
        Index("complaint_same_as", "same_as_id"),
        Index("complaint_customer_id", "customer_id"),
        Index("complaint_promise_id", "promise_id"),
        Index("complaint_owner_id", "owner_id"),
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
    cause: str = Field(default="", sa_column_kwargs={"server_default": ""})
    told_on: date | None = None
    told_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    told_top: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Win(Sourced, table=True):
    """`said` are the customer's own words; `promise_id` or `complaint_id` is cited, `evidence` is the same in words."""

    __table_args__ = (
        one_of("kind", WinKind),
        one_of("named_by", NamedBy),
        UniqueConstraint("source", "reference"),
        Index("win_by_week", "happened_week", "happened_on"),
        Index("win_customer_id", "customer_id"),
        Index("win_promise_id", "promise_id"),
        Index("win_complaint_id", "complaint_id"),
    )

    happened_on: date
    happened_week: str
    kind: str | None = None
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    text: str = Field(default="", sa_type=Text)
    named_by: str | None = None
    evidence: str = Field(default="", sa_type=Text)
    said: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    promise_id: int | None = Field(default=None, foreign_key="promise.id")
    complaint_id: int | None = Field(default=None, foreign_key="complaint.id")


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
