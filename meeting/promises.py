"""What state a promise is in on a given day, and how late it was. Days are compared, never hours.

A promise keeps every day it was ever promised for: meeting/promise_days.py says which of them count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meeting.weeks import in_words


class PromiseState(StrEnum):
    KEPT = "kept"
    WITHDRAWN = "withdrawn"
    MISSED = "missed"
    PENDING = "pending"


def state_on(
    as_of: date,
    *,
    promised_on: date,
    delivered_on: date | None = None,
    withdrawn_on: date | None = None,
    reach: date | None = None,
) -> PromiseState:
    """The first that holds: kept, withdrawn, missed, else pending. Facts dated after `as_of` do not exist yet.

    `reach` is the day to which the facts of its source reach: whether a promise for that day or a later one was kept
    is not known yet, so it is not missed. None reaches to `as_of`, as what is entered by hand does.
    """
    delivered = known(delivered_on, as_of=as_of)
    withdrawn = known(withdrawn_on, as_of=as_of)
    if delivered and delivered <= promised_on and not (withdrawn and withdrawn < delivered):
        return PromiseState.KEPT
    if withdrawn and withdrawn <= promised_on:
        return PromiseState.WITHDRAWN
    is_over = promised_on < min(as_of, reach or as_of)
    return PromiseState.MISSED if is_over else PromiseState.PENDING


def still_owed(
    as_of: date,
    *,
    promised_on: Sequence[date],
    delivered_on: date | None = None,
    withdrawn_on: date | None = None,
    reach: date | None = None,
) -> bool:
    """Missed on one of the days that stand, in any week, and neither delivered nor withdrawn yet."""
    return (
        any(day < min(as_of, reach or as_of) for day in promised_on)
        and known(delivered_on, as_of=as_of) is None
        and known(withdrawn_on, as_of=as_of) is None
    )


def is_not_known_yet(as_of: date, *, promised_on: date, state: PromiseState) -> bool:
    """Its day is over, but the facts of its source do not reach so far."""
    return state is PromiseState.PENDING and promised_on < as_of


def days_late(as_of: date, *, promised_on: date, delivered_on: date | None = None) -> int:
    """Calendar days between the promised day and the delivery, or `as_of` while it is open; never below 0."""
    return max(0, ((known(delivered_on, as_of=as_of) or as_of) - promised_on).days)


def over_since(*, delivered_on: date | None, withdrawn_on: date | None) -> str:
    """Since when a promise is over, such as `delivered on 20 November 2026`; empty while it is not.

    What is over is neither moved nor withdrawn: there is nothing left to promise.
    """
    if delivered_on is not None:
        return f"delivered on {in_words(delivered_on)}"
    return f"withdrawn on {in_words(withdrawn_on)}" if withdrawn_on is not None else ""


def move_takes_a_reason(today: date, *, promised_on: date) -> bool:
    """A day that was missed is not promised away without a word."""
    return promised_on < today


def known(day: date | None, *, as_of: date) -> date | None:
    """A day that has come by `as_of`; None for one that has not, or was never given."""
    return day if day is not None and day <= as_of else None


@dataclass(frozen=True)
class PromiseCounts:
    """Promises of one week, by the days that stand in it. `withdrawn` stands beside `due`, never in it.

    `not_known_yet` are those of `pending` whose day is over and lies beyond what their source tells.
    """

    kept: int = 0
    missed: int = 0
    pending: int = 0
    withdrawn: int = 0
    not_known_yet: int = 0

    @property
    def due(self) -> int:
        return self.kept + self.missed + self.pending

    @property
    def on_time_rate(self) -> float | None:
        """kept / (kept + missed) as a fraction to 4 places; None when no promise was due."""
        over = self.kept + self.missed
        return round(self.kept / over, 4) if over else None
