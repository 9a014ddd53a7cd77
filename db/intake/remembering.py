"""What a person said of an earlier file of the source, as far as it holds for this one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.intake.candidates import Candidate, could_be, names_in, surest
from db.intake.fields import Kind, field_named
from db.intake.rows import Options


def with_remembered(
    options: Options, before: Mapping[str, Any], *, kind: Kind, heading: Sequence[str]
) -> Options:
    """What is said now goes before what was said then. A heading that has changed is asked about again.

    An answer holds while its columns are there and nothing came that could be it as well.
    """
    then = before.get("heading")
    if then is None:
        # Before answers were kept with their heading, each file was asked by itself.
        return options
    every = could_be(kind, heading)
    heading, then = names_in(heading), names_in(then)
    guessed = {*before.get("guessed", ())}
    maps = {
        name: column
        for name, column in before.get("columns", {}).items()
        if name not in guessed and field_named(kind, name) and _holds(column, every[name], heading, then)
    }
    words = {}
    for said, value in before.get("words", {}).items():
        name, _, word = said.partition(":")
        if field_named(kind, name):
            words[name, word] = value
    date_format = before.get("date_format") if heading == then else None
    return replace(
        options,
        maps={**maps, **options.maps},
        words={**words, **options.words},
        date_format=options.date_format or date_format,
    )


def _holds(column: str, could: Sequence[Candidate], heading: Sequence[str], then: Collection[str]) -> bool:
    new = [each for each in (surest(could) if column else could) if each.heading not in then]
    is_there = not column or column in heading or all(part.strip() in heading for part in column.split("+"))
    parts = set(column.split("+"))
    return is_there and not [
        each for each in new if each.heading != column and not {*each.heading.split("+")} <= {*then, *parts}
    ]
