"""Action items come back until they are done or dropped, and count by the day they were first due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from meeting.actions import ActionRow, is_carried, mine_first, over_in_words
from meeting.on_time import OnTime, done_on_time, on_time_in_words

MONDAY = date(2026, 11, 23)
FIRST, LAST = date(2026, 11, 16), date(2026, 11, 22)
DUE = date(2026, 11, 20)

_ITEM = ActionRow(
    id=1,
    version=1,
    what="Call the carrier",
    owner="Ana",
    owner_id=1,
    made_on=FIRST,
    due_on=DUE,
    first_due_on=DUE,
    state="open",
    done_on=None,
    dropped_because="",
    notes="",
    origin=None,
    origin_id=None,
    origin_text="",
    meeting_id=None,
)


def item(number: int = 1, **fields: Any) -> ActionRow:
    return replace(_ITEM, id=number, **fields)


def done(on: date, **fields: Any) -> ActionRow:
    return item(state="done", done_on=on, **fields)


def on_time(*rows: ActionRow, today: date = MONDAY) -> OnTime:
    return done_on_time(rows, first=FIRST, last=LAST, today=today)


@pytest.mark.parametrize(
    ("fields", "carried"),
    [
        ({}, True),
        ({"due_on": MONDAY}, True),
        ({"due_on": MONDAY + timedelta(days=1)}, False),
        ({"due_on": MONDAY + timedelta(days=1), "first_due_on": FIRST}, False),
        ({"due_on": None, "first_due_on": None}, False),
        ({"state": "done", "done_on": MONDAY}, False),
        ({"state": "dropped", "dropped_because": "No longer needed"}, False),
    ],
)
def test_an_open_item_whose_due_day_is_reached_is_carried_over(fields: dict[str, Any], carried: bool) -> None:
    assert is_carried(item(**fields), held_on=MONDAY) is carried


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (None, "no day yet"),
        (date(2026, 11, 19), "4 days over"),
        (date(2026, 11, 22), "1 day over"),
        (MONDAY, "due today"),
        (date(2026, 11, 24), "due Tue 24 Nov"),
        (date(2026, 11, 27), "due Fri 27 Nov"),
        (date(2027, 1, 8), "due Fri 8 Jan 2027"),
        (date(2025, 11, 23), "365 days over"),
    ],
)
def test_how_far_over_an_item_is_stands_in_words(due_on: date | None, words: str) -> None:
    assert over_in_words(due_on, MONDAY) == words


def test_ones_own_items_come_first_and_the_order_stays_otherwise() -> None:
    rows = [item(number, owner_id=owner) for number, owner in enumerate([2, 1, None, 2, 1, 3])]
    assert [row.id for row in mine_first(rows, person_id=1)] == [1, 4, 0, 2, 3, 5]
    assert [row.id for row in mine_first(rows, person_id=9)] == [0, 1, 2, 3, 4, 5]


def test_who_looks_around_owns_nothing_not_even_what_has_no_owner() -> None:
    rows = [item(1, owner_id=2), item(2, owner_id=None)]
    assert [row.id for row in mine_first(rows, person_id=None)] == [1, 2]


def test_an_item_done_on_its_first_due_day_or_before_is_done_on_time() -> None:
    assert on_time(done(DUE)) == on_time(done(FIRST)) == OnTime(1, 1)
    assert on_time(done(DUE + timedelta(days=1))) == OnTime(0, 1)


def test_an_item_moved_to_another_day_still_counts_by_the_first() -> None:
    later = date(2026, 11, 27)
    assert on_time(item(due_on=later)) == OnTime(0, 1)
    assert on_time(done(date(2026, 11, 21), due_on=later)) == OnTime(0, 1)
    assert on_time(done(FIRST, due_on=later)) == OnTime(1, 1)
    assert on_time(item(first_due_on=later, due_on=DUE)) == OnTime(0, 0)


def test_a_dropped_item_stays_among_those_that_were_due_and_was_never_done() -> None:
    assert on_time(item(state="dropped")) == OnTime(0, 1)
    assert on_time(item(state="dropped", done_on=FIRST)) == OnTime(0, 1)


def test_an_item_ticked_and_opened_again_is_not_done() -> None:
    assert on_time(item(state="open", done_on=None)) == OnTime(0, 1)


def test_an_item_due_today_is_not_over_even_when_it_is_done() -> None:
    assert on_time(done(DUE), item(), today=DUE) == OnTime(0, 0)
    assert on_time(done(DUE), item(), today=DUE + timedelta(days=1)) == OnTime(1, 2)


def test_what_is_done_later_does_not_exist_yet() -> None:
    tomorrow = MONDAY + timedelta(days=1)
    assert on_time(done(tomorrow, first_due_on=LAST)) == OnTime(0, 1)


def test_only_first_due_days_of_the_week_count_its_first_and_last_among_them() -> None:
    days = [FIRST + timedelta(days=number) for number in range(-1, 8)]
    found = on_time(*(done(day, first_due_on=day) for day in days), today=date(2026, 12, 1))
    assert found == OnTime(7, 7)
    assert on_time(item(first_due_on=None, due_on=None)) == OnTime(0, 0)


def test_of_items_due_from_one_meeting_to_the_next_each_counts_in_one_of_them_only() -> None:
    meetings = [MONDAY + timedelta(weeks=week) for week in range(4)]
    rows = [item(number, first_due_on=MONDAY + timedelta(days=number)) for number in range(21)]
    found = [done_on_time(rows, first=last, last=now, today=now).over for last, now in pairwise(meetings)]
    assert found == [7, 7, 7]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (OnTime(0, 0), "No action items were due"),
        (OnTime(1, 1), "1 of 1 action item done on time"),
        (OnTime(3, 4), "3 of 4 action items done on time"),
        (OnTime(4, 5), "4 of 5 action items done on time (80 %)"),
        (OnTime(0, 6), "0 of 6 action items done on time (0 %)"),
    ],
)
def test_a_rate_stands_beside_both_counts_from_five_on(counts: OnTime, words: str) -> None:
    assert on_time_in_words(counts) == words
    assert (counts.rate is None) == (counts.over == 0)
