"""Rows and figures as the board has them, with everything a test does not care about filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from meeting.board import ComplaintCounts, ComplaintRow, PromiseRow, WeekFigures
from meeting.promises import PromiseCounts
from meeting.weeks import Week

AS_OF = date(2026, 11, 22)
WEEK = Week(2026, 46)

_PROMISE = PromiseRow(
    id=1,
    customer="Alpha",
    tier=None,
    what="Order 1",
    kind="",
    promised_on=date(2026, 11, 12),
    first_promised_on=date(2026, 11, 12),
    moved_on=None,
    delivered_on=None,
    withdrawn_on=None,
    withdrawn_by=None,
    team=None,
    cause="",
    breakdown="late",
    source="main",
    reference="1",
)
_COMPLAINT = ComplaintRow(
    id=1,
    customer="Alpha",
    tier=None,
    received_on=date(2026, 11, 12),
    breakdown="other",
    breakdown_said="",
    severity="minor",
    text="",
    team=None,
    answered_on=None,
    resolved_on=None,
    promise_id=None,
    source="main",
    reference="1",
    callers=1,
)


def promise(number: int = 1, **fields: object) -> PromiseRow:
    return replace(_PROMISE, id=number, **fields)  # type: ignore[arg-type]


def complaint(number: int = 1, **fields: object) -> ComplaintRow:
    return replace(_COMPLAINT, id=number, **fields)  # type: ignore[arg-type]


def figures(
    *,
    week: Week = WEEK,
    kept: int = 0,
    missed: int = 0,
    pending: int = 0,
    withdrawn: int = 0,
    moved: int = 0,
    complaints: int = 0,
    about_the_same: int = 0,
    hits: int = 0,
) -> WeekFigures:
    counts = PromiseCounts(kept=kept, missed=missed, pending=pending, withdrawn=withdrawn)
    received = ComplaintCounts(received=complaints)
    return WeekFigures(week, counts, counts, moved, 0, received, about_the_same, hits)
