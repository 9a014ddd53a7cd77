"""What a text can be read as, when it is to be a day: every way, and the words and zeros that stand for no day yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from db.intake.fields import EMPTY
from db.intake.vocabulary import months, no_day, weekdays

FIRST_YEAR, LAST_YEAR = 1900, 2100

_TIME = (
    r"(?:(?:T|,?\s)\s*(?:(?:at|um|à|om|ore|alle|a las)\s+)?(?P<hour>\d{1,2})[:h.](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?(?:\s*(?:Uhr|uur|h))?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
_NUMBERS = re.compile(r"(\d{1,4})(?P<mark>[./-])\s?(\d{1,2})(?P=mark)\s?(\d{4}|\d{1,2})" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})" + _TIME)
_MONTH = r"([^\W\d_]{3,10})"
_BETWEEN = r"(?:\.?,?\s*[-/ .]\s*(?:de[l]?\s+)?|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_]))"
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º)?" + _BETWEEN + _MONTH + _BETWEEN + r"(\d{4}|\d{2})" + _TIME
)
_MONTH_DAY = re.compile(_MONTH + r"\.?[-/ ]\s*(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+|[-/])(\d{4})" + _TIME)
_YEAR_MONTH = re.compile(r"(\d{4})[-/ ]\s?" + _MONTH + r"\.?[-/ ]\s?(\d{1,2})" + _TIME)
_WEEKDAY = re.compile(r"([^\W\d_]{2,10})\.?,?\s+(?=\S)")

_SERIAL = re.compile(r"(\d{5})(?:[.,]\d{1,15})?")
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_050
"""1990 to 2099 as Excel counts days: of five digits these alone are taken for days."""
_DAY_ZERO = date(1899, 12, 30)
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.0+)?")
_LAST_SECOND = 4_102_444_800

_ZEROS = re.compile(r"(?:0{1,4}[./-]0{1,2}[./-]0{1,4}|0{6,8}|0)(?:[T ]0{1,2}:00(?::00)?)?")
_NEVER = re.compile(
    r"(?:9999[./-]?12[./-]?31|(?:31[./]12|12[/]31)[./]9999|1899-12-3[01]|1900-01-00)(?:[T ].*)?"
)
_DASHES = re.compile(r"[-–—_.?*/]{1,5}")

YEAR_FIRST, DAY_FIRST, MONTH_FIRST, BY_NAME = "YMD", "DMY", "MDY", "month by name"
ORDER_WORDS = {YEAR_FIRST: "year first", DAY_FIRST: "day first", MONTH_FIRST: "month first"}


@dataclass(frozen=True)
class Way:
    """A way of writing days: `shape` says how it looks, `order` which number is what."""

    shape: str
    order: str

    def __str__(self) -> str:
        return f"{self.shape} ({ORDER_WORDS.get(self.order, self.order)})"

    @property
    def mark(self) -> str:
        """What stands between its numbers."""
        return self.shape[2] if self.shape.startswith("03") else ""


AS_EXCEL_COUNTS = Way("46115", "days as Excel counts them")
SINCE_1970 = Way("1775174400000", "milliseconds since 1970")
SECONDS = Way("1775174400", "seconds since 1970")


def is_no_day(written: str) -> bool:
    """Whether a cell says that there is no day yet: nothing, a dash, zeros, or a usual word such as “not yet”."""
    bare = written.strip().lower()
    return bool(
        bare in EMPTY
        or bare in no_day()
        or _DASHES.fullmatch(bare)
        or _ZEROS.fullmatch(bare)
        or _NEVER.fullmatch(bare)
    )


def looks_like_a_day(written: str) -> bool:
    """Written like a day, whether or not any calendar has it: 31.02.2026 is a slip in one row."""
    bare = written.strip()
    return any(
        _NUMBERS.fullmatch(each)
        or _COMPACT.fullmatch(each)
        or _DAY_MONTH.fullmatch(each)
        or _MONTH_DAY.fullmatch(each)
        for each in (bare, _without_weekday(bare))
    )


def readings(written: str, *, zone: ZoneInfo) -> dict[Way, date]:
    """Every way this text can be read as a day. A moment with an offset becomes a day in `zone` first."""
    bare = written.strip()
    return _readings_of(bare, zone) or _readings_of(_without_weekday(bare), zone)


def _readings_of(written: str, zone: ZoneInfo) -> dict[Way, date]:
    if match := _NUMBERS.fullmatch(written):
        return _by_numbers(match, zone)
    for pattern, shape, places in _NAMED:
        if match := pattern.fullmatch(written):
            return _by_name(match, places, shape, zone)
    return _by_digits(written, zone)


_NAMED = (
    (_DAY_MONTH, "3 April 2026", (3, 2, 1)),
    (_MONTH_DAY, "April 3, 2026", (3, 1, 2)),
    (_YEAR_MONTH, "2026-Apr-03", (1, 2, 3)),
)
"""Where year, month and day stand."""


def _by_digits(written: str, zone: ZoneInfo) -> dict[Way, date]:
    """A day without any mark, or a number that counts days or seconds."""
    if match := _COMPACT.fullmatch(written):
        return _readings(match, {Way("20260403", YEAR_FIRST): (match[1], match[2], match[3])}, zone)
    if match := _SERIAL.fullmatch(written):
        number = int(match[1])
        is_day = _FIRST_SERIAL <= number <= _LAST_SERIAL
        return {AS_EXCEL_COUNTS: _DAY_ZERO + timedelta(days=number)} if is_day else {}
    if match := _EPOCH.fullmatch(written):
        return _since_1970(int(match[1]), is_whole=not int(match[2] or 0), in_ms=bool(match[2]), zone=zone)
    return {}


def _without_weekday(written: str) -> str:
    match = _WEEKDAY.match(written)
    return written[match.end() :] if match and match[1].lower() in weekdays() else written


def _since_1970(seconds: int, *, is_whole: bool, in_ms: bool, zone: ZoneInfo) -> dict[Way, date]:
    """Midnight in UTC to the second is a day that a program stored without a time; all else is a moment."""
    if not 1_000_000_000 <= seconds <= _LAST_SECOND:
        return {}
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    is_day = is_whole and seconds % 86_400 == 0
    return {SINCE_1970 if in_ms else SECONDS: moment.date() if is_day else moment.astimezone(zone).date()}


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
    match: re.Match[str], places: tuple[int, int, int], shape: str, zone: ZoneInfo
) -> dict[Way, date]:
    year, name, day = (match[place] for place in places)
    month = months().get(name.lower())
    if month is None:
        return {}
    return _readings(match, {Way(shape, BY_NAME): (year, str(month), day)}, zone)


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
