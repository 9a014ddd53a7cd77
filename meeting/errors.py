"""What can go wrong in words people can use.

Every text says what happened, whether anything was saved, and what to do next.
"""

from __future__ import annotations


class MeetingError(Exception):
    """Something the person can understand and act upon; its text is shown to them as it is."""


class NotAllowed(MeetingError):
    """The permission table does not give this role this action. Nothing was written."""


class NotUnderstood(MeetingError):
    """A value, an option or an address that means nothing here. Nothing was written."""


class UnreadableFile(MeetingError):
    """A file that cannot be brought in as a whole. Nothing was written."""


class StoreRefused(MeetingError):
    """The store is missing, empty, foreign, damaged or of another version. It was not written to.

    `place` is its address, with the user of a database in it. Its text, which anybody may be shown, never tells it.
    """

    def __init__(self, said: str, *, place: str = "") -> None:
        super().__init__(said)
        self.place = place


class ClockRefused(StoreRefused):
    """TEST_NOW was given to a store that holds real work."""


class NotThere(NotUnderstood):
    """Something that was asked to be shown is not there. No saving was in question, so its text says nothing of it."""


class Cancelled(MeetingError):
    """Whoever asked for long work does not want it any more. All of it was undone."""


def in_full(error: MeetingError) -> str:
    """For the command line and the log, which an administrator reads: which store or copy it is, and the text."""
    place = error.place if isinstance(error, StoreRefused) else ""
    return f"{place}: {error}" if place else str(error)
