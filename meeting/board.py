"""The week's facts as both teams see them: figures, the rows behind them, and how they are put in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from meeting.hits import Cited
from meeting.promises import PromiseCounts
from meeting.weeks import Week, short_day

TIED = 3
"""More weeks that share a place are counted and not named."""
RATE_FROM = 5
"""Below so many kept and missed promises a rate says nothing: counts only."""


@dataclass(frozen=True)
class Scope:
    """Whose facts: one team or all, customers of one tier or all. Empty means all; tier `none` has no tier."""

    team: str = ""
    tier: str = ""


EVERYTHING = Scope()
USUAL_SOURCES = ("main", "example")
"""Sources that need no name where there is but one."""


@dataclass(frozen=True)
class ComplaintCounts:
    """Complaints received in a week, "same as" counted once; `open`, `answered` and `resolved` are of those."""

    received: int = 0
    answered: int = 0
    resolved: int = 0

    @property
    def open(self) -> int:
        return self.received - self.resolved


STILL_A_SOURCE = timedelta(weeks=8)
"""A source that brought nothing for so long is none any more: nobody waits for its facts."""


@dataclass(frozen=True)
class Reach:
    """The day of a source's last file of promises: what is due on it or later is not known to it yet."""

    source: str
    day: date


@dataclass(frozen=True)
class WeekFigures:
    """One week in numbers. `about_the_same` counts its complaints about promises missed in the same week.

    `moved` are days of it that were moved to another in time, `moved_afterwards` missed days that have a later one.
    `reach` are the sources whose facts do not reach to the end of the week, or to the day it is looked at.
    """

    week: Week
    promises: PromiseCounts
    first_promised: PromiseCounts
    moved: int
    moved_afterwards: int
    complaints: ComplaintCounts
    about_the_same: int
    hits: int
    reach: tuple[Reach, ...] = ()

    @property
    def runs(self) -> int:
        return self.promises.kept

    @property
    def misses(self) -> int:
        return self.promises.missed + self.complaints.received

    @property
    def is_empty(self) -> bool:
        return not (self.hits or self.misses or self.promises.due or self.promises.withdrawn or self.moved)


@dataclass(frozen=True)
class StillOwed:
    """Promises missed in any week, neither delivered nor withdrawn yet."""

    count: int
    oldest: date | None


@dataclass(frozen=True)
class PromiseRow:
    """A promise on one of its days: `promised_on` is the day that counts, or counted until it was moved.

    `moved_to` is the day it is promised for since, and `moved_on` when that was said; None where nobody knows.
    """

    id: int
    customer: str
    tier: str | None
    what: str
    kind: str
    promised_on: date
    first_promised_on: date
    moved_on: date | None
    delivered_on: date | None
    withdrawn_on: date | None
    withdrawn_by: str | None
    team: str | None
    cause: str
    breakdown: str
    source: str
    reference: str
    moved_to: date | None = None


@dataclass(frozen=True)
class ComplaintRow:
    id: int
    customer: str
    tier: str | None
    received_on: date
    breakdown: str
    breakdown_said: str
    severity: str
    text: str
    team: str | None
    answered_on: date | None
    resolved_on: date | None
    promise_id: int | None
    source: str
    reference: str
    callers: int


@dataclass(frozen=True)
class WinRow:
    id: int
    happened_on: date
    kind: str | None
    text: str
    customer: str | None
    people: tuple[str, ...]
    teams: tuple[str, ...]
    named_by: str | None
    said: str = ""
    evidence: str = ""
    cited: Cited | None = None


@dataclass(frozen=True)
class DayAhead:
    """What is promised for one day to come."""

    day: date
    promises: tuple[PromiseRow, ...]


@dataclass(frozen=True)
class Freshness:
    """The last time a kind of file was brought in."""

    kind: str
    source: str
    at: datetime
    file_name: str
    rows: int
    refused: int


@dataclass(frozen=True)
class Run:
    """One file that was brought in, as its history tells it."""

    id: int
    at: datetime
    actor: str
    kind: str
    source: str
    file_name: str
    digest: str
    rows: int
    new: int
    changed: int
    unchanged: int
    refused: int
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True)
class Organisation:
    name: str
    zone: str
    holidays: tuple[date, ...]
    common_goal: str
    is_example: bool


@dataclass(frozen=True)
class Span:
    """The first and last week that hold anything; None while the store is empty."""

    first: Week
    last: Week


def kept_in_words(counts: PromiseCounts) -> str:
    """`41 of 44 promises kept (93 %)`, without a rate when there is too little to speak of one."""
    over = counts.kept + counts.missed
    if not over:
        ahead = counts.pending - counts.not_known_yet
        said = [f"{_promises(ahead)} still to come"] if ahead else []
        said += [f"{_promises(counts.not_known_yet)} not known yet"] if counts.not_known_yet else []
        return ", ".join(said) or "No promises due"
    rate = "" if over < RATE_FROM else f" ({percent(counts.on_time_rate)})"
    return f"{counts.kept} of {_promises(over)} kept{rate}"


