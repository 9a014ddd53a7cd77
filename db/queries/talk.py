"""What the meeting talks about besides a week's own figures: what came in late, what repeats, what was sold soon."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, String, Table, bindparam, func, or_, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Event, Meeting
from db.queries.evidence import (
    complaint_rows,
    complaints_where,
    promise_rows,
    promises_where,
    win_rows,
    wins_where,
)
from db.queries.figures import Asked
from db.queries.late import changed_since
from db.queries.scope import (
    AS_OF,
    WEEKS,
    Chosen,
    complaints,
    customers,
    days,
    made_already,
    not_the_same_as_another,
    promises,
    said_already,
    stands,
    state_on,
    wins,
)
from meeting.board import ComplaintRow, PromiseRow, WinRow
from meeting.late import Changed
from meeting.misses import misses_in_order
from meeting.promises import PromiseState
from meeting.talk import REPEAT_WEEKS, Broke, CameInLate, ShortNotice, repeats_among
from meeting.weeks import Week, parse_week, week_of

LONGEST_NOTICE = 53
"""Weeks. Nobody calls more a short notice, and without an end every later promise would be looked at."""

_AT_ONCE = 500
_ALL = Chosen(None, "")
_IDS = bindparam("ids", type_=Integer, expanding=True)
_SINCE = bindparam("since", type_=Integer)
_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
_FROM, _UPTO = bindparam("from", type_=String), bindparam("upto", type_=String)
_events = table_of(Event).c


def came_in_late(
    session: Session, *, since: int, upto: Week, as_of: date, looked_on: date | None = None
) -> CameInLate:
    """What was logged or brought in after the event `since` and counts in a week that meetings reviewed, up to `upto`.

    Weeks before the first one ever reviewed are history: nobody looked at them, so nothing is late for them.
    What a file brought, an undoing took away and a file brought again came when it came last, unless it was there at
    `since`. A late complaint about a promise as late is one row with it, whatever their weeks. What was known already
    and counts otherwise now on the day the weeks were looked at, `looked_on`, is told, too.
    """
    missed: list[PromiseRow] = []
    received: list[ComplaintRow] = []
    happened: list[WinRow] = []
    runs = 0
    first = first_reviewed(session)
    if first is None:
        return CameInLate()
    weeks = {"from": str(first), "upto": str(upto), "since": since, "as_of": as_of}
    for asked in _asked(_new_since(session, _NEW_PROMISES, weeks), weeks):
        missed += promise_rows(session, _LATE_MISSES, asked)
        runs += session.scalar(_LATE_RUNS, asked) or 0
    for asked in _asked(_new_since(session, _NEW_COMPLAINTS, weeks), weeks):
        received += complaint_rows(session, _LATE_COMPLAINTS, asked)
    for asked in _asked(_new_since(session, _NEW_WINS, weeks), weeks):
        happened += win_rows(session, _LATE_WINS, asked)
    return CameInLate(
        misses_in_order(missed, received, as_of=as_of),
        tuple(sorted(happened, key=lambda win: (win.happened_on, win.id))),
        runs,
        _otherwise(session, since=since, looked_on=looked_on, first=first, upto=upto),
    )


def _otherwise(
    session: Session, *, since: int, looked_on: date | None, first: Week, upto: Week
) -> tuple[Changed, ...]:
    """Of the reviewed weeks alone, and not what is new: that has rows of its own."""
    if looked_on is None:
        return ()
    found = changed_since(session, since=since, as_of=looked_on)
    return tuple(
        each
        for each in found
        if each.was and any(first <= week_of(day) <= upto for day, _ in {*each.was} ^ {*each.now})
    )


def first_reviewed(session: Session) -> Week | None:
    """The first week any meeting has reviewed; None before the first Close."""
    columns = table_of(Meeting).c
    query = select(columns.weeks).where(columns.times_closed > 0, ~columns.hidden)
    weeks = session.scalar(query.order_by(columns.held_on, columns.id).limit(1))
    return min(map(parse_week, json.loads(weeks))) if weeks else None


def repeats(session: Session, week: Week, *, as_of: date) -> dict[tuple[str, str], int]:
    """How often each (customer's name, breakdown) that broke in `week` did in the 8 weeks up to it, from twice on.

    A complaint about a promise missed in the same week is one with it. What has no customer is no repeat.
    """
    asked = {"weeks": [str(each) for each in week.up_to_here(REPEAT_WEEKS)], "as_of": as_of}
    missed = {
        row.id: Broke(parse_week(row.week), row.customer_id, row.name, row.breakdown, ("promise", row.id))
        for row in session.execute(_BROKEN_PROMISES, asked)
    }
    broke = list(missed.values())
    for row in session.execute(_COMPLAINTS, asked):
        about = missed.get(row.promise_id)
        if about is not None and str(about.week) == row.week:
            broke.append(Broke(about.week, about.customer_id, about.customer, row.breakdown, about.row))
        elif row.customer_id is not None:
            said = parse_week(row.week)
            broke.append(Broke(said, row.customer_id, row.name, row.breakdown, ("complaint", row.id)))
    return repeats_among(broke, week=week)


def shortest_notice(session: Session, week: Week, *, as_of: date, most: int = 5) -> tuple[ShortNotice, ...]:
    """The `most` promises given in a week with the fewest days to the one first promised, the fewest first.

    Whatever became of them; not those for a day before they were given, which somebody has to check.
    """
    asked = {
        "from": str(week),
        "upto": str(week.shifted(LONGEST_NOTICE)),
        "first": week.monday,
        "last": week.sunday,
        "as_of": as_of,
    }
    given = sorted(
        ((row.first_promised_on - row.made_on).days, row.first_promised_on, row.id, row.made_on)
        for row in session.execute(_GIVEN, asked)
    )[:most]
    ids = [promise_id for _, _, promise_id, _ in given]
    rows = {row.id: row for row in promise_rows(session, _NAMED, {"ids": ids, "as_of": as_of})}
    return tuple(ShortNotice(rows[promise_id], made_on, days) for days, _, promise_id, made_on in given)


def _new_since(session: Session, query: Select[Any], asked: Asked) -> list[int]:
    """Ids of records that were not there at `since`: the first event that shows or hides one tells."""
    first: dict[int, bool] = {}
    for record_id, is_shown in session.execute(query, asked):
        first.setdefault(record_id, is_shown)
    return [record_id for record_id, is_shown in first.items() if is_shown]


def _asked(ids: Sequence[int], about: Asked) -> Iterator[Asked]:
    for start in range(0, len(ids), _AT_ONCE):
        yield {**about, "ids": ids[start : start + _AT_ONCE]}


def _shown_or_hidden(table: Table, is_reviewed: ColumnElement[bool]) -> Select[Any]:
    # The comparison keeps the index away that finds events by what they are about: that would be nearly all of them.
    is_about = func.coalesce(_events.what, "") == table.name
    return (
        select(_events.record_id, or_(_events.before.is_(None), _events.after.like('%"hidden":false%')))
        .join_from(table_of(Event), table, table.c.id == _events.record_id)
        .where(
            _events.seq > _SINCE,
            is_about,
            or_(_events.before.is_(None), _events.after.like('%"hidden":%')),
            is_reviewed,
        )
        .order_by(_events.seq)
    )


_NEW_PROMISES = _shown_or_hidden(
    promises,
    promises.c.id.in_(select(days.c.promise_id).where(days.c.week.between(_FROM, _UPTO))),
)
_NEW_COMPLAINTS = _shown_or_hidden(complaints, complaints.c.received_week.between(_FROM, _UPTO))
_NEW_WINS = _shown_or_hidden(wins, wins.c.happened_week.between(_FROM, _UPTO))

_LATE = promises.c.id.in_(_IDS)
_IS_MISSED, _IS_KEPT = (
    state_on(days.c.day) == state.value for state in (PromiseState.MISSED, PromiseState.KEPT)
)
_IN_A_REVIEWED_WEEK = days.c.week.between(_FROM, _UPTO)
_LATE_MISSES = promises_where(_ALL, _LATE, _IN_A_REVIEWED_WEEK, _IS_MISSED)
_LATE_RUNS = (
    select(func.count())
    .join_from(promises, days, days.c.promise_id == promises.c.id)
    .where(_LATE, _IN_A_REVIEWED_WEEK, stands(), _IS_KEPT, made_already(), *_ALL.of(promises))
)
_LATE_COMPLAINTS = complaints_where(_ALL, complaints.c.id.in_(_IDS))
_LATE_WINS = wins_where(_ALL, wins.c.id.in_(_IDS))

_BROKEN_PROMISES = (
    select(
        promises.c.id,
        days.c.week.label("week"),
        promises.c.customer_id,
        customers.c.name,
        promises.c.breakdown,
    )
    .join_from(days, promises, promises.c.id == days.c.promise_id)
    .join(customers, customers.c.id == promises.c.customer_id)
    .where(days.c.week.in_(WEEKS), stands(), _IS_MISSED, made_already(), *_ALL.of(promises))
    .order_by(days.c.day, promises.c.id)
)
_COMPLAINTS = (
    select(
        complaints.c.id,
        complaints.c.received_week.label("week"),
        complaints.c.customer_id,
        customers.c.name,
        complaints.c.breakdown,
        complaints.c.promise_id,
    )
    .select_from(complaints.outerjoin(customers, customers.c.id == complaints.c.customer_id))
    .where(
        complaints.c.received_week.in_(WEEKS),
        complaints.c.received_on <= AS_OF,
        not_the_same_as_another(),
        *_ALL.of(complaints),
    )
)

# No index knows when promises were given: they are found by the week they were first promised for.
_GIVEN = select(promises.c.id, promises.c.made_on, promises.c.first_promised_on).where(
    promises.c.first_promised_week.between(_FROM, _UPTO),
    promises.c.made_on.between(_FIRST, _LAST),
    promises.c.made_on <= AS_OF,
    promises.c.first_promised_on >= promises.c.made_on,
    *_ALL.of(promises),
)
_NAMED = promises_where(_ALL, promises.c.id.in_(_IDS), days.c.number == 0, counts=said_already())
