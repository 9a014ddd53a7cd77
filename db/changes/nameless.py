"""What people answer without a name: only that they did is known, and only until the meeting is closed.

All answers of a meeting are written anew with each new one, in an order of chance: neither their place in the table
nor the transaction that wrote them tells whose is whose. The event that makes open screens count names nobody.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from db.changes.core import Changes, table_of
from db.models import Answered, Meeting, MeetingRating, PulseAnswer, Vote
from db.queries.votes import are_shown
from meeting.errors import NotUnderstood
from meeting.permissions import Actor
from meeting.words import Role

answered = table_of(Answered)


def refuse_when_over(session: Session, row: Mapping[str, Any]) -> None:
    """Nameless answers are given before they are shown, and before the meeting is closed for the first time."""
    if row["times_closed"]:
        raise NotUnderstood(
            "This meeting was rated when it was closed. Nothing was saved. Rate the next one."
        )
    if are_shown(session, row["id"]):
        raise NotUnderstood(
            "The answers are shown already: one more could be told by the change. Nothing was saved. Say it "
            "aloud instead."
        )


def has_answered(session: Session, meeting_id: int, *, what: str, who: str) -> bool:
    columns = answered.c
    query = select(columns.who).where(
        columns.meeting_id == meeting_id, columns.what == what, columns.who == who
    )
    return session.scalar(query) is not None


def note_answered(session: Session, meeting_id: int, *, what: str, who: str) -> None:
    session.execute(insert(answered).values(meeting_id=meeting_id, what=what, who=who))


def given(
    session: Session, table: Table, meeting_id: int, *, by_hand: bool | None = None
) -> list[dict[str, Any]]:
    """The answers there are, without their ids."""
    query = select(table).where(table.c.meeting_id == meeting_id)
    if by_hand is not None:
        query = query.where(table.c.by_hand == by_hand)
    return [
        {name: value for name, value in row.items() if name not in ("id", "meeting_id")}
        for row in session.execute(query).mappings()
    ]


def write_anew(session: Session, table: Table, meeting_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    session.execute(delete(table).where(table.c.meeting_id == meeting_id))
    new = [{**row, "id": secrets.token_hex(8), "meeting_id": meeting_id} for row in rows]
    if new:
        session.execute(insert(table), sorted(new, key=lambda row: str(row["id"])))


def tell(session: Session, row: Mapping[str, Any], *, action: str, now: datetime) -> None:
    """So that open screens count it. The event names nobody."""
    nobody = Actor("somebody who takes part", Role.MEMBER)
    changes = Changes(session, actor=nobody, now=now)
    changes.update(Meeting, row["id"], version=row["version"], before={}, after={}, action=action)
    changes.write()


def forget_who(session: Session, meeting_id: int) -> None:
    """With the end of a meeting: who has answered, which answers came by hand, and votes nobody was shown."""
    session.execute(delete(answered).where(answered.c.meeting_id == meeting_id))
    votes = table_of(Vote)
    session.execute(delete(votes).where(votes.c.meeting_id == meeting_id))
    for model in (MeetingRating, PulseAnswer):
        table = table_of(model)
        rows = given(session, table, meeting_id)
        write_anew(session, table, meeting_id, [{**row, "by_hand": False} for row in rows])
