"""What the status of an order or a deal means for a promise or a hit. A word alone never makes a miss."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """Of an order: whether its promise holds."""

    DONE = "done"
    OPEN = "open"
    CANCELLED = "cancelled"
    """By the customer: withdrawn."""
    CANCELLED_BY_US = "cancelled by us"
    LOST = "lost"
    """The order went elsewhere: withdrawn by the customer, too."""
    ON_HOLD = "on hold"
    """No promise until it has a day again."""


class Outcome(StrEnum):
    """Of a deal: only what is won is a hit."""

    WON = "won"
    LOST = "lost"
    OPEN = "open"


WITHDRAWN = {Standing.CANCELLED: "customer", Standing.LOST: "customer", Standing.CANCELLED_BY_US: "us"}
"""By whom the promise of such an order is withdrawn."""
ASKED = frozenset({*WITHDRAWN, Standing.ON_HOLD})
"""They take a promise off the board: a person says once per source that a word means it."""
SAYS: dict[str, str] = {
    Standing.DONE: "done: the days say the rest",
    Standing.OPEN: "open: the days say the rest",
    Standing.CANCELLED: "cancelled: withdrawn by the customer",
    Standing.CANCELLED_BY_US: "cancelled by us: withdrawn by us",
    Standing.LOST: "lost: withdrawn by the customer",
    Standing.ON_HOLD: "on hold: no promise until it has a day again",
    Outcome.WON: "won: a hit",
}
"""What each means, in words for a person."""


def withdrawn_on(said: date | None, *, promised_on: date, today: date, before: date | None) -> date:
    """The day its file says; else the one known before; else its promised day, or today where that is to come."""
    return said or before or min(promised_on, today)


def holds_no_more(
    today: date, *, promised_on: date, delivered_on: date | None, withdrawn_on: date | None
) -> bool:
    """Whether a promise that is put on hold today is taken off: what was missed before stays missed."""
    return delivered_on is None and withdrawn_on is None and promised_on >= today
