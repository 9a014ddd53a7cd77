"""Done on time, of all and of each team: what the database tells equals a recount of any history, change by change, and
no trick moves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from db.engine import Store, rehearsal
from db.queries.due import first_due
from db.replay import replay_differences
from meeting.on_time import OnTime, by_team, done_on_time
from tests.db.monday import MONDAY
from tests.db.pencil import TEAMS, Pencil

SUNDAY = MONDAY + timedelta(days=6)
Step = tuple[Any, ...]
History = Sequence[Step]
days = st.integers(0, 20)
places = st.integers(0, 3)
tricks = st.one_of(
    st.tuples(st.just("tick"), places, st.booleans()),
    st.tuples(st.just("move"), places, days),
    st.tuples(st.just("give"), places, st.sampled_from([*TEAMS])),
    st.tuples(st.just("part"), places, days),
    st.tuples(st.just("drop"), places),
    st.tuples(st.just("undo"), places),
    st.tuples(st.just("undo"), places),
    st.tuples(st.just("team"), st.sampled_from([*TEAMS]), st.sampled_from(["Service", "Sales", ""])),
    st.tuples(st.just("close")),
    st.tuples(st.just("wait"), st.integers(1, 5)),
)
steps = st.one_of(st.tuples(st.just("add"), st.sampled_from([*TEAMS, ""]), days), tricks, tricks)


def recounted(store: Store, history: History) -> None:
    with rehearsal(store) as session:
        pencil = Pencil(session)
        for step in history:
            pencil.step(*step)
        for first in (MONDAY, MONDAY + timedelta(days=7)):
            span = {"first": first, "last": first + timedelta(days=13), "today": pencil.today}
            rows = first_due(session, first, span["last"])
            counts = {team: pencil.counts(first, span["last"], team=team) for team in ("Sales", "Service")}
            assert done_on_time(rows, **span) == pencil.counts(first, span["last"])
            # Of a day that is not over yet nobody knows the evening.
            assert by_team(rows, **span) == {team: found for team, found in counts.items() if found.over}
            for team, found in counts.items():
                assert done_on_time(first_due(session, first, span["last"], team=team), **span) == found
        assert not list(replay_differences(session))


many: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    # Each example is undone in the end, so one store serves them all.
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@tries(max_examples=60, **many)
@given(st.lists(steps, min_size=4, max_size=16))
def test_the_counts_are_those_of_a_recount_of_any_history(store: Store, history: History) -> None:
    recounted(store, history)


AGREED: History = [("add", "Ana", 4), ("add", "Ben", 4), ("add", "Chloe", 4), ("tick", 1, True), ("close",)]
"""Ben's is done in time; Ana's and Chloe's are not, and their day is Friday."""
TRICKS: dict[str, History] = {
    "a part of it done": [("part", 0, 9)],
    "a part of it done, and the rest as well": [("part", 0, 9), ("tick", 0, True)],
    "given to another team": [("give", 0, "Chloe")],
    "given away and back": [("give", 0, "Chloe"), ("give", 0, "Ana")],
    "undone": [("undo", 0)],
    "moved": [("move", 0, 9)],
    "moved, and the move undone": [("move", 0, 9), ("undo", 0)],
    "dropped": [("drop", 0)],
    "dropped, and taken up again": [("drop", 0), ("undo", 0)],
    "ticked too late, undone and ticked again": [("tick", 0, True), ("undo", 0), ("undo", 0)],
    "its owner in another team": [("team", "Ana", "Sales")],
    "its owner in no team": [("team", "Ana", "")],
    "all of them": [
        *(("part", 0, 9), ("give", 0, "Chloe"), ("undo", 0), ("move", 0, 12), ("give", 0, "Dev"), ("close",)),
        *(("team", "Ana", "Sales"), ("drop", 0), ("undo", 0), ("wait", 3), ("tick", 0, True), ("undo", 0)),
        *(("undo", 0), ("undo", 0), ("give", 0, "Ben"), ("team", "Ana", ""), ("drop", 0), ("close",)),
    ],
}
HELD = OnTime(1, 3), {"Sales": OnTime(0, 1), "Service": OnTime(1, 2)}


def played(store: Store, history: History) -> tuple[OnTime, dict[str, OnTime]]:
    with rehearsal(store) as session:
        pencil = Pencil(session)
        for step in history:
            pencil.step(*step)
        span: dict[str, date] = {"first": MONDAY, "last": SUNDAY, "today": pencil.today}
        rows = first_due(session, MONDAY, SUNDAY)
        return done_on_time(rows, **span), by_team(rows, **span)


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
def test_after_its_day_no_trick_moves_the_rate_of_all_or_of_a_team(store: Store, trick: History) -> None:
    history = [*AGREED, ("wait", 5), *trick, ("wait", 5)]
    recounted(store, history)
    assert played(store, history) == HELD


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
def test_before_its_day_no_trick_moves_the_rate_of_all(store: Store, trick: History) -> None:
    history = [*AGREED, *(step for step in trick if step[0] not in ("tick", "wait")), ("wait", 5)]
    recounted(store, history)
    assert played(store, history)[0] == HELD[0]


def test_a_tick_that_was_undone_in_time_is_had_back_too_late(store: Store) -> None:
    history = [*AGREED, ("tick", 0, True), ("undo", 0), ("wait", 5), ("undo", 0), ("wait", 1)]
    recounted(store, history)
    assert played(store, history) == HELD


def test_what_was_done_in_time_and_opened_again_by_mistake_is_had_back_as_done_in_time(store: Store) -> None:
    history = [*AGREED, ("tick", 0, True), ("wait", 5), ("tick", 0, False), ("undo", 0), ("wait", 1)]
    recounted(store, history)
    assert played(store, history)[0] == OnTime(2, 3)


def test_what_was_taken_back_later_than_it_was_added_stays_among_what_was_due(store: Store) -> None:
    added = [("add", name, 4) for name in ("Ana", "Ben")]
    assert played(store, [*added, ("undo", 0), ("wait", 5)])[0] == OnTime(0, 1)
    assert played(store, [*added, ("wait", 1), ("undo", 0), ("wait", 5)])[0] == OnTime(0, 2)
    assert played(store, [*added, ("tick", 0, True), ("wait", 6), ("undo", 1)])[0] == OnTime(1, 2)


def test_it_counts_for_the_team_of_whoever_had_it_on_the_evening_of_its_day(store: Store) -> None:
    given_on = {"the day before": 3, "its day": 4, "the day after": 5}
    teams = {
        day: played(store, [("add", "Ana", 4), ("wait", wait), ("give", 0, "Chloe"), ("wait", 6 - wait)])[1]
        for day, wait in given_on.items()
    }
    assert teams == {
        "the day before": {"Sales": OnTime(0, 1)},
        "its day": {"Sales": OnTime(0, 1)},
        "the day after": {"Service": OnTime(0, 1)},
    }


def test_what_was_dropped_or_given_another_day_stays_among_what_was_due(store: Store) -> None:
    added = [("add", name, 2) for name in ("Ana", "Ben", "Chloe", "Dev", "")]
    changed: History = [("tick", 0, True), ("drop", 1), ("move", 2, 9), ("wait", 3), ("tick", 3, True)]
    recounted(store, [*added, *changed])
    assert played(store, [*added, *changed]) == (
        OnTime(1, 5),
        {"Sales": OnTime(0, 1), "Service": OnTime(1, 2)},
    )
