"""The Monday meeting on one screen: before it, leading, looking around, taking over, closing what was forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from db.changes import meetings as writes
from db.changes.actions import add_action
from db.changes.house import add_team, write_goal
from db.changes.talk import decide
from db.changes.undo import undo_change
from db.engine import open_store, reading, transaction
from db.intake.fields import Kind
from db.queries import meetings as queries
from db.queries.actions import actions_of
from meeting.errors import NotAllowed, NotUnderstood
from meeting.meetings import Meeting
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.weeks import Week
from meeting.words import Role, Side
from tests.pages.conftest import OpenPage, all_text, of_entry
from tests.people import signed_in

FAY = Actor("Fay", Role.FACILITATOR)
TODAY = date(2026, 11, 23)
LATER = "2026-11-23T11:30:00+00:00"


def started(settings: Settings, *, by: Actor = FAY) -> None:
    store = open_store(settings)
    try:
        with transaction(store) as session:
            writes.start_meeting(
                session, weeks=[Week(2026, 47)], expected=[], today=TODAY, actor=by, now=store.clock.now()
            )
    finally:
        store.close()


def ana_of(settings: Settings) -> Actor:
    """Ana as the store knows her."""
    store = open_store(settings)
    try:
        with reading(store) as session:
            ana = next(pick.id for pick in queries.picks(session) if pick.name == "Ana")
    finally:
        store.close()
    return Actor("Ana", Role.FACILITATOR, ana)


def wrote(settings: Settings, write: Callable[..., object]) -> None:
    store = open_store(settings)
    try:
        with transaction(store) as session:
            write(session, now=store.clock.now())
    finally:
        store.close()


def running(settings: Settings) -> Meeting | None:
    store = open_store(settings)
    try:
        with reading(store) as session:
            return queries.open_meeting(session)
    finally:
        store.close()


def step_of(settings: Settings) -> int:
    found = running(settings)
    assert found is not None
    return found.step


def closed(settings: Settings) -> Meeting:
    store = open_store(settings)
    try:
        with reading(store) as session:
            found = queries.last_closed(session)
    finally:
        store.close()
    assert found is not None
    return found


def at_meeting(open_page: OpenPage, settings: Settings, *, name: str) -> AppTest:
    page = open_page(settings, name=name)
    page.switch_page("monday.py")
    page.run()
    assert not page.exception
    return page


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def test_before_the_first_meeting_it_says_what_is_missing(open_page: OpenPage, empty: Settings) -> None:
    said = all_text(at_meeting(open_page, empty, name="Ana"))
    assert "it looks at 16 to 22 November 2026" in said.replace("*", "")
    assert "No file was brought in yet" in said
    assert "There is no common goal yet" in said
    assert "This is the first meeting" in said


def test_a_member_cannot_start_it_and_is_told_who_does(open_page: OpenPage, empty: Settings) -> None:
    page = at_meeting(open_page, empty, name="Ben")
    assert [each.key for each in page.button if (each.key or "") == "monday.start"] == []
    assert "The facilitator starts the meeting" in page.info[0].value


def test_start_runs_it_and_who_started_it_leads(open_page: OpenPage, empty: Settings) -> None:
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.start")
    found = running(empty)
    assert found is not None
    assert (found.leader, found.step, [str(week) for week in found.weeks]) == ("Ana", 0, ["2026-W47"])
    press(page, "monday.next")
    assert step_of(empty) == 1


def test_the_second_who_presses_start_is_told_who_leads(open_page: OpenPage, empty: Settings) -> None:
    page = at_meeting(open_page, empty, name="Ana")
    started(empty)
    press(page, "monday.start")
    assert "Following Fay" in all_text(page).replace("*", "")
    found = running(empty)
    assert found is not None
    assert found.leader == "Fay"


def test_next_does_not_move_what_the_others_see_for_who_only_looks_around(
    open_page: OpenPage, empty: Settings
) -> None:
    started(empty)
    page = press(at_meeting(open_page, empty, name="Chloe"), "monday.next")
    assert "What do we do well?" in all_text(page)
    assert step_of(empty) == 0
    press(page, "monday.return")
    assert "What do we do well?" not in all_text(page)


def test_a_manager_takes_over_from_a_facilitator_who_is_gone(open_page: OpenPage, empty: Settings) -> None:
    started(empty)
    page = press(at_meeting(open_page, empty, name="Chloe"), "monday.keys")
    press(page, "monday.take_over")
    press(page, "monday.next")
    found = running(empty)
    assert found is not None
    assert (found.leader, found.step) == ("Chloe", 1)


def test_a_member_may_look_around_but_not_take_over(open_page: OpenPage, empty: Settings) -> None:
    started(empty)
    page = press(at_meeting(open_page, empty, name="Ben"), "monday.keys")
    assert [each.key for each in page.button if each.key == "monday.take_over"] == []


@pytest.mark.parametrize("name", ["Ana", "Ben"])
@pytest.mark.parametrize("step", range(9))
def test_every_step_of_an_empty_week_says_what_belongs_there(
    open_page: OpenPage, empty: Settings, step: int, name: str
) -> None:
    started(empty)
    page = at_meeting(open_page, empty, name=name)
    for _ in range(step):
        press(page, "monday.next")
    assert len(all_text(page)) > 60


def test_a_meeting_nobody_closed_is_offered_to_be_closed_as_of_its_last_entry(
    open_page: OpenPage, empty: Settings
) -> None:
    started(empty)
    page = at_meeting(open_page, replace(empty, test_now=LATER), name="Chloe")
    assert "is still open" in page.warning[0].value
    press(page, "monday.close_as_of")
    found = closed(empty)
    assert found.closed_at == found.started_at
    assert "Closed. Thank you for taking part." in page.title[0].value


def test_an_item_without_an_owner_is_left_with_who_leads_when_it_closes(
    open_page: OpenPage, empty: Settings
) -> None:
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.start")
    found = running(empty)
    assert found is not None
    wrote(
        empty,
        lambda session, now: add_action(
            session,
            what="Ask for parts",
            owner_id=None,
            due_on=TODAY,
            meeting_id=found.id,
            today=TODAY,
            actor=Actor("Chloe", Role.MANAGER),
            now=now,
        ),
    )
    for _ in range(8):
        press(page, "monday.next")
    assert "1 action item without an owner" in page.warning[0].value
    press(page, "monday.close.True")
    store = open_store(empty)
    try:
        with reading(store) as session:
            (item,) = actions_of(session, found.id)
    finally:
        store.close()
    assert item.owner == "Ana"


def test_after_close_every_screen_says_so_and_starts_nothing_by_accident(
    open_page: OpenPage, empty: Settings
) -> None:
    started(empty)
    wrote(empty, lambda session, now: writes.close_meeting(session, 1, actor=FAY, now=now))
    for name in ("Ana", "Ben"):
        page = at_meeting(open_page, empty, name=name)
        assert page.title[0].value == "Closed. Thank you for taking part."
        links = [each.proto.label for each in page.get("page_link")]
        assert "Read the minutes" in links
        assert "Its minutes" not in links
        assert "Next meeting: **30 November 2026**" in all_text(page)
    page = at_meeting(open_page, empty, name="Ana")
    start = page.button(key="monday.start")
    assert (start.label, start.proto.type) == ("Start another meeting", "secondary")
    page = at_meeting(open_page, replace(empty, test_now="2026-11-24T08:00:00+00:00"), name="Ana")
    assert page.title[0].value == "The Monday meeting"
    assert page.button(key="monday.start").proto.type == "primary"


def test_an_administrator_writes_the_common_goal_where_it_is_missed(
    open_page: OpenPage, empty: Settings
) -> None:
    page = at_meeting(open_page, empty, name="Ana")
    assert "An administrator writes it down on the page Settings" in all_text(page)
    assert [each for each in page.text_input if each.key == "monday.goal.text"] == []
    page = press(at_meeting(open_page, empty, name="Dev"), "monday.start")
    assert "We agree on a common goal today" in all_text(page)
    assert "Nothing was saved" in press(page, "monday.goal.save").error[0].value
    page.text_input(key="monday.goal.text").set_value("We *keep* our word")
    press(page, "monday.goal.save")
    assert "# We *keep* our word" in all_text(page)
    assert [each for each in page.text_input if each.key == "monday.goal.text"] == []
    press(page, "saving.undo")
    assert "We agree on a common goal today" in all_text(page)


def test_a_goal_somebody_wrote_meanwhile_is_not_written_over(empty: Settings) -> None:
    wrote(empty, lambda session, now: write_goal(session, goal="First", actor=COMMAND_LINE, now=now))
    with pytest.raises(NotUnderstood, match=r"common goal by now: “First”. Nothing was saved"):
        wrote(empty, lambda session, now: write_goal(session, goal="Second", actor=COMMAND_LINE, now=now))
    with pytest.raises(NotAllowed):
        wrote(empty, lambda session, now: write_goal(session, goal="Second", actor=FAY, now=now))


def test_what_is_said_aloud_is_written_down_on_the_step_itself(open_page: OpenPage, empty: Settings) -> None:
    press(at_meeting(open_page, empty, name="Dev"), "monday.start")
    wrote(
        empty,
        lambda session, now: add_team(
            session, name="Service", side=Side.SERVICE, actor=COMMAND_LINE, now=now
        ),
    )
    page = press(at_meeting(open_page, empty, name="Dev"), "monday.next")
    of_entry(page.text_input, "monday.well.text").set_value("We *ring* back the same day")
    press(page, "monday.well.save")
    assert "### We *ring* back the same day" in all_text(page)
    assert not [each for each in page.text_input if (each.key or "").startswith("monday.well.")]
    press(page, "monday.next")
    of_entry(page.text_input, "monday.win.text").set_value("Bakery said *thanks* to Ana")
    press(page, "monday.win.save")
    assert "Bakery said *thanks* to Ana" in all_text(page)
    # Who follows has the menu for it.
    other = press(at_meeting(open_page, empty, name="Ana"), "monday.next")
    assert [
        each for each in other.text_input if (each.key or "").startswith(("monday.well", "monday.win"))
    ] == []


def test_the_first_meeting_does_not_say_that_anything_was_agreed_before(
    open_page: OpenPage, empty: Settings
) -> None:
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.start")
    for _ in range(6):
        press(page, "monday.next")
    assert "Nothing to ask about yet: this is the first meeting." in all_text(page)
    wrote(empty, lambda session, now: writes.close_meeting(session, 1, actor=ana_of(empty), now=now))
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.start")
    for _ in range(6):
        press(page, "monday.next")
    assert "Nothing to ask about: no action item is open whose day has come." in all_text(page)


def test_the_code_to_join_stands_on_one_step_and_is_put_away_by_one_press(
    open_page: OpenPage, empty: Settings
) -> None:
    page = press(press(at_meeting(open_page, empty, name="Ana"), "monday.start"), "monday.next")
    press(page, "monday.join")
    assert "Telephones cannot join yet" in all_text(page)
    press(page, "monday.join.close")
    assert "Telephones cannot join yet" not in all_text(page)
    press(press(page, "monday.join"), "monday.next")
    assert "Telephones cannot join yet" not in all_text(page)
    press(page, "monday.back")
    assert "Telephones cannot join yet" not in all_text(page)


def test_only_where_telephones_get_through_is_there_a_code_to_scan(
    open_page: OpenPage, empty: Settings
) -> None:
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.start")
    assert "make run ADDRESS=0.0.0.0 ALLOW_HTTP=1 PUBLIC_URL=http://" in all_text(page)
    assert not page.get("image")
    there = replace(empty, public_url="http://192.168.1.20:8501")
    page = at_meeting(open_page, there, name="Ana")
    assert "Scan it, or open **192.168.1.20:8501/join**" in all_text(page)
    assert page.get("image")


def test_an_item_nobody_has_is_given_to_somebody_on_the_step_it_came_up(
    open_page: OpenPage, empty: Settings
) -> None:
    signed_in(empty, "Ben")
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.start")
    of_entry(page.text_input, "action.what").set_value("Ask for parts")
    press(page, "action.add")
    assert "**nobody yet**: Ask for parts" in all_text(page)
    page.selectbox(key="monday.give.1.1").set_value(1).run()
    assert "nobody yet" not in all_text(page)
    assert not [each for each in page.selectbox if (each.key or "").startswith("monday.give")]


def test_what_was_saved_is_said_until_whoever_leads_goes_on(open_page: OpenPage, empty: Settings) -> None:
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.start")
    assert "what is to be done" in press(page, "action.add").error[0].value
    of_entry(page.text_input, "action.what").set_value("Ask for parts")
    press(page, "action.add")
    assert "Ask for parts" in page.success[0].value
    press(page, "monday.next")
    assert not page.success


def test_an_administrator_opens_the_last_meeting_again(open_page: OpenPage, empty: Settings) -> None:
    started(empty)
    first = running(empty)
    assert first is not None
    wrote(empty, lambda session, now: writes.close_meeting(session, first.id, actor=FAY, now=now))
    press(at_meeting(open_page, empty, name="Dev"), "monday.reopen")
    found = running(empty)
    assert found is not None
    assert (found.id, found.leader, found.times_closed) == (first.id, "Dev", 1)


def test_another_agenda_is_for_this_meeting_only(open_page: OpenPage, empty: Settings) -> None:
    page = at_meeting(open_page, empty, name="Ana")
    page.toggle(key="monday.plan").set_value(True).run()
    page.number_input(key="monday.agenda.minutes.misses").set_value(10)
    press(page, "monday.agenda.today")
    press(page, "monday.start")
    found = running(empty)
    assert found is not None
    assert found.steps[4].minutes == 10
    store = open_store(empty)
    try:
        with reading(store) as session:
            steps, _ = queries.template(session)
    finally:
        store.close()
    assert steps[4].minutes == 6


def test_everybody_may_say_that_they_are_here(open_page: OpenPage, empty: Settings) -> None:
    signed_in(empty, "Ben")
    started(empty)
    press(at_meeting(open_page, empty, name="Ben"), "monday.here")
    store = open_store(empty)
    try:
        with reading(store) as session:
            (one,) = queries.attendees(session, 1)
    finally:
        store.close()
    assert (one.name, one.is_here) == ("Ben", True)


def decided(settings: Settings) -> str:
    """Fay's running meeting decides; returns the operation."""
    found = running(settings)
    assert found is not None
    store = open_store(settings)
    try:
        with transaction(store) as session:
            return decide(session, found.id, text="Ask *before* we promise", actor=FAY, now=store.clock.now())
    finally:
        store.close()


