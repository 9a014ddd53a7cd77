"""`python -m db minutes`: what a closed meeting left, as a file of any kind or on the screen."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from db.commands import opened
from db.engine import reading
from db.files import write_new
from db.queries import minutes as queries
from meeting.documents.minutes_files import KINDS, file_name
from meeting.errors import NotUnderstood
from meeting.minutes import Kept
from meeting.settings import Settings


def write_minutes(settings: Settings, asked: Namespace) -> int:
    """Never over a file that is there. Without --out, text goes to the screen and a PDF or XLSX to its own name."""
    with opened(settings) as store, reading(store) as session:
        meetings = queries.past_meetings(session)
        if not meetings:
            raise NotUnderstood(
                "No meeting was closed yet, so there are no minutes. Nothing was written. Close one first."
            )
        chosen = next((each for each in meetings if asked.meeting in (None, each.id)), None)
        if chosen is None:
            numbers = ", ".join(f"{each.id} ({each.held_on})" for each in meetings[:10])
            raise NotUnderstood(
                f"There is no closed meeting {asked.meeting}. Nothing was written. Name one of the last ones: "
                f"{numbers}."
            )
        kept = queries.kept_minutes(session, chosen.id, asked.version)
    if kept is None:
        which = f"version {asked.version} of the" if asked.version and chosen.versions else "the"
        raise NotUnderstood(
            f"There are no minutes: {which} meeting of {chosen.held_on} was closed before minutes were kept, "
            "or never. Nothing was written. Name another meeting."
        )
    ending = asked.format or (asked.out.suffix.lower().lstrip(".") if asked.out else "")
    _write(kept, ending if ending in KINDS else "md", asked.out)
    return 0


def _write(kept: Kept, ending: str, out: Path | None) -> None:
    content = KINDS[ending].write(kept.minutes)
    if out is None and ending not in ("pdf", "xlsx"):
        sys.stdout.write(content.decode("utf-8-sig"))
        return
    path = out or Path(file_name(kept, ending))
    write_new(path, content)
    print(f"{path}: minutes of {kept.minutes.held_on}, version {kept.minutes.version}.")
