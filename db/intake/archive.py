"""The parts of an Excel workbook, unpacked under a count: what the archive says of itself is checked, not believed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from db.intake.formats import refuse, refuse_archive
from meeting.errors import UnreadableFile

LARGEST_WORKBOOK = 200 << 20
"""Bytes. A full sheet of 1,048,576 rows with 14 columns has about 80 MB; the rest is pictures or an attack."""
MOST_UNPACKED = 1 << 30
"""Bytes of all parts together: the same full sheet unpacks to about 700 MB."""
MOST_PARTS = 5_000
DEEPEST = 64
LONGEST_MARK = 1 << 20
"""Bytes of one tag or comment: older parsers begin it anew with every block they are given."""
_DIRECTORY = MOST_PARTS * 400
_BLOCK = 1 << 16
WORKBOOK = "xl/workbook.xml"
_AS_CSV = "Save the sheet as CSV and bring that in."

Starts = Callable[[str, dict[str, str]], None]
Ends = Callable[[str], None]
Texts = Callable[[str], None]


def check_archive(path: Path) -> None:
    """Look at the directory of the archive alone. Raises UnreadableFile for all but a workbook of a sane size."""
    if path.stat().st_size > LARGEST_WORKBOOK:
        raise UnreadableFile(
            f"{path.name} is larger than {LARGEST_WORKBOOK >> 20} MB, the most for an Excel workbook. Nothing was "
            f"saved. {_AS_CSV}"
        )
    _check_directory(path)
    with _opened(path) as archive:
        parts = archive.infolist()
        names = frozenset(part.filename for part in parts)
        if len(parts) > MOST_PARTS or len(names) < len(parts):
            _refuse_bomb(path, f"{len(parts)} parts, or parts twice")
        if any(part.flag_bits & 1 for part in parts):
            refuse(path, "a password-protected archive", "Take the password off and save it again.")
        if WORKBOOK not in names:
            is_open = "mimetype" in names and archive.getinfo("mimetype").file_size < 200
            refuse_archive(path, names, mimetype=archive.read("mimetype") if is_open else b"")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MOST_UNPACKED:
            _refuse_bomb(path, f"{unpacked >> 20:,} MB when unpacked")
        if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
            _refuse_bomb(path, "parts packed in a way that Excel does not use")


def names_of(path: Path) -> frozenset[str]:
    with _opened(path) as archive:
        return frozenset(archive.namelist())


def parse(
    path: Path, part: str, *, start: Starts, end: Ends | None = None, text: Texts | None = None
) -> Iterator[None]:
    """Go through one part, calling with names without prefix; pauses after each block, never holding a tree.

    Raises UnreadableFile for what is no XML, declares entities, is nested deeper than any sheet, or unpacks to
    more than the archive may hold.
    """
    depth = unpacked = 0

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            _refuse_bomb(path, f"elements more than {DEEPEST} deep")
        start(name.rpartition(":")[2], attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name.rpartition(":")[2])

    def declared(*_: object) -> None:
        _refuse_bomb(path, "a document type, which can stand for texts of any length")

    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.StartDoctypeDeclHandler = declared
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        with _opened(path) as archive, archive.open(part) as file:
            while block := file.read(_BLOCK):
                unpacked += len(block)
                if unpacked > MOST_UNPACKED:
                    _refuse_bomb(path, f"more than {MOST_UNPACKED >> 20:,} MB when unpacked")
                parser.Parse(block, False)
                if unpacked - parser.CurrentByteIndex > LONGEST_MARK:
                    _refuse_bomb(path, f"a mark longer than {LONGEST_MARK:,} bytes")
                yield
            parser.Parse(b"", True)
            yield
    except (ExpatError, LookupError) as error:
        raise damaged(path, f"{part}: {error}") from error


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(path) as archive:
            yield archive
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        struct.error,
        NotImplementedError,
        ValueError,
        OSError,
    ) as error:
        raise damaged(path, str(error)) from error


def _check_directory(path: Path) -> None:
    """How long the directory is, before anything reads it: it can itself be the bomb."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - (1 << 16) - 22))
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if 0 <= at <= len(end) - 22:
        (size,) = struct.unpack_from("<L", end, at + 12)
        if size > _DIRECTORY:
            _refuse_bomb(path, "too many parts")


def damaged(path: Path, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"{path.name} is a ZIP archive or an Excel workbook that is damaged ({what}). Nothing was saved. Open it in "
        "Excel and save it as CSV, or as a workbook anew."
    )


def _refuse_bomb(path: Path, what: str) -> NoReturn:
    raise UnreadableFile(
        f"{path.name} is not taken: it has {what}. Nothing was saved. If it is a real workbook, open it in Excel. "
        + _AS_CSV
    )
