"""A quarter or a year on one page: of the weeks that are over, against as many before, and nobody is counted."""

from __future__ import annotations

from datetime import date

import pytest

from meeting.errors import NotUnderstood
from meeting.look_back import (
    Span,
    halves,
    known_from,
    over_by,
    parse_span,
    span_of,
    thanked,
    turned,
)
from meeting.weeks import Week
from tests.meeting.closed import win


def test_each_week_belongs_to_one_quarter_and_one_year() -> None:
    quarters = [week for number in (1, 2, 3, 4) for week in Span(2026, number).weeks]
    assert quarters == list(Span(2026).weeks)
    assert (str(quarters[0]), str(quarters[-1]), len(quarters)) == ("2026-W01", "2026-W53", 53)


def test_the_quarter_of_a_day_is_that_of_its_thursday() -> None:
    assert span_of(date(2026, 12, 31)) == span_of(date(2027, 1, 3)) == Span(2026, 4)
    assert span_of(date(2027, 1, 4)) == Span(2027, 1)


@pytest.mark.parametrize(
    ("span", "before"), [("2026", "2025"), ("2026-Q1", "2025-Q4"), ("2026-Q3", "2026-Q2")]
)
def test_the_span_before_and_after_are_of_the_same_kind(span: str, before: str) -> None:
    assert str(parse_span(span).before) == before
    assert parse_span(before).after == parse_span(span)


@pytest.mark.parametrize("written", ["", "26", "2026-Q5", "2026-W04", "9999", "2026-Q4 "])
def test_anything_else_is_no_span(written: str) -> None:
    with pytest.raises(NotUnderstood, match="Write 2026 or 2026-Q4"):
        parse_span(written)


def test_weeks_to_come_are_not_weeks_without_a_miss() -> None:
    weeks = over_by(Span(2026, 4).weeks, Week(2026, 47))
    assert (str(weeks[0]), str(weeks[-1])) == ("2026-W40", "2026-W47")


def test_weeks_nobody_tells_of_are_not_weeks_without_a_miss() -> None:
    weeks = known_from(Span(2026, 4).weeks, Week(2026, 47))
    assert (str(weeks[0]), str(weeks[-1])) == ("2026-W47", "2026-W53")
    assert known_from(Span(2026, 4).weeks, None) == ()


def test_what_broke_is_counted_in_both_halves_and_stands_with_the_most_first() -> None:
    weeks = Week(2026, 47).up_to_here(8)
    earlier, later = (half[0] for half in halves(weeks))
    broke = {
        **{(str(earlier), "billing"): 2, (str(earlier), "damaged"): 1},
        **{(str(earlier), "late"): 4, (str(later), "late"): 1, (str(later), "quality"): 2},
    }
    assert [(one.breakdown, one.first, one.second) for one in turned(weeks, broke)] == [
        ("late", 4, 1),
        ("billing", 2, 0),
        ("quality", 0, 2),
        ("damaged", 1, 0),
    ]


def test_who_was_thanked_stands_once_by_name_and_uncounted() -> None:
    wins = [win(1, "A", "Zoe", "Ben"), win(2, "B", "Ben", "ana"), win(3, "C")]
    assert thanked(wins) == ("ana", "Ben", "Zoe")
