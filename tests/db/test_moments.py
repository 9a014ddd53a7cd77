"""Moments keep their place in time, and a moment without an offset is never stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from db.changes import table_of
from db.engine import Store, reading, transaction
from db.models import IntakeRun
from tests.db.stores import contents

RUN = {
    **{
        "kind": "promises",
        "source": "main",
        "file_name": "a.csv",
        "digest": "",
        "actor": "Ana",
        "mapping": "{}",
        "reaches_to": date(2026, 11, 22),
    },
    **dict.fromkeys(("rows", "new", "changed", "unchanged", "refused"), 0),
}


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC),
        datetime(2026, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2027, 1, 1, 0, 30, tzinfo=ZoneInfo("Pacific/Kiritimati")),
    ],
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(store: Store, moment: datetime) -> None:
    with transaction(store) as session:
        session.execute(insert(table_of(IntakeRun)), [{**RUN, "at": moment}])
    with reading(store) as session:
        found = session.execute(select(table_of(IntakeRun).c.at)).scalar_one()
    assert found == moment.astimezone(UTC)
    assert found.utcoffset() == timedelta(0)


def test_a_moment_without_an_offset_is_refused(store: Store) -> None:
    before = contents(store)
    naive = datetime(2026, 11, 22, 12, 0, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(StatementError, match="without an offset"), transaction(store) as session:
        session.execute(insert(table_of(IntakeRun)), [{**RUN, "at": naive}])
    assert contents(store) == before
