"""A store with ten years of promises, complaints and wins, written straight into the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from db.engine import connect_sqlite, prepare_sqlite
from db.sqlite import driver
from db.upgrade import upgrade
from meeting.settings import Settings
from meeting.weeks import Week, week_of

AS_OF = date(2026, 11, 23)
WEEKS = 520
CUSTOMERS, TEAMS, PROMISES_AHEAD = 2_000, 4, 2
"""Promises go on for two weeks after the day of the meeting."""

Values = Sequence[object]


@dataclass(frozen=True)
class Days:
    """Days as SQLite stores them, with the week beside each: worked out once, not once a row."""

    first: date
    words: list[tuple[str, str]]

    @classmethod
    def around(cls, *, weeks: int) -> Days:
        first = AS_OF - timedelta(weeks=weeks)
        days = [first + timedelta(days=number) for number in range(7 * (weeks + PROMISES_AHEAD + 8))]
        return cls(first, [(day.isoformat(), str(week_of(day))) for day in days])


def weeks_held() -> list[Week]:
    """Every full week of the store, the newest first."""
    newest = week_of(AS_OF).shifted(-1)
    return [newest.shifted(-back) for back in range(WEEKS - 10)]


def fill(place: Path, *, promises: int, seed: int) -> None:
    """Make a store with so many promises, and a tenth as many complaints and wins."""
    upgrade(Settings(place, None, None))
    random, days = Random(seed), Days.around(weeks=WEEKS)
    with closing(connect_sqlite(place)) as connection:
        # Nobody else looks at this file yet, and a cut run makes it anew.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        names = [(id_, f"Customer {id_}", f"customer {id_}") for id_ in range(1, CUSTOMERS + 1)]
        teams = [(id_, f"Team {id_}", f"team {id_}") for id_ in range(1, TEAMS + 1)]
        _insert(
            connection, "customer (version, hidden, id, name, name_key)", ((1, 0, *each) for each in names)
        )
        _insert(
            connection,
            "team (version, hidden, side, id, name, name_key)",
            ((1, 0, "service", *each) for each in teams),
        )
        _insert(connection, f"promise ({PROMISE})", _promises(promises, days, random))
        for statement in DAYS:
            connection.execute(statement)
        _insert(connection, f"intake_run ({FILE})", _files(days))
        _insert(connection, f"complaint ({COMPLAINT})", _complaints(promises, days, random))
        _insert(connection, f"win ({WIN})", _wins(promises // 10, days, random))
        connection.execute("COMMIT")
        prepare_sqlite(connection, read_only=False)


PROMISE = (
    "version, hidden, source, reference, customer_id, what, kind, made_on, promised_on, promised_week, "
    "first_promised_on, first_promised_week, delivered_on, withdrawn_on, team_id, cause, breakdown"
)


DAYS = (
    "INSERT INTO promise_day (promise_id, number, is_again, day, week, replaced_on) "
    "SELECT id, 0, 0, first_promised_on, first_promised_week, CASE WHEN promised_on <> first_promised_on "
    "THEN date(first_promised_on, iif(id % 5, '-1 day', '+1 day')) END FROM promise",
    "INSERT INTO promise_day (promise_id, number, is_again, day, week, said_on) "
    "SELECT id, 1, 0, promised_on, promised_week, date(first_promised_on, iif(id % 5, '-1 day', '+1 day')) "
    "FROM promise WHERE promised_on <> first_promised_on",
)
"""Every fifth of those that were moved was moved once its day was over."""

FILE = (
    "kind, source, file_name, digest, actor, at, reaches_to, mapping, rows, new, changed, unchanged, refused"
)


def _files(days: Days) -> Iterator[Values]:
    """A file each Monday."""
    for number in range(0, (AS_OF - days.first).days + 1, 7):
        day = days.words[number][0]
        yield (
            "promises",
            "main",
            "orders.csv",
            "",
            "Dev",
            f"{day} 05:30:00.000000",
            day,
            "{}",
            0,
            0,
            0,
            0,
            0,
        )


def _promises(count: int, days: Days, random: Random) -> Iterator[Values]:
    """In the order they were made, evenly over the years: mostly kept, some late, moved, withdrawn or never done."""
    last = (AS_OF - days.first).days
    span = last + 7 * PROMISES_AHEAD
    for number in range(count):
        first = span * number // count
        made = max(0, first - random.randint(3, 30))
        moved = random.random() < 0.05
        promised = first + (random.randint(1, 14) if moved else 0)
        chance = random.random()
        delivered = withdrawn = None
        if chance < 0.85:
            delivered = promised - random.randint(0, 2)
        elif chance < 0.96:
            delivered = promised + random.randint(1, 30)
        elif chance < 0.99:
            withdrawn = promised - 1
        yield (
            *(1, 0, "main", f"P{number}", random.randint(1, CUSTOMERS), f"Order P{number}", ""),
            *(days.words[made][0], *days.words[promised], *days.words[first]),
            *(_come(day, days, last=last) for day in (delivered, withdrawn)),
            *(random.randint(1, TEAMS), "", "late"),
        )


def _come(day: int | None, days: Days, *, last: int) -> str | None:
    """A day that has come; what lies ahead is not known yet."""
    return None if day is None or day >= last else days.words[max(0, day)][0]


COMPLAINT = (
    "version, hidden, source, reference, customer_id, received_on, received_week, breakdown, breakdown_said, "
    "severity, text, team_id, promise_id, same_as_id, answered_on, resolved_on"
)


def _complaints(promises: int, days: Days, random: Random) -> Iterator[Values]:
    """A third about a promise of about that time; a few say what another one said."""
    count, last = promises // 10, (AS_OF - days.first).days
    for number in range(count):
        received = last * number // count
        about = min(promises, 1 + promises * number // count + random.randint(0, 20))
        answered = received + random.randint(0, 5) if random.random() < 0.95 else None
        resolved = answered + random.randint(0, 20) if answered and random.random() < 0.95 else None
        yield (
            *(1, 0, "main", f"C{number}", random.randint(1, CUSTOMERS), *days.words[received]),
            *("late", "", "minor", "It came late, again.", random.randint(1, TEAMS)),
            about if random.random() < 0.33 else None,
            number if number and random.random() < 0.03 else None,
            *(_come(day, days, last=last) for day in (answered, resolved)),
        )


WIN = "version, hidden, source, reference, happened_on, happened_week, kind, text, evidence"


def _wins(count: int, days: Days, random: Random) -> Iterator[Values]:
    last = (AS_OF - days.first).days
    for number in range(count):
        happened = days.words[last * number // count]
        yield (1, 0, "main", f"W{number}", *happened, random.choice(("sale", "praise")), "Thank you!", "")


def _insert(connection: driver.Connection, into: str, rows: Iterator[Values]) -> None:
    marks = ", ".join("?" * (into.count(",") + 1))
    connection.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)
