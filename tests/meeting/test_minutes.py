"""Minutes stand for themselves: the same text for ever, read back whole, put into two sentences by fixed rules."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from meeting import minutes_words as words
from meeting.errors import NotUnderstood
from meeting.minutes import Decided, NotHeard, Stand, as_json, from_json
from meeting.minutes_since import COMPLAINT, PROMISE, Stands, became_of, different
from meeting.misses import Miss
from meeting.weeks import Week
from tests.meeting.closed import (
    DUE,
    FRIDAY,
    MONDAY,
    WEEK,
    agreed,
    closed,
    complaint,
    promise,
    week_of_minutes,
)

FIRST_WRITTEN = Path(__file__).with_name("minutes_as_first_written.json")


def test_what_is_written_is_read_back_whole() -> None:
    minutes = closed()
    assert from_json(as_json(minutes)) == minutes


def test_what_the_first_program_wrote_is_read_for_ever() -> None:
    """Whoever renames a field of a row, or takes one away, has to read old minutes in another way first."""
    written = json.loads(FIRST_WRITTEN.read_text(encoding="utf-8"))
    found = from_json(json.dumps(written))
    assert (found, _lost(written, json.loads(as_json(found)), "")) == (closed(), [])


def _lost(before: object, after: object, place: str) -> list[str]:
    """Where something stood that does not stand there any more."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [each for name in before for each in _lost(before[name], after.get(name), f"{place}.{name}")]
    if isinstance(before, list) and isinstance(after, list):
        pairs = enumerate(zip(before, after, strict=True))
        return [each for number, pair in pairs for each in _lost(*pair, f"{place}.{number}")]
    return [] if before == after else [place]


def test_a_section_that_was_not_kept_is_none_and_not_empty() -> None:
    written = json.loads(as_json(closed()))
    for name in ("read", "notes", "rating", "carried", "redactions"):
        del written[name]
    del written["decisions"][0]["stood"]
    found = from_json(json.dumps(written))
    assert (found.read, found.notes, found.rating, found.carried, found.redactions) == (
        None,
        None,
        None,
        None,
        0,
    )
    assert found.decisions[0].stood is None


def test_rows_of_an_older_program_are_read_without_what_came_later() -> None:
    written = json.loads(as_json(closed()))
    for row in written["weeks"][0]["missed"]:
        del row["tier"], row["cause"]
        row["gone"] = "a field nobody knows any more"
    (row,) = from_json(json.dumps(written)).weeks[0].missed
    assert (row.customer, row.tier, row.cause) == ("Beta", None, "")


def test_minutes_of_a_newer_program_are_refused() -> None:
    with pytest.raises(NotUnderstood, match="Update the program"):
        from_json('{"shape":2}')


def test_two_sentences_say_what_happened() -> None:
    assert words.what_happened(closed()) == (
        "Week 2026-W47 brought 1 win, 1 of 2 promises kept, and 2 misses: 1 missed promise, 1 complaint.",
        "The meeting made 2 decisions and gave out 2 action items, the first due on 27 November 2026; 1 topic waits "
        "for the next one.",
    )


def test_a_week_without_a_miss_says_so() -> None:
    week = week_of_minutes(missed=(), complaints=(), wins=())
    first, _ = words.what_happened(closed(weeks=(week,)))
    assert first == "Week 2026-W47 brought no wins, 1 of 1 promise kept, and nothing that was missed."


def test_an_empty_week_and_a_meeting_without_a_word_are_two_sentences_too() -> None:
    week = week_of_minutes(kept=(), missed=(), complaints=(), wins=())
    said = words.what_happened(closed(weeks=(week,), decisions=(), actions=(), waiting=()))
    assert said == (
        "For week 2026-W47 nothing had been brought in: no promises, no complaints, no wins.",
        "The meeting wrote down nothing to do.",
    )


def test_several_weeks_are_told_together() -> None:
    weeks = tuple(week_of_minutes(week=week) for week in (Week(2026, 46), WEEK))
    first, _ = words.what_happened(closed(weeks=weeks))
    assert first == (
        "Weeks 2026-W46 and 2026-W47 brought 2 wins, 2 of 4 promises kept, and 4 misses: 2 missed promises, "
        "2 complaints."
    )


def test_one_action_item_without_a_decision_is_told_with_its_day() -> None:
    _, second = words.what_happened(closed(decisions=(), actions=(agreed(1, "Ring"),), waiting=()))
    assert second == "The meeting gave out 1 action item, due on 27 November 2026."


def test_what_somebody_could_not_go_along_with_is_not_decided() -> None:
    no = Decided(3, "Ring first", "", None, (Stand(1, "Ana", "yes", ""), Stand(2, "Ben", "no", "No time")))
    _, second = words.what_happened(closed(decisions=(*closed().decisions, no), actions=(), waiting=()))
    assert second == "The meeting made 2 decisions, left 1 decision not agreed yet."
    assert words.decision_in_words(no) == "not agreed yet: Ring first"
    assert words.stood_in_words(no) == "1 yes (Ana) · 1 no (Ben: No time)"


