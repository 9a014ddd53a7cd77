"""How the last meetings went: rating, minutes over the plan, action items done on time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from meeting.board import counted, percent
from meeting.on_time import OnTime

TREND_OVER = 13
"""So many meetings make a trend: a quarter of a year."""


@dataclass(frozen=True)
class Held:
    """One closed meeting. `rating` is None below the number of raters from which it is shown; `on_time` is of the
    action items first due since the meeting before, None for the first meeting."""

    held_on: date
    raters: int
    rating: float | None
    minutes_over: int
    on_time: OnTime | None


def trend_in_words(held: Sequence[Held]) -> list[str]:
    """One sentence for each of the three, as the last meeting compares with those before it."""
    if not held:
        return []
    rated = [one.rating for one in held if one.rating is not None]
    told = []
    if rated:
        mean = sum(rated) / len(rated)
        told.append(f"Rated {mean:.1f} of 10 on average, {rated[-1]:.1f} the last time.")
    else:
        told.append("No meeting was rated by three people yet.")
    late = [one for one in held if one.minutes_over]
    told.append(
        f"{counted(len(late), 'meeting')} of {len(held)} ran over the plan"
        + (f", by {max(one.minutes_over for one in late)} minutes at most." if late else ".")
    )
    done = sum(one.on_time.done for one in held if one.on_time)
    over = sum(one.on_time.over for one in held if one.on_time)
    if over:
        told.append(f"{done} of {counted(over, 'action item')} done on time ({percent(done / over)}).")
    else:
        told.append("No action items were due between these meetings.")
    return told


def bar(value: float | None, *, most: float, width: int = 10) -> str:
    """A bar of full blocks, empty for nothing; at least one block for anything above 0."""
    if not value or most <= 0:
        return ""
    return "█" * max(1, round(width * min(value, most) / most))
