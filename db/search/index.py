"""The index follows the records: after every change, whole after an upgrade, and compared with them by the check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from db.models import Base
from db.search.ids import id_of
from db.search.texts import AT_ONCE, Text, kind_of, named, number_of_texts, stood_to, texts
from meeting.progress import Progress, counting, untold
from meeting.search import EntryKind, words_of

entries, words = Base.metadata.tables["search_entry"], Base.metadata.tables["search_word"]
Entry = dict[str, Any]
_NAMES = frozenset({"name", "title"})


def refresh(session: Session, changed: Mapping[str, Mapping[int, Iterable[str]]]) -> None:
    """After records changed: by table, then by id, the fields that did."""
    ids: dict[EntryKind, set[int]] = defaultdict(set)
    for table, records in changed.items():
        kind = kind_of(table)
        if kind is not None:
            ids[kind].update(records)
        renamed = [record_id for record_id, fields in records.items() if _NAMES.intersection(fields)]
        for kind, record_id in named(session, table, renamed) if renamed else ():
            ids[kind].add(record_id)
        for kind, record_id in stood_to(session, records) if table == "stand" else ():
            ids[kind].add(record_id)
    for kind, some in ids.items():
        _put(session, kind, sorted(some))


def rebuild(session: Session, *, progress: Progress = untold) -> None:
    """Make the whole index anew from the records."""
    session.execute(delete(words))
    session.execute(delete(entries))
    done, total = 0, number_of_texts(session)
    for kind in EntryKind:
        for some in _in_parts(texts(session, kind)):
            progress(done, total)
            _add(session, [_entry(kind, each) for each in some])
            done += len(some)


def differences(session: Session, *, progress: Progress = untold) -> Iterator[tuple[str, int, str]]:
    """Where the index is not what the records give: kind, record, and what is wrong."""
    done, total = 0, number_of_texts(session)
    for kind in EntryKind:
        columns = (entries.c.record_id, entries.c.id, entries.c.words)
        there = {
            row[0]: row[1:] for row in session.execute(select(*columns).where(entries.c.kind == str(kind)))
        }
        for text in counting(texts(session, kind), total=total, progress=progress, before=done):
            done += 1
            entry = _entry(kind, text)
            if there.pop(text.record_id, None) != (entry["id"], entry["words"]):
                yield str(kind), text.record_id, "is not in the index of the search as it is written"
        for record_id in there:
            yield str(kind), record_id, "is in the index of the search and not there"


def _put(session: Session, kind: EntryKind, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        should = {text.record_id: _entry(kind, text) for text in texts(session, kind, some)}
        query = select(entries).where(entries.c.kind == str(kind), entries.c.record_id.in_(some))
        for row in session.execute(query).mappings().all():
            if should.get(row["record_id"]) == dict(row):
                del should[row["record_id"]]
            else:
                _remove(session, row["id"], str(row["words"]))
        _add(session, list(should.values()))


def _entry(kind: EntryKind, text: Text) -> Entry:
    found = " ".join(dict.fromkeys(words_of(text.whole)))
    return {
        "id": id_of(kind, text.record_id, text.day),
        "kind": str(kind),
        "record_id": text.record_id,
        "day": text.day,
        "words": found,
    }


def _add(session: Session, some: Sequence[Entry]) -> None:
    if some:
        session.execute(insert(entries), some)
        each = [{"word": word, "entry_id": entry["id"]} for entry in some for word in entry["words"].split()]
        if each:
            session.execute(insert(words), each)


def _remove(session: Session, entry_id: int, held: str) -> None:
    one = (words.c.word == bindparam("held")) & (words.c.entry_id == entry_id)
    if held:
        session.connection().execute(delete(words).where(one), [{"held": word} for word in held.split()])
    session.execute(delete(entries).where(entries.c.id == entry_id))


def _in_parts(found: Iterator[Text]) -> Iterator[list[Text]]:
    some: list[Text] = []
    for text in found:
        some.append(text)
        if len(some) == AT_ONCE:
            yield some
            some = []
    yield some
