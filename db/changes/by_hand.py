"""What people log by hand, on the day they see it: complaints, promises, and customers nobody knew.

What is logged by hand is checked as a row of a file is, and has neither source nor reference: no file speaks about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import Changes, already_done, table_of
from db.changes.own import require_to_correct
from db.changes.records import edit
from db.models import Complaint, Customer, Organisation, Person, Promise, Record, Team
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.weeks import in_words, week_of
from meeting.words import BREAKDOWNS, OTHER, Need, Severity, name_key

LONGEST = 2000
LONGEST_WHAT = 500
LONGEST_NAME = 200
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


def log_complaint(
    session: Session,
    *,
    words: str,
    customer_id: int | None,
    received_on: date,
    breakdown: str = OTHER,
    severity: Severity = Severity.MINOR,
    team_id: int | None = None,
    owner_id: int | None = None,
    operation: str | None = None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Log what a customer told us; returns the operation, for undoing it. A button pressed twice logs once."""
    require(actor, Action.LOG)
    if operation is not None and already_done(session, operation):
        return operation
    values = _complaint(
        session,
        words=words,
        customer_id=customer_id,
        received_on=received_on,
        breakdown=breakdown,
        severity=severity,
        team_id=team_id,
        owner_id=owner_id,
        today=today,
    )
    changes = Changes(session, actor=actor, now=now, operation=operation)
    values["received_week"] = str(week_of(received_on))
    changes.create(Complaint, values, action="log complaint")
    changes.write()
    return changes.operation


