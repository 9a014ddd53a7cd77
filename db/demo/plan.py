"""What falls due when, for which team, and how it ends: the shape of the two years, week by week."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from db.demo.chance import Dice
from db.demo.days import WEEK, is_rush
from db.demo.telling import Stage
from db.demo.words import SALES, SERVICE, WORKSHOP

WEEKS = 104


class Fate(StrEnum):
    KEPT = "kept"
    LATE = "delivered late"
    OWED = "still owed"
    GIVEN_UP = "withdrawn after its day"
    WITHDRAWN = "withdrawn in time"
    AHEAD = "still ahead"


@dataclass(frozen=True)
class Due:
    """One promise to be told. Empty fields are left to chance; `first` is set for one that was moved."""

    day: date
    team: str
    fate: Fate
    kind: str = ""
    tier: str = ""
    has_cause: bool | None = None
    first: date | None = None
    moved_afterwards: bool = False


_SHARES = ((28, SALES), (43, SERVICE), (29, WORKSHOP))
_STEADY = {SALES: 0.965, SERVICE: 0.945}
_OWED_WEEKS_AGO = (1, 1, 2, 3, 5, 7)
_AHEAD = (37, 29, 15, 9, 5, 3)
_LAST_WEEK_DUE = 44


def dues(stage: Stage) -> list[Due]:
    planned: list[Due] = []
    for weeks_ago in range(WEEKS - 1, 0, -1):
        planned += _past_week(stage, weeks_ago)
    return planned + _last_week(stage) + _moved_out(stage) + _ahead(stage)


def kept_rate(team: str, progress: float, *, rush: bool) -> float:
    """The workshop learns between the first winter and the second summer; `progress` runs from 0 to 1."""
    if team == WORKSHOP:
        learnt = min(max((progress - 0.12) / 0.68, 0.0), 1.0)
        return 0.72 + 0.245 * learnt - (0.03 if rush else 0.0)
    return _STEADY[team] - (0.085 if rush else 0.0)


def _volume(dice: Dice, monday: date, working_days: int) -> int:
    if is_rush(monday):
        full = dice.between(49, 58)
    elif (monday + WEEK / 2).month == 8:
        full = dice.between(31, 37)
    else:
        full = dice.between(36, 44)
    # A short week is fuller per day: customers do not need less because of a holiday.
    return full * (2 + working_days) // 7


def _past_week(stage: Stage, weeks_ago: int) -> list[Due]:
    dice, monday = stage.dice, stage.monday(weeks_ago)
    days = stage.calendar.working_days(monday)
    progress = (WEEKS - 1 - weeks_ago) / (WEEKS - 1)
    week: list[Due] = []
    for _ in range(_volume(dice, monday, len(days))):
        team = dice.weighted(_SHARES)
        rate = kept_rate(team, progress, rush=is_rush(monday))
        week.append(Due(dice.pick(days), team, _fate(dice, rate)))
    owed = _OWED_WEEKS_AGO.count(weeks_ago)
    # Whoever was missed first in the plan stays owed; a week without a miss gives up kept ones instead.
    missed_first = sorted(range(len(week)), key=lambda number: week[number].fate is not Fate.LATE)
    for number in missed_first[:owed]:
        week[number] = Due(week[number].day, week[number].team, Fate.OWED)
    return week


def _fate(dice: Dice, rate: float) -> Fate:
    if dice.chance(0.025):
        return Fate.WITHDRAWN
    if dice.chance(rate):
        return Fate.KEPT
    return Fate.GIVEN_UP if dice.chance(0.06) else Fate.LATE


def _last_week(stage: Stage) -> list[Due]:
    """The week the next meeting looks at is arranged: some of everything to talk about, nothing overdone."""
    dice, days = stage.dice, stage.calendar.working_days(stage.last_monday)
    week = [
        Due(days[0], SERVICE, Fate.LATE, kind="repair", tier="A", has_cause=True),
        Due(days[1], SERVICE, Fate.OWED, kind="installation", tier="B", has_cause=True),
        Due(days[-2], SALES, Fate.LATE, kind="quote", tier="C", has_cause=False),
    ]
    if dice.chance(0.4):
        week.append(Due(days[-2], WORKSHOP, Fate.LATE, has_cause=True))
    kept = _LAST_WEEK_DUE - len(week)
    week += [Due(days[number % len(days)], dice.weighted(_SHARES), Fate.KEPT) for number in range(kept)]
    week += [Due(dice.pick(days), SALES, Fate.WITHDRAWN)]
    return week


def _moved_out(stage: Stage) -> list[Due]:
    dice, days = stage.dice, stage.calendar.working_days(stage.last_monday)
    coming = stage.calendar.working_days(stage.last_monday + WEEK)
    after = stage.calendar.working_days(stage.last_monday + 2 * WEEK)
    moved = [
        Due(coming[1], SERVICE, Fate.AHEAD, kind="maintenance", first=days[1]),
        Due(coming[-1], WORKSHOP, Fate.AHEAD, kind="repair", first=days[-2], moved_afterwards=True),
    ]
    if dice.chance(0.6):
        moved.append(Due(after[0], SALES, Fate.AHEAD, kind="delivery", first=days[-1]))
    return moved


def _ahead(stage: Stage) -> list[Due]:
    coming: list[Due] = []
    for number, full in enumerate(_AHEAD, start=1):
        days = stage.calendar.working_days(stage.last_monday + number * WEEK)
        for count in range(full * (2 + len(days)) // 7):
            # The nearer days fill one after the other; further ahead the calendar has holes.
            day = days[count % len(days)] if number < 3 else stage.dice.pick(days)
            coming.append(Due(day, stage.dice.weighted(_SHARES), Fate.AHEAD))
    return coming
