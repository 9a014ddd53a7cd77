"""Every cell of a row is understood, or the row is refused naming line, column, value and reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.intake.asking import Unclear
from db.intake.cells import Why
from db.intake.columns import match_columns
from db.intake.fields import Kind
from db.intake.reading import open_table
from db.intake.report import in_words
from db.intake.rows import Options, Refusal, Row, RowReader, meanings, parse_words
from meeting.errors import UnreadableFile
from tests.db.stores import TODAY, write_csv

PROMISE = {"reference": "1", "customer": "A", "promised_on": "2026-11-22"}
COMPLAINT = {"reference": "1", "received_on": "2026-11-22"}
WIN = {"reference": "1", "happened_on": "2026-11-22"}
PERSON = {"reference": "1", "name": "Ana"}
FIRST = {Kind.PROMISES: PROMISE, Kind.COMPLAINTS: COMPLAINT, Kind.WINS: WIN, Kind.PEOPLE: PERSON}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


def read(
    file: Path, kind: Kind, rows: Any, *, words: list[str] | None = None, date_format: str | None = None
) -> list[Row | Refusal]:
    write_csv(file, rows)
    table = open_table(file)
    options = Options({}, parse_words(kind, words or []), date_format)
    matches = match_columns(kind, table.heading, maps={})
    return list(RowReader(table, matches, options=options, zone=ZoneInfo("UTC"), today=TODAY).read())


def value(file: Path, kind: Kind, field: str, written: str, *, words: list[str] | None = None) -> Any:
    """What a cell means; a refusal comes as (column, value, reason)."""
    (row,) = read(file, kind, [{**FIRST[kind], field: written}], words=words)
    if isinstance(row, Refusal):
        return row.column, row.value, row.reason
    return row.values[field]


def refused(file: Path, kind: Kind, field: str, written: str, *, words: list[str] | None = None) -> str:
    """The reason, when the cell itself is named beside it."""
    column, cell, reason = value(file, kind, field, written, words=words)
    assert (column, cell) == (field, written)
    assert isinstance(reason, str)
    return reason


def test_a_row_holds_what_its_columns_say_and_nothing_else(file: Path) -> None:
    (row,) = read(file, Kind.PROMISES, [{**PROMISE, "team": " Service ", "cause": "", "colour": "red"}])
    assert isinstance(row, Row)
    assert (row.line, row.cells) == (2, ("1", "A", "2026-11-22", " Service ", "", "red"))
    assert row.values == {
        **{"reference": "1", "customer": "A", "promised_on": TODAY, "team": "Service", "cause": None}
    }


@pytest.mark.parametrize("written", ["", " ", "NULL", "null", "N/A", "n/a", " Null "])
@pytest.mark.parametrize(
    ("kind", "field"),
    [
        *((Kind.PROMISES, "team"), (Kind.PROMISES, "delivered_on"), (Kind.PROMISES, "need")),
        *((Kind.COMPLAINTS, "text"), (Kind.COMPLAINTS, "customer_email"), (Kind.COMPLAINTS, "breakdown")),
    ],
)
def test_cells_that_say_nothing_are_empty_where_the_field_may_be(
    file: Path, kind: Kind, field: str, written: str
) -> None:
    assert value(file, kind, field, written) is None


@pytest.mark.parametrize("written", ["", " ", "NULL", "n/a"])
@pytest.mark.parametrize(
    ("kind", "field"),
    [
        *((Kind.PROMISES, "reference"), (Kind.PROMISES, "customer"), (Kind.PROMISES, "promised_on")),
        *((Kind.COMPLAINTS, "reference"), (Kind.COMPLAINTS, "received_on"), (Kind.WINS, "happened_on")),
        (Kind.PEOPLE, "name"),
    ],
)
def test_cells_that_say_nothing_are_refused_where_the_field_is_needed(
    file: Path, kind: Kind, field: str, written: str
) -> None:
    # A row of blanks alone is passed over as a blank line is.
    assert refused(file, kind, field, written) == f"is empty, and {field} is needed"


@pytest.mark.parametrize("written", ["NA", "None", "nil", "-", "0", "false", "#N/A", "nan"])
def test_words_that_only_look_empty_are_somebodys_name_or_code(file: Path, written: str) -> None:
    assert value(file, Kind.PROMISES, "customer", written) == written


@pytest.mark.parametrize("field", ["delivered_on", "withdrawn_on", "moved_on"])
def test_a_fact_about_a_promise_in_the_future_is_refused(file: Path, field: str) -> None:
    assert value(file, Kind.PROMISES, field, "2026-11-22") == TODAY
    reason = "lies in the future: 23 November 2026 is after today, 22 November 2026"
    assert refused(file, Kind.PROMISES, field, "2026-11-23") == reason


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        *(
            (Kind.COMPLAINTS, "received_on"),
            (Kind.COMPLAINTS, "answered_on"),
            (Kind.COMPLAINTS, "resolved_on"),
        ),
        (Kind.WINS, "happened_on"),
    ],
)
def test_other_facts_in_the_future_are_refused(file: Path, kind: Kind, field: str) -> None:
    assert refused(file, kind, field, "2026-11-23").startswith("lies in the future")


@pytest.mark.parametrize("field", ["promised_on", "first_promised_on", "made_on"])
def test_a_promise_may_be_for_the_future(file: Path, field: str) -> None:
    assert value(file, Kind.PROMISES, field, "2027-01-31") == date(2027, 1, 31)


def test_a_moment_that_is_already_tomorrow_here_is_in_the_future(file: Path) -> None:
    assert value(file, Kind.PROMISES, "delivered_on", "2026-11-22T23:30:00+01:00") == TODAY
    assert "lies in the future" in refused(file, Kind.PROMISES, "delivered_on", "2026-11-22T23:30:00-01:00")


def test_what_is_no_day_is_refused_naming_the_way_of_its_column(file: Path) -> None:
    rows = [PROMISE, {**PROMISE, "reference": "2", "promised_on": "soon"}]
    (_, refusal) = read(file, Kind.PROMISES, rows)
    assert isinstance(refusal, Refusal)
    assert in_words(refusal) == "line 3, promised_on “soon”: is no day written like 2026-04-03 (year first)"
    assert refused(file, Kind.PROMISES, "promised_on", "31.02.2026") == "is not a day"


@pytest.mark.parametrize(
    "written", ["-", "n/a", "not yet", "00.00.0000", "00000000", "pas encore", "31.12.9999"]
)
def test_what_stands_for_no_day_yet_is_none_where_the_field_may_be_empty(file: Path, written: str) -> None:
    assert value(file, Kind.PROMISES, "delivered_on", written) is None
    assert refused(file, Kind.PROMISES, "promised_on", written) == "is empty, and promised_on is needed"


def test_words_where_days_may_stand_are_asked_about_once_for_the_column(file: Path) -> None:
    words = ["Shipped", "in work", "Shipped", "2026-11-20"]
    rows = [{**PROMISE, "reference": str(at), "Delivered": word} for at, word in enumerate(words)]
    with pytest.raises(Unclear) as error:
        read(file, Kind.PROMISES, rows)
    said = str(error.value)
    assert "Delivered holds words where days stand: “Shipped”, “in work”. Nothing was saved." in said
    assert '--value "delivered_on:Shipped=" --value "delivered_on:in work="' in said
    assert error.value.fields == ("delivered_on",)
    told = ["delivered_on:shipped=2026-11-19", "delivered_on:in work="]
    days = [
        row.values["delivered_on"]
        for row in read(file, Kind.PROMISES, rows, words=told)
        if isinstance(row, Row)
    ]
    assert days == [date(2026, 11, 19), None, date(2026, 11, 19), date(2026, 11, 20)]
    with pytest.raises(
        UnreadableFile, match=r"soon is no day\. Nothing was saved\. Write it like 2026-11-23"
    ):
        parse_words(Kind.PROMISES, ["delivered_on:Shipped=soon"])


@pytest.mark.parametrize("field", ["promised_on", "delivered_on", "made_on"])
def test_a_column_that_holds_no_days_is_asked_about_once_and_not_refused_row_by_row(
    file: Path, field: str
) -> None:
    rows = [{**PROMISE, "reference": str(at), field: f"KW {47 + at}"} for at in range(3)]
    with pytest.raises(
        Unclear, match=rf"{field} holds no days that can be told: “KW 47”, “KW 48”, “KW 49”\."
    ):
        read(file, Kind.PROMISES, rows)
    quantity = [{**PROMISE, "reference": str(at), "Delivered": str(at)} for at in range(1, 4)]
    with pytest.raises(Unclear, match=r"--map delivered_on=COLUMN \(--map delivered_on= for none\)"):
        read(file, Kind.PROMISES, quantity)


def test_with_a_date_format_other_ways_are_refused_row_by_row(file: Path) -> None:
    days = ["03/04/2026", "13/04/2026", "04/13/2026"]
    rows = [{**PROMISE, "reference": str(at), "promised_on": day} for at, day in enumerate(days)]
    with pytest.raises(UnreadableFile, match="contradict each other"):
        read(file, Kind.PROMISES, rows)
    first, second, third = read(file, Kind.PROMISES, rows, date_format="DD/MM/YYYY")
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert isinstance(third, Refusal)
    assert [first.values["promised_on"], second.values["promised_on"]] == [
        date(2026, 4, 3),
        date(2026, 4, 13),
    ]
    assert (third.line, third.column, third.value) == (4, "promised_on", "04/13/2026")


@pytest.mark.parametrize(
    ("kind", "field", "written", "meant"),
    [
        *((Kind.COMPLAINTS, "severity", word, "minor") for word in ("Low", "MEDIUM", "minor", " normal ")),
        *((Kind.COMPLAINTS, "severity", word, "serious") for word in ("High", "Major", "Serious")),
        *((Kind.COMPLAINTS, "severity", word, "critical") for word in ("Critical", "Urgent", "blocker")),
        *((Kind.PROMISES, "withdrawn_by", word, "us") for word in ("us", "We", "Company")),
        *((Kind.PROMISES, "withdrawn_by", word, "customer") for word in ("Customer", "client")),
        *((Kind.WINS, "kind", word, "WOW") for word in ("wow", "WOW", "Wow")),
        *((Kind.WINS, "kind", word, "praise") for word in ("Thank you", "compliment")),
        *((Kind.PEOPLE, "role", word, "admin") for word in ("Administrator", "ADMIN")),
    ],
)
def test_usual_words_mean_what_they_usually_mean(
    file: Path, kind: Kind, field: str, written: str, meant: str
) -> None:
    assert value(file, kind, field, written) == meant


def test_a_word_that_means_nothing_is_refused_naming_the_words(file: Path) -> None:
    assert refused(file, Kind.COMPLAINTS, "severity", "P1") == "is not one of minor, serious, critical"
    (row,) = read(file, Kind.COMPLAINTS, [{**COMPLAINT, "severity": "P1"}])
    assert isinstance(row, Refusal)
    assert (row.field, row.why) == ("severity", Why.UNKNOWN_WORD)
    # The command line names its option; a screen asks with a choice.
    assert in_words(row).endswith("critical. Say what it means: --value severity:P1=…")


def test_every_word_that_means_nothing_is_told_at_once(file: Path) -> None:
    severities = ("P2", "low", "", "P1", "P2", "gone")
    write_csv(
        file, [{**COMPLAINT, "reference": str(n), "severity": word} for n, word in enumerate(severities)]
    )
    table = open_table(file)
    reader = RowReader(
        table,
        match_columns(Kind.COMPLAINTS, table.heading, maps={}),
        options=Options({}, parse_words(Kind.COMPLAINTS, ["severity:GONE=minor"]), None),
        zone=ZoneInfo("UTC"),
        today=TODAY,
    )
    assert reader.unknown_words == {"severity": ["P1", "P2"]}
    assert meanings(Kind.COMPLAINTS, "severity") == ("minor", "serious", "critical")


def test_a_word_that_the_person_explained_means_that(file: Path) -> None:
    words = ["severity:P1=critical", "severity:low=Serious"]
    assert value(file, Kind.COMPLAINTS, "severity", " p1 ", words=words) == "critical"
    assert value(file, Kind.COMPLAINTS, "severity", "Low", words=words) == "serious"
    assert value(file, Kind.COMPLAINTS, "team", "Wkshp", words=["team:wkshp=Workshop"]) == "Workshop"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("Late", ("late", "Late")), ("Billing inquiry", ("billing", "Billing inquiry"))),
        *(("other", ("other", "other")), ("Technical issue", ("other", "Technical issue"))),
    ],
)
def test_an_unknown_breakdown_is_other_with_the_files_word_kept(
    file: Path, written: str, meant: tuple[str, str]
) -> None:
    assert value(file, Kind.COMPLAINTS, "breakdown", written) == meant


def test_a_breakdown_that_the_person_explained_keeps_the_files_word_too(file: Path) -> None:
    words = ["breakdown:Technical issue=quality"]
    found = value(file, Kind.COMPLAINTS, "breakdown", "Technical issue", words=words)
    assert found == ("quality", "Technical issue")


@pytest.mark.parametrize(
    "option",
    [
        "severity",
        "severity:P1",
        "severity=critical",
        "colour:red=late",
        "severity:P1=terrible",
        ":P1=critical",
    ],
)
def test_an_explanation_that_means_nothing_is_refused(option: str) -> None:
    with pytest.raises(UnreadableFile, match=r"--value .*Nothing was saved"):
        parse_words(Kind.COMPLAINTS, [option])


@pytest.mark.parametrize("written", ["ana@example.com", " Ana@Example.COM "])
def test_an_address_is_kept_in_small_letters(file: Path, written: str) -> None:
    assert value(file, Kind.PEOPLE, "email", written) == "ana@example.com"


@pytest.mark.parametrize(
    "written", ["ana", "ana@", "@example.com", "ana@example.com, ben@example.com", "a b@c.de"]
)
def test_what_is_no_address_is_refused(file: Path, written: str) -> None:
    assert refused(file, Kind.PEOPLE, "email", written) == "is not an e-mail address"


@pytest.mark.parametrize(
    ("kind", "field", "longest"),
    [
        *(
            (Kind.PROMISES, "reference", 200),
            (Kind.PROMISES, "customer", 200),
            (Kind.PROMISES, "cause", 1000),
        ),
        *((Kind.COMPLAINTS, "text", 100_000), (Kind.COMPLAINTS, "owner", 500), (Kind.PEOPLE, "name", 500)),
    ],
)
def test_a_text_longer_than_can_be_stored_is_refused(
    file: Path, kind: Kind, field: str, longest: int
) -> None:
    assert value(file, kind, field, "x" * longest) == "x" * longest
    column, cell, reason = value(file, kind, field, "x" * (longest + 1))
    assert (column, cell) == (field, "x" * min(longest + 1, 1000))
    assert reason == f"has {longest + 1} characters, at most {longest} can be stored"


@pytest.mark.parametrize("field", ["person", "team"])
def test_a_list_of_names_may_be_long_but_none_of_its_names(file: Path, field: str) -> None:
    names = "; ".join(["Ana", "x" * 500] * 50)
    assert value(file, Kind.WINS, field, names) == names
    column, _, reason = value(file, Kind.WINS, field, f"{names}; {'x' * 501}")
    assert (column, reason) == (field, "has a name of 501 characters, at most 500 can be stored")


@pytest.mark.parametrize(
    ("kind", "field", "written"),
    [
        *((Kind.PROMISES, "reference", "1\x00"), (Kind.PROMISES, "promised_on", "2026-11-22\x00")),
        *((Kind.COMPLAINTS, "text", "on\x00e"), (Kind.COMPLAINTS, "breakdown", "la\x00te")),
        *((Kind.COMPLAINTS, "severity", "lo\x00w"), (Kind.PEOPLE, "email", "ana@exa\x00mple.com")),
    ],
)
def test_a_cell_with_a_nul_is_refused(file: Path, kind: Kind, field: str, written: str) -> None:
    assert refused(file, kind, field, written) == "holds a character that cannot be stored (number 0)"


def test_a_text_is_kept_whole_with_its_lines_and_blanks(file: Path) -> None:
    text = "  One,\r\n\r\n“two”\ttwo \n \u202ethree\u202c <b>&amp;</b> =1+1 🙂\n"
    assert value(file, Kind.COMPLAINTS, "text", text) == text


def test_a_row_with_too_many_or_too_few_cells_is_refused_with_all_its_cells(file: Path) -> None:
    text = "reference,customer,promised_on\n1,A,2026-11-22\n2,B,2026-11-22,more\n3,C\n4,D,2026-11-22\n"
    found = read(file, Kind.PROMISES, text)
    refusals = [row for row in found if isinstance(row, Refusal)]
    assert [in_words(refusal) for refusal in refusals] == [
        "line 3: has 4 cells where the heading has 3",
        "line 4: has 2 cells where the heading has 3",
    ]
    assert [refusal.cells for refusal in refusals] == [("2", "B", "2026-11-22", "more"), ("3", "C")]
    assert len(found) == 4


def test_joined_cells_are_one_text(file: Path) -> None:
    write_csv(
        file, [{"id": "1", "first name": " Ana ", "last name": "Ruiz"}, {"id": "2", "first name": "Ben"}]
    )
    table = open_table(file)
    matches = match_columns(Kind.PEOPLE, table.heading, maps={})
    reader = RowReader(table, matches, options=Options({}, {}, None), zone=ZoneInfo("UTC"), today=TODAY)
    assert [row.values["name"] for row in reader.read() if isinstance(row, Row)] == ["Ana Ruiz", "Ben"]


def test_one_reference_with_different_contents_is_refused_on_every_line(file: Path) -> None:
    rows = [PROMISE, {**PROMISE, "reference": "2"}, {**PROMISE, "customer": "B"}]
    first, second, third = read(file, Kind.PROMISES, rows)
    assert isinstance(second, Row)
    for refusal in (first, third):
        assert isinstance(refusal, Refusal)
        assert (refusal.column, refusal.value) == ("reference", "1")
        assert refusal.reason == "stands on several lines with different contents (2, 4)"


def test_a_reference_that_stands_on_very_many_lines_is_told_shortly(file: Path) -> None:
    rows = [{**PROMISE, "customer": str(number)} for number in range(5000)]
    found = read(file, Kind.PROMISES, rows)
    assert len(found) == 5000
    assert {row.reason for row in found if isinstance(row, Refusal)} == {
        "stands on several lines with different contents (2, 3, 4, …)"
    }


def test_one_reference_with_the_same_contents_twice_is_no_contradiction(file: Path) -> None:
    rows = [{**PROMISE, "colour": "red"}, {**PROMISE, "colour": "blue"}]
    assert [type(row) for row in read(file, Kind.PROMISES, rows)] == [Row, Row]


def test_a_refusal_shows_a_long_value_shortly() -> None:
    refusal = Refusal(7, "text", "x" * 500, "is too long", ())
    assert in_words(refusal) == f"line 7, text “{'x' * 59}…”: is too long"
