"""Action items: who adds and ticks which, what is due when, and taking back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from db.changes import actions, field, meetings, talk
from db.changes.core import ChangedMeanwhile
from db.changes.people import disable_person
from db.changes.undo import undo_change
from db.engine import transaction
from db.intake.fields import Kind
from db.models import ActionItem, Complaint, Decision, FieldNote, Promise, Topic
from db.queries import actions as queries
from meeting.actions import ActionRow
from meeting.errors import MeetingError, NotAllowed, NotUnderstood
from meeting.permissions import COMMAND_LINE
from meeting.words import ActionState, NoteKind, Origin
from tests.db.monday import FRIDAY, MONDAY, Monday, at, at_the_same_moment
from tests.db.stores import Bring, contents, one_of, rows_of

TUESDAY = date(2026, 11, 24)
LATER = date(2026, 12, 4)


def refused(monday: Monday, error: type[MeetingError], match: str, call: Callable[[], object]) -> None:
    before = contents(monday.store)
    with pytest.raises(error, match=match):
        call()
    assert contents(monday.store) == before


def tick(monday: Monday, *, by: str, is_done: bool = True, today: date = TUESDAY) -> str:
    row = monday.item()
    done: str = monday(actions.tick, row.id, seen=row.version, is_done=is_done, today=today, by=by)
    return done


def drop(monday: Monday, *, by: str = "Chloe", reason: str = "Solved by itself") -> str:
    row = monday.item()
    done: str = monday(actions.drop_action, row.id, seen=row.version, reason=reason, by=by)
    return done


def test_a_member_adds_for_themselves_and_in_a_running_meeting_for_who_is_expected(monday: Monday) -> None:
    monday.add("Mine", "Ben", by="Ben")
    refused(monday, NotAllowed, "Nothing was saved", lambda: monday.add("Ana's", "Ana", by="Ben"))
    one = monday.start("Ana", "Chloe")
    monday.add("Chloe's", "Chloe", by="Ben", meeting_id=one)
    monday.add("Nobody's yet", None, by="Ben", meeting_id=one)
    refused(
        monday, NotAllowed, "Nothing was saved", lambda: monday.add(owner="Finn", by="Ben", meeting_id=one)
    )
    refused(monday, NotAllowed, "Nothing was saved", lambda: monday.add(owner="Chloe", by="Ben"))
    monday(meetings.close_meeting, one, leave_with_leader=True)
    refused(
        monday, NotAllowed, "Nothing was saved", lambda: monday.add(owner="Chloe", by="Ben", meeting_id=one)
    )
    assert [(row.what, row.owner, row.meeting_id) for row in monday.items()] == [
        ("Mine", "Ben", None),
        ("Chloe's", "Chloe", one),
        ("Nobody's yet", "Ana", one),
    ]


def test_who_leads_people_adds_for_anyone_at_any_time(monday: Monday) -> None:
    for by in ("Chloe", "Ana", "Dev"):
        monday.add(owner="Finn", by=by)
    assert len(monday.items()) == 3


def test_an_item_that_says_too_little_is_refused(monday: Monday) -> None:
    for named, match in (
        ({"what": " \n "}, "what is to be done"),
        ({"what": "x" * 501}, "at most 500"),
        ({"owner": None}, "an owner and a day"),
        ({"due_on": None}, "an owner and a day"),
        ({"due_on": date(2026, 11, 22)}, "over already"),
    ):
        refused(monday, NotUnderstood, match, lambda named=named: monday.add(by="Chloe", **named))  # type: ignore[misc]
    monday(disable_person, monday.id_of("Finn"), taken_over_by=None, by="Dev")
    refused(monday, NotUnderstood, "not there any more", lambda: monday.add(owner="Finn", by="Chloe"))


def test_an_item_is_one_line_and_remembers_what_it_was_when_made(monday: Monday) -> None:
    monday.topic("Parts come late")
    one = monday.start()
    monday.add("  Ring\nthem   today ", "Ben", meeting_id=one, origin=(Origin.TOPIC, 1))
    row = monday.item()
    assert (row.what, row.made_on, row.due_on, row.first_due_on) == (
        "Ring them today",
        MONDAY,
        FRIDAY,
        FRIDAY,
    )
    assert (row.state, row.origin, row.origin_id, row.meeting_id) == ("open", "topic", 1, one)


def test_the_same_press_again_adds_nothing_though_the_meeting_is_over_by_then(monday: Monday) -> None:
    one = monday.start()
    pressed = {"owner": None, "due_on": None, "meeting_id": one, "operation": "pressed once", "by": "Ben"}
    assert monday.add("Ring", **pressed) == monday.add("Ring", **pressed) == "pressed once"  # type: ignore[arg-type]
    row = monday.item()
    monday(actions.give_action, row.id, seen=1, owner_id=monday.id_of("Ben"))
    monday(actions.move_action, row.id, seen=2, due_on=FRIDAY, today=MONDAY)
    monday(meetings.close_meeting, one)
    assert monday.add("Ring", **pressed) == "pressed once"  # type: ignore[arg-type]
    assert len(monday.items()) == 1


def test_the_same_press_twice_at_the_same_moment_adds_one_item(monday: Monday) -> None:
    def press() -> str:
        return monday.add(operation="pressed once", by="Chloe")

    said = at_the_same_moment(monday.store, press, press, before=["INSERT INTO action_item"])
    assert said == ["pressed once", "pressed once"]
    assert len(monday.items()) == 1


def test_two_people_who_add_at_the_same_moment_add_two_items(monday: Monday) -> None:
    one = monday.start("Ben", "Chloe")
    at_the_same_moment(
        monday.store,
        lambda: monday.add("Ben's", "Ben", by="Ben", meeting_id=one),
        lambda: monday.add("Chloe's", "Chloe", by="Chloe", meeting_id=one),
        before=["INSERT INTO action_item"],
    )
    assert sorted(row.what for row in monday.items()) == ["Ben's", "Chloe's"]


def test_everybody_ticks_their_own_and_who_leads_people_ticks_any(monday: Monday) -> None:
    monday.add(owner="Ben", by="Chloe")
    refused(monday, NotAllowed, "Nothing was saved", lambda: tick(monday, by="Finn"))
    assert tick(monday, by="Ben")
    assert (monday.item().state, monday.item().done_on) == (ActionState.DONE, TUESDAY)
    refused(monday, NotAllowed, "Nothing was saved", lambda: tick(monday, by="Finn", is_done=False))
    assert tick(monday, by="Chloe", is_done=False)
    assert (monday.item().state, monday.item().done_on) == (ActionState.OPEN, None)


def test_an_item_ticked_twice_stays_done_on_the_day_of_the_first_tick(monday: Monday) -> None:
    monday.add(by="Chloe")
    tick(monday, by="Ben")
    assert tick(monday, by="Chloe", today=LATER) == ""
    assert monday.item().done_on == TUESDAY


def test_everybody_moves_their_own_and_the_first_due_day_never_changes(monday: Monday) -> None:
    monday.add(by="Chloe")
    for seen, (by, day) in enumerate([("Ben", LATER), ("Chloe", TUESDAY), ("Ben", FRIDAY)], start=1):
        monday(
            actions.move_action,
            monday.item().id,
            seen=seen,
            due_on=day,
            reason="Parts",
            today=MONDAY,
            by=by,
        )
        assert (monday.item().due_on, monday.item().first_due_on) == (day, FRIDAY)
    item = monday.item()
    move: dict[str, Any] = {"seen": item.version, "today": TUESDAY, "due_on": LATER}
    refused(monday, NotAllowed, "may not", lambda: monday(actions.move_action, item.id, by="Finn", **move))
    move["due_on"] = MONDAY
    refused(
        monday, NotUnderstood, "over already", lambda: monday(actions.move_action, item.id, by="Ben", **move)
    )


def test_the_first_day_an_item_without_one_is_given_stays_its_first(monday: Monday) -> None:
    one = monday.start()
    monday.add(due_on=None, meeting_id=one)
    for seen, day in enumerate((FRIDAY, LATER), start=1):
        monday(actions.move_action, monday.item().id, seen=seen, due_on=day, today=MONDAY)
    assert (monday.item().due_on, monday.item().first_due_on) == (LATER, FRIDAY)


def test_dropping_takes_a_reason_and_somebody_who_leads_people(monday: Monday) -> None:
    monday.add(by="Chloe")
    refused(monday, NotAllowed, "Nothing was saved", lambda: drop(monday, by="Ben"))
    refused(monday, NotUnderstood, "takes a reason", lambda: drop(monday, reason=" "))
    tick(monday, by="Ben")
    assert drop(monday)
    row = monday.item()
    assert (row.state, row.done_on, row.dropped_because) == (ActionState.DROPPED, None, "Solved by itself")


def test_what_was_dropped_is_not_taken_up_again_by_its_owner_alone(monday: Monday) -> None:
    monday.add(by="Chloe")
    drop(monday)
    for is_done in (True, False):
        refused(
            monday,
            NotAllowed,
            "Nothing was saved",
            lambda d=is_done: tick(monday, by="Ben", is_done=d),  # type: ignore[misc]
        )
    assert tick(monday, by="Chloe", is_done=False)
    assert (monday.item().state, monday.item().dropped_because) == (ActionState.OPEN, "")


def test_an_item_goes_to_another_owner_and_gets_other_words(monday: Monday) -> None:
    monday.add(by="Chloe")
    item, finn = monday.item().id, monday.id_of("Finn")
    refused(
        monday,
        NotAllowed,
        "may not",
        lambda: monday(actions.give_action, item, seen=1, owner_id=finn, by="Ben"),
    )
    monday(actions.change_action, item, seen=1, what="Ring  before ten", notes=" Twice ", by="Ben")
    refused(
        monday,
        NotUnderstood,
        "what is to be done",
        lambda: monday(actions.change_action, item, seen=2, what="", notes="", by="Ben"),
    )
    monday(actions.give_action, item, seen=2, owner_id=finn, by="Chloe")
    row = monday.item()
    assert (row.owner, row.what, row.notes) == ("Finn", "Ring before ten", "Twice")
    refused(monday, NotAllowed, "may not", lambda: tick(monday, by="Ben"))


def test_the_second_of_two_who_change_an_item_is_told(monday: Monday) -> None:
    monday.add(by="Chloe")
    item = monday.item().id
    monday(actions.move_action, item, seen=1, due_on=LATER, today=MONDAY, by="Ben")
    refused(
        monday,
        ChangedMeanwhile,
        "Somebody else changed this action_item",
        lambda: monday(actions.tick, item, seen=1, is_done=True, today=MONDAY, by="Chloe"),
    )


def values(row: ActionRow) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if name != "version"}


def test_every_change_of_an_item_can_be_undone(monday: Monday) -> None:
    added = monday.add(by="Chloe")
    item, first = monday.item().id, values(monday.item())
    for change, named in (
        (actions.tick, {"is_done": True, "today": TUESDAY}),
        (actions.move_action, {"due_on": LATER, "today": MONDAY}),
        (actions.give_action, {"owner_id": monday.id_of("Finn")}),
        (actions.drop_action, {"reason": "Not needed"}),
        (actions.change_action, {"what": "Write", "notes": "By hand"}),
    ):
        operation = monday(change, item, seen=monday.item().version, by="Chloe", **named)
        assert values(monday.item()) != first
        assert monday(undo_change, operation, by="Chloe") == 1
        assert values(monday.item()) == first
    tick(monday, by="Chloe")
    operation = tick(monday, by="Chloe", is_done=False)
    monday(undo_change, operation, by="Chloe")
    assert monday.item().state == ActionState.DONE
    other = monday.add("Another", by="Chloe")
    monday(undo_change, other, by="Chloe")
    assert monday.item().id == item
    refused(monday, ChangedMeanwhile, "Nothing was undone", lambda: monday(undo_change, added, by="Chloe"))


def test_a_member_undoes_what_they_did_themselves_and_nothing_of_others(monday: Monday) -> None:
    by_ben = monday.add("Ben's own", "Ben", by="Ben")
    refused(monday, NotAllowed, "may not", lambda: monday(undo_change, by_ben, by="Finn"))
    monday(undo_change, by_ben, by="Ben")
    assert monday.items() == ()
    by_chloe = monday.add("Given by Chloe", "Ben", by="Chloe")
    refused(monday, NotAllowed, "may not", lambda: monday(undo_change, by_chloe, by="Ben"))
    ticked = tick(monday, by="Ben")
    refused(monday, NotAllowed, "may not", lambda: monday(undo_change, ticked, by="Finn"))
    monday(undo_change, ticked, by="Ben")
    ticked = tick(monday, by="Chloe")
    refused(monday, NotAllowed, "may not", lambda: monday(undo_change, ticked, by="Ben"))
    monday(undo_change, ticked, by="Ana")
    assert monday.item().state == ActionState.OPEN
    dropped = drop(monday)
    refused(monday, NotAllowed, "may not", lambda: monday(undo_change, dropped, by="Ben"))


def test_after_its_meeting_an_item_is_not_without_an_owner_again(monday: Monday) -> None:
    one = monday.start()
    monday.add(owner=None, meeting_id=one)
    given = monday(actions.give_action, monday.item().id, seen=1, owner_id=monday.id_of("Ben"))
    monday(undo_change, given)
    given = monday(actions.give_action, monday.item().id, seen=3, owner_id=monday.id_of("Ben"))
    monday(meetings.close_meeting, one)
    refused(monday, NotUnderstood, "keep an owner", lambda: monday(undo_change, given))


def test_an_item_says_in_full_what_it_comes_from(monday: Monday, bring: Bring) -> None:
    bring(Kind.PROMISES, "reference,customer,what,promised_on\nP1,Acme,A door,2026-11-18\n")
    bring(
        Kind.COMPLAINTS,
        "reference,customer,received_on,text\nC1,Acme,2026-11-18,Too loud\nC2,,2026-11-18,Too dark\n",
    )
    one = monday.start()
    monday(field.log_note, kind=NoteKind.HEARD, text="They open on Sundays", today=MONDAY)
    monday.topic("Parts come late")
    monday(talk.decide, one, text="One list")
    store = monday.store
    origins = [
        (Origin.PROMISE, one_of(store, Promise)["id"], "Acme: A door"),
        (Origin.COMPLAINT, one_of(store, Complaint, reference="C1")["id"], "Acme: Too loud"),
        (Origin.COMPLAINT, one_of(store, Complaint, reference="C2")["id"], "Too dark"),
        (Origin.NOTE, one_of(store, FieldNote)["id"], "They open on Sundays"),
        (Origin.TOPIC, one_of(store, Topic)["id"], "Parts come late"),
        (Origin.DECISION, one_of(store, Decision)["id"], "One list"),
    ]
    for kind, record_id, _ in origins:
        monday.add(origin=(kind, record_id), by="Chloe", meeting_id=one)
    monday.add("Of its own", by="Chloe")
    assert [row.origin_text for row in monday.items()] == [*(said for *_, said in origins), ""]
    assert [row.what for row in monday.look(queries.actions_of, one)] == ["Ring them"] * 6
    promise = origins[0][1]
    assert monday.look(queries.actions_about, Origin.PROMISE, [promise, 99]) == {promise: 1}


@pytest.mark.parametrize("kind", Origin)
def test_what_is_not_there_or_not_any_more_no_item_is_about(monday: Monday, kind: Origin) -> None:
    match = f"The {kind} this would be about is not there any more. Nothing was saved"
    refused(monday, NotUnderstood, match, lambda: monday.add(origin=(kind, 99), by="Chloe"))


def test_what_was_taken_back_meanwhile_no_item_is_about(monday: Monday) -> None:
    raised = monday.topic("Parts come late")
    (topic,) = monday.topics()
    about = {"origin": (Origin.TOPIC, topic.id), "by": "Chloe", "operation": "once"}
    monday.add(**about)  # type: ignore[arg-type]
    monday(undo_change, raised)
    # What was saved is not refused when it comes again.
    assert monday.add(**about) == "once"  # type: ignore[arg-type]
    match = "The topic this would be about"
    refused(monday, NotUnderstood, match, lambda: monday.add(origin=(Origin.TOPIC, topic.id), by="Chloe"))


def test_open_items_come_by_day_those_without_one_last_and_hidden_ones_never(monday: Monday) -> None:
    one = monday.start()
    for what, day in (("later", LATER), ("no day", None), ("soon", FRIDAY), ("gone", FRIDAY)):
        operation = monday.add(what, due_on=day, meeting_id=one)
    monday(undo_change, operation)
    rows = monday.look(queries.open_actions)
    assert [row.what for row in rows] == ["soon", "later", "no day"]
    assert [row.what for row in monday.look(queries.all_actions, most=2)] == ["soon", "no day"]


def test_the_command_line_adds_for_anyone_and_owns_nothing(monday: Monday) -> None:
    with transaction(monday.store) as session:
        actions.add_action(
            session,
            what="Ring",
            owner_id=monday.id_of("Ben"),
            due_on=FRIDAY,
            today=MONDAY,
            actor=COMMAND_LINE,
            now=at(0),
        )
    assert len(rows_of(monday.store, ActionItem)) == 1
