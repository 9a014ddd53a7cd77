"""My week: what is to be done by one person, and what went wrong with the customers they sold to or look after."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db.changes import actions, field, house, people
from db.changes.complaints import say_resolved
from db.changes.records import mark_same_as, set_turn_to
from db.intake.fields import Kind
from db.models import Complaint, Customer, Person
from db.queries.my_week import my_complaints, my_items, my_news, my_questions
from meeting.clock import Clock
from meeting.my_week import MyComplaints, MyItems, MyNews, MyQuestions, News, news_in_words, to_do_in_words
from meeting.words import NoteKind, Role, Side
from tests.db.monday import FRIDAY, MONDAY, Monday
from tests.db.stores import Bring, one_of

SUNDAY = date(2026, 11, 29)


def days_ago(number: int) -> date:
    return MONDAY - timedelta(days=number)


def items(monday: Monday, name: str = "Ben", **named: Any) -> MyItems:
    found: MyItems = monday.look(my_items, monday.id_of(name), **{"today": MONDAY, **named})
    return found


def news(monday: Monday, name: str = "Ben", **named: Any) -> MyNews:
    found: MyNews = monday.look(my_news, monday.id_of(name), **{"today": MONDAY, **named})
    return found


def questions(monday: Monday, name: str, *, today: date = MONDAY) -> tuple[list[str], list[str]]:
    """Answers to what somebody asked, and questions that wait for them."""
    found: MyQuestions = monday.look(my_questions, monday.id_of(name), today=today)
    return [note.answer for note in found.answered], [note.text for note in found.waiting]


def of_team(monday: Monday, **teams: tuple[Side, str]) -> None:
    for team, (side, name) in teams.items():
        monday(house.add_team, name=team, side=side, by="Dev")
        row = one_of(monday.store, Person, name=name)
        about = {"email": row["email"], "role": Role.MEMBER, "team": team}
        monday(people.change_person, row["id"], seen=row["version"], name=name, by="Dev", **about)


def about(found: MyNews) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in found.rows]


def brought_in_on(bring: Bring, day: date) -> Bring:
    """Of what was due on the day of a file or later that file knows nothing."""
    clock = Clock(fixed=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    return replace(bring, store=replace(bring.store, clock=clock))


def promise(what: str, promised: date, *, seller: str = "Ben", **cells: str) -> dict[str, str]:
    row = {"reference": what, "customer": "Acme", "what": what, "promised_on": str(promised)}
    return {**row, "sales_person": seller, "delivered_on": "", "withdrawn_on": "", **cells}


def complaint(text: str, received: date, **cells: str) -> dict[str, str]:
    row = {"reference": text, "customer": "Acme", "text": text, "received_on": str(received)}
    return {**row, "severity": "minor", **cells}


def test_my_open_items_up_to_sunday_are_mine_to_do_those_over_first(monday: Monday) -> None:
    for what, owner, due in (
        ("This week", "Ben", SUNDAY),
        ("Next week", "Ben", SUNDAY + timedelta(days=1)),
        ("Over", "Ben", days_ago(4)),
        ("Done", "Ben", days_ago(1)),
        ("Finn's", "Finn", MONDAY),
    ):
        monday.add(what, owner, due_on=due, today=days_ago(9), by="Chloe")
    monday(actions.tick, 4, seen=1, is_done=True, today=MONDAY)
    found = items(monday)
    assert [(row.what, row.due_on) for row in found.rows] == [("Over", days_ago(4)), ("This week", SUNDAY)]
    assert found.total == 2
    assert [row.what for row in items(monday, "Finn").rows] == ["Finn's"]
    assert items(monday, "Dev") == MyItems((), 0)


def test_of_many_the_first_are_named_and_all_are_counted(monday: Monday, bring: Bring) -> None:
    for number in range(7):
        monday.add(f"Item {number}", due_on=FRIDAY, by="Chloe")
    bring(Kind.PROMISES, [promise(f"P{number}", days_ago(2)) for number in range(7)])
    found, told = items(monday), news(monday)
    assert (len(found.rows), found.total) == (len(told.rows), told.total) == (5, 7)


def test_a_miss_of_the_last_seven_days_is_news_and_nothing_else_is(monday: Monday, bring: Bring) -> None:
    rows = [
        promise("too old", days_ago(8)),
        promise("oldest", days_ago(7)),
        promise("kept", days_ago(2), delivered_on=str(days_ago(2))),
        promise("late", days_ago(3), delivered_on=str(days_ago(1))),
        promise("withdrawn", days_ago(2), withdrawn_on=str(days_ago(3))),
        promise("not over", MONDAY),
    ]
    brought_in_on(bring, days_ago(-2))(Kind.PROMISES, rows)
    assert about(news(monday)) == [("promise", "late"), ("promise", "oldest")]
    assert about(news(monday, today=days_ago(-2))) == [("promise", "not over"), ("promise", "late")]


def test_a_complaint_of_a_customer_one_sold_to_is_news_the_critical_first(
    monday: Monday, bring: Bring
) -> None:
    bring(Kind.PROMISES, [promise("long ago", days_ago(400), delivered_on=str(days_ago(400)))])
    rows = [
        complaint("too old", days_ago(8)),
        complaint("critical", days_ago(6), severity="critical"),
        complaint("newest", days_ago(1)),
        complaint("same", days_ago(1)),
        complaint("Beta's", days_ago(1), customer="Beta"),
        complaint("nobody's", days_ago(1), customer=""),
    ]
    bring(Kind.COMPLAINTS, rows)
    ids = {text: one_of(monday.store, Complaint, reference=text)["id"] for text in ("same", "newest")}
    monday(mark_same_as, ids["same"], seen=1, other_id=ids["newest"], by="Chloe")
    assert about(news(monday)) == [("complaint", "critical"), ("complaint", "newest")]
    assert news(monday, "Finn").total == 0


def test_whom_a_customer_turns_to_hears_of_them_though_somebody_else_sold(
    monday: Monday, bring: Bring
) -> None:
    brought_in_on(bring, MONDAY)(Kind.PROMISES, [promise("Oven", days_ago(1), seller="Finn")])
    acme = one_of(monday.store, Customer, name="Acme")
    assert news(monday).total == 0
    monday(set_turn_to, acme["id"], seen=acme["version"], person_id=monday.id_of("Ben"), by="Chloe")
    assert about(news(monday)) == about(news(monday, "Finn")) == [("promise", "Oven")]


def test_around_new_year_the_days_of_both_years_count(monday: Monday, bring: Bring) -> None:
    today = date(2027, 1, 4)
    rows = [promise("old year", date(2026, 12, 30)), promise("new year", date(2027, 1, 2))]
    brought_in_on(bring, today)(Kind.PROMISES, rows)
    found = news(monday, today=today)
    assert about(found) == [("promise", "new year"), ("promise", "old year")]


@pytest.mark.parametrize(
    ("delivered", "severity", "words"),
    [
        (None, None, "promised Fri 20 Nov, 3 days late and not delivered yet"),
        (date(2026, 11, 21), None, "promised Fri 20 Nov, delivered 1 day late"),
        (date(2026, 11, 24), None, "promised Fri 20 Nov, 3 days late and not delivered yet"),
        (None, "critical", "‼ critical complaint Fri 20 Nov"),
        (None, "minor", "minor complaint Fri 20 Nov"),
    ],
)
def test_news_says_what_happened_and_when(delivered: date | None, severity: str | None, words: str) -> None:
    row = News("promise", 1, "Acme", "Oven", date(2026, 11, 20), delivered, severity)
    assert news_in_words(row, MONDAY) == words


def test_the_asker_hears_for_seven_days_and_the_other_side_what_waits_for_it(monday: Monday) -> None:
    of_team(monday, Sales=(Side.SALES, "Ben"), Workshop=(Side.SERVICE, "Finn"))
    for what, kind, name in (
        ("On Friday?", NoteKind.QUESTION, "Ben"),
        ("In red?", NoteKind.QUESTION, "Ben"),
        ("Who signs?", NoteKind.QUESTION, "Finn"),
        ("They move", NoteKind.HEARD, "Ben"),
    ):
        monday(field.log_note, kind=kind, text=what, today=MONDAY, by=name)
    assert questions(monday, "Finn") == ([], ["On Friday?", "In red?"])
    assert questions(monday, "Ben") == ([], ["Who signs?"])
    # Who is of no team is of no side that a question could wait for.
    assert questions(monday, "Chloe") == ([], [])
    for number, answer in ((1, "From noon on"), (2, "In blue")):
        monday(field.answer_question, number, seen=1, answer=answer, today=MONDAY, by="Finn")
    assert questions(monday, "Finn") == ([], [])
    assert questions(monday, "Ben", today=days_ago(-7)) == (["In blue", "From noon on"], ["Who signs?"])
    assert questions(monday, "Ben", today=days_ago(-8)) == ([], ["Who signs?"])


def test_complaints_i_own_are_mine_until_they_are_resolved_critical_and_not_answered_ones_first(
    monday: Monday, bring: Bring
) -> None:
    rows = [
        complaint("Answered", days_ago(30), answered_on=str(days_ago(20)), owner="Ben"),
        complaint("Newer", days_ago(3), owner="Ben"),
        complaint("Older", days_ago(9), owner="Ben"),
        complaint("Burnt", days_ago(1), severity="critical", owner="Ben"),
        complaint("Resolved", days_ago(9), resolved_on=str(days_ago(2)), owner="Ben"),
        complaint("Of nobody", days_ago(9)),
    ]
    every = {"answered_on": "", "resolved_on": "", "owner": ""}
    bring(Kind.COMPLAINTS, [every | row for row in rows])
    found: MyComplaints = monday.look(my_complaints, monday.id_of("Ben"), today=MONDAY)
    assert [row.text for row in found.rows] == ["Burnt", "Older", "Newer", "Answered"]
    assert [to_do_in_words(row, MONDAY) for row in (found.rows[0], found.rows[3])] == [
        "‼ critical complaint Sun 22 Nov, not answered yet, 1 day open",
        "minor complaint Sat 24 Oct, answered, not resolved yet, 30 days open",
    ]
    older = one_of(monday.store, Complaint, text="Older")
    monday(say_resolved, older["id"], seen=older["version"], on=MONDAY, today=MONDAY, by="Ben")
    found = monday.look(my_complaints, monday.id_of("Ben"), today=MONDAY)
    assert [row.text for row in found.rows] == ["Burnt", "Newer", "Answered"]
    assert monday.look(my_complaints, monday.id_of("Finn"), today=MONDAY) == MyComplaints((), 0)
