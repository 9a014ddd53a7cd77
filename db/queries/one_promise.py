"""One promise by its days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from db.queries.scope import days, promises, reach_of, stands, state_on
from meeting.promises import PromiseState
from meeting.records import StandingDay


def standing_days(session: Session, promise_id: int, *, as_of: date) -> tuple[StandingDay, ...]:
    """The days that count on `as_of`, in the order in which they were said, hidden or not; none of an unknown one."""
    found = session.execute(_STANDING, {"id": promise_id, "as_of": as_of})
    return tuple(StandingDay(day, PromiseState(state), reach) for day, state, reach in found)


_STANDING = (
    select(days.c.day, state_on(days.c.day), reach_of(promises))
    .join_from(days, promises, promises.c.id == days.c.promise_id)
    .where(promises.c.id == bindparam("id", type_=Integer), stands())
    .order_by(days.c.number)
)
