"""What the meeting talks about besides a week's own figures: what came in late, repeats, what was sold soon."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from db.changes import Changes, table_of
from db.changes.records import mark_same_as, move
from db.changes.undo_import import undo_import
from db.engine import Store, reading, rehearsal, transaction
from db.intake.fields import Kind
from db.models import Complaint, Event, Meeting, Promise
from db.queries import evidence
from db.queries.talk import came_in_late, repeats, shortest_notice
from meeting.board import EVERYTHING, PromiseRow
from meeting.permissions import COMMAND_LINE
from meeting.promises import PromiseState
from meeting.talk import CameInLate, ShortNotice
from meeting.weeks import Week, week_of
from tests.db.recount import LAST, WEEKS, Recount, World, moments, put, worlds
from tests.db.stores import NOW, TODAY, Bring, one_of

WEEK = Week(2026, 46)
few = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def last_event(session: Session) -> int:
    return session.scalar(select(func.coalesce(func.max(table_of(Event).c.seq), 0))) or 0


def so_far(store: Store) -> int:
    with reading(store) as session:
        return last_event(session)


def review(session: Session, *weeks: Week, held_on: date) -> None:
    """A meeting that was held and closed. Its own events do not matter here."""
    values = {
        "held_on": held_on,
        "weeks": json.dumps([str(week) for week in weeks]),
        "is_open": None,
        "leader": "Ana",
        "started_at": NOW,
        "closed_at": NOW,
        "agenda": "",
        "times_closed": 1,
    }
    changes = Changes(session, actor=COMMAND_LINE, now=NOW)
    changes.create(Meeting, values, action="start meeting")
    changes.write()


@pytest.fixture
def reviewed(store: Store) -> None:
    """Meetings have reviewed the weeks from W23 on, the first of June."""
    with transaction(store) as session:
        review(session, Week(2026, 24), Week(2026, 23), held_on=date(2026, 6, 15))
        review(session, Week(2026, 46), held_on=date(2026, 11, 16))


def late(store: Store, since: int, *, upto: Week = WEEK, as_of: date = TODAY) -> CameInLate:
    with reading(store) as session:
        return came_in_late(session, since=since, upto=upto, as_of=as_of)


def repeated(store: Store, week: Week = WEEK, *, as_of: date = TODAY) -> dict[tuple[str, str], int]:
    with reading(store) as session:
        return repeats(session, week, as_of=as_of)


def shortest(store: Store, week: Week = WEEK, *, as_of: date = TODAY, most: int = 5) -> list[tuple[str, int]]:
    with reading(store) as session:
        found = shortest_notice(session, week, as_of=as_of, most=most)
    assert all(one.days == (one.promise.promised_on - one.made_on).days for one in found)
    return [(one.promise.reference, one.days) for one in found]


def promise(reference: str, promised_on: str, **fields: str) -> dict[str, str]:
    days = dict.fromkeys(("made_on", "delivered_on", "withdrawn_on"), "")
    return (
        {"reference": reference, "customer": "Acme", "what": "A door", "promised_on": promised_on}
        | days
        | fields
    )


def complaint(reference: str, received_on: str, **fields: str) -> dict[str, str]:
    return {"reference": reference, "customer": "Acme", "received_on": received_on} | fields


def said(found: CameInLate) -> list[tuple[str | None, list[str]]]:
    """The references of each miss: its promise's, its complaints'."""
    return [
        (miss.promise.reference if miss.promise else None, [one.reference for one in miss.complaints])
        for miss in found.misses
    ]


@pytest.mark.usefixtures("reviewed")
def test_what_comes_in_after_a_review_for_the_week_reviewed_came_in_late(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, [promise("known", "2026-11-12"), promise("kept", "2026-11-12")])
    since = so_far(store)
    bring(
        Kind.PROMISES,
        [
            promise("late", "2026-11-12", delivered_on="2026-11-13"),
            promise("older", "2026-10-01"),
            promise("run", "2026-11-12", delivered_on="2026-11-12"),
            promise("this week", "2026-11-17"),
            promise("this week's run", "2026-11-17", delivered_on="2026-11-17"),
            promise("to come", "2026-11-30"),
        ],
        name="later.csv",
    )
    bring(Kind.COMPLAINTS, [complaint("C1", "2026-11-15"), complaint("C2", "2026-11-16")])
    bring(
        Kind.WINS,
        [
            {"reference": "W1", "happened_on": "2026-11-15", "text": "Second", "people": "Ana Ruiz"},
            {"reference": "W2", "happened_on": "2026-11-16", "text": "This week", "people": ""},
            {"reference": "W3", "happened_on": "2026-11-09", "text": "First", "people": ""},
        ],
    )
    found = late(store, since)
    assert said(found) == [("older", []), (None, ["C1"]), ("late", [])]
    assert [(win.text, win.people) for win in found.wins] == [("First", ()), ("Second", ("Ana Ruiz",))]
    assert found.runs == 1
    assert not found.is_empty
    assert late(store, so_far(store)) == CameInLate()
    assert late(store, so_far(store)).is_empty


@pytest.mark.usefixtures("reviewed")
def test_what_was_known_and_changed_since_did_not_come_in_late(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, [promise("1", "2026-11-12"), promise("2", "2026-11-13")])
    since = so_far(store)
    bring(Kind.PROMISES, [promise("1", "2026-11-11"), promise("2", "2026-11-13", what="Two doors")])
    with transaction(store) as session:
        row = one_of(store, Promise, reference="2")
        move(
            session,
            row["id"],
            seen=row["version"],
            to=date(2026, 11, 14),
            today=TODAY,
            reason="As agreed",
            actor=COMMAND_LINE,
            now=NOW,
        )
    assert so_far(store) > since
    assert late(store, since).is_empty


@pytest.mark.usefixtures("reviewed")
def test_a_late_complaint_is_one_row_with_its_promise_only_when_that_is_late_too(
    store: Store, bring: Bring
) -> None:
    bring(Kind.PROMISES, [promise("known", "2026-11-12")])
    since = so_far(store)
    bring(Kind.PROMISES, [promise("late", "2026-11-12", customer="Beta")])
    bring(
        Kind.COMPLAINTS,
        [
            complaint("about known", "2026-11-13", promise="known"),
            complaint("about late", "2026-11-13", promise="late", customer="Beta"),
        ],
    )
    assert said(late(store, since)) == [("late", ["about late"]), (None, ["about known"])]


@pytest.mark.usefixtures("reviewed")
def test_a_late_complaint_that_is_the_same_as_another_is_counted_with_it(store: Store, bring: Bring) -> None:
    bring(Kind.COMPLAINTS, [complaint("known", "2026-11-12")])
    since = so_far(store)
    bring(Kind.COMPLAINTS, [complaint("again", "2026-11-13")], name="later.csv")
    assert said(late(store, since)) == [(None, ["again"])]
    known, again = (one_of(store, Complaint, reference=name)["id"] for name in ("known", "again"))
    with transaction(store) as session:
        mark_same_as(session, again, seen=1, other_id=known, actor=COMMAND_LINE, now=NOW)
    assert late(store, since).is_empty


def undo(store: Store, run_id: int | None) -> None:
    with transaction(store) as session:
        undo_import(session, run_id or 0, actor=COMMAND_LINE, now=NOW)


@pytest.mark.usefixtures("reviewed")
def test_what_was_taken_back_did_not_come_in_and_comes_in_late_with_the_next_file(
    store: Store, bring: Bring
) -> None:
    rows = [promise("1", "2026-11-12")]
    undo(store, bring(Kind.PROMISES, rows).run_id)
    since = so_far(store)
    again = bring(Kind.PROMISES, rows, name="again.csv")
    assert said(late(store, since)) == [("1", [])]
    undo(store, again.run_id)
    assert late(store, since).is_empty
    bring(Kind.PROMISES, rows, name="once more.csv")
    assert said(late(store, since)) == [("1", [])]


@pytest.mark.usefixtures("reviewed")
def test_what_was_there_at_the_review_is_not_late_though_its_file_was_taken_back_and_brought_again(
    store: Store, bring: Bring
) -> None:
    rows = [promise("1", "2026-11-12")]
    first = bring(Kind.PROMISES, rows)
    since = so_far(store)
    undo(store, first.run_id)
    bring(Kind.PROMISES, rows, name="again.csv")
    assert late(store, since).is_empty
    assert said(late(store, 0)) == [("1", [])]


@pytest.mark.usefixtures("reviewed")
def test_more_than_one_handful_of_late_rows_are_all_there_in_the_order_of_the_meeting(
    store: Store, bring: Bring
) -> None:
    days = [date(2026, 6, 1) + timedelta(days=number % 160) for number in range(1200)]
    bring(Kind.PROMISES, [promise(f"{number}", f"{day}") for number, day in enumerate(days)])
    found = late(store, 0)
    assert len(found.misses) == 1200
    assert [miss.days for miss in found.misses] == sorted((miss.days for miss in found.misses), reverse=True)


@few
@given(world=worlds(), as_of=moments, part=st.sampled_from([0.0, 0.3, 0.6, 0.9]))
def test_all_that_came_in_late_is_what_its_weeks_count_of_it(
    store: Store, world: World, as_of: date, part: float
) -> None:
    recount = Recount(world, as_of, EVERYTHING)
    with rehearsal(store) as session:
        first = last_event(session)
        ids = put(session, world)
        # Of the three weeks, meetings have reviewed those after the first.
        review(session, *WEEKS[1:], held_on=LAST)
        since = first + int(part * (last_event(session) - first))
        columns = table_of(Event).c
        events = select(columns.what, columns.record_id).where(columns.seq > since)
        new = {(what, record_id) for what, record_id in session.execute(events)}

        def late_ones(what: str, numbers: Iterable[int], named: list[int]) -> list[int]:
            return sorted(named[number] for number in numbers if (what, named[number]) in new)

        for upto in WEEKS[1:]:
            weeks = [week for week in WEEKS[1:] if week <= upto]
            missed = {one for week in weeks for _, one in recount.in_state(week, PromiseState.MISSED)}
            kept = [one for week in weeks for _, one in recount.in_state(week, PromiseState.KEPT)]
            received = {number for week in weeks for number in recount.complaints(week)}
            won = {number for week in weeks for number in recount.wins(week)}
            found = came_in_late(session, since=since, upto=upto, as_of=as_of)
            promised = sorted(miss.promise.id for miss in found.misses if miss.promise)
            assert promised == late_ones("promise", missed, ids.promises)
            told = sorted(one.id for miss in found.misses for one in miss.complaints)
            assert told == late_ones("complaint", received, ids.complaints)
            assert sorted(win.id for win in found.wins) == late_ones("win", won, ids.wins)
            assert found.runs == len(late_ones("promise", kept, ids.promises))


def test_before_any_meeting_was_closed_nothing_is_late(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, [promise("1", "2026-11-12")])
    assert late(store, 0).is_empty


@pytest.mark.usefixtures("reviewed")
def test_history_from_before_the_first_meeting_ever_is_not_late(store: Store, bring: Bring) -> None:
    rows = [promise("history", "2026-05-29"), promise("first week", "2026-06-01")]
    bring(Kind.PROMISES, rows)
    bring(Kind.COMPLAINTS, [complaint("C1", "2026-05-31"), complaint("C2", "2026-06-02")])
    bring(Kind.WINS, [{"reference": "W1", "happened_on": "2026-05-31"}])
    found = late(store, 0)
    assert sorted(said(found), key=str) == [("first week", []), (None, ["C2"])]
    assert found.wins == ()


def test_the_same_breakdown_twice_in_eight_weeks_is_a_repeat(store: Store, bring: Bring) -> None:
    bring(
        Kind.COMPLAINTS,
        [
            # Eight weeks up to W46 begin on Monday 21 September.
            complaint("1", "2026-09-20", breakdown="quality"),
            complaint("2", "2026-09-21", breakdown="quality"),
            complaint("3", "2026-11-15", breakdown="quality"),
            complaint("4", "2026-11-16", breakdown="quality"),
            complaint("5", "2026-11-10", breakdown="damaged"),
            complaint("6", "2026-09-20", breakdown="damaged"),
            complaint("7", "2026-11-10", breakdown="billing", customer="Beta"),
            complaint("8", "2026-11-10", breakdown="billing"),
        ],
    )
    assert repeated(store) == {("Acme", "quality"): 2}
    assert repeated(store, WEEK.shifted(1)) == {("Acme", "quality"): 2}
    assert repeated(store, WEEK.shifted(-1)) == {}


def test_a_repeat_that_did_not_happen_in_the_week_itself_is_not_told(store: Store, bring: Bring) -> None:
    bring(Kind.COMPLAINTS, [complaint("1", "2026-10-20"), complaint("2", "2026-10-27")])
    assert repeated(store) == {}
    assert repeated(store, Week(2026, 44)) == {("Acme", "other"): 2}


def test_missed_promises_and_complaints_of_one_breakdown_count_together(store: Store, bring: Bring) -> None:
    bring(
        Kind.PROMISES,
        [
            promise("1", "2026-10-27", delivered_on="2026-10-28"),
            promise("2", "2026-11-12"),
            promise("kept", "2026-11-12", delivered_on="2026-11-12"),
            promise("withdrawn", "2026-11-12", withdrawn_on="2026-11-11"),
        ],
    )
    assert repeated(store) == {("Acme", "late"): 2}
    bring(Kind.COMPLAINTS, [complaint("C1", "2026-11-03", breakdown="late")])
    assert repeated(store) == {("Acme", "late"): 3}
    # On its own day the second was not missed yet.
    assert repeated(store, as_of=date(2026, 11, 12)) == {}


def test_a_complaint_about_a_promise_missed_in_its_week_is_one_with_it(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, [promise("1", "2026-11-10")])
    rows = [
        complaint("C1", "2026-11-12", breakdown="late", promise="1"),
        complaint("C2", "2026-11-13", breakdown="late", promise="1"),
    ]
    bring(Kind.COMPLAINTS, rows)
    assert repeated(store) == {}
    bring(Kind.COMPLAINTS, [complaint("C3", "2026-11-16", breakdown="late", promise="1")])
    assert repeated(store, WEEK.shifted(1)) == {("Acme", "late"): 2}


def test_what_a_complaint_says_of_a_missed_promise_besides_counts_for_the_promises_customer(
    store: Store, bring: Bring
) -> None:
    bring(Kind.PROMISES, [promise("1", "2026-11-03"), promise("2", "2026-11-10")])
    bring(
        Kind.COMPLAINTS,
        [
            complaint("C1", "2026-11-04", breakdown="damaged", promise="1"),
            complaint("C2", "2026-11-12", breakdown="damaged", promise="2", customer=""),
            complaint("C3", "2026-11-12", breakdown="attitude", customer=""),
            complaint("C4", "2026-11-12", breakdown="attitude", customer=""),
        ],
    )
    assert repeated(store) == {("Acme", "late"): 2, ("Acme", "damaged"): 2}


def test_one_thing_told_by_two_callers_is_no_repeat(store: Store, bring: Bring) -> None:
    bring(Kind.COMPLAINTS, [complaint("1", "2026-11-10"), complaint("2", "2026-11-11")])
    assert repeated(store) == {("Acme", "other"): 2}
    first, second = (one_of(store, Complaint, reference=name)["id"] for name in "12")
    with transaction(store) as session:
        mark_same_as(session, second, seen=1, other_id=first, actor=COMMAND_LINE, now=NOW)
    assert repeated(store) == {}


def test_two_customers_of_one_name_do_not_make_one_repeat(store: Store, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, [{"reference": name, "name": "Smith"} for name in ("S1", "S2")])
    rows = [complaint("1", "2026-11-10", customer="S1"), complaint("2", "2026-11-11", customer="S2")]
    bring(Kind.COMPLAINTS, rows)
    assert repeated(store) == {}
    bring(Kind.COMPLAINTS, [complaint("3", "2026-11-12", customer="S2")])
    assert repeated(store) == {("Smith", "other"): 2}
    bring(Kind.COMPLAINTS, [complaint("4", "2026-11-12", customer="S1")])
    assert repeated(store) == {("Smith", "other"): 2}


def test_eight_weeks_reach_over_the_new_year_through_week_53(store: Store, bring: Bring) -> None:
    bring(
        Kind.COMPLAINTS,
        [complaint("1", "2020-11-15"), complaint("2", "2020-11-16"), complaint("3", "2021-01-09")],
    )
    assert repeated(store, Week(2021, 1)) == {("Acme", "other"): 2}
    bring(Kind.COMPLAINTS, [complaint("4", "2020-12-31")])
    assert repeated(store, Week(2021, 1)) == {("Acme", "other"): 3}
    assert repeated(store, Week(2020, 53)) == {("Acme", "other"): 3}


def test_what_was_promised_last_week_for_the_nearest_days_is_at_the_shortest_notice(
    store: Store, bring: Bring
) -> None:
    rows = [
        promise("same day", "2026-11-13", made_on="2026-11-13"),
        promise("three days", "2026-11-12", made_on="2026-11-09"),
        promise("six days", "2026-11-21", made_on="2026-11-15"),
        promise("a year", "2027-11-12", made_on="2026-11-12"),
        promise("delivered", "2026-11-11", made_on="2026-11-10", delivered_on="2026-11-11"),
        promise("week before", "2026-11-09", made_on="2026-11-08"),
        promise("week after", "2026-11-16", made_on="2026-11-16"),
        promise("day unknown", "2026-11-10"),
        promise("wrongly typed", "2026-11-09", made_on="2026-11-12"),
    ]
    bring(Kind.PROMISES, rows)
    everything = [("same day", 0), ("delivered", 1), ("three days", 3), ("six days", 6), ("a year", 365)]
    assert shortest(store) == everything
    assert shortest(store, most=2) == everything[:2]
    assert shortest(store, as_of=date(2026, 11, 12)) == [("delivered", 1), ("three days", 3), ("a year", 365)]
    assert shortest(store, WEEK.shifted(-1)) == [("week before", 1)]
    assert shortest(store, WEEK.shifted(-2)) == []


def test_at_equal_notice_the_day_that_comes_first_stands_first(store: Store, bring: Bring) -> None:
    days = [("2026-11-13", "2026-11-11"), ("2026-11-11", "2026-11-09"), ("2026-11-12", "2026-11-10")]
    rows = [promise(f"{number}", day, made_on=made) for number, (day, made) in enumerate(days)]
    bring(Kind.PROMISES, rows)
    assert shortest(store) == [("1", 2), ("2", 2), ("0", 2)]


@few
@given(world=worlds(), as_of=moments)
def test_the_shortest_notice_is_that_of_the_promises_given_in_the_week(
    store: Store, world: World, as_of: date
) -> None:
    there = Recount(world, as_of, EVERYTHING).promises()
    with rehearsal(store) as session:
        ids = put(session, world)
        for week in WEEKS:
            given_then = sorted(
                ((one.days[0].day - one.made_on).days, one.days[0].day, ids.promises[number], one.made_on)
                for number in there
                if (one := world.promises[number]).made_on is not None
                and week_of(one.made_on) == week
                and one.days[0].day >= one.made_on
            )
            found = shortest_notice(session, week, as_of=as_of, most=3)
            assert [(one.promise.id, one.made_on, one.days) for one in found] == [
                (number, made_on, days) for days, _, number, made_on in given_then[:3]
            ]
            rows = {(row.id, row.promised_on): row for row in _in_any_state(session, found, as_of)}
            assert all(one.promise == rows[one.promise.id, one.promise.promised_on] for one in found)


def _in_any_state(session: Session, found: tuple[ShortNotice, ...], as_of: date) -> Iterator[PromiseRow]:
    """The rows as the board shows them."""
    for week in {week_of(one.promise.promised_on) for one in found}:
        for state in PromiseState:
            yield from evidence.promises_in_state(session, week, state, as_of=as_of)
        yield from evidence.moved_out(session, week, as_of=as_of)


@contextmanager
def _asking(store: Store) -> Iterator[list[tuple[str, object]]]:
    """The statements the read engine is given."""
    asked: list[tuple[str, object]] = []

    def before(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(store.read_engine, "before_cursor_execute", before)
    try:
        yield asked
    finally:
        event.remove(store.read_engine, "before_cursor_execute", before)


@pytest.mark.parametrize(
    "ask",
    [
        lambda session: came_in_late(session, since=1, upto=WEEK, as_of=TODAY),
        lambda session: repeats(session, WEEK, as_of=TODAY),
        lambda session: shortest_notice(session, WEEK, as_of=TODAY),
    ],
    ids=["came in late", "repeats", "shortest notice"],
)
def test_no_question_goes_through_a_whole_table(
    sqlite_store: Store, tmp_path: Path, ask: Callable[[Session], object]
) -> None:
    bring = Bring(sqlite_store, tmp_path)
    bring(Kind.PROMISES, [promise(f"{number}", "2026-11-12", made_on="2026-11-10") for number in range(9)])
    bring(Kind.COMPLAINTS, [complaint("C1", "2026-11-12")])
    bring(Kind.WINS, [{"reference": "W1", "happened_on": "2026-11-12"}])
    with transaction(sqlite_store) as session:
        review(session, WEEK, held_on=TODAY)
    with reading(sqlite_store) as session, _asking(sqlite_store) as asked:
        assert ask(session)
        statements = list(asked)
        plans = [
            row[3]
            for statement, parameters in statements
            for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        ]
    assert statements
    # There are few meetings, and no more than one is looked at.
    assert [plan for plan in plans if plan.startswith("SCAN") and "meeting_by_day" not in plan] == []
    # Nor through all complaints that are the same as no other.
    assert not any("complaint_same_as (same_as_id=?)" in plan and "copies" not in plan for plan in plans)
    # By what they are about, nearly all events would be looked at.
    assert not any("event_record" in plan for plan in plans)
