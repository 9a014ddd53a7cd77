"""Changes of what a team does well: added, put in order, tied to the hits that show it, retired, read aloud.

Members add to their own team's list, managers change all of it; the facilitator and administrators any list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.core import Changes, already_done, table_of
from db.changes.records import edit
from db.models import Strength, StrengthProof, StrengthReading, Team, Win
from db.queries.strengths import lists_of_teams, running_meeting, team_of
from meeting.errors import NotAllowed, NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.strengths import is_theirs, to_read

strengths, proofs, readings = table_of(Strength), table_of(StrengthProof), table_of(StrengthReading)
teams, wins = table_of(Team), table_of(Win)
LONGEST = 300
GONE = "This is not there any more. Nothing was saved. Look at the list again."


def add_strength(
    session: Session,
    *,
    team_id: int,
    text: str,
    operation: str | None = None,
    today: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Add something a team does well at the end of its list."""
    require(actor, Action.ADD_STRENGTH)
    if operation is not None and already_done(session, operation):
        return operation
    require_own_team(session, actor, team_id)
    # One after the other: the second of two has the next place.
    query = select(teams.c.id).where(teams.c.id == team_id, ~teams.c.hidden).with_for_update()
    if session.scalar(query) is None:
        raise NotUnderstood("There is no such team. Nothing was saved. Choose another.")
    last = session.scalar(select(func.max(strengths.c.place)).where(strengths.c.team_id == team_id)) or 0
    changes = Changes(session, actor=actor, now=now, operation=operation)
    values = {
        "team_id": team_id,
        "text": _words(text),
        "place": last + 1,
        "made_on": today,
        "made_in_id": running_meeting(session),
    }
    changes.create(Strength, values, action="add strength")
    changes.write()
    return changes.operation


def change_strength(
    session: Session, strength_id: int, *, seen: int, text: str, actor: Actor, now: datetime
) -> str:
    """Other words for the same thing."""
    _changeable(session, strength_id, actor)
    return _edited(
        session,
        strength_id,
        seen=seen,
        fields={"text": _words(text)},
        action="change strength",
        actor=actor,
        now=now,
    )


def move_strength(session: Session, strength_id: int, *, up: bool, actor: Actor, now: datetime) -> str:
    """One place up or down in the list of its team."""
    row = _changeable(session, strength_id, actor)
    same = strengths.c.team_id == row["team_id"], ~strengths.c.hidden, strengths.c.retired_on.is_(None)
    query = select(strengths).where(*same).order_by(strengths.c.place, strengths.c.id).with_for_update()
    listed = [dict(one) for one in session.execute(query).mappings()]
    at = next((place for place, one in enumerate(listed) if one["id"] == strength_id), None)
    if at is None:
        raise NotUnderstood(GONE)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(listed):
        return ""
    listed[at], listed[other] = listed[other], listed[at]
    changes = Changes(session, actor=actor, now=now)
    for place, one in enumerate(listed, start=1):
        if one["place"] != place:
            changes.update(
                Strength,
                one["id"],
                version=one["version"],
                before={"place": one["place"]},
                after={"place": place},
                action="order strengths",
            )
    changes.write()
    return changes.operation


def retire_strength(
    session: Session, strength_id: int, *, seen: int, today: date, actor: Actor, now: datetime
) -> str:
    """Fold it away. It is kept, and can be taken up again."""
    _changeable(session, strength_id, actor)
    return _edited(
        session,
        strength_id,
        seen=seen,
        fields={"retired_on": today},
        action="retire strength",
        actor=actor,
        now=now,
    )


def take_up_strength(session: Session, strength_id: int, *, seen: int, actor: Actor, now: datetime) -> str:
    """Put a retired one back in the list."""
    _changeable(session, strength_id, actor)
    return _edited(
        session,
        strength_id,
        seen=seen,
        fields={"retired_on": None},
        action="take up strength",
        actor=actor,
        now=now,
    )


