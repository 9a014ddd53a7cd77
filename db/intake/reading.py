"""A file as text cells with their line numbers, or a refusal: no cell is ever moved, guessed or dropped."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from db.intake.asking import About, Unclear
from db.intake.encodings import NO_ENCODINGS, by_mark, told_by_zeros, utf8_or_none, western
from db.intake.fields import Kind
from db.intake.formats import ZIP, refuse_other_formats
from db.intake.heading_row import LOOKED_AT, heading_among
from db.intake.lines import Line, records, tell_delimiter
from meeting.errors import UnreadableFile

LARGEST_FILE = 1 << 30
MOST_ROWS = 2_000_000
"""Ten years of a company with 800 orders a day; their references are kept in memory, about 300 MB."""
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Table:
    """A file that can be read: its heading, and its rows as often as asked for."""

    path: Path
    digest: str
    encoding: str
    delimiter: str
    heading: tuple[str, ...]
    heading_line: int
    spaced: bool = False
    above: tuple[str, ...] = ()
    """What stands above the heading, such as a title: left out, and said."""
    other_sheets: tuple[str, ...] = ()
    counts_from_1904: bool = False

    def left_out(self) -> list[str]:
        """What of the file is not looked at, in words."""
        above = [f"above the heading, “{text}”" for text in self.above]
        return [*above, *(f"the sheet “{name}”" for name in self.other_sheets)]

    def lines(self) -> Iterator[Line]:
        """Every row below the heading; blank lines are passed over. Raises UnreadableFile, naming the line."""
        rows = 0
        for line in records(self.path, self.encoding, self.delimiter, spaced=self.spaced):
            if line.number > self.heading_line and line.cells:
                rows += 1
                if rows > MOST_ROWS:
                    raise UnreadableFile(
                        f"{self.path.name} has more than {MOST_ROWS:,} rows. Nothing was saved. Split it and bring in "
                        "the parts."
                    )
                yield line


def open_table(
    path: Path, *, encoding: str | None = None, kind: Kind | None = None, sheet: str | None = None
) -> Table:
    """Tell encoding and delimiter and find the heading. Raises UnreadableFile, saying what to do instead.

    Of several sheets of a workbook it is the one named, else the one whose columns fit the kind.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise UnreadableFile(
            f"{path} cannot be read ({error.strerror}). Nothing was saved. Check its name and permissions."
        ) from error
    if size == 0:
        raise UnreadableFile(
            f"{path.name} is empty. Nothing was saved. Save it again from the program it comes from."
        )
    if start.startswith(ZIP):
        from db.intake.workbook import open_workbook

        return open_workbook(path, kind=kind, named=sheet)
    refuse_other_formats(path, start)
    if size > LARGEST_FILE:
        raise UnreadableFile(
            f"{path.name} is larger than 1 GB. Nothing was saved. Split it and bring in the parts."
        )
    digest, told = _digest_and_encoding(path)
    encoding = _named(path, encoding, start) if encoding else told
    if encoding is None:
        raise Unclear(
            f"{path.name} is not UTF-8, and its encoding cannot be told for certain.",
            about=About.ENCODING,
            options="Name it, for example --encoding cp1250, or save the file as “CSV UTF-8”.",
        )
    if encoding != "utf-8" or told != "utf-8":
        _check(path, encoding)
    delimiter, skipped = tell_delimiter(path, encoding)
    table = Table(path, digest, encoding, delimiter, (), skipped)
    first = _first(table)
    at = heading_among([line.cells for line in first])
    if first and first[at].wrong:
        table = replace(table, spaced=True)
        first = _first(table)
        at = heading_among([line.cells for line in first])
    if not first:
        raise UnreadableFile(
            f"{path.name} has no heading. Nothing was saved. Write the names of the columns into the first "
            "line."
        )
    names = tuple(name.strip() for name in first[at].cells)
    above = tuple(" ".join(filter(None, map(str.strip, line.cells))) for line in first[:at])
    return replace(table, heading=names, heading_line=first[at].number, above=above)


def _first(table: Table) -> list[Line]:
    """The heading is looked for among them. A row that cannot be read is told of when its turn comes."""
    first: list[Line] = []
    lines = table.lines()
    while len(first) < LOOKED_AT:
        try:
            line = next(lines, None)
        except UnreadableFile:
            if first:
                break
            raise
        if line is None:
            break
        first.append(line)
    return first


def _digest_and_encoding(path: Path) -> tuple[str, str | None]:
    """The SHA-256 of the file, and its encoding where it can be told from its bytes."""
    digest = hashlib.sha256()
    utf8 = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8 = True
    sample = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            sample = sample or block
            if is_utf8:
                try:
                    utf8.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
    if is_utf8:
        try:
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    return digest.hexdigest(), by_mark(sample) or told_by_zeros(sample) or (
        utf8_or_none(sample) if is_utf8 else western(path)
    )


def _named(path: Path, encoding: str, start: bytes) -> str:
    """The encoding a person named, with the mark that the file may have. Raises UnreadableFile for what is none."""
    try:
        name = codecs.lookup(encoding).name
        if (
            not getattr(codecs.lookup(encoding), "_is_text_encoding", True)
            or name.replace("_", "-") in NO_ENCODINGS
        ):
            raise LookupError
    except (LookupError, ValueError):
        raise UnreadableFile(
            f"“{encoding}” is no known encoding. Nothing was saved. Name one such as utf-8 or cp1250."
        ) from None
    marked = by_mark(start)
    if marked is None:
        return encoding
    if name.startswith(marked.removesuffix("-sig")):
        return marked
    raise Unclear(
        f"{path.name} starts with the mark of {marked}, so it is not {encoding} throughout.",
        about=About.ENCODING,
        options="Leave --encoding out.",
    )


def _check(path: Path, encoding: str) -> None:
    """Raises UnreadableFile unless the whole file is in this encoding."""
    try:
        with path.open(encoding=encoding, errors="strict", newline="") as file:
            while file.read(_BLOCK):
                pass
    except UnicodeError as error:
        raise Unclear(
            f"{path.name} is not {encoding} throughout ({error}).",
            about=About.ENCODING,
            options="Name another encoding, or leave --encoding out.",
        ) from error
