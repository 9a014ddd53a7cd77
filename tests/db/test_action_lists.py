"""Action items found: by owner, team, day, origin and words, on both databases; and what the command line prints."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from db.__main__ import main
from db.changes import actions, add_team, table_of
from db.changes.people import change_person
from db.engine import Store, transaction
from db.intake.fields import Kind
from db.models import ActionItem
from db.queries import actions as queries
from db.queries.due import first_due
from meeting.actions import ActionFilter, ActionList, Due
from meeting.on_time import OnTime, done_on_time, on_time_of_both
from meeting.words import Origin, Role, Side
from tests.db.monday import FRIDAY, MONDAY, Monday, gathered
from tests.db.stores import NOON, Bring

SUNDAY, LATER = date(2026, 11, 29), date(2026, 12, 4)


@pytest.fixture
def listed(monday: Monday, bring: Bring) -> Monday:
    """Looked at on the Wednesday after: one over, one today, two to come, one without a day, one done."""
    bring(Kind.PROMISES, "reference,customer,promised_on\nP1,Acme,2026-11-18\n")
    one = monday.start()
    monday.add("Over", "Ben", due_on=MONDAY, by="Chloe")
    monday.add("Today", "Ben", due_on=WEDNESDAY, origin=(Origin.PROMISE, 1), by="Chloe")
    monday.add("Sunday", "Finn", due_on=SUNDAY, by="Chloe")
    monday.add("Later", "Finn", due_on=LATER, by="Chloe")
    monday.add("No day", "Ana", due_on=None, meeting_id=one)
    monday.add("Done", "Ana", due_on=FRIDAY, by="Chloe")
    monday(actions.tick, 6, seen=1, is_done=True, today=MONDAY)
    return monday


WEDNESDAY = date(2026, 11, 25)


def found(monday: Monday, *, me: str = "", most: int | None = None, **wanted: Any) -> ActionList:
    who = monday.id_of(me) if me else None
    rows: ActionList = monday.look(
        queries.found_actions, ActionFilter(**wanted), today=WEDNESDAY, me=who, most=most
    )
    return rows


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, "Over Today Sunday Later No-day Done"),
        ({"state": "open"}, "Over Today Sunday Later No-day"),
        ({"state": "open", "owner": "Ben"}, "Over Today"),
        ({"due": Due.OVER}, "Over"),
        ({"due": Due.WEEK, "state": "open"}, "Today Sunday"),
        ({"due": Due.LATER}, "Later"),
        ({"due": Due.NO_DAY}, "No-day"),
        ({"due_by": WEDNESDAY}, "Over Today"),
        ({"origin": "promise"}, "Today"),
        ({"origin": "nothing", "state": "done"}, "Done"),
        ({"text": "FIN"}, "Sunday Later"),
        ({"text": "day"}, "Today Sunday No-day"),
        ({"text": "%"}, ""),
        ({"team": "Nobody's"}, ""),
    ],
    ids=str,
)
def test_those_are_found_that_fit_all_that_is_asked(
    listed: Monday, wanted: dict[str, Any], expected: str
) -> None:
    assert [row.what.replace(" ", "-") for row in found(listed, **wanted).rows] == expected.split()


def test_a_team_has_the_items_of_its_people(listed: Monday) -> None:
    listed(add_team, name="Service", side=Side.SERVICE, by="Dev")
    about: dict[str, Any] = {
        "name": "Finn",
        "email": "finn@example.com",
        "role": Role.MEMBER,
        "team": "Service",
    }
    listed(change_person, listed.id_of("Finn"), seen=1, by="Dev", **about)
    assert [(row.what, row.team) for row in found(listed, team="Service").rows] == [
        ("Sunday", "Service"),
        ("Later", "Service"),
    ]
    due = listed.look(first_due, MONDAY, SUNDAY, team="Service")
    assert [row.first_due_on for row in due] == [SUNDAY]


def test_ones_own_come_first_and_all_are_counted_beyond_those_shown(listed: Monday) -> None:
    for text in ("", "a"):
        first = found(listed, me="Finn", most=2, state="open", text=text)
        assert [row.what for row in first.rows] == ["Sunday", "Later"]
        whole = found(listed, state="open", text=text)
        assert (
            (first.total, first.over) == (whole.total, whole.over) == (len(whole.rows), 1 if not text else 0)
        )


def test_what_was_done_last_comes_first(listed: Monday) -> None:
    listed(actions.tick, 1, seen=1, is_done=True, today=WEDNESDAY)
    assert [row.what for row in found(listed, state="done").rows] == ["Over", "Done"]


def test_the_rate_equals_a_plain_recount_of_random_items_dropped_and_moved_ones_among_them(
    sqlite_store: Store,
) -> None:
    chance = random.Random(20261123)
    rows: list[dict[str, Any]] = []
    for number in range(400):
        first = MONDAY - timedelta(days=chance.randrange(-5, 100))
        state = chance.choice(["open", "done", "done", "dropped"])
        done_on = first + timedelta(days=chance.randrange(-3, 4)) if state == "done" else None
        rows.append(
            {
                "what": str(number),
                "made_on": MONDAY,
                "first_due_on": first,
                "due_on": first + timedelta(days=chance.choice([0, 0, 7])),
                "state": state,
                "done_on": done_on,
                "version": 1,
                "hidden": chance.random() < 0.1,
                "dropped_because": "",
                "notes": "",
            }
        )
    with transaction(sqlite_store) as session:
        gathered_items = table_of(ActionItem)
        session.execute(insert(gathered_items), rows)
        since, until = MONDAY - timedelta(days=91), MONDAY - timedelta(days=1)
        counts = done_on_time(first_due(session, since, until), first=since, last=until, today=MONDAY)
    due = [row for row in rows if not row["hidden"] and since <= row["first_due_on"] <= until]
    done = [row for row in due if row["done_on"] and row["done_on"] <= row["first_due_on"]]
    assert counts == OnTime(len(done), len(due))
    assert 0 < len(done) < len(due)


@pytest.mark.parametrize(
    ("week", "span", "said"),
    [
        (OnTime(), OnTime(), ""),
        (OnTime(3, 4), OnTime(3, 4), "3 of 4 in 2026-W47, 3 of 4 in the 13 weeks."),
        (OnTime(), OnTime(31, 40), "none was due in 2026-W47, 31 of 40 (78 %) in the 13 weeks."),
    ],
)
def test_a_week_and_its_thirteen_stand_in_one_line_with_all_counts(
    week: OnTime, span: OnTime, said: str
) -> None:
    told = on_time_of_both(week, span, named="2026-W47", weeks=13)
    assert told == (f"Action items done on time, by their first due day: {said}" if said else "")


@pytest.fixture
def command_line(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Monday:
    """Looked at from a shell on Sunday 22 November at noon: two items to come, one of them done."""
    monday = gathered(sqlite_store)
    monday.add("Ring  them", "Ben", due_on=FRIDAY, by="Chloe")
    monday.add("Write", "Finn", due_on=LATER, by="Chloe")
    monday.add("Ask", "Finn", due_on=FRIDAY, by="Chloe")
    monday(actions.tick, 3, seen=1, is_done=True, today=MONDAY)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{sqlite_store.place}")
    monkeypatch.setenv("TEST_NOW", NOON)
    return monday


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    status = main(["actions", *arguments])
    said = capsys.readouterr()
    return status, (said.out or said.err).splitlines()


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        ([], ["1. Ben: Ring them · due Fri 27 Nov", "2. Finn: Write · due Fri 4 Dec", "2 action items"]),
        (["--owner", "FINN@example.com"], ["2. Finn: Write · due Fri 4 Dec", "1 action item"]),
        (["--due-by", "2026-11-27"], ["1. Ben: Ring them · due Fri 27 Nov", "1 action item"]),
        (["--state", "done"], ["3. Finn: Ask · ✓ done Mon 23 Nov", "1 action item"]),
        (["--state", "dropped"], ["0 action items"]),
    ],
    ids=str,
)
def test_the_command_line_lists_action_items(
    command_line: Monday, capsys: pytest.CaptureFixture[str], arguments: list[str], lines: list[str]
) -> None:
    assert printed(capsys, *arguments) == (0, lines)


def test_the_command_line_gives_json_to_a_program(
    command_line: Monday, capsys: pytest.CaptureFixture[str]
) -> None:
    status, (line,) = printed(capsys, "--json", "--state", "all")
    rows = json.loads(line)
    assert (status, [row["id"] for row in rows]) == (0, [1, 2, 3])
    assert {name: rows[2][name] for name in ("owner", "due_on", "done_on", "carried", "origin")} == {
        "owner": "Finn",
        "due_on": "2026-11-27",
        "done_on": "2026-11-23",
        "carried": 0,
        "origin": None,
    }


@pytest.mark.parametrize("arguments", [["--owner", "nobody@example.com"], ["--due-by", "Friday"]], ids=str)
def test_the_command_line_says_what_it_does_not_understand(
    command_line: Monday, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    status, said = printed(capsys, *arguments)
    assert status == 2
    assert arguments[1] in said[0]
