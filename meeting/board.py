"""The week's facts as both teams see them: figures, the rows behind them, and how they are put in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meeting.hits import Cited
from meeting.promises import PromiseCounts
from meeting.weeks import Week

RATE_FROM = 5
"""Below so many kept and missed promises a rate says nothing: counts only."""


@dataclass(frozen=True)
class Scope:
    """Whose facts: one team or all, customers of one tier or all. Empty means all; tier `none` has no tier."""

    team: str = ""
    tier: str = ""


EVERYTHING = Scope()


@dataclass(frozen=True)
class ComplaintCounts:
    """Complaints received in a week, "same as" counted once; `open`, `answered` and `resolved` are of those."""

    received: int = 0
    answered: int = 0
    resolved: int = 0

    @property
    def open(self) -> int:
        return self.received - self.resolved


@dataclass(frozen=True)
class WeekFigures:
    """One week in numbers. `about_the_same` counts its complaints about promises missed in the same week."""

    week: Week
    promises: PromiseCounts
    first_promised: PromiseCounts
    moved: int
    moved_afterwards: int
    complaints: ComplaintCounts
    about_the_same: int
    hits: int

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
        return "No promises due" if not counts.pending else f"{_promises(counts.pending)} still to come"
    rate = "" if over < RATE_FROM else f" ({percent(counts.on_time_rate)})"
    return f"{counts.kept} of {_promises(over)} kept{rate}"


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
    if len({week.misses for week in over}) < 2:
        return text
    most, fewest = max(over, key=lambda week: week.misses), min(over, key=lambda week: week.misses)
    text += f" Most misses: {most.misses} in {most.week}; fewest: {fewest.misses} in {fewest.week}"
    return text + (f"; {weeks[-1].week}: {weeks[-1].misses}." if over[-1] is weeks[-1] else ".")
