"""Values as JSON and back, for documents that outlive the program that wrote them.

Dataclasses become objects, tuples lists, days and moments text, weeks `2026-W47`. Read back, what a document does not
have takes the default of its field, else what is empty of its kind; what nobody knows any more is passed over.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from meeting.weeks import Week, parse_week

T = TypeVar("T")
_EMPTY: dict[object, object] = {str: "", int: 0, float: 0.0, bool: False}


def frozen(value: object) -> Any:
    """What `json` can write."""
    if isinstance(value, Week):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: frozen(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [frozen(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def thawed(kind: type[T], written: Any) -> T:
    """A value of this kind from what `frozen` gave."""
    hashable: Any = kind
    found: T = _reader(hashable)(written)
    return found


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """How this kind is read: found once for each, as minutes hold thousands of values of few kinds."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        (inner,) = [each for each in get_args(kind) if each is not types.NoneType]
        read = _reader(inner)
        return lambda written: None if written is None else read(written)
    if origin is tuple:
        read_one = _reader(get_args(kind)[0])
        return lambda written: tuple(map(read_one, written or ()))
    if kind is Week:
        return parse_week
    if is_dataclass(kind):
        return _filled(kind)
    if kind in (date, datetime):
        by_kind: Callable[[Any], Any] = kind.fromisoformat
        return by_kind
    return kind if isinstance(kind, type) and issubclass(kind, StrEnum) else _as_it_is


def _as_it_is(written: Any) -> Any:
    return written


def _filled(kind: Any) -> Callable[[dict[str, Any]], Any]:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    empty = {
        field.name: () if get_origin(hints[field.name]) is tuple else _EMPTY.get(hints[field.name])
        for field in fields(kind)
        if field.default is MISSING
    }

    def read(written: dict[str, Any]) -> Any:
        known = {name: readers[name](value) for name, value in written.items() if name in readers}
        return kind(**(empty | known))

    return read
