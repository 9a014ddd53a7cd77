"""Rows of a file that are no rows of its list: sums, notes below it, the heading once more. Left out, and said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from db.intake.lines import Line
from db.intake.vocabulary import totals

_NUMBER = re.compile(r"[\d\s.,'’%€$£+-]+")
_FIRST_WORDS = re.compile(r"([^\W\d_][^\d:]*?)\s*(?:[:\d].*)?", re.DOTALL)
_MOST_SHOWN = 60


@dataclass(frozen=True)
class LeftOut:
    """A line that was left out, and why."""

    line: int
    text: str
    why: str

    def __str__(self) -> str:
        text = self.text if len(self.text) <= _MOST_SHOWN else self.text[: _MOST_SHOWN - 1] + "…"
        return f"line {self.line}, “{text}”: {self.why}"


class Leftovers:
    """Told every row in turn; `found` is whole after `end`. A row that has all it needs is never one of them."""

    def __init__(self, heading: Sequence[str], needed: Sequence[int]) -> None:
        self._heading = [name.strip() for name in heading]
        self._needed = tuple(needed)
        self._most_needed = max(self._needed, default=0)
        self._first = self._needed[0] if self._needed else 0
        self._name = heading[self._first]
        self._notes: list[LeftOut] = []
        self.found: dict[int, LeftOut] = {}

    def is_left_out(self, line: Line) -> bool:
        """Whether this row is none of the list, as far as can be told before the rows below it are known."""
        cells = line.cells
        # Most rows have all they need: the first look is quick.
        if len(cells) > self._most_needed and cells[self._first] != self._name:
            for place in self._needed:
                if not cells[place] or cells[place].isspace():
                    break
            else:
                if self._notes:
                    self._notes.clear()
                return False
        missing = sum(not "".join(cells[place : place + 1]).strip() for place in self._needed)
        return self._look(line, missing)

    def end(self) -> None:
        """Notes stand below the list: those that rows follow are rows themselves, to be refused."""
        self.found.update((note.line, note) for note in self._notes)

    def _look(self, line: Line, missing: int) -> bool:
        filled = [cell.strip() for cell in line.cells if cell.strip()]
        if [cell.strip() for cell in line.cells] == self._heading:
            self._leave_out(line, filled, "the heading once more")
            return True
        if missing and _are_sums(filled, missing=missing, needed=len(self._needed)):
            self._leave_out(line, filled, "a row of sums")
            return True
        if missing and missing >= len(self._needed) - 1 and _is_note(filled):
            self._notes.append(LeftOut(line.number, " ".join(filled), "a note below the list"))
            return True
        self._notes.clear()
        return False

    def _leave_out(self, line: Line, filled: Sequence[str], why: str) -> None:
        self.found[line.number] = LeftOut(line.number, " ".join(filled), why)


def _are_sums(filled: Sequence[str], *, missing: int, needed: int) -> bool:
    """“Total” in front, or nothing but numbers where all that is needed is missing."""
    if missing == needed and filled and all(_NUMBER.fullmatch(cell) for cell in filled):
        return True
    first = filled[0].lower() if filled else ""
    match = _FIRST_WORDS.fullmatch(first)
    if first in totals() or (match is not None and match[1].rstrip(" :") in totals()):
        return True
    # “Total Acme” may be somebody: such a row says nothing that is needed but that name.
    return missing >= max(2, needed - 1) and first.split(" ")[0] in totals()


def _is_note(filled: Sequence[str]) -> bool:
    """A sentence: “3 rows selected”, “Printed: 30.11.2026”. One word alone may be a number of an order."""
    has_words = bool(filled) and (" " in filled[0] or filled[0].endswith(":"))
    return has_words and len(filled) <= 2 and any(map(str.isalpha, filled[0]))
