"""What the commands of `python -m db` do: each opens the store, calls the same functions as the screens, prints."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db import changes
from db.demo.fill import fill_from, fill_store
from db.engine import Store, open_store, transaction
from db.terminal import telling
from db.upgrade import differences_from_models, upgrade
from meeting.permissions import COMMAND_LINE
from meeting.progress import NOTHING_SAVED
from meeting.settings import Settings
from meeting.words import Side


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    try:
        yield store
    finally:
        store.close()


def upgrade_store(settings: Settings, asked: Namespace) -> int:
    with telling("Making the index of the search anew", left=NOTHING_SAVED) as progress:
        said = upgrade(settings, progress=progress)
    print(said)
    return 0


def add_team(settings: Settings, asked: Namespace) -> int:
    with opened(settings) as store, transaction(store) as session:
        changes.add_team(
            session, actor=COMMAND_LINE, now=store.clock.now(), name=asked.name, side=Side(asked.side)
        )
    print(f"Added the team {asked.name} ({asked.side}).")
    return 0


def fill_example(settings: Settings, asked: Namespace) -> int:
    if asked.folder is None:
        print(fill_store(settings))
        return 0
    with telling(f"Bringing back {asked.folder.name}", left=NOTHING_SAVED) as progress:
        whole = fill_from(settings, asked.folder, progress=progress)
    print(f"The example company is back: {whole.rows:,} rows of {whole.tables} tables, checked whole.")
    return 0


def check_models(settings: Settings, asked: Namespace) -> int:
    """Compares a fresh store of its own with the models: the configured one is not touched."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Settings(Path(folder) / "fresh.db", None, None)
        upgrade(fresh)
        differences = differences_from_models(fresh)
    for difference in differences:
        print(difference)
    print(
        "A migration is missing." if differences else "The migrations give exactly the tables of db/models."
    )
    return 1 if differences else 0
