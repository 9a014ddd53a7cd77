"""Whose an entry is: logged by hand by oneself, owned by oneself, or about a customer one sold to or looks after."""

from __future__ import annotations

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session

from db.changes.core import table_of
from db.models import Complaint, Customer, Event, Promise, Record
from meeting.permissions import Action, Actor, allowed, require


def is_own(session: Session, model: type[Record], record_id: int, *, actor: Actor) -> bool:
    """Whether the record is this person's own. Who has no number, as the command line, owns nothing."""
    if actor.person_id is None:
        return False
    return (
        _is_logged(session, table_of(model), record_id, actor.person_id)
        or _is_owned(session, model, record_id, actor.person_id)
        or _is_of_their_customer(session, table_of(model), record_id, actor.person_id)
    )


def require_to_correct(session: Session, model: type[Record], record_id: int, *, actor: Actor) -> None:
    """Raises NotAllowed unless this person corrects any entry, or this one is their own."""
    if not allowed(actor, Action.CORRECT) and is_own(session, model, record_id, actor=actor):
        require(actor, Action.CORRECT_OWN)
        return
    require(actor, Action.CORRECT)


def _is_logged(session: Session, table: Table, record_id: int, person_id: int) -> bool:
    """By hand: what a file brought was logged by nobody."""
    events = table_of(Event).c
    query = select(events.actor_id).where(
        events.what == table.name,
        events.record_id == record_id,
        events.before.is_(None),
        events.run_id.is_(None),
    )
    return session.scalar(query.limit(1)) == person_id


def _is_owned(session: Session, model: type[Record], record_id: int, person_id: int) -> bool:
    if model is not Complaint:
        return False
    columns = table_of(Complaint).c
    return session.scalar(select(columns.owner_id).where(columns.id == record_id)) == person_id


def _is_of_their_customer(session: Session, table: Table, record_id: int, person_id: int) -> bool:
    if "customer_id" not in table.c:
        return False
    customers, sold = table_of(Customer).c, table_of(Promise).alias("sold")
    was_sold = (
        select(sold.c.id)
        .where(sold.c.customer_id == customers.id, sold.c.sales_person_id == person_id, ~sold.c.hidden)
        .exists()
    )
    query = (
        select(customers.id)
        .join_from(table, table_of(Customer), customers.id == table.c.customer_id)
        .where(table.c.id == record_id, or_(customers.turn_to_id == person_id, was_sold))
    )
    return session.scalar(query) is not None
