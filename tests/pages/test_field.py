"""Field notes on the screen: the list, the page of one note, hand-offs, new customers, and the step of the meeting."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.changes import field, house, meetings
from db.changes.people import add_person, change_person
from db.engine import Store, open_store, reading, transaction
from db.intake.fields import Kind
from db.models import ActionItem, Complaint, FieldNote, NoteOutcome, Promise, Topic, Win
from db.queries import meetings as queries
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.weeks import Week
from meeting.words import NoteKind, Role, Side
from tests.db.stores import rows_of
from tests.pages.conftest import OpenPage, all_text, of_entry
from tests.people import signed_in

Bring = Callable[[Kind, list[dict[str, str]]], Settings]
TODAY = date(2026, 11, 23)


@pytest.fixture
def settings(empty: Settings) -> Settings:
    """Ben sells and asked a question; Finn repairs; Acme is known."""
    store = open_store(empty)
    about: dict[str, Any] = {"actor": COMMAND_LINE, "now": store.clock.now()}
    with transaction(store) as session:
        for name, side, team in (("Ben", Side.SALES, "Sales"), ("Finn", Side.SERVICE, "Workshop")):
            house.add_team(session, name=team, side=side, **about)
            email = f"{name.casefold()}@example.com"
            person = add_person(session, name=name, email=email, role=Role.MEMBER, **about)
            change_person(
                session, person, seen=1, name=name, email=email, role=Role.MEMBER, team=team, **about
            )
    _note(store, NoteKind.QUESTION, "Can we *promise* Friday?", by="Ben")
    store.close()
    return empty


def _note(store: Store, kind: NoteKind, text: str, *, by: str, **named: Any) -> None:
    with transaction(store) as session:
        (person,) = [pick.id for pick in queries.picks(session) if pick.name == by]
        actor = Actor(by, Role.MEMBER, person)
        field.log_note(
            session, kind=kind, text=text, today=TODAY, actor=actor, now=store.clock.now(), **named
        )


def opened(
    open_page: OpenPage, settings: Settings, url: str, *, name: str = "Dev", **address: str
) -> AppTest:
    page = open_page(settings, name=name)
    for key, value in address.items():
        page.query_params[key] = value
    page.switch_page(url).run()
    assert not page.exception
    return page


def chosen(page: AppTest, way: str) -> AppTest:
    page.radio(key="note.way.1").set_value(way).run()
    assert not page.exception
    return page


def saved(page: AppTest, way: str) -> AppTest:
    page.button(key=f"note.save.{way}").click().run()
    assert not page.exception
    return page


def rows(settings: Settings, model: Any) -> list[dict[str, Any]]:
    store = open_store(settings)
    found = rows_of(store, model)
    store.close()
    return [row for row in found if not row["hidden"]]


def test_the_other_side_answers_and_the_asker_reads_who_said_so(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened(open_page, settings, "note.py", name="Ben", id="1")
    assert "waiting for an answer" in all_text(page)
    assert "Answer it" not in page.radio(key="note.way.1").options
    page = opened(open_page, settings, "note.py", name="Finn", id="1")
    chosen(page, "answer").text_area(key="note.answer.1").set_value("From noon on")
    saved(page, "answer")
    assert not page.error, page.error[0].value
    assert "the answer." in page.success[0].value
    text = all_text(opened(open_page, settings, "note.py", name="Ben", id="1"))
    assert "Answer of Finn, 23 November 2026: From noon on".replace("Answer", "**Answer**") in text


def test_home_brings_the_answer_to_the_asker_and_the_question_to_the_other_side(
    open_page: OpenPage, settings: Settings
) -> None:
    store = open_store(settings)
    for number in range(4):
        _note(store, NoteKind.QUESTION, f"Question {number}", by="Ben")
    page = open_page(settings, name="Finn")
    waiting = "Questions for my side to answer\n"
    first = "- [Can we *promise* Friday?](note?id=1) — asked by Ben, Mon 23 Nov\n"
    assert waiting + first in all_text(page)
    assert page.expander[0].label == "and 2 more"
    assert [text in page.expander[0].markdown[0].value for text in ("Question 1", "Question 2")] == [
        False,
        True,
    ]
    assert "uestions" not in all_text(open_page(settings, name="Ben"))
    with transaction(store) as session:
        (finn,) = [pick.id for pick in queries.picks(session) if pick.name == "Finn"]
        actor = Actor("Finn", Role.MEMBER, finn)
        about: dict[str, Any] = {"today": TODAY, "actor": actor, "now": store.clock.now()}
        field.answer_question(session, 1, seen=1, answer="From *noon* on", **about)
    store.close()
    text = all_text(open_page(settings, name="Ben"))
    line = "- [Can we *promise* Friday?](note?id=1) — **Finn**, Mon 23 Nov: From *noon* on"
    assert f"My questions: answered\n{line}" in text
    assert "for my side" not in text


NEEDS_ACME = {"complaint": "note.complaint.1.customer", "promise": "note.promise.1.customer"}
MODELS = {"topic": Topic, "action": ActionItem, "complaint": Complaint, "promise": Promise, "win": Win}


@pytest.mark.parametrize("way", MODELS)
def test_a_note_becomes_something_in_one_step_and_both_say_so(
    open_page: OpenPage, settings: Settings, bring: Bring, way: str
) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "C1", "name": "Acme"}])
    page = chosen(opened(open_page, settings, "note.py", id="1"), way)
    if way in NEEDS_ACME:
        page.text_input(key=NEEDS_ACME[way]).set_value("acme")
    saved(page, way)
    assert len(rows(settings, MODELS[way])) == 1
    assert "Became a" in all_text(page)
    if way != "topic":
        record = opened(open_page, settings, f"{way}.py", id="1")
        assert "from a note of Ben, 23 November" in all_text(record)
    page.button(key="saving.undo").click().run()
    assert "Became a" not in all_text(page)
    assert rows(settings, MODELS[way]) == rows(settings, NoteOutcome) == []


def test_what_is_missing_is_said_and_nothing_is_saved(open_page: OpenPage, settings: Settings) -> None:
    page = chosen(opened(open_page, settings, "note.py", id="1"), "promise")
    saved(page, "promise")
    assert "Name the customer" in page.error[0].value
    page.text_input(key="note.promise.1.customer").set_value("Nobody we know")
    saved(page, "promise")
    assert "There is no customer “Nobody we know”" in page.error[0].value
    assert rows(settings, Promise) == []


def test_the_customer_of_a_note_is_found_by_a_few_letters(
    open_page: OpenPage, settings: Settings, bring: Bring
) -> None:
    bring(Kind.CUSTOMERS, [{"reference": f"C{n}", "name": f"Acme {n}"} for n in (1, 2)])
    page = chosen(opened(open_page, settings, "note.py", id="1"), "correct")
    page.text_input(key="note.correct.1.customer").set_value("acm").run()
    saved(page, "correct")
    assert "There is no customer “acm”, or there are several" in page.error[0].value
    page.button(key="note.correct.1.pick.2").click().run()
    assert "**Acme 2**" in all_text(page)
    page.text_area(key="note.text.1").set_value("Sooner?")
    saved(page, "correct")
    assert (rows(settings, FieldNote)[0]["customer_id"], rows(settings, FieldNote)[0]["text"]) == (
        2,
        "Sooner?",
    )
    chosen(page, "correct").button(key="note.correct.1.unpick").click().run()
    saved(page, "correct")
    assert rows(settings, FieldNote)[0]["customer_id"] is None


def test_somebody_who_was_quicker_is_not_overwritten(open_page: OpenPage, settings: Settings) -> None:
    page = chosen(opened(open_page, settings, "note.py", name="Ben", id="1"), "correct")
    store = open_store(settings)
    with transaction(store) as session:
        words: dict[str, Any] = {"kind": NoteKind.QUESTION, "text": "Can we promise Monday?"}
        field.correct_note(session, 1, seen=1, actor=COMMAND_LINE, now=store.clock.now(), **words)
    store.close()
    page.text_area(key="note.text.1").set_value("Can we promise noon?")
    saved(page, "correct")
    assert "changed this note" in page.warning[0].value
    page.button(key="settling.on_top.note 1").click().run()
    assert rows(settings, FieldNote)[0]["text"] == "Can we promise noon?"


def test_without_a_number_the_page_teaches(open_page: OpenPage, settings: Settings) -> None:
    assert "open a note in the list" in all_text(opened(open_page, settings, "note.py"))
    for wrong in ("7", "x", "-1"):
        assert "There is no such note" in all_text(opened(open_page, settings, "note.py", id=wrong))


def test_the_list_teaches_until_something_is_noted(open_page: OpenPage, empty: Settings) -> None:
    page = opened(open_page, empty, "field.py")
    assert "No note yet" in all_text(page)
    page.text_area[0].set_value("They open on *Sundays*")
    page.button(key="field.log.save").click().run()
    assert "They open on *Sundays*" in all_text(page)
    assert "**1 note**" in all_text(page)
    page.button(key="saving.undo").click().run()
    assert "No note yet" in all_text(page)


def test_a_barrier_is_noted_with_its_hand_off(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings, "field.py")
    page.toggle(key="field.noting").set_value(True).run()
    page.selectbox(key="field.log.kind").set_value("a barrier to teamwork").run()
    page.selectbox(key="field.log.from").set_value(1)
    page.selectbox(key="field.log.to").set_value(2)
    page.text_area[0].set_value("Keys stay in the office")
    page.button(key="field.log.save").click().run()
    assert not page.exception
    assert "Sales → Workshop" in all_text(page)


def test_the_list_is_narrowed_by_words_and_kind(open_page: OpenPage, settings: Settings) -> None:
    store = open_store(settings)
    _note(store, NoteKind.IDEA, "Ring first", by="Finn")
    store.close()
    page = opened(open_page, settings, "field.py")
    page.text_input(key="field.search").set_value("RING").run()
    assert "**1 note** found" in all_text(page)
    page.text_input(key="field.search").set_value("")
    page.toggle(key="field.choosing").set_value(True).run()
    page.selectbox(key="field.standing").set_value("waiting for an answer").run()
    assert "**1 note** found" in all_text(page)
    page.selectbox(key="field.kind").set_value("a barrier to teamwork").run()
    assert "No note like that" in all_text(page)


PROMISES = [
    {
        **{
            "reference": str(number),
            "customer": "Acme",
            "made_on": "2026-11-10",
            "promised_on": "2026-11-17",
        },
        **{"delivered_on": "2026-11-19", "team": "Workshop", "sales_person": "Ben"},
    }
    for number in (1, 2)
]
LONG_AGO = {**PROMISES[0], "reference": "0", "customer": "Known for long"}
LONG_AGO |= {"made_on": "2026-01-10", "promised_on": "2026-01-17", "delivered_on": "2026-01-17"}
PROMISES.append(LONG_AGO)


def test_a_number_of_a_hand_off_opens_to_its_rows(
    open_page: OpenPage, settings: Settings, bring: Bring
) -> None:
    assert "Nothing arose between two teams" in all_text(
        opened(open_page, settings, "field.py", view="teams")
    )
    bring(Kind.PROMISES, PROMISES)
    page = opened(open_page, settings, "field.py", view="teams")
    assert "**Sales → Workshop** · 2" in all_text(page)
    assert "**Workshop → Sales** · 0" in all_text(page)
    assert "From is the team that sold" in all_text(page)
    (number,) = [button for button in page.button if button.label == ":violet[2 missed promises]"]
    number.click().run()
    assert "(promise?id=1)" in all_text(page)
    assert "(promise?id=2)" in all_text(page)
    page.selectbox(key="field.period").set_value(4).run()
    assert "**Sales → Workshop** · 2" in all_text(page)


def test_a_new_customer_is_introduced_to_somebody(
    open_page: OpenPage, settings: Settings, bring: Bring
) -> None:
    assert "No new customer" in all_text(opened(open_page, settings, "field.py", view="new"))
    bring(Kind.PROMISES, PROMISES)
    page = opened(open_page, settings, "field.py", view="new", name="Ben")
    assert "not introduced yet" in all_text(page)
    (toggle,) = [each for each in page.toggle if each.label == "It was introduced"]
    toggle.set_value(True).run()
    (save,) = [each for each in page.button if (each.key or "").startswith("new.save.")]
    save.click().run()
    assert "Say to whom of ours the customer was introduced. Nothing was saved." in page.error[0].value
    (to,) = [each for each in page.selectbox if each.label == "To whom of ours"]
    to.set_value(1)
    (save,) = [each for each in page.button if (each.key or "").startswith("new.save.")]
    save.click().run()
    assert re.search(r"introduced to \*\*\w+\*\* by Ben, 23 November 2026", all_text(page))
    page.button(key="saving.undo").click().run()
    assert "not introduced yet" in all_text(page)


def test_customers_are_narrowed_to_the_new_ones(
    open_page: OpenPage, settings: Settings, bring: Bring
) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "C1", "name": "Known for long"}])
    bring(Kind.PROMISES, PROMISES)
    page = opened(open_page, settings, "customers.py")
    assert "**2 customers**" in all_text(page)
    page.toggle(key="customers.new").set_value(True).run()
    assert not page.exception
    assert "**1 customer** found" in all_text(page)
    assert [button.label for button in page.button if "Acme" in button.label]


def test_in_the_meeting_questions_come_first_and_are_answered_on_the_spot(
    open_page: OpenPage, settings: Settings, bring: Bring
) -> None:
    bring(Kind.PROMISES, PROMISES)
    store = open_store(settings)
    _note(store, NoteKind.HEARD, "They open on Sundays", by="Finn")
    signed_in(settings, "Dev")
    with reading(store) as session:
        (dev,) = [pick.id for pick in queries.picks(session) if pick.name == "Dev"]
    leader: dict[str, Any] = {"actor": Actor("Dev", Role.ADMIN, dev), "now": store.clock.now()}
    with transaction(store) as session:
        meetings.start_meeting(session, weeks=[Week(2026, 47)], expected=[dev], today=TODAY, **leader)
        meetings.go_to_step(session, 1, pressed_on=0, to=5, **leader)
    store.close()
    page = opened(open_page, settings, "monday.py")
    text = all_text(page)
    assert "2 notes, 1 question waiting for an answer" in text
    assert text.index("Friday?") < text.index("Sundays")
    assert "New customers of the last 8 weeks: 1" in text
    page.button(key="monday.note.answer.1").click().run()
    page.text_input(key="monday.answer.text.1").set_value("From noon on")
    finn = next(name for name in page.selectbox(key="monday.answer.by.1").options if name.startswith("Finn"))
    assert [name for name in page.selectbox(key="monday.answer.by.1").options if name.startswith("Ben")] == []
    page.selectbox(key="monday.answer.by.1").select(finn)
    page.button(key="monday.answer.save.1").click().run()
    assert not page.exception
    assert "**Finn**, Mon 23 Nov: From noon on" in all_text(page)
    page.button(key="monday.note.topic.2").click().run()
    assert "became a topic" in all_text(page)
    of_entry(page.selectbox, "monday.note.kind").set_value("a WOW idea: a day in the other team")
    page.button(key="monday.note.save").click().run()
    assert "A day in the other team" in all_text(page)
