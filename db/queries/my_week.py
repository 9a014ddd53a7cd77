"""One person's week: their open action items, the complaints they own, what was missed or complained about by customers
of theirs, and what was asked and answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import FromClause

from db.queries.actions import OPEN, items
from db.queries.field import answers_for, people, teams, waiting_for_an_answer
from db.queries.scope import (
    AS_OF,
    WEEKS,
    complaints,
    customers,
    days,
    made_already,
    not_the_same_as_another,
    promises,
    stands,
    state_on,
)
from meeting.my_week import (
    SHOWN,
    MyComplaint,
    MyComplaints,
    MyItem,
    MyItems,
    MyNews,
    MyQuestions,
    News,
    since,
)
from meeting.promises import PromiseState
from meeting.weeks import week_of
from meeting.words import Severity, Side

_ME = bindparam("me", type_=Integer)
_SINCE, _MOST = bindparam("since", type_=Date), bindparam("most", type_=Integer)


def my_items(session: Session, person_id: int, *, today: date, most: int = SHOWN) -> MyItems:
    """Open items of this person that are over their day or due in this week, the oldest first."""
    asked = {"me": person_id, "until": week_of(today).sunday, "most": most}
    rows = session.execute(_MY_ITEMS, asked).all()
    return MyItems(tuple(MyItem(*row[:3]) for row in rows), rows[0][3] if rows else 0)


def my_news(session: Session, person_id: int, *, today: date, most: int = SHOWN) -> MyNews:
    """Misses and complaints of the last days, of customers this person sold to or looks after.

    Critical complaints first, then the newest.
    """
    first = since(today)
    # The weeks too: they are what the indexes find rows by.
    weeks = sorted({str(week_of(first)), str(week_of(today))})
    asked = {"me": person_id, "since": first, "as_of": today, "weeks": weeks, "most": most}
    rows = session.execute(_MY_NEWS, asked).all()
    found = (News(row[0], row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows)
    return MyNews(tuple(found), rows[0][7] if rows else 0)


def my_complaints(session: Session, person_id: int, *, today: date, most: int = SHOWN) -> MyComplaints:
    """Complaints this person owns that are not resolved: critical ones, then those not answered, the oldest first."""
    rows = session.execute(_MY_COMPLAINTS, {"me": person_id, "as_of": today, "most": most}).all()
    return MyComplaints(tuple(MyComplaint(*row[:6]) for row in rows), rows[0][6] if rows else 0)


def my_questions(session: Session, person_id: int, *, today: date) -> MyQuestions:
    """Answers of the last days to what this person asked, and what waits for an answer of their side.

    Who is of no team is not asked.
    """
    side = session.scalar(
        select(teams.c.side).join(people, people.c.team_id == teams.c.id).where(people.c.id == person_id)
    )
    asked = waiting_for_an_answer(session, side=Side(side)) if side else ()
    return MyQuestions(
        answers_for(session, person_id, since=since(today)),
        tuple(note for note in asked if note.person_id != person_id),
    )


_MY_ITEMS = (
    select(items.c.id, items.c.what, items.c.due_on, func.count().over())
    .where(
        items.c.state == OPEN,
        items.c.owner_id == _ME,
        items.c.due_on <= bindparam("until", type_=Date),
        ~items.c.hidden,
    )
    .order_by(items.c.due_on, items.c.id)
    .limit(_MOST)
)


def _complaints_owned() -> Select[Any]:
    columns = complaints.c
    is_critical = case((columns.severity == str(Severity.CRITICAL), 0), else_=1)
    is_answered = case((columns.answered_on <= AS_OF, 1), else_=0)
    return (
        select(
            columns.id,
            func.coalesce(customers.c.name, ""),
            columns.text,
            columns.received_on,
            columns.severity,
            columns.answered_on,
            func.count().over(),
        )
        .select_from(complaints.outerjoin(customers, customers.c.id == columns.customer_id))
        .where(
            columns.owner_id == _ME,
            columns.received_on <= AS_OF,
            or_(columns.resolved_on.is_(None), columns.resolved_on > AS_OF),
            ~columns.hidden,
            not_the_same_as_another(),
        )
        .order_by(is_critical, is_answered, columns.received_on, columns.id)
        .limit(_MOST)
    )


_MY_COMPLAINTS = _complaints_owned()


def _news(
    kind: str, table: FromClause, text: str, day: ColumnElement[Any], week: ColumnElement[str], *also: Any
) -> Select[Any]:
    """The rows of a few days come first, then it is asked whose their customers are: that is the cheap way round."""
    columns, sold = table.c, promises.alias("sold")
    was_sold = (
        select(literal(1))
        .where(sold.c.customer_id == customers.c.id, sold.c.sales_person_id == _ME, ~sold.c.hidden)
        .exists()
    )
    return (
        select(
            literal(kind).label("kind"),
            columns.id.label("id"),
            customers.c.name.label("customer"),
            columns[text].label("text"),
            day.label("day"),
            *also,
        )
        .select_from(table.join(customers, customers.c.id == columns.customer_id))
        .where(
            week.in_(WEEKS),
            day.between(_SINCE, AS_OF),
            ~columns.hidden,
            or_(customers.c.turn_to_id == _ME, was_sold),
        )
    )


def _all_news() -> CompoundSelect[Any] | Select[Any]:
    missed = _news(
        "promise",
        promises,
        "what",
        days.c.day,
        days.c.week,
        promises.c.delivered_on.label("delivered_on"),
        cast(null(), String).label("severity"),
    )
    missed = missed.join(days, days.c.promise_id == promises.c.id).where(
        state_on(days.c.day) == PromiseState.MISSED.value, stands(), made_already()
    )
    complained = _news(
        "complaint",
        complaints,
        "text",
        complaints.c.received_on,
        complaints.c.received_week,
        cast(null(), Date).label("delivered_on"),
        complaints.c.severity.label("severity"),
    ).where(not_the_same_as_another())
    news = union_all(missed, complained).subquery()
    columns = news.c
    is_critical = case((columns.severity == str(Severity.CRITICAL), 0), else_=1)
    return (
        select(*columns, func.count().over())
        .order_by(is_critical, columns.day.desc(), columns.kind, columns.id)
        .limit(_MOST)
    )


_MY_NEWS = _all_news()
