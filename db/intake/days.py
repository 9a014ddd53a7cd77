"""Days as files write them. One way of writing per column; what could be read in two ways is asked, never guessed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from db.intake.asking import About, Unclear
from meeting.errors import UnreadableFile
from meeting.weeks import in_words

FIRST_YEAR, LAST_YEAR = 1900, 2100

_TIME = (
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
_NUMBERS = re.compile(r"(\d{1,4})(?P<mark>[./-])\s?(\d{1,2})(?P=mark)\s?(\d{4}|\d{1,2}),?" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})" + _TIME)
_DAY_NAME = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
_DAY_MONTH = re.compile(
    _DAY_NAME + r"(\d{1,2})(?:st|nd|rd|th|\.)?[ -]?\s*([^\W\d_]{3,10})\.?,?[ -]\s*(\d{4}|\d{2})" + _TIME
)
_MONTH_DAY = re.compile(_DAY_NAME + r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})" + _TIME)

_MONTH_WORDS = {
    word: number
    for words in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jän feb mär apr mai jun jul aug sept okt nov dez",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    )
    for number, word in enumerate(words.split(), start=1)
}

YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "YMD", "DMY", "MDY"
_ORDER_WORDS = {YEAR_FIRST: "year first", DAY_FIRST: "day first", MONTH_FIRST: "month first"}


@dataclass(frozen=True)
class Way:
    """A way of writing days: `shape` says how it looks, `order` which number is what."""

    shape: str
    order: str

    def __str__(self) -> str:
        return f"{self.shape} ({_ORDER_WORDS.get(self.order, self.order)})"


def readings(written: str, *, zone: ZoneInfo) -> dict[Way, date]:
    """Every way this text can be read as a day. A moment with an offset becomes a day in `zone` first."""
    written = written.strip()
    if match := _NUMBERS.fullmatch(written):
        return _by_numbers(match, zone)
    if match := _COMPACT.fullmatch(written):
        return _readings(match, {Way("20260403", YEAR_FIRST): (match[1], match[2], match[3])}, zone)
    if match := _DAY_MONTH.fullmatch(written):
        return _by_name(match, (match[3], match[2], match[1]), "3 April 2026", zone)
    if match := _MONTH_DAY.fullmatch(written):
        return _by_name(match, (match[3], match[1], match[2]), "April 3, 2026", zone)
    return {}


def _by_numbers(match: re.Match[str], zone: ZoneInfo) -> dict[Way, date]:
    first, mark, second, third = match[1], match["mark"], match[3], match[4]
    if len(first) > 2:
        if len(first) == 3 or len(third) == 4:
            return {}
        return _readings(match, {Way(f"2026{mark}04{mark}03", YEAR_FIRST): (first, second, third)}, zone)
    if len(third) == 1:
        return {}
    shape = f"03{mark}04{mark}{'2026' if len(third) == 4 else '26'}"
    ways = {Way(shape, DAY_FIRST): (third, second, first)}
    if mark != ".":  # Nobody writes the month first with dots.
        ways[Way(shape, MONTH_FIRST)] = (third, first, second)
        if len(third) == 2:
            ways[Way(shape, YEAR_FIRST)] = (first, second, third)
    return _readings(match, ways, zone)


def _by_name(
    match: re.Match[str], parts: tuple[str, str, str], shape: str, zone: ZoneInfo
) -> dict[Way, date]:
    month = _MONTH_WORDS.get(parts[1].lower())
    if month is None:
        return {}
    return _readings(match, {Way(shape, "month by name"): (parts[0], str(month), parts[2])}, zone)


def _readings(match: re.Match[str], ways: dict[Way, tuple[str, str, str]], zone: ZoneInfo) -> dict[Way, date]:
    return {way: day for way, parts in ways.items() if (day := _day(match, parts, zone)) is not None}


def _day(match: re.Match[str], parts: tuple[str, str, str], zone: ZoneInfo) -> date | None:
    year, month, day = (int(part) for part in parts)
    if len(parts[0]) <= 2:
        year += 2000 if year < 70 else 1900
    try:
        found = date(year, month, day)
        if match["hour"] is None:
            return found if FIRST_YEAR <= year <= LAST_YEAR else None
        moment = datetime(
            year, month, day, _hour(match), int(match["minute"]), int(match["second"] or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if match["zone"] is None:
        return found
    return moment.replace(tzinfo=_offset(match["zone"])).astimezone(zone).date()


def _hour(match: re.Match[str]) -> int:
    hour = int(match["hour"])
    if match["half"] is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no such hour")
    return hour % 12 + (12 if match["half"].lower().startswith("p") else 0)


def _offset(written: str) -> timezone:
    if written[0] not in "+-":
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-size if written[0] == "-" else size)


class Telling:
    """Looks at every value of one column and tells how it writes its days. Keeps no values."""

    def __init__(self, *, zone: ZoneInfo) -> None:
        self._zone = zone
        self._seen: Counter[str] = Counter()
        self._decided: dict[str, dict[Way, str]] = {}
        self._undecided: dict[str, tuple[str, set[date]]] = {}
        self._any: dict[str, Way] = {}

    def see(self, written: str) -> None:
        read = readings(written, zone=self._zone)
        if not read:
            return
        way = next(iter(read))
        self._seen[way.shape] += 1
        self._any.setdefault(way.shape, way)
        if len(read) == 1:
            self._decided.setdefault(way.shape, {}).setdefault(way, written)
        elif way.shape not in self._undecided and len(set(read.values())) > 1:
            self._undecided[way.shape] = (written, set(read.values()))

    def way(self, column: str) -> Way | None:
        """The way most rows write their days; None when no value is a day at all.

        Raises Unclear, asking how to read them, when no row decides or rows contradict each other.
        """
        if not self._seen:
            return None
        shape = max(sorted(self._seen), key=self._seen.__getitem__)
        decided = self._decided.get(shape, {})
        if len(decided) > 1:
            values = " and ".join(f"“{written}”" for written in sorted(decided.values()))
            raise Unclear(
                f"The dates in {column} contradict each other: {values} cannot be written the same way.",
                about=About.DAYS,
                options="Say how to read them, for example --date-format DD/MM/YYYY; rows written otherwise are then "
                "refused one by one.",
            )
        if decided:
            return next(iter(decided))
        if shape not in self._undecided:
            return self._any[shape]
        written, meanings = self._undecided[shape]
        raise Unclear(
            f"“{written}” in {column} can be {' or '.join(in_words(day) for day in sorted(meanings))}, and no row "
            "decides.",
            about=About.DAYS,
            options="Say which: --date-format DD/MM/YYYY or --date-format MM/DD/YYYY.",
        )


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
    if order not in _ORDER_WORDS:
        raise UnreadableFile(
            f"--date-format {date_format} is not understood. Nothing was saved. Write it like DD/MM/YYYY, "
            "MM/DD/YYYY or YYYY-MM-DD."
        )
    return order


def read_day(
    written: str, *, zone: ZoneInfo, way: Way | None = None, order: str | None = None
) -> date | None:
    """The day in the column's way, or in the order asked for; None when it is not written so."""
    read = readings(written, zone=zone)
    if way is not None and way in read:
        return read[way]
    if order is not None:
        for candidate, day in read.items():
            if candidate.order in (order, "month by name") or candidate.shape.startswith("2026"):
                return day
    return None
