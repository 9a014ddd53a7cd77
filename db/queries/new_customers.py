"""Customers who are new: whether they were introduced, and whom of ours they turn to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Select, String, bindparam, func, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Person
from db.queries.scope import customers, promises
from meeting.field import NEW_FOR, NewCustomer
from meeting.weeks import week_of

_people, _introducers = table_of(Person).alias("turned_to"), table_of(Person).alias("introducers")
_shown_to = table_of(Person).alias("shown_to")
_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
_FROM = bindparam("from", type_=String)


def new_customers(session: Session, *, today: date) -> tuple[NewCustomer, ...]:
    """Those meeting.field.NEW_RULE calls new, not introduced ones first, then the latest first."""
    first = today - NEW_FOR + timedelta(days=1)
    asked = {"first": first, "last": today, "from": str(week_of(first))}
    if session.scalar(_IS_TOLD_APART, asked) is None:
        return ()
    found = (NewCustomer(*row) for row in session.execute(_NEW, asked))
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.introduced_on is not None,
                -one.first_made_on.toordinal(),
                one.name.casefold(),
            ),
        )
    )


_given = func.coalesce(promises.c.made_on, promises.c.first_promised_on)
# No index knows when promises were given: they are found by the week they are promised for, which is no earlier.
_LATELY = (
    select(promises.c.customer_id, func.min(_given).label("first"))
    .where(promises.c.promised_week >= _FROM, _given.between(_FIRST, _LAST), ~promises.c.hidden)
    .group_by(promises.c.customer_id)
    .cte("lately")
)
_before = promises.alias("before")
# A list that begins within these weeks would make everybody new.
_IS_TOLD_APART = (
    select(_before.c.id)
    .where(func.coalesce(_before.c.made_on, _before.c.first_promised_on) < _FIRST, ~_before.c.hidden)
    .limit(1)
)
_WERE_THERE = (
    select(_before.c.id)
    .where(
        _before.c.customer_id == _LATELY.c.customer_id,
        func.coalesce(_before.c.made_on, _before.c.first_promised_on) < _FIRST,
        ~_before.c.hidden,
    )
    .exists()
)
_NEW: Select[Any] = (
    select(
        customers.c.id,
        customers.c.version,
        customers.c.name,
        customers.c.tier,
        _LATELY.c.first,
        func.coalesce(_people.c.name, ""),
        customers.c.introduced_on,
        func.coalesce(_introducers.c.name, ""),
        func.coalesce(_shown_to.c.name, ""),
        customers.c.turn_to_id,
    )
    .select_from(
        _LATELY.join(customers, customers.c.id == _LATELY.c.customer_id)
        .outerjoin(_people, _people.c.id == customers.c.turn_to_id)
        .outerjoin(_introducers, _introducers.c.id == customers.c.introduced_by_id)
        .outerjoin(_shown_to, _shown_to.c.id == customers.c.introduced_to_id)
    )
    .where(~customers.c.hidden, ~_WERE_THERE)
)
