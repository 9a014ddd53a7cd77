"""The misses of a week as rows to talk about, in the order in which the meeting talks about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from meeting.board import ComplaintRow, PromiseRow
from meeting.promises import days_late, known
from meeting.words import Severity

_TIERS = {"A": 0, "B": 1, "C": 2}


@dataclass(frozen=True)
class Miss:
    """One row to talk about: a missed promise with the complaints about it, or a complaint alone."""

    promise: PromiseRow | None
    complaints: tuple[ComplaintRow, ...]
    days: int
    """Calendar days late, or days a complaint has been open: the longer of the two."""

    @property
    def is_critical(self) -> bool:
        return any(complaint.severity == Severity.CRITICAL for complaint in self.complaints)

    @property
    def breakdown(self) -> str:
        """What broke: of the promise, or of the complaint where there is none."""
        return self.promise.breakdown if self.promise else self.complaints[0].breakdown

    @property
    def customer(self) -> str:
        return self.promise.customer if self.promise else self.complaints[0].customer

    @property
    def tier(self) -> str | None:
        return self.promise.tier if self.promise else self.complaints[0].tier


def misses_in_order(
    missed: Iterable[PromiseRow], complaints: Iterable[ComplaintRow], *, as_of: date
) -> tuple[Miss, ...]:
    """Critical complaints, then tier A, B, C, none, then days late or days open, longest first.

    A complaint about one of the `missed` promises joins that promise's row; `missed` is by promised day.
    """
    promises: dict[int, PromiseRow] = {}
    for promise in missed:
        # Missed on two days, it is talked about once: since the first of them.
        promises.setdefault(promise.id, promise)
    about: dict[int, list[ComplaintRow]] = {promise_id: [] for promise_id in promises}
    alone: list[ComplaintRow] = []
    for complaint in complaints:
        about.get(complaint.promise_id or 0, alone).append(complaint)
    rows = [
        Miss(promise, tuple(about[promise.id]), _days(promise, about[promise.id], as_of))
        for promise in promises.values()
    ]
    rows += [Miss(None, (complaint,), _days(None, [complaint], as_of)) for complaint in alone]
    return tuple(sorted(rows, key=_place))


def days_open(complaint: ComplaintRow, *, as_of: date) -> int:
    """Calendar days from receiving to resolving, or to `as_of` while it is open; never below 0."""
    return max(0, ((known(complaint.resolved_on, as_of=as_of) or as_of) - complaint.received_on).days)


def _days(promise: PromiseRow | None, complaints: Iterable[ComplaintRow], as_of: date) -> int:
    days = [days_open(complaint, as_of=as_of) for complaint in complaints]
    if promise:
        days.append(days_late(as_of, promised_on=promise.promised_on, delivered_on=promise.delivered_on))
    return max(days)


def _place(miss: Miss) -> tuple[bool, int, int, str, date, int]:
    first = miss.promise or miss.complaints[0]
    day = miss.promise.promised_on if miss.promise else miss.complaints[0].received_on
    return (not miss.is_critical, _TIERS.get(miss.tier or "", 3), -miss.days, miss.customer, day, first.id)
