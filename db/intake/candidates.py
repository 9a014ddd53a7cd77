"""What each column of a heading could be, and how sure that is: exact over names, never a guess from their sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from db.intake.fields import FIELDS, Field, Kind
from db.intake.vocabulary import column_key


class Hint(StrEnum):
    """What a column can tell that no field keeps: it helps to understand the others."""

    WISHED_ON = "wished_on"
    """The day a customer asked for, which is no promise."""
    STATUS = "status"
    """Where an order, a case or a deal stands: shipped, cancelled, closed lost."""
    LINE = "line"
    """The position within an order: several rows of one reference."""
    CLOSED_ON = "closed_on"
    """The day a complaint was filed away, which may be after it was resolved."""


HINTS: dict[Kind, tuple[Hint, ...]] = {
    Kind.PROMISES: (Hint.WISHED_ON, Hint.STATUS, Hint.LINE),
    Kind.COMPLAINTS: (Hint.STATUS, Hint.CLOSED_ON),
    Kind.WINS: (Hint.STATUS,),
    Kind.CUSTOMERS: (),
    Kind.PEOPLE: (),
}
_HINT_NAMES: dict[Hint, tuple[str, ...]] = {
    Hint.WISHED_ON: ("wished on", "requested date", "requested on", "wanted on", "wished day"),
    Hint.STATUS: ("status", "state", "order status", "ticket status", "stage", "deal stage"),
    Hint.LINE: ("line", "line no", "position", "pos", "item no"),
    Hint.CLOSED_ON: ("closed on", "closed", "closed at", "closed date", "date closed"),
}


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

    A field without any candidate has (). One column may stand under several names, as LIKELY.
    """
    keys = [column_key(name) for name in heading]
    found = {field.name: _of_field(field, keys, heading) for field in FIELDS[kind]}
    for hint in HINTS[kind]:
        found[hint.value] = _of_hint(hint, keys, heading)
    return found


def surest(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that are taken without a question when they are one: of the exact ones, else of the known ones."""
    for sure in (Sure.EXACT, Sure.KNOWN):
        if best := [each for each in candidates if each.sure is sure]:
            return best
    return []


def written(columns: Sequence[int], heading: Sequence[str]) -> str:
    """Columns as `--map` takes them: `firstName+lastName`."""
    return "+".join(heading[place] for place in columns)


def _of_field(field: Field, keys: Sequence[str], heading: Sequence[str]) -> tuple[Candidate, ...]:
    own = _places(keys, field.name)
    usual = sorted({place for name in field.names if "+" not in name for place in _places(keys, name)})
    found: tuple[list[tuple[int, ...]], list[tuple[int, ...]]] = ([], [])
    found[0].extend((place,) for place in own)
    found[1].extend((place,) for place in usual if place not in own)
    if not own and not usual:
        joins = ([_places(keys, part) for part in name.split("+")] for name in field.names if "+" in name)
        found[1].extend(
            tuple(places[0] for places in parts)
            for parts in joins
            if all(len(places) == 1 for places in parts)
        )
    return tuple(
        Candidate(field.name, columns, written(columns, heading), sure)
        for sure, each in zip((Sure.EXACT, Sure.KNOWN), found, strict=True)
        for columns in each
    )


def _of_hint(hint: Hint, keys: Sequence[str], heading: Sequence[str]) -> tuple[Candidate, ...]:
    places = {place for name in (hint.value, *_HINT_NAMES[hint]) for place in _places(keys, name)}
    return tuple(Candidate(hint.value, (place,), heading[place], Sure.KNOWN) for place in sorted(places))


def _places(keys: Sequence[str], name: str) -> list[int]:
    return [place for place, key in enumerate(keys) if key == column_key(name)]
