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
    found: T = _thawed(kind, written)
    return found


def _thawed(kind: Any, written: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        (inner,) = [each for each in get_args(kind) if each is not types.NoneType]
        return None if written is None else _thawed(inner, written)
    if origin is tuple:
        return tuple(_thawed(get_args(kind)[0], one) for one in written or ())
    if is_dataclass(kind) and kind is not Week:
        return _filled(kind, written)
    return _read_by(kind)(written)


def _read_by(kind: Any) -> Callable[[Any], Any]:
    """How one value that is no object and no list is read."""
    if kind is Week:
        return parse_week
    if kind in (date, datetime):
        by_kind: Callable[[Any], Any] = kind.fromisoformat
        return by_kind
    return kind if isinstance(kind, type) and issubclass(kind, StrEnum) else lambda written: written


def _filled(kind: Any, written: dict[str, Any]) -> Any:
    values = {}
    for name, (hint, default) in _fields_of(kind).items():
        if name in written:
            values[name] = _thawed(hint, written[name])
        elif default is MISSING:
            values[name] = () if get_origin(hint) is tuple else _EMPTY.get(hint)
    return kind(**values)


@cache
def _fields_of(kind: Any) -> dict[str, tuple[Any, Any]]:
    hints = get_type_hints(kind)
    return {field.name: (hints[field.name], field.default) for field in fields(kind)}
