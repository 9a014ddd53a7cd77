"""The Monday meeting: who came, what was decided, who does what by when, and what was heard in the field."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from db.models.base import Base, Record, one_of
from db.types import UtcDateTime
from meeting.words import ActionState, Idea, NoteKind, NoteState, Origin


class Meeting(Record, table=True):
    """One Monday meeting. `is_open` is 1 while it runs and null afterwards: the database lets one be open only.

    `weeks` is JSON, the weeks it reviews; `agenda` JSON, its steps as meeting.agenda writes them; `used` JSON, seconds
    of each step up to `running_since`, which is null while the clock is stopped; `focus` the miss or topic of the step
    that is talked about, such as `promise 12`. `known` is the last event before it
    began: what is told after it and counts in a week reviewed by then came in late for the next.
    """

    __table_args__ = (UniqueConstraint("is_open"), Index("meeting_by_day", "held_on"))

    held_on: date
    weeks: str = Field(sa_type=Text)
    is_open: int | None = 1
    leader: str
    leader_id: int | None = Field(default=None, foreign_key="person.id")
    started_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    agenda: str = Field(sa_type=Text)
    step: int = 0
    focus: str = ""
    used: str = Field(default="[]", sa_type=Text)
    running_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    known: int = 0
    times_closed: int = 0


class Attendance(Record, table=True):
    """Somebody expected in a meeting, and whether they came."""

    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    person_id: int = Field(foreign_key="person.id")
    is_here: bool = False


class FieldNote(Record, table=True):
    """Something heard in the field.

    `idea`, `state` and `owner_id` are of ideas and barriers; `from_team_id` and `to_team_id` the hand-off a barrier
    stands at; `answer` and what follows belong to a question.
    """

    __tablename__ = "field_note"
    __table_args__ = (
        one_of("kind", NoteKind),
        one_of("state", NoteState),
        one_of("idea", Idea),
        Index("field_note_by_week", "noted_week", "noted_on"),
        Index("field_note_person_id", "person_id"),
    )

    noted_on: date
    noted_week: str
    kind: str
    text: str = Field(sa_type=Text)
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    team_id: int | None = Field(default=None, foreign_key="team.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    idea: str | None = None
    state: str = Field(default=NoteState.OPEN, sa_column_kwargs={"server_default": "open"})
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    from_team_id: int | None = Field(default=None, foreign_key="team.id")
    to_team_id: int | None = Field(default=None, foreign_key="team.id")
    answer: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    answered_by_id: int | None = Field(default=None, foreign_key="person.id")
    answered_on: date | None = None


class Topic(Record, table=True):
    """Something to solve together. It waits with no decision until a meeting comes to it."""

    __table_args__ = (Index("topic_by_place", "place"),)

    title: str
    place: int = 0
    raised_in_id: int | None = Field(default=None, foreign_key="meeting.id")
    origin: str | None = None
    origin_id: int | None = None
    done_in_id: int | None = Field(default=None, foreign_key="meeting.id")


class Decision(Record, table=True):
    """What a meeting decided, in the words read back."""

    __table_args__ = (Index("decision_meeting_id", "meeting_id"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    topic_id: int | None = Field(default=None, foreign_key="topic.id")
    text: str = Field(sa_type=Text)
    look_again_on: date | None = None


class ActionItem(Record, table=True):
    """What somebody does by when. The first due day never changes.

    Of which a part is done stays one item: `left_to_do` is the rest of it, and due by then.
    """

    __tablename__ = "action_item"
    __table_args__ = (
        one_of("state", ActionState),
        one_of("origin", Origin),
        Index("action_item_by_state", "state", "due_on"),
        Index("action_item_owner_id", "owner_id"),
        Index("action_item_meeting_id", "meeting_id"),
        Index("action_item_by_origin", "origin", "origin_id"),
        Index("action_item_by_first_due", "first_due_on"),
    )

    what: str
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    made_on: date
    due_on: date | None = None
    first_due_on: date | None = None
    state: str = ActionState.OPEN
    done_on: date | None = None
    dropped_because: str = ""
    notes: str = Field(default="", sa_type=Text)
    left_to_do: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    origin: str | None = None
    origin_id: int | None = None
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")


class MeetingRating(Base, table=True):
    """A rating from 1 to 10 without a name. Its id is random, so that its place tells nothing either.

    No record and no event: who gave it is not to be found out.
    """

    __tablename__ = "meeting_rating"
    __table_args__ = (Index("meeting_rating_meeting_id", "meeting_id"),)

    id: str = Field(primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    rating: int
    word: str = ""
    by_hand: bool = False
