"""Whose turn it is: who is on which rota, who is away, what was agreed and taken; and who led which meeting."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from db.models.base import Record, one_of
from meeting.rota import RotaKind


class RotaPlace(Record, table=True):
    """Somebody on a rota. Hidden is off it; put on again they are on it since that day."""

    __tablename__ = "rota_place"
    __table_args__ = (one_of("kind", RotaKind), UniqueConstraint("kind", "person_id"))

    kind: str
    person_id: int = Field(foreign_key="person.id")
    place: int
    since: date


class Absence(Record, table=True):
    """Days on which somebody cannot come, both included. Why is nobody's business."""

    __table_args__ = (CheckConstraint("first_day <= last_day", name="days"),)

    person_id: int = Field(foreign_key="person.id", index=True)
    first_day: date
    last_day: date


class RotaSkip(Record, table=True):
    """Somebody said “not this time”: the turn is owed still."""

    __tablename__ = "rota_skip"
    __table_args__ = (one_of("kind", RotaKind), UniqueConstraint("kind", "day", "person_id"))

    kind: str
    day: date
    person_id: int = Field(foreign_key="person.id")


class RotaSwap(Record, table=True):
    """Two people take each other's next turn from a day on."""

    __tablename__ = "rota_swap"
    __table_args__ = (one_of("kind", RotaKind),)

    kind: str
    one_id: int = Field(foreign_key="person.id")
    other_id: int = Field(foreign_key="person.id")
    since: date


class RotaTurn(Record, table=True):
    """A turn agreed for the meeting of a day or, once `is_taken`, taken in it; `owner_id` is whose turn it was."""

    __tablename__ = "rota_turn"
    __table_args__ = (one_of("kind", RotaKind), UniqueConstraint("kind", "day"))

    kind: str
    day: date
    owner_id: int = Field(foreign_key="person.id")
    person_id: int = Field(foreign_key="person.id")
    is_taken: bool = False


class MeetingLed(Record, table=True):
    """Who led a meeting, written when it is closed for the first time; opened again it stays as it is."""

    __tablename__ = "meeting_led"
    __table_args__ = (UniqueConstraint("meeting_id"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    leader: str
    leader_id: int | None = Field(default=None, foreign_key="person.id")
