"""What columns are usually called, and what is usually written into them: a file a language, one for the systems.

Names are compared exactly over `column_key`; nothing is guessed from how it sounds. `words/*.toml` hold for each kind
the names of its fields. Under `second` stand names that count only where none of the others is there; under `likely`
those that could mean something else too; under `beside` those that are plain beside another field.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from meeting.words import name_key

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("english", "german", "french", "spanish", "italian", "dutch")
SYSTEMS = "systems"
_TABLES = frozenset({"second", "likely", "rivals", "beside", "words"})
_OWN = re.compile(r"(.+)__c", re.IGNORECASE)
"""Salesforce writes what a company added itself so: `Promised_Date__c`."""
FEWEST_SIGNS, FEWEST_KNOWN = 2, 3


def column_key(name: str) -> str:
    """`requiredDate`, `Required Date` and `required_date` are one name, and so are `Priorité` and `PRIORITE`."""
    own = _OWN.fullmatch(name.strip())
    plain = unicodedata.normalize("NFKD", name_key(own[1] if own else name))
    return re.sub(r"[^\w]|_", "", "".join(each for each in plain if not unicodedata.combining(each)))


class Rank(IntEnum):
    """How much a name says."""

    RIVAL = 0
    LIKELY = 1
    SECOND = 2
    FIRST = 3


@dataclass(frozen=True)
class Usual:
    """A usual name: of which field or hint, in which language."""

    name: str
    rank: Rank
    language: str


@dataclass(frozen=True)
class SystemKind:
    """What the headings of a system mean for one kind; of the names of a field the first that is there counts."""

    names: Mapping[str, tuple[str, ...]]
    alone: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    """Keys of all its headings, also of those that mean no field."""


@dataclass(frozen=True)
class System:
    """A program that writes lists, told by the headings it uses. `wrapped` is how it writes what people added."""

    name: str
    signs: frozenset[str]
    kinds: Mapping[str, SystemKind]
    wrapped: tuple[str, str] | None = None
    known: frozenset[str] = field(default=frozenset(), repr=False)

    def bare(self, heading: str) -> str:
        """`Custom field (Customer)` is “Customer”."""
        before, after = self.wrapped or ("", "")
        is_wrapped = self.wrapped and heading.startswith(before) and heading.endswith(after)
        return heading[len(before) : len(heading) - len(after)] if is_wrapped else heading


@cache
def usual(kind: str) -> Mapping[str, tuple[Usual, ...]]:
    """{key of a column: what it usually means}, without the names that join columns."""
    found: dict[str, list[Usual]] = {}
    for language, table in _languages():
        for rank, part in (
            (Rank.FIRST, table.get(kind, {})),
            (Rank.SECOND, table.get(kind, {}).get("second", {})),
            (Rank.LIKELY, table.get(kind, {}).get("likely", {})),
            (Rank.RIVAL, table.get(kind, {}).get("rivals", {})),
        ):
            for name, headings in part.items():
                for key in _keys(headings) if name not in _TABLES else ():
                    one = Usual(name, rank, language)
                    said = found.setdefault(key, [])
                    if not any(each.name == name and each.rank >= rank for each in said):
                        said.append(one)
    return {key: tuple(said) for key, said in found.items()}


@cache
def names_of(kind: str, name: str) -> tuple[str, ...]:
    """All names a field goes by without a question, as they are written, joins such as `first name + last name` too."""
    every = (
        heading
        for _, table in _languages()
        for part in (table.get(kind, {}), table.get(kind, {}).get("second", {}))
        for heading in part.get(name, ())
    )
    return tuple(dict.fromkeys(every))


@cache
def beside(kind: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """(field that is there, field meant beside it, keys): “Lieferdatum” beside a promised day is the delivered one."""
    return tuple(
        (other, name, frozenset(_keys(headings)))
        for _, table in _languages()
        for other, names in table.get(kind, {}).get("beside", {}).items()
        for name, headings in names.items()
    )


@cache
def words_of(kind: str, name: str) -> Mapping[str, str]:
    """{word in lower case: what it means} of a field that holds words."""
    return {
        word.lower(): meaning
        for _, table in _languages()
        for meaning, words in table.get(kind, {}).get("words", {}).get(name, {}).items()
        for word in words
    }


@cache
def no_day() -> frozenset[str]:
    """Words that stand where there is no day yet, in lower case."""
    return frozenset(word.lower() for _, table in _languages() for word in table["no_day"])


@cache
def totals() -> frozenset[str]:
    """Words in front of a row of sums, in lower case."""
    return frozenset(word.lower() for _, table in _languages() for word in table["total"])


@cache
def months() -> Mapping[str, int]:
    """{name of a month in lower case, without a dot: its number}."""
    return {
        month.lower(): number
        for _, table in _languages()
        for line in table["months"]
        for number, month in enumerate(line.split(), start=1)
    }


@cache
def weekdays() -> frozenset[str]:
    """Names of weekdays in lower case, without a dot: they stand in front of a day and say nothing more."""
    return frozenset(
        word.lower() for _, table in _languages() for line in table["weekdays"] for word in line.split()
    )


@cache
def systems() -> tuple[System, ...]:
    return tuple(_system(table) for table in _read(SYSTEMS).values())


def system_of(heading: Iterable[str]) -> System | None:
    """The system that wrote this heading: two of its signs and three known names at least, and more than any other."""
    keys = {column_key(name) for name in heading}
    scores = sorted(
        (
            (len(keys & system.known), len(keys & system.signs), at)
            for at, system in enumerate(systems())
            if len(keys & system.signs) >= FEWEST_SIGNS and len(keys & system.known) >= FEWEST_KNOWN
        ),
        reverse=True,
    )
    if not scores or (len(scores) > 1 and scores[0][:2] == scores[1][:2]):
        return None
    return systems()[scores[0][2]]


@cache
def _languages() -> tuple[tuple[str, dict[str, Any]], ...]:
    return tuple((table["language"], table) for table in map(_read, LANGUAGES))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _keys(headings: Sequence[str]) -> set[str]:
    """With ä also as ae: many systems know no umlauts."""
    spelled = (
        each for heading in headings if "+" not in heading for each in (heading, heading.translate(_UMLAUTS))
    )
    return {key for each in spelled if (key := column_key(each))}


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def _system(table: dict[str, Any]) -> System:
    kinds = {kind: _system_kind(part) for kind, part in table.items() if isinstance(part, dict)}
    signs = frozenset(_keys(table["signs"]))
    before, star, after = table.get("wrapped", "").partition("*")
    known = signs.union(*(kind.known for kind in kinds.values()))
    return System(table["name"], signs, kinds, (before, after) if star else None, known)


def _system_kind(table: dict[str, Any]) -> SystemKind:
    names = {name: tuple(each) for name, each in table.items() if name not in ("nothing", "alone")}
    alone = {name: tuple(each) for name, each in table.get("alone", {}).items()}
    parts = (part for each in (*names.values(), *alone.values()) for one in each for part in one.split("+"))
    return SystemKind(names, alone, frozenset(_keys([*parts, *table.get("nothing", ())])))
