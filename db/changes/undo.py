"""Taking one change back: always a new event, never a rewind."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import ChangedMeanwhile, Changes, table_of, typed, with_lists
from db.changes.guests import did_it_all, require_still_in
from db.changes.merging import APART, MERGE, OWNED
from db.changes.own import is_own as is_own_record
from db.changes.parting import PART, return_since
from db.changes.people import keeping_an_administrator
from db.changes.strengths import require_own_team, team_of_proof
from db.changes.undo_agreed import AGAIN, UNDO, refuse_of_meeting, undone_by
from db.models import (
    Absence,
    ActionItem,
    Applause,
    Complaint,
    Customer,
    Decision,
    Event,
    FieldNote,
    NoteOutcome,
    Organisation,
    Person,
    Promise,
    Record,
    RotaPlace,
    RotaSkip,
    RotaSwap,
    RotaTurn,
    Stand,
    Strength,
    StrengthProof,
    Team,
    ToldApart,
    Topic,
    Win,
)
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.words import Visitor

_UNDOABLE: tuple[type[Record], ...] = (
    Win,
    Complaint,
    Promise,
    Customer,
    ToldApart,
    Person,
    Team,
    Organisation,
    ActionItem,
    Decision,
    FieldNote,
    NoteOutcome,
    Topic,
    Stand,
    Strength,
    StrengthProof,
    Applause,
    RotaPlace,
    Absence,
    RotaSkip,
    RotaSwap,
    RotaTurn,
)

ALLOWED_BY = {
    "deliver": Action.CORRECT,
    "withdraw": Action.CORRECT,
    "move": Action.CORRECT,
    "set tier": Action.CORRECT,
    "set who to turn to": Action.CORRECT,
    "correct day": Action.CORRECT_DAY,
    "same as": Action.CORRECT_DAY,
    MERGE: Action.CORRECT_DAY,
    PART: Action.CORRECT_DAY,
    APART: Action.CORRECT_DAY,
    "add person": Action.SET_UP,
    "change person": Action.SET_UP,
    "disable person": Action.SET_UP,
    "take over": Action.SET_UP,
    "add team": Action.SET_UP,
    "change team": Action.SET_UP,
    "change organisation": Action.SET_UP,
    "correct win": Action.CORRECT,
    "log complaint": Action.CORRECT,
    "correct complaint": Action.CORRECT,
    "answer complaint": Action.CORRECT,
    "resolve complaint": Action.CORRECT,
    "record promise": Action.CORRECT,
    "new customer": Action.CORRECT_DAY,
    "note of a miss": Action.RUN_MEETING,
    "drop topic": Action.RUN_MEETING,
    "decide": Action.RUN_MEETING,
    "change decision": Action.RUN_MEETING,
    "look again": Action.RUN_MEETING,
    "stand": Action.RUN_MEETING,
    "go on without": Action.RUN_MEETING,
    "order by votes": Action.RUN_MEETING,
    "change agenda of every meeting": Action.PLAN_AGENDA,
    "change rota": Action.PLAN_ROTA,
    "say away": Action.PLAN_ROTA,
    "come after all": Action.PLAN_ROTA,
    "agree on a turn": Action.RUN_MEETING,
    "not this time": Action.RUN_MEETING,
    "swap turns": Action.RUN_MEETING,
    "give action item": Action.CHANGE_ACTION,
    "drop action item": Action.CHANGE_ACTION,
    "split action item": Action.CHANGE_ACTION,
    "do a part": Action.CHANGE_ACTION,
    "add action item": Action.CHANGE_ACTION,
    "tick": Action.CHANGE_ACTION,
    "untick": Action.CHANGE_ACTION,
    "move action item": Action.CHANGE_ACTION,
    "change action item": Action.CHANGE_ACTION,
    "log note": Action.CHANGE_ACTION,
    "log win": Action.CORRECT,
    "correct note": Action.CORRECT,
    "answer question": Action.CORRECT,
    "follow up": Action.CORRECT,
    "make of a note": Action.CORRECT,
    "introduce customer": Action.CORRECT,
    "raise topic": Action.RUN_MEETING,
    "add strength": Action.CHANGE_STRENGTH,
    "change strength": Action.CHANGE_STRENGTH,
    "order strengths": Action.CHANGE_STRENGTH,
    "retire strength": Action.CHANGE_STRENGTH,
    "take up strength": Action.CHANGE_STRENGTH,
    "show by hit": Action.CHANGE_STRENGTH,
    "untie hit": Action.CHANGE_STRENGTH,
    "applaud": Action.RUN_MEETING,
}
"""What of an event's words may be undone, and what whoever did it was allowed by: the same allows undoing it."""


ALLOWED_OWN = {
    "add action item": Action.ADD_OWN_ACTION,
    "tick": Action.TICK_OWN_ACTION,
    "untick": Action.TICK_OWN_ACTION,
    "move action item": Action.TICK_OWN_ACTION,
    "change action item": Action.TICK_OWN_ACTION,
    "split action item": Action.TICK_OWN_ACTION,
    "do a part": Action.TICK_OWN_ACTION,
    "deliver": Action.CORRECT_OWN,
    "withdraw": Action.CORRECT_OWN,
    "move": Action.CORRECT_OWN,
    "correct win": Action.CORRECT_OWN,
    "log complaint": Action.CORRECT_OWN,
    "correct complaint": Action.CORRECT_OWN,
    "answer complaint": Action.CORRECT_OWN,
    "resolve complaint": Action.CORRECT_OWN,
    "record promise": Action.CORRECT_OWN,
    "stand": Action.TAKE_PART,
    "log note": Action.LOG_HIT_OR_NOTE,
    "log win": Action.LOG_HIT_OR_NOTE,
    "say away": Action.OWN_TURN,
    "come after all": Action.OWN_TURN,
    "agree on a turn": Action.OWN_TURN,
    "not this time": Action.OWN_TURN,
    "swap turns": Action.OWN_TURN,
    "correct note": Action.CORRECT_OWN,
    "answer question": Action.LOG,
    "follow up": Action.LOG,
    "make of a note": Action.LOG,
    "introduce customer": Action.LOG,
    "raise topic": Action.LOG,
    "add strength": Action.ADD_STRENGTH,
    "show by hit": Action.ADD_STRENGTH,
    "applaud": Action.APPLAUD,
}
"""What anybody may undo who did it themselves."""

