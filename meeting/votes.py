"""Votes on what to solve first: up to three each and fewer than there are topics, silent until they are shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from meeting.board import counted
from meeting.errors import NotUnderstood

EACH = 3
"""So many topics one person may vote for, however many wait."""


def each_of(topics: int) -> int:
    """So many of these topics one person may vote for: fewer than there are, or the vote would put none first."""
    return max(1, min(EACH, topics - 1))


@dataclass(frozen=True)
class Ballot:
    """How far the vote of a meeting is: not asked for, asked for, or shown.

    `voters` are those who voted on a screen. `hands` says whether hands were counted. `counts` is empty until the
    votes are shown; `mine` are the topics of whoever looks, and empty from then on.
    """

    is_asked: bool = False
    is_shown: bool = False
    voters: int = 0
    hands: bool = False
    counts: Mapping[int, int] | None = None
    mine: frozenset[int] = frozenset()

    @property
    def is_open(self) -> bool:
        return self.is_asked and not self.is_shown


def checked_choice(chosen: Collection[int], *, waiting: Collection[int]) -> frozenset[int]:
    """The topics somebody votes for. Raises NotUnderstood for more than `each_of`, or one that does not wait."""
    if not set(chosen) <= set(waiting):
        raise NotUnderstood("One of these topics does not wait any more. Nothing was saved. Look again.")
    each = each_of(len(set(waiting)))
    if len(set(chosen)) > each:
        raise NotUnderstood(
            f"Up to {counted(each, 'topic')} each. Nothing was saved. Leave out {len(set(chosen)) - each}."
        )
    return frozenset(chosen)


def hands_of(written: str, *, topics: Sequence[int]) -> dict[int, int]:
    """What is typed for a show of hands: one number for each topic, in the order on the screen."""
    numbers = written.replace(",", " ").split()
    if len(numbers) != len(topics) or not all(number.isdecimal() and len(number) < 4 for number in numbers):
        example = " ".join(str(4 - place if place < 4 else 0) for place in range(len(topics)))
        raise NotUnderstood(
            f"Write {len(topics)} numbers, one for each topic in the order on the screen, such as {example}. Nothing "
            "was saved."
        )
    return dict(zip(topics, map(int, numbers), strict=True))


def in_order_of_votes(topics: Sequence[int], counts: Mapping[int, int]) -> list[int]:
    """Most votes first; topics with as many keep their order."""
    return sorted(topics, key=lambda topic: -counts.get(topic, 0))


def voted_in_words(ballot: Ballot) -> str:
    """`9 have voted`, and never what for."""
    people = (
        "Nobody has" if not ballot.voters else f"{ballot.voters} {'has' if ballot.voters == 1 else 'have'}"
    )
    return f"{people} voted{' on a screen' if ballot.hands else ''}{'; hands are counted' if ballot.hands else ''}"
