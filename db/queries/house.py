"""What the store holds besides the week: the organisation, its teams, how far back it goes, how fresh it is."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import IntakeRun, Mark
from db.models import Organisation as OrganisationTable
from db.queries.scope import complaints, promises, teams, wins
from meeting.board import Freshness, Organisation, Span
from meeting.weeks import parse_week


def organisation(session: Session) -> Organisation:
    columns = table_of(OrganisationTable).c
    query = select(columns.name, columns.zone, columns.holidays, columns.common_goal, columns.mark)
    name, zone, holidays, common_goal, mark = session.execute(query).one()
    days = tuple(date.fromisoformat(day) for day in json.loads(holidays))
    return Organisation(name, zone, days, common_goal, mark == Mark.EXAMPLE)


def team_names(session: Session) -> tuple[str, ...]:
    return tuple(sorted(session.scalars(select(teams.c.name).where(~teams.c.hidden)), key=str.casefold))


def span(session: Session) -> Span | None:
    """The first and last week in which anything was promised, complained about or won."""
    weeks = (promises.c.promised_week, complaints.c.received_week, wins.c.happened_week)
    # A query each: the index answers one minimum or one maximum at once, and both together by reading it all.
    ends = [[session.scalar(select(end(week))) for week in weeks] for end in (func.min, func.max)]
    first, last = ([week for week in found if week is not None] for found in ends)
    return Span(parse_week(min(first)), parse_week(max(last))) if first else None


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
