"""The list of action items: what the address asks for, and many of them changed in one go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from db.changes import actions
from meeting.settings import Settings
from tests.pages.conftest import OpenPage
from tests.pages.test_carried import FAY, add, hold, items, person, press, said, wrote

TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 20)


@pytest.fixture
def listed(empty: Settings) -> Settings:
    add(empty, "Ring Čapek", "Ben")
    add(empty, "Write", "Ben", due=TODAY + timedelta(days=2))
    add(empty, "Ask", "Ana", due=TODAY + timedelta(days=9))
    return empty


def opened(open_page: OpenPage, settings: Settings, *, name: str = "Chloe", **address: str) -> AppTest:
    page = open_page(settings, name=name)
    page.switch_page("actions.py")
    for field, value in address.items():
        page.query_params[field] = value
    page.run()
    assert not page.exception
    return page


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ({"owner": "Ben", "due": "over", "search": "čAPEK"}, ["Ring Čapek"]),
        ({"due": "someday", "team": "Nobody's", "origin": "x"}, ["Ring Čapek", "Write", "Ask"]),
    ],
    ids=str,
)
def test_the_address_says_which_items(
    open_page: OpenPage, listed: Settings, address: dict[str, str], shown: list[str]
) -> None:
    text = said(opened(open_page, listed, **address))
    assert [what for what in ("Ring Čapek", "Write", "Ask") if f"[{what}](action?id=" in text] == shown


def test_what_is_picked_stands_in_the_address(open_page: OpenPage, listed: Settings) -> None:
    page = opened(open_page, listed)
    page.button(key="actions.more").click().run()
    page.text_input(key="actions.search.").set_value("  ring ").run()
    page.selectbox(key="actions.due.").set_value("over").run()
    assert {name: page.query_params[name] for name in ("search", "due")} == {"search": "ring", "due": "over"}
    page.selectbox(key="actions.due.over").set_value("any day").run()
    assert "due" not in page.query_params
    assert "1 open action item, 1 over their day" in said(page)


def test_each_line_tells_how_often_it_was_carried(open_page: OpenPage, listed: Settings) -> None:
    hold(listed)
    assert "[Ring Čapek](action?id=1) — 3 days over · carried 1 time" in said(opened(open_page, listed))


def picking(page: AppTest) -> AppTest:
    return press(page, "actions.many.press")


def pick(page: AppTest, what: str) -> None:
    (box,) = [box for box in page.checkbox if what in box.label]
    box.set_value(True)


def fill_in(page: AppTest, *, day: date | None = None, why: str = "Parts") -> None:
    (each,) = [each for each in page.date_input if each.label == "New day for all"]
    each.set_value(day)
    (each_why,) = [each for each in page.text_input if each.label == "Reason"]
    each_why.set_value(why)


def test_many_are_moved_with_one_reason_and_one_way_back(open_page: OpenPage, listed: Settings) -> None:
    page = picking(opened(open_page, listed))
    pick(page, "Ring")
    pick(page, "Ask")
    fill_in(page, day=date(2026, 12, 4))
    press(page, "actions.many.save")
    assert [row.due_on for row in items(listed)] == [
        date(2026, 12, 4),
        TODAY + timedelta(days=2),
        date(2026, 12, 4),
    ]
    assert items(listed)[0].first_due_on == FRIDAY
    assert "2 action items changed" in page.success[0].value
    press(page, "saving.undo")
    assert [row.due_on for row in items(listed)] == [
        FRIDAY,
        TODAY + timedelta(days=2),
        TODAY + timedelta(days=9),
    ]


def test_all_that_are_listed_go_to_another_owner(open_page: OpenPage, listed: Settings) -> None:
    ana = person(listed, "Ana")
    page = picking(opened(open_page, listed, owner="Ben"))
    pick(page, "All 2 listed here")
    fill_in(page, why="Ben is away")
    (owner,) = [each for each in page.selectbox if each.label == "New owner for all"]
    owner.set_value(ana)
    press(page, "actions.many.save")
    assert [row.owner for row in items(listed)] == ["Ana", "Ana", "Ana"]


@pytest.mark.parametrize(
    ("is_picked", "why", "told"), [(False, "Parts", "Pick action items"), (True, " ", "Say why")]
)
def test_what_is_missing_is_told_and_what_was_typed_stays(
    open_page: OpenPage, listed: Settings, is_picked: bool, why: str, told: str
) -> None:
    page = picking(opened(open_page, listed))
    if is_picked:
        pick(page, "Ring")
    fill_in(page, day=date(2026, 12, 4), why=why)
    press(page, "actions.many.save")
    assert told in page.error[0].value
    assert [each.value for each in page.date_input if each.label == "New day for all"] == [date(2026, 12, 4)]


def test_one_that_somebody_changed_meanwhile_keeps_all_as_they_were(
    open_page: OpenPage, listed: Settings
) -> None:
    page = picking(opened(open_page, listed))
    pick(page, "All 3 listed here")
    fill_in(page, day=date(2026, 12, 4))
    wrote(
        listed,
        lambda session, store: actions.change_action(
            session, 2, seen=1, what="Write again", notes="", actor=FAY, now=store.clock.now()
        ),
    )
    press(page, "actions.many.save")
    assert "Nothing was saved" in page.error[0].value
    assert items(listed)[0].due_on == FRIDAY
    press(page, "actions.many.save")
    assert {row.due_on for row in items(listed)} == {date(2026, 12, 4)}


def test_a_member_picks_among_their_own_alone(open_page: OpenPage, listed: Settings) -> None:
    page = picking(opened(open_page, listed, name="Ben"))
    assert len([box for box in page.checkbox if "Ask" in box.label]) == 0
    assert not [each for each in page.selectbox if each.label == "New owner for all"]
    pick(page, "All 2 listed here")
    fill_in(page, day=date(2026, 12, 4))
    press(page, "actions.many.save")
    assert [row.due_on for row in items(listed)][:2] == [date(2026, 12, 4)] * 2


def test_the_list_is_offered_as_files_that_are_named_after_what_is_in_them(
    open_page: OpenPage, listed: Settings
) -> None:
    page = opened(open_page, listed, owner="Ben", due="over")
    assert not page.get("download_button")
    page.toggle(key="actions.files").set_value(True).run()
    assert not page.exception
    assert [each.proto.label for each in page.get("download_button")] == ["CSV", "XLSX"]
    names = [each.proto.url for each in page.get("download_button")]
    press(page, "actions.tick.1.1")
    assert [each.proto.url for each in page.get("download_button")] != names
