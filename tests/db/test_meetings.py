"""The meeting in the store: one at a time, led by one person, its clock, its attendance, its rating, its end."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from db.changes import actions, field, meetings, ratings, talk
from db.changes.undo import undo_change
from db.engine import reading
from db.intake.fields import Kind
from db.models import Event, Meeting
from db.queries import meetings as queries
from db.queries.talk import came_in_late
from meeting.agenda import STANDARD
from meeting.errors import NotAllowed, NotUnderstood
from meeting.permissions import Actor
from meeting.weeks import Week
from meeting.words import NoteKind, Role
from tests.db.monday import FRIDAY, MONDAY, WEEK, Monday, at, at_the_same_moment
from tests.db.stores import Bring, contents, rows_of

DAY = 24 * 60


def test_start_pressed_twice_opens_one_meeting_and_the_second_is_told_who_leads(monday: Monday) -> None:
    first = monday.start("Ben")
    for by, who in (("Chloe", "Ana has"), ("Ana", "You have")):
        with pytest.raises(meetings.AlreadyOpen, match=f"{who} started the meeting already"):
            monday.start(by=by)
    assert [row["id"] for row in rows_of(monday.store, Meeting)] == [first]
    assert monday.running().leader == "Ana"


def test_two_who_start_at_the_same_moment_open_one_meeting(monday: Monday) -> None:
    said = at_the_same_moment(
        monday.store,
        lambda: monday.start(by="Ana"),
        lambda: monday.start(by="Chloe"),
        before=["INSERT INTO meeting"],
    )
    (meeting,) = rows_of(monday.store, Meeting)
    assert [one for one in said if isinstance(one, int)] == [meeting["id"]]
    (refused,) = [one for one in said if isinstance(one, meetings.AlreadyOpen)]
    words = f"{meeting['leader']} has started the meeting already. Nothing was changed. Go on in that one."
    assert str(refused) == words


def test_two_presses_from_one_step_move_one_step(monday: Monday) -> None:
    one = monday.start()
    assert monday(meetings.go_to_step, one, pressed_on=0, to=1, minute=1)
    assert monday(meetings.go_to_step, one, pressed_on=0, to=1, minute=1.1) == ""
    assert monday.running().step == 1
    said = at_the_same_moment(
        monday.store,
        lambda: monday(meetings.go_to_step, one, pressed_on=1, to=2, minute=2),
        lambda: monday(meetings.go_to_step, one, pressed_on=1, to=2, minute=2),
        before=["UPDATE meeting"],
    )
    assert sorted(bool(each) for each in said) == [False, True]
    assert monday.running().step == 2


def test_there_is_nothing_before_the_first_step_and_nothing_after_the_last(monday: Monday) -> None:
    one = monday.start()
    assert monday(meetings.go_to_step, one, pressed_on=0, to=-1) == ""
    assert monday(meetings.go_to_step, one, pressed_on=0, to=99)
    last = len(STANDARD) - 1
    assert monday.running().step == last
    assert monday(meetings.go_to_step, one, pressed_on=last, to=last + 1) == ""
    assert monday(meetings.go_to_step, one, pressed_on=last, to=last - 1)
    assert monday.running().current.key == "solve"


def test_the_clock_counts_each_step_over_stop_next_more_time_and_back(monday: Monday) -> None:
    one = monday.start()
    monday(meetings.go_to_step, one, pressed_on=0, to=1, minute=2)
    monday(meetings.stop_clock, one, stopped=True, minute=3)
    assert monday(meetings.stop_clock, one, stopped=True, minute=4) == ""
    assert monday.running().clock.used_by(at(9))[:2] == (120, 60)
    monday(meetings.go_to_step, one, pressed_on=1, to=2, minute=9)
    assert monday.running().running_since is None
    monday(meetings.stop_clock, one, stopped=False, minute=10)
    assert monday(meetings.stop_clock, one, stopped=False, minute=10.5) == ""
    monday(meetings.go_to_step, one, pressed_on=2, to=1, minute=11)
    found = monday.running()
    assert found.clock.used_by(at(11.5))[:3] == (120, 90, 60)
    assert found.clock.left(at(11.5)) == 60 * STANDARD[1].minutes - 90
    # Pressed on the step before, whose time it is meant for.
    assert monday(meetings.give_more_time, one, pressed_on=0, minutes=1, minute=12)
    assert monday(meetings.give_more_time, one, pressed_on=1, minutes=2, minute=12)
    assert monday(meetings.give_more_time, one, pressed_on=99, minutes=2, minute=12) == ""
    found = monday.running()
    assert [step.more for step in found.steps[:3]] == [1, 2, 0]
    assert found.clock.left(at(12)) == 60 * (STANDARD[1].minutes + 2) - 120
    monday(meetings.close_meeting, one, as_of=at(13), minute=400)
    last = monday.last()
    assert (last.closed_at, last.running_since) == (at(13), None)
    assert last.used == (120, 180, 60, 0, 0, 0, 0, 0, 0)


def test_a_meeting_ends_now_at_the_latest_and_never_before_its_step_began(monday: Monday) -> None:
    one = monday.start()
    monday(meetings.go_to_step, one, pressed_on=0, to=1, minute=5)
    monday(meetings.close_meeting, one, as_of=at(3), minute=20)
    assert monday.last().used[:2] == (300, 0)
    two = monday.start()
    monday(meetings.close_meeting, two, as_of=at(99), minute=20)
    assert monday.last().closed_at == at(20)


def test_a_forgotten_meeting_ends_when_something_was_last_written_down_in_it(monday: Monday) -> None:
    one = monday.start("Ben")
    assert monday.look(queries.last_entry, monday.running()) == at(0)
    monday(talk.decide, one, text="Ring before noon", minute=41)
    monday.add(meeting_id=one, minute=43, by="Ben")
    # On the day after it is still open: who ticks, notes or takes over then was not in the meeting any more.
    monday(actions.tick, monday.item().id, seen=1, is_done=True, today=MONDAY, by="Ben", minute=DAY)
    monday(field.log_note, kind=NoteKind.HEARD, text="Busy", today=MONDAY, by="Ben", minute=DAY)
    monday(meetings.take_over, one, by="Chloe", minute=DAY)
    last_entry = monday.look(queries.last_entry, monday.running())
    assert last_entry == at(43)
    monday(meetings.close_meeting, one, as_of=last_entry, by="Chloe", minute=DAY + 1)
    assert (monday.last().closed_at, sum(monday.last().used)) == (at(43), 43 * 60)


def test_what_was_written_before_a_meeting_is_no_entry_of_it(monday: Monday) -> None:
    monday.add(by="Chloe", minute=30)
    monday.start()
    assert monday.look(queries.last_entry, monday.running()) == at(0)


def test_no_item_leaves_a_meeting_without_an_owner_and_a_day(monday: Monday) -> None:
    one = monday.start()
    monday.add("No owner", None, meeting_id=one, by="Chloe")
    monday.add("No owner either", None, meeting_id=one, by="Ben")
    monday.add("Ben's", meeting_id=one)
    before = contents(monday.store)
    with pytest.raises(NotUnderstood, match=r"without an owner or a day: 2\. The meeting is still open"):
        monday(meetings.close_meeting, one)
    assert contents(monday.store) == before
    monday(meetings.close_meeting, one, leave_with_leader=True)
    assert [(row.what, row.owner) for row in monday.items()] == [
        ("No owner", "Ana"),
        ("No owner either", "Ana"),
        ("Ben's", "Ben"),
    ]


def test_an_item_without_a_day_cannot_be_left_with_who_leads(monday: Monday) -> None:
    one = monday.start()
    monday.add("No day", due_on=None, meeting_id=one)
    with pytest.raises(NotUnderstood, match="still open"):
        monday(meetings.close_meeting, one, leave_with_leader=True)
    monday(actions.move_action, monday.item().id, seen=1, due_on=FRIDAY, today=MONDAY)
    monday(meetings.close_meeting, one)
    assert monday.item().first_due_on == FRIDAY


def test_items_that_are_over_need_no_owner_to_close(monday: Monday) -> None:
    one = monday.start()
    monday.add("Not needed", None, meeting_id=one)
    monday(actions.drop_action, monday.item().id, seen=1, reason="Done by the customer")
    monday(meetings.close_meeting, one)
    assert monday.item().owner is None


def test_who_looks_around_without_a_name_cannot_be_left_with_items(monday: Monday) -> None:
    monday.cast["visitor"] = Actor("looking around", Role.FACILITATOR)
    one = monday.start(by="visitor")
    monday.add(owner=None, meeting_id=one)
    with pytest.raises(NotUnderstood, match="Name an owner"):
        monday(meetings.close_meeting, one, leave_with_leader=True, by="visitor")


def test_an_item_added_while_the_meeting_closes_is_asked_for_or_refused(monday: Monday) -> None:
    one = monday.start("Ben")
    said = at_the_same_moment(
        monday.store,
        lambda: monday.add(owner=None, meeting_id=one, by="Ben"),
        lambda: monday(meetings.close_meeting, one),
        before=["INSERT INTO action_item", "UPDATE meeting"],
    )
    (refused,) = [each for each in said if isinstance(each, NotUnderstood)]
    is_closed = monday.look(queries.open_meeting) is None
    assert ("An action item has an owner" in str(refused)) is is_closed
    assert len(monday.items()) == (0 if is_closed else 1)


def test_a_member_whose_item_comes_after_close_is_asked_for_an_owner_and_a_day(monday: Monday) -> None:
    one = monday.start()
    monday(meetings.close_meeting, one)
    with pytest.raises(NotUnderstood, match=r"An action item has an owner and a day\. Nothing was saved"):
        monday.add(owner=None, meeting_id=one, by="Ben")


def test_only_who_leads_goes_on_and_taking_over_hands_the_lead_on(monday: Monday) -> None:
    one = monday.start()
    for by in ("Ben", "Chloe", "Dev"):
        with pytest.raises(NotAllowed):
            monday(meetings.go_to_step, one, pressed_on=0, to=1, by=by)
    with pytest.raises(NotAllowed):
        monday(meetings.take_over, one, by="Ben")
    operation = monday(meetings.take_over, one, by="Chloe", minute=1)
    assert monday(meetings.take_over, one, by="Chloe") == ""
    with pytest.raises(NotAllowed, match="Chloe leads this meeting"):
        monday(meetings.go_to_step, one, pressed_on=0, to=1)
    monday(meetings.go_to_step, one, pressed_on=0, to=1, by="Chloe", minute=2)
    found = monday.running()
    assert (found.leader, found.step, found.clock.used_by(at(2))[0]) == ("Chloe", 1, 120)
    # Taken back by taking over again, never by undoing, though somebody's handed over work is called alike.
    with pytest.raises(NotUnderstood, match="nothing here that can be undone"):
        monday(undo_change, operation, by="Dev")


def test_a_namesake_of_who_leads_does_not_lead(monday: Monday) -> None:
    one = monday.start()
    monday.cast["namesake"] = replace(monday.cast["Chloe"], name="Ana")
    with pytest.raises(NotAllowed):
        monday(meetings.stop_clock, one, stopped=True, by="namesake")


def test_which_miss_is_talked_about_is_forgotten_with_the_next_step(monday: Monday) -> None:
    one = monday.start()
    assert monday(meetings.look_at, one, focus="promise 12")
    assert monday(meetings.look_at, one, focus="promise 12") == ""
    assert monday.running().focus == "promise 12"
    monday(meetings.go_to_step, one, pressed_on=0, to=1)
    assert monday.running().focus == ""


def test_only_the_last_meeting_is_reopened_by_an_administrator_when_none_is_open(monday: Monday) -> None:
    first = monday.start()
    monday(meetings.close_meeting, first, minute=30)
    second = monday.start()
    with pytest.raises(NotUnderstood, match="only when none is open"):
        monday(meetings.reopen_meeting, second, by="Dev")
    with pytest.raises(NotUnderstood, match="only when none is open"):
        monday(meetings.reopen_meeting, first, by="Dev")
    monday(meetings.go_to_step, second, pressed_on=0, to=1, minute=2)
    monday(meetings.close_meeting, second, minute=32)
    with pytest.raises(NotUnderstood, match="Only the last"):
        monday(meetings.reopen_meeting, first, by="Dev")
    with pytest.raises(NotAllowed):
        monday(meetings.reopen_meeting, second, by="Ana")
    monday(meetings.reopen_meeting, second, by="Dev", minute=600)
    found = monday.running()
    assert (found.id, found.leader, found.closed_at, found.step) == (second, "Dev", None, 1)
    assert monday.last().id == first
    # Its clock stands still until somebody lets it run.
    assert sum(found.clock.used_by(at(900))) == 32 * 60
    monday(meetings.stop_clock, second, stopped=False, by="Dev", minute=900)
    monday(meetings.close_meeting, second, by="Dev", minute=901)
    assert (monday.last().times_closed, sum(monday.last().used)) == (2, 33 * 60)
    assert monday.look(queries.open_meeting) is None


def test_a_closed_meeting_takes_nothing_any_more(monday: Monday) -> None:
    one = monday.start()
    monday(talk.decide, one, text="One list")
    monday(meetings.close_meeting, one)
    before = contents(monday.store)
    for change, named in (
        (meetings.go_to_step, {"pressed_on": 0, "to": 1}),
        (meetings.close_meeting, {}),
        (meetings.take_over, {}),
        (ratings.rate_meeting, {"rating": 8}),
        (talk.decide, {"text": "Another"}),
    ):
        with pytest.raises(NotUnderstood, match=r"closed\. Nothing was saved"):
            monday(change, one, **named)
    with pytest.raises(NotUnderstood, match="closed"):
        monday(talk.change_decision, 1, seen=1, text="Another")
    assert contents(monday.store) == before


def test_what_came_in_late_is_told_once_in_the_next_meeting(monday: Monday, bring: Bring) -> None:
    def told(weeks: Week) -> list[str]:
        last = monday.last()
        with reading(monday.store) as session:
            found = came_in_late(session, since=last.known, upto=max(last.weeks), as_of=MONDAY)
        return [miss.promise.reference for miss in found.misses if miss.promise]

    def held(week: Week) -> None:
        day = week.shifted(1).monday
        monday(meetings.close_meeting, monday.start(weeks=[week], day=day), minute=(day - MONDAY).days * DAY)

    promise = "reference,customer,promised_on\n{},Acme,2026-11-{}\n"
    bring(Kind.PROMISES, promise.format("known", 11))
    held(Week(2026, 46))
    bring(Kind.PROMISES, promise.format("late", 12))
    bring(Kind.PROMISES, promise.format("of its week", 18))
    assert told(Week(2026, 47)) == ["late"]
    held(Week(2026, 47))
    assert told(Week(2026, 48)) == []


def test_the_last_week_reviewed_is_that_of_the_closed_meeting_held_last(monday: Monday) -> None:
    assert monday.look(queries.last_reviewed) is None
    one = monday.start(weeks=[Week(2026, 46), Week(2026, 47)])
    assert monday.look(queries.last_reviewed) is None
    monday(meetings.close_meeting, one)
    assert monday.look(queries.last_reviewed) == Week(2026, 47)


def test_a_meeting_starts_with_the_agenda_of_every_meeting_or_with_one_of_its_own(monday: Monday) -> None:
    short = [replace(step, minutes=1) for step in STANDARD if step.key != "field"]
    with pytest.raises(NotAllowed):
        monday(meetings.plan_every_meeting, steps=short)
    operation = monday(meetings.plan_every_meeting, steps=short, by="Chloe")
    assert monday(meetings.plan_every_meeting, steps=short, by="Chloe") == ""
    one = monday.start()
    assert monday.running().steps == tuple(short)
    monday(meetings.close_meeting, one)
    monday(meetings.start_meeting, weeks=[WEEK], expected=[], steps=[STANDARD[0], STANDARD[-1]], today=MONDAY)
    assert [step.key for step in monday.running().steps] == ["welcome", "close"]
    assert monday.look(queries.template)[0] == tuple(short)
    monday(undo_change, operation, by="Chloe")
    assert monday.look(queries.template)[0] == STANDARD


def test_an_agenda_no_meeting_could_follow_starts_none(monday: Monday) -> None:
    with pytest.raises(NotUnderstood, match="ends with Close"):
        monday(meetings.start_meeting, weeks=[WEEK], expected=[], steps=STANDARD[:3], today=MONDAY)
    assert monday.look(queries.open_meeting) is None


def test_what_is_kept_of_a_meeting_is_what_the_next_look_reads(monday: Monday) -> None:
    one = monday.start("Ben", weeks=[Week(2026, 46), WEEK])
    (row,) = rows_of(monday.store, Meeting)
    (began,) = [told["seq"] for told in rows_of(monday.store, Event) if told["action"] == "start meeting"]
    found = monday.running()
    assert (found.id, found.weeks, found.held_on) == (one, (Week(2026, 46), WEEK), MONDAY)
    assert row["known"] == found.known == began - 1
    assert found.started_at.utcoffset() == timedelta(0)
    assert json.loads(row["used"]) == [0.0] * len(STANDARD)
