"""Customers that may be one: of two sources, or one without a number, and alike in name, number or e-mail.

Nobody is taken for another because of it: a person says that two are the same, or that they are not, and is not asked
again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.models import ToldApart
from db.queries.scope import customers
from db.redact import REMOVED
from meeting.alike import look_alike
from meeting.words import name_key


@dataclass(frozen=True)
class OfTwo:
    """One of two customers that may be one."""

    id: int
    version: int
    name: str
    tier: str | None
    source: str | None
    reference: str | None

    @property
    def is_unnamed(self) -> bool:
        """Its number stands where its name should."""
        return name_key(self.reference or "") == name_key(self.name)

    @property
    def told(self) -> str:
        return f"{self.name} ({self.reference} of {self.source})" if self.reference else self.name


@dataclass(frozen=True)
class Pair:
    """Two customers that may be one. The first stays if they are: it has a name, or was there before."""

    first: OfTwo
    second: OfTwo

    @property
    def told(self) -> str:
        return f"{self.second.told}: {self.first.told}"


def alike(session: Session, *, only: Collection[int] | None = None) -> tuple[Pair, ...]:
    """Pairs nobody has decided on yet, by name. `only` are customers of which one has to be in a pair."""
    if only is not None and not only:
        return ()
    sources, number, numbered = session.execute(_SOURCES).one()
    if sources < 2 and numbered == number:
        # One list alone, in which everybody has a number.
        return ()
    apart = _told_apart(session)
    found = {
        (pair.first.id, pair.second.id): pair
        for pair in _pairs(session)
        if frozenset((pair.first.id, pair.second.id)) not in apart
        and (only is None or pair.first.id in only or pair.second.id in only)
    }
    return tuple(
        sorted(found.values(), key=lambda pair: (pair.first.name.casefold(), pair.first.id, pair.second.id))
    )


def parts_of(session: Session, customer_id: int) -> tuple[OfTwo, ...]:
    """The customers that became part of this one, by name."""
    query = select(*(customers.c[name] for name in _FIELDS)).where(customers.c.merged_into_id == customer_id)
    found = [OfTwo(*row) for row in session.execute(query)]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def clear_merges(pairs: Collection[Pair]) -> tuple[Pair, ...]:
    """What merging all of these comes to: who stays, and who becomes part of it.

    Left out is where two numbers of one source would become one: its own list says that they are two.
    """
    group = {one.id: frozenset((one,)) for pair in pairs for one in (pair.first, pair.second)}
    for pair in pairs:
        both = group[pair.first.id] | group[pair.second.id]
        group |= dict.fromkeys((one.id for one in both), both)
    found = []
    for together in sorted(set(group.values()), key=lambda each: min(one.id for one in each)):
        stays, *others = sorted(together, key=lambda one: (one.is_unnamed, one.id))
        sources = [one.source for one in together if one.reference is not None]
        if len(set(sources)) == len(sources):
            found += [Pair(stays, one) for one in others]
    return tuple(found)


def _told_apart(session: Session) -> set[frozenset[int]]:
    """Told of customers that became part of others since, it holds for these."""
    apart = table_of(ToldApart).c
    query = select(customers.c.id, customers.c.merged_into_id).where(customers.c.merged_into_id.is_not(None))
    stays = {row.id: row.merged_into_id for row in session.execute(query)}
    return {
        frozenset((stays.get(one, one), stays.get(other, other)))
        for one, other in session.execute(select(apart.customer_id, apart.other_id).where(~apart.hidden))
    }


def _pairs(session: Session) -> Iterator[Pair]:
    for query in _ALIKE:
        for row in session.execute(query):
            first, second = _two(row)
            if first.is_unnamed and not second.is_unnamed:
                first, second = second, first
            # Two lists that both begin with number 1 have that alone in common.
            if query is not _BY_NUMBER or second.is_unnamed or look_alike(first.name, second.name):
                yield Pair(first, second)


def _two(row: Row[tuple[object, ...]]) -> tuple[OfTwo, OfTwo]:
    half = len(row) // 2
    return OfTwo(*row[:half]), OfTwo(*row[half:])  # type: ignore[arg-type]  # the columns below


_first, _second = customers.alias("first"), customers.alias("second")
_FIELDS = ("id", "version", "name", "tier", "source", "reference")


def _two_that_share(field: str) -> Select[tuple[object, ...]]:
    """Two of one source that both have a number are two: its own list says so."""
    return (
        select(*(side.c[name] for side in (_first, _second) for name in _FIELDS))
        .join_from(_first, _second, _first.c[field] == _second.c[field])
        .where(
            _first.c.id < _second.c.id,
            ~_first.c.hidden,
            ~_second.c.hidden,
            # Whose name was taken away looks like nobody.
            _first.c.name != REMOVED,
            or_(
                _first.c.source != _second.c.source,
                _first.c.reference.is_(None),
                _second.c.reference.is_(None),
            ),
        )
    )


def _may_be_spellings() -> ColumnElement[bool]:
    """Of those that share a number: one without a name, or two names that begin alike, which look_alike looks at."""
    return or_(
        *(side.c.name_key == func.lower(side.c.reference) for side in (_first, _second)),
        func.substr(_first.c.name_key, 1, 2) == func.substr(_second.c.name_key, 1, 2),
    )


_SOURCES = (
    select(func.count(customers.c.source.distinct()), func.count(), func.count(customers.c.reference))
    .select_from(customers)
    .where(~customers.c.hidden)
)
_BY_NUMBER = _two_that_share("reference").where(_may_be_spellings())
_ALIKE = (_two_that_share("name_key"), _two_that_share("email"), _BY_NUMBER)
