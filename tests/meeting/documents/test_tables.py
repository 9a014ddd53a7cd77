"""Lists as CSV and XLSX: every text is text again in the program that opens it, and comes back as it was."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from meeting.documents.guards import guard, number_marks, unguard, unnumber_marks
from meeting.documents.tables import LONGEST_IN_XLSX, csv_bytes, xlsx_bytes
from meeting.errors import NotUnderstood

LEADS = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]
BEFORE = [
    "",
    " ",
    "   ",
    "\N{NO-BREAK SPACE}",
    "\ufeff",
    "\u200b",
    " \u200b ",
    "\n",
    "\u202e",
    "\u00ad",
    "\u2060",
]
FORMULAS = [f"{before}{lead}1+cmd|' /C calc'!A0" for lead in LEADS for before in BEFORE]
PLAIN = [
    "'s-Hertogenbosch",
    "'",
    "''",
    "O'Brien",
    "a=b",
    "1-2",
    "007",
    "1e5",
    "",
    " ",
    "'quoted'",
    "🎉",
    "#N/A",
]

# Mostly what matters at the beginning of a cell: anything else is rare in text made up at random.
TEXTS = st.text(
    st.one_of(st.sampled_from("'=+-@\t\r\n \ufeff\u200bax_07F;,\""), st.characters(codec="utf-8"))
)


@given(TEXTS)
@example("'=1")
@example("''' \u200b=1")
def test_a_guarded_text_comes_back_as_it_was(text: str) -> None:
    assert unguard(guard(text)) == text


@given(TEXTS)
def test_a_guarded_text_never_begins_as_a_formula_does(text: str) -> None:
    shown = guard(text).lstrip(" \n\ufeff\u200b\u200e\u00ad\u2060\N{NO-BREAK SPACE}")
    assert not shown.startswith(tuple(LEADS))


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(formula: str) -> None:
    assert guard(formula) == f"'{formula}"
    assert guard(f"'{formula}") == f"''{formula}"


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_is_left_alone_both_ways(text: str) -> None:
    assert guard(text) == unguard(text) == text


def test_csv_is_what_every_spreadsheet_opens() -> None:
    written = csv_bytes(["reference", "text"], [["007", 'He said "no"; twice,\r\nthen left'], ["Zoë", ""]])
    assert written == (
        b'\xef\xbb\xbfreference,text\r\n007,"He said ""no""; twice,\r\nthen left"\r\nZo\xc3\xab,\r\n'
    )


def test_numbers_and_days_are_not_texts_and_missing_ones_are_empty() -> None:
    written = csv_bytes(["a", "b", "c", "d"], [[-5, -0.5, date(2026, 11, 22), None]])
    assert from_csv(written)[1] == ["-5", "-0.5", "2026-11-22", ""]


def test_a_heading_is_guarded_as_well() -> None:
    assert from_csv(csv_bytes(["=1", "b"], [])) == [["'=1", "b"]]
    assert cells(xlsx_bytes(["=1", "b"], [], title="List")) == [[("=1", "s"), ("b", "s")]]


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_every_cell_of_a_csv_comes_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    _, *back = from_csv(csv_bytes(["a", "b"], rows))
    assert [tuple(unguard(cell) for cell in row) for row in back] == rows


def from_csv(written: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(written.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize("text", [*FORMULAS, *filter(None, PLAIN)])
def test_every_text_in_a_workbook_is_of_the_type_text(text: str) -> None:
    ((value, kind),) = cells(xlsx_bytes(["a"], [[text]], title="List"))[1]
    assert (unnumber_marks(value), kind) == (text, "s")


def test_a_workbook_has_numbers_and_days_as_what_they_are() -> None:
    (_, row) = cells(xlsx_bytes(["a", "b", "c", "d"], [[-5, date(2026, 11, 22), None, ""]], title="List"))
    assert [kind for _, kind in row] == ["n", "d", "n", "n"]
    assert [str(value) for value, _ in row] == ["-5", "2026-11-22 00:00:00", "None", "None"]


@pytest.mark.parametrize(
    "text", ["a\r\nb", "a\rb", "a\nb", "\x07bell\x00", "_x000D_", "_", "_x00", "\ufffe", " a "]
)
def test_what_xml_cannot_hold_survives_in_a_workbook(text: str) -> None:
    ((value, kind),) = cells(xlsx_bytes(["a"], [[text]], title="List"))[1]
    assert (unnumber_marks(value), kind) == (text, "s")


@given(TEXTS)
@example("_x005F_x005F_")
def test_numbered_marks_come_back_as_they_were(text: str) -> None:
    assert unnumber_marks(number_marks(text)) == text


def cells(workbook: bytes) -> list[list[tuple[Any, str]]]:
    book = load_workbook(BytesIO(workbook))
    return [[(cell.value, cell.data_type) for cell in row] for row in book.worksheets[0].iter_rows()]


def test_a_text_too_long_for_a_workbook_is_refused_and_not_cut_off() -> None:
    longest = "x" * LONGEST_IN_XLSX
    assert cells(xlsx_bytes(["a", "b"], [["007", longest]], title="List"))[1][1] == (longest, "s")
    with pytest.raises(NotUnderstood, match=r"one of “007” has 32,768.*Take CSV instead"):
        xlsx_bytes(["a", "b"], [["007", longest + "x"]], title="List")


def test_more_rows_than_a_workbook_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meeting.documents.tables.MOST_ROWS_IN_XLSX", 3)
    assert len(cells(xlsx_bytes(["a"], [["1"], ["2"]], title="List"))) == 3
    with pytest.raises(NotUnderstood, match="Take CSV instead"):
        xlsx_bytes(["a"], [["1"], ["2"], ["3"]], title="List")


def test_the_same_rows_give_the_same_workbook_with_no_moment_in_it() -> None:
    first, second = (xlsx_bytes(["a"], [["=1"], ["007"]], title="List") for _ in range(2))
    assert first == second
    with ZipFile(BytesIO(first)) as book:
        assert {part.date_time[0] for part in book.infolist()} == {1980}
        assert book.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


@pytest.mark.parametrize(
    ("title", "name"),
    [("Promises", "Promises"), ("'a'/b*[c]:?\\", "a' b  c"), ("", "List"), ("x" * 40, "x" * 31)],
)
def test_a_sheet_is_named_as_a_sheet_may_be(title: str, name: str) -> None:
    assert load_workbook(BytesIO(xlsx_bytes(["a"], [], title=title))).sheetnames == [name]
