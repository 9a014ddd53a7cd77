"""The figures of a week, and how they are put in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meeting.board import (
    ComplaintCounts,
    Reach,
    WeekFigures,
    change_in_words,
    counted,
    kept_in_words,
    misses_in_words,
    no_misses_in_words,
    percent,
    reach_in_words,
    short_of,
    trend_in_words,
)
from meeting.promises import PromiseCounts
from tests.meeting.cast import WEEK, figures

AFTER = WEEK.shifted(1).monday


def test_runs_are_the_promises_kept_and_misses_are_missed_and_complaints() -> None:
    week = figures(kept=41, missed=5, complaints=4, about_the_same=2, hits=3)
    assert (week.hits, week.runs, week.misses) == (3, 41, 9)


def test_open_complaints_are_those_not_resolved() -> None:
    assert ComplaintCounts(received=5, answered=4, resolved=3).open == 2


@pytest.mark.parametrize(
    "week",
    [
        figures(kept=1),
        figures(missed=1),
        figures(pending=1),
        figures(withdrawn=1),
        figures(moved=1),
        figures(complaints=1),
        figures(hits=1),
    ],
)
def test_a_week_with_anything_in_it_is_not_empty(week: WeekFigures) -> None:
    assert not week.is_empty


def test_a_week_with_nothing_in_it_is_empty() -> None:
    assert figures().is_empty


def test_kept_promises_are_told_with_both_counts_and_the_rate() -> None:
    assert kept_in_words(PromiseCounts(kept=41, missed=3, pending=2)) == "41 of 44 promises kept (93 %)"
    assert kept_in_words(PromiseCounts(missed=5)) == "0 of 5 promises kept (0 %)"


@pytest.mark.parametrize(("kept", "missed"), [(1, 0), (0, 1), (4, 0), (2, 2), (0, 4)])
def test_under_five_promises_only_counts_are_told(kept: int, missed: int) -> None:
    words = kept_in_words(PromiseCounts(kept=kept, missed=missed, pending=9, withdrawn=9))
    assert words == f"{kept} of {counted(kept + missed, 'promise')} kept"
    assert "%" not in words


def test_from_five_promises_on_the_rate_is_told() -> None:
    assert kept_in_words(PromiseCounts(kept=4, missed=1)) == "4 of 5 promises kept (80 %)"


def test_without_a_denominator_no_rate_is_told() -> None:
    assert kept_in_words(PromiseCounts()) == "No promises due"
    assert kept_in_words(PromiseCounts(withdrawn=6)) == "No promises due"
    assert kept_in_words(PromiseCounts(pending=6)) == "6 promises still to come"
    assert percent(None) == "no rate"


@pytest.mark.parametrize(
    ("kept", "over", "words"),
    [
        *((1000, 1000, "100 %"), (999, 1000, "over 99 %"), (1989, 2000, "99 %"), (995, 1000, "over 99 %")),
        *((0, 1000, "0 %"), (1, 1000, "under 1 %"), (5, 1000, "under 1 %"), (11, 2000, "1 %")),
    ],
)
def test_all_and_none_are_said_only_where_it_is_all_or_none(kept: int, over: int, words: str) -> None:
    assert percent(kept / over) == words


def test_a_change_is_told_by_sign_and_by_word() -> None:
    assert change_in_words(9, 7) == "▲ 2 more than the week before"
    assert change_in_words(7, 9) == "▼ 2 fewer than the week before"
    assert change_in_words(7, 7) == "= as many as the week before"


def test_without_a_week_before_no_change_is_told() -> None:
    assert change_in_words(7, None) == ""


def test_misses_are_told_as_what_they_are_made_of() -> None:
    words = misses_in_words(figures(missed=5, complaints=4, about_the_same=2))
    assert words == "5 missed promises, 4 complaints (2 about the same promise)"
    assert misses_in_words(figures(missed=1, complaints=1)) == "1 missed promise, 1 complaint"
    assert misses_in_words(figures()) == "0 missed promises, 0 complaints"


def test_one_is_counted_in_the_singular() -> None:
    assert [counted(number, "promise") for number in (0, 1, 2)] == ["0 promises", "1 promise", "2 promises"]
    assert [counted(number, "miss", "misses") for number in (1, 2)] == ["1 miss", "2 misses"]


def test_the_trend_is_told_with_its_counts_its_worst_and_its_best_week() -> None:
    third, second, first = WEEK, WEEK.shifted(-1), WEEK.shifted(-2)
    words = trend_in_words(
        [
            figures(week=first, kept=9, missed=1),
            figures(week=second, kept=8, missed=4, complaints=2),
            figures(week=third, kept=3, complaints=2),
        ],
        as_of=AFTER,
    )
    assert words == (
        "In the 3 weeks up to 2026-W46: 20 of 25 promises kept (80 %), 4 complaints. "
        "Most misses: 6 in 2026-W45; fewest: 1 in 2026-W44; 2026-W46: 2."
    )


def test_weeks_that_share_a_place_in_the_trend_are_told_together() -> None:
    missed = (0, 4, 0, 4, 0, 0, 1)
    weeks = [
        figures(week=week, kept=9, missed=each) for week, each in zip(WEEK.up_to_here(7), missed, strict=True)
    ]
    assert trend_in_words(weeks, as_of=AFTER).endswith(
        "Most misses: 4 each in 2026-W41 and 2026-W43; fewest: 0 each in 4 weeks; 2026-W46: 1."
    )


def test_a_trend_without_a_worst_week_names_none() -> None:
    weeks = [figures(week=WEEK.shifted(-1), kept=1, missed=1), figures(kept=1, complaints=1)]
    assert (
        trend_in_words(weeks, as_of=AFTER)
        == "In the 2 weeks up to 2026-W46: 2 of 3 promises kept, 1 complaint."
    )


def test_a_trend_over_nothing_says_so() -> None:
    weeks = [figures(week=week, pending=2) for week in WEEK.up_to_here(13)]
    assert (
        trend_in_words(weeks, as_of=AFTER)
        == "No promises due and no complaints in the 13 weeks up to 2026-W46."
    )


def test_a_week_that_is_not_over_is_neither_the_best_nor_the_worst() -> None:
    third, second, first = WEEK, WEEK.shifted(-1), WEEK.shifted(-2)
    weeks = [
        figures(week=first, kept=9, missed=1),
        figures(week=second, kept=8, missed=4),
        figures(week=third, kept=3),
    ]
    for day in (third.monday, third.sunday):
        assert trend_in_words(weeks, as_of=day).endswith("Most misses: 4 in 2026-W45; fewest: 1 in 2026-W44.")
    assert trend_in_words(weeks, as_of=AFTER).endswith("fewest: 0 in 2026-W46; 2026-W46: 0.")


def test_where_nothing_was_due_nothing_is_said_to_have_been_kept() -> None:
    nothing = no_misses_in_words([figures()], as_of=AFTER)
    assert nothing == "No miss is known: no promise that was due, and no complaint, was brought in or logged."
    weeks = [figures(week=WEEK.shifted(-1)), figures(kept=2)]
    assert no_misses_in_words(weeks, as_of=AFTER) == (
        "Nothing was missed, and no complaint was brought in or logged."
    )
    assert no_misses_in_words([figures(pending=2)], as_of=WEEK.sunday).startswith(
        "Nothing was missed so far,"
    )


def test_of_what_a_source_does_not_tell_yet_nothing_is_claimed() -> None:
    found = replace(
        figures(kept=0),
        promises=PromiseCounts(kept=2, pending=8, not_known_yet=8),
        reach=(Reach("main", WEEK.monday), Reach("erp", WEEK.shifted(-1).monday)),
    )
    assert no_misses_in_words([found], as_of=WEEK.sunday).startswith("No miss is known so far")
    assert reach_in_words(found) == (
        "8 promises are not known yet: orders reach to Mon 9 Nov; orders from erp reach to Mon 2 Nov."
    )
    assert kept_in_words(PromiseCounts(pending=9, not_known_yet=8)) == (
        "1 promise still to come, 8 promises not known yet"
    )


def test_a_source_whose_facts_end_before_the_week_does_is_told_and_an_old_one_is_none() -> None:
    days = {"main": WEEK.monday, "erp": WEEK.sunday, "late": AFTER, "old": WEEK.shifted(-9).monday}
    found = short_of([Reach(name, day) for name, day in days.items()], WEEK, as_of=AFTER)
    assert [one.source for one in found] == ["main", "erp"]
    assert short_of([Reach("main", WEEK.monday)], WEEK, as_of=WEEK.monday) == ()
