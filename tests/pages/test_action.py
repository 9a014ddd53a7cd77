"""The page of one action item: what it says, what can be done there, and what two people at once are told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.changes import actions, talk
from meeting.settings import Settings
from meeting.words import Origin
from tests.pages.conftest import OpenPage, all_text
from tests.pages.test_carried import FAY, add, hold, items, keys, person, press, said, wrote

TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 20)


@pytest.fixture
def item(empty: Settings) -> Settings:
    """Ben is to ring them by last Friday."""
    add(empty, "Ring *them*", "Ben")
    return empty


def opened(open_page: OpenPage, settings: Settings, *, name: str = "Chloe", number: str = "1") -> AppTest:
    page = open_page(settings, name=name)
    page.switch_page("action.py")
    page.query_params["id"] = number
    page.run()
    assert not page.exception
    return page


def by_fay(settings: Settings, change: Any, *, seen: int = 1, **named: object) -> None:
    wrote(
        settings,
        lambda session, store: change(session, 1, seen=seen, actor=FAY, now=store.clock.now(), **named),
    )


def choose(page: AppTest, way: str) -> AppTest:
    page.radio(key="action.way.1").set_value(way).run()
    assert not page.exception
    return page


def test_it_tells_all_that_is_known_of_the_item(open_page: OpenPage, empty: Settings) -> None:
    wrote(
        empty,
        lambda session, store: talk.raise_topic(
            session, title="Parts come late", actor=FAY, now=store.clock.now()
        ),
    )
    ben = person(empty, "Ben")
    wrote(
        empty,
        lambda session, store: actions.add_action(
            session,
            what="Ring *them*",
            owner_id=ben,
            due_on=FRIDAY,
            origin=(Origin.TOPIC, 1),
            today=FRIDAY,
            actor=FAY,
            now=store.clock.now(),
        ),
    )
    hold(empty)
    page = opened(open_page, empty)
    assert page.title[0].value == "Ring \\*them\\*"
    text = said(page)
    assert "Ben · 3 days over · carried 1 time" in text
    assert "About: Parts come late" in text
    assert "First due: 20 November 2026" in text
    assert "Added on: 20 November 2026" in text
    assert "Fay added it" in text


def test_done_is_one_press_and_undone_beside_it(open_page: OpenPage, item: Settings) -> None:
    page = press(opened(open_page, item, name="Ben"), "action.done.1")
    assert items(item)[0].done_on == TODAY
    assert "✓ done" in said(page)
    press(page, "saving.undo")
    assert items(item)[0].state == "open"


def test_another_day_leaves_the_first_one_and_tells_why(open_page: OpenPage, item: Settings) -> None:
    page = choose(opened(open_page, item, name="Ben"), "move")
    page.text_input(key="action.move.reason.1").set_value("Parts are late")
    press(page, "action.save.move")
    (row,) = items(item)
    assert (row.due_on, row.first_due_on) == (date(2026, 11, 27), FRIDAY)
    assert "moved it to another day: due 20 November 2026 → 27 November 2026. Reason: Parts are late" in said(
        page
    )


def test_it_goes_to_another_owner_is_done_in_part_and_gets_other_words(
    open_page: OpenPage, item: Settings
) -> None:
    ana = person(item, "Ana")
    page = choose(opened(open_page, item), "give")
    page.selectbox(key="action.give.owner.1").set_value(ana)
    press(page, "action.save.give")
    assert items(item)[0].owner == "Ana"
    choose(page, "change")
    page.text_area(key="action.change.notes.1").set_value("Before noon")
    press(page, "action.save.change")
    assert items(item)[0].notes == "Before noon"
    choose(page, "part")
    page.text_input(key="action.part.rest.1").set_value("Write *to* them")
    press(page, "action.save.part")
    assert [(row.what, row.left_to_do, row.state) for row in items(item)] == [
        ("Ring *them*", "Write *to* them", "open")
    ]
    assert "A part is done. Left to do: Write to them" in said(page)
    assert "Chloe said that a part is done" in said(page)


def test_dropping_takes_a_reason_and_is_taken_up_again(open_page: OpenPage, item: Settings) -> None:
    page = choose(opened(open_page, item), "drop")
    press(page, "action.save.drop")
    assert "takes a reason" in page.error[0].value
    page.text_input(key="action.drop.reason.1").set_value("They closed")
    press(page, "action.save.drop")
    assert "dropped: They closed" in said(page)
    press(page, "action.open.1")
    assert items(item)[0].state == "open"


def ways(page: AppTest) -> list[str]:
    return list(page.radio(key="action.way.1").options) if page.radio else []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Chloe", ["Another day", "Another owner", "A part is done", "Other words", "Drop it"]),
        ("Ben", ["Another day", "A part is done", "Other words"]),
        ("Ana", ["Another day", "Another owner", "A part is done", "Other words", "Drop it"]),
    ],
)
def test_everybody_is_offered_what_they_may_do(
    open_page: OpenPage, item: Settings, name: str, expected: list[str]
) -> None:
    assert ways(opened(open_page, item, name=name)) == expected


def test_a_member_only_reads_what_is_not_theirs(open_page: OpenPage, empty: Settings) -> None:
    add(empty, "Ring", "Ana")
    page = opened(open_page, empty, name="Ben")
    assert [button.key for button in page.button if (button.key or "").startswith("action.")] == []
    assert ways(page) == []


def test_the_second_of_two_sees_both_versions_and_saves_on_top(open_page: OpenPage, item: Settings) -> None:
    page = choose(opened(open_page, item), "move")
    page.date_input(key="action.move.day.1").set_value(date(2026, 12, 1))
    page.text_input(key="action.move.reason.1").set_value("Parts are late")
    by_fay(item, actions.move_action, due_on=date(2026, 12, 4), today=TODAY)
    press(page, "action.save.move")
    assert items(item)[0].due_on == date(2026, 12, 4)
    assert "Meanwhile Fay changed this action item" in page.warning[0].value
    text = said(page)
    assert "| Due | 20 November 2026 | 4 December 2026 | 1 December 2026 |" in text
    assert "Your reason: Parts are late" in text
    press(page, "settling.on_top.action 1")
    assert items(item)[0].due_on == date(2026, 12, 1)


def test_what_two_say_alike_is_no_conflict(open_page: OpenPage, item: Settings) -> None:
    page = opened(open_page, item)
    by_fay(item, actions.tick, is_done=True, today=TODAY)
    page.button(key="action.done.1").click().run()
    assert not page.warning
    assert items(item)[0].state == "done"


def test_the_latest_change_is_undone_in_the_history(open_page: OpenPage, item: Settings) -> None:
    by_fay(item, actions.drop_action, reason="They closed")
    page = press(opened(open_page, item), "saving.undo_latest")
    assert items(item)[0].state == "open"
    assert "Chloe undid that Fay dropped it: state dropped → open" in said(page)


def test_undoing_the_adding_says_what_it_does_who_did_it_and_can_be_undone(
    open_page: OpenPage, item: Settings
) -> None:
    page = opened(open_page, item)
    assert "Undoing takes this action item out of every list" in said(page)
    assert "It still counts among what was due, as not done." in said(page)
    press(page, "saving.undo_latest")
    assert items(item) == ()
    assert page.title[0].value == "Ring \\*them\\*"
    assert "Chloe took this action item back: it is in no list" in page.warning[0].value
    assert "Chloe undid that Fay added it" in said(page)
    press(page, "saving.undo")
    assert [row.what for row in items(item)] == ["Ring *them*"]
    assert "Chloe undid that Chloe undid that Fay added it" in said(page)


def test_who_finds_an_item_taken_back_by_somebody_else_brings_it_back(
    open_page: OpenPage, item: Settings
) -> None:
    press(opened(open_page, item), "saving.undo_latest")
    assert "saving.undo_latest" not in keys(opened(open_page, item, name="Ben"))
    page = opened(open_page, item, name="Dev")
    assert "Undoing that brings the action item back as it was." in said(page)
    press(page, "saving.undo_latest")
    assert len(items(item)) == 1


def test_what_is_taken_back_on_the_day_it_was_added_counts_nowhere(
    open_page: OpenPage, empty: Settings
) -> None:
    add(empty, "Ring", "Ben", due=TODAY)
    page = opened(open_page, empty)
    assert "still counts" not in said(page)
    press(page, "saving.undo_latest")
    assert "It counts nowhere." in page.warning[0].value


def test_what_a_closed_meeting_knows_is_not_offered_to_be_undone(open_page: OpenPage, item: Settings) -> None:
    hold(item, close=True)
    page = opened(open_page, item)
    assert "saving.undo_latest" not in keys(page)
    assert "A closed meeting knows it: it is done, or dropped with a reason, and never undone." in said(page)
    choose(page, "drop")
    page.text_input(key="action.drop.reason.1").set_value("They closed")
    press(page, "action.save.drop")
    press(page, "saving.undo")
    assert items(item)[0].state == "open"


@pytest.mark.parametrize("number", ["", "99", "x"])
def test_an_address_that_means_nothing_teaches(open_page: OpenPage, item: Settings, number: str) -> None:
    page = opened(open_page, item, number=number)
    assert page.title[0].value == "An action item"
    assert "To get here, open an action item in the list" in all_text(page)


def calendars(page: AppTest) -> list[str]:
    return [each.proto.label for each in page.get("download_button") if "calendar" in each.proto.label]


def test_an_open_item_is_taken_into_a_calendar_and_a_done_one_is_not(
    open_page: OpenPage, item: Settings
) -> None:
    page = opened(open_page, item)
    assert calendars(page) == ["For my calendar"]
    assert calendars(press(page, "action.done.1")) == []
