"""The look back as a PDF: what the page says, as words, and nobody counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

from pypdf import PdfReader

from meeting.documents.look_back_pdf import look_back_parts, look_back_pdf
from meeting.look_back import DecidedThen, Done, LookBack, Span, Totals, Turned
from meeting.promises import PromiseCounts
from tests.meeting.closed import win

TODAY = date(2026, 11, 23)
NOTHING = Totals(0, PromiseCounts(0, 0, 0, 0), 0)
YEAR = Span(2026)
FULL = LookBack(
    YEAR,
    YEAR.weeks[:47],
    YEAR.before.weeks[:47],
    Totals(1, PromiseCounts(9, 1, 0, 0), 2),
    NOTHING,
    (Turned("late", 12, 0), Turned("billing", 2, 19), Turned("damaged", 2, 0)),
    (win(1, "Carried it #strong[up] <b>five</b> floors", "Ana", "Ben"),),
    (DecidedThen(date(2026, 11, 9), 4, "The workshop books twice a day"),),
    Done(12, 5),
)
EMPTY = LookBack(YEAR, YEAR.weeks[:47], (), NOTHING, NOTHING, (), (), (), Done(0, 0))


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def test_a_year_is_set_as_the_page_tells_it_and_typed_words_stay_words() -> None:
    pdf = look_back_pdf(FULL, organisation="Müller & Söhne", today=TODAY)
    said = words_of(pdf)
    for part in (
        "Müller & Söhne · Looking back",
        "47 weeks of it so far",
        "9 of 10 promises kept (90 %, likely 60 to 98 %)",
        "5 of 12 action items done by now.",
        "What rose billing rose: 2 times in the first 23 weeks, 19 times in the last 24 weeks. What fell",
        "What fell or went away late went away: 12 times in the first 23 weeks, not once in the last 24 weeks. What",
        "Most often: billing, 21 times.",
        "damaged: 2 times in the first 23 weeks, not once in the last 24 weeks.",
        "9 Nov: The workshop books twice a day",
        "The workshop books twice a day",
        "Carried it #strong[up] <b>five</b> floors",
        "Counted on 23 November 2026",
    ):
        assert part in said
    assert "Who does what by when" not in said
    assert pdf == look_back_pdf(FULL, organisation="Müller & Söhne", today=TODAY)


def test_what_is_not_there_is_said() -> None:
    parts = look_back_parts(EMPTY, organisation="Us", today=TODAY)
    assert [(section.title, section.lines, bool(section.empty)) for section in parts.before] == [
        (title, (), True)
        for title in (
            "What rose",
            "What fell or went away",
            "What broke, not who",
            "What was decided",
            "Who was thanked",
            "Hits: thank you",
        )
    ]


def test_what_was_decided_in_another_year_has_its_year() -> None:
    parts = look_back_parts(FULL, organisation="Us", today=date(2027, 2, 1))
    (decided,) = (section for section in parts.before if section.title == "What was decided")
    assert decided.lines[0].lead == "Mon 9 Nov 2026"


def test_under_seven_weeks_it_says_that_they_are_too_few() -> None:
    short = replace(FULL, weeks=YEAR.weeks[:6], weeks_before=YEAR.before.weeks[:6])
    rose, fell = look_back_parts(short, organisation="Us", today=TODAY).before[:2]
    assert (rose.lines, fell.lines) == ((), ())
    assert rose.empty == fell.empty == "Too few weeks to tell: 7 are needed."
