"""Long work beside the screen: it goes on when a page is left, tells how far it is, and can be cancelled.

A screen must not write by itself while it draws: any click would interrupt it midway. So this is the one way for
whatever takes longer than a click: files brought in and taken out, backups, a year's document.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any

from meeting.errors import Cancelled, MeetingError
from meeting.progress import NOTHING_SAVED
from pages import _unexpected

KEPT = 50


@dataclass
class Job:
    """`result` or `error` is set when it is over; `done` of `total` tells how far it is.

    `told_as` is what others who save read while they wait for it, from the moment it `is_writing`; without it the
    work holds up nobody. `left` says what a cancelled one leaves behind.
    """

    title: str
    told_as: str = ""
    left: str = NOTHING_SAVED
    unit: str = ""
    is_writing: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    done: int = 0
    total: int = 0
    result: Any = None
    error: str = ""
    over: Event = field(default_factory=Event)
    stop: Event = field(default_factory=Event)
    let_go: Callable[[], object] = lambda: None
    """Called when the work is forgotten: what it made for handing over goes with it."""

    def tell(self, done: int, total: int) -> None:
        """For the work to call. Raises Cancelled when the person does not want it any more."""
        self.done, self.total, self.is_writing = done, total, bool(self.told_as)
        if self.stop.is_set():
            raise Cancelled(self.left)

    def how_far(self) -> str:
        """`1200 of 30000 rows`, or `12 %` of work that counts nothing."""
        if self.unit:
            return f"{self.done} of {self.total or '…'} {self.unit}"
        return f"{min(self.done, self.total) * 100 // self.total} %" if self.total else "…"


class _Jobs:
    def __init__(self) -> None:
        self._lock = Lock()
        self._jobs: dict[str, Job] = {}

    def start(
        self,
        title: str,
        work: Callable[[Job], Any],
        *,
        told_as: str = "",
        left: str = NOTHING_SAVED,
        unit: str = "",
    ) -> Job:
        """Begin work in a thread of its own."""
        job = Job(title, told_as, left, unit)
        with self._lock:
            for old in [each for each in self._jobs.values() if each.over.is_set()][: -KEPT or None]:
                self._jobs.pop(old.id).let_go()
            self._jobs[job.id] = job
        Thread(target=_run, args=(job, work), name=f"job {title}", daemon=True).start()
        return job

    def find(self, job_id: str | None) -> Job | None:
        with self._lock:
            return self._jobs.get(job_id or "")

    def forget(self, job_id: str) -> None:
        with self._lock:
            job = self._jobs.pop(job_id, None)
        if job is not None:
            job.let_go()

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
    except Exception as error:  # noqa: BLE001 — logged there, with its reference
        job.error = _unexpected.told(error, doing=job.title)
    finally:
        job.over.set()


_jobs = _Jobs()
start = _jobs.start
find = _jobs.find
forget = _jobs.forget
writing = _jobs.writing
