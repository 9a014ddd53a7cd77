"""Minutes in words: what happened in two sentences by fixed rules, and each part on a line of its own. Plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from meeting.board import WeekFigures, counted, kept_in_words, misses_in_words
from meeting.consensus import Answer, names_in_words
from meeting.minutes import (
    HANDED_OVER,
    OPENED_AGAIN,
    TOOK_OVER,
    Agreed,
    Attended,
    Decided,
    Led,
    Minutes,
    Noted,
    Rated,
    Stand,
)
from meeting.promises import PromiseCounts
from meeting.talk import REPEAT_WEEKS
from meeting.weeks import Week, in_words, short_day
from meeting.words import ActionState

_LONG = 180
"""Minutes: what comes later than that is of no use to the minute."""
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def title(minutes: Minutes) -> str:
    """`Monday 23 November 2026`, with the version where there is more than one."""
    again = f", version {minutes.version}" if minutes.version > 1 else ""
    return f"{_DAYS[minutes.held_on.weekday()]} {in_words(minutes.held_on)}{again}"


def weeks_in_words(weeks: Sequence[Week]) -> str:
    """`week 2026-W47`, `weeks 2026-W46 and 2026-W47`."""
    named = [str(week) for week in weeks]
    return f"week{'s' if len(named) > 1 else ''} {joined(named)}"


def what_happened(minutes: Minutes) -> tuple[str, str]:
    """Two sentences: what the reviewed weeks brought, and what the meeting made of it."""
    return _brought(minutes), _agreed(minutes)


def _brought(minutes: Minutes) -> str:
    found = [week.figures for week in minutes.weeks]
    weeks = weeks_in_words([one.week for one in found])
    if all(one.is_empty for one in found):
        return f"For {weeks} nothing had been brought in: no promises, no complaints, no wins."
    hits = sum(one.hits for one in found)
    won = counted(hits, "win") if hits else "no wins"
    kept = kept_in_words(together(found))
    return f"{weeks[0].upper()}{weeks[1:]} brought {won}, {kept[0].lower()}{kept[1:]}, and {_missed(found)}."


def _missed(found: Sequence[WeekFigures]) -> str:
    misses = sum(one.misses for one in found)
    if not misses:
        return "nothing that was missed"
    if len(found) == 1:
        return f"{counted(misses, 'miss', 'misses')}: {misses_in_words(found[0])}"
    missed, received = (
        sum(one.promises.missed for one in found),
        sum(one.complaints.received for one in found),
    )
    told = f"{counted(missed, 'missed promise')}, {counted(received, 'complaint')}"
    return f"{counted(misses, 'miss', 'misses')}: {told}"


def _agreed(minutes: Minutes) -> str:
    agreed = [text for text in (_decided(minutes.decisions), _given_out(minutes.actions)) if text]
    said = f"The meeting {' and '.join(agreed)}" if agreed else "The meeting wrote down nothing to do"
    waits = len(minutes.waiting)
    later = (
        f"; {counted(waits, 'topic')} {'waits' if waits == 1 else 'wait'} for the next one" if waits else ""
    )
    return f"{said}{later}."


def _decided(decisions: Sequence[Decided]) -> str:
    """What somebody could not go along with is not decided."""
    agreed = sum(one.is_agreed for one in decisions)
    left = len(decisions) - agreed
    parts = [f"made {counted(agreed, 'decision')}"] if agreed else []
    parts += [f"left {counted(left, 'decision')} not agreed yet"] if left else []
    return ", ".join(parts)


def _given_out(actions: Sequence[Agreed]) -> str:
    if not actions:
        return ""
    days = sorted(one.due_on for one in actions if one.due_on)
    first = f", {'due' if len(actions) == 1 else 'the first due'} on {in_words(days[0])}" if days else ""
    return f"gave out {counted(len(actions), 'action item')}{first}"


def together(found: Iterable[WeekFigures]) -> PromiseCounts:
    """The promises of several weeks as one count."""
    each = [one.promises for one in found]
    return PromiseCounts(
        sum(one.kept for one in each),
        sum(one.missed for one in each),
        sum(one.pending for one in each),
        sum(one.withdrawn for one in each),
    )


def owed_in_words(minutes: Minutes) -> str:
    owed = minutes.owed
    if not owed.count or owed.oldest is None:
        return "Nothing was still owed."
    was = "was" if owed.count == 1 else "were"
    return (
        f"{counted(owed.count, 'promise')} {was} still owed on {in_words(minutes.as_of)}, the oldest promised for "
        f"{in_words(owed.oldest)}."
    )


def attended_in_words(attendance: Sequence[Attended]) -> str:
    """Who was there, then who was expected and away."""
    here = [one.name for one in attendance if one.is_here]
    away = [one.name for one in attendance if not one.is_here]
    there = f"There: {joined(here)}." if here else "Nobody said that they were there."
    return f"{there} Away: {joined(away)}." if away else there


def decision_in_words(decision: Decided) -> str:
    return decision.told


def stood_in_words(decision: Decided) -> str:
    """How each stood, by name: `2 yes (Ana and Dev) · 1 no (Ben: No time) · not heard: Chloe`; empty where nothing of
    it was kept."""
    stood = decision.stood or ()
    parts = [
        f"{len(some)} {answer} ({'; '.join(_named(some))})"
        for answer in dict.fromkeys([*Answer, *(one.answer for one in stood)])
        if (some := [one for one in stood if one.answer == answer])
    ]
    if decision.unheard:
        parts.append(f"not heard: {joined([one.name for one in decision.unheard])}")
    return " · ".join(parts)


def _named(some: Sequence[Stand]) -> list[str]:
    """Those without a reason in one, then each with theirs."""
    silent = [one.name for one in some if not one.why]
    return [*([joined(silent)] if silent else []), *(f"{one.name}: {one.why}" for one in some if one.why)]


def due_in_words(item: Agreed, *, beside: date) -> str:
    """The day an item is due, with its year where that is not the one of the meeting."""
    return day_in_words(item.due_on, beside=beside) if item.due_on else "no day"


def day_in_words(day: date, *, beside: date) -> str:
    return short_day(day, beside=beside)


def became_in_words(item: Agreed, *, beside: date) -> str:
    """What the meeting heard of an item of before: done, dropped and why, or what is left, and open until a day."""
    if item.state == ActionState.DONE:
        return f"done {day_in_words(item.done_on, beside=beside)}" if item.done_on else "done"
    if item.state == ActionState.DROPPED:
        return f"dropped: {item.dropped_because}"
    left = f"a part is done, left to do: {item.left_to_do}; " if item.left_to_do else ""
    return f"{left}open, due {due_in_words(item, beside=beside)}"


def said_in_words(item: Agreed) -> str:
    """What was typed when it was not done: `“The quotes are late”`."""
    return " ".join(f"“{said}”" for said in item.said)


def noted_in_words(noted: Sequence[Noted], *, beside: date) -> str:
    """`the customer was told Mon 23 Nov by Ben · at the top: Eve · again: late, 3 times in 8 weeks`."""
    parts = []
    for one in noted:
        by = f" by {one.told_by}" if one.told_by else ""
        on = f"the customer was told {day_in_words(one.told_on, beside=beside)}{by}" if one.told_on else ""
        parts.append(on or "the customer was not told yet")
        parts += [f"at the top: {one.told_top}"] if one.told_top else []
        parts += [
            f"again: {each.breakdown}, {each.times} times in {REPEAT_WEEKS} weeks" for each in one.again
        ]
    return " · ".join(dict.fromkeys(parts))


def led_in_words(minutes: Minutes) -> str:
    """`Ana began it. Chloe took it over after 20 minutes.`; empty where one person led all of it."""
    if len({(one.person_id, one.name) for one in minutes.led}) < 2:
        return ""
    return " ".join(f"{_came_to_lead(one, minutes)}." for one in minutes.led)


def _came_to_lead(one: Led, minutes: Minutes) -> str:
    passed = int((one.at - minutes.started_at).total_seconds() // 60)
    when = f" after {counted(passed, 'minute')}" if passed < _LONG else " later"
    if one.how == HANDED_OVER:
        return f"It was handed over to {one.name}{when}"
    if one.how == OPENED_AGAIN:
        return f"{one.name} opened it again"
    return f"{one.name} took it over{when}" if one.how == TOOK_OVER else f"{one.name} began it"


def rating_in_words(rating: Rated | None) -> str:
    """The average, or how many rated; empty where nobody did."""
    if rating is None or not rating.raters:
        return ""
    if rating.average is None:
        return f"{counted(rating.raters, 'rating')}: shown from three on."
    return f"{rating.average:.1f} of 10, by {rating.raters} people."


def time_in_words(minutes: Minutes) -> str:
    used, planned = minutes.minutes_used, minutes.minutes_planned
    return f"{counted(used, 'minute')} of {planned} planned"


def on_time_in_words(minutes: Minutes) -> str:
    if not minutes.due_since:
        return "No action item had been due since the meeting before."
    items = counted(minutes.due_since, "action item")
    return f"{minutes.done_on_time} of {items} due since the meeting before done on time."


def joined(names: Sequence[str]) -> str:
    """`Ana, Ben and Chloe`."""
    return names_in_words(names)
