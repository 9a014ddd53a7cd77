"""The log of changes, read from the events: filtered, a page at a time, with names instead of numbers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from db.changes.core import table_of, typed
from db.changes.lists import LISTS
from db.models import Event, IntakeRun
from db.replay import record_tables
from meeting.log import FieldChange, LogEntry, LogFilter, LogPage, value_in_words

PAGE = 50
MOST = 100_000
"""Of one export; who needs more takes fewer days at once."""

_OF_THE_STORE = frozenset({"file_says", "name_key"})
_CALLED = ("name", "what", "title", "text", "reference")
"""What a record is called, the first that has words. Some, such as an absence, are called nothing."""

_Told = list[tuple[Mapping[str, Any], dict[str, Any], dict[str, Any]]]


def whats(session: Session) -> tuple[str, ...]:
    """Every kind of record that a change can be about."""
    return tuple(sorted(record_tables()))


def log(
    session: Session, asked: LogFilter, *, zone: str, before: int | None = None, most: int = PAGE
) -> LogPage:
    """The newest entries that fit, or those before the entry numbered `before`."""
    events, runs = table_of(Event), table_of(IntakeRun)
    fits = _conditions(asked, zone=zone)
    total = session.scalar(select(func.count()).select_from(events).where(*fits)) or 0
    query = (
        select(*events.c, runs.c.file_name)
        .select_from(events.outerjoin(runs, runs.c.id == events.c.run_id))
        .where(*fits, *([events.c.seq < before] if before is not None else []))
        .order_by(events.c.seq.desc())
        .limit(most + 1)
    )
    rows = session.execute(query).mappings().all()
    shown = rows[:most]
    return LogPage(_entries(session, shown), total, shown[-1]["seq"] if len(rows) > most else None)


def _conditions(asked: LogFilter, *, zone: str) -> list[ColumnElement[bool]]:
    columns = table_of(Event).c
    found: list[ColumnElement[bool]] = []
    if asked.who.strip():
        found.append(func.lower(columns.actor).contains(asked.who.strip().lower(), autoescape=True))
    if asked.what:
        found.append(columns.what == asked.what)
    if asked.record_id is not None:
        found.append(columns.record_id == asked.record_id)
    if asked.first is not None:
        found.append(columns.at >= datetime.combine(asked.first, time(), ZoneInfo(zone)).astimezone(UTC))
    if asked.last is not None:
        over = datetime.combine(asked.last + timedelta(days=1), time(), ZoneInfo(zone))
        found.append(columns.at < over.astimezone(UTC))
    return found


def _entries(session: Session, rows: Sequence[Mapping[Any, Any]]) -> tuple[LogEntry, ...]:
    models = record_tables()
    told: _Told = []
    for row in rows:
        model = models[row["what"]]
        was, became = (
            typed(model, json.loads(written)) if written else {} for written in (row["before"], row["after"])
        )
        told.append((row, was, became))
    names = _names(session, told)
    return tuple(
        LogEntry(
            seq=row["seq"],
            at=row["at"],
            who=row["actor"],
            action=row["action"],
            what=row["what"],
            record_id=row["record_id"],
            name=names.get((row["what"], row["record_id"]), ""),
            is_first=row["before"] is None,
            changes=tuple(_changes(row["what"], was, became, names)),
            reason=row["reason"],
            file=row["file_name"] or "",
        )
        for row, was, became in told
    )


def _changes(
    what: str, was: Mapping[str, Any], became: Mapping[str, Any], names: Mapping[tuple[str, int], str]
) -> Iterable[FieldChange]:
    others, lists = _others(what), LISTS.get(record_tables()[what], {})

    def said(field: str, value: Any) -> str:
        if field in lists and lists[field].names is None:
            return value_in_words(lists[field].said(value or []))
        if field not in others or value is None:
            return value_in_words(value)
        ids = value if isinstance(value, list) else [value]
        return value_in_words(tuple(names.get((others[field].name, each), f"number {each}") for each in ids))

    for field, value in became.items():
        if field in _OF_THE_STORE or field.endswith("_week"):
            continue
        before, after = said(field, was.get(field)), said(field, value)
        # A list that says no more than another field is told by that one.
        if field not in lists or before != after:
            yield FieldChange(field.removesuffix("_id").replace("_", " "), before, after)


def _others(what: str) -> dict[str, Table]:
    """Which fields name other records, and of which table."""
    model = record_tables()[what]
    found = {column.name: key.column.table for column in table_of(model).c for key in column.foreign_keys}
    for name, own in LISTS.get(model, {}).items():
        if own.names:
            (key,) = table_of(own.link).c[own.names].foreign_keys
            found[name] = key.column.table
    return found


def _names(session: Session, told: _Told) -> dict[tuple[str, int], str]:
    """What every record that is spoken of is called now, hidden ones too."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row, was, became in told:
        wanted[row["what"]].add(row["record_id"])
        for field, other in _others(row["what"]).items():
            for value in (was.get(field), became.get(field)):
                wanted[other.name].update(value if isinstance(value, list) else [value] if value else [])
    found = {}
    for name, ids in wanted.items():
        table = table_of(record_tables()[name])
        words = [func.nullif(table.c[called], "") for called in _CALLED if called in table.c]
        if not words:
            continue
        called = func.coalesce(*words, "") if len(words) > 1 else words[0]
        listed = sorted(ids)
        for start in range(0, len(listed), 500):
            query = select(table.c.id, called).where(table.c.id.in_(listed[start : start + 500]))
            found.update({(name, record_id): str(said or "") for record_id, said in session.execute(query)})
    return found
