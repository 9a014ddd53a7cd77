"""Customers by a part of their name, for a field in which somebody is typing: the few that are meant, never all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from db.queries.scope import customers
from meeting.words import name_key

MOST = 5


@dataclass(frozen=True)
class CustomerName:
    """`is_exact` when it is called exactly what was asked for, case and spaces apart."""

    id: int
    name: str
    tier: str | None
    is_exact: bool


def customers_like(session: Session, typed: str, *, most: int = MOST) -> tuple[CustomerName, ...]:
    """First who is called exactly so, then whose name begins so, then whose name holds it.

    What a customer was called before it was merged leads to the one it became.
    """
    key = name_key(typed)
    if not key:
        return ()
    columns, stays = customers.c, customers.alias("stays")
    place = case(
        (columns.name_key == key, 0), (columns.name_key.startswith(key, autoescape=True), 1), else_=2
    )
    query = (
        select(stays.c.id, stays.c.name, stays.c.tier, place.label("place"))
        .join_from(
            customers,
            stays,
            case((columns.merged_into_id.is_(None), columns.id), else_=columns.merged_into_id) == stays.c.id,
        )
        .where(columns.name_key.contains(key, autoescape=True), ~stays.c.hidden)
        .order_by("place", stays.c.name_key, stays.c.id)
        # One that has several names that fit is there several times.
        .limit(4 * most)
    )
    found: dict[int, CustomerName] = {}
    for number, name, tier, where in session.execute(query):
        found.setdefault(number, CustomerName(number, name, tier, where == 0))
    return tuple(found.values())[:most]


def customer_name(session: Session, customer_id: int) -> CustomerName | None:
    """One customer, or the one it was merged into by now; None where it is not there."""
    columns = customers.c
    query = select(columns.id, columns.name, columns.tier, columns.hidden, columns.merged_into_id)
    row = session.execute(query.where(columns.id == customer_id)).first()
    if row is None:
        return None
    if row.hidden:
        return customer_name(session, row.merged_into_id) if row.merged_into_id else None
    return CustomerName(row.id, row.name, row.tier, is_exact=True)
