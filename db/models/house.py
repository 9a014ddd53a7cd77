"""The organisation, its teams and its people."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import Index, Text, UniqueConstraint, false
from sqlmodel import Field

from db.models.base import Record, Sourced, one_of
from meeting.words import Role, Side


class Mark(StrEnum):
    """What a store is for. Only `test` and `example` stores honour a moved clock."""

    REAL = "real"
    EXAMPLE = "example"
    TEST = "test"


class Organisation(Record, table=True):
    """`ground_rules` are lines, `agenda` JSON as meeting.agenda writes it; both empty until the company has its own."""

    __table_args__ = (one_of("mark", Mark),)

    name: str
    zone: str
    holidays: str = Field(default="[]", sa_type=Text)
    common_goal: str = ""
    ground_rules: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    agenda: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    mark: str = Mark.REAL
    example_until: date | None = None


class Team(Record, table=True):
    __table_args__ = (one_of("side", Side), UniqueConstraint("name_key"))

    name: str
    name_key: str
    side: str


class Person(Sourced, table=True):
    __table_args__ = (
        one_of("role", Role),
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
