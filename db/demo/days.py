"""Working days, holidays and the rush before summer and before Christmas."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian rule (Meeus)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, part = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * part + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays(years: Iterable[int]) -> tuple[date, ...]:
    """The public holidays of Baden-Württemberg, where the company is at home."""
    fixed = ((1, 1), (1, 6), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26))
    around_easter = (-2, 1, 39, 50, 60)
    days: list[date] = []
    for year in years:
        days += [date(year, month, day) for month, day in fixed]
        days += [easter(year) + offset * DAY for offset in around_easter]
    return tuple(sorted(set(days)))


def is_rush(monday: date) -> bool:
    """Terraces and camp sites open in late spring; everybody wants to be ready before Christmas."""
    thursday = monday + 3 * DAY
    day = (thursday.month, thursday.day)
    return (5, 8) <= day <= (6, 18) or (11, 26) <= day <= (12, 20)


@dataclass(frozen=True)
class Calendar:
    off: frozenset[date]

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.off

    def working_days(self, monday: date) -> list[date]:
        return [day for day in (monday + number * DAY for number in range(7)) if self.is_working(day)]

    def before(self, day: date, count: int) -> date:
        """`count` working days before `day`; 0 is the day itself."""
        return self._step(day, count, -DAY)

    def after(self, day: date, count: int) -> date:
        """`count` working days after `day`; 0 is the day itself."""
        return self._step(day, count, DAY)

    def between(self, day: date, last: date) -> int:
        """How many working days lie after `day` up to and including `last`."""
        return sum(self.is_working(day + number * DAY) for number in range(1, (last - day).days + 1))

    def _step(self, day: date, count: int, step: timedelta) -> date:
        while count:
            day += step
            count -= self.is_working(day)
        return day
