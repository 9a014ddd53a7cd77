"""What a meeting agreed, and undoing: what a closed one knows stays, and what was undone can be had back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import table_of
from db.models import ActionItem, Decision, Event, Meeting, Record, Stand
from db.queries.known import is_known
from meeting.errors import NotAllowed, NotUnderstood
from meeting.known import DECISION_STAYS, ITEM_STAYS
from meeting.meetings import leads
from meeting.permissions import Actor

meetings = table_of(Meeting)
UNDO = "undo"
AGAIN = frozenset(
    {
        *("add action item", "tick", "untick", "move action item", "give action item", "do a part"),
        *("drop action item", "change action item"),
        *("decide", "change decision", "look again"),
    }
)
"""Whose undoing can itself be undone, in the words of events."""


def undone_by(session: Session, what: str, record_id: int, version: int) -> str:
    """What the undoing that led to this version took back, in the word of its event; of an undone undoing, what it
    was about in the first place."""
    events = table_of(Event).c
    query = select(events.version, events.action).where(
        events.what == what, events.record_id == record_id, events.version < version
    )
    # Undoing changes a record that nobody changed since: what it took back is the version before.
    for each, action in session.execute(query.order_by(events.version.desc())):
        if each != version - 1:
            break
        if action != UNDO:
            return str(action)
        version = each
    return UNDO


def refuse_of_meeting(
    session: Session,
    model: type[Record],
    row: Mapping[str, Any],
    was: Mapping[str, Any],
    *,
    is_own: bool,
    actor: Actor,
) -> None:
    """What a closed meeting knows stays: its decisions as they are, its action items with an owner and a day until
    they are done or dropped. What an open one decided is undone by whoever leads it, an answer to it by whoever gave
    it, too."""
    if model is ActionItem:
        _refuse_of_item(session, row, was)
    if model not in (Decision, Stand) or (model is Decision and set(was) == {"look_again_on"}):
        return
    decision_id = row["id"] if model is Decision else row["decision_id"]
    lead = _wait_for_close(session, _meeting_of(session, decision_id))
    if lead is None or is_known(session, Decision, decision_id):
        raise NotUnderstood(DECISION_STAYS)
    if not (model is Stand and is_own) and not leads(actor, leader=lead[0], leader_id=lead[1]):
        raise NotAllowed(f"{lead[0]} leads this meeting. Nothing was undone. Take over first.")


def _refuse_of_item(session: Session, row: Mapping[str, Any], was: Mapping[str, Any]) -> None:
    open_id = session.scalar(select(meetings.c.id).where(meetings.c.is_open == 1))
    is_running = open_id is not None and _wait_for_close(session, open_id) is not None
    if was.get("hidden") and is_known(session, ActionItem, row["id"]):
        raise NotUnderstood(ITEM_STAYS)
    after = {**row, **was}
    is_less = "hidden" in was or any(name in was for name in ("owner_id", "due_on"))
    is_nobodys = after["owner_id"] is None or after["due_on"] is None
    if is_less and is_nobodys and not after["hidden"] and not (is_running and row["meeting_id"] == open_id):
        raise NotUnderstood(DECISION_STAYS)


def _wait_for_close(session: Session, meeting_id: int | None) -> tuple[str, int | None] | None:
    """Who leads this meeting, None once it is closed. Held until this is saved, so that Close comes before or after."""
    query = select(meetings.c.leader, meetings.c.leader_id).where(
        meetings.c.id == meeting_id, meetings.c.is_open == 1
    )
    found = session.execute(query.with_for_update(read=True)).first()
    return (found.leader, found.leader_id) if found else None


def _meeting_of(session: Session, decision_id: int) -> int | None:
    decisions = table_of(Decision).c
    return session.scalar(select(decisions.meeting_id).where(decisions.id == decision_id))
