"""How far long work is. It tells after each part; whatever the telling raises, such as Cancelled, undoes all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Told how much of how much is done."""
NOTHING_SAVED = "Cancelled. Nothing was saved, and everything is as it was. Start again whenever you like."
NO_FILE_LEFT = "Cancelled. Nothing was written, and no file is left of it. Start again whenever you like."
EVERY = 250


def untold(done: int, total: int) -> None:
    """For whoever need not know."""


def counting(
    items: Iterable[T], *, total: int, progress: Progress, before: int = 0, every: int = EVERY
) -> Iterator[T]:
    """The items, told of as they are asked for and once more in the end; `before` were done already."""
    done = before
    for item in items:
        if not done % every:
            progress(done, total)
        yield item
        done += 1
    progress(done, total)


def part(progress: Progress, *, first: int, last: int) -> Progress:
    """For work that is only a part of all: its whole goes from `first` to `last` of a hundred."""

    def tell(done: int, total: int) -> None:
        share = min(done / total, 1.0) if total else 1.0
        progress(first + round((last - first) * share), 100)

    return tell
