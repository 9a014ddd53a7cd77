"""What the store holds besides the week: the organisation, its teams, how far back it goes, how fresh it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Event, IntakeRun, Mark
from db.models import Organisation as OrganisationTable
from db.queries.scope import complaints, days, teams, wins
from meeting.board import Freshness, Organisation, Run, Span
from meeting.weeks import Week, parse_week, week_of


def organisation(session: Session) -> Organisation:
    columns = table_of(OrganisationTable).c
    query = select(columns.name, columns.zone, columns.holidays, columns.common_goal, columns.mark)
    name, zone, holidays, common_goal, mark = session.execute(query).one()
    off = tuple(date.fromisoformat(day) for day in json.loads(holidays))
    return Organisation(name, zone, off, common_goal, mark == Mark.EXAMPLE)


def last_event(session: Session) -> int:
    """The number of the last event, 0 without any: what is read in the same look knows all up to it."""
    return int(session.scalar(_LAST_EVENT) or 0)


_LAST_EVENT = select(func.max(table_of(Event).c.seq))


def team_names(session: Session) -> tuple[str, ...]:
    return tuple(sorted(session.scalars(select(teams.c.name).where(~teams.c.hidden)), key=str.casefold))


@dataclass(frozen=True)
class TeamRow:
    id: int
    name: str
    side: str


def team_rows(session: Session) -> tuple[TeamRow, ...]:
    """Every team with its side, by name."""
    query = select(teams.c.id, teams.c.name, teams.c.side).where(~teams.c.hidden)
    return tuple(
        sorted((TeamRow(*row) for row in session.execute(query)), key=lambda one: one.name.casefold())
    )


def span(session: Session) -> Span | None:
    """The first and last week in which anything was promised, complained about or won."""
    ends = session.execute(_ENDS).one()
    first, last = ([week for week in found if week is not None] for found in (ends[:3], ends[3:]))
    return Span(parse_week(min(first)), parse_week(max(last))) if first else None


def told_from(session: Session) -> dict[str, Week]:
    """The first week of each kind anything is known of: promises, complaints, wins."""
    found = zip(("promises", "complaints", "wins"), session.execute(_ENDS).one()[:3], strict=True)
    return {kind: parse_week(week) for kind, week in found if week is not None}


def told_to(session: Session) -> dict[str, Week]:
    """The last week of each kind anything is known of; a later file of that kind knows of the weeks up to its own."""
    ends = zip(("promises", "complaints", "wins"), session.execute(_ENDS).one()[3:], strict=True)
    found = {kind: parse_week(week) for kind, week in ends if week is not None}
    for run in freshness(session):
        if run.kind in found:
            found[run.kind] = max(found[run.kind], week_of(run.at.date()))
    return found


# A subquery for each end of each table: an index answers one minimum or one maximum at once, and both together by
# reading all of it.
_ENDS = select(
    *(
        select(end(week)).scalar_subquery()
        for end in (func.min, func.max)
        for week in (days.c.week, complaints.c.received_week, wins.c.happened_week)
    )
)


def freshness(session: Session) -> tuple[Freshness, ...]:
    """The last file of each kind and source, newest first."""
    columns = table_of(IntakeRun).c
    latest = select(func.max(columns.id)).group_by(columns.kind, columns.source)
    query = (
        select(columns.kind, columns.source, columns.at, columns.file_name, columns.rows, columns.refused)
        .where(columns.id.in_(latest))
        .order_by(columns.id.desc())
    )
    return tuple(Freshness(*row) for row in session.execute(query))


def remembered(session: Session, *, kind: str, source: str) -> dict[str, Any]:
    """What a person said of the last file of this kind and source: columns, words, date_format; empty without one."""
    columns = table_of(IntakeRun).c
    query = (
        select(columns.mapping)
        .where(columns.kind == kind, columns.source == source)
        .order_by(columns.id.desc())
        .limit(1)
    )
    found: dict[str, Any] = json.loads(session.scalar(query) or "{}")
    return found


def runs(session: Session, *, most: int = 50) -> tuple[Run, ...]:
    """The last files brought in, newest first."""
    columns = table_of(IntakeRun).c
    names = list(Run.__dataclass_fields__)
    query = select(*(columns[name] for name in names)).order_by(columns.id.desc()).limit(most)
    return tuple(Run(*row) for row in session.execute(query))


def sources(session: Session) -> tuple[str, ...]:
    """Every source a file was brought in from; `main` is always there."""
    columns = table_of(IntakeRun).c
    return tuple(sorted({"main", *session.scalars(select(columns.source).distinct())}))
