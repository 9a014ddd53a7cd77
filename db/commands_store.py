"""The commands about the store as a whole: check, backup, restore, redact."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict

from db import nightly
from db.backup import back_up
from db.check import count_events, differences
from db.commands import opened
from db.engine import reading
from db.redact import find, redact
from db.restore import restore
from db.terminal import telling
from meeting.board import counted
from meeting.clock import Clock
from meeting.errors import NotUnderstood
from meeting.permissions import COMMAND_LINE
from meeting.progress import NO_FILE_LEFT
from meeting.settings import Settings

AS_IT_WAS = (
    "Cancelled. Nothing was restored: the store that stood there stands there as it was. Start it again whenever you "
    "like."
)
ONLY_LOOKED = (
    "Cancelled. Nothing was changed: the check only looks, and was not finished. Start it again whenever "
    "you like."
)


def check_store(settings: Settings, asked: Namespace) -> int:
    """Exit status 1 when something is not as it should be."""
    with (
        opened(settings) as store,
        reading(store) as session,
        telling("Checking", left=ONLY_LOOKED) as progress,
    ):
        found = []
        for difference in differences(session, progress=progress):
            found.append(difference)
            if not asked.json:
                print(difference)
        events = session.scalar(count_events)
    if asked.json:
        print(
            json.dumps(
                {"events": events, "differences": [asdict(each) for each in found]}, ensure_ascii=False
            )
        )
    elif found:
        print(
            f"{store.place}: {counted(len(found), 'difference')}. Nothing was changed. Keep this store as it is, and "
            "look at the last backup (python -m db restore)."
        )
    else:
        print(f"All is well: {store.place} holds exactly what its {events:,} events tell.")
    return 1 if found else 0


def back_up_store(settings: Settings, asked: Namespace) -> int:
    with telling("Backing up", left=NO_FILE_LEFT) as progress:
        made = back_up(settings, asked.path, replace=asked.force, progress=progress)
    if settings.sqlite_path is not None:
        nightly.note(settings.sqlite_path, backup_at=Clock().now(), backup=str(made.path))
    print(f"{made.path}: {made.size:,} bytes, {counted(made.events, 'event')}, checked whole.")
    return 0


def restore_store(settings: Settings, asked: Namespace) -> int:
    with telling("Restoring", left=AS_IT_WAS) as progress:
        restored = restore(settings, asked.path, now=Clock().now(), progress=progress)
    if settings.sqlite_path is not None:
        nightly.note(settings.sqlite_path, restore_tested_at=Clock().now())
    print(f"Restored {asked.path} with {counted(restored.events, 'event')}, checked whole.")
    if restored.kept is not None:
        print(f"The store that stood there is kept as {restored.kept}.")
    return 0


def redact_record(settings: Settings, asked: Namespace) -> int:
    """Asks for the name to be typed, unless --yes is given."""
    with opened(settings) as store:
        with reading(store) as session:
            found = find(session, asked.what, asked.who)
        if not asked.yes:
            _confirmed(found.name, what=asked.what)
        done = redact(store, found, actor=COMMAND_LINE, now=store.clock.now())
    print(
        f"Removed the {asked.what} {found.id} from {counted(done.rows, 'row')} and {counted(done.events, 'event')}. "
        "Backups made before still hold the words: delete those you need not keep."
    )
    if done.left:
        print(done.left)
    return 0


def _confirmed(name: str, *, what: str) -> None:
    if not sys.stdin.isatty():
        raise NotUnderstood("Nobody is there to confirm. Nothing was changed. In a script, add --yes.")
    print(f"This removes the words about the {what} “{name}” for good; nothing brings them back.")
    if input("To go on, type the name: ").strip() != name.strip():
        raise NotUnderstood(
            "That is not the name. Nothing was changed. Start again, and type it as it stands there."
        )
