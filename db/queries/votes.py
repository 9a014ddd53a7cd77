"""What everybody in the room has said: votes, how people stand to decisions, the pulse, and how ratings went."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes.core import as_json, table_of
from db.models import (
    Attendance,
    Decision,
    Event,
    Guest,
    Meeting,
    MeetingRating,
    Person,
    PulseAnswer,
    Stand,
    Topic,
    Vote,
)
from db.models import Ballot as BallotTable
from db.queries.due import first_due
from db.queries.meetings import somebody_refused
from meeting.agenda import Clock, agenda_of, minutes_over
from meeting.consensus import Answer, Silent, Stood
from meeting.joining import GuestState
from meeting.meetings import SHOWN_FROM, DecisionRow
from meeting.on_time import done_on_time
from meeting.permissions import Actor
from meeting.pulse import Pulse, Quarter, Question, is_asked, pulse_of, quarter_of
from meeting.trend import TREND_OVER, Held
from meeting.votes import Ballot
from meeting.words import Visitor

ballots, votes, stands = table_of(BallotTable), table_of(Vote), table_of(Stand)
decisions, topics, meetings = table_of(Decision), table_of(Topic), table_of(Meeting)
ratings, answers = table_of(MeetingRating), table_of(PulseAnswer)
attendances, guests, people = table_of(Attendance), table_of(Guest), table_of(Person)


RESULTS = "results"
"""What a meeting looks at once rating and pulse are shown: whoever answered after that could be told by the change."""


def ballot_of(session: Session, meeting_id: int, *, who: str = "") -> Ballot:
    """How far the vote is for `who`, such as `person 3`. Before the votes are shown it holds no count of any topic."""
    row = session.execute(select(ballots).where(ballots.c.meeting_id == meeting_id)).mappings().first()
    if row is None:
        return Ballot()
    if row["is_shown"]:
        counts = {int(topic): count for topic, count in json.loads(row["counts"]).items()}
        return Ballot(True, True, row["voters"], counts=counts)
    of_meeting = votes.c.meeting_id == meeting_id
    voters = select(func.count(votes.c.voter.distinct())).where(of_meeting, votes.c.voter != "")
    hands = select(votes.c.topic_id).where(of_meeting, votes.c.voter == "").limit(1)
    mine = select(votes.c.topic_id).where(of_meeting, votes.c.voter == who, votes.c.voter != "")
    return Ballot(
        True,
        False,
        session.scalar(voters) or 0,
        session.scalar(hands) is not None,
        mine=frozenset(session.scalars(mine)),
    )


def stood_of(session: Session, decision_ids: Collection[int]) -> Mapping[int, tuple[Stood, ...]]:
    """How people stand to each decision, no first: those are talked about."""
    query = select(stands).where(
        stands.c.decision_id.in_(list(decision_ids)), stands.c.answer.is_not(None), ~stands.c.hidden
    )
    found: dict[int, list[Stood]] = defaultdict(list)
    for row in session.execute(query).mappings():
        one = Stood(row["who"], row["name"], Answer(row["answer"]), row["why"])
        found[row["decision_id"]].append(one)
    order = [Answer.NO, Answer.CAN_LIVE, Answer.YES]
    return {
        number: tuple(sorted(some, key=lambda one: (order.index(one.answer), one.name.casefold())))
        for number, some in found.items()
    }


def silent_on(
    session: Session, meeting_id: int, decision_ids: Collection[int]
) -> Mapping[int, tuple[Silent, ...]]:
    """Who is there and has not said how they stand to each decision, by name, and who was gone on without."""
    columns = stands.c
    query = select(
        columns.decision_id, columns.who, columns.person_id, columns.name, columns.answer, columns.is_unheard
    ).where(columns.decision_id.in_(list(decision_ids)), ~columns.hidden)
    heard: dict[int, set[str]] = defaultdict(set)
    noted: dict[int, dict[str, Silent]] = defaultdict(dict)
    for row in session.execute(query):
        if row.answer is not None:
            heard[row.decision_id].add(row.who)
        elif row.is_unheard:
            noted[row.decision_id][row.who] = Silent(row.who, row.person_id, row.name, True)
    there = {one.who: one for one in _who_is_there(session, meeting_id)}
    found = {}
    for number in decision_ids:
        silent = {who: one for who, one in there.items() if who not in heard[number]} | noted[number]
        found[number] = tuple(sorted(silent.values(), key=lambda one: (one.name.casefold(), one.who)))
    return found


def _who_is_there(session: Session, meeting_id: int) -> list[Silent]:
    """People who are there, and guests who stand for nobody of them."""
    came = (
        select(people.c.id, people.c.name)
        .join(attendances, attendances.c.person_id == people.c.id)
        .where(attendances.c.meeting_id == meeting_id, attendances.c.is_here, ~attendances.c.hidden)
    )
    joined = select(guests.c.id, guests.c.name).where(
        guests.c.meeting_id == meeting_id,
        guests.c.person_id.is_(None),
        guests.c.state == GuestState.IN.value,
        ~guests.c.hidden,
    )
    return [
        *(Silent(f"person {row.id}", row.id, row.name, False) for row in session.execute(came)),
        *(Silent(f"guest {row.id}", None, row.name, False) for row in session.execute(joined)),
    ]


def versions_of_answers(session: Session, decision_id: int) -> Mapping[str, int]:
    """The version of each answer that was ever given to a decision, by who gave it."""
    query = select(stands.c.who, stands.c.version).where(stands.c.decision_id == decision_id)
    return {row.who: row.version for row in session.execute(query)}


def due_again(session: Session, *, upto: date) -> tuple[DecisionRow, ...]:
    """Decisions of closed meetings whose day to look again has come, oldest day first."""
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
        .select_from(
            decisions.join(meetings, meetings.c.id == columns.meeting_id).outerjoin(
                topics, topics.c.id == columns.topic_id
            )
        )
        .where(columns.look_again_on <= upto, ~columns.hidden, meetings.c.is_open.is_(None))
        .order_by(columns.look_again_on, columns.id)
    )
    return tuple(
        DecisionRow(row[0], row[1], row[2], row[3] or "", row[4], row[5]) for row in session.execute(query)
    )


def is_in_the_room(session: Session, meeting_id: int, somebody: Actor) -> bool:
    """Whether somebody takes part in a meeting, as a person or as a guest who was let in."""
    if somebody.role is Visitor.GUEST:
        found = select(guests.c.id).where(
            guests.c.id == somebody.guest_id,
            guests.c.meeting_id == meeting_id,
            guests.c.state == GuestState.IN.value,
            ~guests.c.hidden,
        )
    else:
        found = select(attendances.c.id).where(
            attendances.c.meeting_id == meeting_id, attendances.c.person_id == somebody.person_id
        )
    return session.scalar(found) is not None


def ratings_given(session: Session, meeting_id: int) -> tuple[int, int]:
    """How many rated on a screen and how many by hand, while the meeting is open."""
    query = select(ratings.c.by_hand, func.count()).where(ratings.c.meeting_id == meeting_id)
    counts = {row[0]: row[1] for row in session.execute(query.group_by(ratings.c.by_hand))}
    return counts.get(False, 0), counts.get(True, 0)


def are_shown(session: Session, meeting_id: int) -> bool:
    """Whether rating and pulse of a meeting were ever shown, whatever it looks at by now."""
    events = table_of(Event).c
    query = select(events.seq).where(
        events.what == table_of(Meeting).name,
        events.record_id == meeting_id,
        events.after == as_json({"focus": RESULTS}),
    )
    return session.scalar(query.limit(1)) is not None


def is_pulse_due(session: Session, meeting_id: int, *, held_on: date) -> bool:
    before = select(meetings.c.held_on).where(
        meetings.c.id != meeting_id, meetings.c.id < meeting_id, ~meetings.c.hidden
    )
    return is_asked(held_on, held_before=set(session.scalars(before)))


def pulses(session: Session, *, last: int = 8) -> tuple[Pulse, ...]:
    """The pulse of each quarter that was asked for and answered, the oldest first."""
    query = select(meetings.c.held_on, answers.c.question, answers.c.value).join(
        answers, answers.c.meeting_id == meetings.c.id
    )
    found: dict[Quarter, dict[Question, list[int]]] = {}
    for held_on, question, value in session.execute(query):
        found.setdefault(quarter_of(held_on), defaultdict(list))[Question(question)].append(value)
    return tuple(pulse_of(quarter, values) for quarter, values in sorted(found.items())[-last:])


def held_meetings(session: Session, *, today: date, last: int = TREND_OVER) -> tuple[Held, ...]:
    """The last closed meetings, the oldest first: how they were rated, minutes over, and actions done on time.

    Actions are those first due since the meeting before, up to the day before this one.
    """
    query = select(meetings).where(meetings.c.closed_at.is_not(None), ~meetings.c.hidden)
    newest = session.execute(
        query.order_by(meetings.c.held_on.desc(), meetings.c.id.desc()).limit(last + 1)
    ).mappings()
    rows = list(newest)[::-1]
    rated = _rated(session, [row["id"] for row in rows])
    items = first_due(session, rows[0]["held_on"], today) if rows else ()
    found = []
    for place, row in enumerate(rows):
        steps, used = agenda_of(row["agenda"]), tuple(json.loads(row["used"]))
        on_time = None
        if place:
            first, until = rows[place - 1]["held_on"], row["held_on"]
            on_time = done_on_time(items, first=first, last=until, today=until)
        clock = Clock(steps, row["step"], used, None)
        over = minutes_over(clock, now=row["closed_at"])
        found.append(Held(row["held_on"], *rated.get(row["id"], (0, None)), over, on_time))
    return tuple(found[-last:])


def _rated(session: Session, meeting_ids: Sequence[int]) -> dict[int, tuple[int, float | None]]:
    query = (
        select(ratings.c.meeting_id, func.count(), func.sum(ratings.c.rating))
        .where(ratings.c.meeting_id.in_(list(meeting_ids)))
        .group_by(ratings.c.meeting_id)
    )
    return {
        row[0]: (row[1], row[2] / row[1] if row[1] >= SHOWN_FROM else None) for row in session.execute(query)
    }
