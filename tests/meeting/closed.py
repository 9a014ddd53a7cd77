"""A meeting that was closed, as its minutes tell it: small, with something in every section."""

from __future__ import annotations

from datetime import UTC, date, datetime

from meeting.board import ComplaintCounts, ComplaintRow, PromiseRow, StillOwed, WeekFigures, WinRow
from meeting.minutes import (
    Agreed,
    Attended,
    Decided,
    Heard,
    Minutes,
    Rated,
    ReadAloud,
    Stand,
    StepTaken,
    Trend,
    Waiting,
    WeekMinutes,
)
from meeting.promises import PromiseCounts
from meeting.weeks import Week

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
DUE = date(2026, 11, 18)
WEEK = Week(2026, 47)


def promise(
    number: int, customer: str, what: str, *, delivered_on: date | None = None, cause: str = ""
) -> PromiseRow:
    return PromiseRow(
        id=number,
        customer=customer,
        tier="A",
        what=what,
        kind="delivery",
        promised_on=DUE,
        first_promised_on=DUE,
        moved_on=None,
        delivered_on=delivered_on,
        withdrawn_on=None,
        withdrawn_by=None,
        team="Service",
        cause=cause,
        breakdown="late",
        source="main",
        reference=f"P{number}",
    )


def complaint(number: int, customer: str, text: str) -> ComplaintRow:
    return ComplaintRow(
        id=number,
        customer=customer,
        tier="B",
        received_on=DUE,
        breakdown="quality",
        breakdown_said="",
        severity="critical",
        text=text,
        team="Service",
        answered_on=DUE,
        resolved_on=None,
        promise_id=None,
        source="main",
        reference=f"C{number}",
        callers=1,
    )


def win(number: int, text: str, *people: str) -> WinRow:
    return WinRow(number, DUE, "praise", text, "Acme", people, ("Sales",), "customer")


def week_of_minutes(
    *,
    kept: tuple[PromiseRow, ...] = (promise(1, "Acme", "Oven", delivered_on=DUE),),
    missed: tuple[PromiseRow, ...] = (promise(2, "Beta", "Fridge", cause="No parts"),),
    complaints: tuple[ComplaintRow, ...] = (complaint(1, "Gamma", "It hums"),),
    wins: tuple[WinRow, ...] = (win(1, "A card from Acme", "Ben"),),
    week: Week = WEEK,
) -> WeekMinutes:
    counts = PromiseCounts(len(kept), len(missed))
    received = ComplaintCounts(len(complaints), len(complaints), 0)
    figures = WeekFigures(week, counts, counts, 0, 0, received, 0, len(wins))
    return WeekMinutes(figures, kept, missed, (), (), (), complaints, wins)


def agreed(
    number: int, what: str, *, owner: str = "Ben", due_on: date | None = FRIDAY, about: str = ""
) -> Agreed:
    origin = ("promise", 2) if about else (None, None)
    return Agreed(
        id=number,
        what=what,
        owner=owner,
        owner_id=number,
        team="Sales",
        due_on=due_on,
        first_due_on=due_on,
        state="open",
        done_on=None,
        dropped_because="",
        origin=origin[0],
        origin_id=origin[1],
        about=about,
    )


def closed(**other: object) -> Minutes:
    moment = datetime(2026, 11, 23, 8, tzinfo=UTC)
    facts: dict[str, object] = {
        "meeting_id": 1,
        "version": 1,
        "organisation": "Acme & Sons",
        "held_on": MONDAY,
        "as_of": MONDAY,
        "started_at": moment,
        "closed_at": moment.replace(minute=30),
        "leader": "Ana",
        "leader_id": 1,
        "known": 40,
        "weeks": (week_of_minutes(),),
        "owed": StillOwed(1, DUE),
        "owed_rows": (promise(2, "Beta", "Fridge"),),
        "trend": tuple(Trend(str(week), 1, 3, 1, 2) for week in WEEK.up_to_here(13)),
        "attendance": (
            Attended(1, "Ana", "Service", "service", True),
            Attended(2, "Ben", "Sales", "sales", False),
            Attended(None, "Uma", "", None, True),
        ),
        "decisions": (
            Decided(1, "One list for both", "Parts come late", None, (Stand(1, "Ana", "yes", ""),)),
            Decided(2, "Noon is shared", "", FRIDAY),
        ),
        "actions": (agreed(1, "Ring Beta", about="Beta: Fridge"), agreed(2, "Order parts", owner="Chloe")),
        "waiting": (Waiting(1, "Who answers at noon"),),
        "steps": (StepTaken("welcome", "Welcome", 2, 0, 130.0), StepTaken("close", "Close", 2, 1, 60.0)),
        "done_on_time": 1,
        "due_since": 2,
        "carried": (agreed(3, "Ask for quotes"),),
        "rating": Rated(3, 8.0, ("Short",)),
        "notes": (Heard(1, DUE, "heard in the field", "They build anew", "Acme", "Sales", "Ben"),),
        "read": (ReadAloud("Service", "We ring back within the hour"),),
    }
    return Minutes(**{**facts, **other})  # type: ignore[arg-type]  # each test names fields by their own names
