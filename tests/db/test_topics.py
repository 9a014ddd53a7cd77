"""What the meeting talks about: topics in their order, decisions, notes from the field, what is noted of a miss."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from db.changes import field, meetings, talk
from db.changes.core import ChangedMeanwhile
from db.changes.undo import undo_change
from db.intake.fields import Kind
from db.models import Complaint, Decision, FieldNote, Topic
from db.queries import meetings as queries
from meeting.errors import MeetingError, NotAllowed, NotUnderstood
from meeting.meetings import Told
from meeting.weeks import Week
from meeting.words import NoteKind, Origin
from tests.db.monday import MONDAY, Monday, at_the_same_moment
from tests.db.stores import Bring, contents, rows_of

MISS = (Origin.PROMISE, 12)


def refused(monday: Monday, error: type[MeetingError], match: str, call: Callable[[], object]) -> None:
    before = contents(monday.store)
    with pytest.raises(error, match=match):
        call()
    assert contents(monday.store) == before


def titles(monday: Monday, meeting_id: int | None = None) -> list[str]:
    return [row.title for row in monday.topics(meeting_id)]


def raised(monday: Monday, *names: str) -> list[int]:
    for name in names:
        monday.topic(name, by="Ben")
    return [row.id for row in monday.topics()]


def test_topics_wait_in_the_order_they_were_raised_until_who_leads_moves_them(monday: Monday) -> None:
    one = monday.start()
    a, b, c = raised(monday, "a", "b", "c")
    assert monday(talk.move_topic, one, c, up=True)
    assert titles(monday) == ["a", "c", "b"]
    assert monday(talk.move_topic, one, a, up=True) == ""
    assert monday(talk.move_topic, one, b, up=False) == ""
    assert monday(talk.move_topic, one, a, up=False)
    assert titles(monday) == ["c", "a", "b"]
    monday(talk.decide, one, text="So", topic_id=c)
    assert titles(monday) == ["a", "b"]
    assert titles(monday, one) == ["c", "a", "b"]
    refused(monday, NotUnderstood, "not there", lambda: monday(talk.move_topic, one, c, up=False))
    raised(monday, "d")
    assert titles(monday) == ["a", "b", "d"]


def test_a_miss_is_a_topic_once_while_it_waits_and_again_when_it_was_decided(monday: Monday) -> None:
    one = monday.start()
    assert monday.topic("Acme: A door", origin=MISS, meeting_id=one)
    assert monday.topic("The door again", origin=MISS, by="Ben") == ""
    assert monday.topic("A note of that number", origin=(Origin.NOTE, 12))
    (first, _) = monday.topics()
    monday(talk.decide, one, text="Two people", topic_id=first.id)
    assert monday.topic("The door again", origin=MISS)
    assert titles(monday) == ["A note of that number", "The door again"]


def test_a_miss_raised_by_two_at_the_same_moment_is_one_topic(monday: Monday) -> None:
    said = at_the_same_moment(
        monday.store,
        lambda: monday.topic("Acme: A door", origin=MISS),
        lambda: monday.topic("The door", origin=MISS, by="Ben"),
        before=["INSERT INTO topic"],
    )
    assert sorted(bool(each) for each in said) == [False, True]
    assert len(monday.topics()) == 1


def test_the_same_press_again_raises_decides_and_notes_nothing(monday: Monday) -> None:
    one = monday.start()
    for _ in range(2):
        monday.topic("Parts", operation="topic", by="Ben")
        monday(talk.decide, one, text="One list", operation="decision")
        monday(field.log_note, kind=NoteKind.IDEA, text="Ring", operation="note", today=MONDAY, by="Ben")
    monday(meetings.close_meeting, one)
    # What was saved is not refused when it comes again after the end.
    assert monday(talk.decide, one, text="One list", operation="decision") == "decision"
    assert [len(rows_of(monday.store, model)) for model in (Topic, Decision, FieldNote)] == [1, 1, 1]


def test_a_decision_is_done_with_its_topic_in_this_meeting(monday: Monday) -> None:
    one = monday.start()
    (a, _) = raised(monday, "a", "b")
    monday(talk.decide, one, text="  First  ", topic_id=a, look_again_on=date(2026, 12, 14))
    monday(talk.decide, one, text="Second", topic_id=a)
    monday(talk.decide, one, text="Of no topic")
    assert [(row.text, row.topic, row.look_again_on) for row in monday.look(queries.decisions_of, one)] == [
        ("First", "a", date(2026, 12, 14)),
        ("Second", "a", None),
        ("Of no topic", "", None),
    ]
    refused(monday, NotUnderstood, "stays with its decision", lambda: monday(talk.drop_topic, a, seen=2))
    (done, waiting) = monday.topics(one)
    assert (done.decisions, done.is_done) == (("First", "Second"), True)
    assert (waiting.decisions, waiting.is_done) == ((), False)
    monday(meetings.close_meeting, one)
    two = monday.start()
    assert titles(monday, two) == ["b"]


def test_what_says_nothing_or_is_about_nothing_is_refused(monday: Monday) -> None:
    one = monday.start()
    note: dict[str, Any] = {"kind": NoteKind.HEARD, "today": MONDAY}
    for call in (
        lambda: monday.topic(" "),
        lambda: monday.topic("x" * 201),
        lambda: monday(talk.decide, one, text=""),
        lambda: monday(talk.decide, one, text="x" * 2001),
        lambda: monday(talk.decide, one, text="So", topic_id=99),
        lambda: monday(talk.drop_topic, 99, seen=1),
        lambda: monday(field.log_note, text="\n", **note),
        lambda: monday(field.log_note, text="Heard", customer_id=99, **note),
    ):
        refused(monday, NotUnderstood, "Nothing was saved", call)


def test_a_decision_gets_other_words_as_long_as_its_meeting_is_open(monday: Monday) -> None:
    one = monday.start()
    monday(talk.decide, one, text="One list")
    (row,) = monday.look(queries.decisions_of, one)
    monday(talk.change_decision, row.id, seen=1, text="One list for both")
    refused(
        monday,
        ChangedMeanwhile,
        "Somebody else",
        lambda: monday(talk.change_decision, row.id, seen=1, text="x"),
    )
    (row,) = monday.look(queries.decisions_of, one)
    assert row.text == "One list for both"


def test_a_decision_of_a_closed_meeting_is_not_undone_either(monday: Monday) -> None:
    one = monday.start()
    (topic,) = raised(monday, "Parts")
    operation = monday(talk.decide, one, text="One list", topic_id=topic)
    monday(meetings.close_meeting, one)
    refused(monday, NotUnderstood, "closed", lambda: monday(undo_change, operation))
    monday(meetings.reopen_meeting, one, by="Dev")
    assert monday(undo_change, operation, by="Dev") == 2
    assert titles(monday) == ["Parts"]


def test_topics_and_decisions_can_be_undone(monday: Monday) -> None:
    one = monday.start()
    operation = monday.topic("Parts", by="Ben")
    refused(monday, NotAllowed, "may not", lambda: monday(undo_change, operation, by="Finn"))
    monday(undo_change, operation, by="Ben")
    assert titles(monday) == []
    (topic,) = raised(monday, "Parts")
    (dropped,) = [monday(talk.drop_topic, topic, seen=1)]
    assert titles(monday) == []
    refused(monday, NotAllowed, "may not", lambda: monday(undo_change, dropped, by="Ben"))
    monday(undo_change, dropped)
    decided = monday(talk.decide, one, text="One list", topic_id=topic)
    (row,) = monday.look(queries.decisions_of, one)
    changed = monday(talk.change_decision, row.id, seen=1, text="Two lists")
    refused(monday, ChangedMeanwhile, "Nothing was undone", lambda: monday(undo_change, decided))
    monday(undo_change, changed)
    assert [row.text for row in monday.look(queries.decisions_of, one)] == ["One list"]
    again = monday(talk.decide, one, text="And ring them", topic_id=topic)
    assert monday(undo_change, again) == 1
    assert [row.text for row in monday.look(queries.decisions_of, one)] == ["One list"]


def test_a_topic_that_is_taken_back_may_be_raised_again(monday: Monday) -> None:
    operation = monday.topic("Acme: A door", origin=MISS, by="Ben")
    monday(undo_change, operation, by="Ben")
    assert monday.topic("Acme: A door", origin=MISS, by="Ben")


def test_notes_are_those_of_the_weeks_asked_for_until_they_are_taken_back(
    monday: Monday, bring: Bring
) -> None:
    bring(Kind.CUSTOMERS, "reference,name,tier\nC1,Acme,A\n")
    days = {"first": date(2026, 11, 16), "last": date(2026, 11, 22), "after": MONDAY}
    operations = {
        text: monday(
            field.log_note,
            kind=NoteKind.QUESTION,
            text=text,
            customer_id=1 if text == "last" else None,
            today=day,
            by="Ben",
        )
        for text, day in days.items()
    }
    rows = monday.look(queries.notes_of, [Week(2026, 47)])
    assert [(row.text, row.customer, row.person) for row in rows] == [
        ("first", "", "Ben"),
        ("last", "Acme", "Ben"),
    ]
    refused(monday, NotAllowed, "may not", lambda: monday(undo_change, operations["last"], by="Finn"))
    monday(undo_change, operations["last"], by="Ben")
    monday(undo_change, operations["first"], by="Chloe")
    assert monday.look(queries.notes_of, [Week(2026, 47)]) == ()


def noted(monday: Monday, kind: Origin = Origin.PROMISE, *, seen: int = 1, **fields: object) -> str:
    """A note of the first miss of its kind; without fields, that the customer was told by Ben on Monday."""
    note: dict[str, Any] = {
        "told_on": MONDAY,
        "told_by": " Ben ",
        "told_top": "",
        "cause": "No parts",
        "today": MONDAY,
    }
    operation: str = monday(talk.note_miss, kind, 1, seen=seen, **(note | fields))
    return operation


def test_of_a_miss_is_noted_who_was_told_and_what_broke(monday: Monday, bring: Bring) -> None:
    bring(Kind.PROMISES, "reference,customer,promised_on\nP1,Acme,2026-11-18\n")
    bring(Kind.COMPLAINTS, "reference,customer,received_on,severity\nC1,Acme,2026-11-18,critical\n")
    told_of = queries.told_of
    assert monday.look(told_of, Origin.PROMISE, 1) == Told("promise", 1, 1, "", None, "", "")
    operation = noted(monday)
    assert monday.look(told_of, Origin.PROMISE, 1) == Told("promise", 1, 2, "No parts", MONDAY, "Ben", "")
    assert noted(monday, seen=2) == ""
    refused(monday, ChangedMeanwhile, "Somebody else", lambda: noted(monday, cause="Another"))
    refused(monday, NotAllowed, "may not", lambda: monday(undo_change, operation, by="Ben"))
    monday(undo_change, operation, by="Chloe")
    assert monday.look(told_of, Origin.PROMISE, 1) == Told("promise", 1, 3, "", None, "", "")
    # A customer who was not told was told by nobody.
    noted(monday, Origin.COMPLAINT, told_on=None, told_top="Chloe")
    assert monday.look(told_of, Origin.COMPLAINT, 1) == Told("complaint", 1, 2, "No parts", None, "", "Chloe")
    assert rows_of(monday.store, Complaint)[0]["file_says"] is None
    refused(monday, NotUnderstood, "still to come", lambda: noted(monday, seen=3, told_on=date(2026, 11, 24)))
    assert monday.look(told_of, Origin.PROMISE, 99) is None


def test_what_is_noted_of_a_miss_outlives_the_same_file_brought_in_again(
    monday: Monday, bring: Bring
) -> None:
    rows = "reference,customer,promised_on,cause\nP1,Acme,2026-11-18,\n"
    bring(Kind.PROMISES, rows)
    noted(monday)
    assert bring(Kind.PROMISES, rows.replace("11-18", "11-19")).changed == 1
    found = monday.look(queries.told_of, Origin.PROMISE, 1)
    assert (found.told_on, found.told_by, found.cause) == (MONDAY, "Ben", "No parts")
