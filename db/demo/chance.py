"""Chance that repeats: the same seed gives the same world on every Python and every machine."""

import random
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Dice:
    """Built on `random()` alone: Python guarantees its sequence, but not that of `choice` or `shuffle`."""

    def __init__(self, seed: int) -> None:
        self._next = random.Random(seed).random

    def chance(self, share: float) -> bool:
        return self._next() < share

    def between(self, low: int, high: int) -> int:
        """Both ends included."""
        return low + int(self._next() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        return items[int(self._next() * len(items))]

    def weighted(self, items: Sequence[tuple[float, Item]]) -> Item:
        left = self._next() * sum(weight for weight, _ in items)
        for weight, item in items:
            left -= weight
            if left < 0:
                return item
        return items[-1][1]

    def shuffled(self, items: Iterable[Item]) -> list[Item]:
        rest = list(items)
        return [rest.pop(int(self._next() * len(rest))) for _ in range(len(rest))]


class Deck(Generic[Item]):
    """Deals every card before one comes again: people do not repeat themselves at once."""

    def __init__(self, dice: Dice, cards: Sequence[Item]) -> None:
        self._dice = dice
        self._cards = cards
        self._left: list[Item] = []

    def deal(self) -> Item:
        if not self._left:
            self._left = self._dice.shuffled(self._cards)
        return self._left.pop()
