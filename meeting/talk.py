"""What the meeting talks about besides a week's own figures: what came in late, what repeats, what was sold soon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from meeting.board import PromiseRow, WinRow
from meeting.late import Changed
from meeting.misses import Miss
from meeting.weeks import Week

REPEAT_WEEKS = 8
REPEAT_FROM = 2
"""The same customer and breakdown so many times in so many weeks is a repeat."""


@dataclass(frozen=True)
class CameInLate:
    """What was logged or brought in for weeks reviewed already; of promises kept the number alone.

    `changed` is what was known of already and counts otherwise on the day of that meeting.
    """

    misses: tuple[Miss, ...] = ()
    wins: tuple[WinRow, ...] = ()
    runs: int = 0
    changed: tuple[Changed, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.misses or self.wins or self.runs or self.changed)


@dataclass(frozen=True)
class ShortNotice:
    """A promise with the day it was given; `days` are calendar days from then to the promised one."""

    promise: PromiseRow
    made_on: date
    days: int


@dataclass(frozen=True)
class Broke:
    """That something broke for a customer in a week. What has one `row` is one thing to talk about."""

    week: Week
    customer_id: int
    customer: str
    breakdown: str
    row: tuple[str, int]


def repeats_among(broke: Iterable[Broke], *, week: Week) -> dict[tuple[str, str], int]:
    """How often each (customer's name, breakdown) that broke in `week` did so in all, where that is a repeat.

    Counted for each customer; where two have one name, it says the higher number.
    """
    rows: dict[tuple[int, str, str], set[tuple[str, int]]] = defaultdict(set)
    now: set[tuple[int, str, str]] = set()
    for one in broke:
        key = (one.customer_id, one.customer, one.breakdown)
        rows[key].add(one.row)
        if one.week == week:
            now.add(key)
    found: dict[tuple[str, str], int] = {}
    for key in now:
        times, called = len(rows[key]), key[1:]
        if times >= REPEAT_FROM:
            found[called] = max(times, found.get(called, 0))
    return found
