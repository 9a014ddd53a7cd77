"""What a fact that comes in late changes of a day gone by, and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from meeting.promise_days import Days, replaced_in_time, standing
from meeting.promises import state_on
from meeting.weeks import short_day

Held = tuple[tuple[date, str], ...]
"""What counted of one record on a day: each day it counts on, with what it counted as."""
MOVED_OUT = "moved out"


class Counted(StrEnum):
    """What a week counts."""

    PROMISE = "promise"
    COMPLAINT = "complaint"
    WIN = "win"


@dataclass(frozen=True)
class Changed:
    """A record that counts otherwise on a day gone by than it did on that day."""

    kind: Counted
    id: int
    customer: str
    what: str
    was: Held
    now: Held


def changed_in_words(changed: Changed, *, beside: date) -> str:
    """`Oven: missed Wed 18 Nov → kept Wed 18 Nov`."""
    return f"{changed.what or changed.kind}: {_said(changed.was, beside)} → {_said(changed.now, beside)}"


def _said(held: Held, beside: date) -> str:
    return ", ".join(f"{word} {short_day(day, beside=beside)}" for day, word in held) or "not counted"


def promise_held(fields: Mapping[str, Any], *, days: Days, as_of: date, reach: date | None) -> Held:
    """What counted of a promise on `as_of`, as far as these fields tell."""
    made_on = fields.get("made_on")
    if fields.get("hidden") or (made_on is not None and made_on > as_of):
        return ()
    stand = (
        (
            day,
            str(
                state_on(
                    as_of,
                    promised_on=day,
                    delivered_on=fields.get("delivered_on"),
                    withdrawn_on=fields.get("withdrawn_on"),
                    reach=reach,
                )
            ),
        )
        for day in standing(days, as_of=as_of)
    )
    return (*stand, *((day, MOVED_OUT) for day in replaced_in_time(days, as_of=as_of)))


def complaint_held(fields: Mapping[str, Any], *, as_of: date) -> Held:
    """What counted of a complaint: received, answered, resolved; nothing of one that is the same as another."""
    received_on = fields.get("received_on")
    if fields.get("hidden") or received_on is None or received_on > as_of or fields.get("same_as_id"):
        return ()
    word = "received"
    for name, said in (("answered_on", "answered"), ("resolved_on", "resolved")):
        day = fields.get(name)
        word = f"{word}, {said}" if day is not None and day <= as_of else word
    return ((received_on, word),)


def win_held(fields: Mapping[str, Any], *, as_of: date) -> Held:
    happened_on = fields.get("happened_on")
    if fields.get("hidden") or happened_on is None or happened_on > as_of:
        return ()
    return ((happened_on, "hit"),)
