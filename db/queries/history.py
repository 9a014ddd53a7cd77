"""One record with all that is known of it: its fields, what its file says, every change since it came."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Date, RowMapping, func, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.changes.core import with_lists
from db.changes.lists import LISTS
from db.models import (
    ActionItem,
    Complaint,
    Customer,
    Event,
    FieldNote,
    IntakeRun,
    Organisation,
    Person,
    Promise,
    Record,
    Strength,
    Team,
    Win,
)
from meeting.records import Change, RecordHistory, Value

_NAMED: dict[str, tuple[type[Record], str]] = {
    "customer_id": (Customer, "name"),
    "team_id": (Team, "name"),
    "sales_person_id": (Person, "name"),
    "owner_id": (Person, "name"),
    "promise_id": (Promise, "what"),
    "complaint_id": (Complaint, "text"),
    "same_as_id": (Complaint, "text"),
    "turn_to_id": (Person, "name"),
    "introduced_by_id": (Person, "name"),
    "introduced_to_id": (Person, "name"),
    "person_id": (Person, "name"),
    "answered_by_id": (Person, "name"),
    "from_team_id": (Team, "name"),
    "to_team_id": (Team, "name"),
    "merged_into_id": (Customer, "name"),
}
"""Numbers that stand for other records, and what people call those."""

_LISTED: dict[str, tuple[type[Record], str]] = {"teams": (Team, "name"), "people": (Person, "name")}
"""Lists of such numbers."""

_OF_THE_STORE = frozenset(
    {"id", "version", "hidden", "source", "reference", "file_says", "moved_on", "name_key", "mark"}
    | {"example_until", "agenda", "origin_id", "meeting_id", "made_in_id"}
    | {f"{day}_week" for day in ("promised", "first_promised", "received", "happened", "noted")}
)
"""What nobody ever said: kept by the store for itself, or told by something else."""

_Told = Mapping[str, Any]


def promise_history(session: Session, promise_id: int) -> RecordHistory | None:
    """None when there never was such a promise; `hidden` when it was taken back."""
    return _history(session, Promise, promise_id)


def complaint_history(session: Session, complaint_id: int) -> RecordHistory | None:
    return _history(session, Complaint, complaint_id)


def customer_history(session: Session, customer_id: int) -> RecordHistory | None:
    """With the merges that made other customers part of this one: they changed the others, and are told here."""
    columns = table_of(Customer).c
    merged = select(columns.id, columns.name).where(columns.merged_into_id == customer_id)
    others = {int(number): str(name) for number, name in session.execute(merged)}
    return _history(session, Customer, customer_id, merged=others)


def person_history(session: Session, person_id: int) -> RecordHistory | None:
    return _history(session, Person, person_id)


def team_history(session: Session, team_id: int) -> RecordHistory | None:
    return _history(session, Team, team_id)


def action_history(session: Session, item_id: int) -> RecordHistory | None:
    """Of an action item."""
    return _history(session, ActionItem, item_id)


def strength_history(session: Session, strength_id: int) -> RecordHistory | None:
    """Of something a team does well."""
    return _history(session, Strength, strength_id)


def note_history(session: Session, note_id: int) -> RecordHistory | None:
    """Of a field note."""
    return _history(session, FieldNote, note_id)


def win_history(session: Session, win_id: int) -> RecordHistory | None:
    return _history(session, Win, win_id)


def organisation_history(session: Session) -> RecordHistory | None:
    """The store has one organisation."""
    return _history(session, Organisation, session.scalars(select(table_of(Organisation).c.id)).one())


def changed_together(session: Session, operation: str) -> int:
    """How many records one operation changed: all of them go back when it is undone."""
    events = table_of(Event).c
    query = select(events.what, events.record_id).where(
        events.operation.startswith(f"{operation}/", autoescape=True)
    )
    return len(session.execute(query.distinct()).all())


def _history(
    session: Session, model: type[Record], record_id: int, *, merged: Mapping[int, str] | None = None
) -> RecordHistory | None:
    """`merged` are the names of others that were made part of it, by number."""
    table, others, lists = table_of(model), merged or {}, LISTS.get(model, {})
    found = session.execute(select(*table.c).where(table.c.id == record_id)).mappings().first()
    if found is None:
        return None
    (row_and_lists,) = with_lists(session, model, [dict(found)])
    rows = _rows(session, table.name, [record_id, *others])
    told: list[tuple[_Told, _Told]] = [
        (json.loads(row["before"] or "{}"), json.loads(row["after"])) for row in rows
    ]
    says: _Told = json.loads(found.get("file_says") or "{}")
    names = _names(session, [row_and_lists, says, *(fields for pair in told for fields in pair)])

    def read(fields: _Told) -> dict[str, Value]:
        return {
            name.removesuffix("_id"): _value(model, name, value, names)
            for name, value in fields.items()
            if name not in _OF_THE_STORE
        }

    changes = []
    for row, (before, after) in zip(rows, told, strict=True):
        then, now = read(before), read(after)
        # A list that says no more than another field is told by that one.
        fields = {
            name: (then.get(name), value)
            for name, value in now.items()
            if name not in lists or then.get(name) != value
        }
        version = row["version"]
        if row["record_id"] != record_id:
            if "merged_into_id" not in after or row["action"] != "merge customers":
                continue
            # Another record's version says nothing of this one.
            fields, version = {"merged_with": (None, others[row["record_id"]])}, 0
        changes.append(
            Change(
                at=row["at"],
                actor=row["actor"],
                actor_id=row["actor_id"],
                action=row["action"],
                operation=row["operation"].partition("/")[0],
                reason=row["reason"],
                version=version,
                file=row["file_name"],
                is_first=row["before"] is None,
                fields=fields,
            )
        )
    return RecordHistory(
        id=record_id,
        version=found["version"],
        hidden=found["hidden"],
        source=found.get("source"),
        reference=found.get("reference"),
        fields=read(row_and_lists),
        numbers={name.removesuffix("_id"): found[name] for name in _NAMED if found.get(name) is not None},
        file_says=read(says),
        changes=_with_undone(changes),
    )


def _with_undone(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Each undoing with what it took back, which is the version before. Changes are the newest first."""
    found: list[Change] = []
    by_version: dict[int, Change] = {}
    for change in reversed(changes):
        undone = by_version.get(change.version - 1) if change.action == "undo" else None
        linked = replace(change, undoes=undone) if undone else change
        # Of others that were merged into it no version is known.
        if change.version:
            by_version[change.version] = linked
        found.append(linked)
    return tuple(reversed(found))


