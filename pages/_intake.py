"""What came of a file, in Markdown: values in, words out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.changes.undo_import import Undone
from db.intake.asking import About
from db.intake.cells import Why
from db.intake.fields import Kind
from db.intake.report import (
    COMPLETED,
    LEFT_OUT,
    OF_ANOTHER_SOURCE,
    PERHAPS_THE_SAME,
    STANDS,
    UNKNOWN_PROMISES,
    Report,
    where,
)
from db.intake.rows import Refusal
from meeting.board import Run, counted
from meeting.weeks import in_words as day_in_words
from meeting.weeks import short_day
from pages._intake_fields import label
from pages._plain import plain

SHOWN = 20
ASKED = {
    About.COLUMN: "Choose above which column it is.",
    About.DAYS: "Choose above how the file writes its days.",
    About.ENCODING: "Choose below how its letters are written, or save the file as “CSV UTF-8” and drop it again.",
    About.LINES: "Choose above what one promise is.",
    About.WORDS: "Choose above what the words mean.",
    About.SHEET: "Delete or hide the sheets that are not to be brought in, then drop the file again.",
}
"""What to do about what only a person can say."""


def counts(report: Report) -> str:
    return (
        f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, {report.refused} refused of "
        f"{counted(report.rows, 'row')}"
    )


def details(report: Report) -> str:
    parts = [_days(report)]
    parts += [
        _not_used(report),
        _listed(STANDS, report.stands),
        _listed(LEFT_OUT, report.left_out),
        _listed("Refused", [refused(refusal, kind=report.kind) for refusal in report.refusals]),
        _named("New customers, please check", report.new_customers),
        _listed(PERHAPS_THE_SAME, report.perhaps_the_same),
        _named("New people, please check (they cannot sign in until invited)", report.new_people),
        _named("New teams, please check their side", report.new_teams),
        _listed("Kept as changed by hand", report.kept_by_hand),
        _listed("Check the dates", report.check_the_dates),
        _listed(UNKNOWN_PROMISES, report.unknown_promises),
        _listed(OF_ANOTHER_SOURCE, report.of_another_source),
        _listed(COMPLETED, report.completed),
    ]
    return "\n\n".join(part for part in parts if part)


def refused(refusal: Refusal, *, kind: Kind) -> str:
    """As the screen says it: what to do about an unknown word stands there as a choice."""
    if refusal.why is Why.EMPTY:
        return f"{where(refusal)}is empty, and {label(kind, refusal.field)} is needed"
    return where(refusal) + refusal.reason


def _not_used(report: Report) -> str:
    names = "; ".join(plain(name, most=80) for name in report.not_used)
    return f"**Not used of your file:** {names}" if names else ""


def _days(report: Report) -> str:
    """How the days are understood, on a few rows of each column."""
    lines = []
    for name, examples in report.days_shown.items():
        read = [
            f"{plain(written)} is {day_in_words(day) if day else 'no day'}"
            for written, day in examples
            if written
        ]
        if read:
            lines.append(f"- {label(report.kind, name)}: {'; '.join(read)}")
    return "**Days are understood so:**\n" + "\n".join(lines) if lines else ""


def _listed(title: str, entries: Sequence[str]) -> str:
    if not entries:
        return ""
    more = f"\n- … and {len(entries) - SHOWN} more" if len(entries) > SHOWN else ""
    lines = "\n".join(f"- {plain(entry, most=300)}" for entry in entries[:SHOWN])
    return f"**{title} ({len(entries)})**\n{lines}{more}"


def _named(title: str, names: Sequence[str]) -> str:
    """Names on one line: there may be many, and each is short."""
    if not names:
        return ""
    more = f" … and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"**{title} ({len(names)}):** {'; '.join(plain(name, most=80) for name in names[:SHOWN])}{more}"


def undone(result: Undone) -> str:
    text = f"Undone: {counted(result.hidden, 'record')} taken back, {result.set_back} set back as before."
    if result.kept:
        kept = "; ".join(f"{one.what} {one.name} ({one.reason})" for one in result.kept[:SHOWN])
        more = f"; and {len(result.kept) - SHOWN} more" if len(result.kept) > SHOWN else ""
        text += f" Left as they are: {kept}{more}."
    return text


def run_line(run: Run, *, day: date) -> str:
    # Most companies have one system, and have never named it.
    source = "" if run.source == "main" else f" from {plain(run.source)}"
    text = (
        f"**{plain(run.file_name)}** · {run.kind}{source} · {short_day(day)} by {plain(run.actor)} · "
        f"{run.new} new, {run.changed} changed, {run.unchanged} unchanged, {run.refused} refused"
    )
    return text + (f" · undone by {plain(run.undone_by or '')}" if run.undone_at else "")
