"""Workbooks made to fill the memory or to run for ever are refused at once, with a sentence."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.intake import archive
from db.intake.reading import open_table
from meeting.errors import UnreadableFile
from tests.db.intake.files.workbooks import HEADING, MAIN, PARTS, ROW, SHEET, sheet_of, write_parts

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY l0 "ha">{LAUGHS}]>'
LAUGHING = '<row r="2"><c r="A2" t="inlineStr"><is><t>&l9;</t></is></c></row>'
FILE_ENTITY = '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'
STRINGS = "xl/sharedStrings.xml"


def laughing(path: Path) -> None:
    write_parts(path, {SHEET: DOCTYPE + sheet_of(HEADING + LAUGHING)})


def laughing_in_two_bytes(path: Path) -> None:
    write_parts(path, {SHEET: (DOCTYPE + sheet_of(HEADING + LAUGHING)).encode("utf-16")})


def laughing_in_the_texts(path: Path) -> None:
    write_parts(path, {STRINGS: f'{DOCTYPE}<sst xmlns="{MAIN}"><si><t>&l9;</t></si></sst>'})


def laughing_in_the_styles(path: Path) -> None:
    write_parts(path, {"xl/styles.xml": f"{DOCTYPE}<styleSheet>&l9;</styleSheet>"})


def laughing_in_the_workbook(path: Path) -> None:
    write_parts(path, {"xl/workbook.xml": DOCTYPE + PARTS["xl/workbook.xml"]})


def reading_a_file_of_the_house(path: Path) -> None:
    write_parts(path, {SHEET: FILE_ENTITY + sheet_of(HEADING + LAUGHING)})


def swollen(path: Path) -> None:
    """A gigabyte of zeros in a part that no one asked for."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, contents in {**PARTS, SHEET: sheet_of(HEADING + ROW)}.items():
            packed.writestr(name, contents)
        with packed.open("xl/media/image1.png", "w") as part:
            for _ in range(1040):
                part.write(bytes(1 << 20))


def lying_about_its_size(path: Path) -> None:
    """The directory says 100 bytes; the sheet has twenty million."""
    write_parts(path, {SHEET: sheet_of(HEADING + ROW + " " * 20_000_000)})
    contents = bytearray(path.read_bytes())
    at = contents.rindex(SHEET.encode()) - 46
    struct.pack_into("<L", contents, at + 24, 100)
    path.write_bytes(contents)


