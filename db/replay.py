"""Replaying the events from nothing, and where the tables are not what they tell.

It goes record by record, events and rows side by side in the order of their ids, so that a store of any size takes
the memory of one record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db.changes.core import table_of, typed
from db.changes.lists import LISTS, OwnList
from db.models import Event, Record
from meeting.progress import Progress, untold

AT_ONCE = 1000
Row = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be. `record` and `field` are empty where it is about a whole table."""

    table: str
    record: str
    field: str
    told: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.table, self.record, self.field) if part)
        return f"{place}: {self.told}"


def record_tables() -> dict[str, type[Record]]:
    """Every table whose rows are told by events."""
    found = [Record]
    for model in found:
        found.extend(model.__subclasses__())
    return {table_of(model).name: model for model in found if hasattr(model, "__table__")}


def replay_differences(session: Session, *, progress: Progress = untold) -> Iterator[Difference]:
    """Where the tables are not what the events tell, or an event does not follow from the one before it."""
    models = record_tables()
    for name in session.scalars(select(table_of(Event).c.what).distinct()):
        if name not in models:
            yield Difference("event", "", "what", f"tells of “{name}”, which is no table")
    told = _Counted(session.scalar(select(func.count()).select_from(table_of(Event))) or 0, progress)
    for model in models.values():
        yield from _compared(model, told=_told(session, model, told), found=_found(session, model))


@dataclass
class _Counted:
    """How many of all events were read."""

    total: int
    progress: Progress
    done: int = 0

    def one_more(self) -> None:
        if not self.done % AT_ONCE:
            self.progress(self.done, self.total)
        self.done += 1


Told = tuple[int, Row | None, list[Difference]]


def _told(session: Session, model: type[Record], counted: _Counted) -> Iterator[Told]:
    """Each record as its events tell it, with what is wrong with them; None where they do not even create it."""
    table, events = table_of(model), table_of(Event).c
    query = (
        select(events.seq, events.record_id, events.version, events.before, events.after)
        .where(events.what == table.name)
        .order_by(events.record_id, events.seq)
    )
    for record_id, some in groupby(rows_of(session, query), key=itemgetter("record_id")):
        record: Row | None = None
        wrong: list[Difference] = []
        for event in some:
            counted.one_more()
            record = _followed(model, record, event, wrong)
        yield record_id, record, wrong


def _followed(
    model: type[Record], record: Row | None, event: Mapping[str, Any], wrong: list[Difference]
) -> Row | None:
    name, record_id = table_of(model).name, str(event["record_id"])

    def note(field: str, said: str) -> None:
        wrong.append(Difference(name, record_id, field, f"{said} (event {event['seq']})"))

    after = typed(model, json.loads(event["after"]))
    if event["before"] is None:
        if record is not None:
            note("", "is created twice")
        if event["version"] != 1:
            note("version", f"is created with version {event['version']}")
        return {**_new(model), **after, "id": event["record_id"]}
    if record is None:
        note("", "is changed before any event creates it")
        return None
    before = typed(model, json.loads(event["before"]))
    for field in after:
        if before.get(field) != record.get(field):
            note(field, f"was {_shown(record.get(field))}, the event says {_shown(before.get(field))}")
    if event["version"] != record["version"] + 1:
        note("version", f"goes from {record['version']} to {event['version']}")
    return {**record, **after, "version": event["version"]}


def _found(session: Session, model: type[Record]) -> Iterator[tuple[int, Row]]:
    """Each row of a table in the order of ids, with the lists that belong to it."""
    table = table_of(model)
    lists = {name: _Lists(session, own) for name, own in LISTS.get(model, {}).items()}
    for row in rows_of(session, select(table).order_by(table.c.id)):
        yield row["id"], {**row, **{name: each.of(row["id"]) for name, each in lists.items()}}


class _Lists:
    """The lists of one field, asked for in the order of ids."""

    def __init__(self, session: Session, own: OwnList) -> None:
        link = table_of(own.link)
        query = select(link).order_by(*(link.c[name] for name in (own.owner, *own.order)))
        self._groups = groupby(rows_of(session, query), key=itemgetter(own.owner))
        self._owner = own.owner
        self._next = self._read()

    def _read(self) -> tuple[int, list[Row]] | None:
        for owner, rows in self._groups:
            return owner, [{name: row[name] for name in row if name != self._owner} for row in rows]
        return None

    def of(self, owner: int) -> list[Row]:
        while self._next is not None and self._next[0] < owner:
            self._next = self._read()
        return self._next[1] if self._next is not None and self._next[0] == owner else []


def _compared(
    model: type[Record], *, told: Iterator[Told], found: Iterator[tuple[int, Row]]
) -> Iterator[Difference]:
    """Both in the order of ids, so that one step of each is all that is kept."""
    name = table_of(model).name
    event, row = next(told, None), next(found, None)
    while event is not None or row is not None:
        if event is not None and (row is None or event[0] < row[0]):
            yield from event[2]
            yield Difference(name, str(event[0]), "", "is told by events and is not in the table")
            event = next(told, None)
        elif row is not None and (event is None or row[0] < event[0]):
            yield Difference(name, str(row[0]), "", "is in the table and no event tells of it")
            row = next(found, None)
        elif event is not None and row is not None:
            yield from event[2]
            yield from _fields_that_differ(model, event[1], row)
            event, row = next(told, None), next(found, None)


def _fields_that_differ(
    model: type[Record], told: Row | None, found: tuple[int, Row]
) -> Iterator[Difference]:
    for field, value in found[1].items() if told is not None else ():
        should = told.get(field) if told else None
        if field in LISTS.get(model, {}):
            should = _rows_of_list(LISTS[model][field], should or [])
        if should != value:
            said = f"is {_shown(value)}, the events say {_shown(should)}"
            yield Difference(table_of(model).name, str(found[0]), field, said)


def _rows_of_list(own: OwnList, entries: list[Any]) -> list[Row]:
    """What its table should hold: also what follows from what is told is told apart from it."""
    return sorted(own.rows(entries), key=itemgetter(*own.order))


@cache
def _new(model: type[Record]) -> Row:
    """What a record has that its first event does not mention. Lists in it are never changed, only replaced."""
    fields = model.model_fields.items()
    defaults = {name: None if field.is_required() else field.default for name, field in fields}
    return {**defaults, **{name: [] for name in LISTS.get(model, {})}}


def _shown(value: object) -> str:
    shown = "nothing" if value is None else f"“{value}”"
    return shown if len(shown) <= 80 else f"{shown[:79]}…"


def rows_of(session: Session, query: Select[Any]) -> Iterator[Row]:
    """Rows as they are needed, a thousand at once in memory."""
    options = {"stream_results": True, "yield_per": AT_ONCE}
    for row in session.connection().execute(query, execution_options=options).mappings():
        yield dict(row)
