"""Field notes: where one stands, who answers a question, and which customers are new."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from meeting.field import Made, Note, Standing, first_given, from_a_note, is_new, may_answer
from meeting.words import NoteKind, NoteState, Outcome, Side

MONDAY = date(2026, 11, 23)
NOTE = Note(
    1,
    1,
    date(2026, 11, 12),
    NoteKind.HEARD,
    "They open on Sundays",
    person_id=1,
    person="Ana",
    side=Side.SERVICE,
)


def test_a_note_is_noted_until_it_becomes_something() -> None:
    assert NOTE.standing is Standing.NOTED
    assert replace(NOTE, became=(Made(Outcome.TOPIC, 1, "Sundays"),)).standing is Standing.BECAME


def test_a_question_waits_until_it_is_answered_whatever_became_of_it() -> None:
    asked = replace(NOTE, kind=NoteKind.QUESTION, became=(Made(Outcome.TOPIC, 1, "Sundays"),))
    assert asked.standing is Standing.ASKED
    assert replace(asked, answered_on=MONDAY).standing is Standing.ANSWERED


@pytest.mark.parametrize("kind", [NoteKind.IDEA, NoteKind.BARRIER])
def test_an_idea_or_a_barrier_is_open_tried_or_done(kind: NoteKind) -> None:
    stands = [replace(NOTE, kind=kind, state=state).standing for state in NoteState]
    assert stands == [Standing.OPEN, Standing.TRYING, Standing.DONE]


def test_a_hand_off_has_two_ends() -> None:
    half = replace(NOTE, from_team="Sales")
    assert (half.hand_off, replace(half, to_team="Workshop").hand_off) == ("", "Sales → Workshop")


@pytest.mark.parametrize(
    ("asked", "answers", "may"),
    [
        (Side.SALES, Side.SERVICE, True),
        (Side.SERVICE, Side.SALES, True),
        (Side.SALES, Side.SALES, False),
        (Side.SERVICE, Side.SERVICE, False),
        (None, Side.SALES, True),
        (Side.SALES, None, True),
    ],
)
def test_a_question_is_answered_by_the_other_side(
    asked: Side | None, answers: Side | None, may: bool
) -> None:
    assert may_answer(asked, answers) is may


@pytest.mark.parametrize(("days", "new"), [(0, True), (55, True), (56, False), (-1, False)])
def test_a_customer_is_new_for_eight_weeks_from_the_first_promise(days: int, new: bool) -> None:
    assert is_new(MONDAY - timedelta(days=days), today=MONDAY) is new


def test_a_customer_without_a_promise_is_not_new() -> None:
    assert first_given([]) is None
    assert not is_new(None, today=MONDAY)


def test_a_promise_without_the_day_it_was_given_was_given_by_the_day_it_is_for() -> None:
    given, long_ago = date(2026, 11, 9), date(2024, 1, 8)
    assert first_given([(given, MONDAY), (None, long_ago)]) == long_ago
    assert first_given([(given, MONDAY), (None, MONDAY)]) == given


def test_a_record_says_whose_note_it_comes_from() -> None:
    assert from_a_note("Ana", NOTE.noted_on) == "from a note of Ana, 12 November"
    assert from_a_note("", NOTE.noted_on) == "from a note, 12 November"
