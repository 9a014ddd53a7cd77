"""How many action items were done on time: by the day each was first due, whatever became of it since.

Nothing that is done to an item afterwards moves the rate, but doing it in time: each is one of those due on its first
day, once, and counts for the team its owner was in on that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from meeting.actions import day_in_short
from meeting.board import RATE_FROM, counted, percent
from meeting.words import ActionState


class Counted(Protocol):
    """What of an item says whether it was done on time; `team` is its owner's on the day it was first due."""

    @property
    def first_due_on(self) -> date | None: ...
    @property
    def state(self) -> str: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def team(self) -> str | None: ...


@dataclass(frozen=True)
class Before:
    """What a field held before it was changed on a day: the number of a person or of a team, or none; a state."""

    changed_on: date
    was: Any


def then(day: date, *, now: Any, before: Sequence[Before]) -> Any:
    """What a field held when a day ended: what the first change after it replaced, or else what it holds now.

    `before` are its changes in their order.
    """
    return next((change.was for change in before if change.changed_on > day), now)


def done_for_good(due: date, done_on: date | None, *, before: Sequence[Before]) -> date | None:
    """The day an item was done on. Where it was not done when its day ended, a tick that was undone and had back later
    counts from the day it was had back. `before` are the changes of its state."""
    after = [change for change in before if change.changed_on > due]
    if done_on is None or not after or after[0].was == ActionState.DONE:
        return done_on
    return max(done_on, after[-1].changed_on)


def stays_due(made_on: date, *, taken_back_on: date | None) -> bool:
    """Whether an item that was taken back is still one of those that were due.

    What is taken back on the day it was written down was a slip of the pen. Later on it had been agreed: it stays, as
    not done.
    """
    return taken_back_on is not None and taken_back_on > made_on


TAKEN_BACK = "taken back"
"""The state of an item whose adding was undone and that stays among what was due; others have a word of ActionState."""


@dataclass(frozen=True)
class OnTime:
    """Of the `over` items whose first due day is over, `done` were done on or before it."""

    done: int = 0
    over: int = 0

    @property
    def rate(self) -> float | None:
        """A fraction; None when nothing was due."""
        return self.done / self.over if self.over else None


def done_on_time(rows: Iterable[Counted], *, first: date, last: date, today: date) -> OnTime:
    """Of the items whose first due day is one of `first` to `last` and over.

    An item counts by the day it was first due: moved to another day or dropped, it is still one of them. A day is over
    when the next one has come.
    """
    found = [row for row in rows if is_over(row, first=first, last=last, today=today)]
    return OnTime(sum(map(is_on_time, found)), len(found))


def is_over(row: Counted, *, first: date, last: date, today: date) -> bool:
    """Whether an item is one of those that were first due on these days, and its day is over."""
    due = row.first_due_on
    return due is not None and first <= due <= last and due < today


def is_on_time(row: Counted) -> bool:
    due, done = row.first_due_on, row.done_on
    return row.state == ActionState.DONE and due is not None and done is not None and done <= due


def due_row_in_words(row: Counted, *, today: date) -> str:
    """What became of one that was due: `✓ done Thu 26 Nov`, `✗ done Mon 30 Nov`, `✗ open`, `✗ dropped`."""
    sign = "✓" if is_on_time(row) else "✗"
    when = f" {day_in_short(row.done_on, today)}" if row.state == ActionState.DONE and row.done_on else ""
    due = f", first due {day_in_short(row.first_due_on, today)}" if row.first_due_on else ""
    return f"{sign} {row.state}{when}{due}"


def by_team(rows: Iterable[Counted], *, first: date, last: date, today: date) -> dict[str, OnTime]:
    """The same for each team that had any, by name. What nobody owns, or somebody of no team, is in none of them."""
    of: dict[str, list[Counted]] = {}
    for row in rows:
        if row.team is not None:
            of.setdefault(row.team, []).append(row)
    counts = {team: done_on_time(of[team], first=first, last=last, today=today) for team in of}
    return {team: counts[team] for team in sorted(of, key=str.casefold) if counts[team].over}


def on_time_in_short(counts: OnTime) -> str:
    """`4 of 5 (80 %)`, `none was due`."""
    if not counts.over:
        return "none was due"
    rate = f" ({percent(counts.rate)})" if counts.over >= RATE_FROM else ""
    return f"{counts.done} of {counts.over}{rate}"


def on_time_in_words(counts: OnTime) -> str:
    """`4 of 5 action items done on time (80 %)`, without a rate when there is too little to speak of one."""
    if not counts.over:
        return "No action items were due"
    rate = f" ({percent(counts.rate)})" if counts.over >= RATE_FROM else ""
    return f"{counts.done} of {counted(counts.over, 'action item')} done on time{rate}"


def on_time_of_both(week: OnTime, span: OnTime, *, named: str, weeks: int) -> str:
    """The one line of the board: a week and the span that ends with it; empty where nothing was due in either."""
    if not span.over:
        return ""
    return (
        f"Action items done on time, by their first due day: {on_time_in_short(week)} in {named}, "
        f"{on_time_in_short(span)} in the {weeks} weeks."
    )
