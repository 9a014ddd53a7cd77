"""The rows of one sheet as text: nothing rounded, nothing that Excel shows otherwise, every cell in its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from db.intake.archive import damaged, parse
from db.intake.heading_row import LOOKED_AT
from db.intake.lines import LONGEST_CELL, Line
from db.intake.numbers import WrongCell, number_shown
from meeting.documents.guards import unnumber_marks
from meeting.errors import UnreadableFile

MOST_COLUMNS = 16_384
LAST_ROW = 1_048_576
MOST_STRAY_CELLS = 2_000_000
"""Empty cells between the last column of the heading and cells far to the right of it, in all rows together."""
_SPARSE = 4
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_HALF = re.compile("[\ud800-\udfff]")
"""A character beyond the first 65,536 is written as two halves where marks such as _xD83D_ stand for it."""
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00(:00(\.0+)?)?Z?")


@dataclass(frozen=True)
class Book:
    """What cells refer to: the shared texts, and what each style makes of a number."""

    texts: list[str] = field(repr=False)
    styles: Mapping[str, str]
    """Style number to number format; only formats that change what a number is."""
    from_1904: bool
    never_computed: bool


def rows_of(path: Path, part: str, book: Book) -> Iterator[Line]:
    """Every row that holds something, as wide as its last cell that does."""
    reader = _Rows(path, book)
    for _ in parse(path, part, start=reader.start, end=reader.end, text=reader.text):
        yield from reader.done
        reader.done.clear()


class _Rows:
    """Called by the parser; gathers the rows that are whole in `done`."""

    def __init__(self, path: Path, book: Book) -> None:
        self.done: list[Line] = []
        self._path, self._book = path, book
        self._row = self._column = self._strays = 0
        self._width = self._told = 0
        self._cells: list[str] = []
        self._wrong: dict[int, str] = {}
        self._within = ""  # row, c, v, t, or nothing of interest
        self._spoken = 0  # how deep inside a phonetic guide, which is no part of the text
        self._written: list[str] | None = None
        self._length = 0
        self._is_formula = False
        self._kind = self._style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c" and self._within == "row":
            self._begin_cell(attributes)
        elif name in ("v", "t") and self._within == "c" and not self._spoken:
            self._within = name
            if self._written is None:
                self._written = []
        elif name == "f" and self._within == "c":
            self._is_formula = True
        elif name == "row" and not self._within:
            self._begin_row(attributes)
        elif name == "rPh":
            self._spoken += 1

    def text(self, written: str) -> None:
        if self._within in ("v", "t") and self._written is not None:
            self._length += len(written)
            if self._length > LONGEST_CELL:
                raise damaged(
                    self._path, f"a cell of row {self._row} is longer than {LONGEST_CELL:,} characters"
                )
            self._written.append(written)

    def end(self, name: str) -> None:
        if name == self._within and name in ("v", "t"):
            self._within = "c"
        elif name == "c" and self._within == "c":
            self._end_cell()
            self._within = "row"
        elif name == "row" and self._within == "row":
            self._end_row()
            self._within = ""
        elif name == "rPh":
            self._spoken -= 1

    def _begin_row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r", str(self._row + 1))
        number = int(said) if said.isdecimal() and len(said) < 8 else 0
        if not self._row < number <= LAST_ROW:
            raise damaged(self._path, f"row {said[:20]} stands after row {self._row}")
        self._row, self._column, self._within = number, 0, "row"
        self._cells, self._wrong = [], {}

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r")
        column = self._column + 1
        if said is not None:
            match = _REFERENCE.fullmatch(said)
            if match is None or int(match[2]) != self._row:
                raise damaged(self._path, f"a cell of row {self._row} says it is {said[:20]}")
            column = _column(match[1])
        if not self._column < column <= MOST_COLUMNS:
            raise damaged(self._path, f"column {column} of row {self._row} stands after {self._column}")
        self._column, self._within = column, "c"
        self._written, self._length, self._is_formula = None, 0, False
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")

    def _end_cell(self) -> None:
        written = "".join(self._written or ())
        if not written and not self._is_formula:
            return
        try:
            text = self._as_text(written)
        except WrongCell as error:
            self._wrong[self._column - 1] = str(error)
            text = written
        if not text.isascii() and _HALF.search(text):
            text = self._of_whole_characters(text)
        if text:
            self._cells.extend([""] * (self._column - 1 - len(self._cells)))
            self._cells.append(text)

    def _of_whole_characters(self, text: str) -> str:
        joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        if _HALF.search(joined):
            self._wrong[self._column - 1] = "holds half a character, which cannot be stored"
        return _HALF.sub("\N{REPLACEMENT CHARACTER}", joined)

    def _end_row(self) -> None:
        if self._wrong or any(cell.strip() for cell in self._cells):
            self._cells.extend([""] * (max(self._wrong, default=-1) + 1 - len(self._cells)))
            # The heading may stand under titles, which are narrower; a stray cell far to the right is no heading.
            filled = sum(map(bool, self._cells)) if self._told < LOOKED_AT else 0
            if not self._told or filled * _SPARSE > len(self._cells):
                self._width = max(self._width, len(self._cells))
            self._strays += max(0, len(self._cells) - self._width)
            if self._strays > MOST_STRAY_CELLS:
                raise UnreadableFile(
                    f"{self._path.name} has cells far to the right of its heading, last in row {self._row}. Nothing "
                    "was saved. Clear the columns beyond the heading."
                )
            self.done.append(Line(self._row, self._cells, self._wrong))
            self._told += 1

    def _as_text(self, written: str) -> str:
        if self._is_formula and (self._book.never_computed or (not written and self._kind == "n")):
            raise WrongCell("holds a formula that was never computed: open the workbook in Excel and save it")
        match self._kind:
            case "n":
                return number_shown(
                    written, self._book.styles.get(self._style, ""), from_1904=self._book.from_1904
                )
            case "s":
                if not written.isdecimal() or len(written) > 9 or int(written) >= len(self._book.texts):
                    raise damaged(self._path, f"row {self._row} refers to a text that is not there")
                return self._book.texts[int(written)]
            case "inlineStr" | "str":
                return unnumber_marks(written)
            case "b":
                return {"0": "FALSE", "1": "TRUE"}.get(written, written.upper())
            case "d":
                match = _MIDNIGHT.fullmatch(written)
                return match[1] if match else written
            case "e":
                raise WrongCell(f"holds the error {written[:20]}")
        raise damaged(self._path, f"row {self._row} has a cell of the unknown kind {self._kind[:20]}")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