def test_what_the_last_meeting_decided_can_be_read_until_the_next(
    open_page: OpenPage, empty: Settings
) -> None:
    started(empty)
    decided(empty)
    wrote(empty, lambda session, now: writes.close_meeting(session, 1, actor=FAY, now=now))
    said = all_text(at_meeting(open_page, empty, name="Ben"))
    assert "Decided: **Ask *before* we promise**" in said


def test_who_lost_the_lead_does_not_undo_what_the_meeting_decided(empty: Settings) -> None:
    started(empty)
    operation = decided(empty)
    other = Actor("Chloe", Role.MANAGER)
    wrote(empty, lambda session, now: writes.take_over(session, 1, actor=other, now=now))
    with pytest.raises(NotAllowed, match=r"Chloe leads this meeting\. Nothing was undone"):
        wrote(empty, lambda session, now: undo_change(session, operation, actor=FAY, now=now))


def test_before_its_day_a_meeting_says_what_it_will_look_at_and_what_it_would_today(
    open_page: OpenPage, empty: Settings
) -> None:
    sunday = replace(empty, test_now="2026-11-22T12:00:00+00:00")
    said = all_text(at_meeting(open_page, sunday, name="Ana")).replace("*", "")
    assert "Next meeting: 23 November 2026 · it looks at 16 to 22 November 2026" in said
    assert "Started today, before its day, it looks at 9 to 15 November 2026." in said


