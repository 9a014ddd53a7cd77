"""Last week's actions in the meeting: one after the other, done or not, and what not done asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.changes import actions
from db.changes import meetings as writes
from db.changes.people import disable_person
from db.engine import Store, open_store, reading, transaction
from db.intake.fields import Kind
from db.queries import actions as queries
from db.queries import meetings as meeting_queries
from meeting.actions import ActionRow
from meeting.permissions import Actor
from meeting.settings import Settings
from meeting.weeks import week_of
from meeting.words import Origin, Role
from pages._plain import plain
from tests.pages.conftest import OpenPage, all_text
from tests.people import signed_in

FAY = Actor("Fay", Role.FACILITATOR)
TODAY = date(2026, 11, 23)
FRIDAY = TODAY - timedelta(days=3)
STEP = 6


def wrote(settings: Settings, write: Callable[[Any, Store], Any]) -> Any:
    store = open_store(settings)
    try:
        with transaction(store) as session:
            return write(session, store)
    finally:
        store.close()


def items(settings: Settings) -> tuple[ActionRow, ...]:
    """In the order in which they were added."""
    store = open_store(settings)
    try:
        with reading(store) as session:
            return tuple(sorted(queries.all_actions(session), key=lambda row: row.id))
    finally:
        store.close()


def person(settings: Settings, name: str) -> int:
    signed_in(settings, name)
    store = open_store(settings)
    try:
        with reading(store) as session:
            return next(pick.id for pick in meeting_queries.picks(session) if pick.name == name)
    finally:
        store.close()


def add(
    settings: Settings,
    what: str,
    owner: str,
    *,
    due: date = FRIDAY,
    origin: tuple[Origin, int] | None = None,
) -> None:
    owner_id = person(settings, owner)
    wrote(
        settings,
        lambda session, store: actions.add_action(
            session,
            what=what,
            owner_id=owner_id,
            due_on=due,
            origin=origin,
            today=due,
            actor=FAY,
            now=store.clock.now(),
        ),
    )


def hold(settings: Settings, *, day: date = TODAY, close: bool = False) -> None:
    def held(session: Any, store: Store) -> None:
        about: dict[str, Any] = {"actor": FAY, "now": store.clock.now()}
        one = writes.start_meeting(session, weeks=[week_of(day).shifted(-1)], expected=[], today=day, **about)
        writes.go_to_step(session, one, pressed_on=0, to=STEP, **about)
        if close:
            writes.close_meeting(session, one, **about)

    wrote(settings, held)


@pytest.fixture
def at_step(open_page: OpenPage, empty: Settings) -> Callable[..., AppTest]:
    """The step on the screen of somebody, who leads the meeting if they may."""

    def opened(*, name: str = "Chloe", leads: bool = True) -> AppTest:
        hold(empty)
        page = open_page(empty, name=name)
        page.switch_page("monday.py").run()
        if leads:
            press(page, "monday.keys")
            press(page, "monday.take_over")
        return page

    return opened


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def keys(page: AppTest) -> list[str]:
    return [button.key or "" for button in page.button]


def said(page: AppTest) -> str:
    return all_text(page).replace("*", "")


def test_the_oldest_is_asked_about_with_how_often_it_was_carried_and_its_origin(
    at_step: Callable[..., AppTest], empty: Settings
) -> None:
    add(empty, "Newer", "Ben")
    add(empty, "Oldest", "Ben", due=FRIDAY - timedelta(days=7))
    hold(empty, day=TODAY - timedelta(days=7), close=True)
    text = said(at_step())
    assert "2 items to ask about" in text
    assert "1. Ben: Oldest\n10 days over · carried 2 times" in text
    assert "Newer — 3 days over · carried 1 time" in text


def test_done_by_one_press_goes_on_to_the_next_and_can_be_undone(
    at_step: Callable[..., AppTest], empty: Settings
) -> None:
    for what in ("First", "Second"):
        add(empty, what, "Ben")
    page = press(at_step(), "monday.done.1")
    assert [row.state for row in items(empty)] == ["done", "open"]
    assert "1 item to ask about" in said(page)
    assert "First — ✓ done" in said(page)
    assert "monday.done.2" in keys(page)
    press(page, "saving.undo")
    assert [row.state for row in items(empty)] == ["open", "open"]


def test_not_done_asks_once_for_a_new_day_and_why(at_step: Callable[..., AppTest], empty: Settings) -> None:
    add(empty, "Ring", "Ben")
    page = press(at_step(), "monday.notdone.ask.1")
    page.text_input(key="monday.notdone.why.1").set_value("Parts are late")
    press(page, "monday.notdone.save.1")
    (row,) = items(empty)
    assert (row.state, row.due_on, row.first_due_on) == ("open", date(2026, 11, 27), FRIDAY)
    assert "0 items to ask about" in said(page)
    assert "Ring — due Fri 27 Nov · carried 1 time" in said(page)
    assert "monday.notdone.save.1" not in keys(page)


def chose(page: AppTest, way: str) -> AppTest:
    press(page, "monday.notdone.ask.1")
    page.segmented_control(key="monday.notdone.way.1").set_value(way).run()
    return page


def test_not_done_gives_it_to_another_owner(at_step: Callable[..., AppTest], empty: Settings) -> None:
    add(empty, "Ring", "Ben")
    ana = person(empty, "Ana")
    page = chose(at_step(), "Other owner")
    press(page, "monday.notdone.save.1")
    assert "Say who takes it" in page.error[0].value
    page.selectbox(key="monday.notdone.owner.1").set_value(ana)
    page.text_input(key="monday.notdone.why.1").set_value("Ben is away")
    press(page, "monday.notdone.save.1")
    (row,) = items(empty)
    assert (row.owner, row.due_on) == ("Ana", date(2026, 11, 27))


def test_not_done_but_a_part_of_it_stays_one_item_and_says_what_is_left(
    at_step: Callable[..., AppTest], empty: Settings
) -> None:
    add(empty, "Ring and write", "Ben")
    page = chose(at_step(), "A part is done")
    page.text_input(key="monday.notdone.rest.1").set_value("Write")
    press(page, "monday.notdone.save.1")
    (row,) = items(empty)
    assert (row.what, row.left_to_do, row.state) == ("Ring and write", "Write", "open")
    assert (row.due_on, row.first_due_on) == (date(2026, 11, 27), FRIDAY)
    assert "Ring and write — left to do: Write · due Fri 27 Nov · carried 1 time" in said(page)


def test_what_is_left_stands_beside_an_item_that_comes_back_as_it_was_typed(
    at_step: Callable[..., AppTest], empty: Settings
) -> None:
    add(empty, "Ring and write", "Ben")
    by_fay(empty, actions.do_a_part, seen=1, rest="[Write](http://x) *now*", due_on=FRIDAY, today=FRIDAY)
    card = next(each.value for each in at_step().markdown if each.value.startswith("### 1. "))
    assert plain("left to do: [Write](http://x) *now*") in card


def test_not_done_is_dropped_with_a_reason_and_what_was_typed_stays_until_then(
    at_step: Callable[..., AppTest], empty: Settings
) -> None:
    add(empty, "Ring", "Ben")
    page = chose(at_step(), "Drop")
    press(page, "monday.notdone.save.1")
    assert "takes a reason" in page.error[0].value
    page.text_input(key="monday.notdone.why.1").set_value("They closed")
    press(page, "monday.notdone.save.1")
    assert items(empty)[0].dropped_because == "They closed"
    assert "Ring — dropped: They closed" in said(page)


def by_fay(settings: Settings, change: Callable[..., object], **named: object) -> None:
    wrote(
        settings,
        lambda session, store: change(session, 1, actor=FAY, now=store.clock.now(), **named),
    )


def test_the_second_of_two_sees_both_versions_and_saves_on_top(
    at_step: Callable[..., AppTest], empty: Settings
) -> None:
    add(empty, "Ring", "Ben")
    page = press(at_step(), "monday.notdone.ask.1")
    by_fay(empty, actions.move_action, seen=1, due_on=date(2026, 12, 4), today=TODAY)
    page.text_input(key="monday.notdone.why.1").set_value("Parts are late")
    press(page, "monday.notdone.save.1")
    assert items(empty)[0].due_on == date(2026, 12, 4)
    assert "Meanwhile Fay changed “Ring”. Yours is not saved yet." in page.warning[0].value
    assert "| Due | 20 November 2026 | 4 December 2026 | 27 November 2026 |" in said(page)
    assert "Your reason: Parts are late" in said(page)
    press(page, "settling.on_top.carried")
    (row,) = items(empty)
    assert (row.due_on, row.first_due_on) == (date(2026, 11, 27), FRIDAY)
    assert "Ring (due 27 November 2026)" in page.success[0].value
    assert "settling.on_top.carried" not in keys(page)


def test_who_gives_up_their_answer_is_asked_again_about_the_item_as_it_is(
    at_step: Callable[..., AppTest], empty: Settings
) -> None:
    add(empty, "Ring", "Ben")
    page = at_step()
    by_fay(empty, actions.change_action, seen=1, what="Ring twice", notes="")
    press(page, "monday.done.1")
    assert items(empty)[0].state == "open"
    press(page, "settling.give_up.carried")
    assert "1. Ben: Ring twice" in said(page)
    press(page, "monday.done.1")
    assert items(empty)[0].state == "done"


def test_what_two_tick_alike_is_no_conflict(at_step: Callable[..., AppTest], empty: Settings) -> None:
    add(empty, "Ring", "Ben")
    page = at_step()
    by_fay(empty, actions.tick, seen=1, is_done=True, today=TODAY)
    press(page, "monday.done.1")
    assert items(empty)[0].state == "done"
    assert "settling.on_top.carried" not in keys(page)


@pytest.mark.parametrize("is_opened_again", [False, True])
def test_an_item_whose_owner_left_is_asked_a_new_one(
    at_step: Callable[..., AppTest], empty: Settings, is_opened_again: bool
) -> None:
    """What is open when somebody leaves is nobody's; what was done by then keeps their name."""
    add(empty, "Ring", "Ben")
    ana, ben = person(empty, "Ana"), person(empty, "Ben")
    if is_opened_again:
        by_fay(empty, actions.tick, seen=1, is_done=True, today=TODAY)
    dev = Actor("Dev", Role.ADMIN)
    wrote(
        empty,
        lambda session, store: disable_person(
            session, ben, taken_over_by=None, actor=dev, now=store.clock.now()
        ),
    )
    if is_opened_again:
        by_fay(empty, actions.tick, seen=2, is_done=False, today=TODAY)
    page = at_step()
    assert ("1. Ben (not here any more): Ring" if is_opened_again else "1. nobody yet: Ring") in said(page)
    assert "Nobody has this now: who takes it?" in page.warning[0].value
    page.selectbox(key="monday.notdone.owner.1").set_value(ana)
    press(page, "monday.notdone.save.1")
    (row,) = items(empty)
    assert (row.owner, row.due_on) == ("Ana", date(2026, 11, 27))
    assert "Nobody has this now" not in " ".join(each.value for each in page.warning)


