"""When the team meets and which weeks it then looks at. Days and moments in, values out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from meeting.weeks import Week, is_working_day, last_full_week, week_of

FORGOTTEN_AFTER = timedelta(hours=3)
"""Nobody meets for so long: a meeting that is open then was not closed."""

_DAY = timedelta(days=1)


def next_meeting_day(today: date, *, holidays: Collection[date]) -> date:
    """The first day from today on that is a week's Monday, or the working day after a Monday that is a holiday."""
    this_week = _day_of(week_of(today), holidays)
    return this_week if this_week >= today else _day_of(week_of(today).shifted(1), holidays)


def meeting_day_after(held_on: date, *, holidays: Collection[date]) -> date:
    """When the next one is due after a meeting on this day: in the next week, whatever day this one was held on."""
    return _day_of(week_of(held_on).shifted(1), holidays)


def meeting_day_of(held_on: date, *, holidays: Collection[date]) -> date:
    """When the meeting of that week was due, whatever day it was held on: a turn is for that day."""
    return _day_of(week_of(held_on), holidays)


def last_working_day_before(day: date, *, holidays: Collection[date]) -> date:
    before = day - _DAY
    while not is_working_day(before, holidays=holidays):
        before -= _DAY
    return before


def due_by_default(today: date, *, following: date, holidays: Collection[date]) -> date:
    """By when an action item is due where nobody says another day: the last working day before the meeting that
    follows, or before the one after it where that day is over already, as at a weekend."""
    day = last_working_day_before(following, holidays=holidays)
    if day >= today:
        return day
    return last_working_day_before(meeting_day_after(following, holidays=holidays), holidays=holidays)


def weeks_to_review(today: date, *, last_reviewed: Week | None) -> tuple[Week, ...]:
    """Every week that ended since the last closed meeting, oldest first; `last_reviewed` is that one's newest week.

    The first meeting ever reviews the last full week alone. A second one in the same week reviews it again.
    """
    newest = last_full_week(today)
    if last_reviewed is None or last_reviewed >= newest:
        return (newest,)
    return newest.up_to_here((newest.monday - last_reviewed.monday).days // 7)


def was_forgotten(started_at: datetime, now: datetime, *, next_due: date, zone: str) -> bool:
    """Whether an open meeting was left without Close: three hours after Start, or once the next one's day has come.

    Moments carry their offset; `zone` is the organisation's, such as `Europe/Berlin`.
    """
    # In UTC: two moments of one zone are otherwise taken from each other by the hands of the clock.
    is_long = now.astimezone(UTC) - started_at.astimezone(UTC) >= FORGOTTEN_AFTER
    return is_long or now.astimezone(ZoneInfo(zone)).date() >= next_due


def _day_of(week: Week, holidays: Collection[date]) -> date:
    """In a week without a working day it is the first one after it."""
    day = week.monday
    while not is_working_day(day, holidays=holidays):
        day += _DAY
    return day
