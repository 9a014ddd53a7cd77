"""Joining a meeting by code: what a code looks like, how long it lives, and when wrong ones make all of them wait."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from meeting.meeting_days import FORGOTTEN_AFTER
from meeting.words import Role, Side

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What nobody takes for something else when it is read aloud or from the back row: no 0, O, 1, I or L."""
LENGTH = 8
CODE_FOR = FORGOTTEN_AFTER
"""How long after Start a code lets anybody ask."""
IN_FOR = timedelta(hours=12)
"""How long after Start a guest stays in, where nobody closes the meeting."""
WRONG_AT_MOST, WITHIN = 30, timedelta(minutes=1)
"""So many wrong codes in this time, by everybody together, and no code is looked at until fewer are left in it: a right
one neither, as whoever guesses would else go on guessing."""
LONGEST_NAME = 60
MOST_ASKING = 30
"""So many may wait to be let in at once."""
PICKED = frozenset({Role.MEMBER})
"""Whose names can be picked. Whoever may lead signs in: a code on a wall gives nobody's name such rights."""


class GuestState(StrEnum):
    ASKS = "asks"
    IN = "in"
    REFUSED = "refused"
    LEFT = "left"


LIVE = (GuestState.ASKS, GuestState.IN)
"""Those in whose name nobody else can join."""


@dataclass(frozen=True)
class GuestRow:
    """A guest as screens see it; `id` and `version` are of the record."""

    id: int
    version: int
    name: str
    person_id: int | None
    side: Side | None
    state: GuestState

    @property
    def label(self) -> str:
        """How they stand in a list: everybody sees who is none of us."""
        if self.person_id is not None:
            return self.name
        return f"guest: {self.name}" + (f" ({self.side})" if self.side else "")


@dataclass(frozen=True)
class Choice:
    """A name to pick, and whether somebody has joined in it already."""

    person_id: int
    name: str
    is_taken: bool


@dataclass(frozen=True)
class Joining:
    """What whoever leads sees of joining: `code` is None when it is over."""

    code: str | None
    lets_in_all: bool
    guests: tuple[GuestRow, ...]

    @property
    def asking(self) -> tuple[GuestRow, ...]:
        return tuple(guest for guest in self.guests if guest.state is GuestState.ASKS)

    @property
    def here(self) -> tuple[GuestRow, ...]:
        return tuple(guest for guest in self.guests if guest.state is GuestState.IN)


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_as_kept(typed: str) -> str:
    """What somebody typed, without what a screen or a finger puts into it."""
    return "".join(sign for sign in typed[:40].upper() if sign.isalnum())


def code_as_shown(code: str) -> str:
    """In two halves: easier to read aloud and to type."""
    half = LENGTH // 2
    return f"{code[:half]} {code[half:]}"


def is_code(typed: str, *, code: str) -> bool:
    """Takes as long whatever is wrong about it."""
    return hmac.compare_digest(code_as_kept(typed).encode(), code.encode())


def code_is_over(*, started_at: datetime, now: datetime) -> bool:
    return now >= started_at + CODE_FOR


def is_out(*, started_at: datetime, now: datetime) -> bool:
    """Whether a guest who was let in is out by now, though nobody closed the meeting."""
    return now >= started_at + IN_FOR


def seconds_to_wait(wrong: Sequence[datetime], *, now: datetime) -> int:
    """How long no code is looked at after these wrong ones; 0 when the next one is."""
    recent = sorted(at for at in wrong if at > now - WITHIN)
    if len(recent) < WRONG_AT_MOST:
        return 0
    return max(1, ceil((recent[-WRONG_AT_MOST] + WITHIN - now).total_seconds()))


def told_as(name: str, *, is_person: bool) -> str:
    """Who did it, as the history says it."""
    return f"{name} (joined by code)" if is_person else f"{name} (guest, joined by code)"