def test_what_is_carried_a_third_time_is_offered_as_a_topic_once(
    at_step: Callable[..., AppTest], empty: Settings, bring: Callable[..., Settings]
) -> None:
    bring(Kind.PROMISES, [{"reference": "P-1", "customer": "Bakery", "promised_on": "2026-11-18"}])
    add(empty, "Again and again", "Ben", due=TODAY - timedelta(days=20), origin=(Origin.PROMISE, 1))
    add(empty, "Once", "Ben")
    for weeks in (2, 1):
        hold(empty, day=TODAY - timedelta(weeks=weeks), close=True)
    page = press(at_step(), "monday.solve.1")
    assert "monday.solve.1" not in keys(page)
    assert "waits under “Solve together”" in said(page)
    store = open_store(empty)
    try:
        with reading(store) as session:
            (topic,) = meeting_queries.waiting_topics(session)
            assert (topic.title, topic.origin, topic.origin_id) == ("Again and again", "promise", 1)
    finally:
        store.close()
    press(page, "monday.skip.1")
    assert "monday.done.2" in keys(page)
    assert not [key for key in keys(page) if key.startswith("monday.solve")]


def test_a_member_answers_for_their_own_and_for_nobody_else(
    at_step: Callable[..., AppTest], empty: Settings
) -> None:
    for what, owner in (("Ana's", "Ana"), ("Ben's", "Ben"), ("Chloe's", "Chloe")):
        add(empty, what, owner)
    page = at_step(name="Ben", leads=False)
    assert [key for key in keys(page) if key.startswith(("monday.done", "monday.notdone"))] == [
        "monday.done.2"
    ]
    press(page, "monday.done.2")
    assert [row.state for row in items(empty)] == ["open", "done", "open"]


def test_what_is_not_due_yet_is_one_line_that_opens(at_step: Callable[..., AppTest], empty: Settings) -> None:
    for what in ("Next week", "Next week, too"):
        add(empty, what, "Ben", due=TODAY + timedelta(days=7))
    page = at_step()
    (line,) = [each for each in page.toggle if each.label == "2 more action items not due yet"]
    assert "Next week" not in said(page)
    line.set_value(True).run()
    assert "Ben: Next week — due Mon 30 Nov" in said(page)
