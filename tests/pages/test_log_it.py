"""Log it: one box and four choices; saved only when it is, with a way back and the record; empty for the next."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from db.changes.by_hand import new_customer
from db.changes.house import add_team
from db.changes.people import change_person
from db.engine import open_store, transaction
from db.models import Base, Complaint, Customer, FieldNote, Promise, Win
from db.sqlite import driver
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Side
from tests.db.stores import rows_of, tables
from tests.pages.conftest import OpenPage, all_text
from tests.people import CAST, signed_in

OVEN = "Ana stayed until the oven was *hot*"


@pytest.fixture
def settings(empty: Settings) -> Settings:
    """Two teams, three customers, Ana and Ben."""
    signed_in(empty, "Ana")
    signed_in(empty, "Ben")
    store = open_store(empty)
    about: dict[str, Any] = {"actor": COMMAND_LINE, "now": store.clock.now()}
    with transaction(store) as session:
        add_team(session, name="Workshop", side=Side.SERVICE, **about)
        add_team(session, name="Sales", side=Side.SALES, **about)
        for name in ("Hotel Alpenblick", "Hotel [Sonne]", "Bakery"):
            new_customer(session, name=name, **about)
    store.close()
    return empty


def opened(open_page: OpenPage, settings: Settings, *, name: str = "Ben") -> AppTest:
    return open_page(settings, name=name).switch_page("log_it.py").run()


def rows(settings: Settings, model: type[Base]) -> list[dict[str, Any]]:
    store = open_store(settings)
    try:
        return rows_of(store, model)
    finally:
        store.close()


def choose(page: AppTest, kind: str, *, words: str = OVEN, customer: str = "") -> AppTest:
    page.text_area(key="log_it.words").set_value(words)
    page.button(key=f"log_it.kind.{kind}").click().run()
    if customer:
        page.text_input(key="log_it.customer").set_value(customer).run()
    return page


def save(page: AppTest) -> AppTest:
    return page.button(key="log_it.save").click().run()


def labels(page: AppTest, key: str) -> list[str]:
    return [each.label for each in page.button if (each.key or "").startswith(key)]


def chosen(page: AppTest) -> list[str]:
    """What is marked as chosen, by a sign beside its colour."""
    return [each.label for each in page.button if "checked" in each.proto.icon]


def said(page: AppTest) -> list[str]:
    return [each.value.replace("\\", "") for each in page.success]


KINDS = [
    ("hit", Win, "text"),
    ("miss", Complaint, "text"),
    ("note", FieldNote, "text"),
    ("thanks", Win, "text"),
]


@pytest.mark.parametrize(("kind", "model", "field"), [*KINDS, ("promise", Promise, "what")])
def test_each_choice_saves_its_record_and_leaves_the_form_empty(
    open_page: OpenPage, settings: Settings, kind: str, model: type[Base], field: str
) -> None:
    page = save(choose(opened(open_page, settings), kind, customer="bakery"))
    assert not page.exception
    (row,) = rows(settings, model)
    assert (row[field], row["customer_id"]) == (OVEN, 3)
    (line,) = said(page)
    assert line.startswith("Saved: ")
    assert line.endswith(OVEN)
    assert page.text_area(key="log_it.words").value == ""
    assert not [each for each in page.button if each.key == "log_it.save"]


def test_nothing_is_called_saved_that_is_not(
    open_page: OpenPage, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = choose(opened(open_page, settings), "miss")
    connection = driver.connect(str(settings.sqlite_path))
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON complaint BEGIN SELECT RAISE(FAIL, 'disk is full'); END"
    )
    connection.close()
    save(page)
    assert said(page) == []
    assert "Nothing was saved" in page.error[0].value
    assert rows(settings, Complaint) == []
    assert page.text_area(key="log_it.words").value == OVEN


def test_what_was_saved_is_undone_by_who_logged_it(open_page: OpenPage, settings: Settings) -> None:
    page = save(choose(opened(open_page, settings), "miss"))
    page.button(key="saving.undo").click().run()
    assert said(page)[0].startswith("Undone: ")
    assert [row["hidden"] for row in rows(settings, Complaint)] == [True]


def test_a_second_of_the_same_is_one_tap_away(open_page: OpenPage, settings: Settings) -> None:
    page = save(choose(opened(open_page, settings), "miss", customer="bakery"))
    page.button(key="log_it.again").click().run()
    assert chosen(page) == ["✗ Miss or complaint"]
    page.text_area(key="log_it.words").set_value("And the bill, too")
    save(page)
    assert [row["customer_id"] for row in rows(settings, Complaint)] == [3, 3]
    assert [row["text"] for row in rows(settings, Complaint)] == [OVEN, "And the bill, too"]


def test_a_few_letters_find_the_customer_and_one_tap_takes_it(
    open_page: OpenPage, settings: Settings
) -> None:
    page = choose(opened(open_page, settings), "miss", customer="hot")
    found = [label.replace("\\", "") for label in labels(page, "log_it.pick.")]
    assert found == ["Hotel [Sonne]", "Hotel Alpenblick"]
    page.button(key="log_it.pick.1").click().run()
    assert "**Hotel Alpenblick**" in all_text(page)
    save(page)
    assert rows(settings, Complaint)[0]["customer_id"] == 1


def test_a_part_of_names_is_asked_about_and_makes_nobody_new(open_page: OpenPage, settings: Settings) -> None:
    page = save(choose(opened(open_page, settings), "miss", customer="hot"))
    assert "Which customer is “hot”? Nothing was saved yet" in page.error[0].value
    assert rows(settings, Complaint) == []
    page.button(key="log_it.new_customer").click().run()
    save(page)
    assert [row["name"] for row in rows(settings, Customer)][3:] == ["hot"]


def test_somebody_nobody_knows_is_a_new_customer(open_page: OpenPage, settings: Settings) -> None:
    page = choose(opened(open_page, settings), "miss", customer="  Café   Müller ")
    assert "“Café Müller” will be a new customer" in all_text(page)
    save(page)
    assert [row["name"] for row in rows(settings, Customer)][3:] == ["Café Müller"]
    assert rows(settings, Complaint)[0]["customer_id"] == 4


def test_a_promise_is_made_to_somebody(open_page: OpenPage, settings: Settings) -> None:
    page = save(choose(opened(open_page, settings), "promise"))
    assert "Name the customer" in page.error[0].value
    assert rows(settings, Promise) == []


def test_thanks_are_praise_named_by_a_colleague_and_ask_for_the_other_side(
    open_page: OpenPage, settings: Settings
) -> None:
    page = choose(opened(open_page, settings), "thanks")
    (people, teams) = page.multiselect
    people.set_value([1])
    teams.set_value([1]).run()
    others = page.multiselect[2]
    assert others.label == "Who else made it happen? Perhaps somebody in sales"
    assert others.options == ["Sales"]
    others.set_value([2])
    save(page)
    store = open_store(settings)
    (win,) = tables(store)["win"].values()
    store.close()
    assert (win["kind"], win["named_by"], win["people"], win["teams"]) == ("praise", "colleague", [1], [1, 2])


def test_who_leads_may_see_whom_nobody_thanked_lately_and_a_member_may_not(
    open_page: OpenPage, settings: Settings
) -> None:
    page = choose(opened(open_page, settings), "thanks")
    assert not [each for each in page.toggle if each.key == "thanks.lately"]
    page = choose(opened(open_page, settings, name="Ana"), "thanks")
    page.toggle(key="thanks.lately").set_value(True).run()
    assert "Everybody was thanked" in all_text(page)
    store = open_store(settings)
    with transaction(store) as session:
        about: dict[str, Any] = {"actor": COMMAND_LINE, "now": store.clock.now()}
        for number, name in ((2, "Ben"), (1, "Ana")):
            email = f"{name.casefold()}@example.com"
            change_person(
                session, number, seen=1, name=name, email=email, role=CAST[name], team="Workshop", **about
            )
    store.close()
    assert "Ana · Ben" in all_text(page.run())


def test_an_empty_box_is_told_and_what_was_chosen_stays(open_page: OpenPage, settings: Settings) -> None:
    page = save(choose(opened(open_page, settings), "note", words="  "))
    assert "Nothing was saved" in page.error[0].value
    assert chosen(page) == ["◌ From the field"]


def test_every_page_has_the_way_to_it_but_not_the_projector(
    open_page: OpenPage, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(settings, name="Ben").switch_page("customers.py").run()
    assert "Log it" in ways(page)
    assert "Log it" not in ways(page.switch_page("log_it.py").run())
    monkeypatch.setattr(type(st.context), "is_embedded", property(lambda _: True))
    assert "Log it" not in ways(page.switch_page("customers.py").run())


def ways(page: AppTest) -> list[str]:
    return [each.proto.label for each in page.get("page_link")]
