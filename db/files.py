"""Files of the store on the disk: getting their name whole, and staying there when the power goes."""

from __future__ import annotations

import os
from pathlib import Path

from db.unfinished import unfinished_beside
from meeting.errors import NotUnderstood


def give_name(made: Path, path: Path) -> None:
    """Unlike a rename, never replaces a file that somebody else made meanwhile: raises FileExistsError."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:
        # A disk that knows no second names.
        if path.exists():
            raise FileExistsError(path) from None
        os.replace(made, path)


def write_new(path: Path, content: bytes) -> None:
    """A new file with all of this in it, or none. Raises NotUnderstood when one is there already or none can be."""
    try:
        with unfinished_beside(path) as made:
            made.write_bytes(content)
            sync_file(made)
            give_name(made, path)
        sync_folder(path.parent)
    except FileExistsError:
        raise NotUnderstood(f"{path} is there already. Nothing was written. Name another file.") from None
    except OSError as error:
        raise NotUnderstood(
            f"{path} cannot be written ({error.strerror}). Nothing was written. Name another file."
        ) from error


def sync_folder(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    _sync(folder, os.O_RDONLY)


def sync_file(path: Path) -> None:
    """Only for a file that no SQLite of this process has open: closing it would drop the locks on it."""
    _sync(path, os.O_RDWR)


def _sync(path: Path, mode: int) -> None:
    handle = os.open(path, mode)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
