"""The pulse in the store: asked once a quarter, answered once each; and how the last meetings went."""

from __future__ import annotations

from datetime import date

import pytest

from db.changes import actions, meetings, pulse, ratings
from db.queries import votes
from meeting.errors import NotUnderstood
from meeting.on_time import OnTime
from meeting.pulse import Question
from tests.db.monday import FRIDAY, MONDAY, Monday
from tests.db.stores import contents

NEXT = date(2026, 11, 30)
FOURS, TWOS = dict.fromkeys(Question, 4), dict.fromkeys(Question, 2)


def test_the_pulse_counts_screens_and_hands_once_each_and_is_shown_from_five(monday: Monday) -> None:
    one = monday.start(*monday.cast)
    for by in ("Ana", "Ben", "Chloe"):
        assert monday(pulse.answer_pulse, one, answers=FOURS, by=by)
    assert monday(pulse.answer_pulse, one, answers=TWOS, by="Ben") is False
    monday(pulse.answer_pulse_by_hands, one, rows=[TWOS])
    (found,) = monday.look(votes.pulses)
    assert (found.quarter, found.people, found.averages) == ((2026, 4), 4, {})
    before = contents(monday.store)
    with pytest.raises(NotUnderstood, match="3 on screens and 3 by hand are more than the 5"):
        monday(pulse.answer_pulse_by_hands, one, rows=[TWOS] * 3)
    with pytest.raises(NotUnderstood, match="four answers from 1 to 5"):
        monday(pulse.answer_pulse, one, answers={Question.TRUST: 3}, by="Dev")
    assert contents(monday.store) == before
    # Typed again, the new rows take the place of the old.
    monday(pulse.answer_pulse_by_hands, one, rows=[TWOS, TWOS])
    (found,) = monday.look(votes.pulses)
    assert found.people == 5
    assert found.averages == dict.fromkeys(Question, (3 * 4 + 2 * 2) / 5)


def test_the_second_meeting_of_a_quarter_asks_no_pulse(monday: Monday) -> None:
    one = monday.start("Ana")
    assert monday.look(votes.is_pulse_due, one, held_on=MONDAY)
    monday(meetings.close_meeting, one)
    two = monday.start("Ana", day=NEXT)
    assert not monday.look(votes.is_pulse_due, two, held_on=NEXT)
    with pytest.raises(NotUnderstood, match="first meeting of each quarter"):
        monday(pulse.answer_pulse, two, answers=FOURS)


def test_the_last_meetings_are_told_with_rating_minutes_over_and_actions_on_time(monday: Monday) -> None:
    one = monday.start(*monday.cast)
    for by, rating in (("Ana", 6), ("Ben", 8), ("Chloe", 10)):
        monday(ratings.rate_meeting, one, rating=rating, by=by)
    for what in ("Ring", "Write"):
        monday.add(what, due_on=FRIDAY)
    monday(meetings.close_meeting, one, minute=33)
    monday(actions.tick, monday.items()[0].id, seen=1, is_done=True, today=MONDAY, by="Ben")
    two = monday.start(*monday.cast, day=NEXT)
    monday(ratings.rate_meeting, two, rating=1, by="Ben")
    monday(meetings.close_meeting, two, minute=7 * 24 * 60 + 20)
    first, second = monday.look(votes.held_meetings, today=NEXT)
    assert (first.held_on, first.raters, first.rating, first.minutes_over, first.on_time) == (
        MONDAY,
        3,
        8.0,
        3,
        None,
    )
    # One rating is counted and not shown.
    assert (second.raters, second.rating, second.minutes_over, second.on_time) == (1, None, 0, OnTime(1, 2))
    (last,) = monday.look(votes.held_meetings, today=NEXT, last=1)
    assert last == second
