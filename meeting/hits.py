"""Hits that show what they stand on, and thanks where they are due. Nobody is counted and nobody is ranked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from meeting.words import NamedBy, Origin, Side

LATELY = timedelta(weeks=13)
"""Whoever was named in no win for so long might be thanked."""


@dataclass(frozen=True)
class Cited:
    """The record that shows a win: a promise kept, a complaint solved. `words` are the record's own."""

    kind: Origin
    id: int
    words: str
    reference: str = ""


def is_customer_hero(named_by: str | None, people: Collection[str]) -> bool:
    """A hero is named by a customer, and is somebody: what colleagues say of each other makes none."""
    return named_by == NamedBy.CUSTOMER and bool(people)


def hero_in_words(named_by: str | None, people: Collection[str]) -> str:
    """`Customer hero` or `Customer heroes`; empty where the customer named nobody."""
    if not is_customer_hero(named_by, people):
        return ""
    return "Customer hero" if len(people) == 1 else "Customer heroes"


def shown_in_words(cited: Cited | None, evidence: str) -> str:
    """What shows a win: the record that is cited, then what is said of it; empty where nothing does."""
    parts = []
    if cited is not None:
        name = " ".join(part for part in (str(cited.kind), cited.reference) if part)
        parts.append(f"{name} ({cited.words})" if cited.words else name)
    if evidence.strip():
        parts.append(" ".join(evidence.split()))
    return "; ".join(parts)


def side_left(sides: Iterable[str]) -> Side | None:
    """The side to ask for, too: somebody of the other one is credited, and nobody of this."""
    credited = {Side(side) for side in sides}
    if len(credited) != 1:
        return None
    return Side.SERVICE if Side.SALES in credited else Side.SALES


def since_when(today: date) -> date:
    """The first day that is lately."""
    return today - LATELY


def not_thanked(people: Iterable[tuple[int, str]], *, thanked: Collection[int]) -> tuple[str, ...]:
    """The names of those who were not, in alphabetical order: yes or no, and nothing else of anybody."""
    return tuple(sorted((name for number, name in people if number not in thanked), key=str.casefold))
