"""A quarter or a year on one page: what changed, what rose, fell or went away, who was thanked.

Nobody is counted: who was thanked stands there by name, once, in the order of the alphabet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from meeting.board import WeekFigures, WinRow, counted
from meeting.errors import NotThere
from meeting.promises import PromiseCounts
from meeting.weeks import Week, span_in_words, week_of

_WRITTEN = re.compile(r"(\d{4})(?:-Q([1-4]))?")
LONG_ENOUGH = 4
"""Weeks the later half has before anything is said to have risen, fallen or gone away in it."""


@dataclass(frozen=True)
class Span:
    """A quarter, or a year where `quarter` is None. Weeks belong to the one their Thursday is in."""

    year: int
    quarter: int | None = None

    def __str__(self) -> str:
        return f"{self.year}" if self.quarter is None else f"{self.year}-Q{self.quarter}"

    @property
    def label(self) -> str:
        return f"{self.year}" if self.quarter is None else f"Quarter {self.quarter} of {self.year}"

    @property
    def weeks(self) -> tuple[Week, ...]:
        first = self._month(3 * ((self.quarter or 1) - 1) + 1)
        after = self._month(3 * self.quarter + 1) if self.quarter else date(self.year + 1, 1, 1)
        days = range((after - first).days)
        return tuple(
            dict.fromkeys(
                week_of(day)
                for day in (first + timedelta(days=number) for number in days)
                if day.isoweekday() == 4
            )
        )

    @property
    def before(self) -> Span:
        if self.quarter is None:
            return Span(self.year - 1)
        return Span(self.year, self.quarter - 1) if self.quarter > 1 else Span(self.year - 1, 4)

    @property
    def after(self) -> Span:
        if self.quarter is None:
            return Span(self.year + 1)
        return Span(self.year, self.quarter + 1) if self.quarter < 4 else Span(self.year + 1, 1)

    @property
    def days_in_words(self) -> str:
        weeks = self.weeks
        return span_in_words(weeks[0].monday, weeks[-1].sunday)

    def _month(self, month: int) -> date:
        return date(self.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def parse_span(written: str) -> Span:
    """Read `2026` or `2026-Q4`. Raises NotThere for anything else."""
    match = _WRITTEN.fullmatch(written)
    if match is None or not 1900 < int(match[1]) < 2100:
        raise NotThere(f"“{written}” is neither a year nor a quarter. Write 2026 or 2026-Q4.")
    return Span(int(match[1]), int(match[2]) if match[2] else None)


def span_of(day: date) -> Span:
    """The quarter a day is in."""
    thursday = week_of(day).monday + timedelta(days=3)
    return Span(thursday.year, (thursday.month - 1) // 3 + 1)


@dataclass(frozen=True)
class Totals:
    """Several weeks in numbers."""

    hits: int
    promises: PromiseCounts
    complaints: int

    @property
    def is_empty(self) -> bool:
        return not (self.hits or self.promises.due or self.complaints)


@dataclass(frozen=True)
class DecidedThen:
    held_on: date
    meeting_id: int
    text: str


@dataclass(frozen=True)
class Done:
    """Action items agreed in a span, and how many of them are done by now."""

    agreed: int
    done: int


@dataclass(frozen=True)
class Turned:
    """How often something broke in the earlier and in the later half of the weeks."""

    breakdown: str
    first: int
    second: int

    @property
    def all(self) -> int:
        return self.first + self.second


@dataclass(frozen=True)
class LookBack:
    """All there is to say of a span: of its `weeks` that are over and told of, against as many of the span before.

    `weeks_before` are fewer where nothing is known of some. `told_from` and `told_to` are the first
    and last week of each kind, promises, complaints and wins, that anything is known of: that there was none before, or
    was none since, is not known.
    """

    span: Span
    weeks: tuple[Week, ...]
    weeks_before: tuple[Week, ...]
    now: Totals
    before: Totals
    broke: tuple[Turned, ...]
    wins: tuple[WinRow, ...]
    decided: tuple[DecidedThen, ...]
    done: Done
    told_from: Mapping[str, Week] = field(default_factory=dict)
    told_to: Mapping[str, Week] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return self.now.is_empty and not self.decided

    @property
    def days_in_words(self) -> str:
        weeks = counted(len(self.weeks), "week")
        part = ""
        if self.weeks and self.weeks[0] != self.span.weeks[0]:
            part = f" ({weeks} of it known)"
        elif self.weeks and len(self.weeks) < len(self.span.weeks):
            part = f" ({weeks} of it so far)"
        return f"{self.span.days_in_words}{part}, counted today"


def totals_of(weeks: Iterable[WeekFigures]) -> Totals:
    found = list(weeks)
    return Totals(
        sum(one.hits for one in found),
        PromiseCounts(
            sum(one.promises.kept for one in found),
            sum(one.promises.missed for one in found),
            sum(one.promises.pending for one in found),
            sum(one.promises.withdrawn for one in found),
        ),
        sum(one.complaints.received for one in found),
    )


def over_by(weeks: Sequence[Week], last: Week) -> tuple[Week, ...]:
    """Those up to the last one that anything is known of: a week to come is no week without a miss."""
    return tuple(week for week in weeks if week <= last)


def known_from(weeks: Sequence[Week], first: Week | None) -> tuple[Week, ...]:
    """Those from the first one that anything is known of: a week nobody tells of is no week without a miss, either."""
    return tuple(week for week in weeks if first is not None and week >= first)


def halves(weeks: Sequence[Week]) -> tuple[Sequence[Week], Sequence[Week]]:
    """The earlier and the later ones, which are one more where they are odd."""
    return weeks[: len(weeks) // 2], weeks[len(weeks) // 2 :]


def turned(weeks: Sequence[Week], broke: Mapping[tuple[str, str], int]) -> tuple[Turned, ...]:
    """What broke in these weeks, what did most often first; `broke` counts by week and breakdown."""
    half = {str(week) for week in halves(weeks)[0]}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (week, breakdown), number in broke.items():
        counts[breakdown][week not in half] += number
    found = [Turned(name, first, second) for name, (first, second) in counts.items()]
    return tuple(sorted(found, key=lambda one: (-one.first - one.second, one.breakdown)))


def thanked(wins: Iterable[WinRow]) -> tuple[str, ...]:
    """Everybody who is credited with a win, once, by name."""
    return tuple(sorted({name for win in wins for name in win.people}, key=str.casefold))
