"""What tests of every folder may ask for: sample files, a PostgreSQL, a store that is not there yet."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres

BROWSER = Path(__file__).parent / "browser"
LONGEST = ("join", "monday", "bring_in", "log_it", "sign_in", "every_page", "board")
"""Of the browser tests: begun first, so that no worker is left alone with one in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last, so that a broken rule shows before the first browser starts."""
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: _turn(item.path))


def _turn(path: Path) -> int:
    if not path.is_relative_to(BROWSER):
        return 0
    name = path.stem.removeprefix("test_")
    return 1 + (LONGEST.index(name) if name in LONGEST else len(LONGEST))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: it need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample files, named by the environment variable SAMPLES."""
    folder = os.environ.get("SAMPLES")
    if not folder or not Path(folder).is_dir():
        pytest.skip("SAMPLES does not name the folder of sample files")
    return Path(folder)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """One PostgreSQL for the whole run: `fresh()` and `copy(url)` make databases in it."""
    with postgres.running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: postgres.Postgres) -> Iterator[str]:
    """A new, empty PostgreSQL database."""
    url = postgres_server.fresh()
    yield url
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store can be made, on either database: a file not yet there, or an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'meeting.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url
