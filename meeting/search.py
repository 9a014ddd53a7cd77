"""How words are told apart, so that what was written is found again: case and accents do not count.

The one rule for both databases: their index holds what `words_of` gives, and nothing else splits text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST = 40
"""Letters of a word that are looked at."""

BEGINS_FROM = 3
"""From so many letters on, what is asked for finds every word that begins so; shorter ones only themselves."""

MOST_ASKED = 8
"""Words of one question that are looked for; what follows them is left out."""

# Letters with a stroke or two in one, which no decomposition takes apart.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


class EntryKind(StrEnum):
    """What can be searched."""

    WIN = "win"
    COMPLAINT = "complaint"
    NOTE = "note"
    DECISION = "decision"
    ACTION = "action item"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Part:
    """A piece of a text, and whether it is a word that was asked for."""

    text: str
    is_found: bool


@dataclass(frozen=True)
class Entry:
    """One thing that was found. `id` is that of the record; of minutes and decisions, that of the meeting, on whose
    page they stand."""

    kind: EntryKind
    id: int
    day: date
    about: str
    text: str


@dataclass(frozen=True)
class Found:
    """The newest of what was found, and how many there are of each kind."""

    entries: tuple[Entry, ...]
    counts: dict[EntryKind, int]


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared, in their order; a word that stands there twice comes twice."""
    return tuple(word for word, _, _ in _spans(text))


def asked_for(text: str) -> tuple[str, ...]:
    """The different words somebody looks for, in their order."""
    return tuple(dict.fromkeys(words_of(text)))[:MOST_ASKED]


def finds(asked: str, word: str) -> bool:
    """Whether a word that is asked for finds this one."""
    return word.startswith(asked) if len(asked) >= BEGINS_FROM else word == asked


def marked(text: str, asked: tuple[str, ...]) -> tuple[Part, ...]:
    """The text in pieces, so that the words asked for can be shown as found. Together they are the text."""
    parts, done = [], 0
    for word, begin, end in _spans(text):
        if any(finds(each, word) for each in asked):
            parts += [Part(text[done:begin], False), Part(text[begin:end], True)]
            done = end
    return tuple(part for part in (*parts, Part(text[done:], False)) if part.text)


def around(text: str, asked: tuple[str, ...], *, most: int) -> str:
    """At most so many letters of a text, from a little before the first word found, cut between words."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    first = next((begin for word, begin, _ in _spans(flat) if any(finds(a, word) for a in asked)), 0)
    begin = 0 if first < most // 2 else flat.rfind(" ", 0, first - most // 3) + 1
    end = begin + most
    cut = flat[begin:end] if end >= len(flat) else flat[begin:end].rsplit(" ", 1)[0]
    return f"{'… ' if begin else ''}{cut}{' …' if begin + len(cut) < len(flat) else ''}"


def _spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word as it is compared, with where it stands in the text."""
    letters: list[str] = []
    begin = 0
    for place, letter in enumerate(text):
        folded = _folded(letter)
        if folded is None:
            continue
        if folded:
            begin = begin if letters else place
            letters.append(folded)
        elif letters:
            yield "".join(letters)[:LONGEST], begin, place
            letters = []
    if letters:
        yield "".join(letters)[:LONGEST], begin, len(text)


def _folded(letter: str) -> str | None:
    """A letter or figure as it is compared; nothing for what stands between words; None for an accent by itself."""
    if letter.isascii():
        return letter.lower() if letter.isalnum() else ""
    if unicodedata.combining(letter):
        return None
    plain = unicodedata.normalize("NFKD", letter).casefold().translate(_LETTERS)
    return "".join(each for each in plain if each.isalnum())
