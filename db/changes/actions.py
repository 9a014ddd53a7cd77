"""Changes of action items: added, ticked, moved to another day or owner, dropped with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.attendance import attends
from db.changes.core import Changes, already_done, table_of
from db.changes.guests import require_still_in
from db.changes.records import edit
from db.models import (
    ActionItem,
    Complaint,
    Decision,
    FieldNote,
    Meeting,
    Person,
    Promise,
    Record,
    Topic,
)
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, allowed, require
from meeting.words import ActionState, Origin

items = table_of(ActionItem)
ABOUT: dict[Origin, type[Record]] = {
    Origin.PROMISE: Promise,
    Origin.COMPLAINT: Complaint,
    Origin.NOTE: FieldNote,
    Origin.TOPIC: Topic,
    Origin.DECISION: Decision,
}
"""What an action item can come from."""
LONGEST = 500


def add_action(
    session: Session,
    *,
    what: str,
    owner_id: int | None,
    due_on: date | None,
    origin: tuple[Origin, int] | None = None,
    meeting_id: int | None = None,
    operation: str | None = None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Add an action item; returns the operation. The same `operation` again adds nothing.

    Without an owner or a day only in a running meeting, which asks for both before it closes.
    """
    require(actor, Action.ADD_OWN_ACTION)
    require_still_in(session, actor, now=now)
    # First of all: what was saved is not refused when it comes again, though the day or the meeting is over by then.
    if operation is not None and already_done(session, operation):
        return operation
    what = " ".join(what.split())
    if not what or len(what) > LONGEST:
        raise NotUnderstood(f"Say what is to be done, in at most {LONGEST} characters. Nothing was saved.")
    is_running = meeting_id is not None and _is_running(session, meeting_id)
    # First, as it can be mended: the meeting may have been closed while this was typed.
    if not is_running and (owner_id is None or due_on is None):
        raise NotUnderstood("An action item has an owner and a day. Nothing was saved. Name both.")
    _require_may_give(session, actor, owner_id, meeting_id=meeting_id if is_running else None)
    if due_on is not None:
        _refuse_if_over(due_on, today=today)
    if origin is not None:
        _refuse_if_gone(session, *origin)
    changes = Changes(session, actor=actor, now=now, operation=operation)
    changes.create(
        ActionItem,
        {
            "what": what,
            "owner_id": owner_id,
            "made_on": today,
            "due_on": due_on,
            "first_due_on": due_on,
            "origin": str(origin[0]) if origin else None,
            "origin_id": origin[1] if origin else None,
            "meeting_id": meeting_id if is_running else None,
        },
        action="add action item",
    )
    changes.write()
    return changes.operation


def tick(
    session: Session, item_id: int, *, seen: int, is_done: bool, today: date, actor: Actor, now: datetime
) -> str:
    """Say that an action item is done, or open again after all. What was dropped is taken up by who may drop it."""
    row = _row(session, item_id)
    _require_may_change(actor, row)
    if row["state"] == ActionState.DROPPED:
        require(actor, Action.CHANGE_ACTION)
    state = ActionState.DONE if is_done else ActionState.OPEN
    fields: dict[str, Any] = {}
    # Ticked twice, it stays done on the day of the first.
    if row["state"] != state:
        fields = {"state": str(state), "done_on": today if is_done else None, "dropped_because": ""}
    return _changed(
        session,
        item_id,
        seen=seen,
        fields=fields,
        action="tick" if is_done else "untick",
        actor=actor,
        now=now,
    )


