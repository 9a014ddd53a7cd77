"""What each column of a heading could be, and how sure that is: exact over names, never a guess from their sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from db.intake.fields import DELIVERED, FIELDS, WISHED, Kind
from db.intake.vocabulary import (
    Rank,
    beside,
    column_key,
    names_of,
    system_of,
    usual,
)


class Hint(StrEnum):
    """What a column can tell that no field keeps: it helps to understand the others."""

    STATUS = "status"
    """Where an order, a case or a deal stands: shipped, cancelled, closed lost."""
    LINE = "line"
    """The position within an order: several rows of one reference."""
    CLOSED_ON = "closed_on"
    """The day a complaint was filed away, which may be after it was resolved."""


HINTS: dict[Kind, tuple[Hint, ...]] = {
    Kind.PROMISES: (Hint.STATUS, Hint.LINE),
    Kind.COMPLAINTS: (Hint.STATUS, Hint.CLOSED_ON),
    Kind.WINS: (Hint.STATUS,),
    Kind.CUSTOMERS: (),
    Kind.PEOPLE: (),
}
_CUSTOMER = frozenset({"customer", "customer_name"})
_INSTEAD = {"customer_name": _CUSTOMER, "customer_email": _CUSTOMER | {"customer_email"}}
"""A person, or the address of one, says who the customer is only where no organisation does: two companies may have
the same person."""
_ANY_DOES = frozenset({"what", "text", "kind", "cause", "evidence", WISHED})
"""Where several columns could be it the first is taken: nothing is counted by it."""


class Sure(IntEnum):
    """How sure it is that a column is a field. Only EXACT and KNOWN are taken without a word."""

    LIKELY = 1
    """The name could mean it and something else too: to be asked, as the answer that stands first."""
    KNOWN = 2
    """A usual name of it in a language, or the heading of a system whose other headings are here too."""
    EXACT = 3
    """The field's own name."""


@dataclass(frozen=True)
class Candidate:
    """Columns that could be a field or a hint. `name` is its name, `heading` what `--map` takes for the columns.

    `why` says where the name is known from, in words for a person: "Zendesk", "German", or nothing.
    """

    name: str
    columns: tuple[int, ...]
    heading: str
    sure: Sure
    why: str = ""


def could_be(kind: Kind, heading: Sequence[str]) -> dict[str, tuple[Candidate, ...]]:
    """For every field of the kind and every hint what it could be: the surest first, then as the file has them.

    A field without any candidate has (). One column may stand under several names, as LIKELY, and under a hint
    beside a field. What a system's heading means in that system goes before what its words mean in a language.
    """
    return _Finding(kind, heading).found()


