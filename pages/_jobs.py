"""Long work beside the screen: it goes on when a page is left, tells how far it is, and can be cancelled.

A screen must not write by itself while it draws: any click would interrupt it midway.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any

from meeting.errors import MeetingError

KEPT = 50


class Cancelled(MeetingError):
    """The person cancelled. Everything was undone."""


@dataclass
class Job:
    """`result` or `error` is set when it is over; `done` of `total` tells how far it is.

    `told_as` is what others who save read while they wait for it, from the moment it `is_writing`.
    """

    title: str
    told_as: str = ""
    is_writing: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    done: int = 0
    total: int = 0
    result: Any = None
    error: str = ""
    over: Event = field(default_factory=Event)
    stop: Event = field(default_factory=Event)

    def tell(self, done: int, total: int) -> None:
        """For the work to call. Raises Cancelled when the person does not want it any more."""
        self.done, self.total, self.is_writing = done, total, True
        if self.stop.is_set():
            raise Cancelled("Cancelled. Nothing was saved.")


class _Jobs:
    def __init__(self) -> None:
        self._lock = Lock()
        self._jobs: dict[str, Job] = {}

    def start(self, title: str, work: Callable[[Job], Any], *, told_as: str = "") -> Job:
        """Begin work in a thread of its own."""
        job = Job(title, told_as)
        with self._lock:
            for old in [each for each in self._jobs.values() if each.over.is_set()][: -KEPT or None]:
                del self._jobs[old.id]
            self._jobs[job.id] = job
        Thread(target=_run, args=(job, work), name=f"job {title}", daemon=True).start()
        return job

    def find(self, job_id: str | None) -> Job | None:
        with self._lock:
            return self._jobs.get(job_id or "")

    def writing(self) -> Job | None:
        """The work that holds up everybody else who saves: of several the one that was started first."""
        with self._lock:
            jobs = [job for job in self._jobs.values() if job.is_writing and not job.over.is_set()]
        return jobs[0] if jobs else None


def _run(job: Job, work: Callable[[Job], Any]) -> None:
    try:
        job.result = work(job)
    except MeetingError as error:
        job.error = str(error)
    except Exception:
        logging.getLogger(__name__).exception("%s failed", job.title)
        job.error = "Something went wrong that should not. Nothing was saved. The server's log tells more."
    finally:
        job.over.set()


_jobs = _Jobs()
start = _jobs.start
find = _jobs.find
writing = _jobs.writing
