"""The day of the meeting, the weeks it reviews, and the meeting nobody closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meeting.meeting_days import (
    due_by_default,
    last_working_day_before,
    meeting_day_after,
    next_meeting_day,
    was_forgotten,
    weeks_to_review,
)
from meeting.weeks import Week, week_of

NONE: frozenset[date] = frozenset()
GOOD_FRIDAY, EASTER_MONDAY, MAY_DAY = date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1)
HOLIDAYS = frozenset({date(2026, 1, 1), GOOD_FRIDAY, EASTER_MONDAY, MAY_DAY})
CLOSED_FOR_CHRISTMAS = frozenset(date(2026, 12, 21) + timedelta(days=days) for days in range(14))
MONDAY = date(2026, 11, 23)


def reviewed(today: date, last: Week | None) -> list[str]:
    return [str(week) for week in weeks_to_review(today, last_reviewed=last)]


@pytest.mark.parametrize("days_before", range(7))
def test_the_next_meeting_is_on_the_next_monday_and_today_when_it_is_monday(days_before: int) -> None:
    assert next_meeting_day(MONDAY - timedelta(days=days_before), holidays=NONE) == MONDAY


def test_a_holiday_monday_moves_the_meeting_to_the_next_working_day() -> None:
    assert next_meeting_day(MONDAY, holidays={MONDAY}) == date(2026, 11, 24)
    assert next_meeting_day(MONDAY, holidays={MONDAY, date(2026, 11, 24)}) == date(2026, 11, 25)


def test_on_the_tuesday_after_a_holiday_monday_the_meeting_is_today() -> None:
    tuesday = date(2026, 4, 7)
    assert next_meeting_day(tuesday, holidays=HOLIDAYS) == tuesday
    assert next_meeting_day(date(2026, 4, 8), holidays=HOLIDAYS) == date(2026, 4, 13)


def test_easter_monday_moves_the_meeting_to_tuesday() -> None:
    assert next_meeting_day(date(2026, 4, 2), holidays=HOLIDAYS) == date(2026, 4, 7)
    assert meeting_day_after(date(2026, 3, 30), holidays=HOLIDAYS) == date(2026, 4, 7)


def test_the_first_of_may_on_a_friday_moves_no_meeting() -> None:
    assert next_meeting_day(MAY_DAY, holidays=HOLIDAYS) == date(2026, 5, 4)
    assert meeting_day_after(date(2026, 4, 27), holidays=HOLIDAYS) == date(2026, 5, 4)


def test_the_first_of_may_on_a_monday_moves_the_meeting_to_the_second() -> None:
    assert next_meeting_day(date(2028, 4, 28), holidays={date(2028, 5, 1)}) == date(2028, 5, 2)


@pytest.mark.parametrize(
    "today", [date(2026, 12, 21), date(2026, 12, 27), date(2027, 1, 3), date(2027, 1, 4)]
)
def test_a_company_closed_for_two_weeks_meets_on_the_first_day_it_is_open_again(today: date) -> None:
    assert next_meeting_day(today, holidays=CLOSED_FOR_CHRISTMAS) == date(2027, 1, 4)


def test_no_meeting_day_is_ever_over_a_holiday_or_at_a_weekend() -> None:
    holidays = HOLIDAYS | CLOSED_FOR_CHRISTMAS
    for days in range(800):
        today = date(2026, 1, 1) + timedelta(days=days)
        found = next_meeting_day(today, holidays=holidays)
        assert found >= today
        assert found not in holidays
        assert found.isoweekday() <= 5
        # Between today and that day there is no other one.
        assert all(
            next_meeting_day(today + timedelta(days=ahead), holidays=holidays) == found
            for ahead in range((found - today).days + 1)
        )


@pytest.mark.parametrize("days", range(7))
def test_a_meeting_held_on_another_day_leaves_the_next_one_on_its_monday(days: int) -> None:
    assert meeting_day_after(MONDAY + timedelta(days=days), holidays=NONE) == date(2026, 11, 30)


def test_the_meeting_after_the_last_monday_of_the_year_is_in_the_new_one() -> None:
    assert meeting_day_after(date(2026, 12, 28), holidays=NONE) == date(2027, 1, 4)
    assert meeting_day_after(date(2027, 1, 1), holidays=NONE) == date(2027, 1, 4)
    assert meeting_day_after(date(2026, 12, 14), holidays=CLOSED_FOR_CHRISTMAS) == date(2027, 1, 4)


def test_an_action_item_is_due_on_the_last_working_day_before_the_meeting() -> None:
    assert last_working_day_before(MONDAY, holidays=NONE) == date(2026, 11, 20)
    assert last_working_day_before(date(2026, 11, 26), holidays=NONE) == date(2026, 11, 25)


def test_after_easter_it_is_due_on_the_thursday_before() -> None:
    assert last_working_day_before(date(2026, 4, 7), holidays=HOLIDAYS) == date(2026, 4, 2)
    assert last_working_day_before(date(2026, 5, 4), holidays=HOLIDAYS) == date(2026, 4, 30)
    assert last_working_day_before(date(2027, 1, 4), holidays=CLOSED_FOR_CHRISTMAS) == date(2026, 12, 18)


def test_the_first_meeting_ever_reviews_the_last_full_week_alone() -> None:
    assert reviewed(MONDAY, None) == ["2026-W47"]


def test_a_meeting_a_week_after_the_last_reviews_one_week() -> None:
    assert reviewed(MONDAY, Week(2026, 46)) == ["2026-W47"]


def test_after_two_skipped_mondays_three_weeks_are_reviewed_oldest_first() -> None:
    assert reviewed(MONDAY, Week(2026, 44)) == ["2026-W45", "2026-W46", "2026-W47"]


def test_after_a_year_without_a_meeting_every_week_of_it_is_reviewed() -> None:
    weeks = weeks_to_review(MONDAY, last_reviewed=Week(2025, 47))
    assert (str(weeks[0]), str(weeks[-1]), len(weeks)) == ("2025-W48", "2026-W47", 52)
    assert weeks_to_review(MONDAY, last_reviewed=Week(2016, 47))[0] == Week(2016, 48)


def test_a_second_meeting_in_one_week_reviews_the_last_full_week_again() -> None:
    assert reviewed(date(2026, 11, 26), Week(2026, 47)) == ["2026-W47"]


@pytest.mark.parametrize("days", range(7))
def test_a_meeting_held_on_another_day_reviews_the_same_weeks(days: int) -> None:
    assert reviewed(MONDAY + timedelta(days=days), Week(2026, 45)) == ["2026-W46", "2026-W47"]


def test_a_day_set_back_before_what_was_reviewed_reviews_the_last_full_week() -> None:
    assert reviewed(MONDAY, Week(2026, 50)) == ["2026-W47"]


def test_week_53_is_reviewed_between_52_and_the_first_of_the_new_year() -> None:
    assert reviewed(date(2027, 1, 4), Week(2026, 52)) == ["2026-W53"]
    assert reviewed(date(2027, 1, 11), Week(2026, 51)) == ["2026-W52", "2026-W53", "2027-W01"]
    assert reviewed(date(2027, 1, 3), Week(2026, 51)) == ["2026-W52"]


def test_a_year_of_52_weeks_has_no_53rd_to_review() -> None:
    assert reviewed(date(2026, 1, 5), Week(2025, 51)) == ["2025-W52", "2026-W01"]


def test_whichever_mondays_are_skipped_each_week_is_reviewed_exactly_once() -> None:
    last, monday = Week(2025, 40), week_of(date(2025, 10, 6)).monday
    seen: list[Week] = []
    for number in range(120):
        monday += timedelta(weeks=1)
        if number % 5 in (0, 3):
            weeks = weeks_to_review(monday + timedelta(days=number % 4), last_reviewed=last)
            seen += weeks
            last = weeks[-1]
    assert seen == [Week(2025, 40).shifted(1 + number) for number in range(len(seen))]
    assert len(seen) > 110


START = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
NEXT = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("minutes", "forgotten"), [(-60, False), (0, False), (31, False), (179, False), (180, True), (600, True)]
)
def test_a_meeting_without_close_is_forgotten_three_hours_after_start(minutes: int, forgotten: bool) -> None:
    now = START + timedelta(minutes=minutes)
    assert was_forgotten(START, now, next_due=NEXT, zone="Europe/Berlin") is forgotten


def test_a_forgotten_close_is_found_once_the_day_of_the_next_one_has_come_where_the_organisation_is() -> None:
    started = datetime.fromisoformat("2026-11-29T23:30:00+01:00")
    before, midnight = (
        datetime.fromisoformat(f"2026-11-{moment}+01:00") for moment in ("29T23:59:59", "30T00:00:00")
    )
    assert not was_forgotten(started, before, next_due=NEXT, zone="Europe/Berlin")
    assert was_forgotten(started, midnight, next_due=NEXT, zone="Europe/Berlin")
    # In New York it is still Sunday.
    assert not was_forgotten(started, midnight, next_due=NEXT, zone="America/New_York")


def test_three_hours_are_three_hours_in_the_night_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    started = datetime(2026, 10, 25, 1, 30, tzinfo=berlin)
    now = datetime(2026, 10, 25, 3, 45, tzinfo=berlin)
    assert was_forgotten(started, now, next_due=date(2026, 10, 26), zone="Europe/Berlin")


def test_at_a_weekend_an_item_is_due_before_the_meeting_after_the_next() -> None:
    sunday, monday = date(2026, 11, 22), date(2026, 11, 23)
    assert due_by_default(sunday, following=monday, holidays=()) == date(2026, 11, 27)
    assert due_by_default(date(2026, 11, 20), following=monday, holidays=()) == date(2026, 11, 20)
