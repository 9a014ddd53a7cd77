"""All that the minutes of a meeting hold, read in one look: figures with their rows, and what was agreed."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import Decision, Event, Guest, Meeting, MeetingLed, Stand, Strength, StrengthReading, Team
from db.queries import actions as action_queries
from db.queries import evidence, figures, house
from db.queries import meetings as queries
from db.queries.carried import carried, carried_into
from db.queries.due import first_due
from db.queries.frozen_talk import led, noted, said_of
from db.queries.votes import silent_on
from meeting.actions import ActionRow, Start
from meeting.agenda import agenda_of
from meeting.clock import day_in
from meeting.joining import GuestState
from meeting.minutes import (
    Agreed,
    Attended,
    Decided,
    Heard,
    Minutes,
    NotHeard,
    Rated,
    ReadAloud,
    StepTaken,
    Trend,
    Waiting,
    WeekMinutes,
)
from meeting.minutes import Stand as Stood
from meeting.on_time import done_on_time
from meeting.promises import PromiseState
from meeting.weeks import Week, parse_week

TREND_WEEKS = 13
MOST_OWED = 10_000


def facts_of(session: Session, meeting_id: int) -> Minutes:
    """Of a meeting that was just closed, as the facts stand on the day of its Close."""
    row = session.execute(select(table_of(Meeting)).where(table_of(Meeting).c.id == meeting_id)).mappings()
    meeting = dict(row.one())
    organisation = house.organisation(session)
    as_of = day_in(organisation.zone, moment=meeting["closed_at"])
    weeks = tuple(parse_week(week) for week in json.loads(meeting["weeks"]))
    on_time = _on_time(session, meeting, weeks, as_of=as_of)
    start = Start(meeting["known"], meeting["held_on"])
    leader, leader_id = _leader(session, meeting)
    rating = queries.rating_of(session, meeting_id)
    asked = carried_into(session, start)
    agreed = action_queries.actions_of(session, meeting_id)
    times = carried(session, [row.id for row in agreed])
    kept = tuple(week_facts(session, week, as_of=as_of) for week in weeks)
    said = said_of(session, [one.row.id for one in asked], since=start.known)
    return Minutes(
        meeting_id=meeting_id,
        version=meeting["times_closed"],
        organisation=organisation.name,
        held_on=meeting["held_on"],
        as_of=as_of,
        started_at=meeting["started_at"],
        closed_at=meeting["closed_at"],
        leader=leader,
        leader_id=leader_id,
        known=session.scalar(select(func.max(table_of(Event).c.seq))) or 0,
        weeks=kept,
        owed=figures.still_owed(session, as_of=as_of),
        owed_rows=evidence.owed(session, as_of=as_of, most=MOST_OWED),
        trend=_trend(session, max(weeks), as_of=as_of),
        attendance=_attendance(session, meeting_id),
        decisions=_decisions(session, meeting_id),
        actions=tuple(_agreed(one, times=times[one.id]) for one in agreed),
        waiting=tuple(Waiting(one.id, one.title) for one in queries.waiting_topics(session)),
        steps=_steps(meeting),
        done_on_time=on_time[0],
        due_since=on_time[1],
        carried=tuple(_agreed(one.row, times=one.times, said=said.get(one.row.id, ())) for one in asked),
        rating=Rated(rating.raters, rating.average, rating.words),
        notes=_notes(session, weeks, as_of=as_of),
        read=_read(session, meeting_id),
        noted=noted(session, kept, as_of=as_of),
        led=led(session, meeting_id),
    )


def week_facts(session: Session, week: Week, *, as_of: date) -> WeekMinutes:
    """One week's figures and the rows each of them counts."""
    (found,) = figures.week_figures(session, [week], as_of=as_of)
    rows = {
        state: evidence.promises_in_state(session, week, state, as_of=as_of)
        for state in (PromiseState.KEPT, PromiseState.MISSED, PromiseState.PENDING, PromiseState.WITHDRAWN)
    }
    return WeekMinutes(
        figures=found,
        kept=rows[PromiseState.KEPT],
        missed=rows[PromiseState.MISSED],
        pending=rows[PromiseState.PENDING],
        withdrawn=rows[PromiseState.WITHDRAWN],
        moved=evidence.moved_out(session, week, as_of=as_of),
        complaints=evidence.complaints_of(session, week, as_of=as_of),
        wins=evidence.wins_of(session, week, as_of=as_of),
    )


def _leader(session: Session, meeting: dict[str, Any]) -> tuple[str, int | None]:
    """Who led it, also where somebody else opened it again to mend something."""
    columns = table_of(MeetingLed).c
    query = select(columns.leader, columns.leader_id).where(columns.meeting_id == meeting["id"])
    found = session.execute(query).first()
    return (found.leader, found.leader_id) if found else (meeting["leader"], meeting["leader_id"])


