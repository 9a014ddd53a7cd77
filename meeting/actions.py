"""Action items: which come back to the meeting, and how late they are in words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meeting.board import counted
from meeting.weeks import short_day
from meeting.words import ActionState


@dataclass(frozen=True)
class ActionRow:
    """An action item. `origin_text` says what it comes from, in words that make sense weeks later; `left_to_do` what is
    left of an item of which a part is done."""

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
    team: str | None = None
    left_to_do: str = ""

    @property
    def came(self) -> str:
        """`Agreed on` for what a meeting agreed, `Added on` for what somebody added besides."""
        return "Agreed on" if self.meeting_id is not None else "Added on"


OFTEN = 3
"""Carried so many times, an item is offered as a topic: something stands in its way that its owner cannot move."""


@dataclass(frozen=True)
class Turn:
    """What an item became with the event `seq`: open and due on a day, or None for anything else."""

    seq: int
    due_on: date | None


@dataclass(frozen=True)
class Start:
    """A meeting when it started: `known` is the last event before it."""

    known: int
    held_on: date


@dataclass(frozen=True)
class Carried:
    """An item that a meeting asks about, and into how many meetings it was carried, this one among them."""

    row: ActionRow
    times: int

    @property
    def is_often(self) -> bool:
        return self.times >= OFTEN


def was_carried(turns: Sequence[Turn], start: Start) -> bool:
    """Whether an item was open and its day reached when this meeting started. `turns` are in their order."""
    place = bisect_right(turns, start.known, key=lambda turn: turn.seq) - 1
    due_on = turns[place].due_on if place >= 0 else None
    return due_on is not None and due_on <= start.held_on


def times_carried(turns: Sequence[Turn], starts: Sequence[Start]) -> int:
    """Into how many of these meetings an item was carried. Both are in their order."""
    if not turns:
        return 0
    # Meetings before it was made need not be looked at one by one: there are hundreds after some years.
    since = bisect_left(starts, turns[0].seq, key=lambda start: start.known)
    return sum(was_carried(turns, start) for start in starts[since:])


def carried_in_words(times: int) -> str:
    """`carried 2 times`; empty for what was never carried."""
    return f"carried {counted(times, 'time')}" if times else ""


class Due(StrEnum):
    """Which days, as they are asked for: over, this week (today to Sunday), later than that, none yet."""

    OVER = "over"
    WEEK = "this week"
    LATER = "later"
    NO_DAY = "no day"


NO_ORIGIN = "nothing"


@dataclass(frozen=True)
class ActionFilter:
    """Which items: those that fit all that is given; what is empty or None asks for nothing.

    `owner` is a name and `owner_id` a number; `origin` a word of Origin or NO_ORIGIN; `text` stands in what is to be
    done, in the notes or in the owner's name, whatever its case.
    """

    state: str = ""
    owner: str = ""
    owner_id: int | None = None
    team: str = ""
    due: Due | None = None
    due_by: date | None = None
    origin: str = ""
    text: str = ""


@dataclass(frozen=True)
class ActionList:
    """The first items that were asked for; `total` and `over` count those that are not in it, too."""

    rows: tuple[ActionRow, ...]
    total: int
    over: int


def is_carried(row: ActionRow, *, held_on: date) -> bool:
    """Carried over into a meeting: open, and its due day reached when the meeting starts."""
    return row.state == ActionState.OPEN and row.due_on is not None and row.due_on <= held_on


def became_in_words(row: ActionRow, today: date) -> str:
    """What an item has become: `4 days over`, `✓ done`, `✓ done Fri 20 Nov`, `dropped: no longer needed`; of one that
    is open also what is left."""
    if row.state == ActionState.DROPPED:
        return f"dropped: {row.dropped_because}"
    if row.state == ActionState.DONE:
        return "✓ done" if row.done_on in (None, today) else f"✓ done {day_in_short(row.done_on, today)}"
    return open_in_words(row, today)


def open_in_words(row: ActionRow, today: date) -> str:
    """`due Fri 27 Nov`; of what a part is done `left to do: write to them · due Fri 27 Nov`."""
    left = f"left to do: {row.left_to_do} · " if row.left_to_do else ""
    return f"{left}{over_in_words(row.due_on, today)}"


def over_in_words(due_on: date | None, today: date) -> str:
    """`4 days over`, `due today`, `due Fri 27 Nov`, with the year where it is another one; `no day yet`."""
    if due_on is None:
        return "no day yet"
    if due_on < today:
        return f"{counted((today - due_on).days, 'day')} over"
    if due_on == today:
        return "due today"
    return f"due {day_in_short(due_on, today)}"


def day_in_short(day: date, today: date) -> str:
    """`Fri 27 Nov`, with the year where it is another one."""
    return short_day(day, beside=today)


def mine_first(rows: Iterable[ActionRow], *, person_id: int | None) -> tuple[ActionRow, ...]:
    """One's own before all others, otherwise in the order they came in. Who looks around owns none."""
    return tuple(sorted(rows, key=lambda row: person_id is None or row.owner_id != person_id))
