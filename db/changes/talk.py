"""Changes of what the meeting talks about: topics, decisions, and what is noted of a miss."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.consensus import clear_answers
from db.changes.core import Changes, already_done, table_of
from db.changes.meetings import open_meeting_row
from db.changes.records import edit
from db.models import (
    Complaint,
    Decision,
    Meeting,
    Organisation,
    Promise,
    Record,
    Topic,
)
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.words import Origin

topics = table_of(Topic)
LONGEST = 2000


def raise_topic(
    session: Session,
    *,
    title: str,
    origin: tuple[Origin, int] | None = None,
    meeting_id: int | None = None,
    operation: str | None = None,
    actor: Actor,
    now: datetime,
) -> str:
    """Put something on the list of what to solve together. A miss or note that is on it already stays once."""
    require(actor, Action.LOG)
    if operation is not None and already_done(session, operation):
        return operation
    title = _words(title, what="what to solve", most=200)
    # One after the other: the second of two presses sees the topic of the first.
    session.execute(select(table_of(Organisation).c.id).with_for_update())
    if origin is not None:
        same = select(topics.c.id).where(
            topics.c.origin == str(origin[0]),
            topics.c.origin_id == origin[1],
            topics.c.done_in_id.is_(None),
            ~topics.c.hidden,
        )
        if session.scalar(same.limit(1)) is not None:
            return ""
    last = session.scalar(select(func.max(topics.c.place))) or 0
    changes = Changes(session, actor=actor, now=now, operation=operation)
    values = {
        "title": title,
        "place": last + 1,
        "raised_in_id": meeting_id,
        "origin": str(origin[0]) if origin else None,
        "origin_id": origin[1] if origin else None,
    }
    changes.create(Topic, values, action="raise topic")
    changes.write()
    return changes.operation


def move_topic(
    session: Session, meeting_id: int, topic_id: int, *, up: bool, actor: Actor, now: datetime
) -> str:
    """One place up or down among the topics that wait."""
    open_meeting_row(session, meeting_id, actor=actor)
    query = select(topics).where(topics.c.done_in_id.is_(None), ~topics.c.hidden)
    waiting = [dict(row) for row in session.execute(query.order_by(topics.c.place, topics.c.id)).mappings()]
    at = next((place for place, row in enumerate(waiting) if row["id"] == topic_id), None)
    if at is None:
        raise NotUnderstood("This topic is not there any more. Nothing was saved. Look at the list again.")
    other = at - 1 if up else at + 1
    if not 0 <= other < len(waiting):
        return ""
    waiting[at], waiting[other] = waiting[other], waiting[at]
    changes = Changes(session, actor=actor, now=now)
    for place, row in enumerate(waiting, start=1):
        if row["place"] != place:
            changes.update(
                Topic,
                row["id"],
                version=row["version"],
                before={"place": row["place"]},
                after={"place": place},
                action="move topic",
            )
    changes.write()
    return changes.operation


def drop_topic(session: Session, topic_id: int, *, seen: int, actor: Actor, now: datetime) -> str:
    """Take a topic off the list. One that was decided stays with its decision."""
    require(actor, Action.RUN_MEETING)
    if session.scalar(select(topics.c.done_in_id).where(topics.c.id == topic_id)) is not None:
        raise NotUnderstood(
            "This topic was decided: it stays with its decision. Nothing was saved. Add a new topic instead."
        )
    return _edited(
        session,
        Topic,
        topic_id,
        seen=seen,
        fields={"hidden": True},
        action="drop topic",
        actor=actor,
        now=now,
    )


def decide(
    session: Session,
    meeting_id: int,
    *,
    text: str,
    topic_id: int | None = None,
    look_again_on: date | None = None,
    operation: str | None = None,
    actor: Actor,
    now: datetime,
) -> str:
    """Write down what the meeting decided. Its topic is done with this meeting."""
    require(actor, Action.RUN_MEETING)
    if operation is not None and already_done(session, operation):
        return operation
    open_meeting_row(session, meeting_id, actor=actor)
    text = _words(text, what="what was decided")
    changes = Changes(session, actor=actor, now=now, operation=operation)
    if topic_id is not None:
        found = (
            session.execute(select(topics).where(topics.c.id == topic_id, ~topics.c.hidden))
            .mappings()
            .first()
        )
        if found is None:
            raise NotUnderstood(
                "This topic is not there any more. Nothing was saved. Look at the list again."
            )
        if found["done_in_id"] is None:
            changes.update(
                Topic,
                topic_id,
                version=found["version"],
                before={"done_in_id": None},
                after={"done_in_id": meeting_id},
                action="decide",
            )
    values = {"meeting_id": meeting_id, "topic_id": topic_id, "text": text, "look_again_on": look_again_on}
    changes.create(Decision, values, action="decide")
    changes.write()
    return changes.operation


def change_decision(
    session: Session, decision_id: int, *, seen: int, text: str, actor: Actor, now: datetime
) -> str:
    """Other words for a decision, as long as its meeting is open. Who answered to the old ones is asked anew."""
    require(actor, Action.RUN_MEETING)
    decisions, meetings = table_of(Decision), table_of(Meeting)
    meeting_id = session.scalar(
        select(meetings.c.id)
        .join(decisions, decisions.c.meeting_id == meetings.c.id)
        .where(decisions.c.id == decision_id, meetings.c.is_open == 1)
    )
    if meeting_id is None:
        raise NotUnderstood(
            "The meeting is closed: its decisions stay as they are. Nothing was saved. Ask an "
            "administrator to reopen it first."
        )
    open_meeting_row(session, meeting_id, actor=actor)
    action, fields = "change decision", {"text": _words(text, what="what was decided")}
    changes = Changes(session, actor=actor, now=now)
    is_different = edit(changes, Decision, decision_id, seen=seen, fields=fields, action=action)
    if is_different:
        clear_answers(changes, decision_id, action=action)
    changes.write()
    return changes.operation if is_different else ""


MISSES: dict[Origin, type[Record]] = {Origin.PROMISE: Promise, Origin.COMPLAINT: Complaint}


def note_miss(
    session: Session,
    kind: Origin,
    record_id: int,
    *,
    seen: int,
    told_on: date | None,
    told_by: str,
    told_top: str,
    cause: str,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Note of a miss when and by whom the customer was told, who at the top was, and what broke: never who.

    No day means that the customer was not told.
    """
    require(actor, Action.RUN_MEETING)
    if told_on is not None and told_on > today:
        raise NotUnderstood("That day is still to come. Nothing was saved. Take a day up to today.")
    fields = {
        "told_on": told_on,
        "told_by": told_by.strip()[:200] if told_on else "",
        "told_top": told_top.strip()[:200],
        "cause": cause.strip()[:LONGEST],
    }
    return _edited(
        session,
        MISSES[kind],
        record_id,
        seen=seen,
        fields=fields,
        action="note of a miss",
        actor=actor,
        now=now,
    )


def _words(text: str, *, what: str, most: int = LONGEST) -> str:
    text = text.strip()
    if not text or len(text) > most:
        raise NotUnderstood(f"Say {what}, in at most {most} characters. Nothing was saved.")
    return text


def _edited(
    session: Session,
    model: type[Record],
    record_id: int,
    *,
    seen: int,
    fields: dict[str, Any],
    action: str,
    actor: Actor,
    now: datetime,
) -> str:
    changes = Changes(session, actor=actor, now=now)
    is_different = edit(changes, model, record_id, seen=seen, fields=fields, action=action)
    changes.write()
    return changes.operation if is_different else ""
