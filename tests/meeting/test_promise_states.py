"""A promise's state on a day: the first that holds of kept, withdrawn, missed, pending."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from meeting.promises import (
    PromiseCounts,
    PromiseState,
    days_late,
    known,
    move_takes_a_reason,
    over_since,
    state_on,
    still_owed,
)

DUE = date(2026, 11, 18)
BEFORE, AFTER = DUE - timedelta(days=2), DUE + timedelta(days=2)
AS_OF = date(2026, 11, 22)


def on(
    as_of: date = AS_OF, *, delivered: date | None = None, withdrawn: date | None = None
) -> tuple[str, bool]:
    """The state, and whether the promise is still owed."""
    state = state_on(as_of, promised_on=DUE, delivered_on=delivered, withdrawn_on=withdrawn)
    owed = still_owed(as_of, promised_on=[DUE], delivered_on=delivered, withdrawn_on=withdrawn)
    return str(state), owed


def test_a_promise_delivered_early_is_kept() -> None:
    assert on(delivered=BEFORE) == ("kept", False)


def test_a_promise_delivered_on_its_day_is_kept() -> None:
    assert on(delivered=DUE) == ("kept", False)


def test_a_promise_delivered_late_is_missed_and_no_longer_owed() -> None:
    assert on(delivered=DUE + timedelta(days=1)) == ("missed", False)


def test_a_promise_never_delivered_is_missed_and_still_owed() -> None:
    assert on() == ("missed", True)


def test_a_promise_is_pending_up_to_and_on_its_day() -> None:
    assert on(DUE - timedelta(days=1)) == ("pending", False)
    assert on(DUE) == ("pending", False)


def test_a_promise_is_missed_from_the_day_after() -> None:
    assert on(DUE + timedelta(days=1)) == ("missed", True)


def test_a_promise_withdrawn_in_time_is_withdrawn() -> None:
    assert on(withdrawn=BEFORE) == ("withdrawn", False)
    assert on(withdrawn=DUE) == ("withdrawn", False)


def test_a_promise_withdrawn_after_its_day_is_missed_and_no_longer_owed() -> None:
    assert on(withdrawn=DUE + timedelta(days=1)) == ("missed", False)


def test_a_promise_withdrawn_before_its_delivery_is_not_kept() -> None:
    assert on(delivered=DUE, withdrawn=BEFORE) == ("withdrawn", False)


def test_a_promise_withdrawn_after_its_delivery_stays_kept() -> None:
    assert on(delivered=BEFORE, withdrawn=DUE) == ("kept", False)
    assert on(delivered=BEFORE, withdrawn=AFTER) == ("kept", False)


def test_a_promise_withdrawn_on_the_day_of_its_delivery_stays_kept() -> None:
    assert on(delivered=BEFORE, withdrawn=BEFORE) == ("kept", False)


def test_a_promise_delivered_late_but_withdrawn_in_time_is_withdrawn() -> None:
    assert on(delivered=AFTER, withdrawn=DUE) == ("withdrawn", False)


def test_a_promise_delivered_late_and_withdrawn_later_is_missed() -> None:
    assert on(delivered=AFTER, withdrawn=AFTER) == ("missed", False)


def test_a_delivery_after_the_day_asked_about_does_not_exist_yet() -> None:
    assert on(AFTER, delivered=AFTER + timedelta(days=1)) == ("missed", True)
    assert on(BEFORE, delivered=DUE) == ("pending", False)


def test_a_withdrawal_after_the_day_asked_about_does_not_exist_yet() -> None:
    assert on(BEFORE, withdrawn=DUE) == ("pending", False)
    assert on(AFTER, withdrawn=AFTER + timedelta(days=1)) == ("missed", True)
    # Delivered in time; on that day nobody could know it would have been withdrawn.
    assert on(BEFORE, delivered=BEFORE, withdrawn=AFTER) == ("kept", False)


def test_a_fact_of_the_day_asked_about_exists() -> None:
    assert on(DUE, delivered=DUE) == ("kept", False)
    assert on(DUE, withdrawn=DUE) == ("withdrawn", False)
    assert known(DUE, as_of=DUE) == DUE
    assert known(DUE, as_of=BEFORE) is None
    assert known(None, as_of=DUE) is None


def test_a_promise_withdrawn_and_delivered_all_the_same_stays_withdrawn_day_by_day() -> None:
    seen = [on(BEFORE + timedelta(days=day), delivered=DUE, withdrawn=BEFORE)[0] for day in range(-1, 4)]
    assert seen == ["pending", "withdrawn", "withdrawn", "withdrawn", "withdrawn"]


@pytest.mark.parametrize("delivered", [None, BEFORE, DUE, AFTER])
@pytest.mark.parametrize("withdrawn", [None, BEFORE, DUE, AFTER])
def test_what_is_still_owed_is_always_missed(delivered: date | None, withdrawn: date | None) -> None:
    for days in range(-4, 6):
        state, owed = on(DUE + timedelta(days=days), delivered=delivered, withdrawn=withdrawn)
        assert not owed or state == PromiseState.MISSED


def test_days_late_are_calendar_days_from_the_promised_day() -> None:
    assert days_late(AS_OF, promised_on=DUE, delivered_on=AFTER) == 2
    assert days_late(AS_OF, promised_on=DUE) == 4
    assert days_late(AS_OF, promised_on=DUE, delivered_on=AS_OF + timedelta(days=1)) == 4
    assert days_late(AS_OF, promised_on=DUE, delivered_on=BEFORE) == 0
    assert days_late(BEFORE, promised_on=DUE) == 0


def test_due_are_kept_missed_and_pending_and_withdrawn_stand_beside() -> None:
    assert PromiseCounts(kept=41, missed=3, pending=2, withdrawn=7).due == 46


def test_the_rate_is_kept_of_kept_and_missed_to_four_places() -> None:
    assert PromiseCounts(kept=41, missed=3, pending=9, withdrawn=9).on_time_rate == 0.9318
    assert PromiseCounts(kept=2, missed=1).on_time_rate == 0.6667
    assert PromiseCounts(missed=3).on_time_rate == 0.0


def test_without_a_denominator_there_is_no_rate() -> None:
    assert PromiseCounts().on_time_rate is None
    assert PromiseCounts(pending=4, withdrawn=2).on_time_rate is None


def test_a_promise_is_over_once_delivered_or_withdrawn() -> None:
    day = date(2026, 11, 20)
    assert over_since(delivered_on=None, withdrawn_on=None) == ""
    assert over_since(delivered_on=day, withdrawn_on=None) == "delivered on 20 November 2026"
    assert over_since(delivered_on=None, withdrawn_on=day) == "withdrawn on 20 November 2026"


def test_a_move_takes_a_reason_once_the_day_is_over() -> None:
    day = date(2026, 11, 20)
    assert [move_takes_a_reason(day + timedelta(days=n), promised_on=day) for n in (-1, 0, 1)] == [
        False,
        False,
        True,
    ]
