"""Values of the log in words, and its rows as a list."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from meeting.log import HEADING, FieldChange, LogEntry, log_rows, value_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        ("", "nothing"),
        ((), "nothing"),
        (True, "yes"),
        (False, "no"),
        (date(2026, 11, 9), "9 November 2026"),
        (("Ana", "Ben"), "Ana, Ben"),
        (0, "0"),
        ("late", "late"),
    ],
)
def test_a_value_is_said_as_people_say_it(value: object, words: str) -> None:
    assert value_in_words(value) == words


def test_a_list_has_a_row_for_each_field_with_the_organisations_clock() -> None:
    entry = LogEntry(
        seq=7,
        at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC),
        who="Ana",
        action="move",
        what="promise",
        record_id=3,
        name="Oak table",
        is_first=False,
        changes=(FieldChange("promised on", "a", "b"), FieldChange("moved on", "c", "d")),
        reason="why",
    )
    first, second = log_rows([entry], zone="Europe/Berlin")
    assert len(first) == len(second) == len(HEADING)
    assert first == (
        *(7, "2026-11-23 00:30:00+01:00", "Ana", "move", "promise", 3, "Oak table"),
        *("promised on", "a", "b", "why", ""),
    )
    assert second[7:10] == ("moved on", "c", "d")


def test_an_entry_without_fields_has_a_row_too() -> None:
    entry = LogEntry(1, datetime(2026, 1, 1, tzinfo=UTC), "Dev", "redact", "person", 1, "", False, ())
    assert len(list(log_rows([entry], zone="UTC"))) == 1
