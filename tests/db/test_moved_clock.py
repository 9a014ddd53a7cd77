"""The clock is moved for tests and the example only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.engine import open_store
from db.models import Mark
from db.upgrade import upgrade
from meeting.errors import ClockRefused
from meeting.settings import Settings
from tests.db.stores import NOON, NOW


def _settings(url: str, *, test_now: str | None) -> Settings:
    return Settings.read({"DATABASE_URL": url, "TEST_NOW": test_now or ""}, home=Path())


def test_a_store_that_holds_real_work_refuses_a_moved_clock(fresh_url: str) -> None:
    upgrade(_settings(fresh_url, test_now=None))
    with pytest.raises(ClockRefused, match=r"TEST_NOW is set, but .* real work.*Unset TEST_NOW"):
        open_store(_settings(fresh_url, test_now=NOON))


@pytest.mark.parametrize("mark", [Mark.TEST, Mark.EXAMPLE])
def test_a_store_for_tests_or_of_the_example_honours_a_moved_clock(fresh_url: str, mark: Mark) -> None:
    upgrade(_settings(fresh_url, test_now=NOON), mark=mark)
    store = open_store(_settings(fresh_url, test_now=NOON))
    assert (store.mark, store.clock.now()) == (mark, NOW)
    store.close()


@pytest.mark.parametrize("mark", Mark)
def test_without_a_moved_clock_every_store_goes_by_the_machines(fresh_url: str, mark: Mark) -> None:
    settings = _settings(fresh_url, test_now=None)
    upgrade(settings, mark=mark)
    store = open_store(settings)
    assert abs(store.clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    store.close()
