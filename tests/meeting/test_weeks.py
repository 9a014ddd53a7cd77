"""Weeks are ISO weeks, whatever the year does around New Year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from meeting.errors import NotUnderstood
from meeting.weeks import (
    Week,
    in_words,
    is_working_day,
    last_full_week,
    parse_week,
    short_day,
    span_in_words,
    week_of,
)

SUNDAY = date(2026, 11, 22)


def test_every_day_of_twenty_years_lies_in_its_week_and_back() -> None:
    day, end = date(2010, 1, 1), date(2030, 1, 1)
    while day < end:
        week = week_of(day)
        monday = day - timedelta(days=day.weekday())
        thursday = monday + timedelta(days=3)
        # ISO 8601: a week belongs to the year of its Thursday.
        assert (week.year, week.number) == (thursday.year, (thursday.timetuple().tm_yday + 6) // 7)
        assert (week.monday, week.sunday) == (monday, monday + timedelta(days=6))
        assert parse_week(str(week)) == week
        day += timedelta(days=1)


def test_2026_has_a_week_53() -> None:
    week = parse_week("2026-W53")
    assert (week.monday, week.sunday) == (date(2026, 12, 28), date(2027, 1, 3))


def test_2025_has_no_week_53() -> None:
    with pytest.raises(NotUnderstood, match="There is no week 53 in 2025"):
        parse_week("2025-W53")


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2024, 12, 30), "2025-W01"),
        (date(2025, 12, 29), "2026-W01"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2021, 1, 3), "2020-W53"),
    ],
)
def test_days_around_new_year_belong_to_the_year_of_their_week(day: date, week: str) -> None:
    assert str(week_of(day)) == week


@pytest.mark.parametrize(
    "written",
    (
        "|2026|W47|2026-47|2026-W7|2026-W047|2026W47|2026-w47| 2026-W47|2026-W47\n|2026-W00|2026-W54|"
        "0000-W01|0001-W01|1899-W52|2101-W01|9999-W52|26-W47|2026-W47-1|next week"
    ).split("|"),
)
def test_what_is_not_a_week_is_refused_naming_it(written: str) -> None:
    with pytest.raises(NotUnderstood, match=r"(?i)week"):
        parse_week(written)


@pytest.mark.parametrize("days_later", range(7))
def test_the_last_full_week_is_the_one_that_ended_last(days_later: int) -> None:
    monday = date(2026, 11, 16)
    assert str(last_full_week(monday + timedelta(days=days_later))) == "2026-W46"


def test_on_a_sunday_the_week_is_not_over_and_on_monday_it_is() -> None:
    assert str(last_full_week(SUNDAY)) == "2026-W46"
    assert str(last_full_week(SUNDAY + timedelta(days=1))) == "2026-W47"


def test_the_last_full_week_in_early_january_is_of_the_old_year() -> None:
    assert str(last_full_week(date(2027, 1, 4))) == "2026-W53"
    assert str(last_full_week(date(2026, 1, 1))) == "2025-W52"


def test_a_shifted_week_passes_through_week_53() -> None:
    week = Week(2026, 52)
    assert [str(week.shifted(by)) for by in (0, 1, 2)] == ["2026-W52", "2026-W53", "2027-W01"]
    assert Week(2027, 1).shifted(-1) == Week(2026, 53)
    assert week.shifted(104).shifted(-104) == week


def test_weeks_up_to_here_end_with_this_one_oldest_first() -> None:
    assert [str(week) for week in Week(2027, 2).up_to_here(4)] == [
        "2026-W52",
        "2026-W53",
        "2027-W01",
        "2027-W02",
    ]


def test_weeks_sort_by_time_and_so_do_their_names() -> None:
    weeks = list(Week(2027, 2).up_to_here(60))
    names = [str(week) for week in weeks]
    assert sorted(weeks[30:] + weeks[:30]) == weeks
    assert sorted(names[30:] + names[:30]) == names


def test_a_day_is_written_out() -> None:
    assert in_words(date(2026, 3, 1)) == "1 March 2026"
    assert short_day(date(2026, 11, 9)) == "Mon 9 Nov"


def test_a_span_names_month_and_year_twice_only_when_they_change() -> None:
    assert span_in_words(date(2026, 11, 9), date(2026, 11, 15)) == "9 to 15 November 2026"
    assert span_in_words(date(2026, 11, 30), date(2026, 12, 6)) == "30 November to 6 December 2026"
    assert span_in_words(date(2026, 12, 28), date(2027, 1, 3)) == "28 December 2026 to 3 January 2027"
    assert span_in_words(date(2026, 12, 1), date(2027, 12, 2)) == "1 December 2026 to 2 December 2027"


def test_working_days_are_monday_to_friday_less_the_holidays() -> None:
    holiday = date(2026, 11, 18)
    week = [date(2026, 11, 16) + timedelta(days=days) for days in range(7)]
    working = [day for day in week if is_working_day(day, holidays={holiday})]
    assert [day.day for day in working] == [16, 17, 19, 20]


@pytest.mark.parametrize(
    ("written", "most"), [("2024-W53", 52), ("2025-W53", 52), ("2026-W54", 53), ("2020-W99", 53)]
)
def test_a_week_a_year_does_not_have_says_up_to_which_it_goes(written: str, most: int) -> None:
    year, number = written.split("-W")
    with pytest.raises(NotUnderstood) as refused:
        parse_week(written)
    assert str(refused.value) == f"There is no week {number} in {year}: take one up to {most}."
    assert str(parse_week(f"{year}-W{most}")) == f"{year}-W{most}"


def test_a_day_of_another_year_has_its_year() -> None:
    day = date(2026, 12, 31)
    assert [short_day(day, beside=beside) for beside in (None, day, date(2027, 1, 1))] == [
        "Thu 31 Dec",
        "Thu 31 Dec",
        "Thu 31 Dec 2026",
    ]


def test_a_week_is_over_after_its_sunday() -> None:
    week = parse_week("2026-W48")
    assert [week.is_over(as_of=date(2026, 11, day)) for day in (22, 23, 29, 30)] == [
        False,
        False,
        False,
        True,
    ]
