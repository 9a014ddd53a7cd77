"""Whether a store is whole: the database itself, its references, the guard of the events, and the replay."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from db import search
from db.changes.core import table_of
from db.kept import missing_guards
from db.models import Base, Event, Minutes
from db.replay import Difference, replay_differences, rows_of
from meeting.minutes import digest_of
from meeting.progress import Progress, part, untold

REPLAYED = 75
"""Of a hundred parts of the check, those for the replay: the index of the search takes the others."""
count_events = select(func.count()).select_from(table_of(Event))


def differences(session: Session, *, progress: Progress = untold) -> Iterator[Difference]:
    """All that is wrong, as it is found. Nothing when the store is whole. Give it a session without work in it."""
    if session.get_bind().dialect.name == "postgresql":
        # One look for all of it: else what is saved meanwhile would seem to be wrong.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    yield from differences_within(session, progress=progress)


def differences_within(session: Session, *, progress: Progress = untold) -> Iterator[Difference]:
    """The same for a transaction that has begun, and sees its own work."""
    if session.get_bind().dialect.name == "postgresql":
        yield from _postgresql_is_whole(session)
    else:
        yield from _sqlite_is_whole(session)
    for name in missing_guards(session):
        yield Difference("event", "", "", f"the guard {name} is missing: events could be changed")
    yield from _broken_references(session)
    yield from _changed_minutes(session)
    holds = True
    for difference in replay_differences(session, progress=part(progress, first=0, last=REPLAYED)):
        holds = False
        yield difference
    # The index follows the records: where those are wrong, it says nothing of its own.
    compared = part(progress, first=REPLAYED, last=100)
    for kind, record_id, told in search.differences(session, progress=compared) if holds else ():
        yield Difference(kind, str(record_id), "", told)


def _sqlite_is_whole(session: Session) -> Iterator[Difference]:
    for said in session.scalars(text("PRAGMA integrity_check")):
        if said != "ok":
            yield Difference("the file", "", "", str(said))


def _postgresql_is_whole(session: Session) -> Iterator[Difference]:
    """Every constraint holds for rows from before it too, and every row of every table can be read."""
    unproven = text(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
    )
    for table, constraint in session.execute(unproven):
        yield Difference(table, "", "", f"the constraint {constraint} was never proven for all rows")
    for each in Base.metadata.sorted_tables:
        for _ in rows_of(session, select(each)):
            pass


def _changed_minutes(session: Session) -> Iterator[Difference]:
    """Minutes are frozen: whoever changed one past this program changed no digest with it, or is not found here."""
    columns = table_of(Minutes).c
    for row in rows_of(session, select(columns.id, columns.digest, columns.document).order_by(columns.id)):
        if digest_of(row["document"]) != row["digest"]:
            yield Difference("minutes", str(row["id"]), "document", "is not what its digest was made of")


def _broken_references(session: Session) -> Iterator[Difference]:
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            other = key.column.table.alias("other")
            is_there = exists().where(other.c[key.column.name] == key.parent)
            query = select(*table.primary_key, key.parent.label("broken")).where(
                key.parent.is_not(None), ~is_there
            )
            for row in session.execute(query):
                record = ", ".join(str(part) for part in row[:-1])
                said = f"names {key.column.table.name} {row.broken}, which is not there"
                yield Difference(table.name, record, key.parent.name, said)
