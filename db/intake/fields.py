"""What a file may say of each kind of record: fields, the usual names of their columns, the usual words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from db.intake.vocabulary import names_of, words_of
from meeting.standing import Outcome, Standing
from meeting.words import BREAKDOWNS, NamedBy, Need, Role, Severity, Tier, WinKind, WithdrawnBy


class Kind(StrEnum):
    PROMISES = "promises"
    COMPLAINTS = "complaints"
    WINS = "wins"
    CUSTOMERS = "customers"
    PEOPLE = "people"


class Holds(StrEnum):
    """What a field's cells hold, and so how they are read."""

    TEXT = "text"
    NAMES = "names"
    WHOLE_TEXT = "whole text"
    DAY = "day"
    WORD = "word"
    EMAIL = "e-mail"


LONGEST_NAME = 500
"""Of people and teams, by whatever they are called, wherever it stands: what one list named, any other may name."""


@dataclass(frozen=True)
class Field:
    """`names` are usual column names, `words` the usual cell words with what they mean (lower case): see words/."""

    name: str
    holds: Holds = Holds.TEXT
    required: bool = False
    names: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    longest: int = 200
    """Characters of the cell; of each name where it holds names."""
    never_future: bool = False


def _text(name: str, *, required: bool = False, longest: int = 200) -> Field:
    return Field(name, required=required, longest=longest)


def _whole(name: str) -> Field:
    return Field(name, Holds.WHOLE_TEXT, longest=100_000)


def _names(name: str) -> Field:
    return Field(name, Holds.NAMES, longest=LONGEST_NAME)


def _email(name: str, *, longest: int = 200) -> Field:
    return Field(name, Holds.EMAIL, longest=longest)


def _day(name: str, *, required: bool = False, never_future: bool = True) -> Field:
    return Field(name, Holds.DAY, required=required, never_future=never_future)


def _word(name: str, *, of: Iterable[str]) -> Field:
    return Field(name, Holds.WORD, words={str(word).lower(): str(word) for word in of})


_FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.PROMISES: (
        _text("reference", required=True),
        _text("customer", required=True),
        _text("customer_name"),
        _text("what", longest=500),
        _text("kind", longest=100),
        _day("made_on", never_future=False),
        _day("wished_on", never_future=False),
        _day("promised_on", required=True, never_future=False),
        _day("first_promised_on", never_future=False),
        _day("moved_on"),
        _text("days", longest=2_000),
        _day("delivered_on"),
        _day("withdrawn_on"),
        _word("withdrawn_by", of=WithdrawnBy),
        _text("team", longest=LONGEST_NAME),
        _text("sales_person", longest=LONGEST_NAME),
        _text("cause", longest=1000),
        _word("need", of=Need),
    ),
    Kind.COMPLAINTS: (
        _text("reference", required=True),
        _text("customer"),
        _text("customer_name"),
        _email("customer_email"),
        _day("received_on", required=True),
        _word("breakdown", of=BREAKDOWNS),
        _word("severity", of=Severity),
        _whole("text"),
        _text("team", longest=LONGEST_NAME),
        _text("owner", longest=LONGEST_NAME),
        _day("answered_on"),
        _day("resolved_on"),
        _text("promise"),
    ),
    Kind.WINS: (
        _text("reference", required=True),
        _day("happened_on", required=True),
        _word("kind", of=WinKind),
        _text("customer"),
        _names("team"),
        _names("person"),
        _whole("text"),
        _word("named_by", of=NamedBy),
        _whole("evidence"),
    ),
    Kind.CUSTOMERS: (
        _text("reference", required=True),
        _text("name", required=True),
        _word("tier", of=Tier),
    ),
    Kind.PEOPLE: (
        _text("reference", required=True, longest=LONGEST_NAME),
        _text("name", required=True, longest=LONGEST_NAME),
        _email("email", longest=LONGEST_NAME),
        _text("team", longest=LONGEST_NAME),
        _word("role", of=Role),
    ),
}


def _with_usual(kind: Kind, plain: Field) -> Field:
    words = {**plain.words, **words_of(kind, plain.name)}
    return replace(plain, names=names_of(kind, plain.name), words=words)


FIELDS: dict[Kind, tuple[Field, ...]] = {
    kind: tuple(_with_usual(kind, plain) for plain in fields) for kind, fields in _FIELDS.items()
}

STATUS = "status"
_STATUS = {
    Kind.PROMISES: _with_usual(Kind.PROMISES, _word(STATUS, of=Standing)),
    Kind.WINS: _with_usual(Kind.WINS, _word(STATUS, of=Outcome)),
}


def status_of(kind: Kind) -> Field | None:
    """Where an order or a deal stands. No record keeps it: it says whether a row is a promise or a hit at all."""
    return _STATUS.get(kind)


def read_of(kind: Kind) -> tuple[Field, ...]:
    """All fields a file of the kind is read for: those that are kept, and its status."""
    status = status_of(kind)
    return (*FIELDS[kind], status) if status else FIELDS[kind]


DELIVERED = "delivered_on"
"""Of a promise. A list that says it nowhere makes every promise of a past day a missed one."""

WISHED = "wished_on"
"""The day the customer asked for, which is no promise: it is kept beside it."""

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

EMPTY = frozenset({"", "null", "n/a"})
"""Cells that say nothing (case apart). `NA`, `None` and `-` are words: they are somebody's name or code."""


def field_named(kind: Kind, name: str) -> Field | None:
    return next((entry for entry in read_of(kind) if entry.name == name), None)
