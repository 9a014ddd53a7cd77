"""The page of one win: who is thanked and what shows it; correcting it, together with others and alone."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.changes import by_hand, wins
from db.changes.house import add_team
from db.engine import open_store, transaction
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.words import NamedBy, Origin, Role, Side
from tests.db.stores import tables
from tests.hostile_company import DAY, TODAY
from tests.pages.conftest import OpenPage, all_text
from tests.people import signed_in

ANA, BEN = 1, 2
WIN: dict[str, Any] = {
    "text": "Hot *again* at five",
    "kind": None,
    "customer_id": 1,
    "team_ids": [1],
    "person_ids": [ANA],
    "named_by": NamedBy.CUSTOMER,
    "said": "Nobody else [came]",
    "evidence": "mail of 12 November",
    "cited": (Origin.PROMISE, 1),
    "happened_on": DAY,
    "today": TODAY,
}


@pytest.fixture
def settings(empty: Settings) -> Settings:
    """A win that Ben has logged, and one of the command line."""
    for name in ("Ana", "Ben", "Chloe"):
        signed_in(empty, name)
    store = open_store(empty)
    about: dict[str, Any] = {"actor": Actor("Ben", Role.MEMBER, BEN), "now": store.clock.now()}
    with transaction(store) as session:
        add_team(session, name="Workshop", side=Side.SERVICE, **about | {"actor": COMMAND_LINE})
        add_team(session, name="Sales", side=Side.SALES, **about | {"actor": COMMAND_LINE})
        by_hand.new_customer(session, name="Bakery", **about)
        by_hand.record_promise(
            session, what="Oven", customer_id=1, promised_on=DAY, made_on=None, today=TODAY, **about
        )
        wins.log_win(session, **WIN, **about)
        wins.log_win(session, **WIN, **about | {"actor": COMMAND_LINE})
    store.close()
    return empty


def opened(open_page: OpenPage, settings: Settings, *, name: str = "Ben", number: str = "1") -> AppTest:
    page = open_page(settings, name=name)
    page.switch_page("win.py")
    page.query_params["id"] = number
    return page.run()


def the_win(settings: Settings) -> dict[str, Any]:
    store = open_store(settings)
    try:
        return tables(store)["win"][1]
    finally:
        store.close()


def corrected(page: AppTest, words: str) -> AppTest:
    page.toggle(key="win.correct.1").set_value(True).run()
    next(one for one in page.text_area if one.label == "Words").set_value(words)
    return page


def said(page: AppTest) -> str:
    return page.success[0].value.replace("\\", "")


def save(page: AppTest) -> AppTest:
    return page.button(key="win.save").click().run()


def test_a_win_thanks_by_name_says_who_named_it_and_what_shows_it(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened(open_page, settings)
    text = all_text(page)
    assert not page.exception
    assert page.title[0].value == "Thank you, Ana"
    assert ":green[★ **Customer hero**]: named by the customer." in text
    assert "> “Nobody else [came]”" in text
    assert "Hot *again* at five" in text
    assert "| :gray[What shows it] | mail of 12 November" in text
    assert "| :gray[About the promise] | Oven" in text
    ways = [each.proto.label for each in page.get("page_link")]
    assert {"Its customer", "The promise that shows it"} <= set(ways)
    assert "Ben logged it" in text


def test_a_member_corrects_their_own_win_and_undoes_that_and_nobody_elses(
    open_page: OpenPage, settings: Settings
) -> None:
    page = save(corrected(opened(open_page, settings), "Hot at six"))
    assert said(page) == "Saved: the correction."
    after = the_win(settings)
    assert (after["text"], after["people"], after["teams"], after["promise_id"]) == (
        "Hot at six",
        [ANA],
        [1],
        1,
    )
    page.button(key="saving.undo").click().run()
    assert the_win(settings)["text"] == WIN["text"]
    assert not opened(open_page, settings, number="2").toggle


def test_whoever_comes_second_is_shown_both_versions_and_loses_no_word(
    open_page: OpenPage, settings: Settings
) -> None:
    page = corrected(opened(open_page, settings), "Hot at six")
    store = open_store(settings)
    with transaction(store) as session:
        fields = WIN | {"person_ids": [ANA, BEN]}
        chloe = Actor("Chloe", Role.MANAGER, 3)
        wins.correct_win(session, 1, seen=1, **fields, actor=chloe, now=store.clock.now())
    store.close()
    save(page)
    assert "Meanwhile Chloe changed this win" in page.warning[0].value
    assert "| Words | Hot *again* at five | **Hot *again* at five** | **Hot at six** |" in all_text(page)
    page.button(key="settling.on_top.win 1").click().run()
    assert said(page) == "Saved: the correction."
    assert (the_win(settings)["text"], the_win(settings)["people"]) == ("Hot at six", [ANA, BEN])


def test_the_customer_of_a_win_is_set_right_and_its_promises_are_offered(
    open_page: OpenPage, settings: Settings
) -> None:
    store = open_store(settings)
    about: dict[str, Any] = {"actor": COMMAND_LINE, "now": store.clock.now()}
    with transaction(store) as session:
        new = by_hand.new_customer(session, name="Bakery *North*", **about)
        by_hand.record_promise(
            session, what="Mixer", customer_id=new, promised_on=DAY, made_on=None, today=TODAY, **about
        )
    store.close()
    page = corrected(opened(open_page, settings), "Hot at six")
    page.button(key="win.who.1.1.unpick").click().run()
    page.text_input(key="win.who.1.1.customer").set_value("north").run()
    page.button(key=f"win.who.1.1.pick.{new}").click().run()
    assert any("Mixer" in option for option in page.selectbox(key="win.cited.1.1").options)
    save(page)
    assert said(page) == "Saved: the correction."
    assert (the_win(settings)["customer_id"], the_win(settings)["text"]) == (new, "Hot at six")
    page.button(key="saving.undo").click().run()
    assert the_win(settings)["customer_id"] == 1


def test_without_a_number_the_page_teaches(open_page: OpenPage, settings: Settings) -> None:
    page = open_page(settings, name="Ben").switch_page("win.py").run()
    assert "or log one" in all_text(page)
    assert "There is no such win" in all_text(opened(open_page, settings, number="77"))
