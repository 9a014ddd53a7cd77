"""The yardstick for a promise's days, held to examples taken one by one from the words of the product."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.meeting.promise_histories import (
    History,
    Said,
    corrected,
    days_to_look_on,
    exists,
    histories,
    moved_afterwards,
    owed,
    replaced,
    standing,
    state,
)


def d(number: int) -> date:
    """A day of December 2026."""
    return date(2026, 12, number)


def told(
    *days: tuple[int, int | None], delivered: int | None = None, withdrawn: int | None = None
) -> History:
    """A promise by its days and when each was said, the first when it was made."""
    made = days[0][1]
    return History(
        d(made) if made else None,
        tuple(Said(d(day), d(said) if said else None) for day, said in days),
        d(delivered) if delivered else None,
        d(withdrawn) if withdrawn else None,
    )


def stands(history: History, *, on: int, reaches_to: int | None = None) -> list[tuple[int, str]]:
    found = standing(history, on=d(on), reaches_to=d(reaches_to) if reaches_to else None)
    return [(day.day, word) for day, word in found]


def gone(history: History, *, on: int) -> list[int]:
    return [day.day for day in replaced(history, on=d(on))]


def is_owed(history: History, *, on: int) -> bool:
    return owed(history, on=d(on))


ONE = ((10, 1),)
IN_TIME = ((10, 1), (15, 9))
AFTERWARDS = ((10, 1), (15, 12))


def test_a_promise_is_pending_up_to_the_end_of_its_day() -> None:
    assert stands(told(*ONE), on=10) == [(10, "pending")]
    assert not is_owed(told(*ONE), on=10)


def test_a_promise_is_missed_and_owed_from_the_day_after() -> None:
    assert stands(told(*ONE), on=11) == [(10, "missed")]
    assert is_owed(told(*ONE), on=11)


def test_a_promise_delivered_on_its_day_is_kept() -> None:
    assert stands(told(*ONE, delivered=10), on=11) == [(10, "kept")]


def test_a_delivery_is_not_known_before_it_is_made() -> None:
    late = told(*ONE, delivered=13)
    assert stands(told(*ONE, delivered=9), on=8) == [(10, "pending")]
    assert (is_owed(late, on=12), is_owed(late, on=13)) == (True, False)


def test_a_promise_delivered_late_stays_missed_and_is_no_longer_owed() -> None:
    late = told(*ONE, delivered=13)
    assert stands(late, on=20) == [(10, "missed")]
    assert not is_owed(late, on=20)


def test_a_promise_does_not_exist_before_it_was_made() -> None:
    assert stands(told((10, 5)), on=4) == []
    assert gone(told((10, 5), (12, 6)), on=4) == []
    assert stands(told((10, 5)), on=5) == [(10, "pending")]


def test_a_promise_nobody_knows_the_making_of_was_there_always() -> None:
    assert stands(told((10, None)), on=1) == [(10, "pending")]


def test_a_promise_made_after_its_day_is_missed_from_the_start() -> None:
    assert stands(told((10, 12)), on=11) == []
    assert stands(told((10, 12)), on=12) == [(10, "missed")]


def test_a_promise_withdrawn_on_its_day_is_withdrawn() -> None:
    assert stands(told(*ONE, withdrawn=10), on=11) == [(10, "withdrawn")]
    assert not is_owed(told(*ONE, withdrawn=10), on=11)


def test_a_promise_withdrawn_after_a_miss_stays_missed_and_is_no_longer_owed() -> None:
    late = told(*ONE, withdrawn=12)
    assert stands(late, on=11) == stands(late, on=12) == [(10, "missed")]
    assert (is_owed(late, on=11), is_owed(late, on=12)) == (True, False)


def test_a_promise_withdrawn_before_it_was_delivered_is_withdrawn() -> None:
    assert stands(told(*ONE, withdrawn=7, delivered=9), on=11) == [(10, "withdrawn")]


def test_a_promise_delivered_and_withdrawn_on_one_day_is_kept() -> None:
    assert stands(told(*ONE, withdrawn=9, delivered=9), on=11) == [(10, "kept")]


def test_a_promise_withdrawn_after_a_delivery_in_time_stays_kept() -> None:
    assert stands(told(*ONE, delivered=9, withdrawn=10), on=11) == [(10, "kept")]


def test_a_day_moved_before_it_came_counts_nowhere() -> None:
    moved = told(*IN_TIME)
    assert (stands(moved, on=14), gone(moved, on=14)) == ([(15, "pending")], [10])
    assert not is_owed(moved, on=14)


def test_a_day_moved_on_the_day_itself_is_moved_in_time() -> None:
    moved = told((10, 1), (15, 10))
    assert (stands(moved, on=11), gone(moved, on=11)) == ([(15, "pending")], [10])


def test_a_move_does_not_exist_before_it_was_said() -> None:
    moved = told(*IN_TIME)
    assert (stands(moved, on=8), gone(moved, on=8)) == ([(10, "pending")], [])


def test_a_day_moved_after_it_stays_missed_where_it_was() -> None:
    moved = told(*AFTERWARDS)
    assert (stands(moved, on=12), gone(moved, on=12)) == ([(10, "missed"), (15, "pending")], [])
    assert is_owed(moved, on=12)


def test_moved_after_its_day_the_new_day_can_be_kept() -> None:
    kept = told(*AFTERWARDS, delivered=14)
    assert stands(kept, on=16) == [(10, "missed"), (15, "kept")]
    assert not is_owed(kept, on=16)


def test_moved_after_its_day_the_new_day_can_be_missed_in_turn() -> None:
    missed = told(*AFTERWARDS)
    assert stands(missed, on=16) == [(10, "missed"), (15, "missed")]
    assert is_owed(missed, on=16)


def test_moved_after_its_day_and_withdrawn_by_the_new_day_is_a_miss_and_a_withdrawal() -> None:
    ended = told(*AFTERWARDS, withdrawn=14)
    assert stands(ended, on=16) == [(10, "missed"), (15, "withdrawn")]
    assert not is_owed(ended, on=16)


def test_a_miss_is_owed_while_its_new_day_is_still_to_come() -> None:
    assert is_owed(told(*AFTERWARDS), on=13)


def test_the_day_before_a_late_move_was_told_the_miss_was_all_there_was() -> None:
    assert stands(told(*AFTERWARDS), on=11) == [(10, "missed")]


def test_moved_twice_in_one_day_before_the_day_only_the_last_stands() -> None:
    twice = told((10, 1), (14, 9), (17, 9))
    assert (stands(twice, on=9), gone(twice, on=9)) == ([(17, "pending")], [10, 14])


def test_moved_twice_in_one_day_after_the_day_the_miss_and_the_last_stand() -> None:
    twice = told((10, 1), (14, 12), (17, 12))
    assert (stands(twice, on=12), gone(twice, on=12)) == ([(10, "missed"), (17, "pending")], [14])


def test_moved_once_in_time_and_once_too_late_the_second_day_is_missed() -> None:
    moved = told((10, 1), (14, 9), (20, 16))
    assert (stands(moved, on=18), gone(moved, on=18)) == ([(14, "missed"), (20, "pending")], [10])


def test_moved_too_late_every_time_is_missed_every_time() -> None:
    moved = told((5, 1), (10, 6), (14, 11), (20, 15))
    assert stands(moved, on=21) == [(5, "missed"), (10, "missed"), (14, "missed"), (20, "missed")]


def test_moved_and_moved_back_stands_where_it_was() -> None:
    back = told((10, 1), (15, 5), (10, 7))
    assert (stands(back, on=8), gone(back, on=8)) == ([(10, "pending")], [15])
    assert (stands(back, on=6), gone(back, on=6)) == ([(15, "pending")], [10])


def test_a_day_moved_to_an_earlier_one_counts_on_the_earlier_one() -> None:
    earlier = told((15, 1), (10, 8), delivered=12)
    assert (stands(earlier, on=16), gone(earlier, on=16)) == ([(10, "missed")], [15])


def test_a_day_moved_to_an_earlier_one_that_is_over_already_is_missed_at_once() -> None:
    earlier = told((15, 1), (8, 11))
    assert (stands(earlier, on=10), gone(earlier, on=10)) == ([(15, "pending")], [])
    assert (stands(earlier, on=11), gone(earlier, on=11)) == ([(8, "missed")], [15])
    assert is_owed(earlier, on=11)


def test_a_day_moved_to_an_earlier_one_by_which_it_was_delivered_is_kept() -> None:
    assert stands(told((15, 1), (8, 11), delivered=7), on=11) == [(8, "kept")]


def test_delivered_before_its_day_and_moved_in_time_all_the_same_is_kept_on_its_new_day() -> None:
    moved = told((10, 1), (15, 9), delivered=8)
    assert stands(moved, on=8) == [(10, "kept")]
    assert (stands(moved, on=9), gone(moved, on=9)) == ([(15, "kept")], [10])


def test_by_the_letter_a_promise_kept_and_moved_after_its_day_is_kept_on_both() -> None:
    assert stands(told((10, 1), (15, 12), delivered=8), on=13) == [(10, "kept"), (15, "kept")]


def test_delivered_between_a_missed_day_and_its_move_the_new_day_is_kept() -> None:
    assert stands(told((10, 1), (15, 12), delivered=11), on=13) == [(10, "missed"), (15, "kept")]


def test_withdrawn_before_a_move_that_came_in_time_is_withdrawn_on_its_new_day() -> None:
    assert stands(told((10, 1), (15, 9), withdrawn=8), on=13) == [(15, "withdrawn")]


def test_a_move_nobody_knows_the_day_of_counts_as_in_time() -> None:
    moved = told((10, 1), (15, None))
    assert (stands(moved, on=12), gone(moved, on=12)) == ([(15, "pending")], [10])
    assert stands(moved, on=16) == [(15, "missed")]


def test_a_file_that_brings_both_days_at_first_sight_counts_the_last() -> None:
    brought = told((10, None), (15, None))
    assert (stands(brought, on=1), gone(brought, on=1)) == ([(15, "pending")], [10])
    assert stands(brought, on=16) == [(15, "missed")]


def test_a_move_nobody_knows_the_day_of_exists_no_sooner_than_the_one_before_it() -> None:
    moved = told((10, 1), (15, 12), (20, None))
    assert stands(moved, on=11) == [(10, "missed")]
    assert (stands(moved, on=12), gone(moved, on=12)) == ([(10, "missed"), (20, "pending")], [15])


def test_a_move_nobody_knows_the_day_of_may_itself_be_moved_too_late() -> None:
    moved = told((10, 1), (12, None), (20, 14))
    assert (stands(moved, on=15), gone(moved, on=15)) == ([(12, "missed"), (20, "pending")], [10])


def test_a_corrected_day_was_never_promised_for() -> None:
    right = corrected(told(*ONE), 0, to=d(16))
    assert (stands(right, on=11), gone(right, on=11)) == ([(16, "pending")], [])
    assert not is_owed(right, on=11)


def test_a_corrected_day_of_a_move_leaves_the_miss_before_it() -> None:
    right = corrected(told(*AFTERWARDS), 1, to=d(20))
    assert stands(right, on=18) == [(10, "missed"), (20, "pending")]


def test_a_day_corrected_to_one_after_the_move_was_said_is_moved_in_time() -> None:
    right = corrected(told(*AFTERWARDS), 0, to=d(13))
    assert (stands(right, on=13), gone(right, on=13)) == ([(15, "pending")], [13])


def test_a_corrected_day_on_which_it_was_said_decides_whether_the_move_was_in_time() -> None:
    right = corrected(told(*AFTERWARDS), 1, to=d(15), said_on=d(10))
    assert (stands(right, on=12), gone(right, on=12)) == ([(15, "pending")], [10])


def test_a_promise_due_on_the_day_its_source_reaches_to_is_not_missed_yet() -> None:
    assert stands(told(*ONE), on=14, reaches_to=10) == [(10, "pending")]
    assert stands(told(*ONE), on=14, reaches_to=11) == [(10, "missed")]
    assert not owed(told(*ONE), on=d(14), reaches_to=d(10))


def test_a_source_that_reaches_further_than_the_day_looked_on_changes_nothing() -> None:
    assert stands(told(*ONE), on=10, reaches_to=20) == [(10, "pending")]


def test_a_missed_day_that_has_a_later_one_was_moved_afterwards() -> None:
    assert moved_afterwards(told(*AFTERWARDS), on=d(13)) == (d(10),)
    assert moved_afterwards(told(*AFTERWARDS), on=d(11)) == ()
    assert moved_afterwards(told(*IN_TIME), on=d(20)) == ()


def test_a_history_in_another_order_than_it_was_said_in_is_none() -> None:
    with pytest.raises(ValueError, match="in the order"):
        told((10, 5), (15, 3))
    with pytest.raises(ValueError, match="has a day"):
        History(None, ())


@given(histories(odd=True), days_to_look_on())
def test_of_what_was_said_the_last_stands_always(history: History, on: date) -> None:
    said = exists(history, on=on)
    days = [day for day, _ in standing(history, on=on)]
    assert (said[-1].day in days) if said else not days


@given(histories(odd=True), days_to_look_on())
def test_every_day_that_was_said_either_stands_or_was_moved_out(history: History, on: date) -> None:
    days = [day for day, _ in standing(history, on=on)]
    out = list(replaced(history, on=on))
    assert sorted(days + out) == sorted({one.day for one in exists(history, on=on)})


@given(histories(odd=True), days_to_look_on())
def test_no_later_fact_changes_what_is_true_of_an_earlier_day(history: History, on: date) -> None:
    until = replace(
        history,
        days=exists(history, on=on) or history.days[:1],
        delivered_on=_by(history.delivered_on, on),
        withdrawn_on=_by(history.withdrawn_on, on),
    )
    assert standing(until, on=on) == standing(history, on=on)
    assert replaced(until, on=on) == replaced(history, on=on)
    assert owed(until, on=on) == owed(history, on=on)


@given(histories(odd=True), days_to_look_on(), st.integers(1, 40))
def test_a_missed_day_stays_missed_whatever_comes(history: History, on: date, later: int) -> None:
    after = date.fromordinal(on.toordinal() + later)
    missed = {day for day, word in standing(history, on=on) if word == "missed"}
    known_all = all(one.said_on is not None for one in history.days)
    told_later = dict(standing(history, on=after))
    if known_all:
        assert all(told_later[day] == "missed" for day in missed)


@given(histories(odd=True), days_to_look_on())
def test_what_is_owed_was_missed_and_is_not_over(history: History, on: date) -> None:
    if owed(history, on=on):
        assert any(word == "missed" for _, word in standing(history, on=on))
        assert _by(history.delivered_on, on) is _by(history.withdrawn_on, on) is None


@given(histories())
def test_on_the_screen_nothing_is_moved_to_where_it_stands(history: History) -> None:
    assert all(one.day != after.day for one, after in zip(history.days, history.days[1:], strict=False))
    assert all(one.said_on is None or one.said_on <= one.day for one in history.days)


@pytest.mark.parametrize("word", ["kept", "withdrawn", "missed", "pending"])
def test_made_up_histories_come_to_every_state(word: str) -> None:
    @given(histories(), days_to_look_on())
    def look(history: History, on: date) -> None:
        seen.update(found for _, found in standing(history, on=on))
        assert all(
            found == state(day, on=on, delivered=history.delivered_on, withdrawn=history.withdrawn_on)
            for day, found in standing(history, on=on)
        )

    seen: set[str] = set()
    look()
    assert word in seen


def _by(day: date | None, on: date) -> date | None:
    return day if day is not None and day <= on else None
