"""Action items: which come back to the meeting, how late they are in words, and how many were done on time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from meeting.board import RATE_FROM, counted, percent
from meeting.weeks import short_day
from meeting.words import ActionState


@dataclass(frozen=True)
class ActionRow:
    """An action item. `origin_text` says what it comes from, in words that make sense weeks later."""

    id: int
    version: int
    what: str
    owner: str | None
    owner_id: int | None
    made_on: date
    due_on: date | None
    first_due_on: date | None
    state: str
    done_on: date | None
    dropped_because: str
    notes: str
    origin: str | None
    origin_id: int | None
    origin_text: str
    meeting_id: int | None


def is_carried(row: ActionRow, *, held_on: date) -> bool:
    """Carried over into a meeting: open, and its due day reached when the meeting starts."""
    return row.state == ActionState.OPEN and row.due_on is not None and row.due_on <= held_on


def over_in_words(due_on: date | None, today: date) -> str:
    """`4 days over`, `due today`, `due Fri 27 Nov`, with the year where it is another one; `no day yet`."""
    if due_on is None:
        return "no day yet"
    if due_on < today:
        return f"{counted((today - due_on).days, 'day')} over"
    if due_on == today:
        return "due today"
    return f"due {short_day(due_on)}" + (f" {due_on.year}" if due_on.year != today.year else "")


def mine_first(rows: Iterable[ActionRow], *, person_id: int | None) -> tuple[ActionRow, ...]:
    """One's own before all others, otherwise in the order they came in. Who looks around owns none."""
    return tuple(sorted(rows, key=lambda row: person_id is None or row.owner_id != person_id))


@dataclass(frozen=True)
class OnTime:
    """Of the `over` items whose first due day is over, `done` were done on or before it."""

    done: int = 0
    over: int = 0

    @property
    def rate(self) -> float | None:
        """A fraction; None when nothing was due."""
        return self.done / self.over if self.over else None


def done_on_time(rows: Iterable[ActionRow], *, first: date, last: date, today: date) -> OnTime:
    """Of the items whose first due day is one of `first` to `last` and over.

    An item counts by the day it was first due: moved to another day or dropped, it is still one of them. A day is over
    when the next one has come.
    """
    done = over = 0
    for row in rows:
        due = row.first_due_on
        if due is None or not first <= due <= last or due >= today:
            continue
        over += 1
        done += row.state == ActionState.DONE and row.done_on is not None and row.done_on <= due
    return OnTime(done, over)


def on_time_in_words(counts: OnTime) -> str:
    """`4 of 5 action items done on time (80 %)`, without a rate when there is too little to speak of one."""
    if not counts.over:
        return "No action items were due"
    rate = f" ({percent(counts.rate)})" if counts.over >= RATE_FROM else ""
    return f"{counts.done} of {counted(counts.over, 'action item')} done on time{rate}"
