"""What is agreed and what is not: nobody is passed over without a word, and what was refused is a topic again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.core import Changes, table_of
from db.models import Decision, Topic
from db.queries.meetings import somebody_refused
from db.queries.votes import silent_on
from meeting.consensus import refuse_unheard

FOCUS = "decision"
"""What a meeting looks at while a decision is read back: `decision 3`."""


def refuse_to_leave_unheard(session: Session, meeting: Mapping[str, Any]) -> None:
    """Raises NotHeardYet while a decision is read back to which somebody who is there has not answered."""
    kind, _, number = meeting["focus"].partition(" ")
    if kind != FOCUS or not number.isdecimal():
        return
    decision_id = int(number)
    columns = table_of(Decision).c
    query = select(columns.id).where(
        columns.id == decision_id, columns.meeting_id == meeting["id"], ~columns.hidden
    )
    # One that was taken back while it was read back asks nobody any more.
    if session.scalar(query) is not None:
        refuse_unheard(silent_on(session, meeting["id"], [decision_id])[decision_id])


def settle_topics(changes: Changes, meeting_id: int) -> None:
    """Before `changes.write` of a Close: a topic with nothing but refused decisions waits for the next meeting again,
    and one that came back and was agreed after all is done."""
    decisions, topics = table_of(Decision), table_of(Topic)
    query = (
        select(topics.c.id, topics.c.version, topics.c.done_in_id, somebody_refused().label("is_refused"))
        .join_from(decisions, topics, topics.c.id == decisions.c.topic_id)
        .where(
            decisions.c.meeting_id == meeting_id,
            ~decisions.c.hidden,
            ~topics.c.hidden,
            func.coalesce(topics.c.done_in_id, meeting_id) == meeting_id,
        )
        .order_by(topics.c.id)
    )
    rows = changes.session.execute(query).all()
    agreed = {row.id for row in rows if not row.is_refused}
    for row in {row.id: row for row in rows}.values():
        done_in = meeting_id if row.id in agreed else None
        if row.done_in_id != done_in:
            changes.update(
                Topic,
                row.id,
                version=row.version,
                before={"done_in_id": row.done_in_id},
                after={"done_in_id": done_in},
                action="settle topic" if done_in else "come back",
            )
