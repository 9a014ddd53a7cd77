"""What a meeting is about besides the week's figures: who is there, topics, decisions, notes, action items."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import (
    Answered,
    Attendance,
    Complaint,
    Customer,
    Decision,
    Event,
    FieldNote,
    MeetingRating,
    Organisation,
    Person,
    Promise,
    Stand,
    Team,
    Topic,
)
from db.models import Meeting as MeetingTable
from meeting.agenda import GROUND_RULES, Step, agenda_of
from meeting.consensus import Answer, told_as
from meeting.meeting_days import FORGOTTEN_AFTER
from meeting.meetings import (
    SHOWN_FROM,
    Attendee,
    DecisionRow,
    Meeting,
    NoteRow,
    Pick,
    Rating,
    Told,
    TopicRow,
)
from meeting.weeks import Week, parse_week
from meeting.words import Origin, Role, Side

meetings, attendances, topics = table_of(MeetingTable), table_of(Attendance), table_of(Topic)
decisions, notes = table_of(Decision), table_of(FieldNote)
people, teams, customers = table_of(Person), table_of(Team), table_of(Customer)
promises, complaints = table_of(Promise), table_of(Complaint)


def open_meeting(session: Session) -> Meeting | None:
    """The one that runs now."""
    return _meeting(session, meetings.c.is_open == 1)


def last_closed(session: Session) -> Meeting | None:
    """The closed meeting that was held last."""
    return _meeting(session, meetings.c.closed_at.is_not(None))


def last_reviewed(session: Session) -> Week | None:
    """The last week any closed meeting has reviewed."""
    found = last_closed(session)
    return max(found.weeks) if found and found.weeks else None


def template(session: Session) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """The steps every meeting starts with, and the ground rules as lines."""
    columns = table_of(Organisation).c
    agenda, rules = session.execute(select(columns.agenda, columns.ground_rules)).one()
    return agenda_of(agenda), tuple(line for line in rules.splitlines() if line.strip()) or GROUND_RULES


def attendees(session: Session, meeting_id: int) -> tuple[Attendee, ...]:
    """Who is expected or there, by side and name."""
    columns = attendances.c
    query = (
        select(
            columns.id,
            columns.version,
            columns.person_id,
            people.c.name,
            teams.c.name,
            teams.c.side,
            columns.is_here,
        )
        .select_from(attendances.join(people, people.c.id == columns.person_id).outerjoin(teams, _in_team()))
        .where(columns.meeting_id == meeting_id, ~columns.hidden)
    )
    found = (
        Attendee(row[0], row[1], row[2], row[3], row[4] or "", Side(row[5]) if row[5] else None, row[6])
        for row in session.execute(query)
    )
    return tuple(sorted(found, key=lambda one: (one.side or "~", one.name.casefold())))


def picks(session: Session) -> tuple[Pick, ...]:
    """Everybody who is still there, by name."""
    query = (
        select(people.c.id, people.c.name, teams.c.name, teams.c.side, people.c.role)
        .select_from(people.outerjoin(teams, _in_team()))
        .where(~people.c.hidden, ~people.c.disabled)
    )
    found = (
        Pick(row[0], row[1], row[2] or "", Side(row[3]) if row[3] else None, row[4] == Role.MANAGER)
        for row in session.execute(query)
    )
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def waiting_topics(session: Session, *, meeting_id: int | None = None) -> tuple[TopicRow, ...]:
    """Topics that wait, and those this meeting has decided on, in the order in which they are taken."""
    is_ours: ColumnElement[bool] = topics.c.done_in_id.is_(None)
    if meeting_id is not None:
        is_ours = is_ours | (topics.c.done_in_id == meeting_id)
    query = select(topics).where(is_ours, ~topics.c.hidden).order_by(topics.c.place, topics.c.id)
    rows = session.execute(query).mappings().all()
    said: dict[int, list[str]] = {row["id"]: [] for row in rows}
    told = select(decisions.c.topic_id, decisions.c.text, somebody_refused()).where(
        decisions.c.topic_id.in_(list(said)), ~decisions.c.hidden
    )
    for topic_id, text, is_refused in session.execute(told.order_by(decisions.c.id)):
        said[topic_id].append(told_as(text, is_refused=is_refused))
    return tuple(
        TopicRow(
            row["id"],
            row["version"],
            row["title"],
            row["place"],
            row["origin"],
            row["origin_id"],
            tuple(said[row["id"]]),
            row["done_in_id"] is not None,
        )
        for row in rows
    )


def decisions_of(session: Session, meeting_id: int) -> tuple[DecisionRow, ...]:
    columns = decisions.c
    query = (
        select(
            columns.id,
            columns.version,
            columns.text,
            topics.c.title,
            columns.look_again_on,
            somebody_refused(),
        )
        .select_from(decisions.outerjoin(topics, topics.c.id == columns.topic_id))
        .where(columns.meeting_id == meeting_id, ~columns.hidden)
        .order_by(columns.id)
    )
    return tuple(
        DecisionRow(row[0], row[1], row[2], row[3] or "", row[4], row[5]) for row in session.execute(query)
    )


def somebody_refused() -> ColumnElement[bool]:
    """Whether somebody said no to a decision: then nothing is decided, and no number of decisions counts it."""
    said = table_of(Stand).c
    return (
        select(said.id)
        .where(said.decision_id == decisions.c.id, said.answer == str(Answer.NO), ~said.hidden)
        .exists()
    )


def notes_of(session: Session, weeks: Sequence[Week]) -> tuple[NoteRow, ...]:
    """Field notes of these weeks, oldest first."""
    columns = notes.c
    query = (
        select(
            columns.id,
            columns.noted_on,
            columns.kind,
            columns.text,
            customers.c.name,
            teams.c.name,
            people.c.name,
        )
        .select_from(
            notes.outerjoin(customers, customers.c.id == columns.customer_id)
            .outerjoin(people, people.c.id == columns.person_id)
            .outerjoin(teams, teams.c.id == func.coalesce(columns.team_id, people.c.team_id))
        )
        .where(columns.noted_week.in_([str(week) for week in weeks]), ~columns.hidden)
        .order_by(columns.noted_on, columns.id)
    )
    return tuple(NoteRow(*row[:4], *(name or "" for name in row[4:])) for row in session.execute(query))


def told_of(session: Session, kind: Origin, record_id: int) -> Told | None:
    """What is noted of one miss."""
    table = promises if kind is Origin.PROMISE else complaints
    columns = table.c
    query = select(columns.version, columns.cause, columns.told_on, columns.told_by, columns.told_top)
    row = session.execute(query.where(columns.id == record_id, ~columns.hidden)).first()
    return Told(str(kind), record_id, *row) if row else None


def rating_of(session: Session, meeting_id: int) -> Rating:
    """Nothing but the number of raters until there are enough of them."""
    table = table_of(MeetingRating)
    rows = session.execute(select(table.c.rating, table.c.word).where(table.c.meeting_id == meeting_id)).all()
    if len(rows) < SHOWN_FROM:
        return Rating(len(rows), None, ())
    words = sorted(row.word for row in rows if row.word)
    return Rating(len(rows), sum(row.rating for row in rows) / len(rows), tuple(words))


def has_answered(session: Session, meeting_id: int, *, what: str, who: str) -> bool:
    """Whether `who`, such as `person 3`, has rated this open meeting, or answered its pulse."""
    columns = table_of(Answered).c
    query = select(columns.who).where(
        columns.meeting_id == meeting_id, columns.what == what, columns.who == who
    )
    return session.scalar(query) is not None


def last_entry(session: Session, found: Meeting) -> datetime:
    """When something was last written down in this meeting.

    What came three hours after Start or later is not of it, such as a tick on the day after while it was still open.
    """
    events = table_of(Event).c
    told = ("meeting", "attendance", "topic", "decision", "action_item", "field_note")
    query = select(func.max(events.at)).where(
        events.seq > found.known,
        events.what.in_(told),
        events.at < found.started_at + FORGOTTEN_AFTER,
    )
    moment: datetime | None = session.scalar(query)
    return moment or found.started_at


def _in_team() -> ColumnElement[bool]:
    return teams.c.id == people.c.team_id


def _meeting(session: Session, condition: ColumnElement[bool]) -> Meeting | None:
    columns = meetings.c
    query = (
        select(meetings).where(condition, ~columns.hidden).order_by(columns.held_on.desc(), columns.id.desc())
    )
    row = session.execute(query.limit(1)).mappings().first()
    if row is None:
        return None
    return Meeting(
        row["id"],
        row["version"],
        row["held_on"],
        tuple(parse_week(week) for week in json.loads(row["weeks"])),
        bool(row["is_open"]),
        row["leader"],
        row["leader_id"],
        row["started_at"],
        row["closed_at"],
        agenda_of(row["agenda"]),
        row["step"],
        row["focus"],
        tuple(json.loads(row["used"])),
        row["running_since"],
        row["known"],
        row["times_closed"],
    )
