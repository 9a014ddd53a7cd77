"""What a closed meeting knows is never undone away, and what was undone comes back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.changes import actions, meetings, talk
from db.changes.core import ChangedMeanwhile, table_of
from db.changes.undo import can_be_undone_again, undo_change
from db.models import ActionItem, Decision, Minutes
from db.queries import actions as queries
from db.queries.known import is_known
from db.replay import replay_differences
from meeting.errors import NotAllowed, NotUnderstood
from tests.db.monday import FRIDAY, MONDAY, Monday, at_the_same_moment
from tests.db.stores import rows_of
from tests.db.test_actions import drop, refused, tick

NEXT = MONDAY + timedelta(days=7)


def close(monday: Monday, day: date = MONDAY, *, by: str = "Ana") -> int:
    one = monday.start(day=day, by=by)
    monday(meetings.close_meeting, one, by=by, minute=(day - MONDAY).days * 24 * 60)
    return one


def undone(monday: Monday, operation: str, *, by: str = "Chloe", named: str = "") -> str:
    monday(undo_change, operation, by=by, undoing=named or f"undo of {operation}")
    return named or f"undo of {operation}"


def test_an_item_is_undone_until_a_meeting_closes_and_never_after(monday: Monday) -> None:
    before = monday.add("Taken back in time", by="Chloe")
    added = monday.add("Known", by="Chloe")
    undone(monday, before)
    close(monday)
    for by in ("Chloe", "Ana", "Dev"):
        refused(
            monday,
            NotUnderstood,
            "dropped with a reason",
            lambda by=by: undone(monday, added, by=by),  # type: ignore[misc]
        )
    after = monday.add("Added since", by="Chloe")
    undone(monday, after)
    assert [row.what for row in monday.items()] == ["Known"]


def test_what_was_added_in_the_meeting_is_undone_while_it_runs_and_not_once_it_closed(monday: Monday) -> None:
    one = monday.start()
    slip, meant = (monday.add(what, meeting_id=one) for what in ("Slip", "Meant"))
    undone(monday, slip, by="Ana")
    monday(meetings.close_meeting, one)
    refused(monday, NotUnderstood, "dropped with a reason", lambda: undone(monday, meant, by="Ana"))
    monday(meetings.reopen_meeting, one, by="Dev")
    undone(monday, meant, by="Dev")
    assert monday.items() == ()


def test_an_earlier_meeting_still_knows_what_it_knew_when_the_last_is_opened_again(monday: Monday) -> None:
    added = monday.add(by="Chloe")
    close(monday)
    monday(meetings.reopen_meeting, close(monday, NEXT), by="Dev")
    refused(monday, NotUnderstood, "dropped with a reason", lambda: undone(monday, added))


def test_a_known_item_leaves_by_done_or_by_a_reason(monday: Monday) -> None:
    monday.add(by="Chloe")
    close(monday)
    undone(monday, tick(monday, by="Ben"), by="Ben")
    assert monday.item().state == "open"
    assert drop(monday, reason="They closed")
    assert monday.item().dropped_because == "They closed"


def test_what_was_decided_is_undone_while_the_meeting_runs_and_not_once_it_closed(monday: Monday) -> None:
    one = monday.start()
    slip = monday(talk.decide, one, text="One list a day")
    undone(monday, slip, by="Ana")
    meant = monday(talk.decide, one, text="One list a week")
    decision = rows_of(monday.store, Decision)[-1]["id"]
    assert not monday.look(is_known, Decision, decision)
    monday(meetings.close_meeting, one)
    assert monday.look(is_known, Decision, decision)
    refused(monday, NotUnderstood, "its decisions stay", lambda: undone(monday, meant, by="Ana"))
    close(monday, NEXT)
    refused(monday, NotUnderstood, "its decisions stay", lambda: undone(monday, meant, by="Dev"))


def test_a_decision_that_was_undone_comes_back_with_its_topic(monday: Monday) -> None:
    monday.topic("Parts come late")
    one, (topic,) = monday.start(), monday.topics()
    back = undone(monday, monday(talk.decide, one, text="One list", topic_id=topic.id), by="Ana")
    assert [each.is_done for each in monday.topics(one)] == [False]
    monday(undo_change, back)
    assert [each.is_done for each in monday.topics(one)] == [True]
    (row,) = rows_of(monday.store, Decision)
    assert (row["text"], row["hidden"]) == ("One list", False)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_undoing_can_itself_be_undone_however_often(monday: Monday, times: int) -> None:
    operation = monday.add(by="Chloe")
    for number in range(times):
        operation = undone(monday, operation, named=f"undo {number}")
        assert monday.look(can_be_undone_again, operation)
        assert len(monday.items()) == (number % 2)
    assert not monday.look(lambda session: list(replay_differences(session)))


def test_every_undone_change_of_an_item_can_be_had_back(monday: Monday) -> None:
    monday.add(by="Chloe")
    item = monday.item().id
    for change, named in (
        (actions.tick, {"is_done": True, "today": MONDAY}),
        (actions.move_action, {"due_on": NEXT, "today": MONDAY}),
        (actions.give_action, {"owner_id": monday.id_of("Finn")}),
        (actions.do_a_part, {"rest": "The rest", "due_on": NEXT, "today": MONDAY}),
        (actions.drop_action, {"reason": "Not needed"}),
        (actions.change_action, {"what": "Write", "notes": "By hand"}),
    ):
        operation = monday(change, item, seen=monday.item().version, by="Chloe", **named)
        changed = values(monday)
        back = undone(monday, operation)
        assert values(monday) != changed
        again = undone(monday, back)
        assert values(monday) == changed
        undone(monday, again)


def values(monday: Monday) -> dict[str, Any]:
    return {name: value for name, value in vars(monday.item()).items() if name != "version"}


def test_whoever_may_not_undo_a_change_may_not_have_it_back_either(monday: Monday) -> None:
    back = undone(monday, monday.add(by="Chloe"))
    refused(monday, NotAllowed, "may not", lambda: undone(monday, back, by="Ben"))
    own = monday.add("Ben's own", "Ben", by="Ben")
    undone(monday, undone(monday, own, by="Ben"), by="Ben")
    assert [row.what for row in monday.items()] == ["Ben's own"]


def test_what_is_had_back_after_its_meeting_closed_is_known_by_it(monday: Monday) -> None:
    back = undone(monday, monday.add(by="Chloe"))
    close(monday)
    again = undone(monday, back)
    refused(monday, NotUnderstood, "dropped with a reason", lambda: undone(monday, again))


def test_what_nobody_had_is_not_had_back_once_its_meeting_is_closed(monday: Monday) -> None:
    one = monday.start()
    back = undone(monday, monday.add(owner=None, meeting_id=one), by="Ana")
    monday(meetings.close_meeting, one)
    refused(monday, NotUnderstood, "keep an owner and a day", lambda: undone(monday, back))


def test_what_was_changed_since_is_not_had_back(monday: Monday) -> None:
    monday.add(by="Chloe")
    back = undone(monday, tick(monday, by="Ben"))
    tick(monday, by="Ben")
    refused(monday, ChangedMeanwhile, "Nothing was undone", lambda: undone(monday, back))


def test_a_close_that_comes_first_is_seen_by_who_undoes_at_the_same_moment(monday: Monday) -> None:
    one = monday.start()
    added = monday.add(meeting_id=one)
    said = at_the_same_moment(
        monday.store,
        lambda: monday(meetings.close_meeting, one),
        lambda: undone(monday, added, by="Chloe"),
        before=["UPDATE action_item", "UPDATE meeting"],
    )
    (minutes,) = monday.look(_minutes)
    is_there = bool(monday.look(queries.all_actions))
    assert is_there == ("Ring them" in minutes), said


def _minutes(session: Any) -> list[str]:
    return list(session.scalars(select(table_of(Minutes).c.document)))


def test_the_item_of_an_overdue_day_is_still_asked_about(monday: Monday) -> None:
    added = monday.add(due_on=FRIDAY, by="Chloe")
    close(monday)
    refused(monday, NotUnderstood, "dropped with a reason", lambda: undone(monday, added))
    monday.start(day=NEXT)
    assert monday.look(is_known, ActionItem, monday.item().id)
    assert [row.what for row in monday.look(queries.open_actions)] == ["Ring them"]
