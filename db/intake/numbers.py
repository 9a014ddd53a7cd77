"""A number of a workbook as its cell shows it: digits as a person writes them, or a day."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

_WHOLE = re.compile(r"-?[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})([eE][+-]?[0-9]{1,3})?")


class WrongCell(Exception):
    """A cell that holds nothing that can be taken; its text is the reason."""


def number_shown(written: str, style: str, *, from_1904: bool) -> str:
    """Digits as a person would write them: no exponent, no `.0`; zeros in front where the format shows them."""
    written = written.strip()
    if not _NUMBER.fullmatch(written):
        raise WrongCell("is no number, though the cell says so")
    if style and style.strip("0"):
        return _moment(float(written), style, from_1904=from_1904)
    if _WHOLE.fullmatch(written):
        digits = written.lstrip("-").lstrip("0") or "0"
        sign = "-" if written.startswith("-") and digits != "0" else ""
        return sign + digits.zfill(len(style))
    value = float(written)
    if value in (float("inf"), float("-inf")):
        raise WrongCell("is too large for a number")
    plain = format(Decimal(repr(value)), "f").removesuffix(".0")
    plain = "0" if plain == "-0" else plain
    return plain.zfill(len(style)) if plain.isdecimal() else plain


def _moment(value: float, style: str, *, from_1904: bool) -> str:
    """A day as YYYY-MM-DD, with its time when it has one; a time alone, or a duration, as hours and minutes."""
    from openpyxl.styles.numbers import is_timedelta_format
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    # Excel has a 29 February 1900, day 60, and shows no day before its first.
    if value < 0 or (60 <= value < 61 and not from_1904):
        raise WrongCell("is a day that no calendar has")
    try:
        epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
        found = from_excel(value, epoch, timedelta=is_timedelta_format(style))
    except (OverflowError, ValueError):
        raise WrongCell("is a day that no calendar has") from None
    if isinstance(found, timedelta):
        seconds = round(found.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(found, datetime) and found.time() == datetime.min.time():
        return found.date().isoformat()
    return str(found.isoformat())
