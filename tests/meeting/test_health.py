"""What an administrator should look after, and when nothing needs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meeting.health import PROGRAM, Health, concerns, size_in_words

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WELL = Health(
    libraries=(),
    store_version="0004",
    database="SQLite 3.53.4, journal mode wal",
    reads_beside_writes=True,
    size=10**6,
    room=10**10,
    is_sqlite=True,
    is_example=False,
    backup_at=NOW - timedelta(hours=7),
    restore_tested_at=NOW - timedelta(hours=7),
)


def test_nothing_needs_looking_after_where_all_is_well() -> None:
    assert concerns(WELL, now=NOW) == ()


@pytest.mark.parametrize(
    ("health", "word"),
    [
        (replace(WELL, backup_at=None, restore_tested_at=None), "There is no backup yet"),
        (replace(WELL, backup_at=NOW - timedelta(days=3)), "The last backup is 3 days old"),
        (replace(WELL, restore_tested_at=None), "whether they come back"),
        (replace(WELL, restore_tested_at=NOW - timedelta(days=40)), "whether they come back"),
        (replace(WELL, room=10**6), "Only 1.0 MB are free"),
        (replace(WELL, size=10**10), "Make room"),
        (replace(WELL, reads_beside_writes=False), "pages wait while somebody saves"),
        (replace(WELL, is_sqlite=False, backup_at=None, room=None), "pg_dump"),
    ],
)
def test_each_concern_is_told_once_with_the_next_step(health: Health, word: str) -> None:
    (found,) = concerns(health, now=NOW)
    assert word in found


@pytest.mark.parametrize(
    ("since", "health", "words"),
    [
        (timedelta(minutes=15), replace(WELL, restore_tested_at=None), []),
        (timedelta(minutes=15), replace(WELL, backup_at=None, restore_tested_at=None), []),
        (
            timedelta(days=3),
            replace(WELL, backup_at=None, restore_tested_at=None),
            ["There is no backup yet"],
        ),
        (timedelta(days=32), replace(WELL, restore_tested_at=None), ["whether they come back"]),
    ],
)
def test_nothing_is_late_in_a_store_that_has_just_begun(
    since: timedelta, health: Health, words: list[str]
) -> None:
    found = concerns(replace(health, in_use_since=NOW - since), now=NOW)
    assert [word in said for word, said in zip(words, found, strict=True)] == [True] * len(words)


def test_the_example_company_needs_no_backup() -> None:
    assert concerns(replace(WELL, is_example=True, backup_at=None, restore_tested_at=None), now=NOW) == ()


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (12_345_678, "12.3 MB")],
)
def test_sizes_are_told_as_disks_are_sold(size: int, words: str) -> None:
    assert size_in_words(size) == words


def test_the_program_is_the_newest_version_of_its_list_of_changes() -> None:
    changes = (Path(__file__).parents[2] / "CHANGELOG.md").read_text("utf-8")
    assert (
        next(line for line in changes.splitlines() if line.startswith("## "))
        .lower()
        .startswith(f"## {PROGRAM}")
    )
