"""All files as companies bring them in: each gives the right board, or a question first. None is silently wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.engine import Store, open_store, reading
from db.intake.asking import Unclear
from db.intake.fields import Kind
from db.intake.rows import Options, parse_words
from db.intake.taking import bring_in
from db.models import Complaint, Customer, Promise, Win
from db.queries import figures
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.weeks import parse_week
from tests.db.stores import rows_of
from tests.stores import new_store

TODAY = date(2026, 12, 1)
NOON = "2026-12-01T12:00:00+00:00"
NUMBER_OF_ANOTHER_SOURCE = "46b_orders_of_erp.csv"
NewStore = Callable[[], Store]


@pytest.fixture
def new(tmp_path: Path) -> Any:
    """A new store as of 1 December 2026 in UTC."""
    opened: list[Store] = []

    def make() -> Store:
        settings = Settings(tmp_path / f"{len(opened)}.db", None, NOON)
        new_store(settings)
        opened.append(open_store(settings))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


def bring(
    store: Store, path: Path, kind: Kind, *, source: str = "main", value: tuple[str, ...] = (), **maps: str
) -> Any:
    options = Options(maps, parse_words(kind, value), None)
    report, _ = bring_in(store, path, kind=kind, source=source, options=options, actor=COMMAND_LINE)
    return report


def is_right(store: Store, expect: dict[str, Any]) -> bool:
    with reading(store) as session:
        for week, counts in expect.get("promises", {}).items():
            (found,) = figures.week_figures(session, [parse_week(week)], as_of=TODAY)
            board = {
                "kept": found.runs,
                "missed": found.promises.missed,
                "withdrawn": found.promises.withdrawn,
            }
            if not counts.items() <= board.items():
                return False
    for week, counts in expect.get("complaints", {}).items():
        rows = [row for row in rows_of(store, Complaint) if row["received_week"] == week]
        is_open = sum(row["resolved_on"] is None for row in rows)
        if (len(rows), is_open) != (counts["received"], counts["open"]):
            return False
    hits = Counter(row["happened_week"] for row in rows_of(store, Win))
    return all(hits == {week: count} for week, count in [*expect.get("hits", {}).items()])


def test_no_foreign_file_is_wrong_most_are_right_and_the_rest_is_asked(samples: Path, new: NewStore) -> None:
    outcomes = {}
    for said in json.loads((samples / "foreign" / "expected.json").read_text(encoding="utf-8")):
        store, name, kind = new(), said["file"], Kind(said["kind"])
        if name == NUMBER_OF_ANOTHER_SOURCE:
            continue  # Whose a number is: tests of customers.
        asked = ""
        try:
            bring(store, samples / "foreign" / name, kind)
        except Unclear as error:
            asked = str(error)
        if asked:
            is_saved = any(rows_of(store, model) for model in (Promise, Complaint, Win, Customer))
            names_it = "Nothing was saved" in asked and "--" in asked
            outcomes[name] = "asked" if names_it and not is_saved else "wrong"
        else:
            outcomes[name] = "right" if is_right(store, said["expect"]) else "wrong"
    found = Counter(outcomes.values())
    print(found, outcomes)
    assert found["wrong"] == 0, outcomes
    assert found["right"] >= 13, outcomes


def test_a_status_is_asked_once_per_source_and_then_gives_the_right_board(
    samples: Path, new: NewStore
) -> None:
    store, path = new(), samples / "foreign" / "35_status_cancelled.csv"
    with pytest.raises(Unclear) as error:
        bring(store, path, Kind.PROMISES)
    text = str(error.value)
    assert (
        'Status is “Cancelled” in 1 row: what does it mean?\n    likely: --value "status:Cancelled=cancelled"'
        in text
    )
    assert 'likely: --value "status:On Hold=on hold"' in text
    assert "Shipped" not in text
    bring(store, path, Kind.PROMISES, value=("status:Cancelled=cancelled", "status:On Hold=on hold"))
    assert is_right(store, {"promises": {"2026-W47": {"kept": 1, "missed": 0, "withdrawn": 1}}})
    assert bring(store, path, Kind.PROMISES).unchanged == 3
    with pytest.raises(Unclear):
        bring(store, path, Kind.PROMISES, source="another")


def test_one_row_a_line_offers_order_and_line_as_the_number(samples: Path, new: NewStore) -> None:
    store, path = new(), samples / "foreign" / "34_order_lines.csv"
    with pytest.raises(Unclear, match=r'likely: --map "reference=Order\+Line"'):
        bring(store, path, Kind.PROMISES)
    bring(store, path, Kind.PROMISES, reference="Order+Line")
    assert is_right(store, {"promises": {"2026-W47": {"kept": 2, "missed": 1}}})
    assert bring(store, path, Kind.PROMISES).unchanged == 3


def test_only_what_is_won_is_a_hit(samples: Path, new: NewStore) -> None:
    store = new()
    report = bring(store, samples / "foreign" / "15_hubspot_deals.csv", Kind.WINS)
    assert [row["text"] for row in rows_of(store, Win)] == ["Acme 20 drills"]
    assert report.stands == [
        "1 row of Deal Stage “Closed Lost”: no hit",
        "1 row of Deal Stage “Appointment Scheduled”: no hit yet",
    ]


ORDERS = "Order,Customer,Due date,Delivered,Status\n"


def told(path: Path, *rows: str, heading: str = ORDERS) -> Path:
    path.write_text(heading + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_word_that_nobody_knows_is_asked_and_never_guessed(tmp_path: Path, new: NewStore) -> None:
    store, path = new(), told(tmp_path / "a.csv", "1,Acme,2026-11-16,,Sistiert")
    with pytest.raises(Unclear, match="“Sistiert” in 1 row") as error:
        bring(store, path, Kind.PROMISES)
    assert "likely" not in str(error.value)
    bring(store, path, Kind.PROMISES, value=("status:Sistiert=open",))
    assert is_right(store, {"promises": {"2026-W47": {"missed": 1}}})
    with pytest.raises(Unclear, match="“Weg” in 1 row"):
        bring(store, told(path, "1,Acme,2026-11-16,,Weg"), Kind.PROMISES)
    bring(store, path, Kind.PROMISES, status="")
    assert is_right(store, {"promises": {"2026-W47": {"missed": 1}}})


def test_an_order_on_hold_is_no_promise_until_it_has_a_day_again(tmp_path: Path, new: NewStore) -> None:
    store, path = new(), tmp_path / "a.csv"
    means = ("status:On hold=on hold",)
    bring(store, told(path, "1,Acme,2026-12-10,,Open", "2,Acme,2026-11-16,,Open"), Kind.PROMISES)
    bring(store, told(path, "1,Acme,,,On hold", "2,Acme,,,On hold"), Kind.PROMISES, value=means)
    days = {row["reference"]: str(row["withdrawn_on"]) for row in rows_of(store, Promise)}
    # What was missed before stays missed.
    assert days == {"1": "2026-12-01", "2": "None"}
    bring(store, told(path, "1,Acme,2026-12-17,,Open", "2,Acme,2026-11-16,,Open"), Kind.PROMISES)
    first = next(row for row in rows_of(store, Promise) if row["reference"] == "1")
    assert (str(first["promised_on"]), first["withdrawn_on"]) == ("2026-12-17", None)


def test_an_answer_holds_no_longer_when_the_heading_offers_another_day(tmp_path: Path, new: NewStore) -> None:
    store, path = new(), tmp_path / "a.csv"
    wish = "Order,Customer,Requested date,Delivered\n"
    bring(store, told(path, "1,Acme,2026-11-16,", heading=wish), Kind.PROMISES, promised_on="Requested date")
    assert bring(store, path, Kind.PROMISES).unchanged == 1
    both = "Order,Customer,Requested date,Promised day,Delivered\n"
    bring(store, told(path, "1,Acme,2026-11-16,2026-11-20,", heading=both), Kind.PROMISES)
    assert [str(row["promised_on"]) for row in rows_of(store, Promise)] == ["2026-11-20"]


def test_a_delivered_order_that_is_cancelled_stays_delivered(tmp_path: Path, new: NewStore) -> None:
    store = new()
    path = told(tmp_path / "a.csv", "1,Acme,2026-11-16,2026-11-16,Cancelled")
    bring(store, path, Kind.PROMISES, value=("status:Cancelled=cancelled",))
    assert is_right(store, {"promises": {"2026-W47": {"kept": 1, "withdrawn": 0}}})


def test_of_two_columns_of_one_name_a_person_says_first_or_second(tmp_path: Path, new: NewStore) -> None:
    heading = "Order,Customer,Promised day,Promised day,Delivered\n"
    store, path = new(), told(tmp_path / "a.csv", "1,Acme,2026-11-16,2026-11-20,", heading=heading)
    with pytest.raises(Unclear) as error:
        bring(store, path, Kind.PROMISES)
    assert '--map promised_on="Promised day (second)"' in str(error.value)
    bring(store, path, Kind.PROMISES, promised_on="Promised day (second)")
    assert bring(store, path, Kind.PROMISES).unchanged == 1
    assert [str(row["promised_on"]) for row in rows_of(store, Promise)] == ["2026-11-20"]


def test_closed_complaints_without_a_day_do_not_count_as_open_without_a_word(
    tmp_path: Path, new: NewStore
) -> None:
    heading = "Ticket ID,Customer,Received,Status\n"
    store, path = new(), told(tmp_path / "a.csv", "1,Acme,2026-11-16,Closed", heading=heading)
    with pytest.raises(Unclear, match="Status says where a complaint stands, and no column which day"):
        bring(store, path, Kind.COMPLAINTS)
    bring(store, path, Kind.COMPLAINTS, resolved_on="")
    assert bring(store, path, Kind.COMPLAINTS).unchanged == 1
