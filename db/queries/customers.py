"""Customers with what became of their promises: one statement, however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, case, func, or_, select, union
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import CTE

from db.queries.figures import Query
from db.queries.scope import (
    AS_OF,
    complaints,
    customers,
    days,
    made_already,
    promises,
    stands,
    state_on,
    wins,
)
from meeting.promises import PromiseState
from meeting.records import CustomerLine, CustomerList
from meeting.words import name_key

SHOWN = 200


def customer_list(
    session: Session,
    *,
    as_of: date,
    search: str = "",
    tier: str = "",
    only: Sequence[int] | None = None,
    most: int = SHOWN,
) -> CustomerList:
    """The first `most` by name, of those whose name, reference or e-mail holds `search`; tier `none` has no tier.

    `only` are those to look among, such as the new ones.
    What a customer was called before it was merged leads to the one it became.
    """
    page = (
        _matching(search, tier, only).order_by(customers.c.name_key, customers.c.id).limit(most).cte("page")
    )
    rows = session.execute(with_counts(page), {"as_of": as_of}).all()
    found = tuple(CustomerLine(*row[:-1]) for row in rows)
    return CustomerList(found, rows[0][-1] if rows else 0)


def columns_of_page() -> Query:
    columns = customers.c
    # Counted before the limit: how many there are in all.
    total = func.count().over().label("total")
    return select(columns.id, columns.version, columns.name, columns.name_key, columns.tier, total)


def _matching(search: str, tier: str, only: Sequence[int] | None) -> Query:
    columns = customers.c
    query = columns_of_page().where(~columns.hidden)
    if only is not None:
        query = query.where(columns.id.in_(only))
    if tier:
        query = query.where(columns.tier.is_(None) if tier == "none" else columns.tier == tier)
    words = search.strip()
    if not words:
        return query
    holds = or_(
        columns.name_key.contains(name_key(words), autoescape=True),
        columns.reference.icontains(words, autoescape=True),
        columns.email.icontains(words, autoescape=True),
    )
    merged = select(columns.merged_into_id).where(holds, columns.merged_into_id.is_not(None))
    return query.where(columns.id.in_(union(select(columns.id).where(holds), merged).subquery().select()))


def with_counts(page: CTE) -> Query:
    """One row for each customer of the page: columns are in the order of the fields of CustomerLine, then the total."""
    shown = select(page.c.id)
    state, promised = state_on(days.c.day), promises.c
    # Without the day it was given, a promise is heard of at the latest on its promised day.
    come = case((promised.first_promised_on <= AS_OF, promised.first_promised_on))
    kept_promises = (
        select(
            promised.customer_id,
            func.count(promised.id.distinct()).label("number"),
            func.sum(case((state == PromiseState.KEPT.value, 1), else_=0)).label("kept"),
            func.sum(case((state == PromiseState.MISSED.value, 1), else_=0)).label("missed"),
            func.min(func.coalesce(promised.made_on, come)).label("first"),
        )
        # By each day that stands, as on the board; one whose days are all to be said yet has none.
        .select_from(promises.outerjoin(days, and_(days.c.promise_id == promised.id, stands())))
        .where(~promised.hidden, made_already(), promised.customer_id.in_(shown))
        .group_by(promised.customer_id)
        .cte("promised")
    )
    received = (
        select(
            complaints.c.customer_id,
            func.sum(case((complaints.c.same_as_id.is_(None), 1), else_=0)).label("number"),
            func.min(complaints.c.received_on).label("first"),
        )
        .where(~complaints.c.hidden, complaints.c.received_on <= AS_OF, complaints.c.customer_id.in_(shown))
        .group_by(complaints.c.customer_id)
        .cte("received")
    )
    won = (
        select(
            wins.c.customer_id,
            func.min(wins.c.happened_on).label("first"),
            func.max(wins.c.happened_on).label("last"),
        )
        .where(~wins.c.hidden, wins.c.happened_on <= AS_OF, wins.c.customer_id.in_(shown))
        .group_by(wins.c.customer_id)
        .cte("won")
    )
    # The smallest of three days in SQL that both databases speak: a day that is missing is later than any.
    first, second, third = kept_promises.c.first, received.c.first, won.c.first
    earliest = case(
        (
            and_(
                first.is_not(None),
                or_(second.is_(None), first <= second),
                or_(third.is_(None), first <= third),
            ),
            first,
        ),
        (and_(second.is_not(None), or_(third.is_(None), second <= third)), second),
        else_=third,
    )
    return (
        select(
            page.c.id,
            page.c.version,
            page.c.name,
            page.c.tier,
            func.coalesce(kept_promises.c.number, 0),
            func.coalesce(kept_promises.c.kept, 0),
            func.coalesce(kept_promises.c.missed, 0),
            func.coalesce(received.c.number, 0),
            earliest,
            won.c.last,
            page.c.total,
        )
        .select_from(
            page.outerjoin(kept_promises, kept_promises.c.customer_id == page.c.id)
            .outerjoin(received, received.c.customer_id == page.c.id)
            .outerjoin(won, won.c.customer_id == page.c.id)
        )
        .order_by(page.c.name_key, page.c.id)
    )