def _rows(session: Session, what: str, ids: Sequence[int]) -> Sequence[RowMapping]:
    """Every event of these records, newest first, with the file that brought it."""
    events, runs = table_of(Event), table_of(IntakeRun).c
    query = (
        select(*events.c, runs.file_name)
        .select_from(events.outerjoin(table_of(IntakeRun), runs.id == events.c.run_id))
        .where(events.c.what == what, events.c.record_id.in_(ids))
        .order_by(events.c.seq.desc())
    )
    return session.execute(query).mappings().all()


def _value(model: type[Record], name: str, value: Any, names: Mapping[tuple[str, int], str]) -> Value:
    if value is None or value in ("", []):
        return None
    if name in _NAMED or name in _LISTED:
        numbers = value if name in _LISTED else [value]
        return ", ".join(sorted(names.get((name, int(one)), f"number {one}") for one in numbers))
    if name in LISTS.get(model, {}):
        return LISTS[model][name].said(value) or None
    if name == "holidays":
        value = ", ".join(json.loads(value)) or None
    if isinstance(value, bool):
        value = "yes" if value else "no"
    column = table_of(model).c.get(name)
    if column is not None and isinstance(column.type, Date) and isinstance(value, str):
        return date.fromisoformat(value)
    return value if value is None or isinstance(value, date) else str(value)


def _names(session: Session, told: Iterable[_Told]) -> dict[tuple[str, int], str]:
    """What other records that are spoken of are called, hidden ones too: history tells of them."""
    ids: dict[str, set[int]] = defaultdict(set)
    for fields in told:
        for name in _NAMED:
            if fields.get(name) is not None:
                ids[name].add(int(fields[name]))
        for name in _LISTED:
            ids[name].update(map(int, fields.get(name) or ()))
    found = {}
    for name, wanted in ids.items():
        if not wanted:
            continue
        model, called = (_NAMED | _LISTED)[name]
        columns = table_of(model).c
        reference = columns.get("reference", columns[called])
        text = func.coalesce(func.nullif(columns[called], ""), reference, "")
        for record_id, words in session.execute(select(columns.id, text).where(columns.id.in_(wanted))):
            found[name, record_id] = str(words)
    return found
