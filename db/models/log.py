"""What was brought in and what was changed: logs, which only grow."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint
from sqlmodel import Field

from db.models.base import Base
from db.types import UtcDateTime


class IntakeRun(Base, table=True):
    """One file brought in: who, when, what came of it. A log: only undoing it is noted afterwards.

    `reaches_to` is the day on which it was brought in: what is promised for that day or later it cannot tell.
    """

    __tablename__ = "intake_run"
    __table_args__ = (Index("intake_run_reach", "kind", "source", "reaches_to", "undone_at"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    source: str
    file_name: str
    digest: str
    actor: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    reaches_to: date
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
