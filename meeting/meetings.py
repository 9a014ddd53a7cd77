"""A meeting as screens see it: who leads, where it stands, who is there, what was decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meeting.agenda import Clock, Step
from meeting.consensus import told_as
from meeting.permissions import Actor
from meeting.weeks import Week
from meeting.words import Side


def leads(actor: Actor, *, leader: str, leader_id: int | None) -> bool:
    """By number where there is one: names change, and who looks around has none."""
    if leader_id is not None or actor.person_id is not None:
        return leader_id == actor.person_id
    return leader == actor.name


@dataclass(frozen=True)
class Meeting:
    """One meeting. `weeks` are those it reviews, oldest first; `known` is the last event before it began."""

    id: int
    version: int
    held_on: date
    weeks: tuple[Week, ...]
    is_open: bool
    leader: str
    leader_id: int | None
    started_at: datetime
    closed_at: datetime | None
    steps: tuple[Step, ...]
    step: int
    focus: str
    used: tuple[float, ...]
    running_since: datetime | None
    known: int
    times_closed: int

    @property
    def clock(self) -> Clock:
        return Clock(self.steps, self.step, self.used, self.running_since)

    @property
    def current(self) -> Step:
        return self.steps[self.step]

    def is_led_by(self, actor: Actor) -> bool:
        return leads(actor, leader=self.leader, leader_id=self.leader_id)


@dataclass(frozen=True)
class Attendee:
    """Somebody expected in a meeting. `id` and `version` are of the attendance."""

    id: int
    version: int
    person_id: int
    name: str
    team: str
    side: Side | None
    is_here: bool


@dataclass(frozen=True)
class Pick:
    """Somebody to pick from a list."""

    id: int
    name: str
    team: str
    side: Side | None
    is_manager: bool

    @property
    def label(self) -> str:
        return f"{self.name} ({self.team})" if self.team else self.name


@dataclass(frozen=True)
class TopicRow:
    id: int
    version: int
    title: str
    place: int
    origin: str | None
    origin_id: int | None
    decisions: tuple[str, ...]
    is_done: bool


@dataclass(frozen=True)
class DecisionRow:
    """`is_refused` when somebody said no to these words: then nothing is decided."""

    id: int
    version: int
    text: str
    topic: str
    look_again_on: date | None
    is_refused: bool = False

    @property
    def told(self) -> str:
        return told_as(self.text, is_refused=self.is_refused)


@dataclass(frozen=True)
class NoteRow:
    id: int
    noted_on: date
    kind: str
    text: str
    customer: str
    team: str
    person: str


@dataclass(frozen=True)
class Told:
    """What is noted of a miss besides what it is. `kind` is promise or complaint."""

    kind: str
    id: int
    version: int
    cause: str
    told_on: date | None
    told_by: str
    told_top: str


@dataclass(frozen=True)
class Rating:
    """How a meeting was rated: in figures, and in words without names from three raters up."""

    raters: int
    average: float | None
    words: tuple[str, ...]


SHOWN_FROM = 3
"""So many raters it takes before anything of a rating is shown."""
FEW = 10
"""As long as no more people than these belong to a side, all of them are expected in a meeting."""


def expected_by_default(picks: Sequence[Pick], *, turns: Collection[int], me: int | None) -> list[int]:
    """Who should be there unless somebody says otherwise, by number: whoever is there anyway in a small company, else
    the managers of both sides; `me`, and those whose turn it is."""
    on_a_side = [pick for pick in picks if pick.side is not None]
    is_small = len(on_a_side) <= FEW and not turns
    chosen = {pick.id for pick in on_a_side if is_small or pick.is_manager} | {*turns, me}
    return [pick.id for pick in picks if pick.id in chosen]
