"""A look back over a quarter or a year as a PDF: set as the minutes are."""

from __future__ import annotations

from datetime import date

from meeting.board import counted
from meeting.documents.minutes_parts import Line, Parts, Section, cut, on_one_line, win_line
from meeting.documents.minutes_pdf import pdf_of
from meeting.judged import judged
from meeting.look_back import LookBack, Turned, thanked
from meeting.look_back_words import (
    RULE,
    changed_in_words,
    direction,
    most_often_in_words,
    nothing_broke,
    turned_in_words,
    why_nothing_turned,
)
from meeting.minutes_words import day_in_words
from meeting.weeks import in_words


def look_back_pdf(found: LookBack, *, organisation: str, today: date) -> bytes:
    title = f"Looking back: {found.span.label}"
    parts = on_one_line(look_back_parts(found, organisation=organisation, today=today))
    return pdf_of(parts, called="Looking back", named=title, has_items=False)


def look_back_parts(found: LookBack, *, organisation: str, today: date) -> Parts:
    done = found.done
    said = judged(found)
    nothing = why_nothing_turned(found)
    items = f"{done.done} of {counted(done.agreed, 'action item')} done by now." if done.agreed else ""
    return Parts(
        title=f"Looking back: {found.span.label}",
        organisation=organisation,
        about=found.days_in_words.removesuffix(", counted today"),
        sentences=tuple(text for text in (*changed_in_words(found), items) if text),
        figures=(),
        trend=(),
        before=(
            Section("What rose", _turned(found, said.rose), empty=nothing),
            Section("What fell or went away", _turned(found, said.fell), empty=nothing),
            Section("What broke, not who", _broke(found), empty=nothing_broke(found)),
            Section(
                "What was decided",
                cut([Line(day_in_words(one.held_on, beside=today), one.text) for one in found.decided[::-1]]),
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
        foot=f"Counted on {in_words(today)}. {RULE} Nobody is counted or ranked: names stand from A to Z.",
    )


def _turned(found: LookBack, turned: tuple[Turned, ...]) -> tuple[Line, ...]:
    return tuple(
        Line(f"{one.breakdown} {direction(one, found.weeks)}", f"{turned_in_words(one, found.weeks)}.")
        for one in turned
    )


def _broke(found: LookBack) -> tuple[Line, ...]:
    most = most_often_in_words(found.broke)
    lines = [Line(one.breakdown, f"{turned_in_words(one, found.weeks)}.") for one in found.broke]
    return (*([Line("", most)] if most else []), *lines)


def _thanked(found: LookBack) -> tuple[Line, ...]:
    if not found.wins:
        return ()
    return (Line("", ", ".join(thanked(found.wins)) or "Everyone"),)
