"""Whatever was said or logged is found again by its words, and what is not there any more is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from db import search
from db.changes import Changes, table_of
from db.changes.actions import add_action, change_action, do_a_part
from db.changes.field import log_note
from db.changes.people import change_person
from db.changes.records import edit
from db.changes.talk import decide, raise_topic
from db.changes.undo import undo_change
from db.check import differences
from db.engine import Store, reading, rehearsal, transaction
from db.intake.fields import Kind
from db.models import Customer, FieldNote, SearchEntry, SearchWord
from db.redact import find as whom
from db.redact import redact
from meeting.permissions import COMMAND_LINE
from meeting.search import EntryKind, asked_for, finds, words_of
from meeting.words import NoteKind, Role
from tests.db.monday import FRIDAY, MONDAY, Monday
from tests.db.stores import NOW, TODAY, Bring, one_of


def found(store: Store, text: str, *kinds: EntryKind, most: int = 50) -> list[tuple[str, str]]:
    """Kind and text of what a question finds, newest first."""
    with reading(store) as session:
        result = search.find(session, asked_for(text), kinds=kinds or tuple(EntryKind), most=most)
    return [(str(entry.kind), entry.text) for entry in result.entries]


def texts(store: Store, text: str, *kinds: EntryKind) -> list[str]:
    return [shown for _, shown in found(store, text, *kinds)]


def note(store: Store, text: str, *, on: date = TODAY) -> str:
    with transaction(store) as session:
        return log_note(session, kind=NoteKind.HEARD, text=text, today=on, actor=COMMAND_LINE, now=NOW)


@pytest.fixture
def said(store: Store, bring: Bring) -> Store:
    """Something of each kind, all about a pump."""
    bring(
        Kind.WINS, "reference,happened_on,customer,text,person\nW1,2026-11-10,Café Brno,The pump runs,Ana\n"
    )
    bring(Kind.COMPLAINTS, "reference,received_on,customer,text\nC1,2026-11-12,Acme,Pump came late\n")
    note(store, "They ask for a second pump", on=date(2026, 11, 11))
    return store


def test_what_was_said_is_found_newest_first(said: Store) -> None:
    assert found(said, "pump") == [
        ("complaint", "Pump came late"),
        ("note", "They ask for a second pump"),
        ("win", "The pump runs"),
    ]


def test_decisions_and_action_items_are_found_too(monday: Monday) -> None:
    meeting = monday.start("Ben")
    monday(raise_topic, title="Spare parts", meeting_id=meeting)
    monday(decide, meeting, text="One list of pumps", topic_id=1)
    monday(
        add_action, what="Write the list of pumps", owner_id=monday.id_of("Ben"), due_on=FRIDAY, meeting_id=meeting,
        today=MONDAY,
    )  # fmt: skip
    assert texts(monday.store, "pumps", EntryKind.DECISION) == ["One list of pumps"]
    assert texts(monday.store, "pumps", EntryKind.ACTION) == ["Write the list of pumps"]
    assert texts(monday.store, "parts") == ["One list of pumps"]
    assert [entry.id for entry in monday.look(search.find, ("parts",)).entries] == [meeting]
    assert texts(monday.store, "ben") == ["Write the list of pumps"]


@pytest.mark.parametrize("text", ["PUMP LATE", "late pump", "lat pum", "  Pümp,  late!"])
def test_all_words_are_needed_in_any_order_case_and_accents_apart(said: Store, text: str) -> None:
    assert texts(said, text) == ["Pump came late"]


def test_a_customer_and_whom_a_win_thanks_find_it(said: Store) -> None:
    assert texts(said, "cafe") == ["The pump runs"]
    assert texts(said, "ana") == ["The pump runs"]


@pytest.mark.parametrize("text", ["", "  ", "…", "nothing of that", "pump nothing"])
def test_nothing_is_found_by_no_word_or_by_one_that_is_nowhere(said: Store, text: str) -> None:
    assert found(said, text) == []


def test_kinds_are_chosen_and_all_are_counted(said: Store) -> None:
    with reading(said) as session:
        result = search.find(session, ("pump",), kinds=[EntryKind.WIN])
    assert [entry.kind for entry in result.entries] == [EntryKind.WIN]
    assert result.counts == {EntryKind.WIN: 1, EntryKind.COMPLAINT: 1, EntryKind.NOTE: 1}


def test_only_the_newest_are_shown_and_all_are_counted(store: Store) -> None:
    for day in range(5):
        note(store, f"pump {day}", on=TODAY - timedelta(days=day))
    with reading(store) as session:
        result = search.find(session, ("pump",), most=2)
    assert [entry.text for entry in result.entries] == ["pump 0", "pump 1"]
    assert result.counts == {EntryKind.NOTE: 5}


def test_what_was_taken_back_is_not_found(store: Store) -> None:
    operation = note(store, "A pump")
    with transaction(store) as session:
        undo_change(session, operation, actor=COMMAND_LINE, now=NOW)
    assert found(store, "pump") == []


def test_what_was_changed_is_found_by_its_new_words_and_on_its_new_day(monday: Monday) -> None:
    monday(
        add_action, what="Order a pump", owner_id=monday.id_of("Ben"), due_on=FRIDAY, today=MONDAY, by="Chloe"
    )
    monday(change_action, 1, seen=1, what="Order a valve", notes="Two of them", by="Chloe")
    assert texts(monday.store, "valve them") == ["Order a valve"]
    assert found(monday.store, "pump") == []


def test_what_is_left_of_an_item_is_found_and_what_was_had_back_is_found_again(monday: Monday) -> None:
    monday.add("Ring them", by="Chloe")
    part = monday(do_a_part, monday.item().id, seen=1, rest="Write letters", due_on=FRIDAY, today=MONDAY)
    assert texts(monday.store, "letters") == ["Ring them"]
    monday(undo_change, part, undoing="no part")
    assert texts(monday.store, "letters") == []
    monday(undo_change, "no part")
    assert texts(monday.store, "letters") == ["Ring them"]
    other = monday.add("Buy chairs", by="Chloe")
    monday(undo_change, other, by="Chloe", undoing="no chairs")
    assert texts(monday.store, "chairs") == []
    monday(undo_change, "no chairs", by="Chloe")
    assert texts(monday.store, "chairs") == ["Buy chairs"]


def test_a_day_that_was_corrected_moves_it_among_the_others(store: Store) -> None:
    note(store, "pump one", on=TODAY - timedelta(days=1))
    note(store, "pump two")
    with transaction(store) as session:
        changes = Changes(session, actor=COMMAND_LINE, now=NOW)
        edit(changes, FieldNote, 2, seen=1, fields={"noted_on": TODAY - timedelta(days=9)}, action="correct")
        changes.write()
    assert texts(store, "pump") == ["pump one", "pump two"]


def test_a_new_name_of_a_customer_finds_what_is_about_it(said: Store) -> None:
    customer = one_of(said, Customer, name="Acme")
    with transaction(said) as session:
        changes = Changes(session, actor=COMMAND_LINE, now=NOW)
        edit(
            changes,
            Customer,
            customer["id"],
            seen=customer["version"],
            fields={"name": "Zenith"},
            action="correct",
        )
        changes.write()
    assert texts(said, "zenith") == ["Pump came late"]
    assert found(said, "acme") == []


def test_a_new_name_of_a_person_finds_their_action_items(monday: Monday) -> None:
    ben = monday.id_of("Ben")
    monday(add_action, what="Ring Acme", owner_id=ben, due_on=FRIDAY, today=MONDAY, by="Chloe")
    monday(
        change_person,
        ben,
        seen=1,
        name="Benedict",
        email="ben@example.org",
        role=Role.MEMBER,
        team="",
        by="Dev",
    )
    assert texts(monday.store, "benedict") == ["Ring Acme"]


def test_what_a_removed_customer_was_called_finds_nothing(said: Store) -> None:
    with reading(said) as session:
        acme = whom(session, "customer", "Acme")
    redact(said, acme, actor=COMMAND_LINE, now=NOW)
    assert found(said, "acme") == []
    assert texts(said, "removed") == ["[removed]"]
    with reading(said) as session:
        assert list(differences(session)) == []


def test_the_check_finds_an_index_that_does_not_hold_what_was_said(said: Store) -> None:
    with rehearsal(said) as session:
        session.execute(delete(table_of(SearchEntry)).where(table_of(SearchEntry).c.kind == "win"))
        session.execute(update(table_of(FieldNote)).values(text="Something else"))
        assert [(kind, number) for kind, number, _ in search.differences(session)] == [
            ("win", 1),
            ("note", 1),
        ]


def test_the_whole_index_made_anew_is_the_one_that_followed_the_changes(said: Store) -> None:
    with rehearsal(said) as session:
        followed = [
            set(session.execute(select(table_of(model))).all()) for model in (SearchEntry, SearchWord)
        ]
        search.rebuild(session)
        anew = [set(session.execute(select(table_of(model))).all()) for model in (SearchEntry, SearchWord)]
    assert anew == followed
    assert all(followed)


WORDS = st.sampled_from(["pump", "pumps", "late", "lat", "Café", "a", "A", "5", "über", "acme", "ACME"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    written=st.lists(SENTENCES, min_size=1, max_size=6),
    asked=st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
)
def test_a_search_finds_what_looking_at_every_text_would(
    store: Store, written: list[str], asked: str
) -> None:
    wanted = asked_for(asked)
    should = [
        text for text in written if all(any(finds(each, word) for word in words_of(text)) for each in wanted)
    ]
    with rehearsal(store) as session:
        for text in written:
            log_note(session, kind=NoteKind.IDEA, text=text, today=TODAY, actor=COMMAND_LINE, now=NOW)
        result = search.find(session, wanted)
    assert [entry.text for entry in result.entries] == should[::-1]