def move_action(
    session: Session,
    item_id: int,
    *,
    seen: int,
    due_on: date,
    reason: str = "",
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Another due day; the first one stays."""
    row = _row(session, item_id)
    _require_may_change(actor, row)
    _refuse_if_over(due_on, today=today)
    fields: dict[str, Any] = {"due_on": due_on}
    if row["first_due_on"] is None:
        fields["first_due_on"] = due_on
    return _changed(
        session,
        item_id,
        seen=seen,
        fields=fields,
        action="move action item",
        reason=reason,
        actor=actor,
        now=now,
    )


def give_action(
    session: Session, item_id: int, *, seen: int, owner_id: int, reason: str = "", actor: Actor, now: datetime
) -> str:
    """Another owner."""
    row = _row(session, item_id)
    require(actor, Action.CHANGE_ACTION if row["owner_id"] is not None else Action.ADD_ACTION)
    _require_person(session, owner_id)
    return _changed(
        session,
        item_id,
        seen=seen,
        fields={"owner_id": owner_id},
        action="give action item",
        reason=reason,
        actor=actor,
        now=now,
    )


def do_a_part(
    session: Session,
    item_id: int,
    *,
    seen: int,
    rest: str,
    due_on: date,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """A part is done: the item stays one, open with its first due day, says what is left, and is due by another day.

    It is done when all of it is.
    """
    row = _row(session, item_id)
    _require_may_change(actor, row)
    rest = " ".join(rest.split())
    if not rest or len(rest) > LONGEST:
        raise NotUnderstood(
            f"Say what is left to be done, in at most {LONGEST} characters. Nothing was saved."
        )
    _refuse_if_over(due_on, today=today)
    if row["version"] == seen and row["state"] != ActionState.OPEN:
        raise NotUnderstood(
            "Only of an open action item can a part be done. Nothing was saved. Open it again first, or add a new one."
        )
    return _changed(
        session,
        item_id,
        seen=seen,
        fields={"left_to_do": rest, "due_on": due_on, "first_due_on": row["first_due_on"] or due_on},
        action="do a part",
        actor=actor,
        now=now,
    )


def arrange_actions(
    session: Session,
    wanted: Sequence[tuple[int, int]],
    *,
    due_on: date | None = None,
    owner_id: int | None = None,
    reason: str,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Another day, another owner or both for open items, given as (id, version seen). All or none, with one reason.

    The first due day of each stays.
    """
    # Own items alone are moved by everybody: anything else takes more, whatever the list holds.
    require(actor, Action.TICK_OWN_ACTION if owner_id is None else Action.CHANGE_ACTION)
    if not wanted or (due_on is None and owner_id is None):
        raise NotUnderstood("Pick action items, and another day or owner for them. Nothing was saved.")
    if not reason.strip():
        raise NotUnderstood("Say why: it stands in the history of each. Nothing was saved.")
    if due_on is not None:
        _refuse_if_over(due_on, today=today)
    if owner_id is not None:
        _require_person(session, owner_id)
    changes = Changes(session, actor=actor, now=now)
    different = False
    # In one order for everybody, so that two who arrange the same items never wait for each other.
    for item_id, seen in sorted(set(wanted)):
        row = _row(session, item_id)
        _require_may_change(actor, row)
        if row["version"] == seen and row["state"] != ActionState.OPEN:
            raise NotUnderstood(
                f"“{row['what']}” is not open any more. Nothing was saved. Leave it out, or open it "
                "again first."
            )
        fields: dict[str, Any] = {"owner_id": owner_id} if owner_id is not None else {}
        if due_on is not None:
            fields |= {"due_on": due_on, "first_due_on": row["first_due_on"] or due_on}
        different |= edit(
            changes,
            ActionItem,
            item_id,
            seen=seen,
            fields=fields,
            action="give action item" if owner_id is not None else "move action item",
            reason=reason.strip()[:LONGEST],
        )
    changes.write()
    return changes.operation if different else ""


def drop_action(
    session: Session, item_id: int, *, seen: int, reason: str, actor: Actor, now: datetime
) -> str:
    """Give an action item up. Takes a reason."""
    require(actor, Action.CHANGE_ACTION)
    _row(session, item_id)
    if not reason.strip():
        raise NotUnderstood("Dropping an action item takes a reason. Nothing was saved. Say why.")
    fields = {
        "state": str(ActionState.DROPPED),
        "dropped_because": reason.strip()[:LONGEST],
        "done_on": None,
    }
    return _changed(
        session,
        item_id,
        seen=seen,
        fields=fields,
        action="drop action item",
        reason=reason,
        actor=actor,
        now=now,
    )


def change_action(
    session: Session, item_id: int, *, seen: int, what: str, notes: str, actor: Actor, now: datetime
) -> str:
    """Other words for what is to be done, and notes."""
    row = _row(session, item_id)
    _require_may_change(actor, row)
    what = " ".join(what.split())
    if not what or len(what) > LONGEST or len(notes) > 10 * LONGEST:
        raise NotUnderstood(f"Say what is to be done, in at most {LONGEST} characters. Nothing was saved.")
    return _changed(
        session,
        item_id,
        seen=seen,
        fields={"what": what, "notes": notes.strip()},
        action="change action item",
        actor=actor,
        now=now,
    )


def _row(session: Session, item_id: int) -> dict[str, Any]:
    found = session.execute(select(items).where(items.c.id == item_id, ~items.c.hidden)).mappings().first()
    if found is None:
        raise NotUnderstood(
            "This action item is not there any more. Nothing was saved. Look at the list again."
        )
    return dict(found)


def _refuse_if_over(due_on: date, *, today: date) -> None:
    if due_on < today:
        raise NotUnderstood("The day is over already. Nothing was saved. Take today or a later day.")


def _refuse_if_gone(session: Session, kind: Origin, record_id: int) -> None:
    columns = table_of(ABOUT[kind]).c
    found = session.scalar(select(columns.id).where(columns.id == record_id, ~columns.hidden))
    if found is None:
        raise NotUnderstood(
            f"The {kind} this would be about is not there any more. Nothing was saved. Press “Not about this”, then "
            "save it again."
        )


def _require_may_change(actor: Actor, row: dict[str, Any]) -> None:
    is_own = actor.person_id is not None and row["owner_id"] == actor.person_id
    require(actor, Action.TICK_OWN_ACTION if is_own else Action.CHANGE_ACTION)


def _require_may_give(
    session: Session, actor: Actor, owner_id: int | None, *, meeting_id: int | None
) -> None:
    if owner_id is not None:
        _require_person(session, owner_id)
    if allowed(actor, Action.ADD_ACTION) or (owner_id is not None and owner_id == actor.person_id):
        return
    if meeting_id is not None and (owner_id is None or attends(session, meeting_id, owner_id)):
        return
    require(actor, Action.ADD_ACTION)


def _require_person(session: Session, person_id: int) -> None:
    people = table_of(Person)
    found = session.scalar(
        select(people.c.id).where(people.c.id == person_id, ~people.c.hidden, ~people.c.disabled)
    )
    if found is None:
        raise NotUnderstood("This person is not there any more. Nothing was saved. Name another.")


def _is_running(session: Session, meeting_id: int) -> bool:
    meetings = table_of(Meeting)
    query = select(meetings.c.id).where(meetings.c.id == meeting_id, meetings.c.is_open == 1)
    # Held until this is saved: Close would otherwise not see an item without an owner that is on its way.
    return session.scalar(query.with_for_update(read=True)) is not None


def _changed(
    session: Session,
    item_id: int,
    *,
    seen: int,
    fields: dict[str, Any],
    action: str,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    changes = Changes(session, actor=actor, now=now)
    is_different = edit(
        changes, ActionItem, item_id, seen=seen, fields=fields, action=action, reason=reason.strip()[:LONGEST]
    )
    changes.write()
    return changes.operation if is_different else ""
