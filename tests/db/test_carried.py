"""Action items that come back: how many meetings each was carried into, and what a meeting makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from db.changes import actions, meetings
from db.changes.core import ChangedMeanwhile
from db.changes.undo import undo_change
from db.models import Event
from db.queries import carried as queries
from meeting.actions import Carried, Start, Turn, carried_in_words, times_carried, was_carried
from meeting.errors import NotAllowed, NotUnderstood
from meeting.weeks import week_of
from meeting.words import ActionState
from tests.db.monday import FRIDAY, MONDAY, Monday
from tests.db.stores import contents, rows_of

NEXT, AFTER = MONDAY + timedelta(weeks=1), MONDAY + timedelta(weeks=2)
TUESDAY, LATER = MONDAY + timedelta(days=1), AFTER + timedelta(days=4)


def hold(monday: Monday, day: date) -> tuple[Carried, ...]:
    """A meeting of that day, started and closed; what it asks about."""
    one = monday.start(day=day, weeks=[week_of(day).shifted(-1)])
    found = asked(monday)
    minute = (day - MONDAY).days * 24 * 60 + 30
    monday(meetings.close_meeting, one, leave_with_leader=True, minute=minute)
    return found


def asked(monday: Monday) -> tuple[Carried, ...]:
    running = monday.running()
    found: tuple[Carried, ...] = monday.look(queries.carried_into, Start(running.known, running.held_on))
    return found


def times(found: Sequence[Carried]) -> dict[str, int]:
    return {one.row.what: one.times for one in found}


def test_an_open_item_is_carried_into_every_meeting_from_its_due_day_on(monday: Monday) -> None:
    monday.add("Ring", due_on=FRIDAY, by="Chloe")
    assert times(hold(monday, MONDAY)) == {}
    assert times(hold(monday, NEXT)) == {"Ring": 1}
    assert times(hold(monday, AFTER)) == {"Ring": 2}


def test_what_counts_are_meetings_held_and_not_weeks_gone_by(monday: Monday) -> None:
    monday.add("Ring", due_on=FRIDAY, by="Chloe")
    assert times(hold(monday, MONDAY + timedelta(weeks=9))) == {"Ring": 1}


def test_an_item_due_on_the_day_of_the_meeting_is_carried_and_one_added_in_it_is_not(monday: Monday) -> None:
    monday.add("Before", due_on=MONDAY, by="Chloe")
    one = monday.start()
    monday.add("In it", due_on=MONDAY, meeting_id=one)
    monday.add("Beside it", due_on=MONDAY, by="Chloe")
    assert times(asked(monday)) == {"Before": 1}


def test_a_day_moved_ahead_is_not_carried_until_it_comes_and_keeps_what_it_has(monday: Monday) -> None:
    monday.add("Ring", due_on=FRIDAY, by="Chloe")
    hold(monday, NEXT)
    item = monday.item()
    monday(actions.move_action, item.id, seen=1, due_on=LATER, today=NEXT, reason="Parts")
    assert times(hold(monday, AFTER)) == {}
    assert times(hold(monday, LATER)) == {"Ring": 2}


def test_what_was_done_or_dropped_is_asked_about_no_more_until_it_is_open_again(monday: Monday) -> None:
    for what in ("Done", "Dropped", "Open"):
        monday.add(what, due_on=MONDAY, by="Chloe")
    done, dropped, _ = monday.items()
    monday(actions.tick, done.id, seen=1, is_done=True, today=MONDAY)
    monday(actions.drop_action, dropped.id, seen=1, reason="Not needed")
    assert times(hold(monday, MONDAY)) == {"Open": 1}
    monday(actions.tick, done.id, seen=2, is_done=False, today=MONDAY)
    assert times(hold(monday, NEXT)) == {"Done": 1, "Open": 2}


def test_what_was_undone_never_counted(monday: Monday) -> None:
    added = monday.add("Ring", due_on=MONDAY, by="Chloe")
    monday(undo_change, added, by="Chloe")
    assert hold(monday, MONDAY) == ()
    monday.add("Write", due_on=MONDAY, by="Chloe")
    (item,) = monday.items()
    moved = monday(actions.move_action, item.id, seen=1, due_on=LATER, today=MONDAY)
    monday(undo_change, moved)
    assert times(hold(monday, NEXT)) == {"Write": 1}


def test_what_was_answered_stays_in_the_list_of_its_meeting_with_what_it_became(monday: Monday) -> None:
    for what in ("Done", "Moved", "Dropped", "Open"):
        monday.add(what, due_on=MONDAY, by="Chloe")
    monday.start()
    done, moved, dropped, _ = monday.items()
    monday(actions.tick, done.id, seen=1, is_done=True, today=MONDAY)
    monday(actions.move_action, moved.id, seen=1, due_on=LATER, today=MONDAY)
    monday(actions.drop_action, dropped.id, seen=1, reason="Not needed")
    assert [(one.row.what, one.row.state, one.times) for one in asked(monday)] == [
        ("Done", "done", 1),
        ("Moved", "open", 1),
        ("Dropped", "dropped", 1),
        ("Open", "open", 1),
    ]


def test_a_meeting_opened_again_asks_about_what_it_asked_about_before(monday: Monday) -> None:
    monday.add("Ring", due_on=MONDAY, by="Chloe")
    hold(monday, MONDAY)
    monday.add("Afterwards", due_on=MONDAY, by="Chloe")
    monday(meetings.reopen_meeting, monday.last().id, by="Dev")
    assert times(asked(monday)) == {"Ring": 1}


def test_the_oldest_is_asked_about_first_however_often_it_was_moved(monday: Monday) -> None:
    for what, day in (("Newer", TUESDAY), ("Oldest", MONDAY)):
        monday.add(what, due_on=day, by="Chloe")
    oldest = monday.items()[1]
    monday(actions.move_action, oldest.id, seen=1, due_on=FRIDAY, today=MONDAY)
    assert [one.row.what for one in hold(monday, NEXT)] == ["Oldest", "Newer"]


def test_what_is_not_due_yet_stands_apart(monday: Monday) -> None:
    monday.add("Due", due_on=MONDAY, by="Chloe")
    monday.add("Later", due_on=TUESDAY, by="Chloe")
    one = monday.start()
    monday.add("In it", due_on=FRIDAY, meeting_id=one)
    rows = monday.look(queries.not_due_yet, Start(monday.running().known, MONDAY), meeting_id=one)
    assert [row.what for row in rows] == ["Later"]


def test_every_item_of_a_list_tells_how_often_it_was_carried(monday: Monday) -> None:
    monday.add("Often", due_on=MONDAY, by="Chloe")
    hold(monday, MONDAY)
    monday.add("Once", due_on=MONDAY, by="Chloe")
    hold(monday, NEXT)
    monday.add("Never", due_on=LATER, by="Chloe")
    found = monday.look(queries.carried, [row.id for row in monday.items()])
    assert [found[row.id] for row in monday.items()] == [2, 1, 0]
    assert [carried_in_words(found[row.id]) for row in monday.items()] == [
        "carried 2 times",
        "carried 1 time",
        "",
    ]


DAYS = st.none() | st.integers(0, 40).map(lambda number: MONDAY + timedelta(days=number))


@tries(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.booleans(), DAYS), max_size=30))
def test_the_count_equals_a_plain_recount_of_any_history(history: list[tuple[bool, date | None]]) -> None:
    """Played event by event: a meeting looks at the item as it stands at that very moment."""
    turns: list[Turn] = []
    starts: list[Start] = []
    expected, now, today = 0, None, MONDAY
    for seq, (is_meeting, day) in enumerate(history, start=1):
        if is_meeting:
            today += timedelta(days=3)
            starts.append(Start(seq - 1, today))
            expected += now is not None and now <= today
        else:
            now = day
            turns.append(Turn(seq, day))
    assert times_carried(turns, starts) == expected
    assert times_carried(turns, starts) == sum(was_carried(turns, start) for start in starts)


def test_of_what_a_part_is_done_the_item_stays_one_and_says_what_is_left(monday: Monday) -> None:
    monday.add("Ring and write", "Ben", due_on=FRIDAY, by="Chloe")
    before = monday.item()
    part: dict[str, Any] = {
        "seen": 1,
        "rest": " Write\nto them ",
        "due_on": LATER,
        "today": TUESDAY,
        "by": "Ben",
    }
    operation = monday(actions.do_a_part, before.id, **part)
    item = monday.item()
    assert (item.what, item.left_to_do, item.state, item.done_on) == (
        "Ring and write",
        "Write to them",
        ActionState.OPEN,
        None,
    )
    assert (item.due_on, item.first_due_on, item.owner) == (LATER, FRIDAY, "Ben")
    with pytest.raises(ChangedMeanwhile, match="Nothing was saved"):
        monday(actions.do_a_part, before.id, **part)
    monday(undo_change, operation, by="Ben")
    item = monday.item()
    assert (item.left_to_do, item.due_on) == ("", FRIDAY)


def test_it_is_done_when_all_of_it_is_and_comes_back_until_then(monday: Monday) -> None:
    monday.add("Ring and write", due_on=MONDAY, by="Chloe")
    monday(actions.do_a_part, monday.item().id, seen=1, rest="Write", due_on=TUESDAY, today=MONDAY, by="Ben")
    assert [one.row.left_to_do for one in hold(monday, NEXT)] == ["Write"]
    monday(actions.tick, monday.item().id, seen=2, is_done=True, today=NEXT, by="Ben")
    assert (monday.item().state, monday.item().done_on) == (ActionState.DONE, NEXT)


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        ({"by": "Finn"}, NotAllowed, "may not"),
        ({"rest": " "}, NotUnderstood, "what is left"),
        ({"due_on": MONDAY - timedelta(days=1)}, NotUnderstood, "over already"),
        ({"seen": 2}, ChangedMeanwhile, "Nothing was saved"),
    ],
)
def test_a_part_that_cannot_be_done_leaves_everything_as_it_was(
    monday: Monday, change: dict[str, Any], error: type[Exception], match: str
) -> None:
    monday.add(owner="Ben", by="Chloe")
    before = contents(monday.store)
    given: dict[str, Any] = {"seen": 1, "rest": "Write", "due_on": FRIDAY, "today": MONDAY, "by": "Ben"}
    with pytest.raises(error, match=match):
        monday(actions.do_a_part, monday.item().id, **(given | change))
    assert contents(monday.store) == before


def test_only_of_an_open_item_a_part_is_done(monday: Monday) -> None:
    monday.add(by="Chloe")
    item = monday.item()
    monday(actions.tick, item.id, seen=1, is_done=True, today=MONDAY)
    with pytest.raises(NotUnderstood, match="Only of an open"):
        monday(actions.do_a_part, item.id, seen=2, rest="Write", due_on=FRIDAY, today=MONDAY)


def three(monday: Monday) -> list[tuple[int, int]]:
    for what, owner in (("One", "Ben"), ("Two", "Ben"), ("Three", "Finn")):
        monday.add(what, owner, by="Chloe")
    return [(row.id, row.version) for row in monday.items()]


def test_many_are_moved_and_given_with_one_reason_and_one_way_back(monday: Monday) -> None:
    wanted, finn = three(monday), monday.id_of("Finn")
    given: dict[str, Any] = {"due_on": LATER, "owner_id": finn, "reason": "Ben is away", "today": MONDAY}
    operation = monday(actions.arrange_actions, wanted, by="Chloe", **given)
    assert {(row.owner, row.due_on, row.first_due_on) for row in monday.items()} == {("Finn", LATER, FRIDAY)}
    told = rows_of(monday.store, Event)[-3:]
    assert {(event["action"], event["reason"]) for event in told} == {("give action item", "Ben is away")}
    assert monday(undo_change, operation, by="Chloe") == 3
    assert [(row.owner, row.due_on) for row in monday.items()] == [
        ("Ben", FRIDAY),
        ("Ben", FRIDAY),
        ("Finn", FRIDAY),
    ]


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        ({"by": "Ben"}, NotAllowed, "may not"),
        ({"by": "Ben", "due_on": None, "owner_id": 1}, NotAllowed, "may not"),
        ({"reason": " "}, NotUnderstood, "Say why"),
        ({"due_on": None}, NotUnderstood, "another day or owner"),
        ({"due_on": MONDAY - timedelta(days=1)}, NotUnderstood, "over already"),
        ({"owner_id": 999}, NotUnderstood, "not there any more"),
    ],
)
def test_many_are_arranged_all_or_none(
    monday: Monday, change: dict[str, Any], error: type[Exception], match: str
) -> None:
    wanted = three(monday)
    before = contents(monday.store)
    given: dict[str, Any] = {"due_on": LATER, "reason": "Parts", "today": MONDAY, "by": "Chloe"}
    with pytest.raises(error, match=match):
        monday(actions.arrange_actions, wanted, **(given | change))
    assert contents(monday.store) == before


def test_one_that_was_changed_or_done_meanwhile_keeps_all_as_they_were(monday: Monday) -> None:
    wanted = three(monday)
    given: dict[str, Any] = {"due_on": LATER, "reason": "Parts", "today": MONDAY, "by": "Chloe"}
    monday(actions.tick, wanted[2][0], seen=1, is_done=True, today=MONDAY)
    before = contents(monday.store)
    with pytest.raises(ChangedMeanwhile, match="Nothing was saved"):
        monday(actions.arrange_actions, wanted, **given)
    with pytest.raises(NotUnderstood, match="“Three” is not open any more"):
        monday(actions.arrange_actions, [*wanted[:2], (wanted[2][0], 2)], **given)
    assert contents(monday.store) == before


def test_a_member_moves_several_of_their_own(monday: Monday) -> None:
    wanted = three(monday)[:2]
    moved: dict[str, Any] = {"due_on": LATER, "reason": "Parts", "today": MONDAY, "by": "Ben"}
    operation = monday(actions.arrange_actions, wanted, **moved)
    assert [row.due_on for row in monday.items()] == [LATER, LATER, FRIDAY]
    assert monday(undo_change, operation, by="Ben") == 2
