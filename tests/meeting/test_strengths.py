"""What a team does well fades when nothing shows it, and is read aloud in turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from meeting.strengths import (
    Proof,
    Strength,
    applause_in_words,
    fades,
    shown_in_words,
    to_read,
    weeks_since,
)

TODAY = date(2026, 11, 23)
"""A Monday."""
FRIDAY = date(2026, 11, 20)
NEW = Strength(1, 1, 7, "We ring before we come", 1, TODAY)


def shown(*days: date) -> Strength:
    return replace(NEW, proofs=tuple(Proof(1, 1, 1, day, "Thanks", "Bakery") for day in days))


def strength(number: int, *, read_in: tuple[int, ...] = (), made_in: int | None = None) -> Strength:
    return replace(NEW, id=number, read_in=read_in, made_in=made_in)


@pytest.mark.parametrize(
    ("day", "weeks"), [(TODAY, 0), (FRIDAY, 1), (date(2026, 11, 16), 1), (date(2026, 11, 15), 2)]
)
def test_weeks_are_counted_from_monday_to_monday(day: date, weeks: int) -> None:
    assert weeks_since(day, today=TODAY) == weeks


def test_it_fades_when_nothing_has_shown_it_for_eight_weeks() -> None:
    monday = TODAY - timedelta(weeks=7)
    assert not fades(shown(monday), today=TODAY)
    assert fades(shown(monday - timedelta(days=1)), today=TODAY)
    assert not fades(shown(FRIDAY, monday - timedelta(days=1)), today=TODAY)


def test_one_that_nothing_ever_showed_has_eight_weeks_from_its_first_day() -> None:
    assert not fades(NEW, today=TODAY + timedelta(weeks=7))
    assert fades(NEW, today=TODAY + timedelta(weeks=8))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (shown(TODAY), "last shown this week"),
        (shown(FRIDAY), "last shown 1 week ago"),
        (shown(date(2026, 11, 13)), "last shown 2 weeks ago"),
        (shown(TODAY - timedelta(weeks=9)), "fading: nothing has shown it for 9 weeks"),
        (NEW, "no hit has shown it yet"),
        (replace(NEW, made_on=TODAY - timedelta(weeks=8)), "fading: no hit has shown it yet"),
    ],
)
def test_it_says_in_words_when_it_was_shown_last_and_that_it_fades(one: Strength, words: str) -> None:
    assert shown_in_words(one, today=TODAY) == words


def test_what_was_never_read_is_read_first_the_oldest_of_those_first() -> None:
    listed = [strength(3, read_in=(1,)), strength(5), strength(4)]
    assert to_read(listed, meeting=9) == strength(4)


def test_of_those_read_the_one_read_longest_ago_is_read() -> None:
    listed = [strength(1, read_in=(1, 6)), strength(2, read_in=(4,)), strength(3, read_in=(2, 5))]
    assert to_read(listed, meeting=9) == listed[1]


def test_what_the_meeting_has_read_stays_its_choice_even_when_it_is_retired_since() -> None:
    done = replace(strength(1, read_in=(9,)), retired_on=TODAY)
    assert to_read([strength(2), done], meeting=9) == done


def test_what_was_added_during_the_meeting_waits_for_the_next_unless_there_is_nothing_else() -> None:
    read, added = strength(1, read_in=(8,)), strength(2, made_in=9)
    assert to_read([read, added], meeting=9) == read
    assert to_read([read, added], meeting=10) == added
    assert to_read([added], meeting=9) == added


def test_a_team_whose_list_is_empty_or_retired_has_nothing_to_read() -> None:
    assert to_read([], meeting=9) is None
    assert to_read([replace(NEW, retired_on=TODAY)], meeting=9) is None


def test_applause_is_told_in_words() -> None:
    assert [applause_in_words(count) for count in (0, 1, 12)] == [
        "",
        "applauded once",
        "applauded 12 times",
    ]
