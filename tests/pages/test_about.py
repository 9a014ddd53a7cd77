"""What a form is about is what stands on the screen: it is shown, goes when the screen goes on, and is checked when it
is saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from db.changes import meetings, talk
from db.engine import open_store, reading
from db.intake.fields import Kind
from db.queries import actions as queries
from meeting.agenda import STANDARD
from meeting.settings import Settings
from pages import _action_form
from tests.pages.conftest import OpenPage, all_text, of_entry
from tests.pages.test_monday import at_meeting, press, running, wrote
from tests.pages.test_solving import ANA, led_by_ana, typed

MISSES = next(place for place, step in enumerate(STANDARD) if step.key == "misses")
ROWS = [
    {"reference": f"P-{number}", "customer": name, "promised_on": f"2026-11-{16 + number}", "what": "Oven"}
    for number, name in enumerate(("Bakery", "Carpenter", "Dairy"))
]


def abouts(settings: Settings) -> list[tuple[str, str]]:
    """Each action item with what it is about."""
    store = open_store(settings)
    try:
        with reading(store) as session:
            found = sorted(queries.all_actions(session), key=lambda row: row.id)
    finally:
        store.close()
    return [(row.what, row.origin_text) for row in found]


@pytest.fixture
def missed(bring: Callable[..., Settings]) -> Settings:
    """Ana leads a meeting that looks at three missed promises."""
    settings = bring(Kind.PROMISES, ROWS)
    led_by_ana(settings, step=MISSES)
    return settings


@pytest.fixture
def page(open_page: OpenPage, missed: Settings) -> AppTest:
    return at_meeting(open_page, missed, name="Ana")


def make_an_action(page: AppTest) -> str:
    """Press it for the miss on the screen; gives back its customer."""
    (button,) = [each for each in page.button if (each.key or "").startswith("monday.act.")]
    press(page, button.key or "")
    card = next(each.value for each in page.markdown if each.value.startswith("### "))
    customer = next(row["customer"] for row in ROWS if row["customer"] in card)
    assert f"About: **{customer}: Oven**" in all_text(page)
    return customer


def add(page: AppTest, what: str) -> AppTest:
    of_entry(page.text_input, "action.what").set_value(what)
    (button,) = [each for each in page.button if (each.key or "").startswith("action.add")]
    return press(page, button.key or "")


def test_an_item_is_about_the_miss_on_the_screen_and_says_so(page: AppTest, missed: Settings) -> None:
    customer = make_an_action(page)
    add(page, "Ring them")
    assert abouts(missed) == [("Ring them", f"{customer}: Oven")]
    assert f"Ring them (nobody yet), about {customer}: Oven" in page.success[0].value.replace("\\", "")
    add(page, "Buy chairs")
    assert abouts(missed)[1] == ("Buy chairs", "")


def test_of_the_miss_before_nothing_is_said_on_the_next_one(page: AppTest, missed: Settings) -> None:
    make_an_action(page)
    press(page, "monday.miss.next")
    assert "About:" not in all_text(page)
    add(page, "Buy chairs")
    assert abouts(missed) == [("Buy chairs", "")]


def test_back_on_the_first_miss_an_item_is_about_it_only_when_asked_for_again(
    page: AppTest, missed: Settings
) -> None:
    make_an_action(page)
    press(page, "monday.miss.next")
    press(page, "monday.miss.back")
    assert "About:" not in all_text(page)


@pytest.mark.parametrize("way", ["monday.next", "monday.back"])
def test_another_step_is_about_nothing_of_the_one_before(page: AppTest, missed: Settings, way: str) -> None:
    make_an_action(page)
    press(page, way)
    assert "About:" not in all_text(page)
    add(page, "Buy chairs")
    assert abouts(missed) == [("Buy chairs", "")]


def test_what_was_typed_stays_where_the_screen_goes_on(page: AppTest, missed: Settings) -> None:
    make_an_action(page)
    field = of_entry(page.text_input, "action.what")
    key = field.key
    field.set_value("Half a sentence")
    press(page, "monday.miss.next")
    assert of_entry(page.text_input, "action.what").key == key


def test_who_follows_says_nothing_of_a_miss_the_room_has_left(open_page: OpenPage, missed: Settings) -> None:
    ben = at_meeting(open_page, missed, name="Ben")
    make_an_action(ben)
    wrote(missed, lambda session, now: meetings.look_at(session, 1, focus="promise 2", actor=ANA, now=now))
    ben.run()
    assert "About:" not in all_text(ben)
    add(ben, "Buy chairs")
    assert abouts(missed) == [("Buy chairs", "")]


def test_who_pressed_while_the_screen_went_on_is_told_and_nothing_is_saved(
    page: AppTest, missed: Settings
) -> None:
    """The press was made beside the words of the miss before, and comes after the screen has gone on."""
    make_an_action(page)
    of_entry(page.text_input, "action.what").set_value("Ring them")
    (button,) = [each for each in page.button if (each.key or "").startswith("action.add")]
    assert button.key != "action.add"
    wrote(missed, lambda session, now: meetings.look_at(session, 1, focus="promise 2", actor=ANA, now=now))
    press(page, button.key or "")
    assert abouts(missed) == []
    assert _action_form.CHANGED in [each.value for each in page.warning]
    assert of_entry(page.text_input, "action.what").value == "Ring them"
    press(page, "action.add")
    assert abouts(missed) == [("Ring them", "")]


def test_an_item_of_another_page_is_about_nothing_on_the_screen_of_the_meeting(
    page: AppTest, missed: Settings
) -> None:
    make_an_action(page)
    page.switch_page("actions.py").run()
    assert "About:" not in all_text(page)
    add(page, "Buy chairs")
    assert abouts(missed) == [("Buy chairs", "")]


def test_what_was_proposed_for_one_promise_goes_with_it(open_page: OpenPage, empty: Settings) -> None:
    led_by_ana(empty)
    page = at_meeting(open_page, empty, name="Ana")
    page.session_state[_action_form.ABOUT] = {
        "origin": "promise",
        "id": 1,
        "text": "Bakery",
        "at": "elsewhere",
    }
    page.session_state[_action_form.SUGGESTED] = "Check with service: Bakery"
    page.run()
    assert of_entry(page.text_input, "action.what").value == ""


def test_an_item_about_a_topic_is_about_nothing_once_another_comes_first(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.topic.act.1")
    assert "About: **Parts**" in all_text(page)
    press(page, "monday.topic.up.2")
    assert "About:" not in all_text(page)


def test_what_was_taken_back_meanwhile_is_told_and_the_words_stay(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.topic.act.1")
    wrote(empty, lambda session, now: talk.raise_topic(session, title="Ovens", actor=ANA, now=now))
    wrote(empty, lambda session, now: talk.drop_topic(session, 1, seen=1, actor=ANA, now=now))
    of_entry(page.text_input, "action.what").set_value("Ring them")
    (button,) = [each for each in page.button if (each.key or "").startswith("action.add")]
    press(page, button.key or "")
    assert abouts(empty) == []


def test_hands_for_topics_in_one_order_are_not_counted_for_another(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.vote.ask")
    (field,) = [each for each in page.text_input if (each.key or "").startswith("monday.vote.hands")]
    field.set_value("2 0 0")
    wrote(empty, lambda session, now: talk.drop_topic(session, 1, seen=1, actor=ANA, now=now))
    wrote(empty, lambda session, now: talk.raise_topic(session, title="Ovens", actor=ANA, now=now))
    press(page, "monday.vote.hands.save")
    assert "Write 3 numbers, one for each topic" in page.error[0].value
    typed(page, "vote.hands", "0 0 2")
    found = running(empty)
    assert found is not None


def test_what_was_typed_for_one_decision_is_not_said_of_the_next(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)
    page = at_meeting(open_page, empty, name="Ana")
    for number in (1, 2):
        of_entry(page.text_area, f"monday.decided.{number}.text").set_value(f"Decision {number}")
        press(page, f"monday.decide.save.{number}")
        typed(page, "came", "ben") if number == 1 else None
        (why,) = [each for each in page.text_input if (each.key or "").startswith("monday.stand.why")]
        assert why.value == ""
        why.set_value("Too soon").run()
        press(page, "monday.consensus.done")
        if number == 1:
            # The others said nothing yet.
            press(page, "monday.consensus.without_them")
