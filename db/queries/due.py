"""Action items by the day they were first due, as the rate of done on time counts them: see meeting.on_time.

Who had an item on a day, and in which team they were then, is told by the events alone: the tables know today.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import ActionItem, Event, Organisation, Person, Team
from meeting.clock import day_in
from meeting.on_time import TAKEN_BACK, Before, done_for_good, stays_due, then

items, people, teams, events = (table_of(each) for each in (ActionItem, Person, Team, Event))


@dataclass(frozen=True)
class DueRow:
    """See meeting.on_time.Counted; `state` is a word of ActionState or TAKEN_BACK."""

    id: int
    what: str
    first_due_on: date
    state: str
    done_on: date | None
    team: str | None


def first_due(session: Session, first: date, last: date, *, team: str = "") -> tuple[DueRow, ...]:
    """Every item whose first due day is one of these, whatever became of it, each once; `team` is the one of its owner
    on that day, for ever."""
    due = items.c.first_due_on.between(first, last)
    columns = items.c
    query = select(
        *(columns.id, columns.made_on, columns.first_due_on, columns.state, columns.done_on),
        *(columns.owner_id, columns.hidden, columns.what),
    )
    rows = session.execute(query.where(due)).all()
    if not rows:
        return ()
    zone = session.scalars(select(table_of(Organisation).c.zone)).first() or "UTC"
    of_these = select(columns.id).where(due)
    owners = _changes(session, items.name, "owner_id", of_these, zone=zone)
    states = _changes(session, items.name, "state", _had_back(of_these), zone=zone)
    in_teams = _changes(session, people.name, "team_id", None, zone=zone)
    teams_now = {row.id: row.team_id for row in session.execute(select(people.c.id, people.c.team_id))}
    names = {row.id: row.name for row in session.execute(select(teams.c.id, teams.c.name))}
    taken_back = _taken_back(session, of_these, zone=zone) if any(row.hidden for row in rows) else {}
    found = []
    for item_id, made_on, day, state, done_on, owner_now, hidden, what in rows:
        if hidden and not stays_due(made_on, taken_back_on=taken_back.get(item_id)):
            continue
        owner = then(day, now=owner_now, before=owners[item_id]) if item_id in owners else owner_now
        in_team = teams_now.get(owner)
        if owner in in_teams:
            in_team = then(day, now=in_team, before=in_teams[owner])
        became = TAKEN_BACK if hidden else state
        done = done_for_good(day, done_on, before=states[item_id]) if item_id in states else done_on
        found.append(DueRow(item_id, what, day, became, done, names.get(in_team)))
    return tuple(one for one in found if not team or one.team == team)


def _had_back(which: Select[Any]) -> Select[Any]:
    """Those of which a tick was undone, or had back after all."""
    return select(events.c.record_id).where(
        events.c.what == items.name,
        events.c.record_id.in_(which),
        events.c.action == "undo",
        events.c.before.contains('"state"', autoescape=True),
    )


def _changes(
    session: Session, what: str, field: str, which: Select[Any] | None, *, zone: str
) -> Mapping[int, list[Before]]:
    """What stood in a field before each change of it, with the day of the change, by record and in their order."""
    query = _told(what).where(events.c.before.contains(f'"{field}"', autoescape=True))
    found: dict[int, list[Before]] = defaultdict(list)
    if which is not None:
        query = query.where(events.c.record_id.in_(which))
    for record_id, at, before in session.execute(query):
        was: dict[str, Any] = json.loads(before)
        if field in was:
            found[record_id].append(Before(day_in(zone, moment=at), was[field]))
    return found


def _taken_back(session: Session, which: Select[Any], *, zone: str) -> Mapping[int, date]:
    """The day on which each of these was taken back for the last time."""
    query = _told(items.name).where(
        events.c.record_id.in_(which), events.c.before.contains('"hidden"', autoescape=True)
    )
    told = session.execute(query)
    return {
        row.record_id: day_in(zone, moment=row.at) for row in told if not json.loads(row.before)["hidden"]
    }


def _told(what: str) -> Select[Any]:
    query = select(events.c.record_id, events.c.at, events.c.before)
    return query.where(events.c.what == what, events.c.before.is_not(None)).order_by(events.c.seq)
