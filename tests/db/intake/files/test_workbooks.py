"""An Excel workbook is read as Excel shows it, cell by cell, or refused naming row and column."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from db.engine import Store
from db.intake.asking import About, Unclear
from db.intake.fields import Kind
from db.intake.lines import Line
from db.intake.reading import open_table
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.models import Complaint, Customer, Promise
from meeting.errors import UnreadableFile
from meeting.permissions import COMMAND_LINE
from tests.db.intake.files.workbooks import HEADING, MAIN, SHEET, sheet_of, write_parts, write_rows
from tests.db.stores import one_of, rows_of

COLUMNS = ("reference", "customer", "promised_on")
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="00000"/>'
    '<numFmt numFmtId="165" formatCode="[$-407]d. mmmm yyyy"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="14"/>'
    '<xf numFmtId="22"/><xf numFmtId="31"/><xf numFmtId="9"/><xf numFmtId="4"/></cellXfs></styleSheet>'
)


def cells_of(path: Path) -> list[list[str]]:
    return [line.cells for line in open_table(path).lines()]


def one_cell(path: Path, cell: str) -> Line:
    """The row of a sheet whose second cell is written so."""
    rows = HEADING + f'<row r="2"><c r="A2"><v>1</v></c>{cell}<c r="C2"><v>3</v></c></row>'
    (line,) = open_table(
        write_parts(path / "a.xlsx", {SHEET: sheet_of(rows), "xl/styles.xml": STYLES})
    ).lines()
    return line


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (7, "7"),
        (7.0, "7"),
        (-3, "-3"),
        (0, "0"),
        (100000, "100000"),
        (1e5, "100000"),
        (12345678901, "12345678901"),
        (123456789012345, "123456789012345"),
        (0.1, "0.1"),
        (1.5, "1.5"),
        (1e-7, "0.0000001"),
        (-2.25, "-2.25"),
        (1234.5678, "1234.5678"),
        (Decimal("19.99"), "19.99"),
        (True, "TRUE"),
        (False, "FALSE"),
        (None, ""),
        ("007", "007"),
        ("1e5", "1e5"),
        ("1E5", "1E5"),
        ("0x10", "0x10"),
        ("+49 30 1234", "+49 30 1234"),
        ("12345678901234567890", "12345678901234567890"),
        ("3/4", "3/4"),
        ("TRUE", "TRUE"),
        ("  spaced  ", "  spaced  "),
        ("one\ntwo", "one\ntwo"),
        ("=1+1", "=1+1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("a_x000D_b", "a\rb"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("😀 العربية é", "😀 العربية é"),
        ("x" * 20_000, "x" * 20_000),
        (date(2026, 12, 31), "2026-12-31"),
        (datetime.fromisoformat("2026-12-31"), "2026-12-31"),
        (datetime.fromisoformat("2026-12-31T13:45"), "2026-12-31T13:45:00"),
        (datetime.fromisoformat("2026-12-31T13:45:59"), "2026-12-31T13:45:59"),
        (date(1999, 2, 28), "1999-02-28"),
        (date(2024, 2, 29), "2024-02-29"),
        (date(1900, 1, 1), "1900-01-01"),
        (time(9, 30), "09:30:00"),
        (timedelta(hours=36, minutes=30), "36:30:00"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_typed_cell_becomes_the_text_that_means_the_same(tmp_path: Path, value: Any, read: str) -> None:
    path = write_rows(tmp_path / "a.xlsx", [COLUMNS, ("1", value, "last")])
    assert cells_of(path) == [["1", read, "last"]]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('<c r="B2" s="1"><v>7</v></c>', "00007"),
        ('<c r="B2" s="1"><v>7.0</v></c>', "00007"),
        ('<c r="B2" s="1"><v>1234567</v></c>', "1234567"),
        ('<c r="B2" s="2"><v>46387</v></c>', "2026-12-31"),
        ('<c r="B2" s="3"><v>1.5</v></c>', "36:00:00"),
        ('<c r="B2" s="4"><v>46387</v></c>', "2026-12-31"),
        ('<c r="B2" s="5"><v>46387.5</v></c>', "2026-12-31T12:00:00"),
        ('<c r="B2" s="6"><v>46387</v></c>', "2026-12-31"),
        ('<c r="B2" s="7"><v>0.25</v></c>', "0.25"),
        ('<c r="B2" s="8"><v>1234.5</v></c>', "1234.5"),
        ('<c r="B2"><v>1E5</v></c>', "100000"),
        ('<c r="B2"><v>1.2345678901234567E+19</v></c>', "12345678901234567000"),
        ('<c r="B2"><v>12345678901234567890</v></c>', "12345678901234567890"),
        ('<c r="B2"><v>0.30000000000000004</v></c>', "0.30000000000000004"),
        ('<c r="B2"><v>-0</v></c>', "0"),
        ('<c r="B2" t="d"><v>2026-12-31T00:00:00</v></c>', "2026-12-31"),
        ('<c r="B2" t="d"><v>2026-12-31T08:15:00</v></c>', "2026-12-31T08:15:00"),
        ('<c r="B2" t="str"><f>A1&amp;"x"</f><v>7x</v></c>', "7x"),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="B2"><f>3+4</f><v>7</v></c>', "7"),
        ('<c r="B2" t="b"><f>1=1</f><v>1</v></c>', "TRUE"),
        (
            '<c r="B2" t="inlineStr"><is><r><t>Al</t></r><r><t xml:space="preserve">pha </t></r></is></c>',
            "Alpha ",
        ),
        (
            '<c r="B2" t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>',
            "東京",
        ),
        ('<c r="B2" t="inlineStr"><is><t>_x005F_x000D_</t></is></c>', "_x000D_"),
        ('<c r="B2" t="inlineStr"><is><t>a_xD83D__xDE00_b</t></is></c>', "a😀b"),
        ('<c t="str"><v>no reference</v></c>', "no reference"),
    ],
)
def test_a_cell_is_read_by_what_it_stores(tmp_path: Path, cell: str, read: str) -> None:
    line = one_cell(tmp_path, cell)
    assert (line.cells, line.wrong) == (["1", read, "3"], {})


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', "holds the error #REF!"),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "holds the error #DIV/0!"),
        ('<c r="B2" t="e"><v>#N/A</v></c>', "holds the error #N/A"),
        ('<c r="B2" t="inlineStr"><is><t>a_xD83D_b</t></is></c>', "holds half a character"),
        ('<c r="B2" t="str"><v>_xDE00__xD83D_</v></c>', "holds half a character"),
        ('<c r="B2"><f>3+4</f><v></v></c>', "never computed"),
        ('<c r="B2"><f>3+4</f></c>', "never computed"),
        ('<c r="B2"><v>seven</v></c>', "is no number"),
        ('<c r="B2"><v>NaN</v></c>', "is no number"),
        ('<c r="B2"><v>1E999</v></c>', "too large"),
        ('<c r="B2" s="4"><v>60</v></c>', "no calendar has"),
        ('<c r="B2" s="4"><v>-1</v></c>', "no calendar has"),
        ('<c r="B2" s="4"><v>99999999</v></c>', "no calendar has"),
    ],
)
def test_a_cell_that_holds_no_value_refuses_its_row_naming_the_column(
    sqlite_store: Store, tmp_path: Path, cell: str, why: str
) -> None:
    assert why in one_cell(tmp_path, cell).wrong[1]
    report, _ = bring_in(
        sqlite_store,
        tmp_path / "a.xlsx",
        kind=Kind.CUSTOMERS,
        source="main",
        options=Options({"name": "customer"}, {}, None),
        actor=COMMAND_LINE,
    )
    (refusal,) = report.refusals
    assert (refusal.line, refusal.column) == (2, "customer")
    assert why in refusal.reason
    assert rows_of(sqlite_store, Customer) == []


def test_an_error_in_a_column_that_is_not_brought_in_stands_in_nobodys_way(
    sqlite_store: Store, tmp_path: Path
) -> None:
    one_cell(tmp_path, '<c r="B2" t="e"><v>#N/A</v></c>')
    options = Options({"name": "promised_on"}, {}, None)
    report, _ = bring_in(
        sqlite_store,
        tmp_path / "a.xlsx",
        kind=Kind.CUSTOMERS,
        source="main",
        options=options,
        actor=COMMAND_LINE,
    )
    assert (report.new, report.refused) == (1, 0)
    assert one_of(sqlite_store, Customer, reference="1")["name"] == "3"


def test_rows_are_as_wide_as_the_heading_and_numbered_as_in_excel(tmp_path: Path) -> None:
    rows = [
        (),
        (None, None),
        ("reference", "customer", "promised_on", None),
        ("1", "A"),
        (),
        ("2", None, "x", None, None),
        ("3", "C", "x", "too much"),
        (None, None, None, None, "far"),
    ]
    table = open_table(write_rows(tmp_path / "a.xlsx", rows))
    assert table.heading == COLUMNS
    expected = [
        Line(4, ["1", "A", ""]),
        Line(6, ["2", "", "x"]),
        Line(7, ["3", "C", "x", "too much"]),
        Line(8, ["", "", "", "", "far"]),
    ]
    assert list(table.lines()) == list(table.lines()) == expected


def test_every_row_too_long_is_refused_and_none_is_shifted(sqlite_store: Store, tmp_path: Path) -> None:
    rows = [COLUMNS, ("1", "A", "2026-12-31", "x"), ("2", "B", "2026-12-31", "x")]
    report, _ = bring_in(
        sqlite_store,
        write_rows(tmp_path / "a.xlsx", rows),
        kind=Kind.PROMISES,
        source="main",
        options=Options({}, {}, None),
        actor=COMMAND_LINE,
    )
    assert [refusal.reason for refusal in report.refusals] == ["has 4 cells where the heading has 3"] * 2
    assert rows_of(sqlite_store, Promise) == []


def test_a_merged_cell_counts_once_in_its_first_place(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (COLUMNS, ("1", "A", "x"), ("2", None, "y")):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "a.xlsx")
    assert cells_of(tmp_path / "a.xlsx") == [["1", "A", "x"], ["2", "", "y"]]


def test_days_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (COLUMNS, ("1", "A", date(2026, 12, 31))):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert cells_of(tmp_path / "a.xlsx") == [["1", "A", "2026-12-31"]]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_and_empty_sheets_do_not_count(tmp_path: Path, state: str) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(("a hidden list",))
    book.active.sheet_state = state
    book.create_sheet("Empty")
    for row in (COLUMNS, ("1", "A", "x")):
        book["Empty"].parent.create_sheet("Orders") if "Orders" not in book.sheetnames else None
        book["Orders"].append(row)
    book.active = 2
    book.save(tmp_path / "a.xlsx")
    assert cells_of(tmp_path / "a.xlsx") == [["1", "A", "x"]]


def of_sheets(path: Path, sheets: dict[str, list[tuple[Any, ...]]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_two_sheets_that_could_both_be_it_are_asked_about_by_name(tmp_path: Path) -> None:
    path = of_sheets(tmp_path / "a.xlsx", {"North": [COLUMNS, ("1", "A", "x")], "South": [COLUMNS]})
    with pytest.raises(Unclear, match=r"has 2 sheets: “North”, “South”.*Nothing was saved") as error:
        open_table(path)
    assert error.value.about is About.SHEET
    assert "--sheet “North” or --sheet “South”; or delete or hide the others" in str(error.value)
    table = open_table(path, sheet="north")
    assert [line.cells for line in table.lines()] == [["1", "A", "x"]]
    assert table.left_out() == ["the sheet “South”"]
    with pytest.raises(UnreadableFile, match=r"no visible sheet “West”.*Name one of: “North”, “South”"):
        open_table(path, sheet="West")


def test_of_several_sheets_the_only_list_is_taken_and_the_others_are_named(tmp_path: Path) -> None:
    sheets: dict[str, list[tuple[Any, ...]]] = {
        "Read me": [("How to use this",), ("Ask Hana", "and Ana")],
        "Orders": [("Order", "Customer", "Due date"), ("1", "A", "2026-11-16")],
        "Pivot": [("Sum", "Nov"), ("North", 3)],
    }
    table = open_table(of_sheets(tmp_path / "a.xlsx", sheets))
    assert table.heading == ("Order", "Customer", "Due date")
    assert table.left_out() == ["the sheet “Read me”", "the sheet “Pivot”"]


def test_of_several_lists_the_one_that_fits_the_kind_is_taken(tmp_path: Path) -> None:
    sheets: dict[str, list[tuple[Any, ...]]] = {
        "Customers": [("Customer number", "Company", "ABC class"), ("7", "Acme", "A")],
        "Orders": [("Order", "Customer", "Due date"), ("1", "A", "2026-11-16")],
    }
    path = of_sheets(tmp_path / "a.xlsx", sheets)
    assert open_table(path, kind=Kind.PROMISES).heading == ("Order", "Customer", "Due date")
    assert open_table(path, kind=Kind.CUSTOMERS).heading == ("Customer number", "Company", "ABC class")
    for kind in (None, Kind.WINS):
        with pytest.raises(Unclear, match="which to take cannot be told"):
            open_table(path, kind=kind)


@pytest.mark.parametrize("rows", [[], [(None,)], [("   ",)]])
def test_a_workbook_of_nothing_is_refused(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    with pytest.raises(UnreadableFile, match=r"no visible sheet that holds anything. Nothing was saved"):
        open_table(write_rows(tmp_path / "a.xlsx", rows))


def test_titles_above_the_heading_are_left_out_and_said(tmp_path: Path) -> None:
    rows = [("Orders of the week",), ("Printed", "by Hana"), (), COLUMNS, ("1", "A", "x")]
    table = open_table(write_rows(tmp_path / "a.xlsx", rows))
    assert (table.heading, table.heading_line) == (COLUMNS, 4)
    assert [(line.number, line.cells) for line in table.lines()] == [(5, ["1", "A", "x"])]
    assert table.left_out() == [
        "above the heading, “Orders of the week”",
        "above the heading, “Printed by Hana”",
    ]


def test_a_title_above_one_column_is_refused_naming_its_row(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableFile, match=r"one column only in row 1.*Nothing was saved.*delete what stands above"
    ):
        open_table(write_rows(tmp_path / "a.xlsx", [("Orders of the week",), ("reference",), ("1",)]))


def test_many_rows_wider_than_their_title_are_no_stray_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.intake.sheet.MOST_STRAY_CELLS", 10)
    rows = [("Orders of the week",), COLUMNS, *[("1", "A", "x")] * 100]
    assert len(list(open_table(write_rows(tmp_path / "a.xlsx", rows)).lines())) == 100


def test_formulas_that_wait_for_excel_are_refused_where_they_are_used(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (COLUMNS, ("1", "=A2", "x"), ("2", "plain", "y")):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    lines = list(open_table(tmp_path / "a.xlsx").lines())
    assert ["never computed" in line.wrong.get(1, "") for line in lines] == [True, False]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.xls", "a", "a.txt"])
def test_a_workbook_is_known_by_its_content_under_any_name(tmp_path: Path, name: str) -> None:
    assert cells_of(write_rows(tmp_path / name, [COLUMNS, ("1", "A", "x")])) == [["1", "A", "x"]]


def test_a_workbook_comes_into_either_store_as_it_stands(store: Store, tmp_path: Path) -> None:
    rows = [
        ("id", "created", "description", "customer", "category"),
        ("007", date(2026, 11, 2), "=1+1 is no formula\nbut text", 42, "late"),
        (1e5, datetime.fromisoformat("2026-11-03T23:59"), "é e\u0301 😀", "C-1", "quality"),
    ]
    report, _ = bring_in(
        store,
        write_rows(tmp_path / "a.xlsx", rows),
        kind=Kind.COMPLAINTS,
        source="desk",
        options=Options({}, {}, None),
        actor=COMMAND_LINE,
    )
    assert (report.new, report.refused) == (2, 0)
    first, second = rows_of(store, Complaint)
    assert (first["reference"], first["received_on"]) == ("007", date(2026, 11, 2))
    assert first["text"] == "=1+1 is no formula\nbut text"
    assert (second["reference"], second["received_on"]) == ("100000", date(2026, 11, 3))
    assert second["text"] == "é e\u0301 😀"
    assert [row["reference"] for row in rows_of(store, Customer)] == ["42", "C-1"]
