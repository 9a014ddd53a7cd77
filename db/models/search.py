"""The index of the search: what was ever said or logged, in the words meeting.search splits it into."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Column, String, Text, UniqueConstraint
from sqlmodel import Field

from db.models.base import Base

# Words are compared as they are written, letter by letter: SQLite does so by itself, PostgreSQL where it is told to.
_WORD = String().with_variant(String(collation="C"), "postgresql")


class SearchEntry(Base, table=True):
    """One thing that can be found. Its id is made of its day, kind and record, so that later days have higher ids.

    No record and no event: it follows from the records. `words` are those in search_word, with a space between them.
    """

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "record_id"),)

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    kind: str
    record_id: int
    day: date
    words: str = Field(sa_type=Text)


class SearchWord(Base, table=True):
    """A word of an entry. The key is the index: words in their order, and within one word the days."""

    __tablename__ = "search_word"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    word: str = Field(sa_column=Column(_WORD, primary_key=True))
    entry_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
