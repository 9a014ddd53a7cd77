"""Whose turn it is: the rotas as the rule takes them, the coming turns with names, and who led which meeting."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.core import table_of
from db.models import (
    Absence,
    Attendance,
    Event,
    Meeting,
    MeetingLed,
    Person,
    Record,
    RotaPlace,
    RotaSkip,
    RotaSwap,
    RotaTurn,
    Team,
)
from db.queries import house
from meeting.meeting_days import meeting_day_after, meeting_day_of, next_meeting_day
from meeting.permissions import ALLOWED, Action
from meeting.rota import Away, Member, Rota, RotaKind, Swap, Turn, line, next_turn, plan, taken_by

meetings, led = table_of(Meeting), table_of(MeetingLed)
people, teams = table_of(Person), table_of(Team)


@dataclass(frozen=True)
class Names:
    """Somebody who may be on a rota."""

    person_id: int
    name: str


@dataclass(frozen=True)
class AbsenceRow:
    id: int
    version: int
    person_id: int
    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Coming:
    """A turn to come. `instead_of` is whose turn it is where somebody stands in; `is_agreed` once said yes to."""

    kind: RotaKind
    day: date
    owner_id: int
    person_id: int
    name: str
    instead_of: str
    is_agreed: bool


@dataclass(frozen=True)
class Led:
    meeting_id: int
    held_on: date
    leader: str


def candidates(session: Session, kind: RotaKind) -> tuple[Names, ...]:
    """Who may be on a rota, by name: whoever may run the meeting, or the people of that side."""
    query = select(people.c.id, people.c.name).select_from(
        people.outerjoin(teams, teams.c.id == people.c.team_id)
    )
    query = query.where(~people.c.hidden, ~people.c.disabled)
    if kind is RotaKind.FACILITATOR:
        query = query.where(people.c.role.in_([str(role) for role in ALLOWED[Action.RUN_MEETING]]))
    else:
        query = query.where(teams.c.side == str(kind))
    found = (Names(*row) for row in session.execute(query))
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.person_id)))


def may_take_over(session: Session, meeting_id: int) -> tuple[Names, ...]:
    """Who of those who are here may run the meeting, but for who leads it."""
    here = table_of(Attendance).c
    ids = select(here.person_id).where(here.meeting_id == meeting_id, here.is_here, ~here.hidden)
    leader_id = session.scalar(select(meetings.c.leader_id).where(meetings.c.id == meeting_id))
    there = {*session.scalars(ids)} - {leader_id}
    return tuple(one for one in candidates(session, RotaKind.FACILITATOR) if one.person_id in there)


def rota(session: Session, kind: RotaKind) -> Rota:
    """As it stands. Who is disabled, lost the role or changed sides is not on it."""
    may = {one.person_id for one in candidates(session, kind)}
    places = _visible(session, RotaPlace, kind)
    turns = _visible(session, RotaTurn, kind)
    away = table_of(Absence)
    absences = session.execute(select(away).where(~away.c.hidden)).mappings()
    return Rota(
        tuple(
            Member(row["person_id"], row["place"], row["since"])
            for row in sorted(places, key=lambda row: (row["place"], row["id"]))
            if row["person_id"] in may
        ),
        taken=tuple(_turn(row) for row in turns if row["is_taken"]),
        agreed=tuple(_turn(row) for row in turns if not row["is_taken"]),
        away=tuple(Away(row["person_id"], row["first_day"], row["last_day"]) for row in absences),
        skips=frozenset((row["day"], row["person_id"]) for row in _visible(session, RotaSkip, kind)),
        swaps=tuple(
            Swap(row["one_id"], row["other_id"], row["since"]) for row in _visible(session, RotaSwap, kind)
        ),
    )


def in_line(session: Session, kind: RotaKind) -> tuple[Names, ...]:
    """Everybody on a rota, whoever has waited longest first."""
    names = {one.person_id: one for one in candidates(session, kind)}
    return tuple(names[person_id] for person_id in line(rota(session, kind)))


@dataclass(frozen=True)
class Ahead:
    """A rota with the days of the meetings to come. A meeting that runs is behind: its turn is counted already."""

    rota: Rota
    days: tuple[date, ...]


def ahead(session: Session, kind: RotaKind, *, count: int, today: date, now: datetime) -> Ahead:
    """The next `count` meetings; the first of them is the coming one, or the one after that which runs."""
    of_kind, holidays = rota(session, kind), house.organisation(session).holidays
    query = (
        select(meetings).where(~meetings.c.hidden).order_by(meetings.c.held_on.desc(), meetings.c.id.desc())
    )
    last = session.execute(query.limit(1)).mappings().first()
    first = next_meeting_day(today, holidays=holidays)
    if last is not None:
        held = meeting_day_of(last["held_on"], holidays=holidays)
        if last["is_open"] and all(turn.day != held for turn in of_kind.taken):
            turn = _turn_now(session, kind, of_kind, held, meeting_id=last["id"], now=now)
            of_kind = replace(of_kind, taken=(*of_kind.taken, *([turn] if turn else [])))
        if last["is_open"] or held == first:
            first = meeting_day_after(last["held_on"], holidays=holidays)
    days = [first]
    while len(days) < count:
        days.append(meeting_day_after(days[-1], holidays=holidays))
    return Ahead(of_kind, tuple(days))


def coming(session: Session, *, count: int, today: date, now: datetime) -> tuple[Coming, ...]:
    """The turns of the meetings to come as it looks now, day by day; nothing for a rota nobody is on."""
    found: list[Coming] = []
    for kind in RotaKind:
        names = {one.person_id: one.name for one in candidates(session, kind)}
        looked = ahead(session, kind, count=count, today=today, now=now)
        agreed = {(turn.day, turn.person_id) for turn in looked.rota.agreed}
        for turn in plan(looked.rota, looked.days) if looked.rota.members else ():
            if turn is None:
                continue
            is_own = turn.owner_id == turn.person_id
            found.append(
                Coming(
                    kind,
                    turn.day,
                    turn.owner_id,
                    turn.person_id,
                    names[turn.person_id],
                    "" if is_own else names.get(turn.owner_id, "somebody"),
                    (turn.day, turn.person_id) in agreed,
                )
            )
    return tuple(sorted(found, key=lambda one: one.day))


def led_longest(session: Session, meeting_id: int, *, until: datetime) -> tuple[str, int | None]:
    """Who led a meeting longest, up to its first Close or `until`; of two who led as long, the first."""
    events = table_of(Event).c
    query = (
        select(events.at, events.action, events.after)
        .where(events.what == "meeting", events.record_id == meeting_id)
        .order_by(events.seq)
    )
    spells: list[tuple[datetime, tuple[str, int | None]]] = []
    for at, action, after in session.execute(query):
        said = json.loads(after)
        if action == "close meeting":
            until = datetime.fromisoformat(said["closed_at"])
            break
        if "leader" in said or "leader_id" in said:
            was = spells[-1][1] if spells else ("", None)
            spells.append((at, (said.get("leader", was[0]), said.get("leader_id", was[1]))))
    ends = [*(at for at, _ in spells[1:]), until]
    led_for: dict[tuple[str, int | None], float] = {}
    for (began, leader), end in zip(spells, ends, strict=True):
        led_for[leader] = led_for.get(leader, 0) + max((min(end, until) - began).total_seconds(), 0)
    return max(led_for, key=lambda leader: led_for[leader])


def _turn_now(
    session: Session, kind: RotaKind, of_kind: Rota, day: date, *, meeting_id: int, now: datetime
) -> Turn | None:
    """The turn a running meeting will have been."""
    if kind is not RotaKind.FACILITATOR:
        return next_turn(of_kind, day)
    _, leader_id = led_longest(session, meeting_id, until=now)
    return taken_by(of_kind, day, leader_id) if leader_id is not None else None


def absences(session: Session, *, today: date) -> tuple[AbsenceRow, ...]:
    """Those that are not over, the next first."""
    away = table_of(Absence)
    columns = (
        away.c.id,
        away.c.version,
        away.c.person_id,
        people.c.name,
        away.c.first_day,
        away.c.last_day,
    )
    query = (
        select(*columns)
        .join(people, people.c.id == away.c.person_id)
        .where(~away.c.hidden, ~people.c.hidden, away.c.last_day >= today)
        .order_by(away.c.first_day, people.c.name_key, away.c.id)
    )
    return tuple(AbsenceRow(*row) for row in session.execute(query))


def who_led(session: Session, *, most: int = 100) -> tuple[Led, ...]:
    """The meetings that were closed at least once, the last first, each with who led it longest."""
    query = (
        select(meetings.c.id, meetings.c.held_on, func.coalesce(led.c.leader, meetings.c.leader))
        .select_from(meetings.outerjoin(led, led.c.meeting_id == meetings.c.id))
        .where(meetings.c.times_closed > 0, ~meetings.c.hidden)
        .order_by(meetings.c.held_on.desc(), meetings.c.id.desc())
        .limit(most)
    )
    return tuple(Led(*row) for row in session.execute(query))


def led_by(session: Session, meeting_id: int) -> str:
    """Who led a meeting: as noted at its first Close, until then whoever leads it."""
    query = (
        select(func.coalesce(led.c.leader, meetings.c.leader))
        .select_from(meetings.outerjoin(led, led.c.meeting_id == meetings.c.id))
        .where(meetings.c.id == meeting_id)
    )
    return session.scalar(query) or ""


def _visible(session: Session, model: type[Record], kind: RotaKind) -> list[dict[str, Any]]:
    table = table_of(model)
    query = select(table).where(table.c.kind == str(kind), ~table.c.hidden).order_by(table.c.id)
    return [dict(row) for row in session.execute(query).mappings()]


def _turn(row: dict[str, Any]) -> Turn:
    return Turn(row["day"], row["owner_id"], row["person_id"])
