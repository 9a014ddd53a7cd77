"""The rows of a text file: its cells, set apart by the delimiter that fits best, with the line each row starts on."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from db.intake.heading_row import FEWEST_KNOWN, heading_among, known_in
from meeting.documents.guards import unguard
from meeting.errors import UnreadableFile

LONGEST_CELL = 1_000_000
LONGEST_ROW = 8_000_000
"""Characters: a row of nothing but delimiters fills the memory long before its end is found."""
_DELIMITERS = ",;\t|^~:"


@dataclass(frozen=True)
class Line:
    """One row of the file: `number` is the physical line it starts on, or the row of the sheet.

    `wrong` is {place of a cell: why it cannot be taken}, for cells that are no text at all.
    """

    number: int
    cells: list[str]
    wrong: Mapping[int, str] = field(default_factory=dict)


def tell_delimiter(path: Path, encoding: str) -> tuple[str, int]:
    """The delimiter that gives most rows the heading's number of columns, and how many lines stand above it."""
    with path.open(encoding=encoding, newline="") as file:
        first = file.read(1 << 16)
    said = re.match(r"\ufeff?sep=([^\w\s\"]|\t|_)[ \t]*(\r\n?|\n|$)", first)
    if said:
        return said[1], 1
    best: tuple[bool, bool, float, int, str] = (False, False, 0.0, 1, "")
    for delimiter in _DELIMITERS:
        if delimiter not in first:
            continue
        rows, is_whole = _first_rows(path, encoding, delimiter)
        at = heading_among(rows)
        width = len(rows[at]) if rows else 0
        if width > 1:
            alike = sum(len(row) == width for row in rows[at:]) / len(rows[at:])
            is_known = known_in(rows[at]) >= FEWEST_KNOWN
            best = max(best, (is_whole, is_known, round(alike, 2), width, delimiter))
    if not best[-1]:
        raise UnreadableFile(
            f"{path.name} has one column only, or columns set apart by something unusual. Nothing was saved. Save it "
            "as CSV with commas, semicolons or tabs between the columns."
        )
    return best[-1], 0


def _first_rows(path: Path, encoding: str, delimiter: str) -> tuple[list[list[str]], bool]:
    """The cells of the first rows that hold something, and whether all of them can be read."""
    rows: list[list[str]] = []
    try:
        some = islice(records(path, encoding, delimiter, spaced=False), 200)
        rows.extend(line.cells for line in some if line.cells)
    except UnreadableFile:
        return rows, False
    return rows, True


def records(path: Path, encoding: str, delimiter: str, *, spaced: bool) -> Iterator[Line]:
    """`spaced` files have a blank between delimiter and quote, as in `1, "Alpha, Inc."`."""
    csv.field_size_limit(LONGEST_CELL)
    start, length = 1, 0
    row: list[str] = []

    def physical_lines() -> Iterator[str]:
        nonlocal length
        while written := file.readline(LONGEST_ROW + 1):
            length += len(written)
            if length > LONGEST_ROW:
                raise csv.Error(f"more than {LONGEST_ROW:,} characters in one row")
            row.append(written)
            yield written

    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(physical_lines(), delimiter=delimiter, strict=True, skipinitialspace=spaced)
        try:
            for cells in reader:
                is_doubtful = not spaced and any(' "' in written for written in row)
                wrong = _space_before_quote("".join(row), cells, delimiter) if is_doubtful else {}
                # The first letter is looked at here, for every cell of a long file passes.
                told = [unguard(cell) if cell[:1] == "'" else cell for cell in cells]
                yield Line(start, told if any(cell.strip() for cell in told) else [], wrong)
                start, length = reader.line_num + 1, 0
                row.clear()
        except csv.Error as error:
            raise UnreadableFile(
                f"{path.name} cannot be read from line {start} on ({error}). Nothing was saved. Mend the quotes or "
                "the length of that row."
            ) from error


def _space_before_quote(written: str, cells: Sequence[str], delimiter: str) -> dict[int, str]:
    """A quote after a blank opens nothing: a delimiter within it would have moved every cell behind it.

    In a cell that is quoted itself, blank and quote are text; which cells are quoted only the row as written tells.
    """
    places = [place for place, cell in enumerate(cells) if cell.lstrip(" ")[:1] == '"' and cell[0] == " "]
    if not places:
        return {}
    as_written = re.compile(rf'(?:"(?:[^"]|"")*"|[^{re.escape(delimiter)}]*)(?:{re.escape(delimiter)}|\Z)')
    bare = {place for place, cell in enumerate(as_written.finditer(written)) if cell[0][:1] == " "}
    reason = "has a space before its quote: take the space out"
    return {place: reason for place in places if place in bare}
