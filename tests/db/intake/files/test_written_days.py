"""Days as companies write them, through a whole file into the store and out: the day that was meant, or refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db.engine import Store
from db.intake.asking import Unclear
from db.intake.fields import Kind
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.models import Complaint
from meeting.errors import UnreadableFile
from meeting.permissions import COMMAND_LINE
from tests.db.intake.files.conftest import TakeIn
from tests.db.intake.files.workbooks import write_rows
from tests.db.stores import rows_of, write_csv

LAST = date(2025, 12, 31)
THIRD = date(2026, 4, 3)

PLAIN = {
    **dict.fromkeys(
        (
            *("2025-12-31", "2025/12/31", "2025.12.31", "20251231", "31.12.2025", "31/12/2025", "31-12-2025"),
            *(
                "12/31/2025",
                "12-31-2025",
                "31.12.25",
                "31. 12. 2025",
                "31 December 2025",
                "31 Dec 2025",
            ),
            *("31-Dec-2025", "31-Dec-25", "31. Dezember 2025", "31 décembre 2025", "31 diciembre 2025"),
            *("31. Dez 2025", "31 Dez. 2025", "December 31, 2025", "Dec 31, 2025", "December 31st, 2025"),
            *(
                "31st December 2025",
                "Wednesday, December 31, 2025",
                "Wed 31 Dec 2025",
                "Mittwoch, 31. Dezember 2025",
            ),
            *(" 2025-12-31 ", "2025-12-31 00:00:00", "2025-12-31T23:59:59", "2025-12-31T23:59:59Z"),
            *("2025-12-31 23:59:59.999", "2025-12-31T12:00:00+00:00", "2025-12-31T12:00:00.123456Z"),
            *("31.12.2025 13:45", "31.12.2025 13:45:10", "12/31/2025 1:45 PM", "12/31/2025 01:45:10 PM"),
            *("31/12/2025, 13:45", "31 Dec 2025 13:45", "31-DEC-2025", "31-dec-2025", "20251231 13:45"),
            *(
                "2025-12-31T13:45",
                "2025-12-31 13:45:10 UTC",
                "2025-12-31 13:45:10 GMT",
                "2025-12-31T23:30:00-00:00",
            ),
        ),
        LAST,
    ),
    "٣١/١٢/٢٠٢٥": LAST,
    "2026-04-03": THIRD,
    "2026/4/3": THIRD,
    "2026-4-3": THIRD,
    "3.4.2026": THIRD,
    "03.04.2026": THIRD,
    "3 April 2026": THIRD,
    "Apr 3, 2026": THIRD,
    "2024-02-29": date(2024, 2, 29),
    "29.02.2024": date(2024, 2, 29),
    "1999-12-31": date(1999, 12, 31),
    "31.12.99": date(1999, 12, 31),
    "2000-01-01": date(2000, 1, 1),
    "1900-01-01": date(1900, 1, 1),
    "2025-12-31T23:30:00-05:00": date(2026, 1, 1),
    "2026-01-01T00:30:00+02:00": LAST,
    "2026-03-29T02:30:00": date(2026, 3, 29),
}

ASKED = (
    *(
        "03/04/2026",
        "3/4/2026",
        "03-04-2026",
        "03/04/26",
        "3/4/26",
        "03-04-26",
        "03/04/2026 10:00",
        "3/4/2026 1:45 PM",
    ),
    *("11/12/2025", "01/02/2026", "10/11/12", "31/12/25"),
)

NO_DAYS = (
    *(
        "31.02.2026",
        "30.02.2024",
        "29.02.2026",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "31.04.2026",
    ),
    *("32.01.2026", "00.00.0000", "0000-00-00", "1899-12-31", "2101-01-01", "99022", "4500.5", "173568960"),
    *(
        "yesterday",
        "soon",
        "?",
        "tbd",
        "2026",
        "2026-W14",
        "2026-04",
        "April 2026",
        "13:45",
        "Q1 2026",
        "2026-094",
    ),
    *(
        "31 Smarch 2025",
        "2025-12-31x",
        "2025-12-31 25:00",
        "2025-12-31 12:61",
        "12/31/2025 13:45 PM",
        "--",
        "31.12.",
    ),
    *("2025-12-31/2026-01-05", "2025-12-31, 2026-01-05", "=TODAY()", "２０２５年１２月３１日"),
)


def written_in(folder: Path, written: str) -> Path:
    write_csv(folder / "a.csv", [{"reference": "1", "received_on": written, "text": "as said"}])
    return folder / "a.csv"


@pytest.mark.parametrize("written", PLAIN)
def test_a_day_comes_out_of_the_store_as_it_was_meant(take_in: TakeIn, tmp_path: Path, written: str) -> None:
    report, complaints = take_in(written_in(tmp_path, written))
    assert [refusal.reason for refusal in report.refusals] == []
    assert [complaint["received_on"] for complaint in complaints] == [PLAIN[written]]


@pytest.mark.parametrize("written", ASKED)
def test_a_day_that_can_be_two_is_asked_for(take_in: TakeIn, tmp_path: Path, written: str) -> None:
    with pytest.raises(UnreadableFile, match=r"no row decides. Nothing was saved. Say which: --date-format"):
        take_in(written_in(tmp_path, written))


@pytest.mark.parametrize("written", ["03/04/2026", "3/4/2026", "03-04-26", "3/4/26", "03/04/2026 10:00"])
@pytest.mark.parametrize(
    ("date_format", "meant"), [("DD/MM/YYYY", date(2026, 4, 3)), ("MM/DD/YYYY", date(2026, 3, 4))]
)
def test_a_day_that_can_be_two_is_read_as_the_person_says(
    take_in: TakeIn, tmp_path: Path, written: str, date_format: str, meant: date
) -> None:
    _, complaints = take_in(written_in(tmp_path, written), date_format=date_format)
    assert [complaint["received_on"] for complaint in complaints] == [meant]


@pytest.mark.parametrize("written", NO_DAYS)
def test_what_is_no_day_is_refused_naming_line_and_column(
    take_in: TakeIn, tmp_path: Path, written: str
) -> None:
    rows = [{"reference": str(at), "received_on": day} for at, day in enumerate(("2025-12-31", written))]
    write_csv(tmp_path / "a.csv", rows)
    report, complaints = take_in(tmp_path / "a.csv")
    (refusal,) = report.refusals
    assert (refusal.line, refusal.column, refusal.value) == (3, "received_on", written)
    assert [complaint["reference"] for complaint in complaints] == ["0"]


@pytest.mark.parametrize("written", ["yesterday", "2026-W14", "April 2026", "13:45", "=TODAY()"])
def test_a_column_of_what_is_no_day_is_asked_about_once(
    take_in: TakeIn, tmp_path: Path, written: str
) -> None:
    with pytest.raises(Unclear, match=r"received_on holds no days that can be told: .* Nothing was saved"):
        take_in(written_in(tmp_path, written))


def test_a_day_to_come_is_no_day_a_complaint_was_received(take_in: TakeIn, tmp_path: Path) -> None:
    report, _ = take_in(written_in(tmp_path, "2026-11-23"))
    (refusal,) = report.refusals
    assert (refusal.line, refusal.column) == (2, "received_on")
    assert "lies in the future" in refusal.reason


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        (["03/04/2026", "13/04/2026"], [date(2026, 4, 3), date(2026, 4, 13)]),
        (["03/04/2026", "04/13/2026"], [date(2026, 3, 4), date(2026, 4, 13)]),
        (["01.02.03", "31.12.25"], [date(2003, 2, 1), date(2025, 12, 31)]),
        (["2026-04-03", "2026-04-03T22:00:00Z"], [THIRD, THIRD]),
        (["3 April 2026", "3 avril 2026", "3. April 2026"], [THIRD, THIRD, THIRD]),
    ],
)
def test_one_row_that_decides_tells_how_the_column_is_written(
    store: Store, tmp_path: Path, rows: list[str], days: list[date]
) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, [{"reference": str(at), "received_on": written} for at, written in enumerate(rows)])
    bring_in(
        store, path, kind=Kind.COMPLAINTS, source="desk", options=Options({}, {}, None), actor=COMMAND_LINE
    )
    assert [complaint["received_on"] for complaint in rows_of(store, Complaint)] == days


def test_rows_that_contradict_each_other_bring_nothing_in(sqlite_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    days = ["03/04/2026", "13/04/2026", "04/13/2026"]
    write_csv(path, [{"reference": str(at), "received_on": day} for at, day in enumerate(days)])
    with pytest.raises(UnreadableFile, match=r"received_on contradict each other.*Nothing was saved"):
        bring_in(
            sqlite_store,
            path,
            kind=Kind.COMPLAINTS,
            source="desk",
            options=Options({}, {}, None),
            actor=COMMAND_LINE,
        )
    assert rows_of(sqlite_store, Complaint) == []


def test_days_that_excel_made_beside_days_it_left_as_text_are_not_mixed(
    sqlite_store: Store, tmp_path: Path
) -> None:
    """An English Excel makes 3 April of 04/03/2026 and leaves 31/03/2026 as text: half of them would be wrong."""
    rows = [
        ("reference", "received_on"),
        ("1", date(2026, 4, 3)),
        ("2", "31/03/2026"),
        ("3", date(2026, 5, 3)),
    ]
    path = write_rows(tmp_path / "a.xlsx", rows)

    def bring(date_format: str | None) -> None:
        options = Options({}, {}, date_format)
        bring_in(sqlite_store, path, kind=Kind.COMPLAINTS, source="desk", options=options, actor=COMMAND_LINE)

    with pytest.raises(Unclear, match="seems to have turned day and month around"):
        bring(None)
    bring("DD/MM/YYYY")
    days = [date(2026, 4, 3), date(2026, 3, 31), date(2026, 5, 3)]
    assert [complaint["received_on"] for complaint in rows_of(sqlite_store, Complaint)] == days


def test_real_days_beside_texts_with_dots_or_names_are_read(sqlite_store: Store, tmp_path: Path) -> None:
    rows = [
        ("reference", "received_on"),
        *(("1", date(2026, 4, 3)), ("2", "31.03.2026"), ("3", "5 May 2026"), ("4", 46115)),
    ]
    bring_in(
        sqlite_store,
        write_rows(tmp_path / "a.xlsx", rows),
        kind=Kind.COMPLAINTS,
        source="desk",
        options=Options({}, {}, None),
        actor=COMMAND_LINE,
    )
    days = [THIRD, date(2026, 3, 31), date(2026, 5, 5), THIRD]
    assert [complaint["received_on"] for complaint in rows_of(sqlite_store, Complaint)] == days
