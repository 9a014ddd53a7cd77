"""How people stand to a decision: by name, and with the reason of whoever cannot go along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from meeting.errors import NotUnderstood

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
    return f"not agreed yet: {text}" if is_refused(stood) else text
