"""The one way to write: each change of a record and the event that tells of it, in one transaction.

`Changes` gathers the changes of one operation and writes them in few statements, which is what makes a file of
100,000 rows as safe as one click. Who may do it is checked by the functions that use it.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from db.changes.lists import LISTS, OwnList, told_with_lists
from db.models import Base, Event, Record
from db.search import refresh
from db.types import UtcDateTime
from meeting.errors import MeetingError
from meeting.permissions import Actor


class ChangedMeanwhile(MeetingError):
    """Somebody else changed the record after it was read. Nothing was saved."""


@cache
def table_of(model: type[Base]) -> Table:
    return Base.metadata.tables[str(model.__tablename__)]


_encoder = json.JSONEncoder(
    default=lambda value: value.isoformat(), ensure_ascii=False, check_circular=False, separators=(",", ":")
)


@cache
def _order() -> dict[Table, int]:
    """The place of each table: what others point at is written before them."""
    return {table: place for place, table in enumerate(Base.metadata.sorted_tables)}


def as_json(values: Mapping[str, Any]) -> str:
    return _encoder.encode(values)


def typed(model: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of an event as the columns take them: days and moments again instead of text.

    Of an event of an older program: columns that went are left out, lists that came are told.
    """
    read, known = _readers(model), _columns(model)
    return told_with_lists(
        model,
        {
            name: read[name](value) if name in read and value is not None else value
            for name, value in values.items()
            if name in known
        },
    )


@cache
def _columns(model: type[Record]) -> frozenset[str]:
    return frozenset(table_of(model).c.keys()) | LISTS.get(model, {}).keys()


@cache
def _readers(model: type[Record]) -> dict[str, Callable[[str], date]]:
    kinds: tuple[tuple[type, Callable[[str], date]], ...] = (
        (Date, date.fromisoformat),
        (UtcDateTime, datetime.fromisoformat),
    )
    return {
        column.name: read
        for column in table_of(model).c
        for kind, read in kinds
        if isinstance(column.type, kind)
    }


