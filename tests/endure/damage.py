"""Damage to files as it happens: bytes flipped, lost and added, files cut off, lines twice, delimiters changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from random import Random

Change = Callable[[bytearray, Random], None]


def flip(contents: bytearray, random: Random) -> None:
    contents[random.randrange(len(contents))] ^= 1 << random.randrange(8)


def insert(contents: bytearray, random: Random) -> None:
    common = b'",;\t\n\r\0\xff\xfe =\xc3'
    at = random.randrange(len(contents) + 1)
    contents[at:at] = bytes(
        random.choice((random.randrange(256), random.choice(common))) for _ in range(random.randint(1, 4))
    )


def delete(contents: bytearray, random: Random) -> None:
    at = random.randrange(len(contents))
    del contents[at : at + random.randint(1, 8)]


def cut(contents: bytearray, random: Random) -> None:
    del contents[random.randrange(1, len(contents)) :]


def cut_the_start(contents: bytearray, random: Random) -> None:
    del contents[: random.randrange(len(contents))]


def repeat_lines(contents: bytearray, random: Random) -> None:
    lines = contents.splitlines(keepends=True)
    at = random.randrange(len(lines))
    some = lines[at : at + random.randint(1, 3)]
    where = random.randrange(len(lines) + 1)
    contents[:] = b"".join([*lines[:where], *some, *lines[where:]])


def swap_delimiters(contents: bytearray, random: Random) -> None:
    one, other = random.sample(b',;\t|"\n\r', 2)
    start = random.randrange(len(contents))
    end = random.choice((len(contents), start + 200))
    contents[start:end] = contents[start:end].replace(bytes([one]), bytes([other]))


CHANGES: tuple[Change, ...] = (flip, insert, delete, cut, cut_the_start, repeat_lines, swap_delimiters)


def damaged(contents: bytes, random: Random) -> bytes:
    """One to four kinds of damage, one after the other."""
    found = bytearray(contents)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        if found:
            random.choice(CHANGES)(found, random)
    return bytes(found)


def damaged_within(workbook: bytes, random: Random) -> bytes:
    """A workbook with damage to one of its parts, packed again so that the archive itself is whole."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice(sorted(name for name in parts if parts[name]))
    parts[name] = damaged(parts[name], random)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, contents in parts.items():
            archive.writestr(part, contents)
    return packed.getvalue()
