"""Two customers that were merged and are two after all: parted again at any time, whatever came since.

What the merge moved goes back; what came since goes where its own file says it belongs. Undoing a merge is the same for
what came since.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import ChangedMeanwhile, Changes, as_json, table_of, typed
from db.changes.merging import FILLED, MERGE, NAMED, OWNED, lock_customers
from db.models import Customer, Event, Record, Sourced
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require

PART = "part customers"
Row = Mapping[str, Any]
Moved = dict[tuple[str, int], dict[str, Any]]
"""What one merge changed: of each record the fields it had before, and whether its file named the one that went."""


def part_customers(session: Session, customer_id: int, *, seen: int, actor: Actor, now: datetime) -> str:
    """Make a customer that is part of another its own again; returns the operation, for undoing it.

    Customers that had become part of it before come with it. Raises NotUnderstood when it is no part of another.
    """
    require(actor, Action.CORRECT_DAY)
    lock_customers(session, customer_id)
    part = _customer(session, customer_id)
    if part is None or part["merged_into_id"] is None:
        raise NotUnderstood(
            "This customer is no part of another. Nothing was saved. Look at the list of customers again."
        )
    if part["version"] != seen:
        raise ChangedMeanwhile(
            f"Somebody else changed {part['name']} while you looked at it. Nothing was saved. Look again, then repeat."
        )
    lock_customers(session, part["merged_into_id"])
    whole = _customer(session, part["merged_into_id"]) or {}
    if whole["hidden"]:
        raise NotUnderstood(
            f"{whole['name']} was taken back. Nothing was saved. Bring in the file that names it, then part the two."
        )
    merge = _merge_of(session, part["id"])
    changes = Changes(session, actor=actor, now=now)
    parting = _Parting(changes, whole, part["id"], merge, _family(session, merge, part))
    parting.records()
    parting.customers(part)
    changes.write()
    return changes.operation


def return_since(changes: Changes, told: Collection[tuple[str, int]], customer_ids: frozenset[int]) -> None:
    """After a merge is undone: what files brought since for the customers it had moved goes to them, too.

    `told` are the records that undoing sets back by itself.
    """
    for customer_id in sorted(customer_ids):
        part = _customer(changes.session, customer_id)
        if part is None or part["merged_into_id"] is None:
            continue
        merge = _merge_of(changes.session, customer_id)
        family = _family(changes.session, merge, part)
        for model, row, says in _named(changes.session, part["merged_into_id"], family):
            if (table_of(model).name, row["id"]) not in told:
                _back(changes, model, row, customer_id, says, action="undo")


def _customer(session: Session, customer_id: int) -> Row | None:
    table = table_of(Customer)
    row = session.execute(select(*table.c).where(table.c.id == customer_id)).mappings().first()
    return dict(row) if row is not None else None


@dataclass(frozen=True)
class _Merge:
    """The merge that made a customer part of another: what it changed, and into whom."""

    before: Moved
    after: Moved
    into: int | None


def _merge_of(session: Session, customer_id: int) -> _Merge:
    events = table_of(Event).c
    query = select(events.operation, events.after).where(
        events.what == "customer", events.record_id == customer_id, events.action == MERGE
    )
    operation, into = "", None
    for named, after in session.execute(query.order_by(events.seq)):
        fields = json.loads(after)
        if fields.get("hidden"):
            operation, into = named.partition("/")[0], fields["merged_into_id"]
    if not operation:
        return _Merge({}, {}, None)
    changed = select(events.what, events.record_id, events.before, events.after).where(
        events.operation.startswith(f"{operation}/", autoescape=True)
    )
    before: Moved = {}
    after_it: Moved = {}
    for what, record_id, was, became in session.execute(changed.order_by(events.seq)):
        fields = json.loads(was or "{}")
        # One operation may merge many: only what it moved away from this one.
        if customer_id in (fields.get("customer_id"), fields.get("merged_into_id")) or set(fields) <= {
            *FILLED
        }:
            before.setdefault((what, record_id), {}).update(fields)
            after_it.setdefault((what, record_id), {}).update(json.loads(became))
    return _Merge(before, after_it, into)


def _family(session: Session, merge: _Merge, part: Row) -> dict[int, Row]:
    """The customer, and those that had become part of it and went with it, as far as they still are there."""
    columns = table_of(Customer).c
    found = {
        row["id"]: dict(row)
        for row in session.execute(
            select(*columns).where(columns.merged_into_id == part["merged_into_id"])
        ).mappings()
        if ("customer", row["id"]) in merge.before
        and merge.before["customer", row["id"]].get("merged_into_id") == part["id"]
    }
    return {part["id"]: part, **found}


@dataclass(frozen=True)
class _Parting:
    changes: Changes
    whole: Row
    part_id: int
    merge: _Merge
    family: Mapping[int, Row]

    def records(self) -> None:
        session, done = self.changes.session, set[tuple[str, int]]()
        for model, row, says in _named(session, self.whole["id"], self.family):
            done.add((table_of(model).name, row["id"]))
            _back(self.changes, model, row, self.part_id, says, action=PART)
        for model in OWNED:
            table = table_of(model)
            ids = [number for what, number in self.merge.before if what == table.name]
            for start in range(0, len(ids), 500):
                query = select(*table.c).where(
                    table.c.id.in_(ids[start : start + 500]), table.c.customer_id == self.whole["id"]
                )
                for row in [dict(row) for row in session.execute(query.order_by(table.c.id)).mappings()]:
                    place = table.name, row["id"]
                    if place not in done and not self._is_named_otherwise(place):
                        _back(self.changes, model, row, self.part_id, {}, action=PART)

    def _is_named_otherwise(self, place: tuple[str, int]) -> bool:
        """The file named the one that went, and names another by now."""
        return "file_says" in self.merge.after[place]

    def customers(self, part: Row) -> None:
        for row in self.family.values():
            if row["id"] != part["id"]:
                _set(self.changes, Customer, row, {"merged_into_id": part["id"]}, action=PART)
        # What the other took from it, as long as nobody said otherwise since.
        place = "customer", self.whole["id"]
        taken = (
            typed(Customer, self.merge.after.get(place, {})) if self.merge.into == self.whole["id"] else {}
        )
        given = {
            name: None for name in FILLED if name in taken and taken[name] == self.whole[name] == part[name]
        }
        if given:
            _set(self.changes, Customer, self.whole, given, action=PART)
        _set(self.changes, Customer, part, {"hidden": False, "merged_into_id": None}, action=PART)


def _named(
    session: Session, whole_id: int, family: Mapping[int, Row]
) -> Iterator[tuple[type[Record], Row, dict[str, Any]]]:
    """The records of a customer whose files name one of the family, with what their files say."""
    for model in OWNED:
        table = table_of(model)
        if not issubclass(model, Sourced):
            continue
        query = select(*table.c).where(
            table.c.customer_id == whole_id, table.c.file_says.like(f'%"{NAMED}":%')
        )
        for row in [dict(row) for row in session.execute(query.order_by(table.c.id)).mappings()]:
            says = json.loads(row["file_says"])
            # Where a person said whose it is, the file is not asked.
            if says.get(NAMED) in family and "customer_id" not in says:
                yield model, row, says


def _back(
    changes: Changes, model: type[Record], row: Row, part_id: int, says: dict[str, Any], *, action: str
) -> None:
    after: dict[str, Any] = {"customer_id": part_id}
    if says.get(NAMED) == part_id:
        left = {name: said for name, said in says.items() if name != NAMED}
        after["file_says"] = as_json(left) if left else None
    _set(changes, model, row, after, action=action)


def _set(changes: Changes, model: type[Record], row: Row, after: dict[str, Any], *, action: str) -> None:
    before = {name: row[name] for name in after}
    changes.update(model, row["id"], version=row["version"], before=before, after=after, action=action)
