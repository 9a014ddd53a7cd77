"""The days of a promise that count: held to the yardstick told from the words of the product alone."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from meeting.promise_days import (
    Said,
    as_a_file_says,
    corrected,
    in_one_line,
    moved,
    read_line,
    replaced_in_time,
    standing,
)
from meeting.promises import state_on, still_owed
from tests.meeting import promise_histories as yardstick
from tests.meeting.promise_histories import History, days_to_look_on, histories

many = settings(max_examples=400, deadline=None, derandomize=True)
reaches = st.one_of(st.none(), days_to_look_on())


def days_of(history: History) -> tuple[Said, ...]:
    """As the program keeps them: the first is said when the promise is given."""
    return tuple(Said(one.day, one.said_on if place else None) for place, one in enumerate(history.days))


def is_given(history: History, on: date) -> bool:
    return history.made_on is None or history.made_on <= on


@many
@given(history=histories(), on=days_to_look_on(), reach=reaches)
def test_each_day_that_stands_has_the_state_the_words_of_the_product_give_it(
    history: History, on: date, reach: date | None
) -> None:
    if not is_given(history, on):
        return
    stand = standing(days_of(history), as_of=on)
    about = {"delivered_on": history.delivered_on, "withdrawn_on": history.withdrawn_on, "reach": reach}
    found = tuple((day, str(state_on(on, promised_on=day, **about))) for day in stand)
    assert found == yardstick.standing(history, on=on, reaches_to=reach)
    assert still_owed(on, promised_on=stand, **about) == yardstick.owed(history, on=on, reaches_to=reach)


@many
@given(history=histories(), on=days_to_look_on())
def test_a_day_left_in_time_counts_nowhere(history: History, on: date) -> None:
    if is_given(history, on):
        assert replaced_in_time(days_of(history), as_of=on) == yardstick.replaced(history, on=on)


@many
@given(history=histories())
def test_all_days_go_through_one_line_and_back(history: History) -> None:
    days = days_of(history)
    line = in_one_line(days)
    assert (read_line(line) == days) if len(days) > 1 else not line


def d(number: int) -> date:
    return date(2026, 11, number)


def test_a_day_is_said_no_earlier_than_the_one_before_it() -> None:
    days = moved((Said(d(10)), Said(d(20), d(9))), to=d(25), said_on=d(5))
    assert days[-1] == Said(d(25), d(9))


def test_a_corrected_day_was_said_when_the_wrong_one_was() -> None:
    days = (Said(d(10)), Said(d(20), d(9)))
    assert corrected(days, number=1, to=d(21)) == (Said(d(10)), Said(d(21), d(9)))


def test_moved_back_to_a_day_that_was_missed_it_is_missed_once() -> None:
    days = (Said(d(10)), Said(d(20), d(12)), Said(d(10), d(13)))
    assert standing(days, as_of=d(15)) == (d(10),)


def test_what_a_file_says_first_of_two_days_nobody_knows_the_day_of() -> None:
    said = as_a_file_says((), promised_on=d(20), first=d(10), moved_on=None, today=d(15))
    assert said == (Said(d(10)), Said(d(20)))
    # Left in time, as nobody knows better.
    assert standing(said, as_of=d(30)) == (d(20),)


def test_a_file_moves_a_day_on_the_day_it_is_brought_in() -> None:
    said = as_a_file_says((Said(d(10)),), promised_on=d(20), first=None, moved_on=None, today=d(15))
    assert said == (Said(d(10)), Said(d(20), d(15)))
    assert standing(said, as_of=d(14)) == (d(10),)
    assert standing(said, as_of=d(15)) == (d(10), d(20))
