"""An Excel workbook as a table like that of a CSV file: one sheet, its heading, its rows numbered as Excel does."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from db.intake.archive import WORKBOOK, check_archive, damaged, names_of, parse
from db.intake.asking import About, Unclear
from db.intake.columns import found_by_name
from db.intake.fields import FIELDS, Kind
from db.intake.heading_row import FEWEST_KNOWN, LOOKED_AT, heading_among, known_in
from db.intake.lines import LONGEST_CELL, Line
from db.intake.reading import Table
from db.intake.sheet import Book, rows_of
from meeting.documents.guards import unnumber_marks
from meeting.errors import UnreadableFile

MOST_TEXTS = 5_000_000
MOST_CHARACTERS = 1 << 28


@dataclass(frozen=True, kw_only=True)
class Sheet(Table):
    """The one sheet of a workbook that is brought in."""

    part: str
    book: Book

    def lines(self) -> Iterator[Line]:
        """Every row below the heading, filled up to its width. Raises UnreadableFile, naming the row."""
        width = len(self.heading)
        for line in rows_of(self.path, self.part, self.book):
            if line.number > self.heading_line:
                line.cells.extend([""] * (width - len(line.cells)))
                yield line


@dataclass(frozen=True)
class _Found:
    """A sheet that holds something, and the row of it that seems to name the columns."""

    name: str
    part: str
    heading: Line
    above: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(cell.strip() for cell in self.heading.cells)

    @property
    def is_list(self) -> bool:
        return known_in(self.names) >= FEWEST_KNOWN

    def fits(self, kind: Kind) -> bool:
        """Whether everything that the kind needs is there."""
        return all(found_by_name(kind, self.names)[field.name] for field in FIELDS[kind] if field.required)


def open_workbook(path: Path, *, kind: Kind | None = None, named: str | None = None) -> Sheet:
    """Find the visible sheet that is named, or fits, or is the only one, and its heading. Raises UnreadableFile."""
    check_archive(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    sheets, from_1904, never_computed = _sheets(path)
    book = Book(_texts(path), _styles(path), from_1904, never_computed)
    found = [one for name, part in sheets if (one := _look_at(path, name, part, book)) is not None]
    if not found:
        raise UnreadableFile(
            f"{path.name} has no visible sheet that holds anything. Nothing was saved. Show the sheet with the rows."
        )
    taken = _taken(path, found, kind=kind, named=named)
    heading = taken.heading
    if heading.wrong:
        reason = next(iter(heading.wrong.values()))
        raise UnreadableFile(
            f"{path.name}, row {heading.number}: the heading {reason}. Nothing was saved. Mend it there, then bring "
            "the file in again."
        )
    if len(taken.names) < 2:
        raise UnreadableFile(
            f"{path.name} has one column only in row {heading.number}, the first of sheet “{taken.name}” that holds "
            "anything. Nothing was saved. That row must name the columns: delete what stands above."
        )
    return Sheet(
        path,
        digest,
        "",
        "",
        taken.names,
        heading.number,
        above=taken.above,
        other_sheets=tuple(one.name for one in found if one is not taken),
        counts_from_1904=from_1904,
        part=taken.part,
        book=book,
    )


def _look_at(path: Path, name: str, part: str, book: Book) -> _Found | None:
    first = list(islice(rows_of(path, part, book), LOOKED_AT))
    if not first:
        return None
    at = heading_among([line.cells for line in first])
    above = tuple(" ".join(filter(None, map(str.strip, line.cells))) for line in first[:at])
    return _Found(name, part, first[at], above)


def _taken(path: Path, found: Sequence[_Found], *, kind: Kind | None, named: str | None) -> _Found:
    """Of several sheets the only one that is a list, else the only one that fits the kind."""
    all_names = ", ".join(f"“{one.name}”" for one in found)
    if named is not None:
        for one in found:
            if one.name.strip().casefold() == named.strip().casefold():
                return one
        raise UnreadableFile(
            f"{path.name} has no visible sheet “{named}” that holds anything. Nothing was saved. Name one of: "
            f"{all_names}."
        )
    lists = [one for one in found if one.is_list]
    fitting = [one for one in lists if any(one.fits(each) for each in ([kind] if kind else Kind))]
    for some in (found, lists, fitting):
        if len(some) == 1:
            return some[0]
    raise Unclear(
        f"{path.name} has {len(found)} sheets: {all_names}, and which to take cannot be told.",
        about=About.SHEET,
        options=f"Say which: {' or '.join(f'--sheet “{one.name}”' for one in fitting or lists or found)}; or delete or "
        "hide the others.",
    )


def _sheets(path: Path) -> tuple[list[tuple[str, str]], bool, bool]:
    """Visible sheets with their parts, whether days are counted from 1904, and whether formulas wait for Excel."""
    sheets: list[tuple[str, str]] = []
    said: dict[str, str] = {}
    targets: dict[str, tuple[str, str]] = {}

    def in_workbook(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), relation))
        elif name in ("workbookPr", "calcPr"):
            said.update(attributes)

    def in_relations(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            targets[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))

    for _ in parse(path, WORKBOOK, start=in_workbook):
        pass
    for _ in parse(path, "xl/_rels/workbook.xml.rels", start=in_relations):
        pass
    found = []
    for name, relation in sheets[:1000]:
        if relation not in targets:
            raise damaged(path, f"sheet “{name[:40]}” has no part")
        kind, target = targets[relation]
        if kind == "worksheet":
            found.append((name, posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")))
    yes = ("1", "true")
    return found, said.get("date1904") in yes, said.get("fullCalcOnLoad") in yes


def _texts(path: Path) -> list[str]:
    """The shared texts, without the guides to pronunciation that Japanese workbooks add."""
    texts: list[str] = []
    parts: list[str] = []
    within: list[str] = []
    total = length = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal length
        within.append(name)
        if name == "si":
            parts.clear()
            length = 0

    def text(written: str) -> None:
        nonlocal total, length
        if within[-1] == "t" and "rPh" not in within:
            parts.append(written)
            total, length = total + len(written), length + len(written)
            if length > LONGEST_CELL or total > MOST_CHARACTERS:
                raise damaged(path, "its texts are longer than any sheet can show")

    def end(name: str) -> None:
        within.pop()
        if name == "si":
            texts.append(unnumber_marks("".join(parts)))
            if len(texts) > MOST_TEXTS:
                raise damaged(path, f"more than {MOST_TEXTS:,} texts")

    part = "xl/sharedStrings.xml"
    if part in names_of(path):
        for _ in parse(path, part, start=start, end=end, text=text):
            pass
    return texts


def _styles(path: Path) -> dict[str, str]:
    """Cell style to number format, for formats that make a day of a number or show zeros before it."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

    own: dict[str, str] = {}
    used: list[str] = []
    within: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and within[-1:] == ["numFmts"]:
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and within[-1:] == ["cellXfs"] and len(used) < 70_000:
            used.append(attributes.get("numFmtId", "0"))
        within.append(name)

    def end(_: str) -> None:
        within.pop()

    part = "xl/styles.xml"
    if part in names_of(path):
        for _ in parse(path, part, start=start, end=end):
            pass
    usual = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    # Days as East Asian Excels number them; openpyxl's table leaves them out.
    east = {str(number): "yyyy-mm-dd" for number in (*range(27, 37), *range(50, 59))}
    formats = {**usual, **east, **own}
    codes = ((str(at), formats.get(number, "")) for at, number in enumerate(used))
    return {
        at: code
        for at, code in codes
        if is_date_format(code) or (len(code) > 1 and len(code) < 100 and not code.strip("0"))
    }
