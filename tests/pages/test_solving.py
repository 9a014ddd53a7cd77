"""Solve together on the page: votes by hands and on own screens, the decision read back, and who said what."""

from __future__ import annotations

from datetime import date, datetime

from streamlit.testing.v1 import AppTest

from db.changes import consensus, meetings, talk, votes
from db.engine import Look
from meeting.agenda import STANDARD
from meeting.consensus import Answer
from meeting.permissions import Actor
from meeting.settings import Settings
from meeting.weeks import Week
from meeting.words import Role
from tests.pages.conftest import OpenPage, all_text, of_entry
from tests.pages.test_monday import at_meeting, press, wrote
from tests.people import signed_in

TODAY = date(2026, 11, 23)
SOLVE = next(place for place, step in enumerate(STANDARD) if step.key == "solve")
ANA, BEN = Actor("Ana", Role.FACILITATOR, 1), Actor("Ben", Role.MEMBER, 2)


def led_by_ana(settings: Settings, *, step: int = SOLVE) -> None:
    """Ana's meeting with Ben and Chloe stands at Solve together with three topics."""
    for name in ("Ana", "Ben", "Chloe"):
        signed_in(settings, name)

    def prepare(session: Look, now: datetime) -> None:
        weeks = [Week(2026, 47)]
        meetings.start_meeting(session, weeks=weeks, expected=[1, 2, 3], today=TODAY, actor=ANA, now=now)
        meetings.go_to_step(session, 1, pressed_on=0, to=step, actor=ANA, now=now)
        for title in ("Parts", "Noon", "Keys"):
            talk.raise_topic(session, title=title, meeting_id=1, actor=ANA, now=now)

    wrote(settings, prepare)


def typed(page: AppTest, name: str, text: str) -> AppTest:
    (field,) = [each for each in page.text_input if (each.key or "").startswith(f"monday.{name}.value")]
    field.set_value(text)
    return press(page, f"monday.{name}.save")


def order(page: AppTest) -> list[str]:
    """The topics as they stand on the screen of who leads, by their buttons."""
    numbers = {"1": "Parts", "2": "Noon", "3": "Keys"}
    keys = [each.key or "" for each in page.button]
    return [numbers[key.rsplit(".", 1)[1]] for key in keys if key.startswith("monday.topic.drop.")]


def test_votes_of_a_screen_and_of_hands_stay_silent_until_they_are_shown_and_give_the_order(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)
    wrote(empty, lambda session, now: votes.ask_for_votes(session, 1, actor=ANA, now=now))
    page = at_meeting(open_page, empty, name="Ben")
    page.checkbox(key="monday.vote.2").check()
    page.checkbox(key="monday.vote.3").check()
    assert "You voted for 2 topics" in all_text(press(page, "monday.vote.save"))
    page = typed(at_meeting(open_page, empty, name="Ana"), "vote.hands", "0 1 2")
    assert "1 has voted on a screen; hands are counted" in all_text(page)
    assert not any(f"{number} vote" in all_text(page) for number in range(1, 9))
    press(page, "monday.vote.show")
    assert "Keys · **3 votes**\n1. Noon · **2 votes**\n1. Parts · **0 votes**" in all_text(page)
    press(page, "monday.vote.order")
    assert order(page) == ["Keys", "Noon", "Parts"]
    press(page, "saving.undo")
    assert order(page) == ["Parts", "Noon", "Keys"]


