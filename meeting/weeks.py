"""Weeks as the product counts them: ISO weeks, Monday to Sunday, written `2026-W47`.

Computed in Python and never in SQL: the databases' own week formats are wrong around New Year.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from meeting.errors import NotThere

_WRITTEN = re.compile(r"(\d{4})-W(\d{2})")
_YEARS = range(1900, 2101)
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()


@dataclass(frozen=True, order=True)
class Week:
    """One ISO week. Weeks sort by time; `str(week)` is `2026-W47`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 7)

    def is_over(self, *, as_of: date) -> bool:
        """On its Sunday it still runs, and a week that is still to come is not over either."""
        return self.sunday < as_of

    def shifted(self, weeks: int) -> Week:
        """The week so many weeks later, or earlier when negative."""
        return week_of(self.monday + timedelta(weeks=weeks))

    def up_to_here(self, count: int) -> tuple[Week, ...]:
        """`count` weeks ending with this one, oldest first."""
        return tuple(self.shifted(back) for back in range(1 - count, 1))


@lru_cache(maxsize=4096)
def week_of(day: date) -> Week:
    year, number, _ = day.isocalendar()
    return Week(year, number)


def parse_week(written: str) -> Week:
    """Read `2026-W47`. Raises NotThere for anything else, for weeks a year does not have, and for far years."""
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise NotThere(f"“{written}” is not a week. Write it like 2026-W47.")
    if int(match[1]) not in _YEARS:
        raise NotThere(f"“{written}” is too far away. Take a week from {_YEARS[0]} to {_YEARS[-1]}.")
    try:
        return Week(int(match[1]), int(match[2]))
    except ValueError:
        raise NotThere(
            f"There is no week {int(match[2])} in {match[1]}: take one up to {weeks_in(int(match[1]))}."
        ) from None


def weeks_in(year: int) -> int:
    """52 or 53: the number of the week that 28 December lies in."""
    return date(year, 12, 28).isocalendar().week


def last_full_week(today: date) -> Week:
    """The week that ended last; on a Sunday the week is not over yet."""
    return week_of(today).shifted(-1)


def in_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def span_in_words(first: date, last: date) -> str:
    """`9 to 15 November 2026`, naming a month or a year twice only when it changes in between."""
    if first.year != last.year:
        return f"{in_words(first)} to {in_words(last)}"
    if first.month != last.month:
        return f"{first.day} {_MONTHS[first.month - 1]} to {in_words(last)}"
    return f"{first.day} to {in_words(last)}"


def short_day(day: date, *, beside: date | None = None) -> str:
    """`Mon 9 Nov`: for lists, with its year where that is not the one of the day it is looked at from, or stands
    beside."""
    year = "" if beside is None or beside.year == day.year else f" {day.year}"
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1][:3]}{year}"


def is_working_day(day: date, *, holidays: Collection[date]) -> bool:
    """Monday to Friday less the organisation's holidays."""
    return day.isoweekday() <= 5 and day not in holidays
