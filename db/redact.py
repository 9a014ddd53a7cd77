"""Removing the words about a person or a customer for good: from the tables, and from the events that tell of them.

It is the only exception to events staying as they were written. Names and words become “[removed]”, the same one in
a table and in its events, so that the replay still gives the tables; numbers, days and figures stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select, update
from sqlalchemy.orm import Session

from db import search
from db.accounts import accounts, shut_out
from db.changes.core import Changes, as_json, table_of
from db.engine import Store, connect_sqlite, transaction
from db.kept import unguarded
from db.models import Base, Complaint, Customer, Event, Person, Promise, Record, Win, WinPerson
from db.redact_minutes import Blacked, black_minutes
from db.sqlite import driver
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.words import Role, name_key

REMOVED = "[removed]"
KINDS: dict[str, type[Record]] = {"person": Person, "customer": Customer}
WORDS: dict[str, tuple[str, ...]] = {
    "promise": ("what", "cause"),
    "complaint": ("text", "cause"),
    "win": ("text", "evidence", "said"),
}
"""What is about the customer or the credited person as a whole, whether it names them or not."""
FREE: dict[str, tuple[str, ...]] = {
    "organisation": ("common_goal", "ground_rules", "agenda"),
    "promise": ("what", "cause", "kind", "told_by", "told_top"),
    "complaint": ("text", "breakdown_said", "cause", "told_by", "told_top"),
    "win": ("text", "evidence", "said"),
    "meeting": ("leader", "agenda"),
    "meeting_led": ("leader",),
    "field_note": ("text", "answer"),
    "topic": ("title",),
    "strength": ("text",),
    "decision": ("text",),
    "stand": ("name", "why"),
    "guest": ("name",),
    "action_item": ("what", "notes", "dropped_because", "left_to_do"),
    "meeting_rating": ("word",),
    "intake_run": ("file_name", "actor", "undone_by", "mapping"),
    "refused_row": ("value", "reason"),
    "event": ("actor", "reason"),
}
"""Where anybody may have written a name: only the name goes, the rest of the words stays."""
OWN: dict[str, str | None] = {
    **{"name": REMOVED, "name_key": name_key(REMOVED)},
    # No two people may have one address, and a reference is often a name: both go without a trace.
    **{"email": None, "source": None, "reference": None, "file_says": None},
}
AT_ONCE = 1000


@dataclass(frozen=True)
class Found:
    """Whom it is about, with every record and every name they have had here."""

    what: str
    id: int
    name: str
    ids: frozenset[int]
    words: tuple[str, ...] = ()
    about: frozenset[tuple[str, int]] = field(default=frozenset())


@dataclass(frozen=True)
class Redacted:
    """How many rows and events were changed; `left` says what is still to be done."""

    rows: int
    events: int
    left: str = ""


def find(session: Session, what: str, who: str) -> Found:
    """By number, e-mail or exact name. Raises NotUnderstood where that is nobody, or several."""
    table = table_of(KINDS[what])
    by_name = table.c.name_key == name_key(who)
    by_email = func.lower(table.c.email) == who.strip().lower()
    by_id = table.c.id == int(who) if who.isdecimal() and len(who) < 10 else None
    rows = session.execute(select(table).where(by_id)).mappings().all() if by_id is not None else []
    rows = rows or session.execute(select(table).where(by_name | by_email)).mappings().all()
    firsts = {row.get("merged_into_id") or row["id"] for row in rows}
    if not firsts:
        raise NotUnderstood(
            f"There is no {what} “{who}”. Nothing was changed. Give a number, name or e-mail."
        )
    if len(firsts) > 1:
        numbers = ", ".join(str(number) for number in sorted(firsts))
        raise NotUnderstood(
            f"There are several: {what} {numbers}. Nothing was changed. Give the number of one of them."
        )
    (first,) = firsts
    same = table.c.id == first
    if what == "customer":
        same |= table.c.merged_into_id == first
    all_rows = session.execute(select(table).where(same)).mappings().all()
    (name,) = [str(row["name"]) for row in all_rows if row["id"] == first]
    return Found(what, first, name, frozenset(row["id"] for row in all_rows))


def redact(store: Store, found: Found, *, actor: Actor, now: datetime) -> Redacted:
    """Remove the words, and tell it in one event that repeats none of them."""
    with transaction(store) as session:
        done = _redact(session, found, actor=actor, now=now)
    return replace(done, left=_scrub(store, again=f"python -m db redact {found.what} {found.id}"))


def _redact(session: Session, found: Found, *, actor: Actor, now: datetime) -> Redacted:
    require(actor, Action.SET_UP)
    _refuse_an_administrator(session, found)
    found = replace(found, words=_words(session, found), about=_about(session, found))
    change = _Change(found)
    tables = [table for table in Base.metadata.sorted_tables if table is not table_of(Event)]
    rows = sum(_change_table(session, table, change) for table in tables)
    rows += black_minutes(
        session, Blacked(found.what, found.ids, found.about, WORDS, REMOVED, change.without_names)
    )
    search.rebuild(session)
    with unguarded(session):
        events = _change_table(session, table_of(Event), change)
    after: dict[str, Any] = {}
    if found.what == "person":
        shut_out(session, found.id)
        after = {"disabled": True}
    table = table_of(KINDS[found.what])
    row = session.execute(select(table).where(table.c.id == found.id)).mappings().one()
    after = {name: value for name, value in after.items() if row[name] != value}
    changes = Changes(session, actor=actor, now=now)
    changes.update(
        KINDS[found.what],
        found.id,
        version=row["version"],
        before={name: row[name] for name in after},
        after=after,
        action="redact",
        reason=f"{rows} rows and {events} events",
    )
    changes.write()
    return Redacted(rows, events)


class _Change:
    """What becomes of each value. The same value becomes the same everywhere, or the replay would not hold."""

    def __init__(self, found: Found) -> None:
        self._found = found
        words = {each for word in found.words for each in (word, json.dumps(word, ensure_ascii=False)[1:-1])}
        listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE) if listed else None

    def row(self, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of a row that become something else."""
        names = table.c.keys()
        record = (
            (str(row["what"]), int(row["record_id"]))
            if table.name == "event"
            else (table.name, row.get("id"))
        )
        after = {name: self._value(record, table.name, name, row) for name in names}
        return {name: value for name, value in after.items() if value != row[name]}

    def _value(self, record: tuple[str, Any], table: str, name: str, row: Mapping[str, Any]) -> Any:
        if table == "event" and name in ("before", "after"):
            return self._told(record, row[name])
        if name == "actor" and row["actor_id"] is not None and not self._is_own(("person", row["actor_id"])):
            return row[name]
        if table == record[0]:
            return self._field(record, name, row[name])
        return self.without_names(row[name]) if name in FREE[table] else row[name]

    def _told(self, record: tuple[str, Any], written: str | None) -> str | None:
        if written is None:
            return None
        values = json.loads(written)
        after = {name: self._field(record, name, value) for name, value in values.items()}
        return written if after == values else as_json(after)

    def _field(self, record: tuple[str, Any], name: str, value: Any) -> Any:
        if self._is_own(record) and name in OWN:
            return OWN[name] if value is not None else None
        if not isinstance(value, str) or not value:
            return value
        if name == "file_says":
            says = json.loads(value)
            after = {each: self._field(record, each, said) for each, said in says.items()}
            return value if after == says else as_json(after)
        if record in self._found.about and name in WORDS.get(record[0], ()):
            return REMOVED
        return self.without_names(value) if name in FREE.get(record[0], ()) else value

    def _is_own(self, record: tuple[str, Any]) -> bool:
        return record[0] == self._found.what and record[1] in self._found.ids

    def without_names(self, value: Any) -> Any:
        return self._pattern.sub(REMOVED, value) if self._pattern and isinstance(value, str) else value


