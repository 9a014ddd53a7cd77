"""The page of one promise: what it says, what can be done there, and what two people who do it at once are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.changes import set_up_organisation
from db.changes.by_hand import record_promise
from db.changes.records import deliver, move
from db.engine import Store, open_store, transaction
from db.intake.fields import Kind
from db.models import Event, Person, Promise
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.words import Role
from tests.db.stores import one_of, rows_of
from tests.pages.conftest import OpenPage, all_text

Bring = Callable[[Kind, list[dict[str, str]]], Settings]
TODAY, FIRST, LATER = date(2026, 11, 23), date(2026, 11, 18), date(2026, 12, 1)
FAY = Actor("Fay", Role.FACILITATOR)
ROW = {
    "reference": "P-1",
    "customer": "Acme *Ltd*",
    "promised_on": "2026-11-18",
    "what": "Oven [door]",
    "team": "Service",
}


@pytest.fixture
def settings(bring: Bring) -> Settings:
    """One promise of a company in Berlin."""
    settings = bring(Kind.PROMISES, [ROW])
    meanwhile(
        settings,
        lambda session, store: set_up_organisation(
            session, actor=COMMAND_LINE, now=store.clock.now(), zone="Europe/Berlin"
        ),
    )
    return settings


def promise(settings: Settings) -> dict[str, Any]:
    store = open_store(settings)
    try:
        return one_of(store, Promise, reference="P-1")
    finally:
        store.close()


def opened(open_page: OpenPage, settings: Settings, *, name: str = "Dev", number: str = "1") -> AppTest:
    page = open_page(settings, name=name)
    page.switch_page("promise.py")
    page.query_params["id"] = number
    return page.run()


def meanwhile(settings: Settings, write: Callable[[Any, Store], object]) -> None:
    """Somebody else writes while a page stands on a screen."""
    store = open_store(settings)
    try:
        with transaction(store) as session:
            write(session, store)
    finally:
        store.close()


def moved_by_fay(session: Any, store: Store) -> None:
    move(
        session,
        1,
        seen=1,
        to=date(2026, 12, 2),
        reason="They asked for it",
        today=TODAY,
        actor=FAY,
        now=store.clock.now(),
    )


def delivered_by_fay(session: Any, store: Store) -> None:
    deliver(session, 1, seen=1, on=TODAY, today=TODAY, actor=FAY, now=store.clock.now())


def fill_in_move(page: AppTest, *, to: date = LATER, reason: str = "Parts are late") -> AppTest:
    page.radio(key="promise.what.1").set_value("move").run()
    page.date_input(key="promise.move.to.1").set_value(to)
    page.text_input(key="promise.move.reason.1").set_value(reason)
    return page


def save(page: AppTest) -> AppTest:
    (button,) = [each for each in page.button if (each.key or "").startswith("promise.save.")]
    return button.click().run()


def successes(page: AppTest) -> list[str]:
    return [element.value.replace("\\", "") for element in page.success]


def test_a_promise_tells_its_state_its_fields_and_its_file(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    text = all_text(page)
    assert page.title[0].value == "Oven \\[door\\]"
    assert "missed" in text
    assert "5 days late, not delivered yet" in text
    assert "| :gray[Promised for] | 18 November 2026 |" in text
    assert "| :gray[Customer] | Acme *Ltd* |" in text
    assert "From file **main**, reference **P-1**" in text
    assert "**23 November 2026, 09:00** · command line brought it in with file promises.csv" in text
    assert not page.exception


def test_the_board_links_a_promise_to_its_page(open_page: OpenPage, settings: Settings) -> None:
    (rows,) = [
        one.value for one in open_page(settings, show="Misses").markdown if one.value.startswith("#####")
    ]
    assert rows.endswith(":small[[main P-1](promise?id=1)]")


@pytest.mark.parametrize("number", ["", "999", "0", "x", "²", "99999999999999999999"])
def test_without_a_promise_the_page_says_how_to_get_here(
    open_page: OpenPage, settings: Settings, number: str
) -> None:
    page = opened(open_page, settings, number=number)
    assert "To get here, open a promise on the board" in all_text(page)
    assert ("There is no such promise" in all_text(page)) == bool(number)
    assert not page.exception


def test_a_move_is_saved_told_in_the_history_and_undone(open_page: OpenPage, settings: Settings) -> None:
    page = save(fill_in_move(opened(open_page, settings)))
    assert (promise(settings)["promised_on"], promise(settings)["first_promised_on"]) == (LATER, FIRST)
    assert successes(page) == ["Saved: moved to 1 December 2026."]
    text = all_text(page)
    assert "still to come" in text
    told = "Dev moved it to another day: promised for 18 November 2026 → **1 December 2026**"
    days = "18 November 2026, then 1 December 2026 (said 23 November 2026)"
    assert f"{told}; all days nothing → **{days}**. Reason: Parts are late" in text
    assert "by hand: Dev, 23 November 2026; file main says 18 November 2026" in text
    page.button(key="saving.undo").click().run()
    assert promise(settings)["promised_on"] == FIRST
    assert successes(page) == ["Undone: moved to 1 December 2026."]
    assert "by hand" not in all_text(page)
    assert (
        "undid that Dev moved it to another day: promised for 1 December 2026 → **18 November 2026**"
        in all_text(page)
    )
    assert not [button for button in page.button if button.key == "saving.undo"]


def test_the_way_back_stays_until_the_next_save(open_page: OpenPage, settings: Settings) -> None:
    page = save(fill_in_move(opened(open_page, settings)))
    page.radio(key="promise.what.1").set_value("deliver").run()
    assert successes(page) == ["Saved: moved to 1 December 2026."]
    save(page)
    assert successes(page) == ["Saved: delivered on 23 November 2026."]
    page.button(key="saving.undo").click().run()
    row = promise(settings)
    assert (row["promised_on"], row["delivered_on"]) == (LATER, None)


def test_delivered_and_corrected_days_are_saved(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    page.date_input(key="promise.deliver.on.1").set_value(date(2026, 11, 20))
    save(page)
    page.radio(key="promise.what.1").set_value("correct").run()
    page.date_input(key="promise.correct.to.1").set_value(date(2026, 11, 17))
    page.text_input(key="promise.correct.reason.1").set_value("Typed wrongly")
    save(page)
    row = promise(settings)
    assert row["delivered_on"] == date(2026, 11, 20)
    assert (row["promised_on"], row["first_promised_on"]) == (date(2026, 11, 17), date(2026, 11, 17))


def test_a_form_that_is_filled_in_saves_nothing_else_when_the_promise_ended_meanwhile(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened(open_page, settings)
    page.radio(key="promise.what.1").set_value("move").run()
    meanwhile(settings, delivered_by_fay)
    page.run()
    # The page has shown by now that it was delivered; what was being filled in stands there still.
    save(fill_in_move(page))
    assert "so it is over. Nothing was saved." in page.error[0].value
    assert promise(settings)["promised_on"] < LATER
    assert page.text_input(key="promise.move.reason.1").value == "Parts are late"


def test_a_withdrawal_is_saved_and_ends_the_promise(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    page.radio(key="promise.what.1").set_value("withdraw").run()
    page.radio(key="promise.withdraw.by.1").set_value("Us")
    save(page)
    row = promise(settings)
    assert (row["withdrawn_on"], row["withdrawn_by"]) == (TODAY, "us")
    assert page.radio(key="promise.what.1").options == ["It was delivered", "The day was typed wrongly"]


def test_a_delivered_promise_is_neither_moved_nor_withdrawn(open_page: OpenPage, settings: Settings) -> None:
    """A miss would turn into a run."""
    page = save(opened(open_page, settings))
    assert page.radio(key="promise.what.1").options == ["It was delivered", "The day was typed wrongly"]
    page.button(key="saving.undo").click().run()
    assert "Promise another day" in page.radio(key="promise.what.1").options


def test_a_day_that_is_over_is_moved_with_a_reason_alone(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    page.radio(key="promise.what.1").set_value("move").run()
    save(page)
    assert "takes a reason, as the customer was told. Nothing was saved." in all_text(page)
    assert promise(settings)["version"] == 1


def test_the_latest_change_is_undone_from_the_history_on_another_day(
    open_page: OpenPage, settings: Settings
) -> None:
    save(opened(open_page, settings))
    page = opened(open_page, settings)
    page.button(key="saving.undo_latest").click().run()
    assert promise(settings)["delivered_on"] is None
    assert successes(page) == ["Undone: the change of Dev."]
    assert not [button for button in page.button if button.key == "saving.undo_latest"]


def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(
    open_page: OpenPage, settings: Settings
) -> None:
    page = opened(open_page, settings)
    page.radio(key="promise.what.1").set_value("correct").run()
    page.date_input(key="promise.correct.to.1").set_value(LATER)
    save(page)
    assert "takes a reason. Nothing was saved." in all_text(page)
    assert page.date_input(key="promise.correct.to.1").value == LATER
    assert promise(settings)["version"] == 1


def test_the_second_of_two_people_sees_both_versions_and_saves_on_top(
    open_page: OpenPage, settings: Settings
) -> None:
    page = fill_in_move(opened(open_page, settings))
    meanwhile(settings, moved_by_fay)
    save(page)
    assert promise(settings)["promised_on"] == date(2026, 12, 2)
    text = all_text(page)
    assert "Meanwhile Fay changed this promise. Yours is not saved yet." in text
    assert "| Promised for | 18 November 2026 | **2 December 2026** | **1 December 2026** |" in text
    assert "Your reason: Parts are late" in text
    page.button(key="settling.on_top.promise 1").click().run()
    row = promise(settings)
    assert (row["promised_on"], row["version"]) == (LATER, 3)
    assert "Reason: Parts are late" in all_text(page)
    assert "Meanwhile" not in all_text(page)
    assert successes(page) == ["Saved: moved to 1 December 2026."]


def test_a_third_change_is_shown_before_anything_is_saved_on_top(
    open_page: OpenPage, settings: Settings
) -> None:
    page = fill_in_move(opened(open_page, settings))
    meanwhile(settings, moved_by_fay)
    save(page)
    meanwhile(
        settings,
        lambda session, store: move(
            session,
            1,
            seen=2,
            to=date(2026, 12, 24),
            reason="",
            today=TODAY,
            actor=FAY,
            now=store.clock.now(),
        ),
    )
    page.button(key="settling.on_top.promise 1").click().run()
    assert promise(settings)["promised_on"] == date(2026, 12, 24)
    assert "| Promised for | 2 December 2026 | **24 December 2026** | **1 December 2026** |" in all_text(page)
    page.button(key="settling.on_top.promise 1").click().run()
    assert promise(settings)["promised_on"] == LATER


def test_who_gives_up_leaves_the_other_version(open_page: OpenPage, settings: Settings) -> None:
    page = fill_in_move(opened(open_page, settings))
    meanwhile(settings, moved_by_fay)
    save(page)
    page.button(key="settling.give_up.promise 1").click().run()
    assert promise(settings)["version"] == 2
    assert "Meanwhile" not in all_text(page)
    assert page.radio(key="promise.what.1").options


def test_two_who_save_the_very_same_are_no_conflict(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    meanwhile(settings, delivered_by_fay)
    save(page)
    assert promise(settings)["version"] == 2
    assert successes(page) == ["It was so already. Nothing was saved."]


def test_a_change_that_was_seen_is_no_conflict(open_page: OpenPage, settings: Settings) -> None:
    page = opened(open_page, settings)
    meanwhile(settings, moved_by_fay)
    # Another look draws the page anew: what Fay saved stands on it.
    save(fill_in_move(page))
    assert promise(settings)["promised_on"] == LATER


def test_what_somebody_changed_since_is_not_undone(open_page: OpenPage, settings: Settings) -> None:
    page = save(fill_in_move(opened(open_page, settings)))
    meanwhile(
        settings,
        lambda session, store: deliver(
            session, 1, seen=2, on=TODAY, today=TODAY, actor=FAY, now=store.clock.now()
        ),
    )
    page.button(key="saving.undo").click().run()
    assert "Nothing was undone" in all_text(page)
    assert promise(settings)["promised_on"] == LATER


def test_each_sees_only_what_they_may_do(open_page: OpenPage, settings: Settings) -> None:
    assert not opened(open_page, settings, name="Ben").radio
    facilitator = opened(open_page, settings, name="Ana").radio(key="promise.what.1")
    assert facilitator.options == ["It was delivered", "Promise another day", "It was withdrawn"]
    manager = opened(open_page, settings, name="Chloe").radio(key="promise.what.1")
    assert manager.options[-1] == "The day was typed wrongly"


def test_looking_writes_nothing(open_page: OpenPage, settings: Settings) -> None:
    opened(open_page, settings)
    store = open_store(settings)
    try:
        before = len(rows_of(store, Event))
    finally:
        store.close()
    page = opened(open_page, settings)
    page.radio(key="promise.what.1").set_value("withdraw").run()
    store = open_store(settings)
    try:
        assert len(rows_of(store, Event)) == before
    finally:
        store.close()


def test_a_member_delivers_the_promise_they_recorded_and_finds_no_form_for_others(
    open_page: OpenPage, settings: Settings
) -> None:
    assert not opened(open_page, settings, name="Ben").radio
    store = open_store(settings)
    people = {row["name"]: row["id"] for row in rows_of(store, Person)}
    store.close()
    ben = Actor("Ben", Role.MEMBER, people["Ben"])
    about: dict[str, Any] = {"customer_id": 1, "made_on": FIRST, "today": TODAY, "actor": ben}
    meanwhile(
        settings,
        lambda session, store: record_promise(
            session, what="Hood", promised_on=FIRST, now=store.clock.now(), **about
        ),
    )
    page = opened(open_page, settings, name="Ben", number="2")
    assert page.radio(key="promise.what.2").options == [
        "It was delivered",
        "Promise another day",
        "It was withdrawn",
    ]
    save(page)
    assert "delivered on 23 November 2026" in successes(page)[0]