def with_lists(
    session: Session, model: type[Record], rows: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Rows with the lists that belong to them, named in LISTS."""
    found = [dict(row) for row in rows]
    for name, own in LISTS.get(model, {}).items():
        lists = lists_of(session, own, [row["id"] for row in found])
        for row in found:
            row[name] = lists.get(row["id"], [])
    return found


def lists_of(session: Session, own: OwnList, ids: Sequence[int]) -> dict[int, list[Any]]:
    """The entries of one list for each of these records, which are few enough for one statement."""
    table = table_of(own.link)
    query = select(table).where(table.c[own.owner].in_(ids))
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query.order_by(*(table.c[name] for name in own.order))).mappings():
        found[row[own.owner]].append(own.entry(dict(row)))
    return found


def already_done(session: Session, operation: str) -> bool:
    """Whether a form whose operation this is has been saved before: a button pressed twice saves once."""
    events = table_of(Event).c
    if session.get_bind().dialect.name == "postgresql":
        # Pressed twice at the same moment: the second waits and sees the first. SQLite's IMMEDIATE gives that already.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(operation))))
    return session.scalar(select(events.seq).where(events.operation == f"{operation}/1")) is not None


class Changes:
    """The changes of one operation. Nothing reaches the database before `write`, which may be called often."""

    def __init__(
        self,
        session: Session,
        *,
        actor: Actor,
        now: datetime,
        operation: str | None = None,
        run_id: int | None = None,
        ids_at_once: int = 1,
    ) -> None:
        self.session = session
        self.operation = operation or secrets.token_hex(8)
        self._about = {"at": now, "actor": actor.name, "actor_id": actor.person_id, "run_id": run_id}
        self._ids_at_once = ids_at_once
        self._ids: dict[type[Record], Iterator[int]] = {}
        self._defaults: dict[type[Record], dict[str, Any]] = {}
        self._count = 0
        self._touched: dict[str, dict[int, set[str]]] = defaultdict(dict)
        self._new: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._changed: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
        self._relinked: list[tuple[OwnList, int, list[Any]]] = []
        self._events: list[dict[str, Any]] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was different."""
        return self._count == 0

    def create(self, model: type[Record], values: dict[str, Any], *, action: str, reason: str = "") -> int:
        """Add a record; returns the id it will have. `values` may hold the lists named in LISTS."""
        record_id = self._next_id(model)
        lists = LISTS.get(model, {})
        full = told_with_lists(model, values) if lists else values
        for name, own in lists.items():
            self._new[table_of(own.link)].extend(
                {**row, own.owner: record_id} for row in own.rows(full.get(name, []))
            )
        plain = {name: value for name, value in values.items() if name not in lists} if lists else values
        self._new[table_of(model)].append({**self._defaults_of(model), **plain, "id": record_id})
        self._touched[table_of(model).name][record_id] = set()
        # A list that follows from the rest is not told beside it.
        kept = {
            name: value
            for name, value in values.items()
            if value is not None and not (name in lists and value == lists[name].untold(values))
        }
        self._tell(model, record_id, 1, action, before=None, after=as_json(kept), reason=reason)
        return record_id

    def update(
        self,
        model: type[Record],
        record_id: int,
        *,
        version: int,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        action: str,
        reason: str = "",
    ) -> None:
        """Change fields of a record that was read at `version`; `before` and `after` have the same fields."""
        lists = LISTS.get(model, {})
        own = {name: value for name, value in after.items() if name not in lists}
        self._relinked += [
            (lists[name], record_id, list(value)) for name, value in after.items() if name in lists
        ]
        table = table_of(model)
        self._touched[table.name].setdefault(record_id, set()).update(after)
        self._changed[table, tuple(own)].append({**own, "at_id": record_id, "at_version": version})
        self._tell(
            model, record_id, version + 1, action, before=as_json(before), after=as_json(after), reason=reason
        )

    def write(self) -> None:
        """Send what was gathered. Raises ChangedMeanwhile when a record is no longer at the version read."""
        connection = self.session.connection()
        for table, rows in sorted(self._new.items(), key=lambda entry: _order()[entry[0]]):
            if rows:
                connection.execute(insert(table), rows)
        for (table, columns), rows in self._changed.items():
            where = (table.c.id == bindparam("at_id")) & (table.c.version == bindparam("at_version"))
            values: dict[str, Any] = {name: bindparam(name) for name in columns}
            changed = connection.execute(
                update(table).where(where).values(**values, version=table.c.version + 1), rows
            )
            if changed.rowcount != len(rows):
                raise ChangedMeanwhile(
                    f"Somebody else changed this {table.name} meanwhile. Nothing was saved. Look again, then repeat."
                )
        for own, record_id, entries in self._relinked:
            table = table_of(own.link)
            connection.execute(delete(table).where(table.c[own.owner] == record_id))
            if entries:
                rows = [{**row, own.owner: record_id} for row in own.rows(entries)]
                connection.execute(insert(table), rows)
        if self._events:
            connection.execute(insert(table_of(Event)), self._events)
        refresh(self.session, self._touched)
        for gathered in (self._new, self._changed, self._relinked, self._events, self._touched):
            gathered.clear()

    def _tell(
        self,
        model: type[Record],
        record_id: int,
        version: int,
        action: str,
        *,
        before: str | None,
        after: str,
        reason: str,
    ) -> None:
        self._count += 1
        self._events.append(
            {
                **self._about,
                "action": action,
                "what": table_of(model).name,
                "record_id": record_id,
                "version": version,
                "before": before,
                "after": after,
                "reason": reason,
                "operation": f"{self.operation}/{self._count}",
            }
        )

    def _defaults_of(self, model: type[Record]) -> dict[str, Any]:
        """Every column with its default, so that rows of one table have one shape and go in together."""
        if model not in self._defaults:
            self._defaults[model] = {
                name: None if field.is_required() else field.default
                for name, field in model.model_fields.items()
            }
        return self._defaults[model]

    def _next_id(self, model: type[Record]) -> int:
        if model not in self._ids:
            self._ids[model] = self._free_ids(table_of(model))
        return next(self._ids[model])

    def _free_ids(self, table: Table) -> Iterator[int]:
        """Ids nobody else can be given: after the last on SQLite, where one writes; from the sequence elsewhere."""
        if self.session.get_bind().dialect.name == "sqlite":
            last = self.session.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
            while True:
                last += 1
                yield last
        block = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        while True:
            yield from self.session.scalars(block, {"name": table.name, "count": self._ids_at_once}).all()
