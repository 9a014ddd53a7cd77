"""The agenda of a meeting and its clock: which step comes when, how long it may take, and how long it took.

Times are seconds. The clock of a step runs from `running_since`; what it took before that is in `used`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from meeting.errors import NotUnderstood


@dataclass(frozen=True)
class Step:
    """One step: `minutes` as planned, `more` as given on the day."""

    key: str
    title: str
    minutes: int
    more: int = 0

    @property
    def seconds(self) -> int:
        return 60 * (self.minutes + self.more)


STANDARD = (
    Step("welcome", "Welcome", 2),
    Step("well", "What we do well", 3),
    Step("hits", "Hits", 3),
    Step("runs", "Runs and coming up", 3),
    Step("misses", "Misses", 6),
    Step("field", "From the field", 2),
    Step("actions", "Last week's actions", 3),
    Step("solve", "Solve together", 6),
    Step("close", "Close", 2),
)
"""Half an hour: what a company starts with."""

GROUND_RULES = (
    "Everyone takes part",
    "Speak openly",
    "Solutions first",
    "No finger-pointing",
    "Let's solve this together",
)

LONGEST = 60
"""Minutes of one step."""


def agenda_of(written: str) -> tuple[Step, ...]:
    """The steps as `agenda_as_json` wrote them; the standard agenda for an empty text."""
    return tuple(Step(**step) for step in json.loads(written)) if written else STANDARD


def agenda_as_json(steps: Sequence[Step]) -> str:
    return json.dumps([asdict(step) for step in steps], ensure_ascii=False, separators=(",", ":"))


def checked(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Raises NotUnderstood for an agenda no meeting could follow. Each step comes once; Close is the last."""
    keys = [step.key for step in steps]
    if not steps or keys[-1] != "close" or len(set(keys)) != len(keys):
        raise NotUnderstood(
            "An agenda has each step once and ends with Close. Nothing was saved. Put them so."
        )
    if unknown := set(keys) - {step.key for step in STANDARD}:
        raise NotUnderstood(
            f"There is no step “{sorted(unknown)[0]}”. Nothing was saved. Choose one of the list."
        )
    for step in steps:
        if not 0 <= step.minutes <= LONGEST or not 0 <= step.more <= LONGEST:
            raise NotUnderstood(
                f"{step.title} takes 0 to {LONGEST} minutes. Nothing was saved. Write a number from 0 to 60."
            )
        if not step.title.strip() or len(step.title) > 60:
            raise NotUnderstood(
                "Each step has a title of at most 60 characters. Nothing was saved. Shorten it."
            )
    return tuple(steps)


def with_more(steps: Sequence[Step], at: int, *, minutes: int) -> tuple[Step, ...]:
    """The agenda with more time, in minutes, for the step at this place."""
    return tuple(
        replace(step, more=step.more + minutes) if place == at else step for place, step in enumerate(steps)
    )


@dataclass(frozen=True)
class Clock:
    """How long each step has taken. `running_since` is None while the clock is stopped."""

    steps: tuple[Step, ...]
    step: int
    used: tuple[float, ...]
    running_since: datetime | None

    def used_by(self, now: datetime) -> tuple[float, ...]:
        """Seconds of each step up to this moment."""
        running = max(0.0, (now - self.running_since).total_seconds()) if self.running_since else 0.0
        used = [*self.used, *[0.0] * (len(self.steps) - len(self.used))]
        used[self.step] += running
        return tuple(used)

    def left(self, now: datetime) -> float:
        """Seconds left of the step; below 0 when it is over."""
        return self.steps[self.step].seconds - self.used_by(now)[self.step]

    def left_in_all(self, now: datetime) -> float:
        """Seconds left of the meeting as it was planned: more time for a step makes it no longer."""
        return 60 * sum(step.minutes for step in self.steps) - sum(self.used_by(now))


def minutes_and_seconds(seconds: float) -> str:
    """`2:05`, without a sign."""
    whole = int(abs(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def left_in_words(seconds: float) -> str:
    """`1:20 left`, `over by 0:40`: a word beside the colour. It is over by whole seconds: never by `0:00`."""
    # Sums of fractions fall short by a hair: without rounding, 80 seconds would be 1:19.
    whole = int(round(seconds, 3))
    return f"{minutes_and_seconds(whole)} left" if whole >= 0 else f"over by {minutes_and_seconds(whole)}"


def minutes_over(clock: Clock, *, now: datetime) -> int:
    """Whole minutes beyond the plan, 0 when it was kept."""
    return max(0, int(-clock.left_in_all(now) // 60))
