"""From cells to values: every cell of a row is understood, or the row is refused naming column, value and reason."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from db.intake.cells import CannotRead, CellReader, Why, joined, meanings_of, reader_of, required
from db.intake.columns import Match
from db.intake.day_columns import Dating, DayColumn
from db.intake.days import order_of
from db.intake.fields import EMPTY, STATUS, Field, Holds, Kind, field_named
from db.intake.leftovers import Leftovers
from db.intake.lines import Line
from meeting.errors import UnreadableFile
from meeting.standing import Outcome, Standing


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


_TOLD: Mapping[str | None, str] = {
    Standing.ON_HOLD: "no promise until it has a day again",
    Standing.CANCELLED: "withdrawn by the customer",
    Standing.LOST: "withdrawn by the customer",
    Standing.CANCELLED_BY_US: "withdrawn by us",
}
_NO_HITS: Mapping[str | None, str] = {Outcome.LOST: "no hit", Outcome.OPEN: "no hit yet"}
MOST_WORDS = 40
"""Different words that are looked at: a column with more of them holds something else."""


@dataclass(frozen=True)
class Options:
    """What the person said about the file. `words` is {(field, word in lower case): value}."""

    maps: Mapping[str, str]
    words: Mapping[tuple[str, str], str]
    date_format: str | None
    encoding: str | None = None
    sheet: str | None = None
    guessed: frozenset[str] = frozenset()
    """Fields of `maps` that stand there as the names of the columns say, and that nobody chose."""

    def is_said(self, field: str) -> bool:
        """Whether a person chose its column."""
        return field in self.maps and field not in self.guessed

    def said_of(self, field: str) -> dict[str, str]:
        return {word: value for (name, word), value in self.words.items() if name == field}

    def as_json(self, *, heading: Sequence[str] = ()) -> str:
        """What a person said, kept with the run, so that the next file of the source need not be told again.

        An answer holds for the heading it was given for: what comes new is asked anew.
        """
        words = {f"{field}:{word}": value for (field, word), value in self.words.items()}
        said: dict[str, Any] = {"columns": dict(self.maps), "words": words, "date_format": self.date_format}
        said["guessed"] = sorted(self.guessed)
        if heading:
            said["heading"] = list(heading)
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
        self.total = 0
        order = order_of(options.date_format) if options.date_format else None
        dating = Dating(zone, today, order, getattr(table, "counts_from_1904", False))
        self._days = {
            match.field.name: DayColumn(match, dating, options.said_of(match.field.name))
            for match in matches
            if match.field.holds is Holds.DAY
        }
        self._status = next((match for match in matches if match.field.name == STATUS), None)
        self._means = {**self._status.field.words, **options.said_of(STATUS)} if self._status else {}
        self._of_deals = self._status is not None and Outcome.WON in self._status.field.words
        self.statuses: Counter[str] = Counter()
        """How many rows each word of the status has."""
        self.repeated = 0
        """Rows whose reference stood on an earlier one."""
        self._doubles = self._look_through()
        self.unknown_words = self._unknown_words(options)
        """For each field of words those that mean nothing here, as the file writes them."""
        self._readers = [(match, self._reader(match.field, options)) for match in matches]

    def read(self) -> Iterator[Row | Refusal]:
        width = len(self._table.heading)
        for line in self._table.lines():
            cells = line.cells
            if line.number in self.left_out or (len(cells) == width and self._is_no_hit(cells)):
                continue
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
        if self._standing(cells) == Standing.ON_HOLD:
            # It has no day, whatever its cells say: the number alone tells which promise it was.
            places = next(match.columns for match in self._matches if match.field.name == "reference")
            return Row(
                line.number, {"reference": joined(cells, places), STATUS: Standing.ON_HOLD}, tuple(cells)
            )
        for match, read in self._readers:
            written = cells[match.columns[0]] if len(match.columns) == 1 else joined(cells, match.columns)
            try:
                if "\0" in written:
                    raise CannotRead("holds a character that cannot be stored (number 0)")
                values[match.field.name] = read(written)
            except CannotRead as error:
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
        return {name: column.shown(most) for name, column in self._days.items()}

    def _look_through(self) -> dict[str, list[int]]:
        """Tell how each date column writes its days, and which references stand for two different things."""
        days = [(column.match.columns, column) for column in self._days.values()]
        words = [match for match in self._matches if match.field.holds is Holds.WORD]
        self._words: dict[str, dict[str, None]] = {match.field.name: {} for match in words}
        places = next(match.columns for match in self._matches if match.field.name == "reference")
        needed = [match.columns[0] for match in self._matches if match.field.required]
        leftovers = Leftovers(self._table.heading, needed)
        used = sorted({place for match in self._matches for place in match.columns})
        width = len(self._table.heading)
        first: dict[str, tuple[int, int]] = {}
        doubles: dict[str, list[int]] = {}
        for line in self._table.lines():
            cells = line.cells
            self.total += 1
            if leftovers.is_left_out(line) or len(cells) != width:
                continue
            if self._status:
                self.statuses[joined(cells, self._status.columns)] += 1
                if self._is_no_hit(cells):
                    self.total -= 1
                    continue
                if self._standing(cells) == Standing.ON_HOLD:
                    continue
            for columns, column in days:
                written = cells[columns[0]] if len(columns) == 1 else joined(cells, columns)
                if written not in column.seen:
                    column.see(written)
            for match in words:
                found = self._words[match.field.name]
                if len(found) < MOST_WORDS:
                    found[joined(cells, match.columns)] = None
            reference = joined(cells, places)
            said = hash(tuple(cells[place] for place in used))
            number, before = first.setdefault(reference, (line.number, said))
            self.repeated += number != line.number
            if before != said:
                doubles.setdefault(reference, [number]).append(line.number)
        leftovers.end()
        self.left_out = leftovers.found
        """{line: what it is} of lines that are no rows of the list."""
        self.total -= len(self.left_out)
        for _, column in days:
            column.decide()
        return doubles

    def _standing(self, cells: Sequence[str]) -> str | None:
        return self._means.get(joined(cells, self._status.columns).strip().lower()) if self._status else None

    def _is_no_hit(self, cells: Sequence[str]) -> bool:
        """A deal that is lost or still open: no row to take in, and none to refuse."""
        return self._of_deals and self._standing(cells) in _NO_HITS

    def told_of_status(self) -> list[str]:
        """What the words of the status did: for a person to see that nothing went without a word."""
        told = []
        says = _NO_HITS if self._of_deals else _TOLD
        for word, rows in self.statuses.items():
            means = self._means.get(word.strip().lower())
            if means in says and self._status:
                counted = f"{rows} {'row' if rows == 1 else 'rows'}"
                told.append(f"{counted} of {self._status.heading} “{word}”: {says[means]}")
        return told

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
        if field.holds is Holds.DAY:
            return required(self._days[field.name].reader(), field)
        return required(reader_of(field, options.said_of(field.name)), field)


def meanings(kind: Kind, name: str) -> tuple[str, ...]:
    """What a word of this field can mean, in its order."""
    field = field_named(kind, name)
    return meanings_of(field) if field else ()


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
            allowed = ", ".join(meanings_of(field))
            raise UnreadableFile(
                f"--value {option}: {field.name} is one of {allowed}. Nothing was saved. Take one of these."
            )
        if field.holds is Holds.DAY and value and not _is_iso(value):
            raise UnreadableFile(
                f"--value {option}: {value} is no day. Nothing was saved. Write it like 2026-11-23, or nothing "
                "for no day."
            )
        words[field.name, match[2].strip().lower()] = field.words.get(value.lower(), value)
    return words


def _is_iso(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
