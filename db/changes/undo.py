"""Taking one change back: always a new event, never a rewind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import ChangedMeanwhile, Changes, table_of, typed, with_lists
from db.changes.people import keeping_an_administrator
from db.models import (
    ActionItem,
    Complaint,
    Customer,
    Decision,
    Event,
    FieldNote,
    Meeting,
    Organisation,
    Person,
    Promise,
    Record,
    Team,
    Topic,
    Win,
)
from meeting.errors import NotAllowed, NotUnderstood
from meeting.meetings import leads
from meeting.permissions import Action, Actor, require

_UNDOABLE: tuple[type[Record], ...] = (
    Win,
    Complaint,
    Promise,
    Customer,
    Person,
    Team,
    Organisation,
    ActionItem,
    Decision,
    FieldNote,
    Topic,
)

ALLOWED_BY = {
    "deliver": Action.CORRECT,
    "withdraw": Action.CORRECT,
    "move": Action.CORRECT,
    "set tier": Action.CORRECT,
    "set who to turn to": Action.CORRECT,
    "correct day": Action.CORRECT_DAY,
    "same as": Action.CORRECT_DAY,
    "merge customers": Action.CORRECT_DAY,
    "add person": Action.SET_UP,
    "change person": Action.SET_UP,
    "disable person": Action.SET_UP,
    "take over": Action.SET_UP,
    "add team": Action.SET_UP,
    "change team": Action.SET_UP,
    "change organisation": Action.SET_UP,
    "note of a miss": Action.RUN_MEETING,
    "drop topic": Action.RUN_MEETING,
    "decide": Action.RUN_MEETING,
    "change decision": Action.RUN_MEETING,
    "change agenda of every meeting": Action.PLAN_AGENDA,
    "give action item": Action.CHANGE_ACTION,
    "drop action item": Action.CHANGE_ACTION,
    "split action item": Action.CHANGE_ACTION,
    "add action item": Action.CHANGE_ACTION,
    "tick": Action.CHANGE_ACTION,
    "untick": Action.CHANGE_ACTION,
    "move action item": Action.CHANGE_ACTION,
    "change action item": Action.CHANGE_ACTION,
    "log note": Action.CHANGE_ACTION,
    "raise topic": Action.RUN_MEETING,
}
"""What of an event's words may be undone, and what whoever did it was allowed by: the same allows undoing it."""


ALLOWED_OWN = {
    "add action item": Action.ADD_OWN_ACTION,
    "tick": Action.TICK_OWN_ACTION,
    "untick": Action.TICK_OWN_ACTION,
    "move action item": Action.TICK_OWN_ACTION,
    "change action item": Action.TICK_OWN_ACTION,
    "split action item": Action.TICK_OWN_ACTION,
    "log note": Action.LOG_HIT_OR_NOTE,
    "raise topic": Action.LOG,
}
"""What anybody may undo who did it themselves."""


def undo_change(session: Session, operation: str, *, actor: Actor, now: datetime) -> int:
    """Take back everything one operation changed; returns how many records. All of it, or nothing.

    Whoever may make the change may undo it. Raises ChangedMeanwhile when one of its records was changed since.
    """
    events = table_of(Event).c
    columns = (events.what, events.record_id, events.version, events.before, events.action, events.actor_id)
    query = select(*columns).where(events.operation.startswith(f"{operation}/", autoescape=True))
    told = session.execute(query.order_by(events.seq.desc())).all()
    done = {row.action for row in told}
    if not done or not done <= ALLOWED_BY.keys():
        raise NotUnderstood("There is nothing here that can be undone. Nothing was saved.")
    is_own = actor.person_id is not None and {row.actor_id for row in told} == {actor.person_id}
    for action in done:
        require(actor, ALLOWED_OWN[action] if is_own and action in ALLOWED_OWN else ALLOWED_BY[action])
    models = {table_of(model).name: model for model in _UNDOABLE}
    changes = Changes(session, actor=actor, now=now)
    for what, record_id, version, before, *_ in told:
        model = models[what]
        was = typed(model, json.loads(before)) if before else {"hidden": True}
        row = (
            session.execute(select(*table_of(model).c).where(table_of(model).c.id == record_id))
            .mappings()
            .one()
        )
        (found,) = with_lists(session, model, [dict(row)])
        if found["version"] != version:
            raise ChangedMeanwhile(
                f"Somebody changed this {what} since. Nothing was undone. Look at its history, then change it by hand."
            )
        _refuse_of_meeting(session, model, found, was, actor=actor)
        changes.update(
            model,
            record_id,
            version=version,
            before={name: found[name] for name in was},
            after=was,
            action="undo",
        )
    with keeping_an_administrator(session):
        changes.write()
    return len(told)


def _refuse_of_meeting(
    session: Session, model: type[Record], row: Mapping[str, Any], was: Mapping[str, Any], *, actor: Actor
) -> None:
    """What a closed meeting decided stays, and none of its action items loses its owner or day again; what an open
    one decided is undone by whoever leads it."""
    is_loss = model is ActionItem and any(
        name in was and was[name] is None for name in ("owner_id", "due_on")
    )
    if model is not Decision and not is_loss:
        return
    columns = table_of(Meeting).c
    query = select(columns.is_open, columns.leader, columns.leader_id).where(columns.id == row["meeting_id"])
    found = session.execute(query.with_for_update(read=True)).first()
    if found is None or not found.is_open:
        raise NotUnderstood(
            "The meeting is closed: its decisions stay, its action items keep an owner and a day. Nothing was undone."
        )
    if model is Decision and not leads(actor, leader=found.leader, leader_id=found.leader_id):
        raise NotAllowed(f"{found.leader} leads this meeting. Nothing was undone. Take over first.")