def short_of(reach: Iterable[Reach], week: Week, *, as_of: date) -> tuple[Reach, ...]:
    """The sources whose facts end before the week does and before the day it is looked at, the shortest first."""
    found = (
        one
        for one in reach
        if one.day <= min(week.sunday, as_of - timedelta(days=1)) and one.day > week.sunday - STILL_A_SOURCE
    )
    return tuple(sorted(found, key=lambda one: (one.day, one.source)))


def reach_in_words(found: WeekFigures) -> str:
    """`8 promises are not known yet: orders reach to Mon 30 Nov`; empty where all facts reach to the end."""
    ends = "; ".join(
        f"{'orders' if one.source in USUAL_SOURCES else f'orders from {one.source}'} reach to "
        f"{short_day(one.day, beside=found.week.sunday)}"
        for one in found.reach
    )
    number = found.promises.not_known_yet
    if not number:
        return ends and f"{ends[0].upper()}{ends[1:]}."
    said = f"{_promises(number)} {'is' if number == 1 else 'are'} not known yet"
    return f"{said}: {ends}." if ends else f"{said}."


def percent(rate: float | None) -> str:
    """`93 %`; all and none are said only where it is all or none."""
    if rate is None:
        return "no rate"
    rounded = f"{100 * rate:.0f}"
    if rounded == "100" and rate < 1:
        return "over 99 %"
    if rounded == "0" and rate > 0:
        return "under 1 %"
    return f"{rounded} %"


def change_in_words(now: int, before: int | None) -> str:
    """Sign and words against the week before; empty when there was no week before."""
    if before is None:
        return ""
    if now == before:
        return "= as many as the week before"
    sign, word = ("▲", "more") if now > before else ("▼", "fewer")
    return f"{sign} {abs(now - before)} {word} than the week before"


def hits_in_words(figures: WeekFigures) -> str:
    return counted(figures.hits, "win") if figures.hits else "No wins logged"


def misses_in_words(figures: WeekFigures) -> str:
    """`5 missed promises, 4 complaints (2 about the same promise)`: what the one figure is made of."""
    missed, received = figures.promises.missed, figures.complaints.received
    about = f" ({figures.about_the_same} about the same promise)" if figures.about_the_same else ""
    return f"{counted(missed, 'missed promise')}, {counted(received, 'complaint')}{about}"


def handed_over(number: int, *, has_taker: bool) -> str:
    """What became of the open work of somebody who leaves."""
    if not number:
        return "there was no open work."
    work = counted(number, "piece of open work", "pieces of open work")
    was = "was" if number == 1 else "were"
    return f"{work} {was} handed over." if has_taker else f"{work} {was} left without an owner."


def counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _promises(number: int) -> str:
    return counted(number, "promise")


def no_misses_in_words(weeks: Sequence[WeekFigures], *, as_of: date) -> str:
    """Where no miss is to be listed. Nothing is claimed of what nobody brought in."""
    if not any(found.promises.due for found in weeks):
        return "No miss is known: no promise that was due, and no complaint, was brought in or logged."
    so_far = "" if all(found.week.is_over(as_of=as_of) for found in weeks) else " so far"
    if any(found.promises.not_known_yet for found in weeks):
        unknown = "of some promises nothing is known yet"
        return f"No miss is known{so_far}: {unknown}, and no complaint was brought in or logged."
    return f"Nothing was missed{so_far}, and no complaint was brought in or logged."


def trend_in_words(weeks: Sequence[WeekFigures], *, as_of: date) -> str:
    """The facts of the chart in two sentences: the span's counts, then its best and its worst week of those that are
    over."""
    kept = sum(week.promises.kept for week in weeks)
    judged = kept + sum(week.promises.missed for week in weeks)
    complaints = sum(week.complaints.received for week in weeks)
    if not judged and not complaints:
        return f"No promises due and no complaints in the {len(weeks)} weeks up to {weeks[-1].week}."
    rate = f" ({percent(kept / judged)})" if judged >= RATE_FROM else ""
    text = (
        f"In the {len(weeks)} weeks up to {weeks[-1].week}: {kept} of {_promises(judged)} kept{rate}, "
        f"{counted(complaints, 'complaint')}."
    )
    over = [week for week in weeks if week.week.is_over(as_of=as_of)]
    misses = [week.misses for week in over]
    if len(set(misses)) < 2:
        return text
    text += f" Most misses: {_with(max(misses), over)}; fewest: {_with(min(misses), over)}"
    return text + (f"; {weeks[-1].week}: {weeks[-1].misses}." if over[-1] is weeks[-1] else ".")


def _with(misses: int, weeks: Sequence[WeekFigures]) -> str:
    """`6 in 2026-W45`, or `0 each in 2026-W44 and 2026-W46`: weeks that share a place are told together."""
    names = [str(week.week) for week in weeks if week.misses == misses]
    if len(names) == 1:
        return f"{misses} in {names[0]}"
    if len(names) > TIED:
        return f"{misses} each in {len(names)} weeks"
    return f"{misses} each in {', '.join(names[:-1])} and {names[-1]}"
