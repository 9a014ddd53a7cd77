"""How people stand to a decision: by name, and with the reason of whoever cannot go along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from meeting.errors import MeetingError, NotUnderstood

BY_NAME = "Answers are by name: everybody sees who said what."
LONGEST_WHY = 500


class Answer(StrEnum):
    YES = "yes"
    CAN_LIVE = "can live with it"
    NO = "no"


@dataclass(frozen=True)
class Stood:
    """How somebody stood. `who` tells apart people of the same name."""

    who: str
    name: str
    answer: Answer
    why: str


@dataclass(frozen=True)
class Silent:
    """Somebody who has not said how they stand to a decision; `is_noted` once the meeting went on without them."""

    who: str
    person_id: int | None
    name: str
    is_noted: bool


class NotHeardYet(MeetingError):
    """Somebody who is there has not said how they stand. Nothing was changed."""


def checked_why(answer: Answer, why: str) -> str:
    """Raises NotUnderstood for a no without a reason: it is what the others need to find better words."""
    why = why.strip()
    if answer is Answer.NO and not why:
        raise NotUnderstood(
            "A no takes a reason, so that better words can be found. Nothing was saved. Say why."
        )
    if len(why) > LONGEST_WHY:
        raise NotUnderstood(f"Say why in at most {LONGEST_WHY} characters. Nothing was saved.")
    return why


def is_agreed(stood: Sequence[Stood]) -> bool:
    """Nobody said no. Without any answer nothing is agreed, and nothing is refused either."""
    return bool(stood) and all(one.answer is not Answer.NO for one in stood)


def is_refused(stood: Sequence[Stood]) -> bool:
    return any(one.answer is Answer.NO for one in stood)


def counted_answers(stood: Sequence[Stood]) -> str:
    """`5 yes · 1 can live with it · 1 no`; what nobody said stays out."""
    counts = Counter(one.answer for one in stood)
    return " · ".join(f"{counts[answer]} {answer}" for answer in Answer if counts[answer])


def as_decided(text: str, stood: Sequence[Stood]) -> str:
    """The decision as it is told: with a no it is not agreed yet."""
    return told_as(text, is_refused=is_refused(stood))


def told_as(text: str, *, is_refused: bool) -> str:
    """The one way a decision is told, on screens and in documents: what somebody refused is never told as decided."""
    return f"not agreed yet: {text}" if is_refused else text


def refuse_unheard(silent: Sequence[Silent]) -> None:
    """Raises NotHeardYet as long as somebody is not heard and nobody said to go on without them."""
    left = [one.name for one in silent if not one.is_noted]
    if left:
        have = "has" if len(left) == 1 else "have"
        raise NotHeardYet(
            f"{names_in_words(left)} {have} not said how they stand to the decision. Nothing was changed. Ask them, "
            "or go on without them: the minutes say so."
        )


def not_heard_in_words(silent: Sequence[Silent]) -> str:
    """`not heard: Ana and Ben`; empty where everybody who is there has answered."""
    return f"not heard: {names_in_words([one.name for one in silent])}" if silent else ""


def names_in_words(names: Sequence[str]) -> str:
    """`Ana, Ben and Chloe`."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