def test_who_was_there_and_how_they_stood_is_told_by_name() -> None:
    minutes = closed()
    assert words.attended_in_words(minutes.attendance) == "There: Ana and Uma. Away: Ben."
    assert [words.stood_in_words(one) for one in minutes.decisions] == ["1 yes (Ana)", ""]
    stood = (Stand(1, "Ana", "yes", ""), Stand(3, "Dev", "can live with it", "If it is short"))
    silent = (NotHeard(2, "Ben"), NotHeard(None, "Uma"))
    one = Decided(3, "Ring first", "", None, stood, silent)
    assert words.stood_in_words(one) == (
        "1 yes (Ana) · 1 can live with it (Dev: If it is short) · not heard: Ben and Uma"
    )


def test_a_rating_of_fewer_than_three_is_a_number_of_raters_alone() -> None:
    rating = closed().rating
    assert rating is not None
    assert words.rating_in_words(rating) == "8.0 of 10, by 3 people."
    assert words.rating_in_words(replace(rating, raters=2, average=None)) == "2 ratings: shown from three on."


def test_a_miss_that_was_delivered_in_time_after_all_is_told_on_both_sides() -> None:
    now = week_of_minutes(
        kept=(promise(1, "Acme", "Oven", delivered_on=DUE), promise(2, "Beta", "Fridge", delivered_on=DUE)),
        missed=(),
    )
    found = {one.figure: (one.then, one.now) for one in different(week_of_minutes(), now)}
    assert found == {"kept": (1, 2), "missed": (1, 0)}
    (moved,) = different(week_of_minutes(), now)[0].moved
    assert (moved.record, moved.called, moved.was, moved.now) == (
        (PROMISE, 2),
        "Beta, Fridge",
        "missed",
        "kept",
    )


def test_a_week_is_whole_when_every_figure_counts_its_rows() -> None:
    week = week_of_minutes()
    assert week.is_whole
    fewer = (
        replace(week, kept=()),
        replace(week, missed=()),
        replace(week, complaints=()),
        replace(week, wins=()),
    )
    more = (
        replace(week, pending=week.kept),
        replace(week, withdrawn=week.kept),
        replace(week, moved=week.kept),
    )
    assert [each for each in (*fewer, *more) if each.is_whole] == []


def test_as_many_of_others_is_a_difference_too() -> None:
    now = week_of_minutes(complaints=(complaint(7, "Delta", "It smells"),))
    (found,) = different(week_of_minutes(), now)
    assert (found.figure, found.then, found.now) == ("complaints", 1, 1)
    assert [(one.record, one.was, one.now) for one in found.moved] == [
        ((COMPLAINT, 1), "complaints", ""),
        ((COMPLAINT, 7), "", "complaints"),
    ]


def test_of_each_frozen_miss_is_told_what_became_of_it_since() -> None:
    late, open_one = closed().misses[1], closed().misses[0]
    tuesday, wednesday = date(2026, 11, 24), date(2026, 11, 25)

    def became(stands: Stands, *, today: date = wednesday, miss: Miss = late) -> str:
        record = (PROMISE, 2) if miss.promise else (COMPLAINT, 1)
        return became_of(miss, {record: stands}, closed=MONDAY, today=today)

    assert late.promise is not None
    assert became(Stands(False, DUE, tuesday, None)) == "delivered Tue 24 Nov"
    assert became(Stands(False, DUE, None, tuesday)) == "withdrawn Tue 24 Nov"
    assert became(Stands(False, DUE, None, None)) == "still owed, 7 days late"
    assert became(Stands(False, DUE, None, None), today=MONDAY) == ""
    assert (
        became(Stands(False, FRIDAY, None, None)) == "promised again for Fri 27 Nov, still owed, 7 days late"
    )
    # What is told of days to come does not exist yet.
    assert became(Stands(False, DUE, wednesday, None), today=tuesday) == "still owed, 6 days late"
    assert became(Stands(True, DUE, None, None)) == "taken back"
    assert became(Stands(False, DUE, DUE, None), miss=open_one) == "still open"
    assert became(Stands(False, DUE, tuesday, None), miss=open_one) == "answered Tue 24 Nov, not resolved yet"
    assert became(Stands(False, DUE, DUE, wednesday), miss=open_one) == "resolved Wed 25 Nov"


def test_what_was_answered_since_makes_no_figure_different() -> None:
    answered = replace(complaint(1, "Gamma", "It hums"), resolved_on=date(2026, 11, 25))
    assert different(week_of_minutes(), week_of_minutes(complaints=(answered,))) == ()
