"""What a page says while its save waits for somebody else's: a file that is brought in holds up every other save."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from db.engine import Look, Store, transaction
from meeting.board import percent
from pages import _jobs
from pages._plain import plain


@contextmanager
def saving(store: Store) -> Iterator[Look]:
    """A transaction that says what it waits for, as soon as that takes longer than a moment.

    Draw nothing inside: as long as nothing is drawn, no click interrupts the save while it waits or writes.
    """
    with (
        st.spinner(
            words() or "Saving. If somebody else is saving just now, this waits its turn.", show_time=True
        ),
        transaction(store) as session,
    ):
        yield session


def wait_for(job: _jobs.Job) -> None:
    """Stay until a work beside the screen is over, saying what it waits for itself. A click only leaves it alone."""
    with st.spinner(words(but=job) or f"{plain(job.title)}.", show_time=True):
        job.over.wait()


def words(*, but: _jobs.Job | None = None) -> str:
    """`Waiting for the file orders.csv, which is being brought in (62 %).`; empty when nothing is known to wait for."""
    job = _jobs.writing()
    if job is None or job is but:
        return ""
    share = f" ({percent(job.done / job.total)})" if job.total else ""
    return f"Waiting for {plain(job.told_as or job.title)}{share}."