OF_OWN_RECORDS = frozenset(
    {
        "deliver",
        "withdraw",
        "move",
        "correct win",
        "correct complaint",
        "answer complaint",
        "resolve complaint",
    }
)
"""What anybody may undo, whoever did it, whose own the record is: they might have made the change."""


def undo_change(
    session: Session, operation: str, *, actor: Actor, now: datetime, undoing: str | None = None
) -> int:
    """Take back everything one operation changed; returns how many records. All of it, or nothing.

    Whoever may make the change may undo it, and undo the undoing of it: `undoing` names that operation. Raises
    ChangedMeanwhile when one of its records was changed since.
    """
    told = _told(session, operation)
    done = _done(session, told)
    if not done or not done <= ALLOWED_BY.keys():
        raise NotUnderstood(
            "There is nothing here that can be undone. Nothing was saved. Look at its history."
        )
    # Who looks around the example has no number: there it goes by what they are called.
    is_own = {(row.actor_id, row.actor if actor.person_id is None else "") for row in told} == {
        (actor.person_id, actor.name if actor.person_id is None else "")
    }
    if actor.role is Visitor.GUEST:
        require_still_in(session, actor, now=now)
        is_own = did_it_all(session, actor, operation)
    models = {table_of(model).name: model for model in _UNDOABLE}
    is_theirs = done <= OF_OWN_RECORDS and all(
        is_own_record(session, models[row.what], row.record_id, actor=actor) for row in told
    )
    for action in done:
        require(
            actor,
            ALLOWED_OWN[action] if (is_own or is_theirs) and action in ALLOWED_OWN else ALLOWED_BY[action],
        )
    changes = Changes(session, actor=actor, now=now, operation=undoing)
    places = {(str(row.what), int(row.record_id)) for row in told}
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
        refuse_of_meeting(session, model, found, was, is_own=is_own, actor=actor)
        _refuse_of_another_team(session, model, found, actor=actor)
        _refuse_in_use(session, model, record_id, was, told=places)
        changes.update(
            model,
            record_id,
            version=version,
            before={name: found[name] for name in was},
            after=was,
            action=UNDO,
        )
    if MERGE in done:
        parts = frozenset(
            row.record_id for row in told if json.loads(row.before or "{}").get("hidden") is False
        )
        return_since(changes, places, parts)
    with keeping_an_administrator(session):
        changes.write()
    return len(told)


def can_be_undone_again(session: Session, operation: str) -> bool:
    """Whether an undoing can itself be undone."""
    done = _done(session, _told(session, operation))
    return bool(done) and done <= AGAIN


def _told(session: Session, operation: str) -> Sequence[Any]:
    """What an operation changed, the last of it first."""
    events = table_of(Event).c
    columns = (
        *(events.what, events.record_id, events.version, events.before),
        *(events.action, events.actor_id, events.actor),
    )
    query = select(*columns).where(events.operation.startswith(f"{operation}/", autoescape=True))
    return session.execute(query.order_by(events.seq.desc())).all()


def _done(session: Session, told: Sequence[Any]) -> set[str]:
    """The words of what was done; of an undoing that can be undone, of what it took back."""
    done = {row.action for row in told}
    if UNDO not in done:
        return done
    undone = {undone_by(session, row.what, row.record_id, row.version) for row in told}
    return undone if undone <= AGAIN else done


def _refuse_in_use(
    session: Session,
    model: type[Record],
    record_id: int,
    was: Mapping[str, Any],
    *,
    told: Collection[tuple[str, int]],
) -> None:
    """A customer goes only as long as nothing is told of it, apart from what goes back with it."""
    if model is not Customer or not was.get("hidden"):
        return
    customers = table_of(Customer).c
    into = was.get("merged_into_id")
    # Whoever logs something for it just now is waited for, or waits.
    locked = select(customers.id, customers.hidden).where(customers.id.in_({record_id, into or record_id}))
    hidden = {row.id: row.hidden for row in session.execute(locked.order_by(customers.id).with_for_update())}
    if into is not None and hidden[into]:
        raise NotUnderstood(
            "The customer it was part of is not there any more. Nothing was undone. Merge it by hand instead."
        )
    for other in OWNED:
        table = table_of(other)
        query = select(table.c.id).where(table.c.customer_id == record_id, ~table.c.hidden)
        if any((table.name, one) not in told for one in session.scalars(query)):
            raise NotUnderstood(
                "Something is told of this customer by now. Nothing was undone. Merge it with the right one instead."
            )
    merged = select(customers.id).where(customers.merged_into_id == record_id)
    if any(("customer", one) not in told for one in session.scalars(merged)):
        raise NotUnderstood(
            "Another customer was merged into this one. Nothing was undone. Undo the merge first."
        )


def _refuse_of_another_team(
    session: Session, model: type[Record], row: Mapping[str, Any], *, actor: Actor
) -> None:
    """What a team does well is its own: undoing asks as much as changing."""
    if model is Strength:
        require_own_team(session, actor, row["team_id"])
    elif model is StrengthProof:
        require_own_team(session, actor, session.scalar(team_of_proof(row["id"])))
