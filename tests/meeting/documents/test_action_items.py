"""A list of action items as a file: every field of every item, and no text in it is a formula."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO, StringIO

from openpyxl import load_workbook

from meeting.documents.action_items import HEADING, action_rows
from meeting.documents.tables import csv_bytes, xlsx_bytes
from tests.meeting.test_actions import _ITEM

ROWS = action_rows([_ITEM, replace(_ITEM, id=2, what="=1+1", owner=None, notes="@SUM(1)")], times={1: 3})


def test_a_row_tells_all_that_is_known_of_an_item() -> None:
    heading, first, second = csv.reader(StringIO(csv_bytes(HEADING, ROWS).decode("utf-8-sig")))
    read = dict(zip(heading, first, strict=True))
    assert (read["number"], read["what"], read["owner"], read["state"]) == (
        "1",
        "Call the carrier",
        "Ana",
        "open",
    )
    assert (read["made on"], read["due on"], read["first due on"]) == (
        "2026-11-16",
        "2026-11-20",
        "2026-11-20",
    )
    assert (read["done on"], read["carried"]) == ("", "3")
    other = dict(zip(heading, second, strict=True))
    assert (other["what"], other["notes"], other["owner"]) == ("'=1+1", "'@SUM(1)", "")


def test_in_a_workbook_days_are_days_and_texts_are_texts() -> None:
    sheet = load_workbook(BytesIO(xlsx_bytes(HEADING, ROWS, title="Action items"))).active
    assert sheet is not None
    _, first, second = sheet.iter_rows()
    column = {name: place for place, name in enumerate(HEADING)}
    day = first[column["due on"]].value
    assert isinstance(day, datetime)
    assert day.date() == date(2026, 11, 20)
    cell = second[column["what"]]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
