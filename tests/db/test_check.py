"""`db.check` finds what is wrong with a store, and names table, record and field."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from db import changes
from db.__main__ import main
from db.engine import Store, open_store, transaction
from db.intake.fields import Kind
from db.kept import GUARDS
from db.models import Event
from db.replay import record_tables
from meeting.errors import StoreRefused
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Side
from tests.db.stores import NOW, RECORDS, Bring, rows_of, wrong

PROMISES = [
    {"reference": str(number), "customer": f"C{number}", "promised_on": "2026-11-10", "sales_person": "Ben"}
    for number in range(1, 4)
]
WIN = {"reference": "1", "happened_on": "2026-11-17", "team": "Sales", "person": "Ana; Ben"}


@pytest.fixture
def lived_in(store: Store, bring: Bring) -> Store:
    with transaction(store) as session:
        changes.add_team(session, actor=COMMAND_LINE, now=NOW, name="Service", side=Side.SERVICE)
    bring(Kind.PROMISES, PROMISES)
    bring(Kind.PROMISES, [{**row, "promised_on": "2026-11-12"} for row in PROMISES])
    bring(Kind.WINS, [WIN])
    assert wrong(store) == []
    return store


def plant(store: Store, *statements: str) -> None:
    with transaction(store) as session:
        for statement in statements:
            session.execute(text(statement))


DAMAGE = [
    (
        "UPDATE promise SET cause = 'Nobody knows' WHERE id = 3",
        "promise 3 cause: is “Nobody knows”, the events say “”",
    ),
    ("UPDATE promise SET version = 7 WHERE id = 3", "promise 3 version: is “7”, the events say “2”"),
    ("UPDATE customer SET hidden = (1 = 1) WHERE id = 1", "customer 1 hidden: is “True”, the events say"),
    (
        "UPDATE promise SET promised_on = '2026-11-13' WHERE id = 1",
        "promise 1 promised_on: is “2026-11-13”, the events say “2026-11-12”",
    ),
    ("DELETE FROM win_person WHERE person_id = 1", "win 1 people: is "),
    ("DELETE FROM win_team WHERE win_id = 1", "win 1 teams: is “[]”, the events say "),
    (
        "UPDATE promise_day SET replaced_on = '2026-11-01' WHERE promise_id = 1 AND number = 0",
        "promise 1 days: is ",
    ),
    (
        "DELETE FROM promise_day WHERE promise_id = 2; DELETE FROM promise WHERE id = 2",
        "promise 2: is told by events and is not in the table",
    ),
    (
        "INSERT INTO team (id, name, name_key, side, version, hidden) VALUES (9, 'X', 'x', 'sales', 1, (1 = 0))",
        "team 9: is in the table and no event tells of it",
    ),
]


@pytest.mark.parametrize(("statement", "told"), DAMAGE)
def test_a_change_without_an_event_is_found(lived_in: Store, statement: str, told: str) -> None:
    plant(lived_in, *statement.split("; "))
    (found,) = wrong(lived_in)
    assert found.startswith(told)


def _forced(store: Store, statement: str) -> tuple[str, ...]:
    """A statement that the guard of the events would refuse."""
    if store.is_sqlite:
        return "DROP TRIGGER event_never_goes", "DROP TRIGGER event_never_changes", statement
    return "ALTER TABLE event DISABLE TRIGGER USER", statement


EVENTS = [
    (
        "DELETE FROM event WHERE what = 'promise' AND record_id = 2 AND version = 1",
        "changed before any event",
    ),
    (
        "DELETE FROM event WHERE what = 'promise' AND record_id = 2 AND version = 2",
        "promise 2 version: is “2”",
    ),
    ("DELETE FROM event WHERE what = 'promise' AND record_id = 2", "promise 2: is in the table and no event"),
    (
        "UPDATE event SET version = 9 WHERE what = 'promise' AND record_id = 2 AND version = 2",
        "goes from 1 to 9",
    ),
    ("UPDATE event SET what = 'wish' WHERE what = 'win'", "tells of “wish”, which is no table"),
    (
        'UPDATE event SET before = \'{"promised_on":"2026-11-01"}\' WHERE version = 2',
        "the event says “2026-11-01”",
    ),
]


@pytest.mark.parametrize(("statement", "told"), EVENTS)
def test_an_event_that_was_changed_or_taken_away_is_found(lived_in: Store, statement: str, told: str) -> None:
    plant(lived_in, *_forced(lived_in, statement))
    found = "\n".join(wrong(lived_in))
    assert told in found
    assert "the guard event_never_changes is missing" in found


def test_a_reference_that_leads_nowhere_is_found(lived_in: Store) -> None:
    broken = "UPDATE promise SET sales_person_id = 99 WHERE id = 1"
    if lived_in.is_sqlite:
        with lived_in.write_engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys = 0")
            connection.exec_driver_sql(broken)
            connection.exec_driver_sql("PRAGMA foreign_keys = 1")
            connection.exec_driver_sql("BEGIN")
    else:
        plant(lived_in, "SET LOCAL session_replication_role = replica", broken)
    assert "promise 1 sales_person_id: names person 99, which is not there" in wrong(lived_in)


def test_a_constraint_that_was_not_proven_is_found(postgres_settings: Settings) -> None:
    store = open_store(postgres_settings)
    plant(store, "ALTER TABLE team ADD CONSTRAINT short CHECK (length(name) < 9) NOT VALID")
    assert wrong(store) == ["team: the constraint short was never proven for all rows"]
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET actor = 'nobody'",
        "UPDATE event SET seq = seq + 1000",
        "DELETE FROM event",
        "DELETE FROM event WHERE seq = 1",
    ],
)
def test_the_store_refuses_to_change_events_or_to_take_them_away(lived_in: Store, statement: str) -> None:
    before = rows_of(lived_in, Event)
    with pytest.raises(StoreRefused, match=r"Nothing was saved"):
        plant(lived_in, statement)
    assert rows_of(lived_in, Event) == before


def test_postgresql_refuses_to_empty_the_events_at_once(postgres_settings: Settings) -> None:
    store = open_store(postgres_settings)
    with pytest.raises(StoreRefused, match=r"Nothing was saved"):
        plant(store, "TRUNCATE event")
    assert len(rows_of(store, Event)) == 1
    store.close()


@pytest.mark.parametrize("guard", sorted(GUARDS["sqlite"]))
def test_a_missing_guard_is_found(sqlite_store: Store, guard: str) -> None:
    plant(sqlite_store, f"DROP TRIGGER {guard}")
    assert wrong(sqlite_store) == [f"event: the guard {guard} is missing: events could be changed"]


def test_a_page_that_was_overwritten_is_found(sqlite_store: Store) -> None:
    with sqlite_store.write_engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA writable_schema = 1")
        connection.exec_driver_sql("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'customer_email'")
        connection.exec_driver_sql("PRAGMA writable_schema = 0")
        connection.exec_driver_sql("BEGIN")
    sqlite_store.read_engine.dispose()
    assert any(each.startswith("the file: ") for each in wrong(sqlite_store))


def test_the_replay_knows_every_table_of_records() -> None:
    assert set(record_tables().values()) >= set(RECORDS)


def test_the_command_says_that_all_is_well(
    lived_in: Store, own_address: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("All is well: ")
    assert main(["check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["differences"] == []


def test_the_command_lists_every_difference_and_ends_with_1(
    lived_in: Store, own_address: None, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(lived_in, "UPDATE promise SET cause = 'Why' WHERE id = 3")
    assert main(["check"]) == 1
    assert "promise 3 cause: is “Why”, the events say “”" in capsys.readouterr().out
    assert main(["check", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["differences"] == [
        {"table": "promise", "record": "3", "field": "cause", "told": "is “Why”, the events say “”"}
    ]


@pytest.fixture
def own_address(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line speaks to the same store."""
    url = settings.postgresql_url or f"sqlite:///{settings.sqlite_path}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("TEST_NOW", str(settings.test_now))
