"""Where misses and complaints arise between teams: from which team work comes, and to which it goes. No persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

RULE = (
    "From is the team that sold, to the team that delivers: of a missed promise the sales person's team and the "
    "promise's own, of a complaint those of the promise it is about, or the team it names itself. A complaint that "
    "is the same as another counts once. A barrier counts at the hand-off its note names. What names only one team, "
    "or one team twice, is no hand-off and is counted last."
)
PERIODS = (4, 13, 26, 52)
"""Weeks to look back over, this one with them."""


class Arose(StrEnum):
    """What arises at a hand-off."""

    MISS = "missed promise"
    COMPLAINT = "complaint"
    BARRIER = "barrier"


@dataclass(frozen=True)
class Trouble:
    """One thing that arose. A team is empty where nothing names it; `id` is of the promise, complaint or note."""

    what: Arose
    id: int
    day: date
    words: str
    from_team: str
    to_team: str

    @property
    def is_between_teams(self) -> bool:
        return bool(self.from_team and self.to_team) and self.from_team != self.to_team


@dataclass(frozen=True)
class HandOff:
    """What arose where one team passes work to another, newest first."""

    from_team: str
    to_team: str
    rows: tuple[Trouble, ...]

    def of(self, what: Arose) -> tuple[Trouble, ...]:
        return tuple(row for row in self.rows if row.what is what)

    @property
    def name(self) -> str:
        return f"{self.from_team} → {self.to_team}"


@dataclass(frozen=True)
class Table:
    """Every hand-off at which something arose, each followed by its way back; `elsewhere` is what is at none."""

    hand_offs: tuple[HandOff, ...]
    elsewhere: tuple[Trouble, ...]


def table(found: Iterable[Trouble]) -> Table:
    """The pair of teams with most of it first, whichever way; within the pair the way with more."""
    at: dict[tuple[str, str], list[Trouble]] = {}
    elsewhere: list[Trouble] = []
    for row in found:
        if row.is_between_teams:
            at.setdefault((row.from_team, row.to_team), []).append(row)
        else:
            elsewhere.append(row)
    for way in list(at):
        at.setdefault((way[1], way[0]), [])

    def place(way: tuple[str, str]) -> tuple[object, ...]:
        both = len(at[way]) + len(at[way[1], way[0]])
        return -both, sorted(name.casefold() for name in way), sorted(way), -len(at[way]), way

    return Table(
        tuple(HandOff(*way, _newest_first(at[way])) for way in sorted(at, key=place)),
        _newest_first(elsewhere),
    )


def _newest_first(rows: Iterable[Trouble]) -> tuple[Trouble, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.day.toordinal(), row.what, row.id)))
