"""The fixed words of the product, as they are stored, and how names are compared."""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class Side(StrEnum):
    SALES = "sales"
    SERVICE = "service"


class Role(StrEnum):
    MEMBER = "member"
    MANAGER = "manager"
    FACILITATOR = "facilitator"
    ADMIN = "admin"


class Visitor(StrEnum):
    """Who takes part without being one of the people: somebody let into one meeting by code."""

    GUEST = "guest"


class Tier(StrEnum):
    A = "A"
    B = "B"
    C = "C"


class Severity(StrEnum):
    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"


class WinKind(StrEnum):
    SALE = "sale"
    PRAISE = "praise"
    SAVE = "save"
    WOW = "WOW"
    IMPROVEMENT = "improvement"


class WithdrawnBy(StrEnum):
    CUSTOMER = "customer"
    US = "us"


class Need(StrEnum):
    NEED = "need"
    PREFERENCE = "preference"


class NamedBy(StrEnum):
    CUSTOMER = "customer"
    COLLEAGUE = "colleague"


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Origin(StrEnum):
    """What an action item or a topic comes from."""

    PROMISE = "promise"
    COMPLAINT = "complaint"
    NOTE = "note"
    TOPIC = "topic"
    DECISION = "decision"


class NoteKind(StrEnum):
    HEARD = "heard in the field"
    PRESSURE = "a pressure on my team"
    IDEA = "a WOW idea"
    BARRIER = "a barrier to teamwork"
    QUESTION = "a question before promising"


class NoteState(StrEnum):
    """Where an idea or a barrier stands."""

    OPEN = "open"
    TRYING = "trying"
    DONE = "done"


class Idea(StrEnum):
    """WOW ideas that are worth trying anywhere."""

    VISIT = "a joint customer visit"
    SWAP = "a day in the other team"
    NEWCOMER = "a newcomer answers complaints for a day"
    THANKS = "thanks from both teams"


class Outcome(StrEnum):
    """What a field note can become."""

    TOPIC = "topic"
    ACTION = "action item"
    COMPLAINT = "complaint"
    PROMISE = "promise"
    WIN = "win"


OTHER = "other"
LATE = "late"
BREAKDOWNS = (LATE, "wrong item", "damaged", "quality", "billing", "communication", "attitude", OTHER)
"""What can break until the company edits its list. `other` and `late` are always there."""


def as_kept(email: str) -> str:
    """An e-mail address as it is kept and compared, without what a screen puts into it to show it as typed."""
    return email.replace("\N{WORD JOINER}", "").strip().casefold()


def name_key(name: str) -> str:
    """Two names are the same when their keys are: case and spaces apart, accents kept."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
