"""Minutes as a file of any kind, under a name that no other contents have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from meeting.documents.minutes_html import minutes_html
from meeting.documents.minutes_markdown import minutes_markdown
from meeting.documents.minutes_pdf import minutes_pdf
from meeting.documents.minutes_tables import minutes_csv, minutes_xlsx
from meeting.minutes import Kept, Minutes


@dataclass(frozen=True)
class Kind:
    label: str
    mime: str
    write: Callable[[Minutes], bytes]


KINDS = {
    "pdf": Kind("PDF", "application/pdf", minutes_pdf),
    "html": Kind("HTML", "text/html", minutes_html),
    "md": Kind("Markdown", "text/markdown", minutes_markdown),
    "xlsx": Kind("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", minutes_xlsx),
    "csv": Kind("CSV", "text/csv", minutes_csv),
}


def file_name(kept: Kept, ending: str) -> str:
    """`minutes-2026-11-23-1-0f3a9c2e.pdf`: day, version and the beginning of the digest of what it is made of."""
    return f"minutes-{kept.minutes.held_on}-{kept.minutes.version}-{kept.digest[:8]}.{ending}"
