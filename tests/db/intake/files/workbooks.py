"""Workbooks for tests: written by openpyxl, or put together part by part to be wrong in one place."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
HEADING = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>reference</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>customer</t></is></c>'
    '<c r="C1" t="inlineStr"><is><t>promised_on</t></is></c></row>'
)
ROW = '<row r="2"><c r="A2"><v>7</v></c><c r="B2"><v>8</v></c><c r="C2" t="str"><v>2026-11-22</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(rows: str, *, before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def write_parts(path: Path, parts: Mapping[str, str | bytes | None]) -> Path:
    """The smallest workbook, with `parts` in the place of its own; None leaves one out."""
    everything = {**PARTS, SHEET: sheet_of(HEADING + ROW), **parts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in everything.items():
            if contents is not None:
                archive.writestr(name, contents)
    return path


def write_rows(
    path: Path, rows: Sequence[Sequence[Any]], *, formats: Mapping[str, str] | None = None
) -> Path:
    """Rows as openpyxl writes them; `formats` is {cell: number format}. Texts stay texts, whatever they begin with."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    book.save(path)
    return path
