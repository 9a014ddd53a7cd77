"""What became of what was heard in the field."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from db.models.base import Record, one_of
from meeting.words import Outcome


class NoteOutcome(Record, table=True):
    """A promise, complaint or win that was made of a field note. Topics and action items say so themselves."""

    __tablename__ = "note_outcome"
    __table_args__ = (
        one_of("what", Outcome),
        Index("note_outcome_note_id", "note_id"),
        Index("note_outcome_by_record", "what", "made_id"),
    )

    note_id: int = Field(foreign_key="field_note.id")
    what: str
    made_id: int
