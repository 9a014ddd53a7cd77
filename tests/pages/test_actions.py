"""Action items on their page: mine first, by state and owner, over in words, ticked by whom they belong to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.changes import actions
from db.changes.core import table_of
from db.engine import open_store, reading, transaction
from db.models import Person
from db.queries import actions as queries
from meeting.actions import ActionRow
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests.pages.conftest import OpenPage, all_text, of_entry
from tests.people import email_of, signed_in

LAST_MONDAY = date(2026, 11, 16)
FRIDAY = date(2026, 11, 20)
ITEMS = (
    ("Order parts", "Chloe", date(2026, 11, 27)),
    ("Ring Acme", "Ben", FRIDAY),
    ("Write the list", "Ana", date(2026, 11, 23)),
    ("Thank them", "Ben", FRIDAY),
    ("Buy a van", "Chloe", FRIDAY),
)


@pytest.fixture
def agreed(empty: Settings) -> Settings:
    """Today is Monday 23 November: one is over, one due today, one still to come, one done, one dropped."""
    for name in ("Ana", "Ben", "Chloe"):
        signed_in(empty, name)
    add(empty, *ITEMS)
    wrote(empty, actions.tick, 4, seen=1, is_done=True, today=date(2026, 11, 19))
    wrote(empty, actions.drop_action, 5, seen=1, reason="Too *dear*")
    return empty


def wrote(settings: Settings, change: Callable[..., object], *given: object, **named: Any) -> None:
    store = open_store(settings)
    try:
        with transaction(store) as session:
            change(session, *given, actor=COMMAND_LINE, now=store.clock.now(), **named)
    finally:
        store.close()


def add(settings: Settings, *wanted: tuple[str, str, date]) -> None:
    """Items given as what, owner and due day, agreed on a week ago."""
    store = open_store(settings)
    try:
        with transaction(store) as session:
            people = table_of(Person).c
            for what, owner, due_on in wanted:
                actions.add_action(
                    session,
                    what=what,
                    owner_id=session.scalar(select(people.id).where(people.email == email_of(owner))),
                    due_on=due_on,
                    today=LAST_MONDAY,
                    actor=COMMAND_LINE,
                    now=store.clock.now(),
                )
    finally:
        store.close()


def items(settings: Settings) -> dict[str, ActionRow]:
    store = open_store(settings)
    try:
        with reading(store) as session:
            return {row.what: row for row in queries.all_actions(session)}
    finally:
        store.close()


def at_actions(open_page: OpenPage, settings: Settings, *, name: str = "Ben", **address: str) -> AppTest:
    page = open_page(settings, name=name, **address)
    page.switch_page("actions.py")
    for field, value in address.items():
        page.query_params[field] = value
    page.run()
    assert not page.exception
    return page


def lines(page: AppTest) -> list[str]:
    """One for each item that is shown, in their order."""
    said = re.sub(r"\[([^]]*)\]\(action\?[^)]*\)", r"\1", all_text(page).replace("**", "")).splitlines()
    return [line for line in said if " — " in line]


def ticks(page: AppTest) -> list[str]:
    keys = [button.key or "" for button in page.button]
    return [key.split(".")[2] for key in keys if key.startswith("actions.tick.")]


def test_where_nobody_agreed_on_anything_it_says_what_belongs_there(
    open_page: OpenPage, empty: Settings
) -> None:
    assert "No action item yet" in all_text(at_actions(open_page, empty))


def test_open_items_come_with_mine_first_and_say_in_words_when_they_are_due(
    open_page: OpenPage, agreed: Settings
) -> None:
    page = at_actions(open_page, agreed, name="Chloe")
    assert lines(page) == [
        "Chloe: Order parts — due Fri 27 Nov",
        "Ben: Ring Acme — 3 days over",
        "Ana: Write the list — due today",
    ]
    assert "**3 open action items**, 1 over their day" in all_text(page)
    assert lines(at_actions(open_page, agreed))[0] == "Ben: Ring Acme — 3 days over"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ({"owner": "me", "state": "open"}, ["Ben: Ring Acme — 3 days over"]),
        ({"owner": "me"}, ["Ben: Ring Acme — 3 days over"]),
        ({"owner": "me", "state": "done"}, ["Ben: Thank them — ✓ done Thu 19 Nov"]),
        ({"owner": "Chloe", "state": "open"}, ["Chloe: Order parts — due Fri 27 Nov"]),
        ({"state": "dropped"}, ["Chloe: Buy a van — dropped: Too *dear*"]),
        ({"owner": "Chloe", "state": "done"}, []),
    ],
    ids=str,
)
def test_the_address_says_whose_items_of_which_state(
    open_page: OpenPage, agreed: Settings, address: dict[str, str], shown: list[str]
) -> None:
    page = at_actions(open_page, agreed, **address)
    assert lines(page) == shown
    assert {name: page.query_params.get(name) for name in address if address[name] != "open"} == {
        name: value for name, value in address.items() if value != "open"
    }


def test_what_the_address_does_not_know_shows_everybodys_open_items(
    open_page: OpenPage, agreed: Settings
) -> None:
    page = at_actions(open_page, agreed, owner="Nobody", state="gone")
    assert len(lines(page)) == 3
    assert "owner" not in page.query_params


def test_a_choice_goes_into_the_address(open_page: OpenPage, agreed: Settings) -> None:
    page = at_actions(open_page, agreed)
    owner = next(box for box in page.selectbox if box.label == "Owner" and "everybody" in box.options)
    owner.select("me").run()
    assert page.query_params["owner"] == "me"
    assert lines(page) == ["Ben: Ring Acme — 3 days over"]


def test_a_member_ticks_their_own_sees_no_button_on_others_and_takes_it_back(
    open_page: OpenPage, agreed: Settings
) -> None:
    page = at_actions(open_page, agreed)
    assert ticks(page) == ["2"]
    page.button(key="actions.tick.2.1").click().run()
    assert not page.exception
    assert items(agreed)["Ring Acme"].done_on == date(2026, 11, 23)
    assert [found.value.replace("\\", "") for found in page.success] == ["Saved: Ring Acme (done)."]
    assert [line.split(":")[0] for line in lines(page)] == ["Ana", "Chloe"]
    page.button(key="saving.undo").click().run()
    assert not page.exception
    assert items(agreed)["Ring Acme"].state == "open"
    assert lines(page)[0] == "Ben: Ring Acme — 3 days over"


def test_who_leads_people_ticks_and_opens_anybodys_but_nothing_that_was_dropped(
    open_page: OpenPage, agreed: Settings
) -> None:
    assert sorted(ticks(at_actions(open_page, agreed, name="Chloe"))) == ["1", "2", "3"]
    assert ticks(at_actions(open_page, agreed, name="Chloe", state="dropped")) == []
    page = at_actions(open_page, agreed, name="Ana", state="done")
    page.button(key="actions.tick.4.2").click().run()
    assert not page.exception
    assert items(agreed)["Thank them"].state == "open"


def test_a_tick_on_what_somebody_changed_meanwhile_is_not_saved_and_the_item_shown_as_it_is(
    open_page: OpenPage, agreed: Settings
) -> None:
    page = at_actions(open_page, agreed, name="Chloe")
    wrote(agreed, actions.change_action, 1, seen=1, what="Order two", notes="")
    page.button(key="actions.tick.1.1").click().run()
    assert not page.exception
    assert items(agreed)["Order two"].state == "open"
    assert "Chloe: Order two — due Fri 27 Nov" in lines(page)


def test_a_member_adds_for_themselves_and_a_manager_for_anyone(open_page: OpenPage, agreed: Settings) -> None:
    page = at_actions(open_page, agreed)
    assert of_entry(page.selectbox, "action.owner").options == ["Ben"]
    of_entry(page.text_input, "action.what").input("Ring them twice")
    of_entry(page.selectbox, "action.owner").select_index(0)
    page.button(key="action.add").click().run()
    assert not page.exception
    row = items(agreed)["Ring them twice"]
    assert (row.owner, row.due_on, row.meeting_id) == ("Ben", date(2026, 11, 27), None)
    page = at_actions(open_page, agreed, name="Chloe")
    assert of_entry(page.selectbox, "action.owner").options == ["Ana", "Ben", "Chloe"]


def test_a_long_list_shows_its_first_twenty_then_more_and_says_how_many_are_left(
    open_page: OpenPage, agreed: Settings
) -> None:
    add(agreed, *((f"Item {number}", "Ben", FRIDAY) for number in range(50)))
    page = at_actions(open_page, agreed)
    assert len(lines(page)) == 20
    assert "and 33 more" in all_text(page)
    page.button(key="actions.show_more").click().run()
    assert len(lines(page)) == 53


def test_a_press_on_an_item_that_was_changed_meanwhile_is_told_and_saves_nothing(
    open_page: OpenPage, agreed: Settings
) -> None:
    page = open_page(agreed, name="Chloe")
    page.switch_page("actions.py")
    page.run()
    wrote(agreed, actions.move_action, 2, seen=1, due_on=date(2026, 12, 4), today=date(2026, 11, 23))
    page.button(key="actions.tick.2.1").click().run()
    assert "Somebody changed “Ring Acme” meanwhile. Nothing was saved." in page.warning[0].value
    assert "Ring Acme" in all_text(page)
    store = open_store(agreed)
    try:
        with reading(store) as session:
            assert "Ring Acme" in {row.what for row in queries.open_actions(session)}
    finally:
        store.close()


def test_ones_own_open_items_are_taken_into_a_calendar(open_page: OpenPage, agreed: Settings) -> None:
    def labels(**address: str) -> list[str]:
        page = at_actions(open_page, agreed, **address)
        return [each.proto.label for each in page.get("download_button")]

    assert labels(owner="me") == ["Mine for my calendar"]
    assert labels() == labels(owner="Ben") == labels(owner="me", state="done") == []
