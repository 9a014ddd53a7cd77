"""One promise or complaint with all that is known of it: its fields, what its file says, every change since it came."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Date, func, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Complaint, Customer, Event, IntakeRun, Person, Promise, Record, Team
from meeting.records import Change, RecordHistory, Value

_NAMED: dict[str, tuple[type[Record], str]] = {
    "customer_id": (Customer, "name"),
    "team_id": (Team, "name"),
    "sales_person_id": (Person, "name"),
    "owner_id": (Person, "name"),
    "promise_id": (Promise, "what"),
    "same_as_id": (Complaint, "text"),
}
"""Numbers that stand for other records, and what people call those."""

_OF_THE_STORE = frozenset(
    {"id", "version", "hidden", "source", "reference", "file_says", "moved_on"}
    | {f"{day}_week" for day in ("promised", "first_promised", "received", "happened")}
)
"""What nobody ever said: kept by the store for itself, or told by something else."""

_Told = Mapping[str, Any]


def promise_history(session: Session, promise_id: int) -> RecordHistory | None:
    """None when there never was such a promise; `hidden` when it was taken back."""
    return _history(session, Promise, promise_id)


def complaint_history(session: Session, complaint_id: int) -> RecordHistory | None:
    return _history(session, Complaint, complaint_id)


def _history(session: Session, model: type[Record], record_id: int) -> RecordHistory | None:
    table, events, runs = table_of(model), table_of(Event), table_of(IntakeRun).c
    found = session.execute(select(*table.c).where(table.c.id == record_id)).mappings().first()
    if found is None:
        return None
    query = (
        select(*events.c, runs.file_name)
        .select_from(events.outerjoin(table_of(IntakeRun), runs.id == events.c.run_id))
        .where(events.c.what == table.name, events.c.record_id == record_id)
        .order_by(events.c.seq.desc())
    )
    rows = session.execute(query).mappings().all()
    told: list[tuple[_Told, _Told]] = [
        (json.loads(row["before"] or "{}"), json.loads(row["after"])) for row in rows
    ]
    says: _Told = json.loads(found["file_says"] or "{}")
    names = _names(session, [dict(found), says, *(fields for pair in told for fields in pair)])

    def read(fields: _Told) -> dict[str, Value]:
        return {
            name.removesuffix("_id"): _value(model, name, value, names)
            for name, value in fields.items()
            if name not in _OF_THE_STORE
        }

    changes = []
    for row, (before, after) in zip(rows, told, strict=True):
        then, now = read(before), read(after)
        changes.append(
            Change(
                at=row["at"],
                actor=row["actor"],
                action=row["action"],
                operation=row["operation"].partition("/")[0],
                reason=row["reason"],
                version=row["version"],
                file=row["file_name"],
                is_first=row["before"] is None,
                fields={name: (then.get(name), value) for name, value in now.items()},
            )
        )
    return RecordHistory(
        id=record_id,
        version=found["version"],
        hidden=found["hidden"],
        source=found["source"],
        reference=found["reference"],
        fields=read(dict(found)),
        numbers={name.removesuffix("_id"): found[name] for name in _NAMED if found.get(name) is not None},
        file_says=read(says),
        changes=tuple(changes),
    )


def _value(model: type[Record], name: str, value: Any, names: Mapping[tuple[str, int], str]) -> Value:
    if value is None or value == "":
        return None
    if name in _NAMED:
        return names.get((name, int(value)), f"number {value}")
    column = table_of(model).c.get(name)
    if column is not None and isinstance(column.type, Date) and isinstance(value, str):
        return date.fromisoformat(value)
    return value if isinstance(value, date) else str(value)


def _names(session: Session, told: Iterable[_Told]) -> dict[tuple[str, int], str]:
    """What other records that are spoken of are called, hidden ones too: history tells of them."""
    ids: dict[str, set[int]] = defaultdict(set)
    for fields in told:
        for name in _NAMED:
            if fields.get(name) is not None:
                ids[name].add(int(fields[name]))
    found = {}
    for name, wanted in ids.items():
        model, called = _NAMED[name]
        columns = table_of(model).c
        reference = columns.get("reference", columns[called])
        text = func.coalesce(func.nullif(columns[called], ""), reference, "")
        for record_id, words in session.execute(select(columns.id, text).where(columns.id.in_(wanted))):
            found[name, record_id] = str(words)
    return found