def test_who_says_by_whom_a_customer_was_told_has_said_that_it_was(
    open_page: OpenPage, bring: Callable[..., Settings]
) -> None:
    row = {"reference": "P-1", "customer": "Bakery", "promised_on": "2026-11-18", "what": "Oven"}
    settings = bring(Kind.PROMISES, [row])
    page = press(at_meeting(open_page, settings, name="Ana"), "monday.start")
    for _ in range(4):
        press(page, "monday.next")
    card = next(each.value for each in page.markdown if "### 1. " in each.value)
    assert card.splitlines()[0].replace("*", "") == "### 1. Bakery · Oven"
    page.text_input(key="monday.told.by.promise 1").set_value("Ben")
    press(page, "monday.told.save.promise 1")
    assert "The customer was told on 23 November 2026 by Ben" in all_text(page)


def test_taking_the_tick_away_counts_although_a_name_stands_beside_it(
    open_page: OpenPage, bring: Callable[..., Settings]
) -> None:
    row = {"reference": "P-1", "customer": "Bakery", "promised_on": "2026-11-18", "what": "Oven"}
    page = press(at_meeting(open_page, bring(Kind.PROMISES, [row]), name="Ana"), "monday.start")
    for _ in range(4):
        press(page, "monday.next")
    page.checkbox(key="monday.told.tick.promise 1").check()
    page.text_input(key="monday.told.by.promise 1").set_value("Ben")
    press(page, "monday.told.save.promise 1")
    page.checkbox(key="monday.told.tick.promise 1").uncheck()
    press(page, "monday.told.save.promise 1")
    assert "The customer was not told yet." in all_text(page)
    # Nor does the next Save bring it back, whatever it is about.
    page.text_input(key="monday.cause.promise 1").set_value("No parts")
    press(page, "monday.told.save.promise 1")
    assert "The customer was not told yet." in all_text(page)
    page.text_input(key="monday.told.by.promise 1").set_value("Chloe")
    press(page, "monday.told.save.promise 1")
    assert "The customer was told on 23 November 2026 by Chloe" in all_text(page)
