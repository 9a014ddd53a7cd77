"""A moment is one day in the organisation's zone, wherever the machine and the viewer are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meeting.clock import Clock, clock_from, day_in
from meeting.errors import NotUnderstood

ZONES = [
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
]


@pytest.mark.parametrize("zone", ZONES)
def test_the_day_turns_at_the_midnight_of_the_zone_all_the_year_round(zone: str) -> None:
    day = date(2026, 1, 1)
    while day < date(2027, 1, 2):
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        assert day_in(zone, moment=midnight) == day
        assert day_in(zone, moment=midnight - timedelta(microseconds=1)) == day - timedelta(days=1)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("UTC", "2026-11-22T23:30:00+00:00", date(2026, 11, 22)),
        ("Europe/Berlin", "2026-11-22T23:30:00+00:00", date(2026, 11, 23)),
        ("America/New_York", "2026-11-23T04:30:00+00:00", date(2026, 11, 22)),
        ("America/New_York", "2026-11-23T05:30:00+00:00", date(2026, 11, 23)),
        ("Pacific/Kiritimati", "2026-12-31T10:00:00+00:00", date(2027, 1, 1)),
        # Berlin's clocks go forward on 29 March and back on 25 October 2026: midnight is an hour elsewhere in UTC.
        ("Europe/Berlin", "2026-03-28T22:59:59+00:00", date(2026, 3, 28)),
        ("Europe/Berlin", "2026-03-28T23:00:00+00:00", date(2026, 3, 29)),
        ("Europe/Berlin", "2026-03-29T22:00:00+00:00", date(2026, 3, 30)),
        ("Europe/Berlin", "2026-10-25T22:59:59+00:00", date(2026, 10, 25)),
        ("Europe/Berlin", "2026-10-25T23:00:00+00:00", date(2026, 10, 26)),
    ],
)
def test_a_moment_becomes_a_day_of_the_zone(zone: str, moment: str, day: date) -> None:
    assert day_in(zone, moment=datetime.fromisoformat(moment)) == day


def test_the_offset_a_moment_is_written_with_does_not_matter() -> None:
    moment = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    days = {day_in("Europe/Berlin", moment=moment.astimezone(ZoneInfo(zone))) for zone in ZONES}
    assert days == {date(2026, 11, 23)}


def test_a_clock_without_a_fixed_moment_is_the_machines() -> None:
    before = datetime.now(UTC)
    now = clock_from(None).now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


def test_a_fixed_clock_stands_still_in_utc() -> None:
    clock = clock_from("2026-11-23T09:00:00+01:00")
    assert clock == Clock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert clock.now() == clock.now()
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("written", ["2026-11-23T09:00:00", "2026-11-23", "tomorrow", "09:00+01:00"])
def test_a_moment_without_an_offset_is_refused(written: str) -> None:
    with pytest.raises(NotUnderstood, match=r"TEST_NOW=.* is not a moment with an offset"):
        clock_from(written)
