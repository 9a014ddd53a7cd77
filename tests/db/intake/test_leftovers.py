"""Sums, notes and headings among the rows are left out and said; what could be a row of the list is never left out."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from db.engine import Store
from db.intake.columns import match_columns
from db.intake.fields import Kind
from db.intake.reading import open_table
from db.intake.rows import Options, Refusal, Row, RowReader
from tests.db.stores import TODAY, Bring

HEADING = "Order,Customer,Due date,Delivered,Qty,Value\n"
ROW = "1001,Acme,2026-11-16,2026-11-16,2,100.50\n"


def read(path: Path, text: str) -> tuple[list[str], list[str], int]:
    """What was left out in words, the references of the rows that are refused, and how many are understood."""
    path.write_text(text, encoding="utf-8")
    table = open_table(path)
    matches = match_columns(Kind.PROMISES, table.heading, maps={})
    reader = RowReader(table, matches, options=Options({}, {}, None), zone=ZoneInfo("UTC"), today=TODAY)
    rows = list(reader.read())
    assert len(rows) == reader.total
    refused = [row.cells[0] for row in rows if isinstance(row, Refusal)]
    left_out = [*table.left_out(), *map(str, reader.left_out.values())]
    return left_out, refused, sum(isinstance(row, Row) for row in rows)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        *(
            (f"{word},,,,2,100.50", "a row of sums")
            for word in ("Total", "TOTAL:", "Grand total", "Summe", "Gesamt")
        ),
        *(
            (f"{word},,,,2,", "a row of sums")
            for word in ("Total général", "Totale", "Totaal", "Subtotal", "Suma")
        ),
        *((line, "a row of sums") for line in ("Total orders: 12,,,,,", ",,,Total,2,100.50", ",,,,2,100.50")),
        *((line, "a row of sums") for line in ("Total 3,,,,,100.50", "Total,,,,,", "Totals,12,,,,")),
        ("Order,Customer,Due date,Delivered,Qty,Value", "the heading once more"),
    ],
)
def test_a_row_of_sums_and_the_heading_once_more_are_left_out_wherever_they_stand(
    tmp_path: Path, line: str, why: str
) -> None:
    for text in (HEADING + ROW + line + "\n", HEADING + line + "\n" + ROW):
        left_out, refused, understood = read(tmp_path / "a.csv", text)
        assert len(left_out) == 1
        assert left_out[0].endswith(f": {why}")
        assert (refused, understood) == ([], 1)


@pytest.mark.parametrize(
    "note", ["3 rows selected,,,,,", "Printed by: Hana,,,,,", "End of list", "Stand: 30.11.2026"]
)
def test_notes_below_the_list_are_left_out_and_said(tmp_path: Path, note: str) -> None:
    text = HEADING + ROW + note + "\n"
    left_out, refused, understood = read(tmp_path / "a.csv", text)
    assert [each.split(": ")[-1] for each in left_out] == ["a note below the list"]
    assert (refused, understood) == ([], 1)
    # With rows of the list below it, it is no footer, and somebody has to look at it.
    left_out, refused, understood = read(tmp_path / "a.csv", text + ROW)
    assert (left_out, len(refused), understood) == ([], 1, 2)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "1002,Beta,,,1,50",
            "1002,,,,,",
            "1002",
            "A-77,Gamma,soon,,,",
            "1003,Total,,,,",
            ",Acme,2026-11-16,,,",
        ),
        *("Sum-12,Acme,,,1,", "1002,Total Energies,,2026-11-16,,", "1002,Beta"),
    ],
)
def test_a_row_of_the_list_that_lacks_something_is_refused_and_not_left_out(
    tmp_path: Path, line: str
) -> None:
    left_out, refused, understood = read(tmp_path / "a.csv", HEADING + ROW + line + "\n")
    assert (left_out, len(refused), understood) == ([], 1, 1)


@pytest.mark.parametrize(
    "line", ["Total,Total,2026-11-16,,,", "1002,Total,2026-11-16,,,", "Order 5,Customer,2026-11-16,,,"]
)
def test_a_row_that_has_all_it_needs_is_a_row_whatever_it_says(tmp_path: Path, line: str) -> None:
    assert read(tmp_path / "a.csv", HEADING + ROW + line + "\n") == ([], [], 2)


def test_the_report_says_what_was_left_out_and_does_not_count_it(store: Store, tmp_path: Path) -> None:
    text = f"Open orders\nPrinted 30.11.2026\n\n{HEADING}{ROW}Total,,,,2,100.50\n2 rows selected,,,,,\n"
    report = Bring(store, tmp_path)(Kind.PROMISES, text)
    assert (report.rows, report.new, report.refused) == (1, 1, 0)
    assert report.left_out == [
        "above the heading, “Open orders”",
        "above the heading, “Printed 30.11.2026”",
        "line 6, “Total 2 100.50”: a row of sums",
        "line 7, “2 rows selected”: a note below the list",
    ]
    assert "Left out, as they are no rows of the list (4):" in report.in_words()
