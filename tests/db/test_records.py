"""Changes of one record by hand: who may, what follows, and what a second person is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from sqlalchemy.orm import Session

from db.changes import ChangedMeanwhile
from db.changes.records import correct_day, deliver, mark_same_as, move, set_tier, withdraw
from db.engine import Store, reading, transaction
from db.intake.fields import Kind
from db.models import Complaint, Customer, Event, Promise, PromiseDay
from db.queries.figures import still_owed, week_figures
from meeting.errors import MeetingError, NotAllowed, NotUnderstood
from meeting.permissions import Actor
from meeting.weeks import parse_week
from meeting.words import Role, Tier, WithdrawnBy
from tests.db.stores import NOW, TODAY, Bring, contents, one_of, rows_of, wrong

CHLOE = Actor("Chloe", Role.MANAGER)
BEN = Actor("Ben", Role.MEMBER)
FAY = Actor("Fay", Role.FACILITATOR)
Act = Callable[[Session], object]

deliver_it = partial(deliver, on=date(2026, 11, 20), today=TODAY, now=NOW)
withdraw_it = partial(
    withdraw, on=date(2026, 11, 20), by=WithdrawnBy.CUSTOMER, reason="", today=TODAY, now=NOW
)
move_it = partial(move, to=date(2026, 12, 1), reason="Parts are late", today=TODAY, now=NOW)
correct_it = partial(correct_day, to=date(2026, 12, 1), reason="Typed wrongly", now=NOW)


@pytest.fixture
def promise_id(bring: Bring, store: Store) -> int:
    bring(Kind.PROMISES, [{"reference": "1", "customer": "Acme", "promised_on": "2026-11-18"}])
    found: int = one_of(store, Promise, reference="1")["id"]
    return found


def act(store: Store, what: Act) -> None:
    with transaction(store) as session:
        what(session)


def test_a_delivered_promise_has_its_day(store: Store, promise_id: int) -> None:
    act(store, lambda session: deliver_it(session, promise_id, seen=1, actor=CHLOE))
    assert one_of(store, Promise, id=promise_id)["delivered_on"] == date(2026, 11, 20)
    assert wrong(store) == []


def test_nothing_is_delivered_or_withdrawn_on_a_day_to_come(store: Store, promise_id: int) -> None:
    before = contents(store)
    tomorrow = date(2026, 11, 23)
    for one in (deliver_it, withdraw_it):
        with pytest.raises(NotUnderstood, match="still to come"), transaction(store) as session:
            one(session, promise_id, seen=1, actor=CHLOE, on=tomorrow)
    assert contents(store) == before


@pytest.mark.parametrize("first", [deliver_it, withdraw_it])
@pytest.mark.parametrize("then", [move_it, withdraw_it])
def test_what_is_over_is_neither_moved_nor_withdrawn(
    store: Store, promise_id: int, first: Callable[..., object], then: Callable[..., object]
) -> None:
    act(store, lambda session: first(session, promise_id, seen=1, actor=CHLOE))
    before = contents(store)
    with (
        pytest.raises(NotUnderstood, match=r"so it is over\. Nothing was saved"),
        transaction(store) as session,
    ):
        then(session, promise_id, seen=2, actor=CHLOE)
    assert contents(store) == before


def test_a_missed_day_is_moved_with_a_reason_alone(store: Store, promise_id: int) -> None:
    with pytest.raises(NotUnderstood, match="takes a reason"), transaction(store) as session:
        move_it(session, promise_id, seen=1, actor=CHLOE, reason=" ")
    act(store, lambda session: move_it(session, promise_id, seen=1, actor=CHLOE))


def test_a_moved_promise_keeps_its_first_day_and_says_when_it_was_moved(
    store: Store, promise_id: int
) -> None:
    act(store, lambda session: move_it(session, promise_id, seen=1, actor=CHLOE))
    row = one_of(store, Promise, id=promise_id)
    assert row["promised_on"] == date(2026, 12, 1)
    assert (row["promised_week"], row["first_promised_week"]) == ("2026-W49", "2026-W47")
    assert row["first_promised_on"] == date(2026, 11, 18)
    first, second = rows_of(store, PromiseDay)
    assert (first["day"], first["said_on"], first["replaced_on"]) == (date(2026, 11, 18), None, TODAY)
    assert (second["day"], second["said_on"], second["replaced_on"]) == (date(2026, 12, 1), TODAY, None)
    assert [event["reason"] for event in rows_of(store, Event)][-1] == "Parts are late"


def test_a_day_moved_once_it_is_over_stays_missed_and_the_new_one_counts_in_its_own_week(
    store: Store, promise_id: int
) -> None:
    act(store, lambda session: move_it(session, promise_id, seen=1, actor=CHLOE))
    weeks = [parse_week("2026-W47"), parse_week("2026-W49")]
    with reading(store) as session:
        then, now = week_figures(session, weeks, as_of=TODAY)
        owed = still_owed(session, as_of=TODAY)
    assert (then.moved, then.moved_afterwards, then.promises.missed) == (0, 1, 1)
    assert (now.promises.pending, now.promises.due) == (1, 1)
    assert (owed.count, owed.oldest) == (1, date(2026, 11, 18))
    day = date(2026, 12, 1)
    act(store, lambda session: deliver_it(session, promise_id, seen=2, actor=CHLOE, on=day, today=day))
    with reading(store) as session:
        then, now = week_figures(session, weeks, as_of=date(2026, 12, 2))
        assert still_owed(session, as_of=date(2026, 12, 2)).count == 0
    assert (then.promises.missed, now.promises.kept) == (1, 1)


def test_a_corrected_day_is_no_move(store: Store, promise_id: int) -> None:
    act(store, lambda session: correct_it(session, promise_id, seen=1, actor=CHLOE))
    row = one_of(store, Promise, id=promise_id)
    assert (row["promised_on"], row["first_promised_on"]) == (date(2026, 12, 1), date(2026, 12, 1))
    (day,) = rows_of(store, PromiseDay)
    assert (day["day"], day["said_on"], day["replaced_on"]) == (date(2026, 12, 1), None, None)
    with pytest.raises(NotUnderstood, match="takes a reason"):
        act(store, lambda session: correct_it(session, promise_id, seen=2, actor=CHLOE, reason=" "))


@pytest.mark.parametrize("one", [deliver_it, withdraw_it, move_it, correct_it])
def test_the_second_of_two_people_is_told_and_changes_nothing(
    store: Store, promise_id: int, one: Callable[..., None]
) -> None:
    act(store, lambda session: deliver_it(session, promise_id, seen=1, actor=CHLOE, on=date(2026, 11, 19)))
    before = contents(store)
    with pytest.raises(ChangedMeanwhile, match="Somebody else changed this promise"):
        act(store, lambda session: one(session, promise_id, seen=1, actor=CHLOE))
    assert contents(store) == before


@pytest.mark.parametrize(
    ("one", "actor"),
    [*((one, BEN) for one in (deliver_it, withdraw_it, move_it, correct_it)), (correct_it, FAY)],
)
def test_who_may_not_changes_nothing(
    store: Store, promise_id: int, one: Callable[..., None], actor: Actor
) -> None:
    before = contents(store)
    with pytest.raises(NotAllowed):
        act(store, lambda session: one(session, promise_id, seen=1, actor=actor))
    assert contents(store) == before


def test_a_tier_is_set_for_many_or_for_none(store: Store, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, [{"reference": f"C{number}", "name": f"Customer {number}"} for number in range(3)])
    ids = [row["id"] for row in rows_of(store, Customer)]
    act(
        store,
        lambda session: set_tier(session, [(one, 1) for one in ids], tier=Tier.A, actor=FAY, now=NOW),
    )
    assert {row["tier"] for row in rows_of(store, Customer)} == {"A"}
    before = contents(store)
    with pytest.raises(MeetingError):
        act(
            store,
            lambda session: set_tier(session, [(ids[0], 2), (ids[1], 1)], tier=None, actor=FAY, now=NOW),
        )
    assert contents(store) == before


def test_complaints_that_are_the_same_are_counted_once(store: Store, bring: Bring) -> None:
    rows = [{"reference": str(number), "received_on": "2026-11-18", "text": "Broken"} for number in range(3)]
    bring(Kind.COMPLAINTS, rows)
    first, second, third = (row["id"] for row in rows_of(store, Complaint))
    same = partial(mark_same_as, actor=CHLOE, now=NOW)
    act(store, lambda session: same(session, second, seen=1, other_id=first))
    with reading(store) as session:
        (week,) = week_figures(session, [parse_week("2026-W47")], as_of=TODAY)
    assert week.complaints.received == 2
    for one, other in ((third, second), (first, third), (third, third), (third, 999)):
        with pytest.raises(NotUnderstood), transaction(store) as session:
            same(session, one, seen=1, other_id=other)
    act(store, lambda session: same(session, second, seen=2, other_id=None))
    assert one_of(store, Complaint, id=second)["same_as_id"] is None
    assert wrong(store) == []