def show_by_hit(session: Session, strength_id: int, win_id: int, *, actor: Actor, now: datetime) -> str:
    """Tie a hit to the strength it shows. Tied twice, it stays once."""
    require(actor, Action.ADD_STRENGTH)
    row = _row(session, strength_id)
    require_own_team(session, actor, row["team_id"])
    if session.scalar(select(wins.c.id).where(wins.c.id == win_id, ~wins.c.hidden)) is None:
        raise NotUnderstood("This hit is not there any more. Nothing was saved. Choose another.")
    # One after the other: the second of two presses finds the tie of the first.
    session.execute(select(strengths.c.id).where(strengths.c.id == strength_id).with_for_update())
    query = select(proofs).where(proofs.c.strength_id == strength_id, proofs.c.win_id == win_id)
    found = session.execute(query).mappings().first()
    changes = Changes(session, actor=actor, now=now)
    if found is None:
        values = {"strength_id": strength_id, "win_id": win_id}
        changes.create(StrengthProof, values, action="show by hit")
    elif found["hidden"]:
        changes.update(
            StrengthProof,
            found["id"],
            version=found["version"],
            before={"hidden": True},
            after={"hidden": False},
            action="show by hit",
        )
    else:
        return ""
    changes.write()
    return changes.operation


def untie_hit(session: Session, proof_id: int, *, seen: int, actor: Actor, now: datetime) -> str:
    """Say that a hit does not show it after all."""
    require(actor, Action.CHANGE_STRENGTH)
    team_id = session.scalar(team_of_proof(proof_id))
    if team_id is None:
        raise NotUnderstood(GONE)
    require_own_team(session, actor, team_id)
    changes = Changes(session, actor=actor, now=now)
    edit(changes, StrengthProof, proof_id, seen=seen, fields={"hidden": True}, action="untie hit")
    changes.write()
    return changes.operation


def read_aloud(changes: Changes, *, meeting: int, on: date) -> None:
    """Remember what a meeting reads aloud, one of each team; what it has read already stays so.

    Call it in the transaction that moves the meeting into that step or on from it, and `changes.write` afterwards.
    """
    session = changes.session
    done = set(session.scalars(select(readings.c.team_id).where(readings.c.meeting_id == meeting)))
    for listed in lists_of_teams(session):
        chosen = to_read(listed.strengths, meeting=meeting)
        if chosen is not None and listed.team_id not in done:
            values = {
                "meeting_id": meeting,
                "team_id": listed.team_id,
                "strength_id": chosen.id,
                "read_on": on,
            }
            changes.create(StrengthReading, values, action="read aloud")


def require_own_team(session: Session, actor: Actor, team_id: int) -> None:
    """Raises NotAllowed for members and managers of another team. Call it besides `require`."""
    if not is_theirs(actor, team_id=team_id, own_team_id=team_of(session, actor)):
        name = session.scalar(select(teams.c.name).where(teams.c.id == team_id)) or "another team"
        raise NotAllowed(
            f"This is the list of {name}: its own members and managers, the facilitator and administrators "
            "write it. Nothing was saved. Ask one of them."
        )


def team_of_proof(proof_id: int) -> Any:
    """The query for the team whose strength a tie belongs to."""
    return (
        select(strengths.c.team_id)
        .join(proofs, proofs.c.strength_id == strengths.c.id)
        .where(proofs.c.id == proof_id)
    )


def _changeable(session: Session, strength_id: int, actor: Actor) -> Mapping[str, Any]:
    require(actor, Action.CHANGE_STRENGTH)
    row = _row(session, strength_id)
    require_own_team(session, actor, row["team_id"])
    return row


def _row(session: Session, strength_id: int) -> Mapping[str, Any]:
    query = select(strengths).where(strengths.c.id == strength_id, ~strengths.c.hidden)
    found = session.execute(query).mappings().first()
    if found is None:
        raise NotUnderstood(GONE)
    return dict(found)


def _words(text: str) -> str:
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise NotUnderstood(
            f"Say what the team does well, in at most {LONGEST} characters. Nothing was saved."
        )
    return text


def _edited(
    session: Session,
    strength_id: int,
    *,
    seen: int,
    fields: dict[str, Any],
    action: str,
    actor: Actor,
    now: datetime,
) -> str:
    changes = Changes(session, actor=actor, now=now)
    is_different = edit(changes, Strength, strength_id, seen=seen, fields=fields, action=action)
    changes.write()
    return changes.operation if is_different else ""
