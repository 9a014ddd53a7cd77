"""The pulse: four times a year, four questions about how we work together, answered without names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meeting.errors import NotUnderstood

SHOWN_FROM = 5
"""So many answers it takes before anything of a pulse is shown."""
LOWEST, HIGHEST = 1, 5


class Question(StrEnum):
    GOAL = "common goal"
    OPENNESS = "openness"
    CAMARADERIE = "camaraderie"
    TRUST = "trust"


ASKED = {
    Question.GOAL: "We work for a common goal",
    Question.OPENNESS: "We speak openly",
    Question.CAMARADERIE: "We stand by each other",
    Question.TRUST: "We trust each other",
}

Quarter = tuple[int, int]


def quarter_of(day: date) -> Quarter:
    return day.year, (day.month + 2) // 3


def quarter_in_words(quarter: Quarter) -> str:
    """`2026, 4th quarter`."""
    return f"{quarter[0]}, {('1st', '2nd', '3rd', '4th')[quarter[1] - 1]} quarter"


def is_asked(held_on: date, *, held_before: Collection[date]) -> bool:
    """In the first meeting of each quarter, of those that were held."""
    return quarter_of(held_on) not in {quarter_of(day) for day in held_before}


def checked_answers(answers: Mapping[Question, int]) -> dict[Question, int]:
    """Raises NotUnderstood unless all four are answered from 1 to 5."""
    if set(answers) != set(Question) or not all(LOWEST <= value <= HIGHEST for value in answers.values()):
        raise NotUnderstood(
            f"The pulse is four answers from {LOWEST} to {HIGHEST}, one to each question. Nothing was saved. "
            "Answer all four."
        )
    return dict(answers)


def rows_of(written: str) -> tuple[dict[Question, int], ...]:
    """What somebody types who counts hands: one line for each person, such as `4 5 4 3`. Commas and slashes also part
    people. Raises NotUnderstood, naming the line."""
    rows = []
    for line in written.replace(",", "\n").replace("/", "\n").splitlines():
        if not line.strip():
            continue
        numbers = line.split()
        if len(numbers) != len(Question) or not all(number.isdecimal() for number in numbers):
            raise NotUnderstood(
                f"“{line.strip()[:40]}” is not four numbers from {LOWEST} to {HIGHEST}, such as 4 5 4 3. "
                "Nothing was saved. Write four, one for each question."
            )
        rows.append(checked_answers(dict(zip(Question, map(int, numbers), strict=True))))
    return tuple(rows)


@dataclass(frozen=True)
class Pulse:
    """The pulse of one quarter. `averages` is empty until enough people have answered."""

    quarter: Quarter
    people: int
    averages: Mapping[Question, float]


def pulse_of(quarter: Quarter, values: Mapping[Question, Sequence[int]]) -> Pulse:
    people = max((len(some) for some in values.values()), default=0)
    if people < SHOWN_FROM:
        return Pulse(quarter, people, {})
    return Pulse(quarter, people, {question: sum(some) / len(some) for question, some in values.items()})


def change_in_words(pulses: Sequence[Pulse]) -> str:
    """How the last quarter that is shown differs from the one shown before it."""
    shown = [pulse for pulse in pulses if pulse.averages]
    if not shown:
        return f"The pulse is shown from {SHOWN_FROM} answers up."
    last = shown[-1]
    if len(shown) == 1:
        return f"This is the first pulse that is shown: {quarter_in_words(last.quarter)}."
    before = shown[-2]
    told = [
        f"{question} {_change(last.averages[question] - before.averages[question])}" for question in Question
    ]
    return f"Since {quarter_in_words(before.quarter)}: {', '.join(told)}."


def _change(difference: float) -> str:
    rounded = round(difference, 1)
    if not rounded:
        return "as before"
    return f"{'up' if rounded > 0 else 'down'} by {abs(rounded):.1f}"
