"""Hits name people and teams on both sides and show what they stand on; nobody is counted."""

from __future__ import annotations

from datetime import date

import pytest

from meeting.hits import (
    Cited,
    hero_in_words,
    is_customer_hero,
    not_thanked,
    shown_in_words,
    side_left,
    since_when,
)
from meeting.words import NamedBy, Origin, Side


def test_a_person_whom_the_customer_named_is_a_customer_hero() -> None:
    assert is_customer_hero(NamedBy.CUSTOMER, ["Ana"])
    assert hero_in_words("customer", ["Ana"]) == "Customer hero"
    assert hero_in_words("customer", ["Ana", "Ben"]) == "Customer heroes"


@pytest.mark.parametrize("named_by", [NamedBy.COLLEAGUE, None])
def test_what_colleagues_say_of_each_other_makes_no_customer_hero(named_by: str | None) -> None:
    assert not is_customer_hero(named_by, ["Ana"])
    assert hero_in_words(named_by, ["Ana"]) == ""


def test_a_customer_who_named_no_person_made_no_hero() -> None:
    assert not is_customer_hero(NamedBy.CUSTOMER, [])


def test_a_win_is_shown_by_the_record_it_cites_and_by_words() -> None:
    promise = Cited(Origin.PROMISE, 7, "Oven", "P-7")
    assert shown_in_words(promise, "") == "promise P-7 (Oven)"
    assert shown_in_words(None, " mail of\n12 November ") == "mail of 12 November"
    assert shown_in_words(promise, "mail of 12 November") == "promise P-7 (Oven); mail of 12 November"
    assert shown_in_words(Cited(Origin.COMPLAINT, 8, ""), "") == "complaint"
    assert shown_in_words(None, "  ") == ""


@pytest.mark.parametrize(
    ("credited", "left"),
    [
        (["sales"], Side.SERVICE),
        (["service", "service"], Side.SALES),
        (["sales", "service"], None),
        ([], None),
    ],
)
def test_where_one_side_is_credited_the_other_is_asked_for(credited: list[str], left: Side | None) -> None:
    assert side_left(credited) == left


def test_lately_is_thirteen_weeks() -> None:
    assert since_when(date(2026, 11, 23)) == date(2026, 8, 24)


def test_who_was_not_thanked_stands_in_alphabetical_order_and_nothing_else_does() -> None:
    people = [(1, "mia"), (2, "Zoe"), (3, "Ben"), (4, "Ana")]
    assert not_thanked(people, thanked={4}) == ("Ben", "mia", "Zoe")
