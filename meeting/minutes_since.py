"""What of frozen figures would be different today, by which changes since, and what became of each frozen miss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from meeting.board import ComplaintRow, PromiseRow, counted
from meeting.minutes import WeekMinutes
from meeting.misses import Miss
from meeting.promises import days_late, known
from meeting.weeks import short_day

PROMISE, COMPLAINT, WIN = "promise", "complaint", "win"
Record = tuple[str, int]


@dataclass(frozen=True)
class Since:
    """A change of a record after the meeting was closed. `file` is set when a file brought it."""

    at: datetime
    actor: str
    action: str
    reason: str
    file: str


@dataclass(frozen=True)
class Moved:
    """A record that counted elsewhere, or nowhere, when the meeting was closed; both empty where it was or is nowhere.

    Without `changes` it is the passing of days that made it different.
    """

    record: Record
    called: str
    was: str
    now: str
    changes: tuple[Since, ...] = ()


@dataclass(frozen=True)
class Different:
    """One figure of a week: what the minutes say, and what would be counted today."""

    week: str
    figure: str
    then: int
    now: int
    moved: tuple[Moved, ...] = field(default=())


def different(then: WeekMinutes, now: WeekMinutes) -> tuple[Different, ...]:
    """Every figure whose rows are others today, with those rows; the changes of each are still to be found."""
    was, became, called = _places(then), _places(now), _names(then) | _names(now)
    moved = [
        Moved(record, called[record], was.get(record, ""), became.get(record, ""))
        for record in sorted(was.keys() | became.keys())
        if was.get(record) != became.get(record)
    ]
    found = []
    for figure, count in _FIGURES.items():
        touched = tuple(one for one in moved if figure in (one.was, one.now))
        if touched:
            found.append(Different(str(then.figures.week), figure, count(then), count(now), touched))
    return tuple(found)


@dataclass(frozen=True)
class Stands:
    """What a promise or complaint is today. `day` is the one promised for; `hidden` what was taken back."""

    hidden: bool
    day: date
    first: date | None
    second: date | None
    """Delivered and withdrawn, or answered and resolved."""


def became_of(miss: Miss, now: Mapping[Record, Stands], *, closed: date, today: date) -> str:
    """What became of a frozen miss since: `delivered Tue 24 Nov`, `still owed, 6 days late`; empty for nothing new."""
    parts = [_promise_since(miss.promise, now, closed, today)] if miss.promise else []
    parts += [_complaint_since(row, now, closed, today) for row in miss.complaints]
    return "; ".join(dict.fromkeys(part for part in parts if part))


def _promise_since(row: PromiseRow, now: Mapping[Record, Stands], closed: date, today: date) -> str:
    stands = now.get((PROMISE, row.id))
    if stands is None or stands.hidden:
        return "taken back"
    delivered, withdrawn = known(stands.first, as_of=today), known(stands.second, as_of=today)
    if delivered is not None:
        return "" if delivered == row.delivered_on else f"delivered {_day(delivered, closed)}"
    if withdrawn is not None:
        return "" if withdrawn == row.withdrawn_on else f"withdrawn {_day(withdrawn, closed)}"
    anew = f"promised again for {_day(stands.day, closed)}" if stands.day > row.promised_on else ""
    late = days_late(today, promised_on=row.promised_on, delivered_on=None)
    owed = f"still owed, {counted(late, 'day')} late" if today > closed else ""
    return ", ".join(part for part in (anew, owed) if part)


def _complaint_since(row: ComplaintRow, now: Mapping[Record, Stands], closed: date, today: date) -> str:
    stands = now.get((COMPLAINT, row.id))
    if stands is None or stands.hidden:
        return "taken back"
    answered, resolved = known(stands.first, as_of=today), known(stands.second, as_of=today)
    if resolved is not None:
        return "" if resolved == row.resolved_on else f"resolved {_day(resolved, closed)}"
    if answered is not None and answered != row.answered_on:
        return f"answered {_day(answered, closed)}, not resolved yet"
    if today <= closed:
        return ""
    return "still open" if answered else "still not answered"


def _day(day: date, closed: date) -> str:
    return short_day(day) + (f" {day.year}" if day.year != closed.year else "")


def records_of(found: Iterable[Different]) -> set[Record]:
    return {one.record for each in found for one in each.moved}


def still_waiting(rows: Iterable[PromiseRow], owed_now: Iterable[int]) -> int:
    """How many of the promises owed then are owed today."""
    return len({row.id for row in rows} & set(owed_now))


def _promises(name: str) -> Callable[[WeekMinutes], tuple[PromiseRow, ...]]:
    def rows(week: WeekMinutes) -> tuple[PromiseRow, ...]:
        found: tuple[PromiseRow, ...] = getattr(week, name)
        return found

    return rows


_STATES = {name: _promises(name) for name in ("kept", "missed", "pending", "withdrawn")}
_FIGURES: Mapping[str, Callable[[WeekMinutes], int]] = {
    "hits": lambda week: len(week.wins),
    "kept": lambda week: len(week.kept),
    "missed": lambda week: len(week.missed),
    "pending": lambda week: len(week.pending),
    "withdrawn": lambda week: len(week.withdrawn),
    "complaints": lambda week: len(week.complaints),
}


def _places(week: WeekMinutes) -> dict[Record, str]:
    """Under which figure each record counts."""
    return {
        **{(PROMISE, row.id): name for name, rows in _STATES.items() for row in rows(week)},
        **{(COMPLAINT, row.id): "complaints" for row in week.complaints},
        **{(WIN, row.id): "hits" for row in week.wins},
    }


def _names(week: WeekMinutes) -> dict[Record, str]:
    return {
        **{
            (PROMISE, row.id): f"{row.customer}, {row.what}".rstrip(", ")
            for rows in _STATES.values()
            for row in rows(week)
        },
        **{(COMPLAINT, row.id): f"{row.customer}: {row.text}".strip(": ") for row in week.complaints},
        **{(WIN, row.id): row.text for row in week.wins},
    }
