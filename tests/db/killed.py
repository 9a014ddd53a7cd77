"""Work that is killed -9 in the middle: `python -m tests.db.killed WORK SCRATCH URL TIMES [FILE]`.

Does the work once to its end on the store at SCRATCH and counts its moments: the beginning of a statement, a
commit, a file getting its name. Then does it on the store at URL, in a child that is killed at the first moment,
and so on to the last, so many TIMES. `{}` in URL stands for the moment, so that each child can have a store of
its own; where SCRATCH was a file, they begin with copies of it. Prints the moments as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from sqlalchemy import Engine, event

from db.backup import back_up
from db.engine import open_store
from db.intake import taking
from db.intake.fields import Kind
from db.intake.rows import Options
from db.models import Mark
from db.restore import restore
from db.upgrade import upgrade
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests.db.stores import NOON, NOW


def make(settings: Settings, file: Path) -> None:
    upgrade(settings, mark=Mark.TEST)


def take(settings: Settings, file: Path) -> None:
    taking.BATCH = 5
    taking.bring_in(
        open_store(settings),
        file,
        kind=Kind.PROMISES,
        source="main",
        options=Options({}, {}, None),
        actor=COMMAND_LINE,
    )


def copy(settings: Settings, file: Path) -> None:
    if settings.sqlite_path is not None:
        back_up(settings, settings.sqlite_path.with_suffix(".backup"))


def put_back(settings: Settings, file: Path) -> None:
    restore(settings, file, now=NOW)


WORK: dict[str, Callable[[Settings, Path], None]] = {
    "upgrade": make,
    "import": take,
    "backup": copy,
    "restore": put_back,
}


def main(work: str, scratch: str, url: str, times: str, file: str = "") -> list[int]:
    before = _file(scratch).read_bytes() if _file(scratch).is_file() else None
    ended, moments = _child(work, scratch, Path(file), moment=0)
    if ended != 0:
        raise SystemExit(f"{work} fails without being killed")
    chosen = sorted({1 + (moments - 1) * time // (int(times) - 1) for time in range(int(times))})
    for moment in chosen:
        place = url.replace("{}", str(moment))
        if before is not None:
            _file(place).write_bytes(before)
        ended, _ = _child(work, place, Path(file), moment=moment)
        if ended != -signal.SIGKILL:
            raise SystemExit(f"{work} ended with {ended} before moment {moment} of {moments}")
    return chosen


def _file(url: str) -> Path:
    """The file of an SQLite store; for another URL one that is not there."""
    return Path(url.removeprefix("sqlite:///"))


def _child(work: str, url: str, file: Path, *, moment: int) -> tuple[int, int]:
    """How the child ended (-9 when killed), and how many moments it saw."""
    end, start = os.pipe()
    child = os.fork()
    if not child:
        _work(work, url, file, moment=moment, seen=start)
    os.close(start)
    with os.fdopen(end) as said:
        seen = len(said.read())
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), seen


def _work(work: str, url: str, file: Path, *, moment: int, seen: int) -> NoReturn:
    """Never returns: exits 0 when it was not killed and 1 when it went wrong."""
    passed = 0

    def pass_by(*_: object) -> None:
        nonlocal passed
        passed += 1
        os.write(seen, b".")
        if passed == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def name_given(happening: str, _: object) -> None:
        if happening in ("os.rename", "os.link"):
            pass_by()

    event.listen(Engine, "before_cursor_execute", pass_by)
    event.listen(Engine, "commit", pass_by)
    sys.addaudithook(name_given)
    status = 1
    try:
        WORK[work](Settings.read({"DATABASE_URL": url, "TEST_NOW": NOON}, home=Path()), file)
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
