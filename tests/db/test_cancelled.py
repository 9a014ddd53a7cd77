"""Ctrl+C before a terminal: long work stops, says what is left of it, which is nothing, and how far it was."""

from __future__ import annotations

import io
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import db.terminal
from db.__main__ import main
from db.engine import Store, open_store
from db.terminal import STOPPED, telling
from meeting.errors import Cancelled
from meeting.progress import NO_FILE_LEFT, NOTHING_SAVED, counting, part
from meeting.settings import Settings
from tests.db.stores import NOON, contents

PROMISES = "reference,customer,promised_on\n" + "".join(
    f"{number},Customer {number},2026-11-20\n" for number in range(300)
)


BESIDE = (".db-shm", ".db-wal", ".db-journal")


class Terminal(io.StringIO):
    """Somebody sits before it, and presses Ctrl+C as soon as it is asked whether somebody does."""

    def __init__(self, *, presses: bool) -> None:
        super().__init__()
        self._presses = presses

    def isatty(self) -> bool:
        if self._presses:
            self._presses = False
            signal.raise_signal(signal.SIGINT)
        return True


@pytest.fixture(scope="module")
def made(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 300 promises, a new one, and all that can be brought in: whatever is cancelled leaves it so."""
    folder = tmp_path_factory.mktemp("cancelled")
    for name in ("meeting.db", "new.db"):
        shutil.copy(sqlite_template, folder / name)
    (folder / "in.csv").write_text(PROMISES)
    with pytest.MonkeyPatch.context() as patch:
        _serve(patch, folder / "meeting.db")
        assert main(["import", str(folder / "in.csv"), "--kind", "promises"]) == 0
        assert main(["backup", str(folder / "kept.db")]) == 0
        assert main(["export", str(folder / "all")]) == 0
    return folder


@pytest.fixture
def folder(made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    _serve(monkeypatch, made / "meeting.db")
    before = signal.getsignal(signal.SIGINT)
    yield made
    assert signal.getsignal(signal.SIGINT) is before


def _serve(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("TEST_NOW", NOON)


def _run(monkeypatch: pytest.MonkeyPatch, command: list[str], *, presses: bool = True) -> tuple[int, str]:
    """The exit status of a command, and what stood on the terminal."""
    terminal = Terminal(presses=presses)
    monkeypatch.setattr(sys, "stderr", terminal)
    return main(command), terminal.getvalue()


def _all_there(folder: Path) -> dict[str, object]:
    """Every file, every row of both stores, and every byte of the backup."""
    # SQLite keeps these beside a store that is open.
    files = {str(each.relative_to(folder)) for each in folder.rglob("*") if each.suffix not in BESIDE}
    return {"files": files, "backup": (folder / "kept.db").read_bytes(), **_rows(folder)}


def _rows(folder: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in ("meeting.db", "new.db"):
        store: Store = open_store(Settings(folder / name, None, NOON))
        found[name] = contents(store)
        store.close()
    return found


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["export", "{}/out"], NO_FILE_LEFT),
        (["export", "{}/out.csv", "--kind", "promises"], NO_FILE_LEFT),
        (["export", "{}/out.xlsx", "--kind", "promises"], NO_FILE_LEFT),
        (["backup", "{}/out.db"], NO_FILE_LEFT),
        (["backup", "{}/kept.db", "--force"], NO_FILE_LEFT),
        (["import", "{}/in.csv", "--kind", "wins", "--map", "happened_on=promised_on"], NOTHING_SAVED),
        (
            ["restore", "{}/kept.db"],
            "Cancelled. Nothing was restored: the store that stood there stands there",
        ),
        (["check"], "Cancelled. Nothing was changed"),
    ],
    ids=["everything", "csv", "xlsx", "backup", "backup over another", "file", "restore", "check"],
)
def test_what_is_cancelled_leaves_everything_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], said: str
) -> None:
    before = _all_there(folder)
    status, told = _run(monkeypatch, [word.format(folder) for word in command])
    assert status == STOPPED
    assert said in told
    assert _all_there(folder) == before


def test_a_whole_export_that_is_cancelled_coming_back_leaves_the_new_store_new(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _all_there(folder)
    _serve(monkeypatch, folder / "new.db")
    assert _run(monkeypatch, ["import", str(folder / "all")]) == (STOPPED, f"{NOTHING_SAVED}\n")
    assert _all_there(folder) == before


def test_how_far_it_is_stands_on_the_terminal_and_goes_in_the_end(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.terminal, "AFTER", 0.0)
    monkeypatch.setattr(db.terminal, "EVERY", 0.0)
    command = ["export", str(tmp_path / "out.csv"), "--kind", "promises"]
    status, told = _run(monkeypatch, command, presses=False)
    assert status == 0
    assert [line for line in told.split("\r\x1b[K") if line] == [
        f"Exporting promises {share} %  Ctrl+C cancels" for share in (0, 42, 50)
    ]
    assert told.endswith("\r\x1b[K")


def test_a_log_holds_no_line_of_progress(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(db.terminal, "AFTER", 0.0)
    monkeypatch.setattr(db.terminal, "EVERY", 0.0)
    assert main(["export", str(tmp_path / "out.csv"), "--kind", "promises"]) == 0
    assert capsys.readouterr().err == ""


def test_ctrl_c_after_the_last_part_comes_too_late_and_the_second_one_ends_at_once(
    request: pytest.FixtureRequest,
) -> None:
    # Whoever runs the tests in the background may have told them not to listen.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    with telling("x", left=NOTHING_SAVED) as progress:
        progress(1, 1)
        signal.raise_signal(signal.SIGINT)
    with telling("x", left=NOTHING_SAVED):
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_a_second_ctrl_c_is_told_in_words_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("db.commands.upgrade", interrupted)
    assert main(["upgrade"]) == STOPPED
    assert capsys.readouterr().err == (
        "Stopped at once. What was not said to be done is not done, and nothing is left half-made.\n"
    )


def test_work_is_told_of_as_it_is_done() -> None:
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) > 3:
            raise Cancelled(NOTHING_SAVED)

    assert list(counting("abcd", total=4, progress=part(tell, first=50, last=100), every=2)) == list("abcd")
    assert told == [(50, 100), (75, 100), (100, 100)]
    with pytest.raises(Cancelled):
        list(counting("ab", total=2, progress=tell))
