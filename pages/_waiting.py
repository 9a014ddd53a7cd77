"""What a page says while its save waits for somebody else's: a file that is brought in holds up every other save."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db.engine import Look, Store, transaction
from meeting.board import percent
from pages import _jobs, _unexpected
from pages._plain import plain


@contextmanager
def saving(store: Store) -> Iterator[Look]:
    """A transaction that says what it waits for. Draw nothing inside, and the page anew when it is saved.

    Whatever is drawn lets a click interrupt the run. So nothing is drawn unless there is something to wait for, and
    nothing between the commit and what the page says of it: what is saved is always told.
    """
    said = _say(words())
    try:
        with transaction(store) as session:
            yield session
        _unexpected.note_saved()
    except BaseException:
        if said is not None:
            said.empty()
        raise


def wait_for(job: _jobs.Job) -> None:
    """Stay until a work beside the screen is over, saying what that waits for. Draw the page anew afterwards."""
    _say(words(but=job) or f"{plain(job.title)}.")
    job.over.wait()


def _say(text: str) -> DeltaGenerator | None:
    if not text:
        return None
    place = st.empty()
    place.info(text, icon="spinner")
    return place


def words(*, but: _jobs.Job | None = None) -> str:
    """`Waiting for the file orders.csv, which is being brought in (62 %).`; empty when nothing is known to wait for."""
    job = _jobs.writing()
    if job is None or job is but:
        return ""
    share = f" ({percent(job.done / job.total)})" if job.total else ""
    return f"Waiting for {plain(job.told_as or job.title)}{share}."
