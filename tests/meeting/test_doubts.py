"""Dates that were kept as given but stand in an order that cannot be right."""

from __future__ import annotations

from datetime import date

import pytest

from meeting.doubts import dates_to_check

FIRST, SECOND = date(2026, 6, 1), date(2026, 6, 2)
PAIRS = [
    ("made_on", "promised_on"),
    ("made_on", "delivered_on"),
    ("made_on", "withdrawn_on"),
    ("received_on", "answered_on"),
    ("received_on", "resolved_on"),
    ("answered_on", "resolved_on"),
]


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_a_pair_out_of_order_is_named_with_both_days(earlier: str, later: str) -> None:
    words = dates_to_check({earlier: SECOND, later: FIRST})
    assert words == f"{later} 2026-06-01 is before {earlier} 2026-06-02"


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_a_pair_in_order_or_on_one_day_is_in_no_doubt(earlier: str, later: str) -> None:
    assert dates_to_check({earlier: FIRST, later: SECOND}) is None
    assert dates_to_check({earlier: FIRST, later: FIRST}) is None


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_a_day_not_given_is_in_no_doubt(earlier: str, later: str) -> None:
    assert dates_to_check({earlier: SECOND}) is None
    assert dates_to_check({later: FIRST}) is None
    assert dates_to_check({earlier: SECOND, later: None}) is None


def test_a_delivery_before_the_promised_day_is_in_no_doubt() -> None:
    assert dates_to_check({"made_on": FIRST, "promised_on": SECOND, "delivered_on": FIRST}) is None
