"""Files that companies really have go in as they are, and give the numbers that can be counted by hand."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db.engine import Store, open_store, reading
from db.intake.fields import Kind
from db.intake.report import Report
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.models import Complaint, Customer, IntakeRun, Person, Promise
from db.queries import evidence, figures, house
from meeting.errors import UnreadableFile
from meeting.permissions import COMMAND_LINE
from meeting.promises import PromiseState
from meeting.settings import Settings
from meeting.weeks import Week, week_of
from tests.db.stores import NOON, TODAY, counts, rows_of, tables, wrong
from tests.stores import new_store

NORTHWIND = [
    (Kind.PROMISES, "northwind_orders.csv", 830),
    (Kind.CUSTOMERS, "northwind_customers.csv", 91),
    (Kind.PEOPLE, "northwind_employees.csv", 9),
]


@pytest.fixture(scope="module")
def northwind(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The shop's three files, each brought in once."""
    store = _store(tmp_path_factory.mktemp("northwind"))
    assert [counts(_bring(store, kind, samples / name)) for kind, name, _ in NORTHWIND] == [
        (830, 0, 0, 0),
        # Two customers never ordered; nobody had said the names of the others.
        (2, 89, 0, 0),
        (0, 9, 0, 0),
    ]
    yield store
    store.close()


@pytest.fixture(scope="module")
def tickets(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Report]]:
    store = _store(tmp_path_factory.mktemp("tickets"))
    report = _bring(
        store, Kind.COMPLAINTS, samples / "support_tickets.csv", maps={"received_on": "DateOfPurchase"}
    )
    yield store, report
    store.close()


def test_orders_give_the_promises_of_99_weeks_772_kept_and_58_missed(northwind: Store) -> None:
    promises = rows_of(northwind, Promise)
    weeks = sorted({row["promised_week"] for row in promises})
    assert (len(promises), len(weeks), weeks[0], weeks[-1]) == (830, 99, "1996-W30", "1998-W24")
    with reading(northwind) as session:
        span = house.span(session)
        assert span is not None
        every = [span.first.shifted(number) for number in range(99)]
        assert every[-1] == span.last
        found = figures.week_figures(session, every, as_of=TODAY)
        owed = figures.still_owed(session, as_of=TODAY)
    assert sum(week.runs for week in found) == 772
    assert sum(week.promises.missed for week in found) == 58
    assert sum(week.promises.due for week in found) == 830
    assert owed.count == 21


def test_of_the_missed_orders_37_were_late_and_21_were_never_shipped(northwind: Store) -> None:
    with reading(northwind) as session:
        missed = [
            row
            for week in {row["promised_week"] for row in rows_of(northwind, Promise)}
            for row in evidence.promises_in_state(session, _week(week), PromiseState.MISSED, as_of=TODAY)
        ]
        never = evidence.owed(session, as_of=TODAY)
    assert Counter(row.delivered_on is not None for row in missed) == {True: 37, False: 21}
    assert {row.id for row in never} == {row.id for row in missed if row.delivered_on is None}


def test_a_week_of_orders_is_five_due_four_kept_one_missed(northwind: Store) -> None:
    with reading(northwind) as session:
        (week,) = figures.week_figures(session, [Week(1996, 34)], as_of=TODAY)
        rows = evidence.misses(session, Week(1996, 34), as_of=TODAY)
    assert (week.promises.due, week.runs, week.misses) == (5, 4, 1)
    assert week.promises.on_time_rate == 0.8
    assert [(row.promise.reference, row.days) for row in rows if row.promise] == [("10264", 2)]


