"""What each team does well, what shows it, when it was read aloud, and applause."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from db.models.base import Record, one_of
from meeting.strengths import Applauded


class Strength(Record, table=True):
    """One entry of a team's list. It is never deleted: `retired_on` folds it away. `made_in_id` is the meeting that
    ran when it was added."""

    __table_args__ = (Index("strength_team_id", "team_id", "place"),)

    team_id: int = Field(foreign_key="team.id")
    text: str = Field(sa_type=Text)
    place: int = 0
    made_on: date
    made_in_id: int | None = Field(default=None, foreign_key="meeting.id")
    retired_on: date | None = None


class StrengthProof(Record, table=True):
    """A win that shows a strength."""

    __tablename__ = "strength_proof"
    __table_args__ = (
        UniqueConstraint("strength_id", "win_id"),
        Index("strength_proof_win_id", "win_id"),
    )

    strength_id: int = Field(foreign_key="strength.id")
    win_id: int = Field(foreign_key="win.id")


class StrengthReading(Record, table=True):
    """A meeting read a strength aloud: the database lets it read one of each team."""

    __tablename__ = "strength_reading"
    __table_args__ = (
        UniqueConstraint("meeting_id", "team_id"),
        Index("strength_reading_strength_id", "strength_id"),
    )

    meeting_id: int = Field(foreign_key="meeting.id")
    team_id: int = Field(foreign_key="team.id")
    strength_id: int = Field(foreign_key="strength.id")
    read_on: date


class Applause(Record, table=True):
    """One press by somebody for one hit or strength; `meeting_id` is the meeting that ran then."""

    __table_args__ = (one_of("about", Applauded), Index("applause_by_thing", "about", "about_id"))

    about: str
    about_id: int
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    guest_id: int | None = Field(default=None, foreign_key="guest.id")
