"""One store for the many files that are only looked at: each test brings its file in as a source of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.engine import Store, open_store
from db.intake.fields import Kind
from db.intake.report import Report
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.models import Complaint
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests.db.stores import NOON, rows_of

TakeIn = Callable[..., tuple[Report, list[dict[str, Any]]]]


@pytest.fixture(scope="session")
def common_store(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("common") / "meeting.db"
    shutil.copy(sqlite_template, path)
    opened = open_store(Settings(path, None, NOON))
    yield opened
    opened.close()


@pytest.fixture
def take_in(common_store: Store, tmp_path: Path) -> TakeIn:
    """Brings a file of complaints in; gives the report, and the complaints of this file as they are stored."""

    def take(path: Path, *, date_format: str | None = None) -> tuple[Report, list[dict[str, Any]]]:
        report, _ = bring_in(
            common_store,
            path,
            kind=Kind.COMPLAINTS,
            source=str(tmp_path),
            options=Options({}, {}, date_format),
            actor=COMMAND_LINE,
        )
        return report, [row for row in rows_of(common_store, Complaint) if row["source"] == str(tmp_path)]

    return take
