"""The agenda of half an hour, and a clock that is right whatever happens to the one on the wall."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from meeting.agenda import (
    GROUND_RULES,
    LONGEST,
    STANDARD,
    Clock,
    Step,
    agenda_as_json,
    agenda_of,
    checked,
    left_in_words,
    minutes_and_seconds,
    minutes_over,
    with_more,
)
from meeting.errors import NotUnderstood

START = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
STARTED = Clock(STANDARD, step=0, used=(), running_since=START)
MISSES = 4


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def stopped(clock: Clock, now: datetime) -> Clock:
    return replace(clock, used=clock.used_by(now), running_since=None)


def at_step(clock: Clock, step: int, now: datetime) -> Clock:
    return replace(clock, step=step, used=clock.used_by(now), running_since=now)


def test_the_standard_agenda_takes_half_an_hour_in_nine_steps() -> None:
    assert [step.title for step in STANDARD] == [
        "Welcome",
        "What we do well",
        "Hits",
        "Runs and coming up",
        "Misses",
        "From the field",
        "Last week's actions",
        "Solve together",
        "Close",
    ]
    assert sum(step.minutes for step in STANDARD) == 30
    assert checked(STANDARD) == STANDARD
    assert len(GROUND_RULES) == 5


def test_an_agenda_comes_back_as_it_was_written() -> None:
    steps = (Step("hits", "Was uns gelang · 成功", 4, more=2), Step("close", "Close", 0))
    assert agenda_of(agenda_as_json(steps)) == steps
    assert agenda_of(agenda_as_json(STANDARD)) == STANDARD


def test_nothing_written_is_the_standard_agenda() -> None:
    assert agenda_of("") == STANDARD


def test_steps_may_be_left_out_moved_and_named_anew_as_long_as_close_ends_it() -> None:
    steps = (STANDARD[MISSES], replace(STANDARD[2], title="What went well", minutes=LONGEST), STANDARD[-1])
    assert checked(steps) == steps
    assert checked(list(STANDARD[-1:])) == STANDARD[-1:]


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ((), "ends with Close"),
        (STANDARD[:-1], "ends with Close"),
        ((STANDARD[-1], *STANDARD[:-1]), "ends with Close"),
        ((*STANDARD[:3], *STANDARD[2:]), "each step once"),
        ((Step("coffee", "Coffee", 5), *STANDARD), "no step “coffee”"),
        ((replace(STANDARD[0], minutes=-1), *STANDARD[1:]), "Welcome takes 0 to 60 minutes"),
        ((replace(STANDARD[0], minutes=61), *STANDARD[1:]), "Welcome takes 0 to 60 minutes"),
        ((replace(STANDARD[0], more=-1), *STANDARD[1:]), "Welcome takes 0 to 60 minutes"),
        ((replace(STANDARD[0], more=61), *STANDARD[1:]), "Welcome takes 0 to 60 minutes"),
        ((replace(STANDARD[0], title=" \t"), *STANDARD[1:]), "title of at most 60"),
        ((replace(STANDARD[0], title="x" * 61), *STANDARD[1:]), "title of at most 60"),
    ],
)
def test_an_agenda_no_meeting_could_follow_is_refused_with_the_reason(
    steps: tuple[Step, ...], reason: str
) -> None:
    with pytest.raises(NotUnderstood, match=reason) as refused:
        checked(steps)
    assert "Nothing was saved." in str(refused.value)


def test_more_time_is_for_one_step_and_adds_up() -> None:
    steps = with_more(with_more(STANDARD, MISSES, minutes=1), MISSES, minutes=2)
    assert steps[MISSES].seconds == 60 * (6 + 3)
    assert steps[MISSES].minutes == 6
    assert steps[:MISSES] + steps[MISSES + 1 :] == STANDARD[:MISSES] + STANDARD[MISSES + 1 :]


def test_more_time_makes_the_step_longer_and_the_meeting_no_longer() -> None:
    late = after(150)
    longer = replace(STARTED, steps=with_more(STANDARD, 0, minutes=2))
    assert (STARTED.left(late), longer.left(late)) == (-30, 90)
    assert STARTED.left_in_all(late) == longer.left_in_all(late) == 1800 - 150


def test_the_running_step_alone_uses_time() -> None:
    assert STARTED.used_by(START) == (0.0,) * 9
    assert STARTED.used_by(after(50)) == (50.0, *(0.0,) * 8)
    assert (STARTED.left(after(50)), STARTED.left_in_all(after(50))) == (70, 1750)


def test_a_stopped_clock_stands_still_and_goes_on_where_it_stood() -> None:
    pause = stopped(STARTED, after(45))
    assert pause.used_by(after(45)) == pause.used_by(after(9_000)) == (45.0, *(0.0,) * 8)
    on = replace(pause, running_since=after(9_000))
    assert on.used_by(after(9_010))[0] == 55


def test_next_lets_the_step_keep_what_it_used_and_the_next_begins_at_nothing() -> None:
    second = at_step(STARTED, 1, after(100))
    assert second.used_by(after(100)) == (100.0, *(0.0,) * 8)
    assert second.used_by(after(130))[:2] == (100, 30)
    assert second.left(after(130)) == 150


def test_a_step_that_is_come_back_to_goes_on_from_what_it_used() -> None:
    back = at_step(at_step(STARTED, 1, after(100)), 0, after(160))
    assert back.left(after(165)) == 120 - 105
    assert back.left_in_all(after(165)) == 1800 - 165


def test_a_whole_meeting_adds_up_and_is_over_by_what_it_took_too_long() -> None:
    clock, seconds = STARTED, 0.0
    for place, step in enumerate(STANDARD):
        seconds += step.seconds + (90 if place == MISSES else 0)
        clock = at_step(clock, min(place + 1, 8), after(seconds))
    assert clock.used_by(after(seconds)) == tuple(
        step.seconds + (90.0 if step.key == "misses" else 0) for step in STANDARD
    )
    assert clock.left_in_all(after(seconds)) == -90
    assert left_in_words(clock.left(after(seconds))) == "0:00 left"


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 0), (1799, 0), (1800, 0), (1859.9, 0), (1860, 1), (1919, 1), (5400, 60)]
)
def test_minutes_over_are_whole_ones_beyond_the_plan(seconds: float, minutes: int) -> None:
    assert minutes_over(STARTED, now=after(seconds)) == minutes


def test_a_clock_that_went_backwards_takes_no_time_away() -> None:
    earlier = START - timedelta(hours=1)
    assert STARTED.used_by(earlier) == (0.0,) * 9
    running = at_step(STARTED, 1, after(100))
    assert running.used_by(earlier) == (100.0, *(0.0,) * 8)
    assert running.left(earlier) == 180
    assert minutes_over(running, now=earlier) == 0


def test_a_summer_that_ends_in_the_meeting_makes_no_hour_of_a_minute() -> None:
    before = datetime.fromisoformat("2026-10-25T02:59:30+02:00")
    clock = replace(STARTED, running_since=before)
    assert clock.used_by(datetime.fromisoformat("2026-10-25T02:00:30+01:00"))[0] == 60


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (80, "1:20 left"),
        (-40, "over by 0:40"),
        (3600, "60:00 left"),
        (60, "1:00 left"),
        (59.999, "0:59 left"),
        (1, "0:01 left"),
        (0.4, "0:00 left"),
        (0, "0:00 left"),
        (-0.0, "0:00 left"),
        (-0.4, "0:00 left"),
        (-1, "over by 0:01"),
        (-59.5, "over by 0:59"),
        (-60, "over by 1:00"),
        (120 - (0.1 + 0.2 + 39.7), "1:20 left"),
        (80 - 1e-9, "1:20 left"),
        (-40 + 1e-9, "over by 0:40"),
    ],
)
def test_what_is_left_is_said_in_words_and_it_is_over_only_by_whole_seconds(
    seconds: float, words: str
) -> None:
    assert left_in_words(seconds) == words


def test_minutes_and_seconds_have_two_digits_after_the_colon_and_no_sign() -> None:
    assert [minutes_and_seconds(seconds) for seconds in (0, 5, 125, -65)] == ["0:00", "0:05", "2:05", "1:05"]
