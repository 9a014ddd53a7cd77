"""Changes of the house: the organisation and its teams."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.core import Changes, table_of
from db.changes.records import edit
from db.models import Organisation, Team
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.words import Side, name_key

teams = table_of(Team)


def add_team(
    session: Session, *, actor: Actor, now: datetime, name: str, side: Side, operation: str | None = None
) -> int:
    """Add a team, or bring back one that was taken back. Raises NotUnderstood when a team of that name exists.

    `operation` is what undoes it; without one it is given one that nobody knows.
    """
    require(actor, Action.SET_UP)
    name = _team_name(name)
    changes = Changes(session, actor=actor, now=now, operation=operation)
    fields = {"name": name, "name_key": name_key(name), "side": str(side)}
    known = session.execute(select(*teams.c).where(teams.c.name_key == name_key(name))).mappings().first()
    if known is not None and not known["hidden"]:
        raise NotUnderstood(f"There is a team “{name}” already. Nothing was saved. Take another name.")
    if known is not None:
        team_id = int(known["id"])
        fields_too = {**fields, "hidden": False}
        edit(changes, Team, team_id, seen=known["version"], fields=fields_too, action="add team")
    else:
        team_id = changes.create(Team, fields, action="add team")
    changes.write()
    return team_id


def change_team(
    session: Session, team_id: int, *, seen: int, name: str, side: Side, actor: Actor, now: datetime
) -> str:
    """Set a team's name and side; returns the operation, empty where nothing was different."""
    require(actor, Action.SET_UP)
    name = _team_name(name)
    other = session.scalar(
        select(teams.c.id).where(teams.c.name_key == name_key(name), teams.c.id != team_id)
    )
    if other is not None:
        raise NotUnderstood(f"There is a team “{name}” already. Nothing was saved. Take another name.")
    changes = Changes(session, actor=actor, now=now)
    fields = {"name": name, "name_key": name_key(name), "side": str(side)}
    is_different = edit(changes, Team, team_id, seen=seen, fields=fields, action="change team")
    changes.write()
    return changes.operation if is_different else ""


def change_organisation(
    session: Session,
    *,
    seen: int,
    name: str,
    zone: str,
    common_goal: str,
    ground_rules: str,
    holidays: Iterable[date],
    actor: Actor,
    now: datetime,
) -> str:
    """Set what the company said of itself; returns the operation, empty where nothing was different.

    Weeks and days count in `zone` from now on; days that are kept stay the days they were.
    """
    require(actor, Action.SET_UP)
    check_organisation(name=name, zone=zone, common_goal=common_goal)
    if len(ground_rules) > 2000:
        raise NotUnderstood("The ground rules have at most 2000 characters. Nothing was saved. Shorten them.")
    fields = {
        "name": name.strip(),
        "zone": zone,
        "common_goal": common_goal.strip(),
        "ground_rules": "\n".join(line.strip() for line in ground_rules.splitlines() if line.strip()),
        "holidays": holidays_as_kept(holidays),
    }
    organisation_id = session.scalars(select(table_of(Organisation).c.id)).one()
    changes = Changes(session, actor=actor, now=now)
    is_different = edit(
        changes, Organisation, organisation_id, seen=seen, fields=fields, action="change organisation"
    )
    changes.write()
    return changes.operation if is_different else ""


def write_goal(session: Session, *, goal: str, actor: Actor, now: datetime) -> str:
    """Write down the common goal where there is none yet; one that somebody wrote meanwhile is not written over."""
    require(actor, Action.SET_UP)
    columns = table_of(Organisation).c
    row = session.execute(select(columns.id, columns.version, columns.common_goal)).one()
    if not goal.strip() or len(goal) > 500:
        raise NotUnderstood(
            "A common goal has a word at least, and at most 500 characters. Nothing was saved. Shorten it."
        )
    if row.common_goal:
        raise NotUnderstood(
            f"There is a common goal by now: “{row.common_goal}”. Nothing was saved. Change it on Settings."
        )
    changes = Changes(session, actor=actor, now=now)
    fields = {"common_goal": " ".join(goal.split())}
    edit(changes, Organisation, row.id, seen=row.version, fields=fields, action="change organisation")
    changes.write()
    return changes.operation


def check_organisation(*, name: str, zone: str, common_goal: str) -> None:
    """Raises NotUnderstood with what to mend."""
    if zone not in available_timezones():
        raise NotUnderstood(
            f"“{zone}” is no time zone such as Europe/Berlin. Nothing was saved. Choose one of the list."
        )
    if not name.strip() or len(name) > 200 or len(common_goal) > 500:
        raise NotUnderstood(
            "The company needs a name of at most 200 characters, its common goal at most 500. Nothing was "
            "saved. Type a name, and shorten what is too long."
        )


def days_in(text: str) -> tuple[date, ...]:
    """Days as somebody typed them, such as `2026-12-25, 2026-12-26`, in their order and each once."""
    found = set()
    for word in text.replace(",", " ").split():
        try:
            found.add(date.fromisoformat(word))
        except ValueError:
            raise NotUnderstood(
                f"The holiday “{word[:40]}” is no day such as 2026-12-25. Nothing was saved. Write each as "
                "such a day."
            ) from None
    return tuple(sorted(found))


def holidays_as_kept(days: Iterable[date]) -> str:
    return json.dumps(sorted({day.isoformat() for day in days}))


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


def _team_name(written: str) -> str:
    name = written.strip()
    if not name or len(name) > 100:
        raise NotUnderstood("A team needs a name of at most 100 characters. Nothing was saved. Type one.")
    return name
