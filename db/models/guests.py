"""Who joins a meeting by code: the code, the guests, and the phones they hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from db.models.base import Base, Record, one_of
from db.types import UtcDateTime
from meeting.joining import GuestState
from meeting.words import Side


class Guest(Record, table=True):
    """Somebody who asks to take part in one meeting without signing in. `person_id` is of the name they picked among
    those expected; without one, `name` is what they call themselves.

    While somebody asks or is in under a name, nobody else can be: `name_hash` is the hash of who they say they are, as
    a name without its spaces could not be found again to be removed.
    """

    __table_args__ = (
        one_of("state", GuestState),
        one_of("side", Side),
        Index("guest_meeting_id", "meeting_id", "state"),
        Index(
            "guest_once",
            "meeting_id",
            "name_hash",
            unique=True,
            sqlite_where=text("state IN ('asks', 'in')"),
            postgresql_where=text("state IN ('asks', 'in')"),
        ),
    )

    meeting_id: int = Field(foreign_key="meeting.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    name: str
    name_hash: str
    side: str | None = None
    state: str = GuestState.ASKS


class GuestPhone(Base, table=True):
    """The browser of a guest: only the hash of its token is kept, and it is told in no event.

    `times_closed` is that of the meeting when the guest joined: after Close the token opens nothing, even when the
    meeting is opened again.
    """

    __tablename__ = "guest_phone"
    __table_args__ = (Index("guest_phone_guest_id", "guest_id"),)

    token_hash: str = Field(primary_key=True)
    guest_id: int = Field(foreign_key="guest.id")
    times_closed: int = 0


class JoinCode(Base, table=True):
    """The code of a meeting, as it stands on the screen. It is told in no event.

    It is kept as it is, unlike every password, as each screen of whoever leads draws it: it lives for hours, and lets
    nobody in without being asked. `lets_in_all` is what whoever leads said of those who come later.
    """

    __tablename__ = "join_code"

    meeting_id: int = Field(
        primary_key=True, foreign_key="meeting.id", sa_column_kwargs={"autoincrement": False}
    )
    code: str
    times_closed: int = 0
    lets_in_all: bool = False


class WrongCode(Base, table=True):
    """A code that was not right: how many there were in the last minute decides whether the next is looked at."""

    __tablename__ = "wrong_code"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
