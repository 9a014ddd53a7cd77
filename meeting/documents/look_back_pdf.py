"""A look back over a quarter or a year as a PDF: set as the minutes are."""

from __future__ import annotations

from datetime import date

from meeting.board import counted
from meeting.documents.minutes_parts import Line, Parts, Section, cut, on_one_line, win_line
from meeting.documents.minutes_pdf import pdf_of
from meeting.look_back import LookBack, halves, thanked, went_away
from meeting.weeks import in_words, short_day


def look_back_pdf(found: LookBack, *, organisation: str, today: date) -> bytes:
    title = f"Looking back: {found.span.label}"
    parts = on_one_line(look_back_parts(found, organisation=organisation, today=today))
    return pdf_of(parts, called="Looking back", named=title, has_items=False)


def look_back_parts(found: LookBack, *, organisation: str, today: date) -> Parts:
    done = found.done
    items = f"{done.done} of {counted(done.agreed, 'action item')} done by now." if done.agreed else ""
    return Parts(
        title=f"Looking back: {found.span.label}",
        organisation=organisation,
        about=found.days_in_words.removesuffix(", counted today"),
        sentences=tuple(text for text in (*found.changed, items) if text),
        figures=(),
        trend=(),
        before=(
            Section("What broke, not who", _broke(found), empty="No miss is known of these weeks."),
            Section(
                "What was decided",
                cut([Line(short_day(one.held_on, beside=today), one.text) for one in found.decided[::-1]]),
                empty="No decision was written down.",
            ),
            Section("Who was thanked", _thanked(found), empty="No win was logged."),
            Section(
                "Hits: thank you",
                cut([win_line(row) for row in found.wins[::-1]]),
                empty="No win was logged.",
            ),
        ),
        items=(),
        after=(),
        foot=f"Counted on {in_words(today)}. Nobody is counted or ranked: names stand from A to Z.",
    )


def _broke(found: LookBack) -> tuple[Line, ...]:
    earlier, later = (counted(len(half), "week") for half in halves(found.weeks))
    gone = went_away(found.weeks, found.broke)
    lines = [
        Line(one.breakdown, f"{one.first} in the first {earlier}, {one.second} in the last {later}.")
        for one in found.broke
    ]
    return (*([Line("Went away", f"{', '.join(gone)}.")] if gone else []), *lines)


def _thanked(found: LookBack) -> tuple[Line, ...]:
    if not found.wins:
        return ()
    return (Line("", ", ".join(thanked(found.wins)) or "Everyone"),)
