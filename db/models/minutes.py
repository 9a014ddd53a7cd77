"""What is kept of closed meetings: their minutes, and that somebody has read them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from db.models.base import Base
from db.types import UtcDateTime


class Minutes(Base, table=True):
    """The minutes of a meeting as it was closed; `version` counts how often it was. `document` is what
    meeting.minutes.as_json wrote, `digest` its SHA-256.

    No record: nothing changes a row once it is there, but for words that a person has a right to have removed.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    version: int
    closed_at: datetime = Field(sa_type=UtcDateTime)
    digest: str
    document: str = Field(sa_type=Text)


class ReadTick(Base, table=True):
    """Who said to have read what a meeting left: that they did, so that each is counted once, and nothing else.

    It is shown to nobody and goes out in no file.
    """

    __tablename__ = "read_tick"

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
