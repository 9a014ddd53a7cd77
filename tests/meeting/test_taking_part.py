"""The rules of votes, consensus, the pulse and the trend, in values."""

from __future__ import annotations

from datetime import date

import pytest

from meeting.consensus import Answer, Stood, as_decided, checked_why, counted_answers, is_agreed
from meeting.errors import NotUnderstood
from meeting.on_time import OnTime
from meeting.pulse import Question, change_in_words, is_asked, pulse_of, quarter_in_words, quarter_of, rows_of
from meeting.trend import Held, bar, trend_in_words
from meeting.votes import Ballot, checked_choice, hands_of, in_order_of_votes, voted_in_words


def test_a_person_has_three_votes_and_only_for_what_waits() -> None:
    assert checked_choice([1, 2, 3, 3], waiting=[1, 2, 3, 4]) == {1, 2, 3}
    with pytest.raises(NotUnderstood, match=r"Up to 3 topics each.*Leave out 1"):
        checked_choice([1, 2, 3, 4], waiting=[1, 2, 3, 4])
    with pytest.raises(NotUnderstood, match="does not wait any more"):
        checked_choice([5], waiting=[1])


@pytest.mark.parametrize(("waiting", "each"), [(2, 1), (3, 2), (4, 3), (9, 3)])
def test_a_person_votes_for_fewer_topics_than_there_are(waiting: int, each: int) -> None:
    topics = list(range(waiting))
    assert len(checked_choice(topics[:each], waiting=topics)) == each
    with pytest.raises(NotUnderstood, match=f"Up to {each} topics? each"):
        checked_choice(topics[: each + 1], waiting=topics)


def test_topics_with_as_many_votes_keep_their_order() -> None:
    assert in_order_of_votes([4, 3, 2, 1], {1: 2, 3: 2}) == [3, 1, 4, 2]


def test_hands_are_one_number_for_each_topic_in_the_order_of_the_screen() -> None:
    assert hands_of("4, 0 2", topics=[7, 8, 9]) == {7: 4, 8: 0, 9: 2}
    for wrong in ("", "4 0", "4 0 2 1", "4 -1 2", "four 0 2", "4 0 9999"):
        with pytest.raises(NotUnderstood, match="Write 3 numbers, one for each topic"):
            hands_of(wrong, topics=[7, 8, 9])


def test_only_how_many_have_voted_is_told() -> None:
    assert voted_in_words(Ballot(True)) == "Nobody has voted"
    assert voted_in_words(Ballot(True, voters=1)) == "1 has voted"
    assert voted_in_words(Ballot(True, voters=9)) == "9 have voted"
    assert voted_in_words(Ballot(True, voters=9, hands=True)) == "9 have voted on a screen; hands are counted"


def test_one_no_is_not_agreed_yet_and_no_answer_agrees_to_nothing() -> None:
    yes, live, no = (Stood(str(answer), "Ben", answer, "") for answer in Answer)
    assert is_agreed([yes, live])
    assert not is_agreed([yes, no])
    assert not is_agreed([])
    assert as_decided("One list", [yes, no]) == "not agreed yet: One list"
    assert as_decided("One list", [yes, live]) == as_decided("One list", []) == "One list"
    assert counted_answers([no, yes, live, yes]) == "2 yes · 1 can live with it · 1 no"


def test_a_no_takes_a_reason_and_a_yes_may_have_one() -> None:
    assert checked_why(Answer.YES, " Gladly ") == "Gladly"
    assert checked_why(Answer.CAN_LIVE, "") == ""
    with pytest.raises(NotUnderstood, match="A no takes a reason"):
        checked_why(Answer.NO, " ")
    with pytest.raises(NotUnderstood, match="at most 500"):
        checked_why(Answer.NO, "x" * 501)


def test_the_pulse_is_asked_in_the_first_meeting_of_each_quarter_of_those_held() -> None:
    held = [date(2026, 9, 28), date(2026, 10, 12)]
    assert is_asked(date(2026, 10, 12), held_before=held[:1])
    assert not is_asked(date(2026, 12, 28), held_before=held)
    # No meeting was held in the first days of January: the next one asks.
    assert is_asked(date(2027, 1, 18), held_before=held)
    assert quarter_of(date(2026, 12, 31)) == (2026, 4)
    assert quarter_of(date(2027, 1, 1)) == (2027, 1)
    assert quarter_in_words((2026, 3)) == "2026, 3rd quarter"


def test_a_pulse_is_shown_from_five_answers_up_and_its_change_is_told_in_words() -> None:
    def of(quarter: tuple[int, int], people: int, value: int) -> dict[Question, list[int]]:
        return {question: [value] * people for question in Question}

    few = pulse_of((2026, 2), of((2026, 2), 4, 5))
    assert (few.people, few.averages) == (4, {})
    assert change_in_words([few]) == "The pulse is shown from 5 answers up."
    third = pulse_of((2026, 3), of((2026, 3), 5, 3))
    assert change_in_words([few, third]) == "This is the first pulse that is shown: 2026, 3rd quarter."
    values = {**of((2026, 4), 5, 3), Question.TRUST: [4, 4, 4, 4, 5], Question.GOAL: [2] * 5}
    assert change_in_words([third, pulse_of((2026, 4), values)]) == (
        "Since 2026, 3rd quarter: common goal down by 1.0, openness as before, camaraderie as before, trust up by 1.2."
    )


def test_answers_of_hands_are_four_numbers_for_each_person() -> None:
    assert [list(row.values()) for row in rows_of("4 5 4 3\n\n1 1 1 1, 5 5 5 5")] == [
        [4, 5, 4, 3],
        [1, 1, 1, 1],
        [5, 5, 5, 5],
    ]
    assert list(rows_of("4 5 4 3")[0]) == list(Question)
    for wrong in ("4 5 4", "4 5 4 3 2", "4 5 4 6", "0 1 1 1", "a b c d"):
        with pytest.raises(NotUnderstood, match="Nothing was saved"):
            rows_of(wrong)


def test_the_trend_is_told_in_words() -> None:
    held = [
        Held(date(2026, 11, 9), 5, 7.0, 0, None),
        Held(date(2026, 11, 16), 2, None, 4, OnTime(3, 4)),
        Held(date(2026, 11, 23), 4, 8.5, 2, OnTime(1, 1)),
    ]
    assert trend_in_words(held) == [
        "Rated 7.8 of 10 on average, 8.5 the last time.",
        "2 meetings of 3 ran over the plan, by 4 minutes at most.",
        "4 of 5 action items done on time (80 %).",
    ]
    assert trend_in_words(held[1:2])[0] == "No meeting was rated by three people yet."
    assert trend_in_words(held[:1])[1:] == [
        "0 meetings of 1 ran over the plan.",
        "No action items were due between these meetings.",
    ]
    assert trend_in_words([]) == []


def test_a_bar_is_as_long_as_its_value_and_never_empty_for_something() -> None:
    assert bar(8.4, most=10) == "████████"
    assert bar(0.1, most=10) == "█"
    assert bar(None, most=10) == bar(0, most=10) == ""
