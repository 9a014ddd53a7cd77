"""Taking a whole file back, record by record, as far as nobody changed the record since and nothing made since depends
on it; what stays is listed. Always new events, never a rewind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.core import Changes, table_of, typed, with_lists
from db.changes.merging import NAMED
from db.changes.people import keeping_an_administrator
from db.models import (
    ActionItem,
    Attendance,
    Base,
    Complaint,
    Customer,
    Event,
    FieldNote,
    IntakeRun,
    Organisation,
    Person,
    Promise,
    Record,
    Team,
    Win,
    WinPerson,
    WinTeam,
)
from meeting.board import counted
from meeting.errors import NotUnderstood
from meeting.permissions import Actor, require, to_bring_in

# In the order in which they depend on each other: what was made last is taken back first.
_KINDS: tuple[type[Record], ...] = (Win, Complaint, Promise, Customer, Person, Team, Organisation)

_USED_BY: dict[type[Record], tuple[tuple[type[Base], str], ...]] = {
    Promise: ((Complaint, "promise_id"), (Win, "promise_id")),
    Complaint: ((Complaint, "same_as_id"), (Win, "complaint_id")),
    Customer: (
        (Promise, "customer_id"),
        (Complaint, "customer_id"),
        (Win, "customer_id"),
        (FieldNote, "customer_id"),
        (Customer, "merged_into_id"),
    ),
    Person: (
        (Promise, "sales_person_id"),
        (Complaint, "owner_id"),
        (WinPerson, "person_id"),
        (Customer, "turn_to_id"),
        (ActionItem, "owner_id"),
        (FieldNote, "owner_id"),
        (FieldNote, "answered_by_id"),
        (Attendance, "person_id"),
        (Event, "actor_id"),
        (IntakeRun, "actor_id"),
    ),
    Team: (
        (Promise, "team_id"),
        (Complaint, "team_id"),
        (WinTeam, "team_id"),
        (Person, "team_id"),
        (FieldNote, "team_id"),
        (FieldNote, "from_team_id"),
        (FieldNote, "to_team_id"),
    ),
}


@dataclass(frozen=True)
class Kept:
    """A record that a file wrote and that was not taken back."""

    what: str
    name: str
    reason: str


@dataclass(frozen=True)
class Undone:
    """How many records were hidden again or set back, and which stayed as they are."""

    hidden: int
    set_back: int
    kept: tuple[Kept, ...]


def undo_import(session: Session, run_id: int, *, actor: Actor, now: datetime) -> Undone:
    """Take back everything one file brought, except records changed or used since.

    Raises NotUnderstood for a run that is not there or was taken back already.
    """
    runs = table_of(IntakeRun)
    run = session.execute(
        select(runs.c.undone_at, runs.c.undone_by, runs.c.kind).where(runs.c.id == run_id)
    ).first()
    require(actor, to_bring_in(run.kind if run is not None else ""))
    if run is None:
        raise NotUnderstood("There is no such import. Nothing was saved. Look at the list of files again.")
    if run.undone_at is not None:
        raise NotUnderstood(
            f"{run.undone_by} has undone this import already. Nothing was saved. Look at the list "
            "of files again."
        )
    with keeping_an_administrator(session):
        return _undo_run(session, run_id, actor=actor, now=now)


def _undo_run(session: Session, run_id: int, *, actor: Actor, now: datetime) -> Undone:
    runs = table_of(IntakeRun)
    changes = Changes(session, actor=actor, now=now)
    hidden = set_back = 0
    kept: list[Kept] = []
    for model in _KINDS:
        touched = list(_touched(session, model, run_id))
        used = _users(session, model, [one.row["id"] for one in touched if one.goes])
        gone = _hidden_before(session, model, touched)
        for one in touched:
            row = one.row
            if row["version"] != one.version:
                kept.append(Kept(one.what, one.name, "changed since"))
            elif one.goes and row["id"] in used:
                kept.append(Kept(one.what, one.name, f"used by {used[row['id']]}"))
            elif not one.was_new and row["id"] in gone:
                kept.append(Kept(one.what, one.name, f"the {gone[row['id']]} it had before was taken back"))
            else:
                after = {"hidden": True} if one.was_new else one.before
                before = {name: row[name] for name in after}
                changes.update(
                    model, row["id"], version=one.version, before=before, after=after, action="undo import"
                )
                hidden += one.was_new
                set_back += not one.was_new
        # Written kind by kind, so that what used a record is hidden before the record is looked at.
        changes.write()
    session.execute(runs.update().where(runs.c.id == run_id).values(undone_at=now, undone_by=actor.name))
    return Undone(hidden, set_back, tuple(kept))


@dataclass(frozen=True)
class _Touched:
    """A record as one run left it: `before` holds the fields it changed, as they were."""

    what: str
    name: str
    row: Mapping[str, Any]
    version: int
    was_new: bool
    before: dict[str, Any]

    @property
    def goes(self) -> bool:
        """Whether taking it back hides it: it was made by the run, or brought back by it."""
        return self.was_new or bool(self.before.get("hidden"))


def _touched(session: Session, model: type[Record], run_id: int) -> Iterable[_Touched]:
    events, table = table_of(Event).c, table_of(model)
    query = (
        select(events.record_id, events.version, events.before)
        .where(events.run_id == run_id, events.what == table.name)
        .order_by(events.seq)
    )
    told: dict[int, list[Sequence[Any]]] = {}
    for record_id, version, before in session.execute(query):
        told.setdefault(record_id, []).append((version, before))
    ids = list(told)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        found = session.execute(select(*table.c).where(table.c.id.in_(some)).order_by(table.c.id)).mappings()
        for row in with_lists(session, model, [dict(row) for row in found]):
            steps = told[row["id"]]
            was: dict[str, Any] = {}
            for _, earlier in reversed(steps):
                was |= json.loads(earlier or "{}")
            name = row.get("reference") or row.get("name") or ""
            yield _Touched(table.name, str(name), row, steps[-1][0], steps[0][1] is None, typed(model, was))


def _hidden_before(session: Session, model: type[Record], touched: Sequence[_Touched]) -> dict[int, str]:
    """Records that would name a hidden one again if they were set back, and what that is."""
    found: dict[int, str] = {}
    for used, users in _USED_BY.items():
        table = table_of(used)
        for column in [column for user, column in users if user is model]:
            named = {
                one.row["id"]: one.before[column]
                for one in touched
                if not one.was_new and one.before.get(column)
            }
            ids = sorted(set(named.values()))
            for start in range(0, len(ids), 500):
                hidden = set(
                    session.scalars(
                        select(table.c.id).where(table.c.id.in_(ids[start : start + 500]), table.c.hidden)
                    )
                )
                found |= {record: table.name for record, other in named.items() if other in hidden}
    return found | _parted_since(session, touched)


def _parted_since(session: Session, touched: Sequence[_Touched]) -> dict[int, str]:
    """Records that would be a customer's again from which the one they are about was parted since."""
    named = {
        one.row["id"]: (json.loads(one.before["file_says"]).get(NAMED), one.before["customer_id"])
        for one in touched
        if not one.was_new and one.before.get("file_says") and one.before.get("customer_id")
    }
    columns = table_of(Customer).c
    found = {}
    for record_id, (part, whole) in named.items():
        into = select(columns.merged_into_id).where(columns.id == part)
        if part is not None and session.scalar(into) != whole:
            found[record_id] = "customer"
    return found


def _users(session: Session, model: type[Record], ids: Sequence[int]) -> dict[int, str]:
    """What still depends on records, in words; those nothing depends on are left out."""
    found: dict[int, str] = {}
    wins = table_of(Win)
    for user, column in _USED_BY.get(model, ()):
        table = table_of(user)
        users = select(table.c[column], func.count()).group_by(table.c[column])
        if "hidden" in table.c:
            users = users.where(~table.c.hidden)
        if user in (WinPerson, WinTeam):
            users = users.where(table.c.win_id == wins.c.id, ~wins.c.hidden)
        name = {"win_person": "win", "win_team": "win"}.get(table.name, table.name).replace("_", " ")
        for start in range(0, len(ids), 500):
            for record_id, number in session.execute(
                users.where(table.c[column].in_(ids[start : start + 500]))
            ):
                found.setdefault(record_id, counted(number, name))
    return found
