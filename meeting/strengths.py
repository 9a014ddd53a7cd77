"""What a team does well: what shows it, when it fades, and which one is read aloud on a Monday."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meeting.permissions import Actor
from meeting.weeks import week_of
from meeting.words import Role, Side

FADES_AFTER = 8
"""Weeks in which nothing showed it."""

MOST_APPLAUSE = 5
"""So often one person may applaud one thing in one meeting."""


class Applauded(StrEnum):
    """What can be applauded: a hit, or something a team does well."""

    WIN = "win"
    STRENGTH = "strength"


Thing = tuple[Applauded, int]
"""One hit or one strength, by its number."""


@dataclass(frozen=True)
class Proof:
    """A hit that shows a strength. `id` and `version` are of the tie between the two."""

    id: int
    version: int
    win_id: int
    happened_on: date
    text: str
    customer: str


@dataclass(frozen=True)
class Hit:
    """A win to pick as one that shows a strength; `is_ours` when it credits the team."""

    id: int
    text: str
    customer: str
    happened_on: date
    is_ours: bool


@dataclass(frozen=True)
class Strength:
    """`proofs` come newest first. `made_in` is the meeting that ran when it was added; `read_in` the meetings in which
    it was read aloud, oldest first, and `read_on` the day of the last of them."""

    id: int
    version: int
    team_id: int
    text: str
    place: int
    made_on: date
    made_in: int | None = None
    retired_on: date | None = None
    read_in: tuple[int, ...] = ()
    read_on: date | None = None
    proofs: tuple[Proof, ...] = ()

    @property
    def latest(self) -> Proof | None:
        return self.proofs[0] if self.proofs else None


@dataclass(frozen=True)
class TeamList:
    """What one team does well, in its own order, and what it retired."""

    team_id: int
    team: str
    side: Side
    strengths: tuple[Strength, ...]
    retired: tuple[Strength, ...]


def is_theirs(actor: Actor, *, team_id: int, own_team_id: int | None) -> bool:
    """Whether a team's list is one that somebody may write, as far as the team goes: members and managers their own.

    Whoever has no number, as somebody who looks around the example company, belongs to no team and so to all of them.
    """
    if actor.role in (Role.FACILITATOR, Role.ADMIN) or actor.person_id is None:
        return True
    return own_team_id == team_id


def weeks_since(day: date, *, today: date) -> int:
    """Monday to Monday: what happened last Friday is one week ago on Monday."""
    return max(0, (week_of(today).monday - week_of(day).monday).days // 7)


def fades(strength: Strength, *, today: date) -> bool:
    """Nothing has shown it for eight weeks; one that nothing ever showed has eight weeks from its first day."""
    last = strength.latest
    return weeks_since(last.happened_on if last else strength.made_on, today=today) >= FADES_AFTER


def shown_in_words(strength: Strength, *, today: date) -> str:
    """`last shown 2 weeks ago`, and that it fades where it does: in words, never by colour alone."""
    last = strength.latest
    fading = fades(strength, today=today)
    if last is None:
        return "fading: no hit has shown it yet" if fading else "no hit has shown it yet"
    ago = weeks_since(last.happened_on, today=today)
    if fading:
        return f"fading: nothing has shown it for {ago} weeks"
    return f"last shown {_ago(ago)}"


def _ago(weeks: int) -> str:
    if weeks == 0:
        return "this week"
    return "1 week ago" if weeks == 1 else f"{weeks} weeks ago"


def to_read(strengths: Iterable[Strength], *, meeting: int) -> Strength | None:
    """What a team hears read aloud in a meeting: never read comes first, then what was read longest ago.

    It stays the same while the meeting runs: what it has read stays, and what was added during it waits for the next,
    unless the team has nothing else. None where the team keeps no list.
    """
    found = list(strengths)
    done = next((one for one in found if meeting in one.read_in), None)
    if done is not None:
        return done
    kept = [one for one in found if one.retired_on is None]
    before = [one for one in kept if one.made_in != meeting]
    return min(before or kept, key=_longest_ago, default=None)


def _longest_ago(one: Strength) -> tuple[int, int]:
    # Meetings are numbered in the order in which they were held; the oldest of those never read is first.
    return (one.read_in[-1] if one.read_in else 0, one.id)


def applause_in_words(count: int) -> str:
    """Empty without any."""
    if count == 0:
        return ""
    return "applauded once" if count == 1 else f"applauded {count} times"
