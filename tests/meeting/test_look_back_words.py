"""What a look back says: only what chance does not explain changed, rose or went away; ties are told as ties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest

from meeting.board import ComplaintCounts
from meeting.chance import Verdict
from meeting.judged import judged
from meeting.look_back import Done, LookBack, Span, Totals, Turned
from meeting.look_back_words import (
    changed_in_words,
    compared_in_words,
    direction,
    kept_of,
    most_often_in_words,
    nothing_broke,
    rate_in_words,
    turned_in_words,
    why_nothing_turned,
)
from meeting.minutes import Minutes
from meeting.promises import PromiseCounts
from meeting.weeks import Week
from tests.meeting.closed import closed
from tests.meeting.test_chance import poisson

QUARTER = Span(2026, 3)
USUAL = Totals(70, PromiseCounts(460, 40), 65)


def looking(
    *broke: Turned,
    now: Totals = USUAL,
    before: Totals = USUAL,
    weeks: tuple[Week, ...] = QUARTER.weeks,
    weeks_before: tuple[Week, ...] = QUARTER.before.weeks,
    told_from: Mapping[str, Week] | None = None,
    told_to: Mapping[str, Week] | None = None,
) -> LookBack:
    return LookBack(
        QUARTER,
        weeks,
        weeks_before,
        now,
        before,
        broke,
        (),
        (),
        Done(0, 0),
        told_from=told_from or {},
        told_to=told_to or {},
    )


def names(turned: tuple[Turned, ...]) -> list[str]:
    return [one.breakdown for one in turned]


def test_what_rose_stands_beside_what_went_away() -> None:
    said = judged(looking(Turned("late", 7, 41), Turned("billing", 12, 0), Turned("quality", 10, 9)))
    assert (names(said.rose), names(said.fell)) == (["late"], ["billing"])


def test_the_strongest_stands_first() -> None:
    said = judged(
        looking(
            *(Turned("attitude", 0, 12), Turned("damaged", 40, 12), Turned("late", 7, 41)),
            Turned("wrong item", 30, 1),
        )
    )
    assert names(said.rose) == ["late", "attitude"]
    assert names(said.fell) == ["wrong item", "damaged"]


def test_two_that_are_gone_and_three_that_are_new_prove_nothing() -> None:
    said = judged(looking(Turned("billing", 2, 0), Turned("attitude", 0, 3), Turned("late", 14, 12)))
    assert (said.rose, said.fell) == ((), ())


def test_the_half_with_one_week_more_may_have_more() -> None:
    thirteen = looking(Turned("late", 60, 70))
    assert judged(thirteen).rose == ()


def test_in_under_seven_weeks_nothing_rises_or_goes_away() -> None:
    six = looking(Turned("late", 0, 40), weeks=QUARTER.weeks[:6], weeks_before=QUARTER.before.weeks[:6])
    assert judged(six).rose == ()
    assert why_nothing_turned(six) == "Too few weeks to tell: 7 are needed."
    seven = looking(Turned("late", 0, 40), weeks=QUARTER.weeks[:7], weeks_before=QUARTER.before.weeks[:7])
    assert names(judged(seven).rose) == ["late"]


@pytest.mark.parametrize(
    ("first", "second", "word"), [(9, 0, "went away"), (0, 9, "new"), (30, 5, "fell"), (5, 30, "rose")]
)
def test_which_way_it_went_is_one_word(first: int, second: int, word: str) -> None:
    assert direction(Turned("late", first, second), QUARTER.weeks) == word


def test_how_it_turned_is_told_with_both_counts_and_their_weeks() -> None:
    said = turned_in_words(Turned("late", 1, 0), QUARTER.weeks)
    assert said == "1 time in the first 6 weeks, not once in the last 7 weeks"


def test_what_may_be_chance_is_told_as_that_with_both_counts() -> None:
    now, before = Totals(5, PromiseCounts(9, 1), 2), Totals(3, PromiseCounts(8, 2), 2)
    assert changed_in_words(looking(now=now, before=before)) == (
        "5 wins; 3 in quarter 2 of 2026: that may be chance.",
        "9 of 10 promises kept (90 %, likely 60 to 98 %); 8 of 10 promises kept (80 %, likely 49 to 94 %) "
        "in quarter 2 of 2026: that may be chance.",
        "2 complaints received; as many in quarter 2 of 2026.",
    )


def test_what_chance_does_not_explain_is_told_as_changed() -> None:
    now, before = Totals(80, PromiseCounts(482, 43), 20), Totals(40, PromiseCounts(490, 10), 60)
    assert changed_in_words(looking(now=now, before=before)) == (
        "80 wins; 40 in quarter 2 of 2026: more than chance explains.",
        "482 of 525 promises kept (92 %); 490 of 500 promises kept (98 %) in quarter 2 of 2026: "
        "kept less often than chance explains.",
        "20 complaints received; 60 in quarter 2 of 2026: fewer than chance explains.",
    )


def test_weeks_nobody_told_of_are_no_weeks_to_compare_with() -> None:
    """A year against the six weeks known of the one before: 70 against 26 is fewer by the week, not more."""
    found = looking(before=Totals(26, PromiseCounts(170, 14), 30), weeks_before=QUARTER.before.weeks[-6:])
    assert changed_in_words(found)[0] == (
        "70 wins in 13 weeks; 26 in the 6 weeks known of quarter 2 of 2026: that may be chance."
    )


def test_a_part_of_a_span_is_laid_beside_as_long_a_part() -> None:
    found = looking(weeks=QUARTER.weeks[:8], weeks_before=QUARTER.before.weeks[:8])
    assert changed_in_words(found)[0] == "70 wins; as many in the first 8 weeks of quarter 2 of 2026."
    one = looking(weeks=QUARTER.weeks[:1], weeks_before=QUARTER.before.weeks[:1])
    assert changed_in_words(one)[0] == "70 wins; as many in the first week of quarter 2 of 2026."


def test_what_was_never_told_of_before_is_not_said_to_have_risen() -> None:
    before = Totals(0, PromiseCounts(460, 40), 0)
    told_from = {"wins": Week(2026, 30), "complaints": Week(2025, 1)}
    said = changed_in_words(looking(before=before, told_from=told_from))
    assert said[0] == "70 wins; none is known of quarter 2 of 2026."
    assert said[2] == "65 complaints received; 0 in quarter 2 of 2026: more than chance explains."


def test_what_was_told_of_only_from_some_week_on_is_not_compared_either() -> None:
    before = Totals(12, PromiseCounts(460, 40), 1)
    told_from = {"wins": Week(2026, 25), "complaints": Week(2026, 16)}
    said = changed_in_words(looking(before=before, told_from=told_from))
    assert said[0] == "70 wins; 12 in quarter 2 of 2026, known from 15 June 2026 on."
    assert said[2] == "65 complaints received; 1 in quarter 2 of 2026: more than chance explains."


def test_nothing_rises_because_complaints_are_told_of_at_last() -> None:
    broke = Turned("quality", 0, 30)
    since = looking(broke, told_from={"promises": Week(2025, 1), "complaints": Week(2026, 33)})
    assert judged(since).rose == ()
    assert why_nothing_turned(since) == ("Not told: complaints are known from 10 August 2026 only.")
    always = looking(broke, told_from={"promises": Week(2025, 1), "complaints": Week(2025, 2)})
    assert names(judged(always).rose) == ["quality"]


def test_nothing_goes_away_because_nobody_tells_of_complaints_any_more() -> None:
    broke = Turned("quality", 30, 0)
    ended = looking(broke, now=replace(USUAL, complaints=30), told_to={"complaints": Week(2026, 32)})
    assert judged(ended).fell == ()
    assert why_nothing_turned(ended) == ("Not told: complaints are known up to 9 August 2026 only.")
    assert changed_in_words(ended)[2] == (
        "30 complaints received, known up to 9 August 2026; 65 in quarter 2 of 2026."
    )
    told = looking(broke, now=replace(USUAL, complaints=30), told_to={"complaints": Week(2026, 39)})
    assert names(judged(told).fell) == ["quality"]


@pytest.mark.parametrize(
    ("kept", "told", "said"),
    [
        (9, True, "Nothing was missed, and nobody complained."),
        (9, False, "Nothing was missed. Of complaints nothing is known in these weeks."),
        (0, True, "Nobody complained. Of promises nothing is known in these weeks."),
        (0, False, "Of promises and complaints nothing is known in these weeks."),
    ],
)
def test_nothing_is_claimed_of_what_nobody_told_of(kept: int, told: bool, said: str) -> None:
    ends = {"complaints": QUARTER.weeks[2]} if told else {"complaints": Week(2025, 1)}
    now = Totals(1, PromiseCounts(kept, 0), 0)
    assert nothing_broke(looking(now=now, told_from=ends, told_to=ends)) == said


def test_where_complaints_are_rare_the_first_may_come_late() -> None:
    rare = looking(
        Turned("late", 0, 40),
        now=replace(USUAL, complaints=2),
        told_from={"promises": Week(2025, 1), "complaints": Week(2026, 35)},
    )
    assert names(judged(rare).rose) == ["late"]


def test_a_half_that_is_longer_and_has_a_little_more_fell_by_the_week() -> None:
    one = Turned("late", 6000, 6500)
    assert judged(looking(one)).fell == (one,)
    assert direction(one, QUARTER.weeks) == "fell"


def test_without_anything_before_nothing_is_compared() -> None:
    found = looking(before=Totals(0, PromiseCounts(), 0), weeks_before=())
    assert changed_in_words(found)[-1] == "There is nothing in quarter 2 of 2026 to compare with."
    assert judged(found).hits is Verdict.UNTOLD


def met(hits: int, kept: int, missed: int, complaints: int, *, weeks: int = 1) -> Minutes:
    """A meeting that reviewed so many weeks with these figures each."""
    week = closed().weeks[0]
    figures = replace(
        week.figures,
        hits=hits,
        promises=PromiseCounts(kept, missed),
        complaints=ComplaintCounts(complaints),
    )
    return replace(closed(), weeks=(replace(week, figures=figures),) * weeks)


def test_two_meetings_differ_only_where_chance_does_not_explain_it() -> None:
    before = met(9, 38, 1, 4)
    assert compared_in_words(before, met(9, 33, 2, 5)) == {
        "Hits": "as many",
        "Promises kept": "that may be chance",
        "Complaints": "that may be chance",
    }
    assert compared_in_words(before, met(30, 20, 19, 0)) == {
        "Hits": "more than chance explains",
        "Promises kept": "kept less often than chance explains",
        "Complaints": "that may be chance",
    }


def test_a_meeting_over_three_weeks_has_no_more_by_that_alone() -> None:
    before, now = met(9, 38, 1, 4), met(9, 38, 1, 4, weeks=3)
    assert set(compared_in_words(before, now).values()) == {"that may be chance"}
    assert (kept_of(before), kept_of(now)) == ("38 of 39", "114 of 117")


def test_a_rate_of_few_cases_has_its_interval_and_one_of_fewer_than_five_none() -> None:
    assert rate_in_words(4, 4) == ""
    assert rate_in_words(5, 5) == " (100 %, likely 57 to 100 %)"
    assert rate_in_words(95, 100) == " (95 %)"


def test_what_shares_the_first_place_is_named_together() -> None:
    found = [Turned("late", 1, 3), Turned("billing", 4, 0), Turned("quality", 1, 1)]
    assert most_often_in_words(found) == "Most often: billing and late, 4 times each."
    assert most_often_in_words([*found, Turned("attitude", 2, 2)]) == (
        "Most often: attitude, billing and late, 4 times each."
    )
    assert (
        most_often_in_words([Turned("late", 1, 3), Turned("billing", 1, 0)]) == "Most often: late, 4 times."
    )
    assert most_often_in_words(found[:1]) == most_often_in_words([]) == ""


BREAKDOWNS = (2.0, 0.8, 0.5, 0.3, 0.25, 0.2, 0.15, 0.1)
"""How often things broke in a usual week of a company."""


def test_a_look_back_over_weeks_in_which_nothing_changed_speaks_in_at_most_one_of_twenty() -> None:
    """All of the page at once, over 2,000 made-up companies, of which about 3 % speak."""
    drawn, spoke, tries = Random(2026), 0, 2000
    for _ in range(tries):
        said = judged(_unchanged(drawn))
        told = {said.hits, said.kept, said.complaints} - {Verdict.CHANCE, Verdict.UNTOLD}
        spoke += bool(told or said.rose or said.fell)
    assert spoke / tries <= 0.05


def _unchanged(drawn: Random) -> LookBack:
    broke = [
        Turned(str(place), poisson(drawn, 6 * mean), poisson(drawn, 7 * mean))
        for place, mean in enumerate(BREAKDOWNS)
    ]
    return looking(*broke, now=_quarter(drawn), before=_quarter(drawn))


def _quarter(drawn: Random) -> Totals:
    missed = sum(drawn.random() < 0.07 for _ in range(200))
    return Totals(poisson(drawn, 78), PromiseCounts(200 - missed, missed), poisson(drawn, 65))
