"""Changes of the house: the organisation and its teams."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import Changes, table_of
from db.models import Organisation, Team
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.words import Side, name_key


def add_team(session: Session, *, actor: Actor, now: datetime, name: str, side: Side) -> int:
    """Add a team. Raises NotUnderstood when a team of that name exists."""
    require(actor, Action.SET_UP)
    name = name.strip()
    if not name or len(name) > 100:
        raise NotUnderstood("A team needs a name of at most 100 characters. Nothing was saved.")
    teams = table_of(Team)
    if session.scalar(select(teams.c.id).where(teams.c.name_key == name_key(name))) is not None:
        raise NotUnderstood(f"There is a team “{name}” already. Nothing was saved.")
    changes = Changes(session, actor=actor, now=now)
    team_id = changes.create(
        Team, {"name": name, "name_key": name_key(name), "side": str(side)}, action="add team"
    )
    changes.write()
    return team_id


def set_up_organisation(session: Session, *, actor: Actor, now: datetime, **fields: Any) -> None:
    """Change fields of the organisation: name, zone, holidays (JSON list of days), common_goal, example_until."""
    require(actor, Action.SET_UP)
    columns = table_of(Organisation).c
    row = (
        session.execute(select(columns.id, columns.version, *(columns[name] for name in fields)))
        .one()
        ._mapping
    )
    before = {name: row[name] for name in fields}
    changes = Changes(session, actor=actor, now=now)
    changes.update(
        Organisation, row["id"], version=row["version"], before=before, after=fields, action="set up"
    )
    changes.write()
