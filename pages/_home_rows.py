"""Every figure of the board opens to exactly the rows it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from db.engine import Look
from db.queries import evidence
from meeting.promises import PromiseState
from pages import _board as words
from pages._choice import Choice

Rows = Callable[[Look, Choice, date], list[str]]


def _hits(session: Look, choice: Choice, today: date) -> list[str]:
    rows = evidence.wins_of(session, choice.week, as_of=today, scope=choice.scope)
    return [words.win_line(row) for row in rows]


def _misses(session: Look, choice: Choice, today: date) -> list[str]:
    rows = evidence.misses(session, choice.week, as_of=today, scope=choice.scope)
    return [words.miss_line(row, as_of=today) for row in rows]


def _complaints(session: Look, choice: Choice, today: date) -> list[str]:
    rows = evidence.complaints_of(session, choice.week, as_of=today, scope=choice.scope)
    return [words.complaint_line(row, as_of=today) for row in rows]


def _owed(session: Look, choice: Choice, today: date) -> list[str]:
    rows = evidence.owed(session, as_of=today, scope=choice.scope)
    return [words.promise_line(row, as_of=today) for row in rows]


def _moved(session: Look, choice: Choice, today: date) -> list[str]:
    rows = evidence.moved_out(session, choice.week, as_of=today, scope=choice.scope)
    return [words.promise_line(row, as_of=today) for row in rows]


def _in_state(state: PromiseState) -> Rows:
    def rows(session: Look, choice: Choice, today: date) -> list[str]:
        found = evidence.promises_in_state(session, choice.week, state, as_of=today, scope=choice.scope)
        return [words.promise_line(row, as_of=today) for row in found]

    return rows


ROWS: dict[str, Rows] = {
    "Hits": _hits,
    "Runs": _in_state(PromiseState.KEPT),
    "Misses": _misses,
    "Still owed": _owed,
    "Complaints": _complaints,
    "Moved": _moved,
    "Withdrawn": _in_state(PromiseState.WITHDRAWN),
    "Pending": _in_state(PromiseState.PENDING),
}
"""By the name that stands on the button."""
