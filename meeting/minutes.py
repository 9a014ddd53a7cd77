"""The minutes of a closed meeting: one document that stands for itself, as the facts were when it was closed.

Nothing of it is looked up again. A section that is None was not kept by the program that closed the meeting. A
document says its `shape`; what an older program wrote is read for ever, so a field of a row may be added, and a changed
meaning takes a new shape.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from meeting.board import ComplaintRow, PromiseRow, StillOwed, WeekFigures, WinRow
from meeting.consensus import Answer, told_as
from meeting.errors import NotUnderstood
from meeting.frozen import frozen, thawed
from meeting.misses import Miss, misses_in_order

SHAPE = 1
STARTED, TOOK_OVER, HANDED_OVER, OPENED_AGAIN = LED = ("began", "took over", "handed over", "opened again")
"""How somebody came to lead."""


@dataclass(frozen=True)
class WeekMinutes:
    """One reviewed week: its figures, and the rows behind each. `missed` are promises; a complaint stands once."""

    figures: WeekFigures
    kept: tuple[PromiseRow, ...]
    missed: tuple[PromiseRow, ...]
    pending: tuple[PromiseRow, ...]
    withdrawn: tuple[PromiseRow, ...]
    moved: tuple[PromiseRow, ...]
    complaints: tuple[ComplaintRow, ...]
    wins: tuple[WinRow, ...]

    @property
    def is_whole(self) -> bool:
        """Every figure counts the rows that stand behind it."""
        found = self.figures
        counted = (
            found.promises.kept,
            found.promises.missed,
            found.promises.pending,
            found.promises.withdrawn,
            found.moved,
            found.complaints.received,
            found.hits,
        )
        rows = (
            self.kept,
            self.missed,
            self.pending,
            self.withdrawn,
            self.moved,
            self.complaints,
            self.wins,
        )
        return counted == tuple(len(each) for each in rows)


@dataclass(frozen=True)
class Attended:
    """Somebody who was expected or came. `person_id` is None for a guest."""

    person_id: int | None
    name: str
    team: str
    side: str | None
    is_here: bool


@dataclass(frozen=True)
class Stand:
    """How somebody stood to a decision."""

    person_id: int | None
    name: str
    answer: str
    why: str


@dataclass(frozen=True)
class NotHeard:
    """Somebody who was there and never said how they stood to a decision."""

    person_id: int | None
    name: str


@dataclass(frozen=True)
class Decided:
    """`stood` is None where nobody said how they stood. `unheard` are those who were there and did not; None where
    the program that closed the meeting did not keep it."""

    id: int
    text: str
    topic: str
    look_again_on: date | None
    stood: tuple[Stand, ...] | None = None
    unheard: tuple[NotHeard, ...] | None = None

    @property
    def told(self) -> str:
        return told_as(self.text, is_refused=not self.is_agreed)

    @property
    def is_agreed(self) -> bool:
        """Nobody said no; also where nobody was asked."""
        return all(one.answer != Answer.NO for one in self.stood or ())


@dataclass(frozen=True)
class Agreed:
    """An action item. `about` is what it comes from, in full; `times` into how many meetings it was carried; `said`
    what was typed when the meeting heard that it is not done."""

    id: int
    what: str
    owner: str | None
    owner_id: int | None
    team: str | None
    due_on: date | None
    first_due_on: date | None
    state: str
    done_on: date | None
    dropped_because: str
    origin: str | None
    origin_id: int | None
    about: str
    times: int = 0
    said: tuple[str, ...] = ()
    left_to_do: str = ""


@dataclass(frozen=True)
class Waiting:
    """A topic the meeting did not come to. It waits for the next one by itself."""

    id: int
    title: str


@dataclass(frozen=True)
class Rated:
    """Without names; average and words from three raters up."""

    raters: int
    average: float | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Again:
    """The same breakdown with the same customer so often in the weeks in which that is a repeat."""

    breakdown: str
    times: int


@dataclass(frozen=True)
class Noted:
    """What is noted of the promise or complaint `id`, and what happened again. No `told_on`: the customer was not
    told."""

    kind: str
    id: int
    told_on: date | None
    told_by: str
    told_top: str
    cause: str
    again: tuple[Again, ...] = ()


@dataclass(frozen=True)
class Led:
    """Who led from a moment on. `how` is a word of LED."""

    person_id: int | None
    name: str
    at: datetime
    how: str


@dataclass(frozen=True)
class StepTaken:
    """A step with planned and added minutes, and the seconds it took."""

    key: str
    title: str
    minutes: int
    more: int
    used: float


@dataclass(frozen=True)
class Heard:
    """A field note."""

    id: int
    noted_on: date
    kind: str
    text: str
    customer: str
    team: str
    person: str


@dataclass(frozen=True)
class ReadAloud:
    """What a team does well, as it was read."""

    team: str
    text: str


@dataclass(frozen=True)
class Trend:
    """One of the thirteen weeks up to the last reviewed one, as they stood then."""

    week: str
    hits: int
    kept: int
    missed: int
    complaints: int


@dataclass(frozen=True)
class Minutes:
    """`known` is the last event before the meeting was closed; `as_of` the day, which all figures are counted on.

    `redactions` counts how often words were removed since, as somebody has a right to: the one thing that changes it.
    """

    meeting_id: int
    version: int
    organisation: str
    held_on: date
    as_of: date
    started_at: datetime
    closed_at: datetime
    leader: str
    leader_id: int | None
    known: int
    weeks: tuple[WeekMinutes, ...]
    owed: StillOwed
    owed_rows: tuple[PromiseRow, ...]
    trend: tuple[Trend, ...]
    attendance: tuple[Attended, ...]
    decisions: tuple[Decided, ...]
    actions: tuple[Agreed, ...]
    waiting: tuple[Waiting, ...]
    steps: tuple[StepTaken, ...]
    done_on_time: int
    due_since: int
    carried: tuple[Agreed, ...] | None = None
    rating: Rated | None = None
    notes: tuple[Heard, ...] | None = None
    read: tuple[ReadAloud, ...] | None = None
    redactions: int = 0
    noted: tuple[Noted, ...] | None = None
    led: tuple[Led, ...] = ()
    shape: int = SHAPE

    @property
    def hits(self) -> tuple[WinRow, ...]:
        return tuple(win for week in self.weeks for win in week.wins)

    @property
    def misses(self) -> tuple[Miss, ...]:
        """In the order in which the meeting talked about them, week after week."""
        return tuple(
            miss
            for week in self.weeks
            for miss in misses_in_order(week.missed, week.complaints, as_of=self.as_of)
        )

    def noted_of(self, miss: Miss) -> tuple[Noted, ...]:
        """What was kept of a miss: of its promise, and of complaints of which something is noted by themselves."""
        found = {(one.kind, one.id): one for one in self.noted or ()}
        alone = [found.get(("complaint", row.id)) for row in miss.complaints]
        if miss.promise is None:
            return tuple(one for one in alone if one)
        first = found.get(("promise", miss.promise.id))
        return tuple(one for one in (first, *alone) if one and (one is first or one.told_on or one.cause))

    @property
    def here(self) -> tuple[Attended, ...]:
        return tuple(one for one in self.attendance if one.is_here)

    @property
    def minutes_used(self) -> int:
        """Whole minutes of all steps, rounded."""
        return round(sum(step.used for step in self.steps) / 60)

    @property
    def minutes_planned(self) -> int:
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True)
class Kept:
    """Minutes as the store keeps them: the document word for word, and its digest."""

    minutes: Minutes
    document: str
    digest: str


def as_json(minutes: Minutes) -> str:
    """The same minutes give the same text, word for word."""
    return json.dumps(frozen(minutes), ensure_ascii=False, separators=(",", ":"))


def from_json(document: str) -> Minutes:
    """Raises NotUnderstood for a document that a newer program wrote."""
    written = json.loads(document)
    if written.get("shape", 0) > SHAPE:
        raise NotUnderstood(
            "A newer version of this program wrote these minutes. Nothing was changed. Update the program to read them."
        )
    return thawed(Minutes, written)


def digest_of(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def kept(document: str) -> Kept:
    return Kept(from_json(document), document, digest_of(document))
