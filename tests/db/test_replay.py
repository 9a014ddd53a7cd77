"""The events tell everything: replayed from nothing they give the tables."""

from __future__ import annotations

import json

import pytest

from db import changes
from db.changes import Changes
from db.engine import Store, transaction
from db.intake.fields import Kind
from db.models import Event, Promise
from meeting.permissions import COMMAND_LINE
from meeting.words import Side
from tests.db.stores import NOW, Bring, counts, one_of, rows_of, tables, wrong

PROMISES = [
    {
        **{"reference": str(number), "customer": f"C{number % 3}", "customer_name": f"Customer {number % 3}"},
        **{"what": f"Order {number}", "made_on": "2026-11-02", "promised_on": f"2026-11-{9 + number}"},
        **{"delivered_on": "2026-11-12" if number % 2 else "", "team": "Service" if number % 3 else "Sales"},
        **{"sales_person": "Ben", "cause": "", "need": "preference"},
    }
    for number in range(8)
]
COMPLAINTS = [
    {
        **{
            "reference": str(number),
            "customer_email": f"{number % 2}@example.com",
            "received_on": "2026-11-16",
        },
        **{"breakdown": "Late", "severity": "High", "text": "Still not here.\nAt all.", "owner": "ana"},
        **{"promise": str(number), "answered_on": "", "resolved_on": ""},
    }
    for number in range(4)
]
WINS = [
    {"reference": "1", "happened_on": "2026-11-17", "team": "Sales; Service", "person": "Ana; Ben; Chloe"},
    {"reference": "2", "happened_on": "2026-11-18", "team": "", "person": "Ben"},
]
CUSTOMERS = [
    {"reference": f"C{number}", "name": f"Customer & Co {number}", "tier": "A"} for number in range(4)
]
PEOPLE = [{"reference": "E1", "name": "Ben", "email": "ben@example.com", "team": "Sales", "role": "manager"}]
FILES = [
    (Kind.PROMISES, PROMISES),
    (Kind.COMPLAINTS, COMPLAINTS),
    (Kind.WINS, WINS),
    (Kind.CUSTOMERS, CUSTOMERS),
    (Kind.PEOPLE, PEOPLE),
]


@pytest.fixture
def lived_in(store: Store, bring: Bring) -> Store:
    """A store after several files, changed files and an edit by hand."""
    with transaction(store) as session:
        changes.add_team(session, actor=COMMAND_LINE, now=NOW, name="Service", side=Side.SERVICE)
        changes.set_up_organisation(session, actor=COMMAND_LINE, now=NOW, zone="Europe/Berlin")
    for kind, rows in FILES:
        bring(kind, rows)
    promise = one_of(store, Promise, reference="2")
    with transaction(store) as session:
        by_hand = Changes(session, actor=COMMAND_LINE, now=NOW)
        by_hand.update(
            Promise,
            promise["id"],
            version=promise["version"],
            before={"what": promise["what"], "file_says": None},
            after={"what": "A better order", "file_says": json.dumps({"what": promise["what"]})},
            action="edit",
        )
        by_hand.write()
    moved = [{**row, "promised_on": "2026-11-27", "team": "Workshop"} for row in PROMISES[::2]]
    assert counts(bring(Kind.PROMISES, moved)) == (0, 4, 0, 0)
    credited = [{**WINS[0], "person": "Ben", "team": ""}, {**WINS[1], "team": "Sales"}]
    assert counts(bring(Kind.WINS, credited)) == (0, 2, 0, 0)
    answered = [{**row, "answered_on": "2026-11-18", "severity": "Low"} for row in COMPLAINTS]
    assert counts(bring(Kind.COMPLAINTS, answered)) == (0, 4, 0, 0)
    assert counts(bring(Kind.CUSTOMERS, [{**row, "tier": "B"} for row in CUSTOMERS])) == (0, 4, 0, 0)
    assert counts(bring(Kind.PEOPLE, [{**PEOPLE[0], "role": "admin"}])) == (0, 1, 0, 0)
    return store


def test_replaying_the_events_gives_the_tables(lived_in: Store) -> None:
    assert wrong(lived_in) == []
    assert {name: len(rows) for name, rows in tables(lived_in).items()} == {
        **{"organisation": 1, "team": 3, "person": 3, "customer": 6},
        **{"promise": 8, "complaint": 4, "win": 2},
    }


def test_each_event_of_a_file_names_the_run_it_came_with(lived_in: Store) -> None:
    events = rows_of(lived_in, Event)
    assert {event["run_id"] for event in events if event["action"] == "bring in"} == set(range(1, 11))
    assert {event["run_id"] for event in events if event["action"] != "bring in"} == {None}
