"""Rating and pulse at Close: on own screens and by hands, shown when whoever leads shows them."""

from __future__ import annotations

from db.changes import pulse, ratings
from meeting.agenda import STANDARD
from meeting.pulse import Question
from meeting.settings import Settings
from tests.pages.conftest import OpenPage, all_text
from tests.pages.test_monday import at_meeting, press, wrote
from tests.pages.test_solving import ANA, BEN, led_by_ana, typed

CLOSE = len(STANDARD) - 1


def test_a_rating_is_shown_from_three_up_and_only_when_who_leads_shows_it(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty, step=CLOSE)
    wrote(empty, lambda session, now: ratings.rate_meeting(session, 1, rating=4, actor=BEN, now=now))
    page = at_meeting(open_page, empty, name="Ana")
    assert "1 rating so far: 1 on screens. No names; shown from 3 on." in all_text(page)
    assert "more than the 3 who take part" in typed(page, "hands", "8 8 9").error[0].value
    typed(page, "hands", "8 9")
    assert "3 ratings so far: 1 on screens and 2 by hand" in all_text(page)
    assert "2 hands counted already. Rate here only if yours was not one of them" in page.info[0].value
    press(page, "monday.rating.show")
    assert "**7.0** of 10, by 3 people" in all_text(page)
    assert "monday.rating.show" not in [button.key for button in page.button]


def test_the_pulse_is_asked_in_the_first_meeting_of_a_quarter_on_a_screen_and_by_hand(
    open_page: OpenPage, empty: Settings
) -> None:
    led_by_ana(empty, step=CLOSE)
    answers = dict.fromkeys(Question, 4)
    wrote(empty, lambda session, now: pulse.answer_pulse(session, 1, answers=answers, actor=ANA, now=now))
    page = at_meeting(open_page, empty, name="Ben")
    assert "four answers from 1 to 5" in press(page, "monday.pulse.save").error[0].value
    for question in Question:
        page.radio(key=f"monday.pulse.{question.name.lower()}").set_value(5)
    press(page, "monday.pulse.save")
    assert "The pulse of this quarter: 2 answered so far." in all_text(page)
    assert [each for each in page.radio if (each.key or "").startswith("monday.pulse")] == []
