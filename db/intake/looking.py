"""A first look at a file, for a screen: its heading, some rows, what it seems to be, which column is which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from db.intake.columns import candidates, guess_kind, written
from db.intake.fields import FIELDS, Kind
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
    """For each field the column it seems to be: as said of the last file of its source, else by its name, else ''."""
    found = {}
    for field in FIELDS[kind]:
        before = said.get(field.name)
        places = candidates(field, heading)
        if before is not None and (not before or all(part in heading for part in before.split("+"))):
            found[field.name] = before
        else:
            found[field.name] = written(places[0], heading) if len(places) == 1 else ""
    return found
