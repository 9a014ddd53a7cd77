"""An exception at the k-th call of the database, for every k of every write: nothing is written, or all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from db.engine import Store, transaction
from db.intake.fields import Kind
from meeting.errors import MeetingError, StoreRefused
from meeting.permissions import COMMAND_LINE
from tests.db.rows_of_meetings import ROWS, prepared
from tests.db.stores import Bring, contents
from tests.db.test_matrix import MATRIX, Call

OF_ITS_OWN = {"export_whole", "import_whole", "everything", "one_list", "backup_beside"}
"""They write files, or into an empty store: tests/db/test_whole.py and tests/pages/test_taking_out.py."""
WRITES = {each.__name__: call for each, (_, call) in MATRIX.items() if each.__name__ not in OF_ITS_OWN}
MEETINGS = {each.__name__: row for each, row in ROWS.items()}


class Broken(Exception):
    """What a driver says whose disk is gone."""


@contextmanager
def breaking(store: Store, *, at: int) -> Iterator[list[int]]:
    """The `at`-th statement of the write engine fails; the list holds how many were asked for."""
    asked = [0]

    def before(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked[0] += 1
        if asked[0] == at:
            raise OperationalError(statement, {}, Broken("disk I/O error"))

    event.listen(store.write_engine, "before_cursor_execute", before)
    try:
        yield asked
    finally:
        event.remove(store.write_engine, "before_cursor_execute", before)


@pytest.mark.parametrize("name", sorted(WRITES))
def test_a_write_cut_at_any_call_leaves_nothing(sqlite_store: Store, tmp_path: Path, name: str) -> None:
    Bring(sqlite_store, tmp_path)(
        Kind.PROMISES,
        [{"reference": f"P{n}", "customer": f"Acme {n}", "promised_on": "2026-11-20"} for n in (1, 2)],
    )
    Bring(sqlite_store, tmp_path)(
        Kind.COMPLAINTS,
        [{"reference": f"C{n}", "received_on": "2026-11-18", "customer": "Acme 1"} for n in (1, 2)],
    )
    call: Call = WRITES[name]
    _cut_everywhere(sqlite_store, lambda: call(sqlite_store, COMMAND_LINE, tmp_path))


@pytest.mark.parametrize("name", sorted(MEETINGS))
def test_a_write_of_a_meeting_cut_at_any_call_leaves_nothing(
    sqlite_store: Store, tmp_path: Path, name: str
) -> None:
    row = MEETINGS[name]
    Bring(sqlite_store, tmp_path)(Kind.PROMISES, "reference,customer,promised_on\nP1,Acme,2026-11-20\n")
    prepared(sqlite_store, row, actor=COMMAND_LINE)

    def call() -> None:
        with transaction(sqlite_store) as session:
            row(session, COMMAND_LINE)

    before = contents(sqlite_store)
    _cut_everywhere(sqlite_store, call)
    assert contents(sqlite_store) != before


def _cut_everywhere(sqlite_store: Store, call: Callable[[], object]) -> None:
    """Broken at its first call, at its second and so on, until it comes to its end."""
    before = contents(sqlite_store)
    number = 0
    said: list[str] = []
    while True:
        number += 1
        with breaking(sqlite_store, at=number) as asked:
            try:
                call()
            except StoreRefused as error:
                said.append(str(error))
                assert asked[0] == number
                assert contents(sqlite_store) == before
                continue
            except MeetingError:
                # Refused by its rules, before it would have written.
                assert contents(sqlite_store) == before
        break
    assert asked[0] == number - 1
    assert number > 1
    assert all("othing was" in each for each in said)
