"""A file as text cells with their line numbers, or a refusal: no cell is ever moved, guessed or dropped."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from db.intake.encodings import NO_ENCODINGS, by_mark, told_by_zeros, utf8_or_none, western
from db.intake.formats import ZIP, refuse_other_formats
from meeting.documents.guards import unguard
from meeting.errors import UnreadableFile

LONGEST_CELL = 1_000_000
LONGEST_ROW = 8_000_000
"""Characters: a row of nothing but delimiters fills the memory long before its end is found."""
LARGEST_FILE = 1 << 30
MOST_ROWS = 2_000_000
"""Ten years of a company with 800 orders a day; their references are kept in memory, about 300 MB."""
_DELIMITERS = ",;\t|^~:"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Line:
    """One row of the file: `number` is the physical line it starts on, or the row of the sheet.

    `wrong` is {place of a cell: why it cannot be taken}, for cells that are no text at all.
    """

    number: int
    cells: list[str]
    wrong: Mapping[int, str] = field(default_factory=dict)


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

    def lines(self) -> Iterator[Line]:
        """Every row below the heading; blank lines are passed over. Raises UnreadableFile, naming the line."""
        rows = 0
        for line in _records(self.path, self.encoding, self.delimiter, spaced=self.spaced):
            if line.number > self.heading_line and line.cells:
                rows += 1
                if rows > MOST_ROWS:
                    raise UnreadableFile(
                        f"{self.path.name} has more than {MOST_ROWS:,} rows. Nothing was saved. Split it and bring in "
                        "the parts."
                    )
                yield line


def open_table(path: Path, *, encoding: str | None = None) -> Table:
    """Tell encoding and delimiter and read the heading. Raises UnreadableFile, saying what to do instead."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read ({error.strerror}). Nothing was saved.") from error
    if size == 0:
        raise UnreadableFile(f"{path.name} is empty. Nothing was saved.")
    if start.startswith(ZIP):
        from db.intake.workbook import open_workbook

        return open_workbook(path)
    refuse_other_formats(path, start)
    if size > LARGEST_FILE:
        raise UnreadableFile(
            f"{path.name} is larger than 1 GB. Nothing was saved. Split it and bring in the parts."
        )
    digest, told = _digest_and_encoding(path)
    encoding = _named(path, encoding, start) if encoding else told
    if encoding is None:
        raise UnreadableFile(
            f"{path.name} is not UTF-8, and its encoding cannot be told for certain. Nothing was saved. Name it, "
            "for example --encoding cp1250, or save the file as “CSV UTF-8”."
        )
    if encoding != "utf-8" or told != "utf-8":
        _check(path, encoding)
    delimiter, skipped = _tell_delimiter(path, encoding)
    table = Table(path, digest, encoding, delimiter, (), skipped)
    heading = next(table.lines(), None)
    if heading is not None and heading.wrong:
        table = replace(table, spaced=True)
        heading = next(table.lines(), None)
    if heading is None:
        raise UnreadableFile(
            f"{path.name} has no heading. Nothing was saved. The first line must name the columns."
        )
    names = tuple(name.strip() for name in heading.cells)
    return replace(table, heading=names, heading_line=heading.number)


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
        raise UnreadableFile(f"“{encoding}” is no known encoding. Nothing was saved.") from None
    marked = by_mark(start)
    if marked is None:
        return encoding
    if name.startswith(marked.removesuffix("-sig")):
        return marked
    raise UnreadableFile(
        f"{path.name} starts with the mark of {marked}, so it is not {encoding} throughout. Nothing was saved. "
        "Leave --encoding out."
    )


def _check(path: Path, encoding: str) -> None:
    """Raises UnreadableFile unless the whole file is in this encoding."""
    try:
        with path.open(encoding=encoding, errors="strict", newline="") as file:
            while file.read(_BLOCK):
                pass
    except UnicodeError as error:
        raise UnreadableFile(
            f"{path.name} is not {encoding} throughout ({error}). Nothing was saved."
        ) from error


def _tell_delimiter(path: Path, encoding: str) -> tuple[str, int]:
    """The delimiter that gives most rows the heading's number of columns, and how many lines stand above it."""
    with path.open(encoding=encoding, newline="") as file:
        first = file.read(1 << 16)
    said = re.match(r"\ufeff?sep=([^\w\s\"]|\t|_)[ \t]*(\r\n?|\n|$)", first)
    if said:
        return said[1], 1
    best: tuple[bool, float, int, str] = (False, 0.0, 1, "")
    for delimiter in _DELIMITERS:
        if delimiter not in first:
            continue
        widths, is_whole = _widths(path, encoding, delimiter)
        if widths and widths[0] > 1:
            alike = sum(width == widths[0] for width in widths) / len(widths)
            best = max(best, (is_whole, round(alike, 2), widths[0], delimiter))
    if not best[3]:
        raise UnreadableFile(
            f"{path.name} has one column only, or columns set apart by something unusual. Nothing was saved. Save it "
            "as CSV with commas, semicolons or tabs between the columns."
        )
    return best[3], 0


def _widths(path: Path, encoding: str, delimiter: str) -> tuple[list[int], bool]:
    """How many cells the first rows have, and whether all of them can be read."""
    widths: list[int] = []
    try:
        widths.extend(
            len(line.cells)
            for line in islice(_records(path, encoding, delimiter, spaced=False), 200)
            if line.cells
        )
    except UnreadableFile:
        return widths, False
    return widths, True


def _records(path: Path, encoding: str, delimiter: str, *, spaced: bool) -> Iterator[Line]:
    """`spaced` files have a blank between delimiter and quote, as in `1, "Alpha, Inc."`."""
    csv.field_size_limit(LONGEST_CELL)
    start, length, is_doubtful = 1, 0, False
    doubtful = delimiter + ' "'

    def physical_lines() -> Iterator[str]:
        nonlocal length, is_doubtful
        while written := file.readline(LONGEST_ROW + 1):
            length += len(written)
            if length > LONGEST_ROW:
                raise csv.Error(f"more than {LONGEST_ROW:,} characters in one row")
            if doubtful in written:
                is_doubtful = True
            yield written

    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(physical_lines(), delimiter=delimiter, strict=True, skipinitialspace=spaced)
        try:
            for cells in reader:
                wrong = _space_before_quote(cells) if is_doubtful and not spaced else {}
                # The first letter is looked at here, for every cell of a long file passes.
                told = [unguard(cell) if cell[:1] == "'" else cell for cell in cells]
                yield Line(start, told if any(cell.strip() for cell in told) else [], wrong)
                start, length, is_doubtful = reader.line_num + 1, 0, False
        except csv.Error as error:
            raise UnreadableFile(
                f"{path.name} cannot be read from line {start} on ({error}). Nothing was saved. Mend the quotes or "
                "the length of that row."
            ) from error


def _space_before_quote(cells: Sequence[str]) -> dict[int, str]:
    """A quote after a blank opens nothing: a delimiter within it would have moved every cell behind it."""
    reason = "has a space before its quote: take the space out"
    return {
        place: reason
        for place, cell in enumerate(cells)
        if cell.startswith(" ") and cell.lstrip(" ")[:1] == '"'
    }