def _on_time(
    session: Session, meeting: dict[str, Any], weeks: tuple[Week, ...], *, as_of: date
) -> tuple[int, int]:
    """Of the items due since the meeting before: how many were done on time, and how many there were."""
    columns = table_of(Meeting).c
    before = select(func.max(columns.held_on)).where(columns.times_closed > 0, columns.id < meeting["id"])
    first = session.scalar(before.where(~columns.hidden)) or max(weeks).monday
    counts = done_on_time(first_due(session, first, as_of), first=first, last=as_of, today=as_of)
    return counts.done, counts.over


def _trend(session: Session, last: Week, *, as_of: date) -> tuple[Trend, ...]:
    found = figures.week_figures(session, last.up_to_here(TREND_WEEKS), as_of=as_of)
    return tuple(
        Trend(str(week.week), week.hits, week.promises.kept, week.promises.missed, week.complaints.received)
        for week in found
    )


def _attendance(session: Session, meeting_id: int) -> tuple[Attended, ...]:
    guests, events = table_of(Guest).c, table_of(Event).c
    # Who asked and left again without an answer was never there.
    was_in = select(events.record_id).where(events.what == "guest", events.action.in_(("join", "let in")))
    came = select(guests.name_hash, guests.name, guests.side).where(
        guests.meeting_id == meeting_id,
        guests.person_id.is_(None),
        guests.state.in_((str(GuestState.IN), str(GuestState.LEFT))),
        guests.id.in_(was_in),
        ~guests.hidden,
    )
    # Who left and came back under the same name stands there once.
    once = {row.name_hash: row for row in session.execute(came.order_by(guests.id))}
    return (
        *(
            Attended(one.person_id, one.name, one.team, str(one.side) if one.side else None, one.is_here)
            for one in queries.attendees(session, meeting_id)
        ),
        *(Attended(None, row.name, "", row.side, True) for row in once.values()),
    )


def _decisions(session: Session, meeting_id: int) -> tuple[Decided, ...]:
    stands, decisions = table_of(Stand).c, table_of(Decision).c
    query = (
        select(stands.decision_id, stands.person_id, stands.name, stands.answer, stands.why)
        .join_from(table_of(Stand), table_of(Decision), decisions.id == stands.decision_id)
        .where(decisions.meeting_id == meeting_id, stands.answer.is_not(None), ~stands.hidden)
    )
    stood: dict[int, list[Stood]] = defaultdict(list)
    for decision_id, *one in session.execute(query.order_by(stands.id)):
        stood[decision_id].append(Stood(*one))
    found = queries.decisions_of(session, meeting_id)
    silent = silent_on(session, meeting_id, [one.id for one in found])
    return tuple(
        Decided(
            one.id,
            one.text,
            one.topic,
            one.look_again_on,
            tuple(stood[one.id]) or None,
            tuple(NotHeard(each.person_id, each.name) for each in silent[one.id]),
        )
        for one in found
    )


def _agreed(row: ActionRow, *, times: int, said: tuple[str, ...] = ()) -> Agreed:
    return Agreed(
        id=row.id,
        what=row.what,
        owner=row.owner,
        owner_id=row.owner_id,
        team=row.team,
        due_on=row.due_on,
        first_due_on=row.first_due_on,
        state=row.state,
        done_on=row.done_on,
        dropped_because=row.dropped_because,
        origin=row.origin,
        origin_id=row.origin_id,
        about=row.origin_text,
        times=times,
        said=said,
        left_to_do=row.left_to_do,
    )


def _steps(meeting: dict[str, Any]) -> tuple[StepTaken, ...]:
    steps, used = agenda_of(meeting["agenda"]), json.loads(meeting["used"])
    taken = [*used, *[0.0] * (len(steps) - len(used))]
    return tuple(
        StepTaken(step.key, step.title, step.minutes, step.more, float(seconds))
        for step, seconds in zip(steps, taken, strict=False)
    )


def _notes(session: Session, weeks: tuple[Week, ...], *, as_of: date) -> tuple[Heard, ...]:
    """Those of the reviewed weeks and of the days up to the meeting."""
    found = queries.notes_of(session, [*weeks, max(weeks).shifted(1)])
    return tuple(
        Heard(one.id, one.noted_on, one.kind, one.text, one.customer, one.team, one.person)
        for one in found
        if one.noted_on <= as_of
    )


def _read(session: Session, meeting_id: int) -> tuple[ReadAloud, ...]:
    readings, strengths, teams = table_of(StrengthReading).c, table_of(Strength).c, table_of(Team).c
    query = (
        select(teams.name, strengths.text)
        .select_from(
            table_of(StrengthReading)
            .join(table_of(Strength), strengths.id == readings.strength_id)
            .join(table_of(Team), teams.id == readings.team_id)
        )
        .where(readings.meeting_id == meeting_id, ~readings.hidden)
    )
    return tuple(sorted((ReadAloud(*row) for row in session.execute(query)), key=lambda one: one.team))
