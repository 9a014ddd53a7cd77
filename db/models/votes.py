"""What everybody in the room says: votes on topics, how each stood to a decision, and the pulse."""

from __future__ import annotations

from sqlalchemy import Index, Text, UniqueConstraint, false
from sqlmodel import Field

from db.models.base import Base, Record, one_of
from meeting.consensus import Answer
from meeting.pulse import Question


class Ballot(Record, table=True):
    """The vote of a meeting on what to solve first: asked for, and shown later.

    `counts` is JSON, votes by topic, and `voters` how many voted; both are filled when the votes are shown.
    """

    __table_args__ = (UniqueConstraint("meeting_id"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    is_shown: bool = False
    voters: int = 0
    counts: str = Field(default="{}", sa_type=Text)


class Vote(Base, table=True):
    """One vote for a topic, until the votes are shown: then it is counted and gone.

    No record and no event, as nobody sees it before. `voter` is `person 3`, `guest 2`, or empty for hands that were
    raised, of which there are several.
    """

    __table_args__ = (Index("vote_topic_id", "topic_id"),)

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", primary_key=True)
    voter: str = Field(primary_key=True)
    hands: int = 1


class Stand(Record, table=True):
    """How somebody stood to a decision, by name; no answer once its words were changed.

    `is_unheard` says that the meeting went on with it while they had not answered.

    `who` is `person 3` or `guest 2`; `name` is theirs when they answered.
    """

    __table_args__ = (one_of("answer", Answer), UniqueConstraint("decision_id", "who"))

    decision_id: int = Field(foreign_key="decision.id")
    who: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    name: str
    answer: str | None = None
    why: str = Field(default="", sa_type=Text)
    is_unheard: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Answered(Base, table=True):
    """Who has rated an open meeting or answered its pulse: that they did, and nothing else. Closing forgets it."""

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    what: str = Field(primary_key=True)
    who: str = Field(primary_key=True)


class PulseAnswer(Base, table=True):
    """An answer from 1 to 5 to one question, without a name, and apart from the other answers of whoever gave it.

    Its id is random, so that its place tells nothing either.
    """

    __tablename__ = "pulse_answer"
    __table_args__ = (one_of("question", Question), Index("pulse_answer_meeting_id", "meeting_id"))

    id: str = Field(primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    question: str
    value: int
    by_hand: bool = False
