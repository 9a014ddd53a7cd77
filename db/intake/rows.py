"""From cells to values: every cell of a row is understood, or the row is refused naming column, value and reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from db.intake.columns import Match
from db.intake.days import Telling, Way, order_of, read_day
from db.intake.fields import EMAIL, EMPTY, Field, Holds, Kind, field_named
from db.intake.lines import Line
from db.intake.lists import names_in
from meeting.errors import UnreadableFile
from meeting.weeks import in_words
from meeting.words import OTHER


class Why(StrEnum):
    """Reasons that each front says in its own words; all others are said as they are."""

    EMPTY = "empty"
    UNKNOWN_WORD = "unknown word"


@dataclass(frozen=True)
class Refusal:
    """A row that is not taken in: where it stands, and the cell that stands in the way.

    `field` is what the cell was read as.
    """

    line: int
    column: str
    value: str
    reason: str
    cells: tuple[str, ...]
    field: str = ""
    why: Why | None = None


@dataclass(frozen=True)
class Row:
    """A row that is understood. `values` holds only fields the file has a column for; None means it says nothing."""

    line: int
    values: dict[str, Any]
    cells: tuple[str, ...]


class _CannotRead(Exception):
    """One cell that cannot be read; its text is the reason."""

    why: Why | None = None


class _Empty(_CannotRead):
    why = Why.EMPTY


class _UnknownWord(_CannotRead):
    why = Why.UNKNOWN_WORD


MOST_WORDS = 40
"""Different words that are looked at: a column with more of them holds something else."""
CellReader = Callable[[str], Any]


@dataclass(frozen=True)
class Options:
    """What the person said about the file. `words` is {(field, word in lower case): value}."""

    maps: Mapping[str, str]
    words: Mapping[tuple[str, str], str]
    date_format: str | None
    encoding: str | None = None

    def as_json(self) -> str:
        """What a person said, kept with the run, so that the next file of the source need not be told again."""
        words = {f"{field}:{word}": value for (field, word), value in self.words.items()}
        said = {"columns": dict(self.maps), "words": words, "date_format": self.date_format}
        return json.dumps(said, ensure_ascii=False)


class Lines(Protocol):
    """A heading and rows that can be gone through more than once."""

    @property
    def heading(self) -> tuple[str, ...]: ...

    def lines(self) -> Iterator[Line]: ...


class RowReader:
    """Reads rows of one file by one matching. The first look at the file tells date ways and double references.

    `total` is how many rows there are.
    """

    def __init__(
        self, table: Lines, matches: Sequence[Match], *, options: Options, zone: ZoneInfo, today: date
    ) -> None:
        self._table = table
        self._matches = matches
        self._zone = zone
        self._today = today
        self.total = 0
        self._order = order_of(options.date_format) if options.date_format else None
        self._doubles = self._look_through()
        self.unknown_words = self._unknown_words(options)
        """For each field of words those that mean nothing here, as the file writes them."""
        self._readers = [(match, self._reader(match.field, options)) for match in matches]

    def read(self) -> Iterator[Row | Refusal]:
        width = len(self._table.heading)
        for line in self._table.lines():
            cells = line.cells
            if len(cells) != width:
                yield Refusal(
                    line.number,
                    "",
                    "",
                    f"has {len(cells)} cells where the heading has {width}",
                    tuple(cells),
                )
                continue
            yield self._understood(line)

    def _understood(self, line: Line) -> Row | Refusal:
        cells = line.cells
        values: dict[str, Any] = {}
        if line.wrong and (refusal := self._wrong_cell(line)):
            return refusal
        for match, read in self._readers:
            written = cells[match.columns[0]] if len(match.columns) == 1 else _joined(cells, match.columns)
            try:
                if "\0" in written:
                    raise _CannotRead("holds a character that cannot be stored (number 0)")
                values[match.field.name] = read(written)
            except _CannotRead as error:
                name = match.field.name
                said = match.heading, written[:1000], str(error)
                return Refusal(line.number, *said, tuple(cells), field=name, why=error.why)
        lines = self._doubles.get(values["reference"])
        if lines is not None:
            shown = ", ".join(map(str, lines[:3])) + (", …" if len(lines) > 3 else "")
            reason = f"stands on several lines with different contents ({shown})"
            heading = next(match.heading for match in self._matches if match.field.name == "reference")
            return Refusal(line.number, heading, str(values["reference"]), reason, tuple(cells))
        return Row(line.number, values, tuple(cells))

    def _wrong_cell(self, line: Line) -> Refusal | None:
        """A cell that holds no text stands in the way only in a column that is brought in."""
        for match in self._matches:
            for place in match.columns:
                if place in line.wrong:
                    cells = tuple(line.cells)
                    return Refusal(line.number, match.heading, cells[place][:1000], line.wrong[place], cells)
        return None

    def days_shown(self, most: int = 3) -> dict[str, list[tuple[str, date | None]]]:
        """The first days of each date column, as written and as understood: for a person to look at."""
        shown: dict[str, list[tuple[str, date | None]]] = {}
        for match in self._matches:
            if match.field.holds is Holds.DAY:
                examples = self._examples[match.field.name][:most]
                way = self._ways[match.field.name]
                shown[match.field.name] = [
                    (written, read_day(written, zone=self._zone, way=way, order=self._order))
                    for written in examples
                ]
        return shown

    def _look_through(self) -> dict[str, list[int]]:
        """Tell how each date column writes its days, and which references stand for two different things."""
        days = [match for match in self._matches if match.field.holds is Holds.DAY]
        telling = [(match.columns, Telling(zone=self._zone), set[str]()) for match in days]
        words = [match for match in self._matches if match.field.holds is Holds.WORD]
        self._words: dict[str, dict[str, None]] = {match.field.name: {} for match in words}
        places = next(match.columns for match in self._matches if match.field.name == "reference")
        used = sorted({place for match in self._matches for place in match.columns})
        width = len(self._table.heading)
        first: dict[str, tuple[int, int]] = {}
        doubles: dict[str, list[int]] = {}
        for line in self._table.lines():
            cells = line.cells
            self.total += 1
            if len(cells) != width:
                continue
            for columns, one, seen in telling:
                written = cells[columns[0]] if len(columns) == 1 else _joined(cells, columns)
                if written not in seen:
                    if len(seen) < 10_000:
                        seen.add(written)
                    one.see(written)
            for match in words:
                found = self._words[match.field.name]
                if len(found) < MOST_WORDS:
                    found[_joined(cells, match.columns)] = None
            reference = _joined(cells, places)
            said = hash(tuple(cells[place] for place in used))
            number, before = first.setdefault(reference, (line.number, said))
            if before != said:
                doubles.setdefault(reference, [number]).append(line.number)
        self._ways: dict[str, Way | None] = {}
        self._examples: dict[str, list[str]] = {}
        for match, (_, one, seen) in zip(days, telling, strict=True):
            examples = sorted(each for each in seen if each.strip().lower() not in EMPTY)
            self._examples[match.field.name] = examples[:: max(1, len(examples) // 3)]
            self._ways[match.field.name] = None if self._order else one.way(match.heading)
        return doubles

    def _unknown_words(self, options: Options) -> dict[str, list[str]]:
        unknown = {}
        for match in self._matches:
            field = match.field
            # What broke is no such list: there a word of their own is taken as it is.
            if field.holds is Holds.WORD and field.name != "breakdown":
                known = {*EMPTY, *field.words, *(word for name, word in options.words if name == field.name)}
                found = [word for word in self._words[field.name] if word.lower() not in known]
                if found:
                    unknown[field.name] = sorted(found)
        return unknown

    def _reader(self, field: Field, options: Options) -> CellReader:
        said = {word: value for (name, word), value in options.words.items() if name == field.name}
        readers: dict[Holds, Callable[[], CellReader]] = {
            Holds.DAY: lambda: self._day_reader(field),
            Holds.WORD: lambda: _word_reader(field, {**field.words, **said}),
            Holds.EMAIL: lambda: _text_reader(field, said, finish=_email),
            Holds.TEXT: lambda: _text_reader(field, said),
            Holds.NAMES: lambda: _text_reader(field, said, parts=names_in),
            Holds.WHOLE_TEXT: lambda: _text_reader(field, said, strip=False),
        }
        return _required(readers[field.holds](), field)

    def _day_reader(self, field: Field) -> CellReader:
        way, order, zone, today = self._ways[field.name], self._order, self._zone, self._today
        known: dict[str, date | str | None] = {}

        def understand(written: str) -> date | str | None:
            if written.strip().lower() in EMPTY:
                return None
            day = read_day(written, zone=zone, way=way, order=order)
            if day is None:
                return f"is no day written like {way or order}" if way or order else "is not a day"
            if field.never_future and day > today:
                return f"lies in the future: {in_words(day)} is after today, {in_words(today)}"
            return day

        def read(written: str) -> date | None:
            if written not in known:
                if len(known) > 20_000:
                    known.clear()
                known[written] = understand(written)
            found = known[written]
            if isinstance(found, str):
                raise _CannotRead(found)
            return found

        return read


def _joined(cells: Sequence[str], columns: Sequence[int]) -> str:
    return " ".join(part for part in (cells[place].strip() for place in columns) if part)


def _required(read: CellReader, field: Field) -> CellReader:
    if not field.required:
        return read

    def read_required(written: str) -> Any:
        value = read(written)
        if value is None:
            raise _Empty(f"is empty, and {field.name} is needed")
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
        raise _CannotRead(f"{what} {len(text)} characters, at most {field.longest} can be stored")


def _email(written: str) -> str:
    if EMAIL.fullmatch(written) is None:
        raise _CannotRead("is not an e-mail address")
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
            raise _UnknownWord(f"is not one of {', '.join(_meanings(field))}")
        return known or None

    return read


def meanings(kind: Kind, name: str) -> tuple[str, ...]:
    """What a word of this field can mean, in its order."""
    field = field_named(kind, name)
    return _meanings(field) if field else ()


def _meanings(field: Field) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, field.words.values())))


def parse_words(kind: Kind, given: Sequence[str]) -> dict[tuple[str, str], str]:
    """`FIELD:WORD=VALUE` options as {(field, word): value}. Raises UnreadableFile for what means nothing."""
    words = {}
    for option in given:
        match = re.fullmatch(r"(\w+):(.+)=(.*)", option)
        field = field_named(kind, match[1]) if match else None
        if match is None or field is None:
            raise UnreadableFile(
                f"--value {option} is not understood. Nothing was saved. Write FIELD:WORD=VALUE with a field "
                f"of {kind}."
            )
        value = match[3].strip()
        if field.holds is Holds.WORD and value.lower() not in {
            *field.words,
            *(w.lower() for w in field.words.values()),
        }:
            allowed = ", ".join(_meanings(field))
            raise UnreadableFile(
                f"--value {option}: {field.name} is one of {allowed}. Nothing was saved. Take one of these."
            )
        words[field.name, match[2].strip().lower()] = field.words.get(value.lower(), value)
    return words
