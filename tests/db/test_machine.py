"""Three people do anything in any order: what was told is what is there, and the events tell all of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from db.changes import Changes, core, records, undo
from db.engine import Store, open_store
from meeting.settings import Settings
from tests.db.conftest import Slate
from tests.db.machine import Fresh, three_people
from tests.db.stores import NOON

ROUNDS, STEPS = 20, 25
Patch = pytest.MonkeyPatch


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
    *("bring_in", "bring_in_again", "undo_an_import", "deliver", "withdraw", "move", "correct_day", "merge"),
    *(
        "part",
        "set_tier",
        "set_turn_to",
        "mark_same_as",
        "undo_a_change",
        "give_a_role",
        "disable",
        "refused",
    ),
}


def test_three_people_in_any_order_leave_what_they_were_told(sqlite_stores: Fresh) -> None:
    # Either leaves out a step or two that are seldom possible.
    taken = three_people(sqlite_stores, rounds=ROUNDS, steps=STEPS)
    taken += three_people(sqlite_stores, rounds=ROUNDS, steps=STEPS, seed=3)
    assert set(taken) == STEPS_TAKEN


def test_so_they_do_on_postgresql(postgres_stores: Fresh) -> None:
    assert three_people(postgres_stores, rounds=3, steps=STEPS)["bring_in"] > 0


def no_event(patch: Patch) -> None:
    tell = Changes._tell

    def silent(changes: Changes, model: Any, record_id: int, version: int, action: str, **more: Any) -> None:
        if action != "deliver":
            tell(changes, model, record_id, version, action, **more)

    patch.setattr(Changes, "_tell", silent)


def a_version_that_is_not_raised(patch: Patch) -> None:
    write = Changes.write

    def stuck(changes: Changes) -> None:
        tables = [table for table, _ in changes._changed]
        write(changes)
        for table in tables:
            changes.session.execute(update(table).values(version=1))

    patch.setattr(Changes, "write", stuck)


def an_undo_that_forgets_a_field(patch: Patch) -> None:
    typed = core.typed

    def forgetful(*given: Any) -> dict[str, Any]:
        return {name: value for name, value in typed(*given).items() if name != "days"}

    patch.setattr(undo, "typed", forgetful)


def an_edit_that_does_not_keep_what_the_file_said(patch: Patch) -> None:
    patch.setattr(records, "_plain", lambda value: None)


def an_edit_that_asks_nobody(patch: Patch) -> None:
    patch.setattr(records, "require", lambda actor, action: None)


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (no_event, "delivered_on: is"),
        (a_version_that_is_not_raised, "version: is “1”, the events say “2”"),
        (an_undo_that_forgets_a_field, "days"),
        (an_edit_that_does_not_keep_what_the_file_said, "file_says"),
        (an_edit_that_asks_nobody, "was not refused to"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_planted_fault_is_found(
    sqlite_stores: Fresh, monkeypatch: Patch, plant: Callable[[Patch], None], told: str
) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError) as found:
        three_people(sqlite_stores, rounds=ROUNDS, steps=STEPS)
    assert told in str(found.value)
