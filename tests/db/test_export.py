"""What goes out comes in again: the same store stays as it is, and an empty one becomes the same."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from db.__main__ import main
from db.engine import Store, open_store, transaction
from db.intake.fields import FIELDS, Kind
from db.intake.report import refused_csv
from db.models import Customer, Promise, Team
from meeting.documents.guards import unguard, unnumber_marks
from meeting.documents.tables import csv_bytes, xlsx_bytes
from meeting.settings import Settings
from tests.db.round_trip import IN_ORDER, as_csv, as_xlsx, bring_bytes, exported, told
from tests.db.stores import NOON, Bring, counts, one_of, rows_of, tables

BEGINNINGS = [
    *(
        "=",
        "+",
        "-",
        "@",
        "\t=",
        "\r-",
        " =",
        "\ufeff@",
        "\u200b+",
        "＝",
        "'=",
        "'s-",
        '"',
        ";",
        "007",
        "1e5",
    ),
    *("🎉", ",", "'"),
]


def hard(beginning: str, word: str) -> str:
    return f"{beginning}{word}('x');\"{word}\"; y,\r\nsecond line \n third\r🎉 007"


def rows_of_kind(kind: Kind) -> list[dict[str, str]]:
    """One row for each beginning, in every field that takes any text."""
    return [_row(kind, number, beginning) for number, beginning in enumerate(BEGINNINGS)]


def _row(kind: Kind, number: int, beginning: str) -> dict[str, str]:
    def own(word: str) -> str:
        return hard(beginning, f"{word}{number}")

    day = f"2026-11-{number % 20 + 1:02}"
    customer = {"customer": own("customer"), "customer_name": own("customer name")}
    texts: dict[Kind, dict[str, str]] = {
        Kind.PEOPLE: {"name": own("person name"), "email": f"={number}@x", "team": own("team")},
        Kind.CUSTOMERS: {"name": own("customer name"), "tier": "ABC"[number % 3]},
        Kind.PROMISES: {
            **{**customer, "what": own("what"), "kind": own("kind"), "cause": own("cause")},
            **{
                "made_on": "2026-10-01",
                "wished_on": "2026-10-20",
                "promised_on": day,
                "first_promised_on": "2026-11-02",
            },
            **{"moved_on": "2026-11-01", "delivered_on": day, "team": own("team")},
            **{"sales_person": own("people"), "need": "need"},
            **({"withdrawn_on": day, "withdrawn_by": "customer"} if number % 2 else {}),
        },
        Kind.COMPLAINTS: {
            **{**customer, "customer_email": f"-{number}@x", "received_on": day, "text": own(" text")},
            **{"breakdown": ["late", "broken", own("broke"), ""][number % 4], "severity": "serious"},
            **{"team": own("team"), "owner": own("owner"), "answered_on": day, "resolved_on": ""},
            "promise": own("promises"),
        },
        Kind.WINS: {
            **{"happened_on": day, "kind": "WOW", "customer": own("customer"), "text": own(" text")},
            **{"evidence": own("\tevidence"), "named_by": "colleague"},
            **{"team": quoted(own("team")) + "; Other", "person": "Ana; " + quoted(own("people"))},
        },
    }
    references = {Kind.CUSTOMERS: "customer", Kind.PEOPLE: "people", Kind.PROMISES: "promises"}
    return {"reference": own(references.get(kind, "own")), **texts[kind]}


def quoted(name: str) -> str:
    return '"' + name.strip().replace('"', '""') + '"'


def fill(bring: Bring) -> None:
    for kind in IN_ORDER:
        rows = rows_of_kind(kind)
        heading = list(rows[1])
        content = csv_bytes(heading, [[row.get(name, "") for name in heading] for row in rows])
        report = bring_bytes(bring, kind, content)
        assert counts(report) == (len(rows), 0, 0, 0), report.in_words()


Format = Callable[[Store, Kind], bytes]
FORMATS = pytest.mark.parametrize("written", [as_csv, as_xlsx])


@pytest.fixture
def empty(
    request: pytest.FixtureRequest, settings: Settings, sqlite_template: Path, tmp_path: Path
) -> Iterator[Store]:
    """Another, empty store of the same database."""
    if settings.sqlite_path is not None:
        path = tmp_path / "empty.db"
        shutil.copy(sqlite_template, path)
        opened = open_store(Settings(path, None, NOON))
    else:
        opened = open_store(request.getfixturevalue("postgres_settings"))
    yield opened
    opened.close()


@FORMATS
def test_an_export_brought_in_again_changes_nothing(store: Store, bring: Bring, written: Format) -> None:
    fill(bring)
    before = tables(store)
    for kind in IN_ORDER:
        report = bring_bytes(bring, kind, written(store, kind))
        assert counts(report) == (0, 0, report.rows, 0), report.in_words()
        assert report.rows >= len(BEGINNINGS)
    assert tables(store) == before


@FORMATS
def test_an_export_brought_into_an_empty_store_gives_the_same_records(
    store: Store, empty: Store, bring: Bring, tmp_path: Path, written: Format
) -> None:
    fill(bring)
    for kind in IN_ORDER:
        report = bring_bytes(Bring(empty, tmp_path), kind, written(store, kind))
        assert (report.refused, report.unknown_promises) == (0, []), report.in_words()
    assert told(empty) == told(store)
    for kind in IN_ORDER:
        assert as_csv(empty, kind) == as_csv(store, kind)


@pytest.mark.parametrize("kind", Kind)
def test_the_heading_is_the_fields_a_file_may_have(sqlite_store: Store, kind: Kind) -> None:
    found = exported(sqlite_store, kind)
    assert found.heading == tuple(field.name for field in FIELDS[kind])
    assert (found.rows, found.unclear) == ((), ())


def test_no_cell_of_an_export_begins_as_a_formula_does(store: Store, bring: Bring) -> None:
    fill(bring)
    for kind in Kind:
        _no_formulas(store, kind)


def _no_formulas(store: Store, kind: Kind) -> None:
    found = exported(store, kind)
    in_csv = csv.reader(StringIO(as_csv(store, kind).decode("utf-8-sig"), newline=""), strict=True)
    book = load_workbook(BytesIO(xlsx_bytes(found.heading, found.rows, title=kind)))
    in_xlsx = list(book.worksheets[0].iter_rows())[1:]
    _, *lines = in_csv
    assert len(lines) == len(in_xlsx) == len(found.rows)
    for row, line, cells in zip(found.rows, lines, in_xlsx, strict=True):
        for value, written, cell in zip(row, line, cells, strict=True):
            assert not written.lstrip(" \ufeff\u200b").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
            assert unguard(written) == ("" if value is None else str(value))
            assert cell.data_type != "f"
            if isinstance(value, str) and value:
                assert (cell.data_type, unnumber_marks(cell.value)) == ("s", value)


def test_names_with_semicolons_and_quotes_stay_one_name_in_a_win(store: Store, bring: Bring) -> None:
    teams = ["Service; North", '"Best" team', 'Quote" in it', '"', "A;", "Plain, with comma"]
    rows = [{"reference": str(at), "name": str(at), "team": name} for at, name in enumerate(teams)]
    bring(Kind.PEOPLE, rows)
    cell = "; ".join(quoted(name) for name in teams)
    report = bring(Kind.WINS, [{"reference": "1", "happened_on": "2026-11-20", "team": cell}])
    assert report.new_teams == []
    assert counts(bring_bytes(bring, Kind.WINS, as_csv(store, Kind.WINS))) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ana; Ben", ["Ana", "Ben"]),
        (' "Ana" ; Ben;', ["Ana", "Ben"]),
        ('Ana "Annie" Smith; Ben', ['Ana "Annie" Smith', "Ben"]),
        ('"Annie" Smith;"Ben', ['"Annie" Smith', '"Ben']),
        (";; ;", []),
    ],
)
def test_quotes_within_a_foreign_list_of_names_stay(
    store: Store, bring: Bring, cell: str, names: list[str]
) -> None:
    bring(Kind.WINS, [{"reference": "1", "happened_on": "2026-11-20", "team": cell}])
    assert [row["name"] for row in rows_of(store, Team)] == names


def test_only_the_records_of_the_source_go_out_and_hidden_ones_stay(store: Store, bring: Bring) -> None:
    promise = {"customer": "ACME", "promised_on": "2026-11-20"}
    bring(Kind.PROMISES, [{**promise, "reference": "1"}, {**promise, "reference": "2"}], source="crm")
    bring(Kind.PROMISES, [{**promise, "reference": "3"}])
    with transaction(store) as session:
        table = Promise.metadata.tables["promise"]
        session.execute(table.update().where(table.c.reference == "2").values(hidden=True))
    assert [row[0] for row in exported(store, Kind.PROMISES, source="crm").rows] == ["1"]
    assert [row[0] for row in exported(store, Kind.PROMISES).rows] == ["3"]


def test_a_customer_known_by_name_or_e_mail_alone_is_found_again(
    store: Store, empty: Store, bring: Bring, tmp_path: Path
) -> None:
    complaint = {"received_on": "2026-11-20", "customer_name": "", "customer_email": ""}
    rows = [
        {**complaint, "reference": "1", "customer_name": "Acme"},
        {**complaint, "reference": "2", "customer_email": "a@b"},
        {**complaint, "reference": "3", "customer_name": "Acme", "customer_email": "x@acme"},
        {**complaint, "reference": "4"},
    ]
    bring(Kind.COMPLAINTS, rows)
    assert counts(bring_bytes(bring, Kind.COMPLAINTS, as_csv(store, Kind.COMPLAINTS))) == (0, 0, 4, 0)
    bring_bytes(Bring(empty, tmp_path), Kind.COMPLAINTS, as_csv(store, Kind.COMPLAINTS))
    assert told(empty) == told(store)


def test_a_reference_that_means_another_record_in_this_source_is_named_by_its_name(
    store: Store, bring: Bring
) -> None:
    bring(Kind.PEOPLE, [{"reference": "7", "name": "Hugo"}], source="hr")
    bring(
        Kind.PROMISES,
        [{"reference": "1", "customer": "C", "promised_on": "2026-11-20", "sales_person": "Hugo"}],
    )
    bring(Kind.PEOPLE, [{"reference": "7", "name": "Ana"}, {"reference": "8", "name": "Ben"}])
    (row,) = exported(store, Kind.PROMISES).rows
    assert "Hugo" in row
    assert counts(bring_bytes(bring, Kind.PROMISES, as_csv(store, Kind.PROMISES))) == (0, 0, 1, 0)


def test_what_would_be_taken_for_another_record_is_said(store: Store, bring: Bring) -> None:
    promise = {"reference": "7", "customer": "C", "promised_on": "2026-11-20"}
    bring(Kind.PROMISES, [promise], source="hr")
    bring(Kind.COMPLAINTS, [{"reference": "1", "received_on": "2026-11-20", "promise": "7"}])
    assert exported(store, Kind.COMPLAINTS).unclear == ()
    bring(Kind.PROMISES, [promise])
    assert exported(store, Kind.COMPLAINTS).unclear == ("1: “7” is also what other records are called",)


def test_a_word_told_to_mean_a_breakdown_goes_out_as_what_it_means(store: Store, bring: Bring) -> None:
    rows = [{"reference": "1", "received_on": "2026-11-20", "breakdown": "spät dran"}]
    bring(Kind.COMPLAINTS, rows, words=["breakdown:spät dran=late"])
    assert "late" in exported(store, Kind.COMPLAINTS).rows[0]
    assert counts(bring_bytes(bring, Kind.COMPLAINTS, as_csv(store, Kind.COMPLAINTS))) == (0, 0, 1, 0)


@pytest.mark.parametrize("name", ["'s-Hertogenbosch", "'", "''", "O'Brien", "'t Hof"])
def test_an_apostrophe_before_ordinary_text_of_a_foreign_file_stays(
    store: Store, bring: Bring, name: str
) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "1", "name": name}])
    assert one_of(store, Customer, reference="1")["name"] == name


def test_refused_rows_go_out_guarded_and_come_back_as_they_stood(store: Store, bring: Bring) -> None:
    rows = [["=1", "'=A", "never"], ["2", "B", "2026-11-20"]]
    content = csv_bytes(["reference", "customer", "promised_on"], rows)
    report = bring_bytes(bring, Kind.PROMISES, content)
    assert [refusal.cells for refusal in report.refusals] == [("=1", "'=A", "never")]
    mended = refused_csv(["reference", "customer", "promised_on"], report.refusals)
    assert b"\r\n" in mended
    bring_bytes(bring, Kind.PROMISES, mended.replace(b"'=1,''=A,never", b"'=1,''=A,2026-11-20"))
    one_of(store, Promise, reference="=1")
    one_of(store, Customer, name="'=A")


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch, sqlite_settings: Settings, tmp_path: Path) -> Path:
    """A store with one promise, which the command line is given; where files of the test go."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{sqlite_settings.sqlite_path}")
    monkeypatch.setenv("TEST_NOW", NOON)
    file = tmp_path / "in.csv"
    file.write_text("reference,customer,promised_on\n007,'=1,2026-11-20\n")
    assert main(["import", str(file), "--kind", "promises", "--source", "crm"]) == 0
    return tmp_path


