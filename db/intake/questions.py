"""What a file means where its columns and words do not say it: the questions, the likely answer first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from db.intake.asking import About, Answer, Question
from db.intake.candidates import could_be, surest
from db.intake.columns import Match
from db.intake.fields import STATUS, Kind, status_of
from db.intake.rows import Options
from meeting.standing import ASKED, SAYS, Outcome, Standing

_ASKED = {Kind.PROMISES: ASKED}
_CHOICES: dict[Kind, tuple[str, ...]] = {Kind.PROMISES: tuple(Standing), Kind.WINS: tuple(Outcome)}


def about_words(
    kind: Kind, seen: Mapping[str, int], *, options: Options, match: Match | None
) -> list[Question]:
    """Of each word of the status that takes a promise off the board, and of each that means nothing here yet."""
    field = status_of(kind)
    if field is None or match is None:
        return []
    said = options.said_of(STATUS)
    rows: Counter[str] = Counter()
    first: dict[str, str] = {}
    for word, count in seen.items():
        key = word.strip().lower()
        rows[key] += count
        first.setdefault(key, word.strip())
    questions = []
    for key, count in rows.items():
        likely = field.words.get(key)
        if not key or (key not in said and likely is not None and likely not in _ASKED.get(kind, ())):
            continue
        likely = said.get(key, likely)
        choices = sorted(_CHOICES[kind], key=lambda each: each != likely)
        answers = [
            Answer(
                each,
                f'--value "{STATUS}:{first[key]}={each}"',
                SAYS[each] if kind is Kind.PROMISES or each == Outcome.WON else f"{each}: no hit",
            )
            for each in choices
        ]
        asks = f"{match.heading} is “{first[key]}” in {count} {'row' if count == 1 else 'rows'}: what does it mean?"
        questions.append(
            Question(
                About.WORDS,
                asks,
                tuple(answers),
                STATUS,
                first[key],
                is_likely=likely is not None,
                is_said=key in said,
            )
        )
    return questions


def about_lines(
    kind: Kind, heading: Sequence[str], matches: Sequence[Match], *, options: Options, repeated: int
) -> list[Question]:
    """Where a number stands on several rows and a column counts them: what one promise is."""
    if kind is not Kind.PROMISES or not repeated:
        return []
    if options.is_said("reference"):
        return []
    reference = next(match for match in matches if match.field.name == "reference")
    used = set(reference.columns)
    lines = [each for each in could_be(kind, heading).get("line", ()) if not used & set(each.columns)]
    if not lines:
        return []
    line, name = lines[0].heading, reference.heading
    answers = (
        Answer(f"{name}+{line}", f'--map "reference={name}+{line}"', "each row is a promise of its own"),
        Answer(
            name, f'--map "reference={name}"', f"one promise for each {name}; rows that differ are refused"
        ),
    )
    asks = f"{name} stands on several rows, {line} beside it: what is one promise?"
    return [Question(About.LINES, asks, answers, "reference")]


def about_resolved(
    kind: Kind, heading: Sequence[str], matches: Sequence[Match], *, options: Options
) -> list[Question]:
    """Where complaints have a status and no day of it: closed ones would count as open without a word."""
    has_day = any(match.field.name == "resolved_on" for match in matches)
    if kind is not Kind.COMPLAINTS or has_day or options.is_said("resolved_on"):
        return []
    status = surest(could_be(kind, heading)["status"])
    if not status:
        return []
    asks = f"{status[0].heading} says where a complaint stands, and no column which day it was resolved."
    answer = Answer("", "--map resolved_on=", "all of them count as open")
    return [Question(About.COLUMN, asks, (answer,), "resolved_on")]


def answered(options: Options, answers: Iterable[tuple[Question, str]]) -> Options:
    """What a person said, with these answers."""
    words, maps, guessed = {**options.words}, {**options.maps}, set(options.guessed)
    for question, value in answers:
        if question.about is About.WORDS:
            words[question.field, question.word.lower()] = value
        else:
            maps[question.field] = value
            guessed.discard(question.field)
    return replace(options, words=words, maps=maps, guessed=frozenset(guessed))
