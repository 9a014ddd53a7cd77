"""Which row of a file names its columns: the first as a rule, else the one under titles that is plainly a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from db.intake.fields import FIELDS
from db.intake.vocabulary import column_key, systems, usual

LOOKED_AT = 30
"""Rows: further down no heading is looked for."""
FEWEST_KNOWN = 2
_FEWEST_UNKNOWN = 3
_NUMBER = re.compile(r"[\d\s.,:/%€$£+-]+")


def heading_among(rows: Sequence[Sequence[str]]) -> int:
    """The place of the heading among the first rows that hold something.

    A row further down is it only when everything above is narrower, as titles are, and it holds names that are known;
    or, where nothing is known, when all above has one cell alone. Never a row below one that is as wide.
    """
    if not rows:
        return 0
    looked = rows[:LOOKED_AT]
    known = [known_in(row) for row in looked]
    best = max(range(len(looked)), key=lambda at: (known[at], -at))
    if known[best] >= FEWEST_KNOWN:
        width = _filled(looked[best])
        return best if all(_filled(row) < width for row in looked[:best]) else 0
    return _under_titles(looked)


def known_in(row: Sequence[str]) -> int:
    """How many cells are the name of a column in any kind, language or system; each once."""
    return len({column_key(cell) for cell in row if len(cell) <= 100} & _known())


def _under_titles(rows: Sequence[Sequence[str]]) -> int:
    for at, row in enumerate(rows):
        if _filled(row) > 1:
            is_named = _filled(row) >= _FEWEST_UNKNOWN and not any(_NUMBER.fullmatch(cell) for cell in row)
            return at if is_named else 0
    return 0


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


@cache
def _known() -> frozenset[str]:
    own = {column_key(field.name) for fields in FIELDS.values() for field in fields}
    of_languages = (key for kind in FIELDS for key in usual(kind))
    of_systems = (key for system in systems() for key in system.known)
    return frozenset({*own, *of_languages, *of_systems} - {""})
