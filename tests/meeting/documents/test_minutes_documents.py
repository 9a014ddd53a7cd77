"""Minutes on paper and as files: whole, the same bytes each time, and whatever was typed stays text in all of them."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from pypdf import PdfReader

from meeting.documents import minutes_pdf as minutes_pdf_module
from meeting.documents.charts import weeks_chart
from meeting.documents.glyphs import lacks
from meeting.documents.minutes_files import KINDS, file_name
from meeting.documents.minutes_html import minutes_html
from meeting.documents.minutes_markdown import minutes_markdown
from meeting.documents.minutes_pdf import minutes_pdf
from meeting.documents.minutes_tables import HEADING, minutes_csv
from meeting.minutes import Decided, Minutes, Trend, as_json, kept
from meeting.minutes_words import due_in_words
from tests.hostile import TEXTS, marks, typed
from tests.meeting.closed import DUE, agreed, closed, complaint, promise, week_of_minutes, win

FONT = Path(minutes_pdf_module.__file__).parent / "fonts" / "Inter-Regular.otf"
HOSTILE = range(len(TEXTS))


@pytest.fixture(scope="module")
def hostile() -> Minutes:
    """Every text in every section."""

    def text(place: int, number: int) -> str:
        return typed((place * len(TEXTS) + number) * len(TEXTS) + number)

    week = week_of_minutes(
        kept=(),
        missed=tuple(promise(n + 1, text(0, n), text(1, n), cause=text(2, n)) for n in HOSTILE),
        complaints=tuple(complaint(n + 1, text(3, n), text(4, n)) for n in HOSTILE[:9]),
        wins=tuple(win(n + 1, text(5, n), text(6, n)) for n in HOSTILE),
    )
    return closed(
        organisation=text(7, 0),
        leader=text(8, 1),
        weeks=(week,),
        decisions=tuple(Decided(n + 1, text(9, n), text(10, n), None) for n in HOSTILE),
        actions=tuple(
            agreed(n + 1, text(11, n), owner=text(12, n)[:100], about=text(13, n)) for n in HOSTILE
        ),
    )


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_pdf_holds_every_action_item_with_owner_and_day() -> None:
    items = tuple(agreed(n, f"Item number {n}", owner=f"Owner {n}") for n in range(1, 60))
    said = words_of(minutes_pdf(closed(actions=items)))
    for one in items:
        assert f"{one.owner} {one.what} {due_in_words(one, beside=DUE)}" in said


def test_the_pdf_tells_the_two_sentences_figures_hits_misses_decisions_and_its_pages() -> None:
    said = words_of(minutes_pdf(closed()))
    for words in (
        *("Monday 23 November 2026", "Week 2026-W47 brought 1 win", "The meeting made 2 decisions"),
        *("A card from Acme", "Beta (A): Fridge, promised for Wed 18 Nov", "It hums", "One list for both"),
        *("Who answers at noon", "There: Ana and Uma. Away: Ben.", "8.0 of 10", "1 of 2", "W47"),
    ):
        assert words in said


def test_the_pdf_is_a4_with_fonts_of_its_own_and_no_clock() -> None:
    reader = PdfReader(BytesIO(minutes_pdf(closed())))
    width, height = reader.pages[0].mediabox[2:]
    assert (round(float(width)), round(float(height))) == (595, 842)
    fonts = set(re.findall(rb"/BaseFont\s*/([\w+-]+)", minutes_pdf(closed())))
    assert fonts
    assert all(b"Inter" in font for font in fonts)
    assert reader.metadata is not None
    assert reader.metadata.title == "Minutes of Monday 23 November 2026"


def test_signs_our_font_lacks_are_taken_from_the_machines_fonts_and_nothing_else_is() -> None:
    assert lacks(FONT, "Zoë Wójcik, Ødegård, Ελένη, Олена, Nguyễn „€“ – … → ✓") == set()
    assert lacks(FONT, "a\u2603\n\u65e5") == {"\u2603", "\u65e5"}
    snowman = minutes_pdf(closed(leader="Snow \u2603 man"))
    assert b"DejaVu" in snowman
    assert "Snow \u2603 man" in words_of(snowman)


@pytest.mark.parametrize("ending", KINDS)
def test_the_same_minutes_give_the_same_bytes_and_others_another_name(ending: str) -> None:
    write = KINDS[ending].write
    assert write(closed()) == write(closed())
    names = {file_name(kept(as_json(each)), ending) for each in (closed(), closed(leader="Chloe"))}
    assert len(names) == 2
    assert all(re.fullmatch(rf"minutes-2026-11-23-1-[0-9a-f]{{8}}\.{ending}", name) for name in names)


def test_hostile_texts_are_words_on_paper(hostile: Minutes) -> None:
    pdf = minutes_pdf(hostile)
    reader = PdfReader(BytesIO(pdf))
    links = [note for page in reader.pages for note in page.get("/Annots") or ()]
    assert links == []
    for name in (b"/JavaScript", b"/OpenAction", b"/Launch", b"/EmbeddedFile", b"/URI"):
        assert name not in pdf
    shown = {number % len(TEXTS) for number in marks(words_of(pdf).replace(" ", ""))}
    assert shown == set(HOSTILE)
    for page in pypdfium2.PdfDocument(pdf):
        assert page.get_textpage().count_chars()


def test_hostile_texts_are_words_in_a_browser(hostile: Minutes) -> None:
    page = _Page()
    page.feed(minutes_html(hostile).decode())
    assert page.tags <= {
        *("html", "head", "meta", "title", "style", "body", "p", "h1", "h2", "div", "b", "small", "ul", "li"),
        *(
            "strong",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "br",
            "footer",
            "svg",
            "rect",
            "line",
            "text",
        ),
        *("polyline", "circle"),
    }
    assert not {name for name in page.attributes if name.startswith("on") or name in ("href", "src", "style")}
    assert {number % len(TEXTS) for number in marks(page.text)} == set(HOSTILE)


def test_nothing_of_the_page_is_asked_of_anybody() -> None:
    page = minutes_html(closed()).decode()
    assert "default-src 'none'" in page
    assert re.findall(r"(?:https?:)?//[\w.]+", page.replace("http://www.w3.org/2000/svg", "")) == []


def test_hostile_texts_make_no_link_picture_or_tag_of_markdown(hostile: Minutes) -> None:
    written = minutes_markdown(hostile).decode()
    loose = re.sub(r"\\.", "", written)
    assert {number % len(TEXTS) for number in marks(written)} == set(HOSTILE)
    for sign in ("<", "](", "![", "`", "://", "www.", "$", "~", "|\n|", "&"):
        assert sign not in loose.replace("|:--|:--|:--|\n|", "").replace(" |\n| ", ""), sign


def test_no_cell_of_the_rows_is_a_formula(hostile: Minutes) -> None:
    rows = list(csv.reader(StringIO(minutes_csv(hostile).decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADING
    assert {len(row) for row in rows} == {len(HEADING)}
    assert [cell for row in rows for cell in row if cell.lstrip()[:1] in ("=", "+", "-", "@")] == []


def test_the_rows_hold_every_part() -> None:
    rows = csv.reader(StringIO(minutes_csv(closed()).decode("utf-8-sig")))
    assert [row[0] for row in rows] == [
        *("part", "win", "promise kept", "promise missed", "complaint", "still owed", "decision", "decision"),
        *("action item", "action item", "asked about again", "waiting topic", "field note"),
        *("attendance", "attendance", "attendance"),
    ]


def test_sections_that_were_not_kept_are_left_out() -> None:
    bare = closed(
        read=None, notes=None, rating=None, carried=None, waiting=(), steps=(), trend=(), actions=()
    )
    for write in (minutes_html, minutes_markdown):
        said = write(bare).decode()
        assert "No action item was given out." in said
        for title in (
            "What we do well",
            "From the field",
            "Rated",
            "Asked about again",
            "each step took",
        ):
            assert title not in said
    assert "No action item was given out." in words_of(minutes_pdf(bare))


def test_more_rows_than_anybody_reads_are_counted_on_paper_and_all_in_the_list() -> None:
    missed = tuple(promise(n, f"Customer {n}", "Fridge") for n in range(1, 101))
    minutes = closed(weeks=(week_of_minutes(missed=missed, complaints=()),))
    assert "… and 40 more in the list of rows" in minutes_markdown(minutes).decode()
    assert minutes_csv(minutes).decode().count("promise missed") == 100


def test_the_chart_draws_each_week_and_says_it_in_words() -> None:
    trend = [Trend("2026-W46", 1, 30, 4, 5), Trend("2026-W47", 2, 120, 0, 9)]
    chart = ElementTree.fromstring(weeks_chart(trend))
    heights = [float(each.attrib["height"]) for each in chart.iter("{http://www.w3.org/2000/svg}rect")]
    kept_before, _, kept_now, missed_now, *legend = heights
    assert kept_now == pytest.approx(4 * kept_before, abs=0.2)
    assert (missed_now, len(legend)) == (0.0, 3)
    title = chart.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == (
        "2026-W46: 30 kept, 4 missed, 5 complaints; 2026-W47: 120 kept, 0 missed, 9 complaints"
    )
    assert weeks_chart([]) == weeks_chart([Trend("2026-W47", 0, 0, 0, 0)]) == ""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data
