"""Whose an entry is: whoever logged it by hand may correct it, too."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import table_of
from db.models import Event, Record
from meeting.permissions import Action, Actor, allowed, require


def is_own(session: Session, model: type[Record], record_id: int, *, actor: Actor) -> bool:
    """Whether this person logged the record by hand. What a file brought is nobody's own."""
    events = table_of(Event).c
    query = select(events.actor_id).where(
        events.what == table_of(model).name,
        events.record_id == record_id,
        events.before.is_(None),
        events.run_id.is_(None),
    )
    return actor.person_id is not None and session.scalar(query.limit(1)) == actor.person_id


def require_to_correct(session: Session, model: type[Record], record_id: int, *, actor: Actor) -> None:
    """Raises NotAllowed unless this person corrects any entry, or logged this one."""
    if not allowed(actor, Action.CORRECT) and is_own(session, model, record_id, actor=actor):
        require(actor, Action.CORRECT_OWN)
        return
    require(actor, Action.CORRECT)
