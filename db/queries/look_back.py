"""What a look back over a quarter or a year is made of, counted as of today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import ActionItem, Decision, Meeting
from db.queries import house
from db.queries.evidence import misses, win_rows, wins_where
from db.queries.figures import week_figures
from db.queries.meetings import somebody_refused
from db.queries.scope import (
    AS_OF,
    WEEKS,
    Chosen,
    complaints,
    days,
    made_already,
    missed_in,
    promises,
    stands,
    state_on,
    wins,
)
from meeting.board import WinRow
from meeting.look_back import (
    DecidedThen,
    Done,
    LookBack,
    Span,
    Totals,
    known_from,
    over_by,
    totals_of,
    turned,
)
from meeting.misses import Miss
from meeting.progress import Progress, untold
from meeting.promises import PromiseState
from meeting.weeks import Week, last_full_week
from meeting.words import ActionState

_ALL = Chosen(None, "")


def look_back(session: Session, span: Span, *, today: date, progress: Progress = untold) -> LookBack:
    """Of weeks that are over and told of, and against as many of the span before, as far as they are told of."""
    known, last = house.span(session), last_full_week(today)
    until = over_by(span.weeks, min(last, known.last) if known else last)
    first = known.first if known else None
    weeks, before = known_from(until, first), known_from(span.before.weeks[: len(until)], first)
    progress(0, 4)
    now = totals(session, weeks, as_of=today)
    progress(1, 4)
    then = totals(session, before, as_of=today)
    progress(2, 4)
    broken = turned(weeks, broke(session, weeks, as_of=today))
    progress(3, 4)
    found = LookBack(
        span,
        weeks,
        before,
        now,
        then,
        broken,
        wins_in(session, weeks, as_of=today),
        decided_in(session, span.weeks),
        done_of(session, span.weeks),
        house.told_from(session),
        house.told_to(session),
    )
    progress(4, 4)
    return found


def totals(session: Session, weeks: Sequence[Week], *, as_of: date) -> Totals:
    return totals_of(week_figures(session, weeks, as_of=as_of))


def broke(session: Session, weeks: Sequence[Week], *, as_of: date) -> Counter[tuple[str, str]]:
    """How often each thing broke in each week. A complaint about a promise missed in the same week is one with it."""
    asked = {"weeks": [str(week) for week in weeks], "as_of": as_of}
    found: Counter[tuple[str, str]] = Counter()
    for query in (_MISSED, _COMPLAINED):
        for week, breakdown, number in session.execute(query, asked):
            found[week, breakdown] += number
    return found


def rows_of(
    session: Session, weeks: Sequence[Week], breakdown: str, *, as_of: date
) -> tuple[tuple[Week, tuple[Miss, ...]], ...]:
    """What stands behind one line of what broke, week by week, the newest first: as many rows as `broke` counts."""
    found = ((week, misses(session, week, as_of=as_of)) for week in reversed(weeks))
    rows = ((week, tuple(each for each in missed if each.breakdown == breakdown)) for week, missed in found)
    return tuple((week, each) for week, each in rows if each)


def wins_in(session: Session, weeks: Sequence[Week], *, as_of: date) -> tuple[WinRow, ...]:
    return win_rows(session, _WINS, {"weeks": [str(week) for week in weeks], "as_of": as_of})


def decided_in(session: Session, weeks: Sequence[Week]) -> tuple[DecidedThen, ...]:
    """What closed meetings of these weeks decided, the oldest first; what somebody refused is not decided."""
    meetings, decisions = table_of(Meeting).c, table_of(Decision).c
    query = (
        select(meetings.held_on, meetings.id, decisions.text)
        .join_from(table_of(Decision), table_of(Meeting), meetings.id == decisions.meeting_id)
        .where(
            meetings.held_on.between(weeks[0].monday, weeks[-1].sunday),
            meetings.times_closed > 0,
            ~meetings.hidden,
            ~decisions.hidden,
            ~somebody_refused(),
        )
        .order_by(meetings.held_on, decisions.id)
    )
    return tuple(DecidedThen(*row) for row in session.execute(query))


def done_of(session: Session, weeks: Sequence[Week]) -> Done:
    columns = table_of(ActionItem).c
    is_done = columns.state == str(ActionState.DONE)
    query = select(func.count(), func.count().filter(is_done)).where(
        columns.made_on.between(weeks[0].monday, weeks[-1].sunday), ~columns.hidden
    )
    return Done(*session.execute(query).one())


_WINS = wins_where(_ALL, wins.c.happened_week.in_(WEEKS))
_IS_MISSED = state_on(days.c.day) == PromiseState.MISSED.value
_MISSED = (
    # Missed on two days of the week, it is one row to talk about.
    select(days.c.week, promises.c.breakdown, func.count(promises.c.id.distinct()))
    .join_from(days, promises, promises.c.id == days.c.promise_id)
    .where(days.c.week.in_(WEEKS), stands(), _IS_MISSED, made_already(), *_ALL.of(promises))
    .group_by(days.c.week, promises.c.breakdown)
)
_ONE_WITH = and_(
    promises.c.id == complaints.c.promise_id,
    missed_in(complaints.c.received_week),
    made_already(),
    *_ALL.of(promises),
)
_COMPLAINED = (
    select(complaints.c.received_week, complaints.c.breakdown, func.count())
    .select_from(complaints.outerjoin(promises, _ONE_WITH))
    .where(
        complaints.c.received_week.in_(WEEKS),
        complaints.c.received_on <= AS_OF,
        complaints.c.same_as_id.is_(None),
        promises.c.id.is_(None),
        *_ALL.of(complaints),
    )
    .group_by(complaints.c.received_week, complaints.c.breakdown)
)
