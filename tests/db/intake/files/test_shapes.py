"""CSV files of every shape: each cell stands in its own column with its exact text, or its line is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.engine import Store
from db.intake.fields import Kind
from db.intake.lines import Line
from db.intake.reading import open_table
from db.intake.report import Report
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.models import Complaint
from meeting.errors import UnreadableFile
from meeting.permissions import COMMAND_LINE
from tests.db.stores import rows_of

H = ["reference", "customer", "text"]
A = ["1", "Alpha", "one"]
B = ["2", "Beta", "two"]
WIDE = [f"c{number}" for number in range(1000)]

READ: dict[str, tuple[str, list[list[str]]]] = {
    "commas": ("reference,customer,text\n1,Alpha,one\n2,Beta,two\n", [H, A, B]),
    "semicolons": ("reference;customer;text\n1;Alpha;one\n2;Beta;two\n", [H, A, B]),
    "tabs": ("reference\tcustomer\ttext\n1\tAlpha\tone\n2\tBeta\ttwo\n", [H, A, B]),
    "pipes": ("reference|customer|text\n1|Alpha|one\n2|Beta|two\n", [H, A, B]),
    "carets": ("reference^customer^text\n1^Alpha^one\n", [H, A]),
    "decimal commas between semicolons": (
        "reference;customer;text\n1;Alpha;1,5\n",
        [H, ["1", "Alpha", "1,5"]],
    ),
    "times between commas": ("reference,customer,text\n1,Alpha,12:30:00\n", [H, ["1", "Alpha", "12:30:00"]]),
    "CR LF": ("reference,customer,text\r\n1,Alpha,one\r\n2,Beta,two\r\n", [H, A, B]),
    "CR alone": ("reference,customer,text\r1,Alpha,one\r2,Beta,two\r", [H, A, B]),
    "mixed line ends": ("reference,customer,text\r\n1,Alpha,one\n2,Beta,two\r", [H, A, B]),
    "no final line end": ("reference,customer,text\n1,Alpha,one\n2,Beta,two", [H, A, B]),
    "all quoted": ('"reference","customer","text"\n"1","Alpha","one"\n', [H, A]),
    "quoted heading": ('"reference","customer","text"\n1,Alpha,one\n', [H, A]),
    "heading of two lines": ('reference,customer,"text\nof it"\n1,Alpha,one\n', [[*H[:2], "text\nof it"], A]),
    "two lines first": ('"refe\nrence",customer\n1,Alpha\n', [["refe\nrence", "customer"], A[:2]]),
    "doubled quotes": ('reference,customer,text\n1,Alpha,"a ""b"" c"\n', [H, ["1", "Alpha", 'a "b" c']]),
    "only quotes": ('reference,customer,text\n1,Alpha,""""""\n', [H, ["1", "Alpha", '""']]),
    "inches": ('reference,customer,text\n1,Alpha,5" pipe\n', [H, ["1", "Alpha", '5" pipe']]),
    "delimiter in quotes": (
        'reference,customer,text\n1,"Alpha, Inc.","a,b"\n',
        [H, ["1", "Alpha, Inc.", "a,b"]],
    ),
    "cell of LF lines": ('reference,customer,text\n1,Alpha,"a\n\nb"\n', [H, ["1", "Alpha", "a\n\nb"]]),
    "cell of CR LF lines": ('reference,customer,text\r\n1,Alpha,"a\r\nb"\r\n', [H, ["1", "Alpha", "a\r\nb"]]),
    "cell of CR lines": ('reference,customer,text\n1,Alpha,"a\rb"\n', [H, ["1", "Alpha", "a\rb"]]),
    "a line in a cell like a row": (
        'reference,customer,text\n1,Alpha,"x\n2,Beta,two"\n',
        [H, [*A[:2], "x\n2,Beta,two"]],
    ),
    "blank lines between": ("reference,customer,text\n\n1,Alpha,one\n\n\n2,Beta,two\n\n", [H, A, B]),
    "blank lines above": ("\n\n  \nreference,customer,text\n1,Alpha,one\n", [H, A]),
    "empty rows of delimiters": ("reference,customer,text\n,,\n1,Alpha,one\n,,\n", [H, A]),
    "empty row above": (",,\nreference,customer,text\n1,Alpha,one\n", [H, A]),
    "blanks around": ("reference , customer,text\n 1 , Alpha,one \n", [H, [" 1 ", " Alpha", "one "]]),
    "blanks before quotes": (
        'reference, "customer", "text"\n1, "Alpha, Inc.", "one"\n',
        [H, ["1", "Alpha, Inc.", "one"]],
    ),
    "delimiter at every end": ("reference,customer,text,\n1,Alpha,one,\n", [[*H, ""], [*A, ""]]),
    "sep=": ("sep=;\nreference;customer;text\n1;Alpha;a,b,c\n", [H, ["1", "Alpha", "a,b,c"]]),
    "sep= tab": ("sep=\t\nreference\tcustomer\n1\tAlpha\n", [H[:2], A[:2]]),
    "mark and sep=": ("\ufeffsep=|\r\nreference|customer|text\r\n1|Alpha|one\r\n", [H, A]),
    "sep= and a blank line": ("sep=,\n\nreference,customer\n1,Alpha\n", [H[:2], A[:2]]),
    "mark and quotes": ('\ufeff"reference","customer"\n1,Alpha\n', [H[:2], A[:2]]),
    "heading only": ("reference,customer,text\n", [H]),
    "heading without an end": ("reference,customer,text", [H]),
    "double names": (
        "reference,customer,customer\n1,Alpha,one\n",
        [["reference", "customer", "customer"], A],
    ),
    "empty names": ("reference,,text\n1,Alpha,one\n", [["reference", "", "text"], A]),
    "too short": ("reference,customer,text\n1,Alpha\n2,Beta,two\n", [H, A[:2], B]),
    "too long": ("reference,customer,text\n1,Alpha,one,more\n2,Beta,two\n", [H, [*A, "more"], B]),
    "all too long": ("reference,customer\n1,Alpha,one\n2,Beta,two\n", [H[:2], A, B]),
    "all too short": ("reference,customer,text\n1,Alpha\n2,Beta\n", [H, A[:2], B[:2]]),
    "NUL": ("reference,customer,text\n1,Alpha,o\0ne\n", [H, ["1", "Alpha", "o\0ne"]]),
    "long cell": (f"reference,customer,text\n1,Alpha,{'x' * 20_000}\n", [H, ["1", "Alpha", "x" * 20_000]]),
    "1,000 columns": (
        ",".join(WIDE) + "\n" + ",".join(map(str, range(1000))),
        [WIDE, [str(n) for n in range(1000)]],
    ),
    "separators that are no line ends": (
        "reference,customer\n1,a\x0bb\x0cc\u2028d\x85e\n",
        [H[:2], ["1", "a\x0bb\x0cc\u2028d\x85e"]],
    ),
    "backslashes": ("reference,customer,text\n1,Alpha,C:\\new\\\n", [H, ["1", "Alpha", "C:\\new\\"]]),
    "title above": ("Orders of the week\n\nreference,customer,text\n1,Alpha,one\n", [H, A]),
    "title with a comma above semicolons": (
        "Orders, week 47\nPrinted: 30.11.2026 by Hana, Service\nreference;customer;text\n1;Alpha;a, b\n",
        [H, ["1", "Alpha", "a, b"]],
    ),
    "title as wide as the list": (
        "Orders,,\nfrom,16.11.2026,\nreference,customer,text\n1,Alpha,one\n",
        [H, A],
    ),
    "title above names nobody knows": (
        "Zakazky\ncislo,zakaznik,termin\n1,Alpha,one\n",
        [["cislo", "zakaznik", "termin"], A],
    ),
    "a row of known words below a heading as wide": (
        "Foo,Bar,Baz\nreference,customer,text\n1,Alpha,one\n",
        [["Foo", "Bar", "Baz"], H, A],
    ),
    "single quotes": ("reference,customer,text\n1,O'Neil,'one'\n", [H, ["1", "O'Neil", "'one'"]]),
    "comment signs": ("reference,customer,text\n#1,Alpha,# one\n", [H, ["#1", "Alpha", "# one"]]),
}


@pytest.mark.parametrize("shape", READ)
def test_each_cell_is_read_in_its_column(tmp_path: Path, shape: str) -> None:
    text, expected = READ[shape]
    (tmp_path / "a.csv").write_text(text, encoding="utf-8", newline="")
    table = open_table(tmp_path / "a.csv")
    assert [list(table.heading), *(line.cells for line in table.lines())] == expected


REFUSED = {
    "nothing": ("", r"is empty"),
    "blank lines only": ("\n\n\n", r"one column only|no heading"),
    "one column": ("reference\n1\n2\n", r"one column only"),
    "unclosed quote": ('reference,customer\n1,Alpha\n2,"Beta\n3,Gamma\n', r"cannot be read from line 3"),
    "text behind a quote": ('reference,customer\n1,"Alpha"x\n2,Beta\n', r"cannot be read from line 2"),
    "stray quote in a quoted cell": (
        'reference,customer\n1,"5" pipe"\n2,Beta\n',
        r"cannot be read from line 2",
    ),
    "a cell without end": (f"reference,customer\n1,{'x' * 1_000_001}\n", r"cannot be read from line 2"),
    "sep= and nothing": ("sep=;\n", r"no heading"),
    "no delimiter known": ("reference·customer\n1·Alpha\n", r"one column only"),
    "sep= a quote": ('sep="\nreference"customer\n', r"one column only"),
    "title above what is unknown": ("Orders of the week\nthis,that\n1,Alpha\n", r"one column only"),
}


@pytest.mark.parametrize("shape", REFUSED)
def test_what_is_no_table_is_refused_whole(tmp_path: Path, shape: str) -> None:
    text, why = REFUSED[shape]
    (tmp_path / "a.csv").write_text(text, encoding="utf-8", newline="")
    with pytest.raises(UnreadableFile, match=rf"({why}).*Nothing was saved"):
        list(open_table(tmp_path / "a.csv").lines())


def brought(store: Store, path: Path, text: str) -> Report:
    path.write_text(text, encoding="utf-8", newline="")
    options = Options({}, {}, None)
    report, _ = bring_in(
        store, path, kind=Kind.COMPLAINTS, source="desk", options=options, actor=COMMAND_LINE
    )
    return report


COMPLAINTS = "reference,received_on,text\n"
ROWS_REFUSED = {
    "too short": ("1,2026-11-02\n", "", "has 2 cells where the heading has 3"),
    "too long": ("1,2026-11-02,a,b\n", "", "has 4 cells where the heading has 3"),
    "unquoted comma": ("1,2026-11-02,a, b and c\n", "", "has 4 cells where the heading has 3"),
    "NUL in the text": ("1,2026-11-02,a\0b\n", "text", "number 0"),
    "NUL in the reference": ("1\0,2026-11-02,a\n", "reference", "number 0"),
    "no reference": (",2026-11-02,a\n", "reference", "is empty"),
    "no day": ("1,,a\n", "received_on", "is empty"),
    "space before a quote": ('1,2026-11-02, "a"\n', "text", "space before its quote"),
    "space before a quote that hides a comma": (
        '1, "2026-11-02,a"\n',
        "received_on",
        "space before its quote",
    ),
    "spaces before a quote": ('1,2026-11-02,  "a"\n', "text", "space before its quote"),
    "space before the first quote, which hides a comma": (
        ' "1,2026-11-02",a\n',
        "reference",
        "space before its quote",
    ),
    "too many characters": (f"1,2026-11-02,{'x' * 100_001}\n", "text", "at most 100000"),
    "long reference": (f"{'1' * 201},2026-11-02,a\n", "reference", "at most 200"),
}


@pytest.mark.parametrize("shape", ROWS_REFUSED)
def test_a_row_that_is_not_right_is_refused_naming_line_and_column_and_the_others_come_in(
    sqlite_store: Store, tmp_path: Path, shape: str
) -> None:
    row, column, why = ROWS_REFUSED[shape]
    text = COMPLAINTS + '8,2026-11-01,"two\nlines"\n' + row + "9,2026-11-03,last\n"
    report = brought(sqlite_store, tmp_path / "a.csv", text)
    (refusal,) = report.refusals
    assert (refusal.line, refusal.column) == (4, column)
    assert why in refusal.reason
    stored = {complaint["reference"]: complaint["text"] for complaint in rows_of(sqlite_store, Complaint)}
    assert stored == {"8": "two\nlines", "9": "last"}


@pytest.mark.parametrize(
    "text",
    [
        ' "a", she said, "b"',
        ' "a"',
        ' "',
        '  ""',
        'two\nlines, "b"',
        ' "two\nlines, "b"',
        '\n "c", "d"',
        ', "',
    ],
)
def test_a_blank_and_a_quote_within_a_quoted_cell_are_text(
    sqlite_store: Store, tmp_path: Path, text: str
) -> None:
    doubled = text.replace('"', '""')
    report = brought(sqlite_store, tmp_path / "a.csv", f'{COMPLAINTS}"1",2026-11-02,"{doubled}"\n')
    assert report.refusals == []
    assert [complaint["text"] for complaint in rows_of(sqlite_store, Complaint)] == [text]


@pytest.mark.parametrize("rows", ["1,2026-11-02,a,b\n2,2026-11-02,a,b\n", "1,2026-11-02\n2,2026-11-02\n"])
def test_nothing_is_shifted_where_every_row_has_another_width(
    sqlite_store: Store, tmp_path: Path, rows: str
) -> None:
    report = brought(sqlite_store, tmp_path / "a.csv", COMPLAINTS + rows)
    assert (report.rows, report.refused) == (2, 2)
    assert rows_of(sqlite_store, Complaint) == []


def test_a_quote_that_never_closes_far_down_brings_nothing_in(sqlite_store: Store, tmp_path: Path) -> None:
    rows = "".join(f"{number},2026-11-02,text\n" for number in range(5000))
    with pytest.raises(UnreadableFile, match=r"cannot be read from line 5002"):
        brought(sqlite_store, tmp_path / "a.csv", COMPLAINTS + rows + '5001,2026-11-02,"open\n')
    assert rows_of(sqlite_store, Complaint) == []


def test_lines_are_numbered_as_an_editor_numbers_them(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('\nreference,text\n1,"a\r\nb\rc"\n\n2,d\n', newline="")
    assert list(open_table(tmp_path / "a.csv").lines()) == [Line(3, ["1", "a\r\nb\rc"]), Line(7, ["2", "d"])]
