"""Single records as their own pages show them: a customer, a promise, a complaint, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from meeting.promises import PromiseState

Value = str | date | None
"""A field as people read it: names instead of numbers of other records."""


@dataclass(frozen=True)
class CustomerLine:
    """A customer with what became of its promises. `first_seen` is the first day any record of theirs tells of."""

    id: int
    version: int
    name: str
    tier: str | None
    promises: int
    kept: int
    missed: int
    complaints: int
    first_seen: date | None
    last_hit: date | None


@dataclass(frozen=True)
class CustomerList:
    """The first customers by name that were asked for; `total` counts those that are not in it, too."""

    customers: tuple[CustomerLine, ...]
    total: int


@dataclass(frozen=True)
class Reference:
    """How a source calls a customer. `of` is the name of the customer merged into it that brought the reference."""

    source: str
    reference: str
    of: str | None


@dataclass(frozen=True)
class PersonName:
    id: int
    name: str
    team: str | None


@dataclass(frozen=True)
class PromiseLine:
    """A promise on one of the days that count: it has a line for each of them."""

    id: int
    what: str
    promised_on: date
    first_promised_on: date
    delivered_on: date | None
    withdrawn_on: date | None
    team: str | None
    state: PromiseState


@dataclass(frozen=True)
class StandingDay:
    """A day of a promise that counts, and what became of it; `reach` is how far the facts of its source reach."""

    day: date
    state: PromiseState
    reach: date | None


@dataclass(frozen=True)
class ComplaintLine:
    id: int
    version: int
    received_on: date
    severity: str
    breakdown: str
    text: str
    answered_on: date | None
    resolved_on: date | None
    same_as_id: int | None
    is_first: bool
    """Others are marked the same as this one."""


@dataclass(frozen=True)
class WinLine:
    id: int
    happened_on: date
    kind: str | None
    text: str


@dataclass(frozen=True)
class CustomerRecord:
    """One customer. `merged_name` is set when the number asked for is of a customer merged into this one."""

    line: CustomerLine
    email: str | None
    turn_to: PersonName | None
    references: tuple[Reference, ...]
    promises: tuple[PromiseLine, ...]
    complaints: tuple[ComplaintLine, ...]
    wins: tuple[WinLine, ...]
    merged_name: str | None


@dataclass(frozen=True)
class Change:
    """One change of a record: `fields` are those it touched, before and after. `file` is set when a file brought it.
    `operation` is what undoes it, together with all that was changed with it."""

    at: datetime
    actor: str
    action: str
    reason: str
    version: int
    file: str | None
    is_first: bool
    operation: str
    fields: Mapping[str, tuple[Value, Value]]
    actor_id: int | None = None
    undoes: Change | None = None
    """What it took back, where it is an undoing."""

    @property
    def base(self) -> Change:
        """What was done in the first place, however often it was undone and had back since."""
        return self.undoes.base if self.undoes else self


@dataclass(frozen=True)
class RecordHistory:
    """All that is known of one record: its fields, the last word of its file on those changed by hand, its changes
    newest first. `numbers` are the ids of the records that its fields name."""

    id: int
    version: int
    hidden: bool
    source: str | None
    reference: str | None
    fields: Mapping[str, Value]
    numbers: Mapping[str, int]
    file_says: Mapping[str, Value]
    changes: tuple[Change, ...]

    def day(self, name: str) -> date | None:
        found = self.fields.get(name)
        return found if isinstance(found, date) else None

    def text(self, name: str) -> str:
        return str(self.fields.get(name) or "")

    def set_by(self, name: str) -> Change | None:
        """The change that gave a field the value it has; None when nothing tells of it."""
        value = self.fields.get(name)
        # What was undone has its value from an earlier change.
        told = (change for change in self.changes if change.action != "undo")
        return next((each for each in told if each.fields.get(name, (None, None))[1] == value), None)

    def since(self, version: int) -> tuple[Change, ...]:
        """What was changed after somebody saw `version`, newest first."""
        return tuple(change for change in self.changes if change.version > version)
