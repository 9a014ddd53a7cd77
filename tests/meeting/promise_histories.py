"""A promise's days told once more, from the words of the product alone: a yardstick for whatever counts them.

Nothing here is imported from the program. A history is what was ever said of one promise, in the order in which it was
said; the functions read from it what is true on a day A. They are slow and plain on purpose, and know no shortcut.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

KEPT, WITHDRAWN, MISSED, PENDING = "kept", "withdrawn", "missed", "pending"
FIRST = date(2026, 12, 14)
"""The first day of made-up histories: a Monday before the turn of a year that has 53 weeks."""
DAYS = 36


@dataclass(frozen=True)
class Said:
    """A day the promise was for, and the day on which that was said; None where nobody knows."""

    day: date
    said_on: date | None


@dataclass(frozen=True)
class History:
    """One promise: its days in the order in which they were said, the first of them when it was made.

    Raises ValueError for one without a day, or whose days were said in another order than they stand in.
    """

    made_on: date | None
    days: tuple[Said, ...]
    delivered_on: date | None = None
    withdrawn_on: date | None = None

    def __post_init__(self) -> None:
        said = [one.said_on for one in self.days if one.said_on is not None]
        if not self.days or said != sorted(said):
            raise ValueError("a promise has a day, and its days stand in the order in which they were said")


def exists(history: History, *, on: date) -> tuple[Said, ...]:
    """What was said by A.

    What nobody knows the day of was said no sooner than what was said before it, and as soon as that: it counts as in
    time, so there is no day between on which the other one could have been missed.
    """
    found = []
    known = history.made_on
    for one in history.days:
        known = one.said_on if one.said_on is not None else known
        if (history.made_on is None or history.made_on <= on) and (known is None or known <= on):
            found.append(one)
    return tuple(found)


def is_replaced(day: Said, *, by: Said | None) -> bool:
    """Replaced in time: the next one was said on or before it, or nobody knows when."""
    return by is not None and (by.said_on is None or by.said_on <= day.day)


def state(
    day: date, *, on: date, delivered: date | None, withdrawn: date | None, reaches_to: date | None = None
) -> str:
    """The first that holds of kept, withdrawn, missed, pending. A fact after A does not exist."""
    delivered = delivered if delivered is not None and delivered <= on else None
    withdrawn = withdrawn if withdrawn is not None and withdrawn <= on else None
    if delivered is not None and delivered <= day and (withdrawn is None or withdrawn >= delivered):
        return KEPT
    if withdrawn is not None and withdrawn <= day:
        return WITHDRAWN
    return MISSED if day < (on if reaches_to is None else min(on, reaches_to)) else PENDING


def standing(history: History, *, on: date, reaches_to: date | None = None) -> tuple[tuple[date, str], ...]:
    """The days that count on A, each once in the order in which they were said, with their states.

    `reaches_to` is the day to which the facts of the promise's source reach; None for what is entered by hand.
    """
    return tuple(
        (
            day,
            state(
                day,
                on=on,
                delivered=history.delivered_on,
                withdrawn=history.withdrawn_on,
                reaches_to=reaches_to,
            ),
        )
        for day in _days(history, on=on, in_time=False)
    )


def replaced(history: History, *, on: date) -> tuple[date, ...]:
    """The days moved out in time, by A. One that was moved back to stands again, and is not among them."""
    stands = _days(history, on=on, in_time=False)
    return tuple(day for day in _days(history, on=on, in_time=True) if day not in stands)


def owed(history: History, *, on: date, reaches_to: date | None = None) -> bool:
    """Some standing day is missed, and by A the promise was neither delivered nor withdrawn."""
    over = [day for day in (history.delivered_on, history.withdrawn_on) if day is not None and day <= on]
    return not over and any(word == MISSED for _, word in standing(history, on=on, reaches_to=reaches_to))


def moved_afterwards(history: History, *, on: date, reaches_to: date | None = None) -> tuple[date, ...]:
    """The missed days that have a later one: promised away when it was too late."""
    found = standing(history, on=on, reaches_to=reaches_to)
    said = [one.day for one in exists(history, on=on)]
    return tuple(
        day
        for day, word in found
        if word == MISSED and any(later > day for later in said[_last(said, day) + 1 :])
    )


def corrected(history: History, which: int, *, to: date, said_on: date | None = None) -> History:
    """A wrongly typed day put right: as if the right one had been typed then. Nothing was moved."""
    was = history.days[which]
    right = Said(to, said_on if said_on is not None else was.said_on)
    return replace(history, days=(*history.days[:which], right, *history.days[which + 1 :]))


def _days(history: History, *, on: date, in_time: bool) -> tuple[date, ...]:
    said = exists(history, on=on)
    following = (*said[1:], None) if said else ()
    return tuple(
        dict.fromkeys(
            one.day
            for one, after in zip(said, following, strict=True)
            if is_replaced(one, by=after) is in_time
        )
    )


def _last(said: list[date], day: date) -> int:
    return len(said) - 1 - said[::-1].index(day)


@st.composite
def histories(draw: st.DrawFn, *, odd: bool = False) -> History:
    """What may be told of one promise in five weeks around the turn of a year.

    Everything on the screen is possible: moved to a later and to an earlier day, before the day and after it, twice in
    one day and back again, delivered or withdrawn late, early or never. `odd` adds what only a file brings: moved when
    it was over, moved to a day that had passed, back to one that stands already, delivered after it was withdrawn,
    and a move of an unknown day after one of a known.
    """
    made = draw(st.one_of(st.none(), _day(0, 10)))
    at = made or FIRST
    knows = made is not None
    days = [Said(draw(_from(at, 14)), made)]
    over = draw(st.sampled_from(["nothing", "delivered", "withdrawn", "both"] if odd else OVER))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(_from(at, 9))
        knows = draw(st.sampled_from([True, True, False])) if odd else knows or draw(st.booleans())
        earliest = FIRST if odd else at
        to = draw(_from(earliest, 18))
        if to == days[-1].day or (not odd and to in _standing_so_far(days, at)):
            continue
        days.append(Said(to, at if knows else None))
    told = History(made, tuple(days))
    start = (made or FIRST) if odd else max(at, made or FIRST)
    delivered = draw(_from(start, 20)) if over in ("delivered", "both") else None
    withdrawn = draw(_from(start, 20)) if over in ("withdrawn", "both") else None
    return replace(told, delivered_on=delivered, withdrawn_on=withdrawn)


OVER = ["nothing", "delivered", "withdrawn"]


def days_to_look_on() -> st.SearchStrategy[date]:
    """Any day from before the first history to after the last."""
    return _day(-3, DAYS + 30)


def _standing_so_far(days: list[Said], at: date) -> tuple[date, ...]:
    return _days(History(None, tuple(days)), on=at, in_time=False)


def _day(first: int, last: int) -> st.SearchStrategy[date]:
    return st.integers(first, last).map(lambda number: FIRST + timedelta(days=number))


def _from(day: date, most: int) -> st.SearchStrategy[date]:
    return st.integers(0, most).map(lambda number: day + timedelta(days=number))
