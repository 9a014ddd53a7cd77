"""Health hands out a backup, everything, or a list; a work that is cancelled leaves no file and says so."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from zipfile import ZipFile

import pytest
from streamlit.testing.v1 import AppTest

from db import taking_out
from db.backup import Backup
from db.engine import Store, open_store
from db.intake.fields import Kind
from db.taking_out import TakenOut
from db.whole import MANIFEST, kept_tables
from meeting.errors import NotAllowed
from meeting.permissions import COMMAND_LINE, Actor
from meeting.progress import NO_FILE_LEFT, Progress
from meeting.settings import Settings
from meeting.words import Role
from pages import _jobs
from tests.db.stores import contents
from tests.pages.conftest import OpenPage, all_text

Bring = Callable[[Kind, list[dict[str, str]]], Settings]
GIVES_UP = 60
PROMISES = [
    {"reference": str(number), "customer": "*Alpha*", "promised_on": "2026-11-20"} for number in range(3)
]


@pytest.fixture
def filled(bring: Bring) -> Settings:
    return bring(Kind.PROMISES, PROMISES)


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the program puts what it will hand over."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "temporary"


@pytest.fixture
def health(open_page: OpenPage, filled: Settings) -> AppTest:
    page = open_page(filled)
    return page.switch_page("health.py").run()


def _over(page: AppTest) -> _jobs.Job:
    """The work of this page, when it is over and the page tells of it."""
    job = _jobs.find(page.session_state["health.job"])
    assert job is not None
    assert job.over.wait(GIVES_UP)
    page.run()
    assert not page.exception
    return job


def test_everything_is_handed_out_as_one_zip_that_goes_with_the_work(
    health: AppTest, temporary: Path
) -> None:
    health.button(key="health.make").click().run()
    job = _over(health)
    assert isinstance(job.result, TakenOut)
    with ZipFile(job.result.path) as archive:
        assert set(archive.namelist()) == {MANIFEST, *(f"{table.name}.jsonl" for table in kept_tables())}
    assert "Passwords stay behind" in health.success[-1].value
    assert len(health.get("download_button")) == 1
    health.button(key="health.again").click().run()
    assert not health.button(key="health.make").disabled
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(("ending", "begins"), [("CSV", b"\xef\xbb\xbfreference,"), ("XLSX", b"PK")])
def test_a_list_is_handed_out(health: AppTest, temporary: Path, ending: str, begins: bytes) -> None:
    health.selectbox(key="health.what").set_value("promises").run()
    health.selectbox(key="health.ending").set_value(ending).run()
    health.button(key="health.make").click().run()
    job = _over(health)
    assert isinstance(job.result, TakenOut)
    assert job.result.path.read_bytes().startswith(begins)
    assert "3 promises of source main" in health.success[-1].value


def test_a_backup_is_made_now_beside_the_nightly_ones(health: AppTest, filled: Settings) -> None:
    health.button(key="health.backup").click().run()
    job = _over(health)
    assert isinstance(job.result, Backup)
    assert filled.sqlite_path is not None
    assert job.result.path == filled.sqlite_path.parent / "backups" / "meeting-2026-11-23-at-080000.db"
    assert "checked whole" in health.success[-1].value
    assert f"Last backup: 23 November 2026, 08:00, {job.result.path.name}" in all_text(health.run()).replace(
        "**", ""
    )


WORKS: dict[str, Callable[[Settings, Store, Progress], object]] = {
    "everything": lambda settings, store, tell: taking_out.everything(
        store, actor=COMMAND_LINE, progress=tell
    ),
    "a list": lambda settings, store, tell: taking_out.one_list(
        store, Kind.PROMISES, source="main", as_xlsx=True, actor=COMMAND_LINE, progress=tell
    ),
    "a backup": lambda settings, store, tell: taking_out.backup_beside(
        settings, store, actor=COMMAND_LINE, progress=tell
    ),
}


@contextmanager
def _held(settings: Settings, work: Callable[[Settings, Store, Progress], object]) -> Iterator[_jobs.Job]:
    """A work that has come to where it tells how far it is, and goes on when the block ends."""
    is_there, may_go_on = Event(), Event()
    store = open_store(settings)

    def begin(job: _jobs.Job) -> object:
        def tell(done: int, total: int) -> None:
            job.done, job.total = done, total
            is_there.set()
            assert may_go_on.wait(GIVES_UP)
            job.tell(done, total)

        return work(settings, store, tell)

    job = _jobs.start("Taking out *it*", begin, left=NO_FILE_LEFT)
    assert is_there.wait(GIVES_UP)
    yield job
    may_go_on.set()
    assert job.over.wait(GIVES_UP)
    store.close()


@pytest.mark.parametrize("name", WORKS)
def test_a_work_that_is_cancelled_leaves_no_file_and_the_page_says_so(
    health: AppTest, filled: Settings, temporary: Path, name: str
) -> None:
    before = _all_there(filled, temporary)
    with _held(filled, WORKS[name]) as job:
        health.session_state["health.job"] = job.id
        health.run()
        assert [each.value for each in health.caption] == [
            "You may leave this page: it goes on, and nobody has to wait for it."
        ]
        health.button(key="health.cancel").click().run()
        health.run()
        assert "Cancelling" in all_text(health)
    health.run()
    assert [each.value for each in health.error] == [NO_FILE_LEFT]
    assert _all_there(filled, temporary) == before


def _all_there(settings: Settings, temporary: Path) -> tuple[object, ...]:
    assert settings.sqlite_path is not None
    store = open_store(settings)
    rows = contents(store)
    store.close()
    backups = settings.sqlite_path.parent / "backups"
    return rows, list(temporary.iterdir()), list(backups.iterdir()) if backups.exists() else []


@pytest.mark.parametrize("name", WORKS)
def test_nobody_but_an_administrator_takes_anything_out(filled: Settings, temporary: Path, name: str) -> None:
    ana = Actor("Ana", Role.MANAGER, 1)
    store = open_store(filled)
    out: dict[str, Callable[[], object]] = {
        "everything": lambda: taking_out.everything(store, actor=ana),
        "a list": lambda: taking_out.one_list(store, Kind.WINS, source="main", as_xlsx=False, actor=ana),
        "a backup": lambda: taking_out.backup_beside(filled, store, actor=ana),
    }
    with pytest.raises(NotAllowed):
        out[name]()
    store.close()
    assert list(temporary.iterdir()) == []