def test_hands_that_are_no_numbers_or_too_many_are_told_and_nothing_is_saved(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.vote.ask")
    assert "Write 3 numbers, one for each topic" in typed(page, "vote.hands", "1 2").error[0].value
    assert "more than the 3 who take part" in typed(page, "vote.hands", "4 0 0").error[0].value


def test_a_decision_is_read_back_and_with_a_no_it_is_not_agreed_yet(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)
    page = at_meeting(open_page, empty, name="Ana")
    of_entry(page.text_area, "monday.decided.1.text").set_value("One list for both")
    press(page, "monday.decide.save.1")
    assert "### One list for both\nAnswers are by name" in all_text(page)
    wrote(
        empty,
        lambda session, now: consensus.stand(
            session, 1, answer=Answer.NO, why="Too soon", actor=BEN, now=now
        ),
    )
    typed(page, "came", "chloe")
    assert "### Not agreed yet: One list for both\n**1 no**\n- ✗ **Ben** no: Too soon" in all_text(page)
    page.selectbox(key="monday.stand.says.1.1.1").set_value("can live with it")
    press(page, "monday.stand.save")
    press(page, "monday.stand.rest.1.1")
    assert "**1 yes · 1 can live with it · 1 no**" in all_text(page)
    page.toggle(key="monday.consensus.change").set_value(True).run()
    page.text_area(key="monday.reword.text.1.1").set_value("One list from January")
    press(page, "monday.reword.save")
    assert "### One list from January\nAnswers are by name" in all_text(page)
    press(page, "saving.undo")
    assert "**1 yes · 1 can live with it · 1 no**" in all_text(page)
    press(page, "monday.consensus.done")
    assert "✗ not agreed yet: One list for both" in all_text(page)


def test_going_on_past_who_has_not_answered_asks_first_and_says_who_was_not_heard(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)
    page = typed(at_meeting(open_page, empty, name="Ana"), "came", "ben")
    of_entry(page.text_area, "monday.decided.1.text").set_value("One list")
    press(page, "monday.decide.save.1")
    asks = "Ana and Ben have not said how they stand. Ask them, or go on without them: the minutes say so."
    assert asks not in [each.value for each in page.warning]
    press(page, "monday.consensus.done")
    assert asks in [each.value for each in page.warning]
    assert "### One list\n" in all_text(page)
    wrote(empty, lambda session, now: consensus.stand(session, 1, answer=Answer.YES, actor=ANA, now=now))
    press(page, "monday.next")
    assert "Ben has not said how they stand to the decision" in page.error[0].value
    assert "Ben has not said how they stand." in page.warning[0].value
    press(page, "monday.consensus.without_them")
    assert "✓ Decided: One list · 1 yes · not heard: Ben" in all_text(page)
    press(page, "monday.next")
    assert "✓ Decided: One list · 1 yes · not heard: Ben" in all_text(page)


def test_what_somebody_refused_is_told_as_not_agreed_next_monday_and_its_topic_waits(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)

    def past(session: Look, now: datetime) -> None:
        about = {"actor": ANA, "now": now}
        talk.decide(session, 1, text="One list", topic_id=1, **about)  # type: ignore[arg-type]
        consensus.stand_for(session, 1, 1, seen=0, answer=Answer.NO, why="Too soon", **about)  # type: ignore[arg-type]
        talk.decide(session, 1, text="Noon is shared", topic_id=2, **about)  # type: ignore[arg-type]
        meetings.close_meeting(session, 1, **about)  # type: ignore[arg-type]

    wrote(empty, past)
    page = at_meeting(open_page, empty, name="Ana")
    assert "- Not agreed yet: **One list**\n- Decided: **Noon is shared**" in all_text(page)
    press(page, "monday.start")
    for _ in range(SOLVE):
        press(page, "monday.next")
    assert order(page) == ["Parts", "Keys"]


def test_after_undo_another_decision_is_saved_and_what_was_refused_stays_typed(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)
    page = at_meeting(open_page, empty, name="Ana")
    assert "Nothing was saved" in press(page, "monday.decide.save.1").error[0].value
    of_entry(page.text_area, "monday.decided.1.text").set_value("One list for both")
    press(page, "monday.decide.save.1")
    press(page, "saving.undo")
    of_entry(page.text_area, "monday.decided.1.text").set_value("Two lists")
    press(page, "monday.decide.save.1")
    assert "### Two lists\nAnswers are by name" in all_text(page)


def test_a_member_answers_by_name_and_a_no_without_a_reason_is_refused(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)
    wrote(empty, lambda session, now: talk.decide(session, 1, text="One list", actor=ANA, now=now))
    wrote(empty, lambda session, now: meetings.look_at(session, 1, focus="decision 1", actor=ANA, now=now))
    page = at_meeting(open_page, empty, name="Ben")
    assert page.info[0].value == "Answers are by name: everybody sees who said what."
    page.radio(key="monday.own.answer.1.1").set_value(Answer.NO)
    assert "A no takes a reason" in press(page, "monday.own.save.1").error[0].value
    page.text_input(key="monday.own.why.1.1").set_value("Too soon")
    assert "You said: ✗ **Ben** no: Too soon" in all_text(press(page, "monday.own.save.1"))


def test_a_mistyped_topic_is_dropped_and_comes_back_by_undo(open_page: OpenPage, empty: Settings) -> None:
    led_by_ana(empty)
    page = press(at_meeting(open_page, empty, name="Ana"), "monday.topic.drop.2")
    assert order(page) == ["Parts", "Keys"]
    press(page, "saving.undo")
    assert order(page) == ["Parts", "Noon", "Keys"]


def test_who_came_is_typed_by_name_expected_or_not(open_page: OpenPage, empty: Settings) -> None:
    led_by_ana(empty)
    signed_in(empty, "Dev")
    page = at_meeting(open_page, empty, name="Ana")
    assert "Nobody we know is called so" in typed(page, "came", "Zoe").error[0].value
    typed(page, "came", "dev")
    assert page.text_input(key="monday.came.value").label == "Came in (2 here)"


def test_a_decision_to_look_at_again_comes_back_before_the_meeting_and_in_it(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty)

    def past(session: Look, now: datetime) -> None:
        about = {"actor": ANA, "now": now}
        talk.decide(session, 1, text="Ring first", look_again_on=TODAY, **about)  # type: ignore[arg-type]
        meetings.close_meeting(session, 1, **about)  # type: ignore[arg-type]

    wrote(empty, past)
    page = at_meeting(open_page, empty, name="Ana")
    assert "#### To look at again in this meeting\n- Ring first" in all_text(page)
    assert "#### How the last meeting went" in all_text(page)
    press(page, "monday.start")
    for _ in range(SOLVE):
        press(page, "monday.next")
    press(page, "monday.look.holds.1")
    assert "To look at again" not in all_text(page)
