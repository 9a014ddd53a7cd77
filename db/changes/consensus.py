"""How people stand to a decision of the open meeting, by name: each for themselves, or said aloud and typed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.attendance import attends, require_part
from db.changes.core import ChangedMeanwhile, Changes, table_of
from db.changes.meetings import open_meeting_row, running_row
from db.changes.records import edit
from db.models import Decision, Person, Stand
from db.queries.votes import silent_on
from meeting.consensus import Answer, checked_why
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require

stands, decisions, people = table_of(Stand), table_of(Decision), table_of(Person)
WITHOUT = "go on without"
_NOTHING: dict[str, Any] = {"answer": None, "why": "", "is_unheard": False}


def stand(
    session: Session, decision_id: int, *, answer: Answer, why: str = "", actor: Actor, now: datetime
) -> str:
    """Say how one stands to a decision; said again, it takes the place of what was said before."""
    require(actor, Action.TAKE_PART)
    meeting_id = _meeting_of(session, decision_id)
    running_row(session, meeting_id)
    who = require_part(session, meeting_id, actor, now=now)
    values = {"person_id": actor.person_id, "name": actor.name}
    return _stand(session, decision_id, who, values, answer=answer, why=why, actor=actor, now=now)


def stand_for(
    session: Session,
    decision_id: int,
    person_id: int,
    *,
    seen: int,
    answer: Answer,
    why: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """What somebody without a screen said aloud, typed by whoever leads. `seen` is the version of their answer that
    was on the screen, 0 without one: what they said on a screen of their own meanwhile stays."""
    meeting_id = _meeting_of(session, decision_id)
    open_meeting_row(session, meeting_id, actor=actor)
    if not attends(session, meeting_id, person_id):
        raise NotUnderstood("Who is there answers. Nothing was saved. Say first that they are here.")
    who = f"person {person_id}"
    found = _found(session, decision_id, who)
    if (found["version"] if found else 0) != seen:
        raise ChangedMeanwhile("They answered meanwhile. Nothing was saved. Look again, then repeat.")
    name = session.scalar(select(people.c.name).where(people.c.id == person_id))
    values = {"person_id": person_id, "name": name or ""}
    return _stand(session, decision_id, who, values, answer=answer, why=why, actor=actor, now=now)


def go_on_without(session: Session, decision_id: int, *, actor: Actor, now: datetime) -> str:
    """Go on with a decision although somebody who is there has not answered: who, stands in the minutes by name.

    Whoever answers after all is heard, as long as the meeting is open.
    """
    meeting_id = _meeting_of(session, decision_id)
    open_meeting_row(session, meeting_id, actor=actor)
    changes = Changes(session, actor=actor, now=now)
    for one in silent_on(session, meeting_id, [decision_id])[decision_id]:
        if one.is_noted:
            continue
        found = _found(session, decision_id, one.who)
        if found is None:
            values = {"decision_id": decision_id, "who": one.who, "person_id": one.person_id}
            changes.create(Stand, {**values, "name": one.name, "is_unheard": True}, action=WITHOUT)
        else:
            fields = {"is_unheard": True, "hidden": False}
            edit(changes, Stand, found["id"], seen=found["version"], fields=fields, action=WITHOUT)
    is_different = not changes.is_empty
    changes.write()
    return changes.operation if is_different else ""


def look_again(
    session: Session,
    decision_id: int,
    *,
    seen: int,
    on: date | None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """On which day a decision is looked at again; None when it was, and holds. Also of an earlier meeting."""
    require(actor, Action.RUN_MEETING)
    if on is not None and on <= today:
        raise NotUnderstood(
            "To look again takes a day that is still to come. Nothing was saved. Take a later day."
        )
    changes = Changes(session, actor=actor, now=now)
    is_different = edit(
        changes, Decision, decision_id, seen=seen, fields={"look_again_on": on}, action="look again"
    )
    changes.write()
    return changes.operation if is_different else ""


def clear_answers(changes: Changes, decision_id: int, *, action: str) -> None:
    """Answers were to other words: they stay in the history, and everybody answers anew."""
    query = select(stands).where(
        stands.c.decision_id == decision_id,
        stands.c.answer.is_not(None) | stands.c.is_unheard,
        ~stands.c.hidden,
    )
    for row in changes.session.execute(query.order_by(stands.c.id)).mappings():
        changes.update(
            Stand,
            row["id"],
            version=row["version"],
            before={name: row[name] for name in _NOTHING},
            after=_NOTHING,
            action=action,
        )


def _stand(
    session: Session,
    decision_id: int,
    who: str,
    values: dict[str, Any],
    *,
    answer: Answer,
    why: str,
    actor: Actor,
    now: datetime,
) -> str:
    fields = {**values, "answer": str(answer), "why": checked_why(answer, why), "is_unheard": False}
    found = _found(session, decision_id, who)
    changes = Changes(session, actor=actor, now=now)
    if found is None:
        changes.create(Stand, {"decision_id": decision_id, "who": who, **fields}, action="stand")
    else:
        fields |= {"hidden": False}
        if not edit(changes, Stand, found["id"], seen=found["version"], fields=fields, action="stand"):
            return ""
    changes.write()
    return changes.operation


def _found(session: Session, decision_id: int, who: str) -> dict[str, Any] | None:
    query = select(stands).where(stands.c.decision_id == decision_id, stands.c.who == who)
    found = session.execute(query).mappings().first()
    return dict(found) if found else None


def _meeting_of(session: Session, decision_id: int) -> int:
    query = select(decisions.c.meeting_id).where(decisions.c.id == decision_id, ~decisions.c.hidden)
    found = session.scalar(query)
    if found is None:
        raise NotUnderstood("This decision is not there any more. Nothing was saved. Look again.")
    return int(found)
