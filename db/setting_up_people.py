"""People for the set-up from a file somebody has: any table with a name and an e-mail for each, CSV or XLSX."""

from __future__ import annotations

from pathlib import Path

from db.intake.columns import found_by_name
from db.intake.fields import Kind
from db.intake.reading import open_table
from meeting.errors import NotUnderstood

ASKED = ("name", "email", "team", "role")
MOST = 1_000


def people_as_typed(path: Path) -> str:
    """The people of a file as somebody would type them: name, e-mail, team and role, a line each, tabs between.

    Raises UnreadableFile, and NotUnderstood where no column is the name or the e-mail, or where they are too many.
    """
    table = open_table(path)
    found = found_by_name(Kind.PEOPLE, table.heading)
    if not found["name"] or not found["email"]:
        raise NotUnderstood(
            "The file of people needs a column with their names and one with their e-mail addresses, named "
            "so in its first line. Nothing was saved. Name them there, then take the file again."
        )
    lines = []
    for line in table.lines():
        cells = [" ".join(_cell(line.cells, place) for place in (found[name] or [()])[0]) for name in ASKED]
        lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        if len(lines) > MOST:
            raise NotUnderstood(
                f"The file names more than {MOST:,} people. Nothing was saved. Take it in parts."
            )
    return "\n".join(lines)


def _cell(cells: list[str] | tuple[str, ...], place: int) -> str:
    return cells[place] if place < len(cells) else ""