def correct_complaint(
    session: Session,
    complaint_id: int,
    *,
    seen: int,
    words: str,
    customer_id: int | None,
    received_on: date,
    breakdown: str,
    severity: Severity,
    team_id: int | None,
    owner_id: int | None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Set right what is said of a complaint: by whoever logged it, or by those who correct any."""
    require_to_correct(session, Complaint, complaint_id, actor=actor)
    fields = _complaint(
        session,
        words=words,
        customer_id=customer_id,
        received_on=received_on,
        breakdown=breakdown,
        severity=severity,
        team_id=team_id,
        owner_id=owner_id,
        kept=_as_it_is(session, complaint_id),
        today=today,
    )
    changes = Changes(session, actor=actor, now=now)
    is_different = edit(
        changes, Complaint, complaint_id, seen=seen, fields=fields, action="correct complaint"
    )
    changes.write()
    return changes.operation if is_different else ""


def record_promise(
    session: Session,
    *,
    what: str,
    customer_id: int,
    promised_on: date,
    made_on: date | None,
    team_id: int | None = None,
    sales_person_id: int | None = None,
    kind: str = "",
    need: Need | None = None,
    operation: str | None = None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Write down what was promised to a customer for a day; returns the operation, for undoing it.

    The day may have gone by: then the promise is missed until somebody says that it was delivered.
    """
    require(actor, Action.LOG)
    if operation is not None and already_done(session, operation):
        return operation
    if made_on is not None:
        not_to_come(made_on, today=today)
    values = {
        "what": taken(what, what="what was promised", most=LONGEST_WHAT),
        "customer_id": there(session, Customer, customer_id, "customer"),
        "kind": kind.strip()[:100],
        "made_on": made_on,
        "promised_on": _a_day(promised_on),
        "promised_week": str(week_of(promised_on)),
        "first_promised_on": promised_on,
        "first_promised_week": str(week_of(promised_on)),
        "team_id": there(session, Team, team_id, "team"),
        "sales_person_id": there(session, Person, sales_person_id, "person"),
        "need": str(need) if need else None,
    }
    changes = Changes(session, actor=actor, now=now, operation=operation)
    changes.create(Promise, values, action="record promise")
    changes.write()
    return changes.operation


def new_customer(session: Session, *, name: str, actor: Actor, now: datetime) -> int:
    """The customer of this name, made where there is none; case and spaces apart, one name is one customer.

    One that was merged is the one it became. Made in an operation of its own: it stays when what was logged for it is
    undone.
    """
    require(actor, Action.LOG)
    name = " ".join(taken(name, what="the customer's name", most=LONGEST_NAME).split())
    # One after the other: the second of two who log for a new customer finds the one that the first has made.
    session.execute(select(table_of(Organisation).c.id).with_for_update())
    found = known_customer(session, name)
    if found is not None:
        return found
    changes = Changes(session, actor=actor, now=now)
    values = {"name": name, "name_key": name_key(name)}
    customer_id = changes.create(Customer, values, action="new customer")
    changes.write()
    return customer_id


def known_customer(session: Session, name: str) -> int | None:
    """The first customer of exactly this name; None where nobody is called so."""
    columns = table_of(Customer).c
    query = (
        select(columns.id, columns.hidden, columns.merged_into_id)
        .where(columns.name_key == name_key(name))
        .order_by(columns.hidden, columns.id)
    )
    for row in session.execute(query):
        if not row.hidden or row.merged_into_id is not None:
            return int(row.merged_into_id or row.id)
    return None


def _complaint(
    session: Session,
    *,
    words: str,
    customer_id: int | None,
    received_on: date,
    breakdown: str,
    severity: Severity,
    team_id: int | None,
    owner_id: int | None,
    kept: Mapping[str, Any] | None = None,
    today: date,
) -> dict[str, Any]:
    """The fields as they are stored. What is `kept` as it was is not asked whether it is still there."""
    now = kept or {}
    if breakdown not in BREAKDOWNS:
        raise NotUnderstood(
            f"What broke is one of {', '.join(BREAKDOWNS)}. Nothing was saved. Choose one of these."
        )
    return {
        "text": taken(words, what="what was said", most=LONGEST, kept=now.get("text")),
        "customer_id": there(session, Customer, customer_id, "customer", kept=now.get("customer_id")),
        "received_on": not_to_come(received_on, today=today),
        "breakdown": breakdown,
        "severity": str(Severity(severity)),
        "team_id": there(session, Team, team_id, "team", kept=now.get("team_id")),
        "owner_id": there(session, Person, owner_id, "person", kept=now.get("owner_id")),
    }


def _as_it_is(session: Session, complaint_id: int) -> Mapping[str, Any]:
    table = table_of(Complaint)
    row = session.execute(select(table).where(table.c.id == complaint_id)).mappings().first()
    return dict(row) if row else {}


def taken(text: str, *, what: str, most: int, kept: str | None = None) -> str:
    """What somebody typed. What is `kept` as it was may be longer or shorter than what is taken today."""
    if kept is not None and text == kept:
        return kept
    text = text.strip()
    if not text or len(text) > most:
        raise NotUnderstood(f"Say {what}, in at most {most} characters. Nothing was saved.")
    if "\0" in text:
        raise NotUnderstood(
            "The text holds a character that cannot be stored (number 0). Nothing was saved. "
            "Type it by hand instead of copying it."
        )
    return text


def _a_day(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise NotUnderstood(f"{in_words(day)} is too far away. Nothing was saved. Check the year.")
    return day


def not_to_come(day: date, *, today: date) -> date:
    if day > today:
        raise NotUnderstood(f"{in_words(day)} is still to come. Nothing was saved. Take a day up to today.")
    return _a_day(day)


def there(
    session: Session, model: type[Record], record_id: int | None, called: str, *, kept: int | None = None
) -> int | None:
    """The number of a record that can still be chosen, the one that is `kept`, or none at all."""
    columns = table_of(model).c
    query = select(columns.id).where(columns.id == record_id, ~columns.hidden)
    if model is Person:
        query = query.where(~columns.disabled)
    if model is Customer:
        # Held until this is saved: a customer that is merged or taken back meanwhile would keep it to itself.
        query = query.with_for_update(read=True)
    if record_id is not None and record_id != kept and session.scalar(query) is None:
        raise NotUnderstood(f"This {called} is not there any more. Nothing was saved. Choose another.")
    return record_id
