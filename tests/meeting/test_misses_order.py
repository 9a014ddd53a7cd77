"""Misses stand in the order in which the meeting talks about them."""

from __future__ import annotations

from datetime import date
from itertools import permutations

from meeting.misses import days_open, misses_in_order
from tests.meeting.cast import AS_OF, complaint, promise


def test_critical_complaints_come_before_any_tier_and_any_delay() -> None:
    late = promise(1, tier="A", promised_on=date(2026, 1, 5))
    critical = complaint(1, customer="Beta", tier=None, severity="critical", received_on=AS_OF)
    serious = complaint(2, customer="Gamma", tier="A", severity="serious", received_on=date(2026, 1, 2))
    rows = misses_in_order([late], [serious, critical], as_of=AS_OF)
    assert [row.customer for row in rows] == ["Beta", "Gamma", "Alpha"]


def test_a_missed_promise_with_a_critical_complaint_about_it_comes_first_too() -> None:
    worse = promise(1, tier="A", promised_on=date(2026, 1, 5))
    about = complaint(1, severity="critical", promise_id=2)
    rows = misses_in_order([worse, promise(2, customer="Beta")], [about], as_of=AS_OF)
    assert [row.customer for row in rows] == ["Beta", "Alpha"]


def test_tiers_come_in_their_order_and_none_comes_last() -> None:
    tiers = ("A", "B", "C", None)
    rows = [
        promise(number, tier=tier, promised_on=date(2026, 11, 20 - number))
        for number, tier in enumerate(tiers)
    ]
    for shuffled in permutations(rows):
        assert [row.tier for row in misses_in_order(shuffled, [], as_of=AS_OF)] == list(tiers)


def test_within_a_tier_the_longest_comes_first_whether_late_or_open() -> None:
    late = promise(1, customer="Five days late", promised_on=date(2026, 11, 17))
    open_longer = complaint(1, customer="Six days open", received_on=date(2026, 11, 16))
    delivered = promise(
        2, customer="One day late", promised_on=date(2026, 11, 9), delivered_on=date(2026, 11, 10)
    )
    rows = misses_in_order([delivered, late], [open_longer], as_of=AS_OF)
    assert [(row.customer, row.days) for row in rows] == [
        ("Six days open", 6),
        ("Five days late", 5),
        ("One day late", 1),
    ]


def test_a_complaint_about_a_missed_promise_is_one_row_with_it() -> None:
    rows = misses_in_order(
        [promise(7, promised_on=date(2026, 11, 20))],
        [
            complaint(1, promise_id=7, received_on=date(2026, 11, 21)),
            complaint(2, promise_id=7, received_on=date(2026, 11, 16)),
        ],
        as_of=AS_OF,
    )
    assert [(row.promise and row.promise.id, [one.id for one in row.complaints]) for row in rows] == [
        (7, [1, 2])
    ]
    # Two days late, but somebody has waited six days for an answer.
    assert rows[0].days == 6


def test_a_complaint_about_a_promise_not_missed_here_stands_alone() -> None:
    rows = misses_in_order([promise(7)], [complaint(1, promise_id=8), complaint(2)], as_of=AS_OF)
    assert sorted((row.promise is not None, len(row.complaints)) for row in rows) == [
        (False, 1),
        (False, 1),
        (True, 0),
    ]


def test_equals_stand_by_customer_then_day_whatever_order_they_came_in() -> None:
    rows = [promise(1, customer="Beta"), promise(2, customer="Alpha"), promise(3, customer="Alpha")]
    for shuffled in permutations(rows):
        ordered = misses_in_order(shuffled, [], as_of=AS_OF)
        assert [row.promise.id for row in ordered if row.promise] == [2, 3, 1]


def test_a_complaint_is_open_until_it_is_resolved() -> None:
    received = date(2026, 11, 12)
    assert days_open(complaint(received_on=received), as_of=AS_OF) == 10
    assert days_open(complaint(received_on=received, resolved_on=date(2026, 11, 14)), as_of=AS_OF) == 2
    assert days_open(complaint(received_on=received, resolved_on=date(2026, 11, 25)), as_of=AS_OF) == 10
    assert days_open(complaint(received_on=received, resolved_on=date(2026, 11, 1)), as_of=AS_OF) == 0
