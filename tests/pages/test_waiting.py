"""A page that saves while a file is brought in says what it waits for, and saves after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from db.changes import add_team
from db.engine import Store, open_store
from meeting.errors import NotUnderstood
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Side
from pages import _jobs, _waiting

GIVES_UP = 60


@contextmanager
def _at_work(title: str, *, done: int, total: int, told_as: str = "") -> Iterator[_jobs.Job]:
    """A work beside the screen that has come so far and goes on until the block ends."""
    is_there, may_end = Event(), Event()

    def work(job: _jobs.Job) -> None:
        if total:
            job.tell(done, total)
        is_there.set()
        assert may_end.wait(GIVES_UP)

    job = _jobs.start(title, work, told_as=told_as)
    assert is_there.wait(GIVES_UP)
    try:
        yield job
    finally:
        may_end.set()
        assert job.over.wait(GIVES_UP)


@pytest.mark.parametrize(
    ("done", "share"), [(0, "0 %"), (4, "under 1 %"), (620, "62 %"), (999, "over 99 %"), (1000, "100 %")]
)
def test_it_is_said_which_file_is_waited_for_and_how_far_it_is(done: int, share: str) -> None:
    told_as = "the file orders.csv, which is being brought in"
    with _at_work("Bringing in orders.csv", done=done, total=1000, told_as=told_as) as job:
        assert _waiting.words() == f"Waiting for the file orders.csv, which is being brought in ({share})."
        assert _waiting.words(but=job) == ""
    assert _waiting.words() == ""


def test_of_two_files_the_one_that_came_first_is_named() -> None:
    with (
        _at_work("Looking through a.csv", done=0, total=0),
        _at_work("Bringing in b.csv", done=1, total=2, told_as="the file b.csv"),
        _at_work("Bringing in c.csv", done=1, total=2, told_as="the file c.csv") as last,
    ):
        # The first only looks through its file yet, and holds nobody up.
        assert _waiting.words() == "Waiting for the file b.csv (50 %)."
        assert _waiting.words(but=last) == "Waiting for the file b.csv (50 %)."


def test_the_name_of_a_file_is_shown_as_it_is_and_never_as_formatting() -> None:
    with _at_work("x", done=1, total=2, told_as="the file *a*.csv"):
        assert _waiting.words() == r"Waiting for the file \*a\*.csv (50 %)."


def test_a_save_is_committed_when_its_block_ends_and_undone_when_it_raises(empty: Settings) -> None:
    store = open_store(empty)
    _add(store, "Service")
    with pytest.raises(NotUnderstood, match="already"):
        _add(store, "Sales", "Service")
    _add(store, "Sales")
    store.close()


def _add(store: Store, *names: str) -> None:
    with _waiting.saving(store) as session:
        for name in names:
            add_team(session, actor=COMMAND_LINE, now=store.clock.now(), name=name, side=Side.SALES)
