"""What minutes keep of how a meeting talked: who led, what was noted of each miss, what was said of items not done."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import ActionItem, Complaint, Event, Meeting, Promise
from db.queries.talk import repeats
from meeting.minutes import HANDED_OVER, OPENED_AGAIN, STARTED, TOOK_OVER, Again, Led, Noted, WeekMinutes
from meeting.misses import Miss, misses_in_order

_HOW = {
    "start meeting": STARTED,
    "lead": TOOK_OVER,
    "hand over": HANDED_OVER,
    "reopen meeting": OPENED_AGAIN,
}
_AT_ONCE = 500


def led(session: Session, meeting_id: int) -> tuple[Led, ...]:
    """Everybody who came to lead a meeting, in that order."""
    events = table_of(Event).c
    query = (
        select(events.at, events.action, events.after)
        .where(
            events.what == table_of(Meeting).name,
            events.record_id == meeting_id,
            events.action.in_(list(_HOW)),
        )
        .order_by(events.seq)
    )
    found: list[Led] = []
    name, person_id = "", None
    for at, action, after in session.execute(query):
        said = json.loads(after)
        name, person_id = said.get("leader", name), said.get("leader_id", person_id)
        found.append(Led(person_id, name, _moment(at), _HOW[action]))
    return tuple(found)


def _moment(at: datetime | str) -> datetime:
    return at if isinstance(at, datetime) else datetime.fromisoformat(at)


def noted(session: Session, weeks: Sequence[WeekMinutes], *, as_of: date) -> tuple[Noted, ...]:
    """Of every miss of these weeks: whether the customer was told and by whom, what broke, and what happened again."""
    again: dict[tuple[str, int], tuple[Again, ...]] = {}
    for week in weeks:
        times = repeats(session, week.figures.week, as_of=as_of)
        for miss in misses_in_order(week.missed, week.complaints, as_of=as_of):
            again[_record_of(miss)] = _again(miss, times)
    rows = [
        *_told(session, Promise, [row.id for week in weeks for row in week.missed]),
        *_told(session, Complaint, [row.id for week in weeks for row in week.complaints]),
    ]
    return tuple(replace(one, again=again.get((one.kind, one.id), ())) for one in rows)


def _record_of(miss: Miss) -> tuple[str, int]:
    """The record a miss is noted at."""
    return ("promise", miss.promise.id) if miss.promise else ("complaint", miss.complaints[0].id)


def _again(miss: Miss, times: dict[tuple[str, str], int]) -> tuple[Again, ...]:
    broke = {row.breakdown for row in miss.complaints} | ({miss.promise.breakdown} if miss.promise else set())
    return tuple(
        Again(each, times[miss.customer, each]) for each in sorted(broke) if (miss.customer, each) in times
    )


def _told(session: Session, model: type[Promise | Complaint], ids: Sequence[int]) -> list[Noted]:
    columns, kind = table_of(model).c, str(table_of(model).name)
    found: list[Noted] = []
    for start in range(0, len(ids), _AT_ONCE):
        query = select(columns.id, columns.told_on, columns.told_by, columns.told_top, columns.cause).where(
            columns.id.in_(ids[start : start + _AT_ONCE])
        )
        found += [Noted(kind, *row) for row in session.execute(query.order_by(columns.id))]
    return found


def said_of(session: Session, ids: Sequence[int], *, since: int) -> dict[int, tuple[str, ...]]:
    """What was typed when each of these action items was moved, given on or done in part after an event, in that order.

    What was undone was not said. A reason for dropping is part of the item.
    """
    events = table_of(Event).c
    found: dict[int, list[_Saying]] = defaultdict(list)
    taken_back: dict[int, list[_Saying]] = defaultdict(list)
    for start in range(0, len(ids), _AT_ONCE):
        query = select(table_of(Event)).where(
            events.what == table_of(ActionItem).name,
            events.record_id.in_(ids[start : start + _AT_ONCE]),
            events.seq > since,
        )
        for row in session.execute(query.order_by(events.seq)).mappings():
            said, gone = found[row["record_id"]], taken_back[row["record_id"]]
            if row["action"] != "undo":
                said.append((row["before"], row["after"], _words(dict(row))))
            elif said and said[-1][0] == row["after"]:
                gone.append(said.pop())
            elif gone and gone[-1][1] == row["after"]:
                said.append(gone.pop())
    return {number: tuple(text for *_, text in said if text) for number, said in found.items()}


_Saying = tuple[str | None, str, str]


def _words(row: Mapping[str, Any]) -> str:
    if row["action"] == "drop action item":
        return ""
    if row["action"] == "do a part":
        return f"left to do: {json.loads(row['after'])['left_to_do']}"
    return str(row["reason"])