def _change_table(session: Session, table: Table, change: _Change) -> int:
    """How many rows became something else."""
    changed = 0
    (key, *others) = table.primary_key
    if others or (table.name not in FREE and table.name not in KINDS):
        return 0
    for rows in _in_parts(session, table):
        for row in rows:
            after = change.row(table, row)
            if after:
                statement = update(table).where(key == row[key.name]).values(after)
                session.connection().execute(statement)
                changed += 1
    return changed


def _in_parts(session: Session, table: Table) -> Iterator[list[Mapping[str, Any]]]:
    (key,) = table.primary_key
    last = -1
    while True:
        rows = session.execute(select(table).where(key > last).order_by(key).limit(AT_ONCE)).mappings().all()
        if not rows:
            return
        yield [dict(row) for row in rows]
        last = rows[-1][key.name]


def _words(session: Session, found: Found) -> tuple[str, ...]:
    """Every name and address they have had, now or in any event."""
    table, events = table_of(KINDS[found.what]), table_of(Event).c
    words: set[str] = set()
    for row in session.execute(select(table).where(table.c.id.in_(found.ids))).mappings():
        words |= {str(row[name] or "") for name in ("name", "email")}
    query = select(events.before, events.after).where(
        events.what == found.what, events.record_id.in_(found.ids)
    )
    for told in session.execute(query):
        for values in (json.loads(each) for each in told if each):
            words |= {str(values.get(name) or "") for name in ("name", "email")}
    return tuple(sorted({word.strip() for word in words if len(word.strip()) > 1} - {REMOVED}))


def _about(session: Session, found: Found) -> frozenset[tuple[str, int]]:
    if found.what == "person":
        credited = table_of(WinPerson).c
        query = select(credited.win_id).where(credited.person_id.in_(found.ids))
        return frozenset(("win", win_id) for win_id in session.scalars(query))
    about = set()
    for model in (Promise, Complaint, Win):
        columns = table_of(model).c
        query = select(columns.id).where(columns.customer_id.in_(found.ids))
        about |= {(table_of(model).name, record_id) for record_id in session.scalars(query)}
    return frozenset(about)


def _refuse_an_administrator(session: Session, found: Found) -> None:
    people = table_of(Person).c
    query = (
        select(people.id)
        .join(accounts, accounts.c.person_id == people.id)
        .where(people.id.in_(found.ids), people.role == Role.ADMIN.value, ~people.disabled)
    )
    if found.what == "person" and session.execute(query).first() is not None:
        raise NotUnderstood(
            f"{found.name} signs in as an administrator. Nothing was changed. Disable the account first: "
            "python -m db person disable EMAIL"
        )


def _scrub(store: Store, *, again: str) -> str:
    """Takes the old words out of the file too; returns what is left to do where that is not possible now."""
    if not store.is_sqlite:
        return "PostgreSQL keeps old rows in its files for a while. To end that now: psql -c 'VACUUM FULL'"
    try:
        with closing(connect_sqlite(Path(store.place))) as connection:
            connection.execute("VACUUM")
            (is_held, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except driver.Error:
        is_held = 1
    if is_held:
        return (
            "The words are gone from the tables; the file still holds traces of them, as somebody else has it open. "
            f"Stop the program, then run: {again}"
        )
    return ""
