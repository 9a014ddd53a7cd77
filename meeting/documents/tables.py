"""Lists of records as CSV and XLSX. A text that looks like a formula comes out as text, in every cell of both."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from meeting.documents.guards import guard, number_marks
from meeting.errors import NotUnderstood
from meeting.progress import Progress, counting, untold

Cell = str | int | float | date | None

LONGEST_IN_XLSX = 32_767
MOST_ROWS_IN_XLSX = 1_048_576
"""With the heading. Both are limits of the format, and other programs cut off what is beyond them."""

# The earliest moment an archive can hold.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)
_NO_MOMENT_IN_WORDS = b"1980-01-01T00:00:00Z"


def csv_bytes(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with byte order mark, commas, CRLF between rows; texts are guarded (see `guard`), numbers are not."""
    written = StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([guard(name) for name in heading])
    writer.writerows([guard(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    heading: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str, progress: Progress = untold
) -> bytes:
    """A workbook with one sheet: the same rows give the same bytes.

    Raises NotUnderstood for a cell or a list that is longer than a workbook can hold.
    """
    lines = [heading, *rows]
    _check(lines)
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"

    def cell_of(value: Cell) -> object:
        if not isinstance(value, str):
            return value
        if not value:
            return None
        cell = WriteOnlyCell(sheet, number_marks(value))
        # openpyxl takes a text that begins with = for a formula, and #N/A for an error.
        cell.data_type = "s"
        # Stays text when somebody edits it: 007, and =1 too.
        cell.number_format = "@"
        return cell

    for line in counting(lines, total=len(lines), progress=progress):
        sheet.append([cell_of(value) for value in line])
    written = BytesIO()
    book.save(written)
    return _same_each_time(written.getvalue())


def _check(lines: Sequence[Sequence[Cell]]) -> None:
    if len(lines) > MOST_ROWS_IN_XLSX:
        raise NotUnderstood(
            "A workbook holds 1,048,576 rows, and these are more. Nothing was written. Take CSV instead."
        )
    for line in lines:
        for value in line:
            if isinstance(value, str) and len(number_marks(value)) > LONGEST_IN_XLSX:
                raise NotUnderstood(
                    f"A cell of a workbook holds 32,767 characters, and one of “{line[0]}” has {len(value):,}. "
                    "Nothing was written. Take CSV instead."
                )


def _sheet_name(title: str) -> str:
    """At most 31 characters, none of those that a sheet's name may not have."""
    return re.sub(r"[\x00-\x1f\\/*?:\[\]]", " ", title).strip(" '")[:31] or "List"


def _same_each_time(workbook: bytes) -> bytes:
    """The workbook without the moment it was made, which openpyxl writes into it and into its parts."""
    moment = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
    made = BytesIO()
    with ZipFile(BytesIO(workbook)) as before, ZipFile(made, "w") as after:
        for name in sorted(before.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = before.read(name)
            if name == "docProps/core.xml":
                part = moment.sub(rb"\g<1>" + _NO_MOMENT_IN_WORDS, part)
            after.writestr(ZipInfo(name, _NO_MOMENT), part, compress_type=ZIP_DEFLATED)
    return made.getvalue()
