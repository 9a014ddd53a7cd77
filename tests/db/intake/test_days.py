"""Days are read as they were meant, or asked about, or refused. They are never guessed."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.intake.asking import Unclear
from db.intake.day_shapes import Way, is_no_day, readings
from db.intake.days import Telling, order_of, read_day
from meeting.errors import UnreadableFile

UTC = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
THIRD = date(2026, 4, 3)


def told(*written: str, zone: ZoneInfo = UTC) -> list[date | None]:
    """The days of a column, by the way the column tells of itself."""
    telling = Telling(zone=zone)
    for one in written:
        telling.see(one)
    ways = telling.ways("promised_on")
    return [read_day(one, zone=zone, ways=ways) for one in written]


@pytest.mark.parametrize(
    "written",
    [
        *("2026-04-03", "2026-4-3", "2026/04/03", "2026.04.03", "20260403", " 2026-04-03 "),
        *("2026-04-03 00:00:00.000", "2026-04-03T23:59:59", "2026-04-03T10:15:00Z", "2026-04-03 10:15 UTC"),
        *(
            "2026-04-03T10:15:00+02:00",
            "2026-04-03T10:15:00.123456+0200",
            "20260403 10:15",
        ),
        *("03.04.2026", "3.4.2026", "3. 4. 2026", "03.04.26", "03.04.2026 10:15", "03.04.2026, 10:15"),
        *("3 April 2026", "3. April 2026", "03-Apr-2026", "3-Apr-26", "3rd April 2026", "3 Apr. 2026"),
        *("April 3, 2026", "Apr 3 2026", "April 3rd, 2026", "Friday, April 3, 2026", "Fri, 3 Apr 2026"),
        *("Apr 3, 2026 10:15 AM", "3 avril 2026", "3 abril 2026", "3. Apr 2026", "3 APRIL 2026"),
        *("03/Apr/26 9:15 AM", "Fri 3 Apr 2026", "Fri 03.04.2026", "Fr., 03.04.2026", "ven. 3 avr. 2026"),
        *("3 de abril de 2026", "3 aprile 2026", "vr 3 apr. 2026", "2026-Apr-03", "Apr-03-2026", "3Apr2026"),
        *("03.04.2026 10.15", "03.04.2026 10:15 Uhr", "3 avril 2026 à 10h15", "2026-04-03 10:15:00 p. m."),
        *("46115", "46115.4271", "1775174400000", "1775174400", "1775210400000", "03.APR.2026"),
    ],
)
def test_a_day_that_can_be_only_one_is_read(written: str) -> None:
    assert told(written) == [THIRD]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1. März 2026", date(2026, 3, 1)),
        ("24. Dez. 2026", date(2026, 12, 24)),
        ("1 mai 2026", date(2026, 5, 1)),
        ("15 août 2026", date(2026, 8, 15)),
        ("31 diciembre 2026", date(2026, 12, 31)),
        ("29.02.2028", date(2028, 2, 29)),
        ("31.12.99", date(1999, 12, 31)),
        ("31/12/1999", date(1999, 12, 31)),
        ("12/31/1999", date(1999, 12, 31)),
        ("1996-08-01 00:00:00.000", date(1996, 8, 1)),
        ("25-12-2026 12:15", date(2026, 12, 25)),
        ("05/05/2026", date(2026, 5, 5)),
    ],
)
def test_a_day_that_decides_itself_is_read(written: str, day: date) -> None:
    assert told(written) == [day]


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "soon",
            "n/a",
            "32873",
            "73051",
            "4500",
            "450000",
            "177517440",
            "17751744000",
            "9775174400000",
            "2026",
            "2026-04",
            "04/2026",
            "April 2026",
            "W14",
        ),
        *("2026-13-01", "2026-02-30", "29.02.2026", "31.04.2026", "00.04.2026", "03.00.2026", "0000-00-00"),
        *(
            "1899-12-31",
            "2101-01-01",
            "31.12.0026",
            "2026-04-03 25:00",
            "2026-04-03 10:61",
            "2026-04-03 13:00 PM",
        ),
        *(
            "03.04",
            "3.4.6",
            "03-04.2026",
            "03/04-2026",
            "2026-04-03 or later",
            "202604",
            "2026040",
            "3 Aprill 2026",
        ),
        *("２０２６年４月３日", "2026-04-03-05", "1/2/3/4", "--", "31/12/1899"),
    ],
)
def test_what_is_no_day_is_not_read(written: str) -> None:
    assert set(readings(written, zone=UTC).values()) == set()
    assert read_day(written, zone=UTC, order="DMY") is None


@pytest.mark.parametrize(
    "written", [("03/04/2026",), ("03-04-2026", "05-06-2026"), ("03/04/26",), ("03/04/2026", "05/05/2026")]
)
def test_days_that_could_be_two_are_asked_about(written: tuple[str, ...]) -> None:
    with pytest.raises(
        UnreadableFile,
        match=r"“03.04.(20)?26” in promised_on can be .*, and no row decides\. Nothing was saved\. .*--date-format",
    ):
        told(*written)


def test_the_question_names_both_days_it_could_be() -> None:
    with pytest.raises(UnreadableFile, match=r"can be 4 March 2026 or 3 April 2026"):
        told("03/04/2026")


def test_one_row_decides_for_its_column() -> None:
    assert told("03/04/2026", "13/04/2026") == [date(2026, 4, 3), date(2026, 4, 13)]
    assert told("03/04/2026", "04/13/2026") == [date(2026, 3, 4), date(2026, 4, 13)]
    assert told("01/02/26", "13/04/99") == [date(2026, 2, 1), date(1999, 4, 13)]


def test_a_row_that_decides_late_decides_too() -> None:
    written = [f"{day:02}/{month:02}/2026" for month in range(1, 13) for day in range(1, 13)] * 80
    assert told(*written, "13/04/2026")[1] == date(2026, 1, 2)


@pytest.mark.parametrize("order", [1, -1])
def test_rows_that_contradict_each_other_are_asked_about(order: int) -> None:
    with pytest.raises(
        UnreadableFile, match=r"contradict each other: “04/13/2026” and “13/04/2026” .*--date-format"
    ):
        told(*["13/04/2026", "04/13/2026", "03/04/2026"][::order])


def test_two_columns_are_told_apart() -> None:
    """Each column tells for itself: made_on may write months first where promised_on does not."""
    assert told("04/13/2026") == told("13/04/2026") == [date(2026, 4, 13)]


def test_rows_written_otherwise_than_most_of_their_column_are_read_where_they_can_be_one_day_alone() -> None:
    assert told("2026-04-03", "2026-04-04", "04.05.2026") == [
        THIRD,
        THIRD + timedelta(days=1),
        date(2026, 5, 4),
    ]
    assert told("03.04.2026", "2026-04-03", "04.04.2026") == [THIRD, THIRD, date(2026, 4, 4)]
    assert told("2026-04-13", "46115", "13/04/2026", "3 April 2026")[1:] == [THIRD, date(2026, 4, 13), THIRD]
    with pytest.raises(Unclear, match=r"“03/04/2026” in promised_on can be"):
        told("2026-04-13", "2026-04-14", "03/04/2026")


def test_years_of_two_and_of_four_digits_are_written_the_same_way() -> None:
    assert told("03/04/26", "13/04/2026", "13/04/26") == [THIRD, date(2026, 4, 13), date(2026, 4, 13)]
    with pytest.raises(Unclear, match="contradict each other"):
        told("04/13/2026", "13/04/99")


def test_real_days_that_a_spreadsheet_turned_around_are_asked_about() -> None:
    """Excel of the United States reads 03/04/2026 as 4 March and leaves 13/04/2026 a text."""
    turned = ["2026-03-04", "2026-05-04", "2026-07-04", "13/04/2026", "25/04/2026"]
    with pytest.raises(Unclear, match="seems to have turned day and month around"):
        told(*turned)
    assert told(*turned, "2026-04-30")[3] == date(2026, 4, 13)


def test_numbers_of_a_workbook_that_counts_from_1904_are_no_days_as_excel_counts_them_elsewhere() -> None:
    telling = Telling(zone=UTC, counts_from_1904=True)
    assert not telling.see("46115")
    assert telling.ways("promised_on") == ()


def test_a_number_that_counts_seconds_is_a_day_of_the_organisation_or_the_day_that_was_meant() -> None:
    new_york = ZoneInfo("America/New_York")
    # Midnight in UTC is how programs keep a day without a time.
    assert told("1775174400000", zone=new_york) == [THIRD]
    assert told("1775178000000", zone=new_york) == [date(2026, 4, 2)]
    assert told("1775255400000", zone=BERLIN) == [date(2026, 4, 4)]


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "-", "--", "—", "n/a", "NULL", "not yet", "Not Yet", "TBD", "00.00.0000", "00000000", "0"),
        *("0000-00-00", "00/00/0000", "0000-00-00 00:00:00", "31.12.9999", "9999-12-31", "99991231"),
        *("noch nicht", "offen", "pas encore", "en attente", "aún no", "pendiente", "non ancora", "nog niet"),
        *("1899-12-30", "1900-01-00"),
    ],
)
def test_usual_words_and_zeros_stand_for_no_day(written: str) -> None:
    assert is_no_day(written)
    assert readings(written, zone=UTC) == {} or "9999" not in written


@pytest.mark.parametrize("written", ["2026-04-03", "soon", "yes", "KW 47", "00.01.2026", "Acme", "1"])
def test_other_words_do_not(written: str) -> None:
    assert not is_no_day(written)


def test_a_column_without_any_day_has_no_way_of_writing_them() -> None:
    telling = Telling(zone=UTC)
    for written in ("", "soon", "31.02.2026"):
        assert not telling.see(written)
    assert telling.ways("promised_on") == ()


@pytest.mark.parametrize(
    ("written", "zone", "day"),
    [
        ("2026-11-22T23:30:00Z", UTC, date(2026, 11, 22)),
        ("2026-11-22T23:30:00Z", BERLIN, date(2026, 11, 23)),
        ("2026-11-22T23:30:00+01:00", BERLIN, date(2026, 11, 22)),
        ("2026-11-22T23:30:00+01:00", UTC, date(2026, 11, 22)),
        ("2026-11-23T00:30:00+01:00", UTC, date(2026, 11, 22)),
        ("2026-11-22T23:30:00-05:00", UTC, date(2026, 11, 23)),
        ("2026-11-22 23:30:00-05", BERLIN, date(2026, 11, 23)),
        ("2026-07-01T22:30:00Z", BERLIN, date(2026, 7, 2)),
        ("2026-12-31T23:30:00Z", BERLIN, date(2027, 1, 1)),
        # Without an offset it is the day as written, wherever the organisation is.
        ("2026-11-22T23:30:00", BERLIN, date(2026, 11, 22)),
        ("22.11.2026 23:30", BERLIN, date(2026, 11, 22)),
    ],
)
def test_a_moment_with_an_offset_becomes_a_day_of_the_organisation(
    written: str, zone: ZoneInfo, day: date
) -> None:
    assert told(written, zone=zone) == [day]


@pytest.mark.parametrize(
    ("date_format", "order"),
    [
        *(("DD/MM/YYYY", "DMY"), ("dd.mm.yy", "DMY"), ("d/m/y", "DMY"), ("%d/%m/%Y", "DMY"), ("dmy", "DMY")),
        *(("MM/DD/YYYY", "MDY"), ("%m/%d/%y", "MDY"), ("MM-DD-YYYY HH:MM", "MDY"), ("%m/%d/%Y %H:%M", "MDY")),
        *(
            ("YYYY-MM-DD", "YMD"),
            ("%Y-%m-%d", "YMD"),
            ("%F", "YMD"),
            ("DD MMM YYYY", "DMY"),
            ("%d %b %Y", "DMY"),
        ),
    ],
)
def test_every_usual_way_to_name_an_order_is_understood(date_format: str, order: str) -> None:
    assert order_of(date_format) == order


@pytest.mark.parametrize("date_format", ["", "DD/MM", "european", "YYYY", "DD/DD/MM/YYYY", "YDM", "x"])
def test_an_order_that_means_nothing_is_refused(date_format: str) -> None:
    with pytest.raises(
        UnreadableFile,
        match=r"--date-format .* is not understood\. Nothing was saved\. Write it like DD/MM/YYYY",
    ):
        order_of(date_format)


def test_the_order_asked_for_is_kept_to() -> None:
    written = ["03/04/2026", "03/04/26", "3 April 2026", "2026-04-03"]
    assert [read_day(one, zone=UTC, order="DMY") for one in written] == [THIRD] * 4
    other = [read_day(one, zone=UTC, order="MDY") for one in written]
    assert other == [date(2026, 3, 4), date(2026, 3, 4), THIRD, THIRD]
    assert read_day("13/04/2026", zone=UTC, order="MDY") is None
    assert read_day("03/04/26", zone=UTC, order="YMD") == date(2003, 4, 26)


def test_ways_are_named_so_that_a_person_recognises_them() -> None:
    assert str(Way("03/04/2026", "DMY")) == "03/04/2026 (day first)"
    assert str(next(iter(readings("2026-04-03", zone=UTC)))) == "2026-04-03 (year first)"