def of_too_many_parts(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(archive.MOST_PARTS + 1):
            packed.writestr(f"xl/{number}.xml", b"")


def with_an_endless_directory(path: Path) -> None:
    write_parts(path, {})
    contents = bytearray(path.read_bytes())
    struct.pack_into("<L", contents, contents.rindex(b"PK\x05\x06") + 12, 1 << 30)
    path.write_bytes(contents)


def nested_without_end(path: Path) -> None:
    write_parts(path, {SHEET: sheet_of(HEADING + '<row r="2">' + "<c>" * 3_000_000)})


def nested_in_the_texts(path: Path) -> None:
    write_parts(path, {STRINGS: f'<sst xmlns="{MAIN}"><si>' + "<r>" * 3_000_000})


def with_one_huge_shared_text(path: Path) -> None:
    write_parts(path, {STRINGS: f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000_000}</t></si></sst>'})


def with_one_huge_cell(path: Path) -> None:
    cell = f'<c r="A2" t="inlineStr"><is><t>{"x" * 30_000_000}</t></is></c>'
    write_parts(path, {SHEET: sheet_of(f'{HEADING}<row r="2">{cell}</row>')})


def wider_than_excel(path: Path) -> None:
    write_parts(path, {SHEET: sheet_of(HEADING + '<row r="2"><c r="ZZZ2"><v>1</v></c></row>')})


def with_more_cells_than_columns(path: Path) -> None:
    write_parts(path, {SHEET: sheet_of(HEADING + '<row r="2">' + "<c><v>1</v></c>" * 20_000 + "</row>")})


def longer_than_excel(path: Path) -> None:
    write_parts(path, {SHEET: sheet_of(HEADING + '<row r="9999999"><c r="A9999999"><v>1</v></c></row>')})


def longer_than_any_number(path: Path) -> None:
    write_parts(path, {SHEET: sheet_of(HEADING + f'<row r="{"9" * 5000}"/>')})


def sparse_to_the_right(path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 3000))
    write_parts(path, {SHEET: sheet_of(HEADING + rows)})


def with_an_endless_comment(path: Path) -> None:
    write_parts(path, {SHEET: "<!--" + "-x" * 20_000_000 + "-->" + sheet_of(HEADING + ROW)})


def with_an_endless_tag(path: Path) -> None:
    write_parts(path, {SHEET: sheet_of(f'{HEADING}<row r="2" spans="{"1" * 40_000_000}"/>')})


BOMBS: tuple[Callable[[Path], None], ...] = (
    *(
        laughing,
        laughing_in_two_bytes,
        laughing_in_the_texts,
        laughing_in_the_styles,
        laughing_in_the_workbook,
    ),
    *(
        reading_a_file_of_the_house,
        swollen,
        lying_about_its_size,
        of_too_many_parts,
        with_an_endless_directory,
    ),
    *(
        nested_without_end,
        nested_in_the_texts,
        with_one_huge_shared_text,
        with_one_huge_cell,
        wider_than_excel,
    ),
    *(with_more_cells_than_columns, longer_than_excel, longer_than_any_number, sparse_to_the_right),
    *(with_an_endless_comment, with_an_endless_tag),
)


@pytest.fixture
def memory() -> Iterator[Callable[[], int]]:
    """Bytes taken at the most since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.__name__)
def test_a_bomb_is_refused_quickly_and_in_little_memory(
    tmp_path: Path, memory: Callable[[], int], bomb: Callable[[Path], None]
) -> None:
    path = tmp_path / "orders.xlsx"
    bomb(path)
    tracemalloc.reset_peak()
    before, started = tracemalloc.get_traced_memory()[0], time.perf_counter()
    with pytest.raises(UnreadableFile) as error:
        list(open_table(path).lines())
    assert "Nothing was saved." in str(error.value)
    assert "root:" not in str(error.value)
    assert time.perf_counter() - started < 10
    assert memory() - before < 200 << 20


def test_a_part_that_unpacks_to_more_than_all_may_is_stopped_while_it_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_parts(tmp_path / "a.xlsx", {SHEET: sheet_of(HEADING + ROW + " " * 300_000)})
    table = open_table(path)
    monkeypatch.setattr(archive, "MOST_UNPACKED", 100_000)
    with pytest.raises(UnreadableFile, match=r"more than .* when unpacked"):
        list(table.lines())


@pytest.mark.parametrize("said", ["A1:XFD1048576", "A1", "A1:ZZZ999999999", "nonsense"])
def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path: Path, said: str) -> None:
    sheet = sheet_of(HEADING + ROW, before=f'<dimension ref="{said}"/>')
    started = time.perf_counter()
    (line,) = open_table(write_parts(tmp_path / "a.xlsx", {SHEET: sheet})).lines()
    assert line.cells == ["7", "8", "2026-11-22"]
    assert time.perf_counter() - started < 1


def test_a_row_far_below_the_others_is_read_without_the_rows_between(tmp_path: Path) -> None:
    last = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    started = time.perf_counter()
    lines = list(
        open_table(write_parts(tmp_path / "a.xlsx", {SHEET: sheet_of(HEADING + ROW + last)})).lines()
    )
    assert [line.number for line in lines] == [2, 1048576]
    assert time.perf_counter() - started < 1


DAMAGE: dict[str, dict[str, str | bytes | None]] = {
    "no sheet": {SHEET: None},
    "no relations": {"xl/_rels/workbook.xml.rels": None},
    "sheet cut off": {SHEET: sheet_of(HEADING + ROW)[:-30]},
    "sheet of something else": {SHEET: bytes(range(256)) * 10},
    "empty sheet part": {SHEET: b""},
    "unknown encoding": {SHEET: '<?xml version="1.0" encoding="klingon"?>' + sheet_of(HEADING)},
    "rows out of order": {SHEET: sheet_of(ROW + HEADING)},
    "cells out of order": {SHEET: sheet_of(HEADING + '<row r="2"><c r="B2"/><c r="A2"/></row>')},
    "cell of another row": {SHEET: sheet_of(HEADING + '<row r="2"><c r="A3"/></row>')},
    "cell of no place": {SHEET: sheet_of(HEADING + '<row r="2"><c r="2A"/></row>')},
    "row of no number": {SHEET: sheet_of(HEADING + '<row r="two"/>')},
    "text that is not there": {SHEET: sheet_of(HEADING + '<row r="2"><c r="A2" t="s"><v>5</v></c></row>')},
    "cell of unknown kind": {SHEET: sheet_of(HEADING + '<row r="2"><c r="A2" t="x"><v>5</v></c></row>')},
    "sheet without relation": {"xl/_rels/workbook.xml.rels": "<Relationships/>"},
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_workbook_is_refused_and_not_read_in_part(tmp_path: Path, damage: str) -> None:
    path = write_parts(tmp_path / "a.xlsx", DAMAGE[damage])
    with pytest.raises(UnreadableFile, match=r"damaged .*Nothing was saved.*Open it in Excel"):
        list(open_table(path).lines())


@pytest.mark.parametrize("length", [4, 30, 200, 500, 900])
def test_a_workbook_that_is_cut_off_is_refused(tmp_path: Path, length: int) -> None:
    path = write_parts(tmp_path / "a.xlsx", {})
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(UnreadableFile, match=r"Nothing was saved"):
        open_table(path)


def test_a_changed_byte_in_a_sheet_is_noticed(tmp_path: Path) -> None:
    path = write_parts(tmp_path / "a.xlsx", {})
    contents = bytearray(path.read_bytes())
    at = contents.index(SHEET.encode()) + len(SHEET) + 20
    contents[at] ^= 0x55
    path.write_bytes(contents)
    with pytest.raises(UnreadableFile, match=r"Nothing was saved"):
        list(open_table(path).lines())