def test_the_numbers_are_those_that_are_counted_by_hand(northwind: Store, samples: Path) -> None:
    by_hand: Counter[tuple[str, bool]] = Counter()
    with (samples / "northwind_orders.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            required, shipped = row["requiredDate"][:10], row["shippedDate"][:10]
            is_kept = shipped != "NULL" and shipped <= required
            by_hand[str(week_of(date.fromisoformat(required))), is_kept] += 1
    with reading(northwind) as session:
        for name in {week for week, _ in by_hand}:
            (found,) = figures.week_figures(session, [_week(name)], as_of=TODAY)
            assert (found.runs, found.promises.missed) == (by_hand[name, True], by_hand[name, False])


def test_customers_have_their_names_and_people_theirs(northwind: Store) -> None:
    names = {row["reference"]: row["name"] for row in rows_of(northwind, Customer)}
    assert len(names) == 91
    assert (names["ALFKI"], names["BOLID"]) == ("Alfreds Futterkiste", "Bólido Comidas preparadas")
    people = {row["reference"]: row["name"] for row in rows_of(northwind, Person)}
    assert (len(people), people["1"], people["9"]) == (9, "Nancy Davolio", "Anne Dodsworth")


def test_the_same_files_again_change_nothing(northwind: Store, samples: Path) -> None:
    before = tables(northwind)
    runs = len(rows_of(northwind, IntakeRun))
    for kind, name, rows in reversed(NORTHWIND):
        report = _bring(northwind, kind, samples / name)
        assert counts(report) == (0, 0, rows, 0)
        assert (report.new_customers, report.new_people, report.new_teams) == ([], [], [])
    assert tables(northwind) == before
    assert len(rows_of(northwind, IntakeRun)) == runs + 3
    assert wrong(northwind) == []


def test_tickets_say_no_day_they_were_received_on_until_they_are_told(samples: Path, tmp_path: Path) -> None:
    store = _store(tmp_path)
    with pytest.raises(UnreadableFile, match=r"--map received_on=COLUMN.*DateOfPurchase"):
        _bring(store, Kind.COMPLAINTS, samples / "support_tickets.csv")
    store.close()


def test_tickets_go_in_as_complaints(tickets: tuple[Store, Report], samples: Path) -> None:
    store, report = tickets
    assert counts(report) == (8469, 0, 0, 0)
    complaints = rows_of(store, Complaint)
    assert len(complaints) == 8469
    assert Counter(row["severity"] for row in complaints) == Counter(
        minor=2192 + 2063, serious=2085, critical=2129
    )
    assert complaints[0]["received_on"] == date(2021, 3, 22)
    # Some resolutions lie before their first answers, or before the day taken for the receipt.
    with (samples / "support_tickets.csv").open(encoding="utf-8", newline="") as file:
        doubtful = [row["TicketID"] for row in csv.DictReader(file) if _is_doubtful(row)]
    assert len(doubtful) > 100
    assert [text.split(",")[1].split(":")[0].strip() for text in report.check_the_dates] == doubtful


def test_texts_of_tickets_are_stored_exactly_whole(tickets: tuple[Store, Report], samples: Path) -> None:
    store, _ = tickets
    stored = {row["reference"]: row for row in rows_of(store, Complaint)}
    several_lines = 0
    with (samples / "support_tickets.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            complaint = stored[row["TicketID"]]
            assert complaint["text"] == row["TicketDescription"]
            assert complaint["breakdown_said"] == row["TicketType"]
            assert complaint["breakdown"] == (
                "billing" if row["TicketType"] == "Billing inquiry" else "other"
            )
            several_lines += "\n" in row["TicketDescription"]
    assert several_lines == 6150


def test_the_same_tickets_again_change_nothing(tickets: tuple[Store, Report], samples: Path) -> None:
    store, _ = tickets
    before = tables(store)
    maps = {"received_on": "DateOfPurchase"}
    report = _bring(store, Kind.COMPLAINTS, samples / "support_tickets.csv", maps=maps)
    assert (counts(report), report.new_customers) == ((0, 0, 8469, 0), [])
    assert tables(store) == before


def _store(folder: Path) -> Store:
    settings = Settings(folder / "meeting.db", None, NOON)
    new_store(settings)
    return open_store(settings)


def _bring(store: Store, kind: Kind, path: Path, *, maps: dict[str, str] | None = None) -> Report:
    options = Options(maps or {}, {}, None)
    report, _ = bring_in(store, path, kind=kind, source="main", options=options, actor=COMMAND_LINE)
    return report


def _is_doubtful(row: dict[str, str]) -> bool:
    bought, answered, resolved = (
        (cell[6:10], cell[3:5], cell[:2]) if cell not in ("", "NULL") else None
        for cell in (row["DateOfPurchase"], row["FirstResponseTime"], row["TimetoResolution"])
    )
    pairs = ((bought, answered), (bought, resolved), (answered, resolved))
    return any(first is not None and second is not None and second < first for first, second in pairs)


def _week(name: str) -> Week:
    return Week(int(name[:4]), int(name[6:]))
