"""While a file is brought in, others read without waiting, and what they save comes after it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Signal

import pytest

from db.changes import add_team
from db.engine import Store, open_store, transaction
from db.intake.fields import Kind
from db.intake.report import Report
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.models import Event, Promise, Team
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Side
from tests.bench.promises_file import write_promises
from tests.db.stores import NOW, rows_of

WAIT = 120
"""Seconds after which a test gives up: only somebody who would wait for ever does so long."""


@contextmanager
def _bringing_in(store: Store, path: Path, *, rows: int) -> Iterator[tuple[Signal, ThreadPoolExecutor]]:
    """A file on its way, held in the middle of its transaction until the signal is given."""
    write_promises(path, rows=rows, seed=1)
    is_midway, go_on = Signal(), Signal()

    def midway(done: int, total: int) -> None:
        if done >= total // 2:
            is_midway.set()
            assert go_on.wait(WAIT)

    def work() -> Report:
        report, _ = bring_in(
            store,
            path,
            kind=Kind.PROMISES,
            source="main",
            options=Options({}, {}, None),
            actor=COMMAND_LINE,
            progress=midway,
        )
        return report

    with ThreadPoolExecutor() as threads:
        importing = threads.submit(work)
        try:
            assert is_midway.wait(WAIT)
            yield go_on, threads
        finally:
            go_on.set()
        assert importing.result(WAIT).new == rows


def _save(store: Store) -> None:
    with transaction(store) as session:
        add_team(session, actor=COMMAND_LINE, now=NOW, name="Somebody else’s", side=Side.SALES)


def test_who_reads_sees_the_store_as_it_was_while_a_file_is_still_being_brought_in(
    store: Store, tmp_path: Path
) -> None:
    with _bringing_in(store, tmp_path / "file.csv", rows=5_000):
        # The file is held midway: whoever waited for it would do so for ever.
        for _ in range(20):
            assert rows_of(store, Promise) == []


@pytest.mark.parametrize(("rows", "process"), [(30_000, "the same"), (5_000, "another")])
def test_a_save_waits_for_the_file_and_then_succeeds(
    sqlite_settings: Settings, tmp_path: Path, rows: int, process: str
) -> None:
    store = open_store(sqlite_settings)
    # Another opening of the file meets it only through SQLite's own locks, as another process would.
    theirs = store if process == "the same" else open_store(sqlite_settings)
    with _bringing_in(store, tmp_path / "file.csv", rows=rows) as (go_on, threads):
        saving = threads.submit(_save, theirs)
        assert rows_of(theirs, Team) == []
        go_on.set()
        saving.result(WAIT)
    *before, last = rows_of(store, Event)
    assert (last["what"], last["action"]) == ("team", "add team")
    assert len(before) > rows
    theirs.close()
    store.close()


def test_a_save_of_something_else_does_not_wait_in_postgresql(
    postgres_settings: Settings, tmp_path: Path
) -> None:
    store = open_store(postgres_settings)
    with _bringing_in(store, tmp_path / "file.csv", rows=5_000):
        _save(store)
        assert [row["name"] for row in rows_of(store, Team)] == ["Somebody else’s"]
    store.close()
