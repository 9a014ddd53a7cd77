"""What of frozen figures would be different today, and which changes since are the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from meeting.board import PromiseRow
from meeting.minutes import WeekMinutes

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