def surest(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that are taken without a question when they are one: of the exact ones, else of the known ones."""
    for sure in (Sure.EXACT, Sure.KNOWN):
        if best := [each for each in candidates if each.sure is sure]:
            return best
    return []


def written(columns: Sequence[int], heading: Sequence[str]) -> str:
    """Columns as `--map` takes them: `firstName+lastName`."""
    names = names_in(heading)
    return "+".join(names[place] for place in columns)


def names_in(heading: Sequence[str]) -> list[str]:
    """What each column is called: of several of one name the first is “Day (first)”, the next “Day (second)”."""
    keys = [name.strip() for name in heading]
    seen: Counter[str] = Counter()
    names = []
    for name, key in zip(heading, keys, strict=True):
        seen[key] += 1
        is_one = not key or keys.count(key) == 1
        names.append(name if is_one else f"{name} ({_nth(seen[key])})")
    return names


def _nth(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else str(number)


_ORDINALS = ("first", "second", "third", "fourth", "fifth")


class _Finding:
    """One look at one heading."""

    def __init__(self, kind: Kind, heading: Sequence[str]) -> None:
        self._kind, self._heading = kind, heading
        system = system_of(heading)
        self._keys = [column_key(system.bare(name) if system else name) for name in heading]
        self._system = system
        self._names = {*(field.name for field in FIELDS[kind]), *(hint.value for hint in HINTS[kind])}
        self._found: dict[str, dict[tuple[int, ...], Candidate]] = {name: {} for name in self._names}
        self._doubtful: set[str] = set()

    def found(self) -> dict[str, tuple[Candidate, ...]]:
        of_system = self._system.kinds.get(self._kind) if self._system else None
        if self._system and of_system:
            self._first_there(of_system.names.items(), why=self._system.name)
        self._by_language(of_system.known if of_system else frozenset())
        if self._system and of_system:
            alone = [(name, each) for name, each in of_system.alone.items() if not self._found[name]]
            self._first_there(alone, why=self._system.name)
        if self._kind is Kind.PROMISES:
            self._doubt()
            for wish in [*self._found[WISHED]]:
                self._add("promised_on", wish, Sure.LIKELY)
        order = [*(field.name for field in FIELDS[self._kind]), *HINTS[self._kind]]
        return {
            name: tuple(sorted(self._found[name].values(), key=lambda each: (-each.sure, each.columns)))
            for name in order
        }

    def _first_there(self, names: Iterable[tuple[str, Sequence[str]]], *, why: str) -> None:
        for name, headings in names:
            for heading in headings:
                parts = [_places(self._keys, part) for part in heading.split("+")]
                sure = Sure.LIKELY if self._is_sure(name) else Sure.KNOWN
                if len(parts) == 1:
                    for place in parts[0]:
                        self._add(name, (place,), sure, why=why)
                elif all(len(places) == 1 for places in parts):
                    self._add(name, tuple(places[0] for places in parts), sure, why=why)

    def _by_language(self, told: frozenset[str]) -> None:
        """`told` are keys whose meaning the system has said, be it that they mean nothing."""
        means = usual(self._kind)
        by_system = {name for name in self._names if self._is_sure(name)}
        second: list[tuple[str, int, str]] = []
        own = {column_key(field.name): field.name for field in FIELDS[self._kind]}
        for place, key in enumerate(self._keys):
            if key in told or not key:
                continue
            if key in own:
                self._add(own[key], (place,), Sure.EXACT)
            for one in means.get(key, ()):
                if one.rank is Rank.FIRST and one.name not in by_system:
                    self._add(one.name, (place,), Sure.KNOWN, why=one.language)
                elif one.rank is Rank.SECOND and one.name not in by_system:
                    second.append((one.name, place, one.language))
                else:
                    self._add(one.name, (place,), Sure.LIKELY, why=one.language)
                if one.rank is Rank.RIVAL:
                    self._doubtful.add(one.name)
        for hint in HINTS[self._kind]:
            for place in _places(self._keys, hint.value):
                self._add(hint.value, (place,), Sure.KNOWN)
        self._second(second)
        self._joined(by_system)
        self._beside()

    def _second(self, names: Sequence[tuple[str, int, str]]) -> None:
        before = {name for name in self._names if self._is_sure(name)}
        for name, place, why in names:
            is_said = _INSTEAD.get(name, frozenset({name})) & before
            self._add(name, (place,), Sure.LIKELY if is_said else Sure.KNOWN, why=why)

    def _joined(self, by_system: set[str]) -> None:
        for name in sorted(self._names - by_system):
            for heading in names_of(self._kind, name):
                parts = [_places(self._keys, part) for part in heading.split("+")]
                if len(parts) > 1 and all(len(places) == 1 for places in parts) and not self._is_sure(name):
                    self._add(name, tuple(places[0] for places in parts), Sure.KNOWN)

    def _beside(self) -> None:
        for other, name, keys in beside(self._kind):
            places = [place for place, key in enumerate(self._keys) if key in keys]
            is_plain = self._is_sure(other) and not any(
                place in columns for place in places for columns in self._sure(other)
            )
            if is_plain and not self._is_sure(name):
                for place in places:
                    self._add(name, (place,), Sure.KNOWN)

    def _doubt(self) -> None:
        """A day of delivery that could be either, beside both others, makes it doubtful when it was delivered."""
        either = {*self._found.get("promised_on", ())} & {*self._found.get(DELIVERED, ())}
        if self._is_sure(DELIVERED) and any(columns not in self._all_sure() for columns in either):
            self._doubtful.add(DELIVERED)
        for name in self._doubtful:
            for columns, one in self._found[name].items():
                if one.sure is Sure.KNOWN:
                    self._found[name][columns] = replace(one, sure=Sure.LIKELY)

    def _all_sure(self) -> set[tuple[int, ...]]:
        return {columns for name in self._names for columns in self._sure(name)}

    def _sure(self, name: str) -> list[tuple[int, ...]]:
        return [each.columns for each in self._found[name].values() if each.sure > Sure.LIKELY]

    def _is_sure(self, name: str) -> bool:
        return bool(self._sure(name))

    def _add(self, name: str, columns: tuple[int, ...], sure: Sure, *, why: str = "") -> None:
        if name not in self._found:
            return
        before = self._found[name].get(columns)
        if sure is Sure.KNOWN and name in _ANY_DOES and columns != min([columns, *self._sure(name)]):
            sure = Sure.LIKELY
        if before is None or before.sure < sure:
            heading = written(columns, self._heading)
            self._found[name][columns] = Candidate(name, columns, heading, sure, why)


def _places(keys: Sequence[str], name: str) -> list[int]:
    return [place for place, key in enumerate(keys) if key == column_key(name)]
