"""Days as files write them. Each column tells by all its cells how it writes them; what could be read in two ways is
asked, never guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from datetime import date
from zoneinfo import ZoneInfo

from db.intake.asking import About, Unclear
from db.intake.day_shapes import (
    AS_EXCEL_COUNTS,
    BY_NAME,
    ORDER_WORDS,
    SECONDS,
    SINCE_1970,
    YEAR_FIRST,
    Way,
    readings,
)
from meeting.errors import UnreadableFile
from meeting.weeks import in_words

_ISO = Way("2026-04-03", YEAR_FIRST)


class Telling:
    """Looks at every value of one column and tells how it writes its days. Keeps no values.

    `counts_from_1904` is a workbook of old Macs, in which a plain number is no day as Excel counts them elsewhere.
    """

    def __init__(self, *, zone: ZoneInfo, counts_from_1904: bool = False) -> None:
        self._zone = zone
        self._counts_from_1904 = counts_from_1904
        self.seen: Counter[Way] = Counter()
        """How many different values each shape has, by the first way it can be read."""
        self._decided: dict[str, dict[Way, str]] = {}
        self._undecided: dict[str, tuple[str, set[date]]] = {}
        self._is_any_late_real_day = False

    def see(self, written: str) -> bool:
        """Whether this can be read as a day."""
        read = readings(written, zone=self._zone)
        if not read or (self._counts_from_1904 and AS_EXCEL_COUNTS in read):
            return False
        way = next(iter(read))
        self.seen[way] += 1
        if _ISO in read and read[_ISO].day > 12:
            self._is_any_late_real_day = True
        if len(read) == 1:
            self._decided.setdefault(way.shape, {}).setdefault(way, written)
        elif way.shape not in self._undecided and len(set(read.values())) > 1:
            self._undecided[way.shape] = (written, set(read.values()))
        return True

    def ways(self, column: str) -> tuple[Way, ...]:
        """The ways the column writes its days, one of each shape, the most frequent first; () when none is a day.

        Raises Unclear, asking how to read them, when no row decides or rows contradict each other.
        """
        self._refuse_turned_around(column)
        shapes = Counter[str]()
        for way, times in self.seen.items():
            shapes[way.shape] += times
        return tuple(self._way(shape, column) for shape, _ in shapes.most_common())

    def _way(self, shape: str, column: str) -> Way:
        # 03/04/26 beside 03/04/2026 is written the same way.
        decided = {
            way: written
            for each, ways in self._decided.items()
            for way, written in ways.items()
            if each == shape or (_family(each) == _family(shape) and way.order != YEAR_FIRST)
        }
        orders = {way.order for way in decided}
        if len(orders) > 1:
            values = " and ".join(f"“{written}”" for written in sorted(decided.values()))
            raise Unclear(
                f"The dates in {column} contradict each other: {values} cannot be written the same way.",
                about=About.DAYS,
                options="Say how to read them, for example --date-format DD/MM/YYYY; rows written otherwise are then "
                "refused one by one.",
            )
        if orders:
            return Way(shape, orders.pop())
        if shape not in self._undecided:
            return next(way for way in self.seen if way.shape == shape)
        written, meanings = self._undecided[shape]
        raise Unclear(
            f"“{written}” in {column} can be {' or '.join(in_words(day) for day in sorted(meanings))}, and no row "
            "decides.",
            about=About.DAYS,
            options="Say which: --date-format DD/MM/YYYY or --date-format MM/DD/YYYY.",
        )

    def _refuse_turned_around(self, column: str) -> None:
        """A spreadsheet of another country makes 3 April of 04/03, where it can, and leaves 13/04 a text."""
        slashes = [shape for shape in self._decided if Way(shape, "").mark and Way(shape, "").mark != "."]
        is_like_it = (
            self.seen[_ISO]
            and not self._is_any_late_real_day
            and slashes
            and not any(shape in self._undecided for shape in slashes)
        )
        if is_like_it:
            written = next(iter(self._decided[slashes[0]].values()))
            raise Unclear(
                f"In {column} all real days are before the 13th, and all texts, such as “{written}”, after the 12th: "
                "a spreadsheet seems to have turned day and month around.",
                about=About.DAYS,
                options="Mend the column there, or say how its texts are written: --date-format DD/MM/YYYY.",
            )


def _family(shape: str) -> str:
    return shape.replace("2026", "26") if shape.startswith("03") else shape


_LETTERS = re.compile(r"([DMY])\1*", re.IGNORECASE)
_DIRECTIVES = {"%d": "D", "%m": "M", "%Y": "YYYY", "%y": "YY", "%b": "MMM", "%B": "MMM", "%F": "YYYY-MM-DD"}


def order_of(date_format: str) -> str:
    """The order of day, month and year in `DD/MM/YYYY`, `d.m.y`, `%m/%d/%Y`, `dmy` and the like.

    Raises UnreadableFile for anything without exactly one day, month and year.
    """
    plain = date_format
    for directive, letters in _DIRECTIVES.items():
        plain = plain.replace(directive, letters)
    plain = re.split(r"[ T](?=%H|%I|[Hh]{1,2}:)", plain)[0]
    order = "".join(run[0].upper() for run in (match[0] for match in _LETTERS.finditer(plain)))
    if order not in ORDER_WORDS:
        raise UnreadableFile(
            f"--date-format {date_format} is not understood. Nothing was saved. Write it like DD/MM/YYYY, "
            "MM/DD/YYYY or YYYY-MM-DD."
        )
    return order


def read_day(
    written: str,
    *,
    zone: ZoneInfo,
    ways: Collection[Way] = (),
    order: str | None = None,
    counts_from_1904: bool = False,
) -> date | None:
    """The day in one of the column's ways, or in the order asked for; None when it is not written so."""
    for way, day in readings(written, zone=zone).items():
        if way is AS_EXCEL_COUNTS and counts_from_1904:
            continue
        if way in ways or (order is not None and _is_in_order(way, order)):
            return day
    return None


def _is_in_order(way: Way, order: str) -> bool:
    """What can be read in one way alone is so in any order."""
    plain = (AS_EXCEL_COUNTS, SINCE_1970, SECONDS)
    return way.order in (order, BY_NAME) or way.shape.startswith("2026") or way in plain
