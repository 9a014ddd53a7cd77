"""Text that stays text in the program that opens it: formulas in CSV, and what a workbook cannot hold as it is."""

from __future__ import annotations

import re

# What spreadsheets take for the beginning of a formula, the full-width forms of Japanese keyboards among it.
_LEADS = "=+\\-@\t\r＝＋－＠"
# What a program may drop before it looks: white space, byte order marks, marks that have no width or only turn
# the direction.
_DROPPED = "\\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_IN_DANGER = re.compile(f"'*[{_DROPPED}]*[{_LEADS}]")
_GUARDED = re.compile(f"'+[{_DROPPED}]*[{_LEADS}]")

# The standard of workbooks writes a character that XML cannot hold, or would change, as _x0007_ with its number,
# and so has to write the underscore of a text that looks like one as well.
_TO_NUMBER = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_NUMBERED = re.compile("_x([0-9A-Fa-f]{4})_")


def guard(text: str) -> str:
    """The text behind an apostrophe if it begins as a formula does, or as a guarded text does."""
    return f"'{text}" if _IN_DANGER.match(text) else text


def unguard(text: str) -> str:
    """What `guard` was given. An apostrophe before anything else stays: 's-Hertogenbosch."""
    return text[1:] if _GUARDED.match(text) else text


def number_marks(text: str) -> str:
    """The text as a cell of a workbook holds it: line ends and control characters survive as _x000D_."""
    return _TO_NUMBER.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unnumber_marks(text: str) -> str:
    """What `number_marks` was given."""
    return _NUMBERED.sub(lambda found: chr(int(found[1], 16)), text)
