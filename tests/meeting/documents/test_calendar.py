"""Action items in a calendar, read back by a program that did not write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject

from meeting.actions import ActionRow
from meeting.clock import day_in
from meeting.documents.calendar import calendar_bytes
from tests.hostile import TEXTS
from tests.meeting.test_actions import _ITEM

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LONG = "Ring, write; and “wait”\n" * 400


def events(*rows: ActionRow, now: datetime = NOW, address: str = "https://monday.example.com") -> list[Any]:
    written = calendar_bytes(rows, now=now, address=address)
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    return list(vobject.readOne(written.decode()).contents.get("vevent", []))


def test_an_item_is_one_whole_day_that_leaves_its_owner_free() -> None:
    (event,) = events(replace(_ITEM, notes="Before noon", origin_text="Acme: oven", meeting_id=3))
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 11, 20), date(2026, 11, 21))
    assert type(event.dtstart.value) is date
    assert (event.summary.value, event.transp.value) == ("Call the carrier", "TRANSPARENT")
    assert event.description.value.splitlines() == [
        "About: Acme: oven",
        "Agreed on 16 November 2026, by Ana",
        "Before noon",
        "https://monday.example.com/action?id=1",
    ]
    assert event.dtstamp.value == NOW


def test_agreed_on_stands_only_on_what_a_meeting_agreed() -> None:
    (event,) = events(replace(_ITEM, meeting_id=None))
    assert event.description.value.splitlines()[0] == "Added on 16 November 2026, by Ana"


def test_a_changed_item_takes_the_place_of_what_it_was() -> None:
    (before,), (after,) = (
        events(_ITEM),
        events(replace(_ITEM, version=2, due_on=date(2026, 12, 4)), now=NOW + timedelta(days=1)),
    )
    assert before.uid.value == after.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)


def test_items_of_two_companies_with_one_number_stand_beside_each_other() -> None:
    one, other = events(_ITEM, replace(_ITEM, made_on=date(2026, 11, 17)))
    assert one.uid.value != other.uid.value


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Pacific/Kiritimati", "UTC"])
@pytest.mark.parametrize("hour", [0, 23])
def test_the_day_is_the_organisations_also_near_its_midnight(zone: str, hour: int) -> None:
    moment = datetime(2026, 11, 27, hour, 59, tzinfo=ZoneInfo(zone))
    today = day_in(zone, moment=moment.astimezone(UTC))
    (event,) = events(replace(_ITEM, due_on=today), now=moment)
    assert event.dtstart.value == date(2026, 11, 27)
    assert type(event.dtstart.value) is date
    assert event.dtstamp.value == moment


@pytest.mark.parametrize(
    "text", [*TEXTS, LONG, "a\\nb", "one\ud800two", "END:VEVENT\r\nEND:VCALENDAR\nBEGIN:X"], ids=repr
)
def test_every_text_comes_back_whole_and_is_nothing_but_text(text: str) -> None:
    (event,) = events(replace(_ITEM, what=text, notes=text, origin_text=text))
    for said in (event.summary.value, event.description.value):
        assert seen(text) in said.replace("\n", " ")
    assert {"uid", "summary", "description", "url"} <= set(event.contents)
    assert len(event.contents) == 9


def seen(text: str) -> str:
    """Its lines in one, without what no calendar can hold."""
    lines = text.replace("\r\n", "\n")
    return "".join(
        " " if each in "\r\n\v\f\x85\u2028\u2029" else each
        for each in lines
        if ord(each) > 31 or each in "\t\r\n\v\f"
        if each != "\x7f" and not 0xD800 <= ord(each) <= 0xDFFF
    )


def test_what_has_no_day_stands_on_none_and_nothing_gives_an_empty_calendar() -> None:
    assert events(replace(_ITEM, due_on=None)) == []


def test_where_nobody_knows_the_address_there_is_no_link() -> None:
    (event,) = events(_ITEM, address="")
    assert "url" not in event.contents
    assert "action?id" not in event.description.value