def export(file: Path, *more: str) -> int:
    return main(["export", str(file), "--kind", "promises", *more])


def test_the_command_writes_what_it_says(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert export(filled / "out.csv", "--source", "crm") == 0
    assert capsys.readouterr().out == f"{filled / 'out.csv'}: 1 promises of source crm.\n"
    assert (
        (filled / "out.csv").read_bytes().splitlines()[1].startswith(b"007,'=1,'=1,Order 007,,,,2026-11-20")
    )
    assert export(filled / "out.xlsx", "--source", "crm") == 0
    assert export(filled / "list", "--source", "crm", "--format", "xlsx") == 0
    assert (filled / "out.xlsx").read_bytes() == (filled / "list").read_bytes()
    assert main(["import", str(filled / "out.csv"), "--kind", "promises", "--source", "crm"]) == 0
    assert "0 new, 0 changed, 1 unchanged, 0 refused" in capsys.readouterr().out


def test_the_command_never_writes_over_a_file(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = filled / "meeting.db"
    before = store.read_bytes()
    assert export(store) == 2
    assert capsys.readouterr().err == f"{store} is there already. Nothing was written. Name another file.\n"
    assert store.read_bytes() == before
    assert export(filled / "nowhere" / "out.csv") == 2
    assert "cannot be written (No such file or directory)" in capsys.readouterr().err


def test_a_win_of_many_people_and_teams_comes_back_as_it_went_out(
    store: Store, empty: Store, bring: Bring, tmp_path: Path
) -> None:
    people = [f"Somebody with a name of her own, {number}" for number in range(60)]
    cell = "; ".join([*people, "x" * 500])
    win = {"reference": "1", "happened_on": "2026-11-20", "person": cell, "team": cell}
    assert bring(Kind.WINS, [win]).refusals == []
    for kind in IN_ORDER:
        assert bring_bytes(Bring(empty, tmp_path), kind, as_csv(store, kind)).refusals == []
    assert told(empty) == told(store)
