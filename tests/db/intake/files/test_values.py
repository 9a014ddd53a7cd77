"""Values that other programs change on the way: here each comes out of the store as it was typed, from CSV and XLSX."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from db.engine import Store
from db.intake.fields import Kind
from db.intake.report import Report
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.models import Complaint
from meeting.permissions import COMMAND_LINE
from tests.db.intake.files.conftest import TakeIn
from tests.db.intake.files.workbooks import write_rows
from tests.db.stores import rows_of, write_csv

IDS = (
    *(
        "007",
        "0",
        "000",
        "1e5",
        "1E5",
        "1e-5",
        "0x10",
        "0b1",
        "0o7",
        "1_000",
        "+49301234",
        "-1",
        "1.0",
        "1.50",
        ".5",
    ),
    *(
        "12345678901234567890",
        "9" * 200,
        "1234567890123456",
        "1,234",
        "1.234,50",
        "3/4",
        "1-2",
        "5:30",
        "2026-11-22",
    ),
    *(
        "TRUE",
        "false",
        "NA",
        "NaN",
        "nan",
        "None",
        "inf",
        "-",
        "#N/A",
        "#REF!",
        "None None",
        "undefined",
        "\\N",
    ),
    *(
        "MARCH1",
        "SEPT2",
        "1D",
        "0E0",
        "१२३",
        "Ⅷ",
        "½",
        "A B",
        "a/b\\c",
        "100%",
        "$5",
        "€5",
        "(5)",
        "'5",
        '"5"',
        "5'",
    ),
)

TEXTS = {
    "equals": "=1+1",
    "command": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1+1)",
    "link": '=HYPERLINK("http://example.com","x")',
    "tab lead": "\t=1+1",
    "return lead": "\r=1+1",
    "line lead": "\n=1+1",
    "wide equals": "＝1+1",
    "several lines": "one\ntwo\n\nfour",
    "Windows lines": "one\r\ntwo",
    "old Mac lines": "one\rtwo",
    "20,000 characters": "ab " * 6_666 + "ab",
    "100,000 characters in CSV": "x" * 30_000,
    "emoji": "👍🏽 👨‍👩‍👧 🇩🇪",
    "beyond the first plane": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠮷",
    "right to left": "שלום עולם – مرحبا",
    "override": "abc\u202edef\u202c",
    "accents apart": "e\u0301a\u0308",
    "accents together": "éä",
    "zero width": "a\u200bb\u200dc",
    "mark in the middle": "a\ufeffb",
    "hard space": "5\u00a0€",
    "script": "<script>alert(1)</script>",
    "quotes": 'say ""hi"" and "bye"',
    "commas and semicolons": "a,b;c\td|e",
    "backslashes": "C:\\new\\table\\",
    "SQL": "'; DROP TABLE complaint; --",
    "percent": "%s %d {0} ${x}",
    "escaped as in XML": "_x000D_ &amp; <b>",
    "control": "a\x01b\x1fc\x7fd",
    "line separators": "a\u2028b\u2029c\x0bd\x0ce\x85f",
    "not a letter": "\ufffe\uffff",
}

Write = Callable[[Path, Sequence[tuple[str, ...]]], Path]


def as_csv(folder: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    heading, *others = rows
    write_csv(folder / "a.csv", [dict(zip(heading, row, strict=True)) for row in others])
    return folder / "a.csv"


def as_workbook(folder: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    return write_rows(folder / "a.xlsx", rows)


def brought(store: Store, path: Path) -> Report:
    options = Options({}, {}, None)
    report, _ = bring_in(
        store, path, kind=Kind.COMPLAINTS, source="desk", options=options, actor=COMMAND_LINE
    )
    return report


@pytest.mark.parametrize("write", [as_csv, as_workbook])
@pytest.mark.parametrize("reference", IDS)
def test_a_reference_is_stored_as_it_was_typed(
    take_in: TakeIn, tmp_path: Path, write: Write, reference: str
) -> None:
    rows = [("reference", "received_on", "text"), (reference, "2026-11-02", reference)]
    report, (complaint,) = take_in(write(tmp_path, rows))
    assert report.refusals == []
    assert (complaint["reference"], complaint["text"]) == (reference, reference)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_in_a_csv_file_is_stored_as_it_was_typed(take_in: TakeIn, tmp_path: Path, name: str) -> None:
    rows = [("reference", "received_on", "text"), ("1", "2026-11-02", TEXTS[name])]
    report, (complaint,) = take_in(as_csv(tmp_path, rows))
    assert report.refusals == []
    assert complaint["text"] == TEXTS[name]


# What XML cannot hold at all, and line ends that every XML parser makes one of.
_NOT_IN_XML = {"control", "not a letter", "Windows lines", "old Mac lines", "return lead", "line separators"}


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in _NOT_IN_XML])
def test_a_text_in_a_workbook_is_stored_as_it_was_typed(take_in: TakeIn, tmp_path: Path, name: str) -> None:
    written = TEXTS[name].replace("_x000D_", "_x005F_x000D_")
    rows = [("reference", "received_on", "text"), ("1", "2026-11-02", written)]
    report, (complaint,) = take_in(as_workbook(tmp_path, rows))
    assert report.refusals == []
    assert complaint["text"] == TEXTS[name]


def test_all_texts_come_out_of_either_store_as_they_went_in(store: Store, tmp_path: Path) -> None:
    rows = [("reference", "received_on", "text")]
    rows += [(name, "2026-11-02", text) for name, text in TEXTS.items()]
    assert brought(store, as_csv(tmp_path, rows)).refusals == []
    assert {row["reference"]: row["text"] for row in rows_of(store, Complaint)} == TEXTS


def test_references_that_look_alike_stay_apart(store: Store, tmp_path: Path) -> None:
    alike = [
        "7",
        "07",
        "007",
        "7.0",
        "1e5",
        "1E5",
        "100000",
        "é1",
        unicodedata.normalize("NFD", "é1"),
        "a",
        "A",
    ]
    rows = [("reference", "received_on", "text"), *((one, "2026-11-02", one) for one in alike)]
    assert brought(store, as_csv(tmp_path, rows)).new == len(alike)
    assert {row["reference"]: row["text"] for row in rows_of(store, Complaint)} == {one: one for one in alike}


@pytest.mark.parametrize("text", ["a\0b", "\0", "a\0"])
def test_a_nul_is_refused_naming_line_and_column(store: Store, tmp_path: Path, text: str) -> None:
    rows = [("reference", "received_on", "text"), ("1", "2026-11-02", text), ("2", "2026-11-02", "fine")]
    (refusal,) = brought(store, as_csv(tmp_path, rows)).refusals
    assert (refusal.line, refusal.column) == (2, "text")
    assert [row["reference"] for row in rows_of(store, Complaint)] == ["2"]
