"""Every day a promise was ever promised for, and which of them count.

A day is replaced in time when the next one was said on or before it; every other day stands, and counts in its own
week. So a promise moved after its day stays missed where it was, and its new day is kept or missed in turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from meeting.errors import NotUnderstood
from meeting.weeks import in_words

UNKNOWN = date.min
"""Stands for the day on which a move was said that nobody knows: such a move counts as in time."""


@dataclass(frozen=True)
class Said:
    """A day promised for, and when that was said; None for the first day, said when the promise was given, and for a
    move of which nobody knows."""

    day: date
    said_on: date | None = None


Days = tuple[Said, ...]
"""In the order in which they were said; there is always one."""


def replaced_on(days: Sequence[Said]) -> tuple[date | None, ...]:
    """When each day was replaced by the next: UNKNOWN where nobody knows, None for the last."""
    return (*(later.said_on or UNKNOWN for later in days[1:]), None)


def when_known(replaced: date | None) -> date | None:
    """When a day was replaced; None where nobody knows, or it was not."""
    return None if replaced == UNKNOWN else replaced


def is_in_time(day: date, *, replaced: date | None) -> bool:
    """Whether a day replaced on `replaced` does not count any more."""
    return replaced is not None and replaced <= day


def said_by(days: Sequence[Said], *, as_of: date) -> Days:
    """The days that were said by `as_of`."""
    return tuple(one for one in days if one.said_on is None or one.said_on <= as_of)


def standing(days: Sequence[Said], *, as_of: date) -> tuple[date, ...]:
    """The days that stand on `as_of`, in the order in which they were said."""
    found = said_by(days, as_of=as_of)
    stand = (
        one.day
        for one, replaced in zip(found, replaced_on(found), strict=True)
        if not is_in_time(one.day, replaced=replaced)
    )
    # Moved back to a day that stands, it counts there once.
    return tuple(dict.fromkeys(stand))


def replaced_in_time(days: Sequence[Said], *, as_of: date) -> tuple[date, ...]:
    """The days that count nowhere on `as_of`: moved out of their week, and not back to it."""
    found, stand = said_by(days, as_of=as_of), standing(days, as_of=as_of)
    gone = (
        one.day
        for one, replaced in zip(found, replaced_on(found), strict=True)
        if is_in_time(one.day, replaced=replaced)
    )
    return tuple(day for day in dict.fromkeys(gone) if day not in stand)


def said_again(days: Sequence[Said]) -> tuple[bool, ...]:
    """Which days are said once more although they stand for good already: they count once."""
    replaced = replaced_on(days)
    return tuple(
        any(
            one.day == earlier.day and left is not None and not is_in_time(earlier.day, replaced=left)
            for earlier, left in zip(days[:place], replaced, strict=False)
        )
        for place, one in enumerate(days)
    )


def moved(days: Sequence[Said], *, to: date, said_on: date | None) -> Days:
    """Another day is promised. It is said no earlier than the one before it, whatever a file tells."""
    if to == days[-1].day:
        return tuple(days)
    before = max((one.said_on for one in days if one.said_on), default=None)
    if before is not None and (said_on is None or said_on < before):
        said_on = before
    return (*days, Said(to, said_on))


def corrected(days: Sequence[Said], *, number: int, to: date) -> Days:
    """The day of that place was typed wrongly: it is another, said when the wrong one was."""
    if not 0 <= number < len(days):
        raise NotUnderstood("This day is not there any more. Nothing was saved. Look at the promise again.")
    return tuple(replace(one, day=to) if place == number else one for place, one in enumerate(days))


def as_a_file_says(
    days: Sequence[Said], *, promised_on: date, first: date | None, moved_on: date | None, today: date
) -> Days:
    """The days after a file that says the present day, perhaps the first one, and when it was moved.

    Without a day for it a move is said on the day it is brought in, but both days at first sight are as they are:
    nobody knows when. `days` is empty for a promise that is new.
    """
    if not days:
        begun = Said(first or promised_on)
        return moved((begun,), to=promised_on, said_on=moved_on)
    if first is not None and first != days[0].day:
        later = days[1:] or (Said(days[0].day, moved_on if promised_on == days[0].day else None),)
        days = (Said(first), *later)
    if promised_on != days[-1].day:
        return moved(days, to=promised_on, said_on=moved_on or today)
    if moved_on is not None and len(days) > 1:
        return moved(days[:-1], to=promised_on, said_on=moved_on)
    return tuple(days)


def in_one_line(days: Sequence[Said]) -> str:
    """`2026-11-20; 2026-11-25 (said 2026-11-19); 2026-12-02 (said ?)`, as `read_line` reads it; empty for one day."""
    if len(days) < 2:
        return ""
    later = (f"{one.day} (said {one.said_on or '?'})" for one in days[1:])
    return "; ".join((str(days[0].day), *later))


def read_line(text: str) -> Days:
    """The days of such a line. Raises ValueError for anything else."""
    return tuple(_read(part.strip(), place) for place, part in enumerate(text.split(";")))


def _read(part: str, place: int) -> Said:
    day, _, said = part.partition(" (said ")
    if not place:
        return Said(date.fromisoformat(part))
    if not said.endswith(")"):
        raise ValueError(part)
    return Said(date.fromisoformat(day), None if said == "?)" else date.fromisoformat(said[:-1]))


def days_in_words(days: Sequence[Said]) -> str:
    """`20 November 2026, then 25 November 2026 (said 19 November 2026)`; empty for one day, which is told as such."""
    if len(days) < 2:
        return ""
    return ", ".join((in_words(days[0].day), *(f"then {_with_its_day(one)}" for one in days[1:])))


def _with_its_day(one: Said) -> str:
    said = f"said {in_words(one.said_on)}" if one.said_on else "nobody knows when that was said"
    return f"{in_words(one.day)} ({said})"


def numbered(days: Sequence[Said]) -> Iterator[tuple[int, Said, date | None, bool]]:
    """Place, day, when it was replaced, and whether it stands already: see `said_again`."""
    for number, found in enumerate(zip(days, replaced_on(days), said_again(days), strict=True)):
        yield number, *found
