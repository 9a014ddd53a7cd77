"""The two sides of the intake figure, each in a process of its own: `python -m tests.bench.intake_sides SIDE …`.

Prints one line of JSON: {"seconds", "megabytes"}. Neither side inherits rows, caches or memory from the other.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from contextlib import closing
from pathlib import Path

from db.engine import connect_sqlite, open_store, prepare_sqlite
from db.intake.fields import Kind
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.sqlite import driver
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings

OTHER_TABLES = ("team", "person", "customer")
"""What promises refer to; in place before the clock starts."""


def bring_in_file(place: Path, file: Path) -> float:
    """The product: the file into the store at `place`."""
    store = open_store(Settings(place, None, None))
    try:
        started = time.perf_counter()
        report, _ = bring_in(
            store,
            file,
            kind=Kind.PROMISES,
            source="main",
            options=Options({}, {}, date_format=None),
            actor=COMMAND_LINE,
        )
        seconds = time.perf_counter() - started
    finally:
        store.close()
    if report.refused or report.new != report.rows:
        raise AssertionError(f"not every row is new: {report.in_words()}")
    return seconds


def insert_rows(place: Path, brought_in: Path) -> float:
    """Plain SQL: the rows that bringing in made, as they stand in `brought_in`, into the store at `place`."""
    with closing(connect_sqlite(brought_in)) as other:
        heading = [column[0] for column in other.execute("SELECT * FROM promise LIMIT 0").description]
        rows = other.execute("SELECT * FROM promise ORDER BY id").fetchall()
        around = {name: other.execute(f"SELECT * FROM {name}").fetchall() for name in OTHER_TABLES}
    with closing(connect_sqlite(place)) as connection:
        prepare_sqlite(connection, read_only=False)
        for name, found in around.items():
            _insert(connection, name, found)
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        marks = ", ".join("?" * len(heading))
        connection.executemany(f"INSERT INTO promise ({', '.join(heading)}) VALUES ({marks})", rows)
        connection.execute("COMMIT")
        return time.perf_counter() - started


def _insert(connection: driver.Connection, table: str, rows: list[tuple[object, ...]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.execute("COMMIT")


def peak_megabytes() -> float:
    """The most memory this process ever held."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        # Elsewhere; there it may count the parent's memory too, and is in bytes on macOS.
        found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return found / 1e6 if sys.platform == "darwin" else found * 1024 / 1e6
    kibibytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kibibytes) * 1024 / 1e6


def main() -> None:
    side, *places = sys.argv[1:]
    take = {"bring-in": bring_in_file, "insert": insert_rows}[side]
    seconds = take(*(Path(place) for place in places))
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main()
