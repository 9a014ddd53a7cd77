"""Two sources whose numbers and names overlap, merged, parted, undone and brought in again in any order."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db.engine import Store, open_store
from db.intake.register import Register
from meeting.settings import Settings
from tests.db.conftest import Slate
from tests.db.stores import NOON
from tests.db.two_sources import Fresh, two_sources

ROUNDS, STEPS = 20, 25


@pytest.fixture
def sqlite_stores(sqlite_template: Path, tmp_path: Path) -> Fresh:
    def fresh() -> Store:
        path = tmp_path / "meeting.db"
        shutil.copy(sqlite_template, path)
        return open_store(Settings(path, None, NOON))

    return fresh


@pytest.fixture
def postgres_stores(postgres_slate: Slate) -> Fresh:
    def fresh() -> Store:
        postgres_slate.wipe()
        return open_store(postgres_slate.settings)

    return fresh


STEPS_TAKEN = {
    *("bring_in", "bring_in_again", "undo_an_import", "merge", "say_that_all_are_the_same"),
    *("say_that_two_are_two", "part", "undo", "refused"),
}


def test_no_record_is_a_customers_that_its_own_file_calls_otherwise(sqlite_stores: Fresh) -> None:
    assert set(two_sources(sqlite_stores, rounds=ROUNDS, steps=STEPS)) == STEPS_TAKEN


def test_nor_is_it_on_postgresql(postgres_stores: Fresh) -> None:
    assert two_sources(postgres_stores, rounds=3, steps=STEPS)["bring_in"] > 0


def test_a_number_taken_for_another_sources_is_found(
    sqlite_stores: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = Register.find

    def by_any_number(self: Register, *, reference: str | None, **words: object) -> int | None:
        found = find(self, reference=reference, **words)  # type: ignore[arg-type]  # as they came
        others = [one.id for one in self._by_id.values() if reference and one.reference == reference]
        return found or (others[0] if others else None)

    monkeypatch.setattr(Register, "find", by_any_number)
    with pytest.raises(AssertionError, match="hangs on"):
        two_sources(sqlite_stores, rounds=ROUNDS, steps=STEPS)
