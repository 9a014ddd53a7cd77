"""What nobody foresaw: one place that says it on a screen and in the log, under the same reference."""

from __future__ import annotations

import logging
import secrets
from threading import local

import streamlit as st

from meeting.errors import MeetingError
from pages._plain import plain

_log = logging.getLogger(__name__)
NOTHING = "Nothing was saved."
SAVED = "What you saved just now is saved."


class _ThisRun(local):
    """Of one run of a script or a part of it: each has a thread of its own."""

    has_saved = False


_run = _ThisRun()


def begin() -> None:
    """A run begins: nothing was saved in it yet."""
    _run.has_saved = False


def note_saved() -> None:
    """A save of this run is on the disk, whatever happens to the page afterwards."""
    _run.has_saved = True


def told(error: BaseException, *, doing: str, saved: str = NOTHING) -> str:
    """For the person. For the log the same reference, and all there is to know."""
    reference = secrets.token_hex(3).upper()
    _log.error("reference %s: %s", reference, doing, exc_info=error)
    return (
        f"Something went wrong here that should not. {saved} Reload the page and try again. If it comes back, give "
        f"your administrator the reference {reference}: the server's log tells more under it."
    )


def words_of(error: Exception) -> str:
    """What a person can understand as it is; what nobody foresaw with its reference."""
    if isinstance(error, MeetingError):
        return str(error)
    return told(error, doing="drawing a page", saved=SAVED if _run.has_saved else NOTHING)


def show(error: Exception) -> bool:
    """In the place of the framework's own words: for pages, the parts of them that run alone, and callbacks."""
    st.error(plain(words_of(error)), icon=":material/error:")
    return True
