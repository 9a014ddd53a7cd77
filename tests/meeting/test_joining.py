"""A code to join by: what it looks like, how long it lives, and when wrong ones make everybody wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from meeting.joining import (
    ALPHABET,
    GuestRow,
    GuestState,
    code_as_kept,
    code_as_shown,
    code_is_over,
    is_code,
    is_out,
    new_code,
    seconds_to_wait,
    told_as,
)
from meeting.words import Side

EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return EIGHT + timedelta(seconds=seconds)


def test_a_code_has_eight_signs_nobody_takes_for_others_and_comes_once() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01OIL") & set(ALPHABET)


def test_a_code_is_typed_in_any_case_and_with_any_space_and_shown_in_halves() -> None:
    assert code_as_shown("K7MX4TQP") == "K7MX 4TQP"
    for typed in ("k7mx4tqp", " K7MX 4TQP ", "k7mx-4tqp", "K7MX\N{NO-BREAK SPACE}4TQP"):
        assert code_as_kept(typed) == "K7MX4TQP"
        assert is_code(typed, code="K7MX4TQP")


@pytest.mark.parametrize("typed", ["", "K7MX4TQ", "K7MX4TQPP", "K7MX4TQQ", "é" * 8, "\0", "--------"])
def test_anything_else_is_not_the_code(typed: str) -> None:
    assert not is_code(typed, code="K7MX4TQP")
    assert not is_code(typed, code="-" * 8)


def test_a_code_lives_three_hours_and_a_guest_who_is_in_half_a_day() -> None:
    assert not code_is_over(started_at=EIGHT, now=EIGHT + timedelta(hours=3, seconds=-1))
    assert code_is_over(started_at=EIGHT, now=EIGHT + timedelta(hours=3))
    assert not is_out(started_at=EIGHT, now=EIGHT + timedelta(hours=12, seconds=-1))
    assert is_out(started_at=EIGHT, now=EIGHT + timedelta(hours=12))


def test_the_thirtieth_wrong_code_of_a_minute_makes_all_wait_for_the_rest_of_it() -> None:
    wrong = [after(second) for second in range(29)]
    assert seconds_to_wait(wrong, now=after(29)) == 0
    wrong.append(after(29))
    assert seconds_to_wait(wrong, now=after(30)) == 30
    assert seconds_to_wait(wrong, now=after(59.5)) == 1
    assert seconds_to_wait(wrong, now=after(60)) == 0


def test_everybody_sees_who_is_none_of_ours_and_how_it_was_done() -> None:
    kim = GuestRow(1, 1, "Kim", None, Side.SALES, GuestState.IN)
    ben = GuestRow(2, 1, "Ben", 7, None, GuestState.IN)
    assert (kim.label, ben.label) == ("guest: Kim (sales)", "Ben")
    assert told_as("Ben", is_person=True) == "Ben (joined by code)"
    assert told_as("Kim", is_person=False) == "Kim (guest, joined by code)"
