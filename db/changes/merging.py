"""Two customers that are one: everything of the second becomes the first's, in one change that can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import ChangedMeanwhile, Changes, table_of
from db.models import Complaint, Customer, FieldNote, Promise, Record, Win
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require

_OWNED: tuple[type[Record], ...] = (Promise, Complaint, Win, FieldNote)
FILLED = ("email", "tier", "turn_to_id")
INTRODUCED = ("introduced_on", "introduced_by_id", "introduced_to_id")
"""What the first customer takes from the second where it has nothing itself; of being introduced all or nothing."""


def merge_customers(
    session: Session, *, keep: tuple[int, int], gone: tuple[int, int], actor: Actor, now: datetime
) -> str:
    """Make `gone` part of `keep`, both given as (id, version seen); returns the operation, for undoing it.

    The references of the customer that goes stay known: the next file that names them means the one that stays.
    """
    require(actor, Action.CORRECT_DAY)
    if keep[0] == gone[0]:
        raise NotUnderstood("These are one customer already. Nothing was saved. Choose two.")
    _lock(session, keep[0], gone[0])
    first, second = _seen(session, *keep), _seen(session, *gone)
    changes = Changes(session, actor=actor, now=now)
    for model in _OWNED:
        columns = table_of(model).c
        query = select(columns.id, columns.version).where(columns.customer_id == second["id"])
        for record_id, version in session.execute(query.order_by(columns.id)):
            changes.update(
                model,
                record_id,
                version=version,
                before={"customer_id": second["id"]},
                after={"customer_id": first["id"]},
                action="merge customers",
            )
    columns = table_of(Customer).c
    # Customers that were merged into the second before follow it.
    earlier = select(columns.id, columns.version).where(columns.merged_into_id == second["id"])
    for record_id, version in session.execute(earlier.order_by(columns.id)).all():
        _update(
            changes,
            {"id": record_id, "version": version, "merged_into_id": second["id"]},
            merged_into_id=first["id"],
        )
    wanted = FILLED + (INTRODUCED if first["introduced_on"] is None else ())
    filled = {name: second[name] for name in wanted if first[name] is None and second[name] is not None}
    if filled:
        _update(changes, first, **filled)
    _update(changes, second, hidden=True, merged_into_id=first["id"])
    changes.write()
    return changes.operation


def _lock(session: Session, *customer_ids: int) -> None:
    """One merge of a customer after the other: of two that go opposite ways, the second finds that one is gone."""
    columns = table_of(Customer).c
    query = select(columns.id).where(columns.id.in_(customer_ids)).order_by(columns.id)
    session.execute(query.with_for_update())


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


def _update(changes: Changes, row: dict[str, Any], **after: Any) -> None:
    before = {name: row[name] for name in after}
    changes.update(
        Customer, row["id"], version=row["version"], before=before, after=after, action="merge customers"
    )
