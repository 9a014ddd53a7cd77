"""From one cell to its value, by what its field holds; a cell that cannot be understood says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from db.intake.fields import EMAIL, EMPTY, Field, Holds
from db.intake.lists import names_in
from meeting.words import OTHER

CellReader = Callable[[str], Any]


class Why(StrEnum):
    """Reasons that each front says in its own words; all others are said as they are."""

    EMPTY = "empty"
    UNKNOWN_WORD = "unknown word"


class CannotRead(Exception):
    """One cell that cannot be read; its text is the reason."""

    why: Why | None = None


class Empty(CannotRead):
    why = Why.EMPTY


class UnknownWord(CannotRead):
    why = Why.UNKNOWN_WORD


def joined(cells: Sequence[str], columns: Sequence[int]) -> str:
    return " ".join(part for part in (cells[place].strip() for place in columns) if part)


def required(read: CellReader, field: Field) -> CellReader:
    if not field.required:
        return read

    def read_required(written: str) -> Any:
        value = read(written)
        if value is None:
            raise Empty(f"is empty, and {field.name} is needed")
        return value

    return read_required


def _text_reader(
    field: Field,
    said: Mapping[str, str],
    *,
    strip: bool = True,
    parts: Callable[[str], Sequence[str]] | None = None,
    finish: Callable[[str], str] | None = None,
) -> CellReader:
    def read(written: str) -> str | None:
        bare = written.strip()
        if bare.lower() in EMPTY:
            return None
        text = bare if strip else written
        if said:
            text = said.get(bare.lower(), text)
        if len(text) > field.longest:
            for part in parts(text) if parts else [text]:
                _refuse_longer(part, field, what="has a name of" if parts else "has")
        return finish(text) if finish else text

    return read


def _refuse_longer(text: str, field: Field, *, what: str) -> None:
    if len(text) > field.longest:
        raise CannotRead(f"{what} {len(text)} characters, at most {field.longest} can be stored")


def _email(written: str) -> str:
    if EMAIL.fullmatch(written) is None:
        raise CannotRead("is not an e-mail address")
    return written.lower()


def _word_reader(field: Field, words: Mapping[str, str]) -> CellReader:
    """Known words only, except a breakdown: there an unknown word becomes (other, the word)."""

    def read(written: str) -> Any:
        bare = written.strip()
        if bare.lower() in EMPTY:
            return None
        known = words.get(bare.lower())
        if field.name == "breakdown":
            return (known or OTHER, bare[:200])
        if known is None:
            raise UnknownWord(f"is not one of {', '.join(meanings_of(field))}")
        return known or None

    return read


def meanings_of(field: Field) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, field.words.values())))


def reader_of(field: Field, said: Mapping[str, str]) -> CellReader:
    """Of any field but days. `said` is what a person said of the words of this field."""
    readers: dict[Holds, Callable[[], CellReader]] = {
        Holds.WORD: lambda: _word_reader(field, {**field.words, **said}),
        Holds.EMAIL: lambda: _text_reader(field, said, finish=_email),
        Holds.TEXT: lambda: _text_reader(field, said),
        Holds.NAMES: lambda: _text_reader(field, said, parts=names_in),
        Holds.WHOLE_TEXT: lambda: _text_reader(field, said, strip=False),
    }
    return readers[field.holds]()
