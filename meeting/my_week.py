"""What one person has to do and to hear this week: their own action items, what went wrong with their customers, and
questions: those they asked and were answered, and those that wait for an answer of their side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from meeting.board import counted
from meeting.field import Note
from meeting.promises import days_late
from meeting.weeks import short_day
from meeting.words import Severity

DAYS = 7
"""So far back, today aside, what happened is news."""
SHOWN = 5
QUESTIONS_SHOWN = 3
"""Of a list of questions; the others are folded."""


@dataclass(frozen=True)
class MyItem:
    id: int
    what: str
    due_on: date


@dataclass(frozen=True)
class News:
    """A missed promise (`severity` is None) or a complaint of a customer; `day` is the one promised or received."""

    kind: str
    id: int
    customer: str
    text: str
    day: date
    delivered_on: date | None
    severity: str | None


@dataclass(frozen=True)
class MyComplaint:
    """A complaint one owns that is not resolved yet."""

    id: int
    customer: str
    text: str
    received_on: date
    severity: str
    answered_on: date | None


@dataclass(frozen=True)
class MyComplaints:
    """The first of `total`."""

    rows: tuple[MyComplaint, ...]
    total: int


@dataclass(frozen=True)
class MyItems:
    """The first of `total`."""

    rows: tuple[MyItem, ...]
    total: int


@dataclass(frozen=True)
class MyNews:
    """The first of `total`."""

    rows: tuple[News, ...]
    total: int


@dataclass(frozen=True)
class MyQuestions:
    """`answered` are this person's own, the latest answer first; `waiting` are others', the oldest first."""

    answered: tuple[Note, ...]
    waiting: tuple[Note, ...]

    @property
    def is_empty(self) -> bool:
        return not self.answered and not self.waiting


def to_do_in_words(complaint: MyComplaint, today: date) -> str:
    """`‼ critical complaint Fri 20 Nov, not answered yet`, `minor complaint Fri 20 Nov, answered, 3 days open`."""
    sign = "‼ " if complaint.severity == Severity.CRITICAL else ""
    said = f"{sign}{complaint.severity} complaint {short_day(complaint.received_on)}"
    is_answered = complaint.answered_on is not None and complaint.answered_on <= today
    days = counted((today - complaint.received_on).days, "day")
    return f"{said}, {'answered, not resolved yet' if is_answered else 'not answered yet'}, {days} open"


def since(today: date) -> date:
    return today - timedelta(days=DAYS)


def news_in_words(news: News, today: date) -> str:
    """`promised Fri 20 Nov, 3 days late and not delivered yet`, `‼ critical complaint Fri 20 Nov`."""
    if news.severity is not None:
        sign = "‼ " if news.severity == Severity.CRITICAL else ""
        return f"{sign}{news.severity} complaint {short_day(news.day, beside=today)}"
    late = counted(days_late(today, promised_on=news.day, delivered_on=news.delivered_on), "day")
    is_there = news.delivered_on is not None and news.delivered_on <= today
    return f"promised {short_day(news.day, beside=today)}, " + (
        f"delivered {late} late" if is_there else f"{late} late and not delivered yet"
    )
