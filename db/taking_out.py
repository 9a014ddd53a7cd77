"""What an administrator takes out by mouse: a backup beside the store, everything as one ZIP, a list as CSV or XLSX."""

from __future__ import annotations

import shutil
import weakref
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZIP_DEFLATED, ZipFile

from db import nightly
from db.backup import Backup, back_up
from db.engine import Store, reading
from db.export import records_of
from db.intake.fields import Kind
from db.whole import export_whole
from meeting.documents.tables import csv_bytes, xlsx_bytes
from meeting.permissions import Action, Actor, require
from meeting.progress import Progress, part, untold
from meeting.settings import Settings

PACKED = 80
"""Of a hundred parts of everything as one ZIP, those before it is packed."""
AT_ONCE = 1 << 20


class Folder:
    """For this user alone. It goes when it is discarded, or when nothing knows of it any more, as after a work that was
    cancelled; and else with the program."""

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="hits-runs-misses-"))
        self.discard = weakref.finalize(self, shutil.rmtree, str(self.path), ignore_errors=True)


@dataclass(frozen=True)
class TakenOut:
    """A file to hand over, and what is in it. Discard its folder afterwards."""

    name: str
    path: Path
    said: str
    folder: Folder
    unclear: tuple[str, ...] = ()


def backup_beside(settings: Settings, store: Store, *, actor: Actor, progress: Progress = untold) -> Backup:
    """A backup in the folder of the nightly ones, under a name of its own, which no night deletes."""
    require(actor, Action.BACK_UP)
    now = store.clock.now()
    place = Path(store.place)
    folder = nightly.folder_of(place)
    folder.mkdir(mode=0o700, exist_ok=True)
    made = back_up(settings, folder / f"{place.stem}-{now:%Y-%m-%d-at-%H%M%S}.db", progress=progress)
    nightly.note(place, backup_at=now, backup=str(made.path))
    return made


def everything(store: Store, *, actor: Actor, progress: Progress = untold) -> TakenOut:
    """All data of the organisation, as `python -m db export` writes it, in one ZIP."""
    require(actor, Action.BACK_UP)
    name = f"everything-{store.clock.now():%Y-%m-%d}"
    folder = Folder()
    whole = export_whole(
        store, folder.path / name, actor=actor, progress=part(progress, first=0, last=PACKED)
    )
    path = folder.path / f"{name}.zip"
    _pack(folder.path / name, path, progress=part(progress, first=PACKED, last=100))
    shutil.rmtree(folder.path / name)
    said = f"{whole.rows:,} rows of {whole.tables} tables. Passwords stay behind."
    return TakenOut(path.name, path, said, folder)


def one_list(
    store: Store, kind: Kind, *, source: str, as_xlsx: bool, actor: Actor, progress: Progress = untold
) -> TakenOut:
    """The records of one source, which can be brought in again."""
    require(actor, Action.BACK_UP)
    with reading(store) as session:
        found = records_of(session, kind, source=source, progress=part(progress, first=0, last=50))
    written = part(progress, first=50, last=100)
    if as_xlsx:
        content = xlsx_bytes(found.heading, found.rows, title=kind.capitalize(), progress=written)
    else:
        content = csv_bytes(found.heading, found.rows)
    folder, ending = Folder(), "xlsx" if as_xlsx else "csv"
    path = folder.path / f"{kind}-{store.clock.now():%Y-%m-%d}.{ending}"
    path.write_bytes(content)
    progress(100, 100)
    return TakenOut(path.name, path, f"{len(found.rows):,} {kind} of source {source}.", folder, found.unclear)


def _pack(folder: Path, path: Path, *, progress: Progress) -> None:
    files = sorted(folder.iterdir())
    done, total = 0, sum(each.stat().st_size for each in files)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for each in files:
            with each.open("rb") as source, archive.open(each.name, "w", force_zip64=True) as target:
                while some := source.read(AT_ONCE):
                    progress(done, total)
                    target.write(some)
                    done += len(some)
