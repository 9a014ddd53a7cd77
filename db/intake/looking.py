"""A first look at a file, for a screen: its heading, some rows, what it seems to be, which column is which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from db.intake.candidates import names_in, written
from db.intake.columns import found_by_name, guess_kind
from db.intake.fields import DELIVERED, Kind
from db.intake.reading import open_table


@dataclass(frozen=True)
class Looked:
    """What can be told of a file before anything is decided. `kind` is None when it could be several."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Kind | None
    encoding: str


def look(path: Path, *, encoding: str | None = None, rows: int = 5) -> Looked:
    """Raises UnreadableFile when the file cannot be read as a list."""
    table = open_table(path, encoding=encoding)
    some = tuple(tuple(line.cells) for line in islice(table.lines(), rows))
    return Looked(table.heading, some, guess_kind(table.heading), table.encoding)


def suggested(kind: Kind, heading: Sequence[str], *, said: Mapping[str, str]) -> dict[str, str]:
    """For each field the column it seems to be: as said of the last file of its source, else by its name, else ''.

    That no column said when something was delivered counts only as long as none seems to: it makes promises missed.
    """
    found = {}
    for name, places in found_by_name(kind, heading).items():
        before = said.get(name)
        if before and _is_in(heading, before):
            found[name] = before
        elif before == "" and (name != DELIVERED or not places):
            found[name] = ""
        else:
            found[name] = written(places[0], heading) if len(places) == 1 else ""
    return found


def doubtful(kind: Kind, heading: Sequence[str], *, said: Mapping[str, str]) -> dict[str, list[str]]:
    """The fields that could be several columns, with those: a person says which, or that it is none of them."""
    return {
        name: [written(columns, heading) for columns in places]
        for name, places in found_by_name(kind, heading).items()
        if len(places) > 1 and (said.get(name) is None or not _is_in(heading, said[name]))
    }


def not_chosen(
    kind: Kind, heading: Sequence[str], *, picked: Mapping[str, str], before: Mapping[str, Any]
) -> frozenset[str]:
    """The fields that stand as the names of the columns say, and that nobody chose: no answer to remember."""
    plain = suggested(kind, heading, said={})
    several = doubtful(kind, heading, said={})
    chosen = {*before.get("columns", {})} - {*before.get("guessed", before.get("columns", {}))}
    return frozenset(
        name
        for name, column in picked.items()
        if column == plain.get(name)
        and name not in chosen
        and (column or (name not in several and name != DELIVERED))
    )


def _is_in(heading: Sequence[str], column: str) -> bool:
    """Whether a file has all of it: `firstName+lastName` are two columns. Nothing is in every file."""
    names = {*heading, *names_in(heading)}
    return not column or column in names or all(part in names for part in column.split("+"))
