"""What was heard in the field: where a note stands, who answers a question, which customers are new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from meeting.weeks import in_words
from meeting.words import NoteKind, NoteState, Outcome, Side

NEW_FOR = timedelta(weeks=8)
NEW_RULE = (
    "New is a customer whose first promise was given in the last 8 weeks, and none before. Nobody is called new as "
    "long as no promise from before these 8 weeks is known."
)
FOLLOWED_UP = (NoteKind.IDEA, NoteKind.BARRIER)
"""Kinds that are open, tried and done, by somebody."""


class Standing(StrEnum):
    """What the list of notes is narrowed by."""

    ASKED = "waiting for an answer"
    ANSWERED = "answered"
    OPEN = "open"
    TRYING = "trying"
    DONE = "done"
    BECAME = "became something"
    NOTED = "noted"


@dataclass(frozen=True)
class Made:
    """A record that was made of a note."""

    what: Outcome
    id: int
    words: str


@dataclass(frozen=True)
class Note:
    """A field note as screens show it; `side` is that of whoever asked, None where it is not known."""

    id: int
    version: int
    noted_on: date
    kind: NoteKind
    text: str
    customer_id: int | None = None
    customer: str = ""
    team_id: int | None = None
    team: str = ""
    person_id: int | None = None
    person: str = ""
    side: Side | None = None
    idea: str | None = None
    state: NoteState = NoteState.OPEN
    owner_id: int | None = None
    owner: str = ""
    from_team_id: int | None = None
    from_team: str = ""
    to_team_id: int | None = None
    to_team: str = ""
    answer: str = ""
    answered_by: str = ""
    answered_on: date | None = None
    became: tuple[Made, ...] = ()

    @property
    def is_followed_up(self) -> bool:
        return self.kind in FOLLOWED_UP

    @property
    def hand_off(self) -> str:
        """`Sales → Workshop`; empty unless both ends are named."""
        return f"{self.from_team} → {self.to_team}" if self.from_team and self.to_team else ""

    @property
    def standing(self) -> Standing:
        """A question is told by its answer, an idea or a barrier by its state, anything else by what became of it."""
        if self.kind is NoteKind.QUESTION:
            return Standing.ANSWERED if self.answered_on else Standing.ASKED
        if self.is_followed_up:
            return Standing(str(self.state))
        return Standing.BECAME if self.became else Standing.NOTED


@dataclass(frozen=True)
class NoteFilter:
    """What the list is narrowed to; nothing where it is empty."""

    text: str = ""
    kind: str = ""
    team: str = ""
    week: str = ""
    standing: str = ""


@dataclass(frozen=True)
class NewCustomer:
    """A customer of whom the first promise was given lately."""

    id: int
    version: int
    name: str
    tier: str | None
    first_made_on: date
    turn_to: str
    introduced_on: date | None
    introduced_by: str
    introduced_to: str = ""
    turn_to_id: int | None = None


def may_answer(asked_by: Side | None, answers: Side | None) -> bool:
    """A question is answered by the other side. Somebody without a side answers for either."""
    return asked_by is None or answers is None or asked_by is not answers


def is_new(first_made_on: date | None, *, today: date) -> bool:
    """Whether the first promise to a customer was given in the last 8 weeks; see `first_given`."""
    return first_made_on is not None and today - NEW_FOR < first_made_on <= today


def first_given(promises: Iterable[tuple[date | None, date]]) -> date | None:
    """The day of a customer's first promise, of (given on, first promised for).

    Without the day it was given, a promise was given at the latest on the day it was first promised for.
    """
    return min((made_on or promised_on for made_on, promised_on in promises), default=None)


def from_a_note(person: str, noted_on: date) -> str:
    """What a record says of the note it was made of, such as `from a note of Ana, 12 November`."""
    day = in_words(noted_on).rsplit(" ", 1)[0]
    return f"from a note of {person}, {day}" if person else f"from a note, {day}"
