"""What holds all the words somebody asks for, newest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, intersect, literal, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import CompoundSelect

from db.models import Base
from db.search.ids import KINDS, OF_KIND, taken_apart
from db.search.texts import texts
from meeting.search import BEGINS_FROM, Entry, EntryKind, Found

words = Base.metadata.tables["search_word"]
_LAST = "\U0010ffff"


def find(
    session: Session, asked: Sequence[str], *, kinds: Collection[EntryKind] = KINDS, most: int = 50
) -> Found:
    """The newest `most` of some kinds; counted are all kinds. `asked` is what meeting.search.asked_for gives:
    without any word nothing is found."""
    if not asked:
        return Found((), {})
    # Looked up once, for the counts and for the newest.
    found = matches(asked).cte("found")
    number = (found.c.entry_id // OF_KIND) % 16
    newest = select(found.c.entry_id).order_by(found.c.entry_id.desc()).limit(most)
    if set(kinds) != set(KINDS):
        newest = newest.where(number.in_([KINDS.index(kind) for kind in kinds]))
    counted = select(number.label("id"), func.count().label("count")).group_by(number)
    both = union_all(counted, select(newest.subquery("newest").c.entry_id, literal(None)))
    rows = session.execute(both).all()
    counts = {KINDS[number]: count for number, count in rows if count is not None}
    return Found(
        _entries(session, sorted((each for each, count in rows if count is None), reverse=True)), counts
    )


def matches(asked: Sequence[str]) -> Select[Any] | CompoundSelect[Any]:
    """The ids of entries that hold all words, each once."""
    each = [select(words.c.entry_id).where(_is_found(word)).distinct() for word in asked]
    return each[0] if len(each) == 1 else intersect(*each)


def _is_found(asked: str) -> ColumnElement[bool]:
    """meeting.search.finds in SQL."""
    if len(asked) < BEGINS_FROM:
        return words.c.word == asked
    return (words.c.word >= asked) & (words.c.word < asked + _LAST)


def _entries(session: Session, ids: Sequence[int]) -> tuple[Entry, ...]:
    apart = [taken_apart(each) for each in ids]
    found = {
        (kind, text.record_id): Entry(
            kind, text.meeting_id or text.record_id, text.day, text.about, text.text
        )
        for kind in dict.fromkeys(kind for kind, _, _ in apart)
        for text in texts(session, kind, [record for other, record, _ in apart if other is kind])
    }
    return tuple(found[kind, record] for kind, record, _ in apart if (kind, record) in found)
