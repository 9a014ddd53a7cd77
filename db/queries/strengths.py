"""What each team does well, with what shows it and when it was read aloud; and applause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.changes.core import table_of
from db.models import (
    Applause,
    Customer,
    Meeting,
    Person,
    StrengthProof,
    StrengthReading,
    Team,
    Win,
    WinTeam,
)
from db.models import (
    Strength as StrengthTable,
)
from meeting.permissions import Actor
from meeting.strengths import FADES_AFTER, Applauded, Hit, Proof, Strength, TeamList, Thing
from meeting.weeks import week_of
from meeting.words import Side

strengths, proofs, readings = table_of(StrengthTable), table_of(StrengthProof), table_of(StrengthReading)
applause = table_of(Applause)
teams, wins, customers, win_teams = table_of(Team), table_of(Win), table_of(Customer), table_of(WinTeam)


def lists_of_teams(session: Session) -> tuple[TeamList, ...]:
    """Every team, by name, with its list; empty for a team that keeps none."""
    found: dict[int, list[Strength]] = defaultdict(list)
    shown, read = _proofs(session), _readings(session)
    query = select(strengths).where(~strengths.c.hidden).order_by(strengths.c.place, strengths.c.id)
    for row in session.execute(query).mappings():
        days = read.get(row["id"], [])
        found[row["team_id"]].append(
            Strength(
                row["id"],
                row["version"],
                row["team_id"],
                row["text"],
                row["place"],
                row["made_on"],
                row["made_in_id"],
                row["retired_on"],
                tuple(meeting for meeting, _ in days),
                days[-1][1] if days else None,
                tuple(shown.get(row["id"], ())),
            )
        )
    named = session.execute(select(teams.c.id, teams.c.name, teams.c.side).where(~teams.c.hidden)).all()
    return tuple(
        TeamList(
            team_id,
            name,
            Side(side),
            tuple(one for one in found[team_id] if one.retired_on is None),
            tuple(one for one in found[team_id] if one.retired_on is not None),
        )
        for team_id, name, side in sorted(named, key=lambda row: str(row[1]).casefold())
    )


def hits_to_show(session: Session, team_id: int, *, today: date) -> tuple[Hit, ...]:
    """Wins of the last eight weeks to pick from, the newest first; those that credit the team before all others."""
    first = week_of(today).shifted(-FADES_AFTER)
    is_ours = wins.c.id.in_(select(win_teams.c.win_id).where(win_teams.c.team_id == team_id))
    query = (
        select(wins.c.id, wins.c.text, customers.c.name, wins.c.happened_on, is_ours)
        .select_from(wins.outerjoin(customers, customers.c.id == wins.c.customer_id))
        .where(wins.c.happened_week >= str(first), wins.c.happened_on <= today, ~wins.c.hidden)
        .order_by(wins.c.happened_on.desc(), wins.c.id.desc())
    )
    found = (Hit(row[0], row[1], row[2] or "", row[3], bool(row[4])) for row in session.execute(query))
    return tuple(sorted(found, key=lambda hit: not hit.is_ours))


def running_meeting(session: Session) -> int | None:
    """The number of the meeting that runs now."""
    columns = table_of(Meeting).c
    found: int | None = session.scalar(select(columns.id).where(columns.is_open == 1))
    return found


def team_of(session: Session, who: Actor) -> int | None:
    """The team somebody is in."""
    people = table_of(Person).c
    query = select(people.team_id).where(people.id == who.person_id)
    return session.scalar(query) if who.person_id is not None else None


def applause_of(session: Session, things: Iterable[Thing]) -> dict[Thing, int]:
    """How often each was applauded, by whomever: never of a person."""
    found: dict[Thing, int] = {}
    wanted = list(things)
    for about in Applauded:
        ids = [number for kind, number in wanted if kind is about]
        found |= {(about, number): 0 for number in ids}
        query = (
            select(applause.c.about_id, func.count())
            .where(applause.c.about == str(about), applause.c.about_id.in_(ids), ~applause.c.hidden)
            .group_by(applause.c.about_id)
        )
        found |= {(about, number): count for number, count in session.execute(query)} if ids else {}
    return found


def given_by(session: Session, who: Actor, *, meeting_id: int | None) -> dict[Thing, int]:
    """How often somebody applauded each thing in this meeting, or outside of any; empty for whoever has no number."""
    is_theirs = is_by(who)
    if is_theirs is None:
        return {}
    query = (
        select(applause.c.about, applause.c.about_id, func.count())
        .where(is_theirs, is_in(meeting_id), ~applause.c.hidden)
        .group_by(applause.c.about, applause.c.about_id)
    )
    return {(Applauded(about), number): count for about, number, count in session.execute(query)}


def is_by(who: Actor) -> ColumnElement[bool] | None:
    """None for somebody without a number, as whoever looks around the example company."""
    # Somebody of ours who joined by code is the same person as without.
    if who.person_id is not None:
        return applause.c.person_id == who.person_id
    return applause.c.guest_id == who.guest_id if who.guest_id is not None else None


def is_in(meeting_id: int | None) -> ColumnElement[bool]:
    return applause.c.meeting_id == meeting_id if meeting_id is not None else applause.c.meeting_id.is_(None)


def _proofs(session: Session) -> dict[int, list[Proof]]:
    found: dict[int, list[Proof]] = defaultdict(list)
    query = (
        select(
            proofs.c.strength_id,
            proofs.c.id,
            proofs.c.version,
            wins.c.id,
            wins.c.happened_on,
            wins.c.text,
            customers.c.name,
        )
        .select_from(
            proofs.join(wins, wins.c.id == proofs.c.win_id).outerjoin(
                customers, customers.c.id == wins.c.customer_id
            )
        )
        .where(~proofs.c.hidden, ~wins.c.hidden)
        .order_by(wins.c.happened_on.desc(), wins.c.id.desc())
    )
    for row in session.execute(query):
        found[row[0]].append(Proof(*row[1:6], row[6] or ""))
    return found


def _readings(session: Session) -> dict[int, list[tuple[int, date]]]:
    found: dict[int, list[tuple[int, date]]] = defaultdict(list)
    query = select(readings.c.strength_id, readings.c.meeting_id, readings.c.read_on)
    for strength_id, meeting_id, on in session.execute(
        query.where(~readings.c.hidden).order_by(readings.c.meeting_id)
    ):
        found[strength_id].append((meeting_id, on))
    return found
