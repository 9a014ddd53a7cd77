"""What every table shares: names of constraints, and what makes a row a record."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, MetaData, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "%(table_name)s_%(column_0_name)s",
    "uq": "%(table_name)s_%(column_0_name)s_unique",
    "ck": "%(table_name)s_%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_name)s_exists",
    "pk": "%(table_name)s_key",
}


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """A registry of our own: the shared one cannot be imported twice, as a reload does."""


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The column holds one of these words, or nothing where it may be empty."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Record(Base):
    """What every record has."""

    id: int | None = Field(default=None, primary_key=True)
    version: int = 1
    hidden: bool = False


class Sourced(Record):
    """A record that files may speak about: known by source + reference.

    `file_says` is JSON {field: value}, the last word of the file on fields since changed by hand; of a complaint
    also on the `promise` it is about, as long as no file brought that promise.
    """

    source: str | None = None
    reference: str | None = None
    file_says: str | None = Field(default=None, sa_type=Text)
