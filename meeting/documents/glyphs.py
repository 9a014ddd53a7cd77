"""Which signs a font of ours has: what it lacks is set with whatever fonts the machine has."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from struct import iter_unpack, unpack_from

_WHOLE_UNICODE = 12
"""The format of the table that maps every sign to its glyph, in groups of neighbours."""


def lacks(font: Path, text: str) -> frozenset[str]:
    """The signs of a text that the font cannot draw; spaces and what is never drawn are none."""
    groups = _groups(font)
    return frozenset(
        sign
        for sign in set(text)
        if sign.isprintable() and not any(first <= ord(sign) <= last for first, last in groups)
    )


@lru_cache(maxsize=4)
def _groups(font: Path) -> tuple[tuple[int, int], ...]:
    """First and last code point of each group, from the table `cmap` of an OpenType font."""
    data = font.read_bytes()
    (tables,) = unpack_from(">4xH", data)
    places = {data[at : at + 4]: unpack_from(">8xI", data, at)[0] for at in range(12, 12 + 16 * tables, 16)}
    start = places[b"cmap"]
    (many,) = unpack_from(">2xH", data, start)
    for number in range(many):
        (offset,) = unpack_from(">4xI", data, start + 4 + 8 * number)
        form, count = unpack_from(">H10xI", data, start + offset)
        if form == _WHOLE_UNICODE:
            listed = data[start + offset + 16 : start + offset + 16 + 12 * count]
            return tuple((first, last) for first, last, _ in iter_unpack(">III", listed))
    return ()
