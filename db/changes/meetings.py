"""Changes of a meeting: started, led from step to step, closed. At most one is open, and one person leads it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.agreed import refuse_to_leave_unheard, settle_topics
from db.changes.core import Changes, table_of
from db.changes.guests import give_code
from db.changes.leading import note_who_led
from db.changes.minutes import freeze
from db.changes.nameless import forget_who
from db.changes.strengths import read_aloud
from db.models import (
    ActionItem,
    Attendance,
    Event,
    Meeting,
    Organisation,
)
from meeting.agenda import Clock, Step, agenda_as_json, agenda_of, checked, with_more
from meeting.errors import MeetingError, NotAllowed, NotUnderstood
from meeting.meetings import leads
from meeting.permissions import Action, Actor, allowed, require
from meeting.weeks import Week

meetings, organisations = table_of(Meeting), table_of(Organisation)


class AlreadyOpen(MeetingError):
    """A meeting is open. Nothing was saved."""


def start_meeting(
    session: Session,
    *,
    weeks: Sequence[Week],
    expected: Sequence[int],
    steps: Sequence[Step] = (),
    today: date,
    actor: Actor,
    now: datetime,
) -> int:
    """Start the meeting that reviews `weeks`; returns its id. Raises AlreadyOpen, which says who leads it.

    `steps` is an agenda for this one meeting, without them it is that of every meeting.
    """
    require(actor, Action.RUN_MEETING)
    # One start after the other: the second sees the meeting of the first.
    template = session.execute(select(organisations.c.agenda).with_for_update()).scalar_one()
    found = session.execute(select(meetings).where(meetings.c.is_open == 1)).mappings().first()
    if found is not None:
        who = "You have" if _is_led(dict(found), actor) else f"{found['leader']} has"
        raise AlreadyOpen(f"{who} started the meeting already. Nothing was changed. Go on in that one.")
    known = session.scalar(select(func.max(table_of(Event).c.seq))) or 0
    changes = Changes(session, actor=actor, now=now)
    steps = checked(steps or agenda_of(template))
    meeting_id = changes.create(
        Meeting,
        {
            "held_on": today,
            "weeks": json.dumps([str(week) for week in weeks]),
            "leader": actor.name,
            "leader_id": actor.person_id,
            "started_at": now,
            "agenda": agenda_as_json(steps),
            "used": json.dumps([0.0] * len(steps)),
            "running_since": now,
            "known": known,
            "is_open": 1,
        },
        action="start meeting",
    )
    for person_id in dict.fromkeys(expected):
        values = {
            "meeting_id": meeting_id,
            "person_id": person_id,
            "is_here": person_id == actor.person_id,
        }
        changes.create(Attendance, values, action="expect")
    changes.write()
    give_code(session, meeting_id)
    return meeting_id


def go_to_step(
    session: Session, meeting_id: int, *, pressed_on: int, to: int, actor: Actor, now: datetime
) -> str:
    """Go on, or back. `pressed_on` is the step that was on the screen: two presses from one step move one.

    Raises NotHeardYet while a decision is read back to which somebody has not answered.
    """
    row = _led(session, meeting_id, actor)
    steps = agenda_of(row["agenda"])
    to = min(max(to, 0), len(steps) - 1)
    if row["step"] != pressed_on or to == pressed_on:
        return ""
    refuse_to_leave_unheard(session, row)
    used = _clock(row).used_by(now)
    is_running = row["running_since"] is not None
    after = {
        "step": to,
        "focus": "",
        "used": _as_json(used),
        "running_since": now if is_running else None,
    }
    if "well" in (steps[row["step"]].key, steps[to].key):
        # On coming there, so that the choice stays; on going on, as teams may have begun their lists meanwhile.
        reading = Changes(session, actor=actor, now=now)
        read_aloud(reading, meeting=row["id"], on=row["held_on"])
        reading.write()
    return _changed(session, row, after, action="go to step", actor=actor, now=now)


def look_at(session: Session, meeting_id: int, *, focus: str, actor: Actor, now: datetime) -> str:
    """Which miss or topic of the step is talked about, on every screen that follows; such as `promise 12`.

    Raises NotHeardYet on going on from a decision to which somebody has not answered.
    """
    row = _led(session, meeting_id, actor)
    if row["focus"] == focus[:60]:
        return ""
    refuse_to_leave_unheard(session, row)
    return _changed(session, row, {"focus": focus[:60]}, action="look at", actor=actor, now=now)


def stop_clock(session: Session, meeting_id: int, *, stopped: bool, actor: Actor, now: datetime) -> str:
    """Stop the clock of the meeting, or let it run again."""
    row = _led(session, meeting_id, actor)
    if (row["running_since"] is None) == stopped:
        return ""
    after = {"used": _as_json(_clock(row).used_by(now)), "running_since": None if stopped else now}
    return _changed(
        session, row, after, action="stop clock" if stopped else "start clock", actor=actor, now=now
    )


def give_more_time(
    session: Session, meeting_id: int, *, pressed_on: int, minutes: int, actor: Actor, now: datetime
) -> str:
    """More minutes for the step that was on the screen."""
    row = _led(session, meeting_id, actor)
    before = agenda_of(row["agenda"])
    steps = checked(with_more(before, pressed_on, minutes=minutes))
    if steps == before:
        return ""
    return _changed(
        session, row, {"agenda": agenda_as_json(steps)}, action="give more time", actor=actor, now=now
    )


def plan_every_meeting(session: Session, *, steps: Sequence[Step], actor: Actor, now: datetime) -> str:
    """The agenda meetings start with from now on."""
    require(actor, Action.PLAN_AGENDA)
    row = session.execute(select(organisations).with_for_update()).mappings().one()
    after = agenda_as_json(checked(steps))
    if row["agenda"] == after:
        return ""
    changes = Changes(session, actor=actor, now=now)
    changes.update(
        Organisation,
        row["id"],
        version=row["version"],
        before={"agenda": row["agenda"]},
        after={"agenda": after},
        action="change agenda of every meeting",
    )
    changes.write()
    return changes.operation


def take_over(session: Session, meeting_id: int, *, actor: Actor, now: datetime) -> str:
    """Lead a meeting somebody else started."""
    require(actor, Action.RUN_MEETING)
    row = running_row(session, meeting_id)
    if _is_led(row, actor):
        return ""
    after = {"leader": actor.name, "leader_id": actor.person_id}
    return _changed(session, row, after, action="lead", actor=actor, now=now)


def close_meeting(
    session: Session,
    meeting_id: int,
    *,
    as_of: datetime | None = None,
    leave_with_leader: bool = False,
    actor: Actor,
    now: datetime,
) -> str:
    """End the meeting, or say when it ended if that was forgotten.

    No action item leaves a meeting without owner and day: raises NotUnderstood unless those without an owner are
    left with whoever leads.
    """
    row = _led(session, meeting_id, actor)
    at = min(as_of, now) if as_of is not None else now
    changes = Changes(session, actor=actor, now=now)
    _refuse_ownerless(changes, row, leave_with_leader=leave_with_leader)
    settle_topics(changes, row["id"])
    after = {
        "is_open": None,
        "closed_at": at,
        "used": _as_json(_clock(row).used_by(at)),
        "running_since": None,
        "times_closed": row["times_closed"] + 1,
    }
    before = {name: row[name] for name in after}
    changes.update(
        Meeting, row["id"], version=row["version"], before=before, after=after, action="close meeting"
    )
    forget_who(session, row["id"])
    note_who_led(changes, row, until=at)
    changes.write()
    freeze(session, row["id"])
    return changes.operation


def reopen_meeting(session: Session, meeting_id: int, *, actor: Actor, now: datetime) -> str:
    """Open the last closed meeting again. Its clock stands still, and whoever reopened it leads."""
    require(actor, Action.REOPEN_MEETING)
    session.execute(select(organisations.c.id).with_for_update())
    found = session.execute(select(meetings).order_by(meetings.c.id.desc())).mappings().first()
    if found is None or found["id"] != meeting_id or found["is_open"]:
        raise NotUnderstood(
            "Only the last meeting can be reopened, and only when none is open. Nothing was saved. Close the "
            "open one first."
        )
    after = {"is_open": 1, "closed_at": None, "leader": actor.name, "leader_id": actor.person_id}
    return _changed(session, dict(found), after, action="reopen meeting", actor=actor, now=now)


def open_meeting_row(session: Session, meeting_id: int, *, actor: Actor) -> dict[str, Any]:
    """The open meeting, for changes that only whoever leads it may make."""
    return _led(session, meeting_id, actor)


def _refuse_ownerless(changes: Changes, row: Mapping[str, Any], *, leave_with_leader: bool) -> None:
    items = table_of(ActionItem)
    query = select(items).where(
        items.c.meeting_id == row["id"],
        ~items.c.hidden,
        items.c.state == "open",
        items.c.owner_id.is_(None) | items.c.due_on.is_(None),
    )
    left = changes.session.execute(query).mappings().all()
    if left and (
        not leave_with_leader or row["leader_id"] is None or any(not item["due_on"] for item in left)
    ):
        raise NotUnderstood(
            f"Action items without an owner or a day: {len(left)}. The meeting is still open. Name an owner and a "
            "day, or leave them with whoever leads."
        )
    for item in left:
        changes.update(
            ActionItem,
            item["id"],
            version=item["version"],
            before={"owner_id": None},
            after={"owner_id": row["leader_id"]},
            action="leave with whoever leads",
        )


def running_row(session: Session, meeting_id: int) -> dict[str, Any]:
    """The open meeting, locked until this change is written. Raises NotUnderstood once it is closed."""
    query = select(meetings).where(meetings.c.id == meeting_id, meetings.c.is_open == 1).with_for_update()
    found = session.execute(query).mappings().first()
    if found is None:
        raise NotUnderstood("This meeting is closed. Nothing was saved. Look at it under Outcomes.")
    return dict(found)


def _led(session: Session, meeting_id: int, actor: Actor) -> dict[str, Any]:
    require(actor, Action.RUN_MEETING)
    row = running_row(session, meeting_id)
    require_lead(row, actor)
    return row


def require_lead(row: Mapping[str, Any], actor: Actor) -> None:
    """Raises NotAllowed unless this is who leads the meeting."""
    if not allowed(actor, Action.RUN_MEETING) or not _is_led(row, actor):
        raise NotAllowed(
            f"{row['leader']} leads this meeting. Nothing was saved. Take over first, if you may run it."
        )


def _is_led(row: Mapping[str, Any], actor: Actor) -> bool:
    return leads(actor, leader=row["leader"], leader_id=row["leader_id"])


def _clock(row: Mapping[str, Any]) -> Clock:
    return Clock(agenda_of(row["agenda"]), row["step"], tuple(json.loads(row["used"])), row["running_since"])


def _as_json(used: Sequence[float]) -> str:
    return json.dumps([round(seconds, 1) for seconds in used])


def _changed(
    session: Session,
    row: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    action: str,
    actor: Actor,
    now: datetime,
) -> str:
    changes = Changes(session, actor=actor, now=now)
    before = {name: row[name] for name in after}
    changes.update(Meeting, row["id"], version=row["version"], before=before, after=after, action=action)
    changes.write()
    return changes.operation
