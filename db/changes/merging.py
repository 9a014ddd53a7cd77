"""Two customers that are one: everything of the second becomes the first's, in one change that can be undone.

What belongs to which is never forgotten: a record brought by a file keeps which customer the file named, so that the
two can be parted again at any time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import ChangedMeanwhile, Changes, as_json, table_of
from db.models import Complaint, Customer, FieldNote, Promise, Record, ToldApart, Win
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require

OWNED: tuple[type[Record], ...] = (Promise, Complaint, Win, FieldNote)
INTRODUCED = ("introduced_on", "introduced_by_id", "introduced_to_id")
FILLED = ("email", "tier", "turn_to_id", *INTRODUCED)
"""What the first customer takes from the second where it has nothing itself; of being introduced all or nothing."""
NAMED = "named"
"""In a record's `file_says`: the customer its file names, where that became part of another."""
MERGE = "merge customers"
APART = "not the same"


def merge_customers(
    session: Session, *, keep: tuple[int, int], gone: tuple[int, int], actor: Actor, now: datetime
) -> str:
    """Make `gone` part of `keep`, both given as (id, version seen); returns the operation, for undoing it.

    The references of the customer that goes stay known: the next file that names them means the one that stays.
    """
    require(actor, Action.CORRECT_DAY)
    changes = Changes(session, actor=actor, now=now)
    _merge(changes, keep, gone)
    return changes.operation


def merge_pairs(
    session: Session,
    pairs: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    *,
    actor: Actor,
    now: datetime,
) -> str:
    """Merge many in one change, each pair as (the one that stays, the one that goes): all of them, or none."""
    require(actor, Action.CORRECT_DAY)
    changes = Changes(session, actor=actor, now=now)
    touched: dict[int, int] = {}
    for keep, gone in pairs:
        # One that stays may stay for several, and goes up a version with each.
        _merge(changes, (keep[0], keep[1] + touched.get(keep[0], 0)), gone)
        touched[keep[0]] = _version(session, keep[0]) - keep[1]
    return changes.operation


def _merge(changes: Changes, keep: tuple[int, int], gone: tuple[int, int]) -> None:
    if keep[0] == gone[0]:
        raise NotUnderstood("These are one customer already. Nothing was saved. Choose two.")
    session = changes.session
    lock_customers(session, keep[0], gone[0])
    first, second = _seen(session, *keep), _seen(session, *gone)
    for model in OWNED:
        table = table_of(model)
        query = select(*table.c).where(table.c.customer_id == second["id"])
        for row in [dict(row) for row in session.execute(query.order_by(table.c.id)).mappings()]:
            after = {"customer_id": first["id"]} | _named_since(row, second["id"])
            _change(changes, model, row, after)
    columns = table_of(Customer).c
    # Customers that were merged into the second before follow it.
    earlier = select(*columns).where(columns.merged_into_id == second["id"])
    for row in [dict(row) for row in session.execute(earlier.order_by(columns.id)).mappings()]:
        _change(changes, Customer, row, {"merged_into_id": first["id"]})
    wanted = [name for name in FILLED if name not in INTRODUCED or first["introduced_on"] is None]
    filled = {name: second[name] for name in wanted if first[name] is None and second[name] is not None}
    if filled:
        _change(changes, Customer, first, filled)
    _change(changes, Customer, second, {"hidden": True, "merged_into_id": first["id"]})
    changes.write()


def tell_apart(session: Session, one_id: int, other_id: int, *, actor: Actor, now: datetime) -> str:
    """Say that two customers that look like one are two; returns the operation. Said again, it changes nothing."""
    require(actor, Action.CORRECT_DAY)
    first, second = sorted((one_id, other_id))
    lock_customers(session, first, second)
    customers, table = table_of(Customer).c, table_of(ToldApart)
    found = select(customers.id).where(customers.id.in_((first, second)), ~customers.hidden)
    if first == second or len(session.scalars(found).all()) < 2:
        raise NotUnderstood(
            "One of these customers is not there any more. Nothing was saved. Look at the list again."
        )
    pair = {"customer_id": first, "other_id": second}
    columns = select(*table.c).where(table.c.customer_id == first, table.c.other_id == second)
    row = session.execute(columns).mappings().first()
    changes = Changes(session, actor=actor, now=now)
    if row is None:
        changes.create(ToldApart, pair, action=APART)
    elif row["hidden"]:
        after = {"hidden": False}
        changes.update(
            ToldApart, row["id"], version=row["version"], before={"hidden": True}, after=after, action=APART
        )
    changes.write()
    return "" if changes.is_empty else changes.operation


def _named_since(row: Mapping[str, Any], customer_id: int) -> dict[str, Any]:
    """That the file of this record named this customer; what a person said about it stays as it is."""
    if row.get("source") is None or row.get("reference") is None:
        return {}
    says = json.loads(row["file_says"] or "{}")
    if NAMED in says or "customer_id" in says:
        return {}
    return {"file_says": as_json({**says, NAMED: customer_id})}


def lock_customers(session: Session, *customer_ids: int) -> None:
    """One merge of a customer after the other: of two that go opposite ways, the second finds that one is gone."""
    columns = table_of(Customer).c
    query = select(columns.id).where(columns.id.in_(customer_ids)).order_by(columns.id)
    session.execute(query.with_for_update())


def _version(session: Session, customer_id: int) -> int:
    columns = table_of(Customer).c
    return int(session.scalars(select(columns.version).where(columns.id == customer_id)).one())


def _seen(session: Session, customer_id: int, version: int) -> dict[str, Any]:
    table = table_of(Customer)
    row = (
        session.execute(select(*table.c).where(table.c.id == customer_id, ~table.c.hidden)).mappings().first()
    )
    if row is None:
        raise NotUnderstood(
            "One of these customers is not there any more. Nothing was saved. Look at the list again."
        )
    if row["version"] != version:
        raise ChangedMeanwhile(
            f"Somebody else changed {row['name']} while you looked at it. Nothing was saved. Look again, then repeat."
        )
    return dict(row)


def _change(changes: Changes, model: type[Record], row: Mapping[str, Any], after: dict[str, Any]) -> None:
    before = {name: row[name] for name in after}
    changes.update(model, row["id"], version=row["version"], before=before, after=after, action=MERGE)
