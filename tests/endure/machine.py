"""Three people at one store, for many rounds: see tests/db/test_machine.py."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from db.engine import Store, open_store
from db.models import Mark
from db.upgrade import upgrade
from meeting.settings import Settings
from tests.db.machine import three_people
from tests.db.stores import NOON

ROUNDS, STEPS = 200, 60


def people(seed: int) -> str:
    """What each of them was told was saved is there, and the events tell all of it, after each step."""
    with TemporaryDirectory() as folder:
        template, path = Path(folder) / "template.db", Path(folder) / "meeting.db"
        upgrade(Settings(template, None, NOON), mark=Mark.TEST)

        def fresh() -> Store:
            shutil.copy(template, path)
            return open_store(Settings(path, None, NOON))

        taken = three_people(fresh, rounds=ROUNDS, steps=STEPS, seed=seed, makes_it_short=True)
    refused = taken.pop("refused")
    told = ", ".join(f"{count:,} {step.replace('_', ' ')}" for step, count in sorted(taken.items()))
    return f"{ROUNDS} rounds, {taken.total():,} steps saved and {refused:,} refused: 0 different ({told})"
