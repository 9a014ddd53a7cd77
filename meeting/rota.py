"""Whose turn it is to lead the next meeting, and who comes along as one more of each side.

Next is whoever has waited longest since their last turn. So between two turns of one person everybody who could
come had exactly one, and over any stretch of weeks the turns of two people who could come all the while differ by at
most one. What follows from that rule:

- Who is away, or says "not this time", is passed over that day and stays first in line: one turn is owed, never more,
  however long somebody was away.
- Who joins later stands beside whoever has waited longest of those there that day, and comes right after them:
  nothing is owed of the time before. Who leaves and comes back joins anew.
- A swap exchanges turns, not places in the line: each stands in for the other once, whenever that one's turn comes,
  and the turn counts for whose it was. Between its two days one of them is a turn ahead, one behind; then it is even.
  Where whoever stands in is away, the turn waits. If one of the two leaves in between, a turn counts for who took it.
- What was agreed for a day holds as long as that person can come.

Before anybody had a turn the order is that of the list. Days are those of meetings; nothing here knows the calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class RotaKind(StrEnum):
    """What a rota is for: who leads, and the one more person of each side."""

    FACILITATOR = "facilitator"
    SALES = "sales"
    SERVICE = "service"


@dataclass(frozen=True)
class Member:
    """Somebody on a rota since a day, at a place of its list."""

    person_id: int
    place: int
    since: date = date.min


@dataclass(frozen=True)
class Turn:
    """A turn of `owner_id` on a day, taken by `person_id`: the same person, or who stands in after a swap."""

    day: date
    owner_id: int
    person_id: int


@dataclass(frozen=True)
class Away:
    """Somebody who cannot come, both days included."""

    person_id: int
    first: date
    last: date


@dataclass(frozen=True)
class Swap:
    """Two people take each other's next turn, from a day on."""

    one_id: int
    other_id: int
    since: date

    def partner_of(self, person_id: int) -> int | None:
        return {self.one_id: self.other_id, self.other_id: self.one_id}.get(person_id)


@dataclass(frozen=True)
class Rota:
    """`taken` are the turns that were taken, `agreed` those said yes to; `skips` are days and people."""

    members: tuple[Member, ...]
    taken: tuple[Turn, ...] = ()
    agreed: tuple[Turn, ...] = ()
    away: tuple[Away, ...] = ()
    skips: frozenset[tuple[date, int]] = frozenset()
    swaps: tuple[Swap, ...] = ()


def next_turn(rota: Rota, day: date) -> Turn | None:
    """Whose turn it is on that day and who takes it; None where nobody can come."""
    for turn in rota.agreed:
        if turn.day == day and can_come(rota, turn.person_id, day):
            return turn
    waiting = _waiting_since(rota)
    line = sorted(
        (member for member in rota.members if member.since <= day),
        key=lambda member: (waiting[member.person_id], member.since, member.place),
    )
    for member in line:
        person_id = stand_in(rota, member.person_id, day) or member.person_id
        if can_come(rota, person_id, day):
            return Turn(day, member.person_id, person_id)
    return None


def plan(rota: Rota, days: Sequence[date]) -> tuple[Turn | None, ...]:
    """The turns of these days, in their order, as it looks now: each as if those before it were taken."""
    planned: list[Turn | None] = []
    for day in days:
        turn = next_turn(rota, day)
        planned.append(turn)
        if turn is not None:
            rota = replace(rota, taken=(*rota.taken, turn))
    return tuple(planned)


def taken_by(rota: Rota, day: date, person_id: int) -> Turn | None:
    """The turn that counts when this person took the one of that day; None for somebody who is not on the rota.

    Whoever comes in the place of somebody else without a swap takes a turn of their own.
    """
    planned = next_turn(rota, day)
    if planned is not None and planned.person_id == person_id:
        return planned
    return Turn(day, person_id, person_id) if person_id in _ids(rota) else None


def can_come(rota: Rota, person_id: int, day: date) -> bool:
    """On the rota, not away on that day, and has not said "not this time"."""
    is_away = any(one.person_id == person_id and one.first <= day <= one.last for one in rota.away)
    return person_id in _ids(rota) and not is_away and (day, person_id) not in rota.skips


def stand_in(rota: Rota, owner_id: int, day: date) -> int | None:
    """Who takes the next turn of `owner_id` after a swap; None where nobody does."""
    for swap in rota.swaps:
        partner = swap.partner_of(owner_id)
        if partner is None or swap.since > day or not {owner_id, partner} <= _ids(rota):
            continue
        if not _is_done(rota, swap, owner_id):
            return partner
    return None


def has_open_swap(rota: Rota, person_id: int) -> bool:
    """Whether a swap of this person is still to come, or half done."""
    for swap in rota.swaps:
        partner = swap.partner_of(person_id)
        if partner is None or not {person_id, partner} <= _ids(rota):
            continue
        if not all(_is_done(rota, swap, owner) for owner in (person_id, partner)):
            return True
    return False


def line(rota: Rota) -> tuple[int, ...]:
    """Everybody on the rota, whoever has waited longest first."""
    waiting = _waiting_since(rota)
    members = sorted(rota.members, key=lambda one: (waiting[one.person_id], one.since, one.place))
    return tuple(one.person_id for one in members)


def _is_done(rota: Rota, swap: Swap, owner_id: int) -> bool:
    """Whether the turn of `owner_id` was taken by the other of the two."""
    partner = swap.partner_of(owner_id)
    return any(
        (turn.owner_id, turn.person_id) == (owner_id, partner) and turn.day >= swap.since
        for turn in rota.taken
    )


def _waiting_since(rota: Rota) -> dict[int, date]:
    """The day of everybody's last turn, or where they joined the line."""
    turns = sorted((turn.day, _counts_for(rota, turn)) for turn in rota.taken)
    last = {person_id: day for day, person_id in turns}
    waiting: dict[int, date] = {}
    joined: dict[int, date] = {}
    for member in sorted(rota.members, key=lambda one: (one.since, one.place)):
        there = [
            max(_last_before(turns, other.person_id, member.since), joined[other.person_id])
            for other in rota.members
            if other.person_id in joined
            and other.since < member.since
            and not any(
                away.person_id == other.person_id and away.first <= member.since <= away.last
                for away in rota.away
            )
        ]
        joined[member.person_id] = min(there, default=date.min)
        waiting[member.person_id] = max(last.get(member.person_id, date.min), joined[member.person_id])
    return waiting


def _last_before(turns: Sequence[tuple[date, int]], person_id: int, day: date) -> date:
    return max((on for on, who in turns if who == person_id and on < day), default=date.min)


def _counts_for(rota: Rota, turn: Turn) -> int:
    """Whose turn it was; who took it where the other of the swap has left, or the swap was taken back."""
    if turn.owner_id == turn.person_id:
        return turn.owner_id
    pair = {turn.owner_id, turn.person_id}
    is_swapped = any({swap.one_id, swap.other_id} == pair and swap.since <= turn.day for swap in rota.swaps)
    return turn.owner_id if is_swapped and pair <= _ids(rota) else turn.person_id


def _ids(rota: Rota) -> frozenset[int]:
    return frozenset(member.person_id for member in rota.members)
