"""Who is there: said by everybody for themselves, and by whoever leads for anybody."""

from __future__ import annotations

import pytest

from db.changes import attendance
from db.changes.people import disable_person
from db.models import Attendance
from db.queries import meetings as queries
from meeting.errors import NotAllowed, NotUnderstood
from tests.db.monday import Monday
from tests.db.stores import rows_of


def here(monday: Monday, meeting_id: int) -> list[tuple[str, bool]]:
    return [(one.name, one.is_here) for one in monday.look(queries.attendees, meeting_id)]


def test_who_starts_is_there_and_everybody_says_for_themselves(monday: Monday) -> None:
    one = monday.start("Ana", "Ben", "Ben", "Chloe")
    assert here(monday, one) == [("Ana", True), ("Ben", False), ("Chloe", False)]
    assert monday(attendance.set_here, one, monday.id_of("Ben"), is_here=True, by="Ben")
    assert monday(attendance.set_here, one, monday.id_of("Ben"), is_here=True, by="Ben") == ""
    for by in ("Ben", "Chloe"):
        with pytest.raises(NotAllowed):
            monday(attendance.set_here, one, monday.id_of("Ana"), is_here=False, by=by)
    monday(attendance.set_here, one, monday.id_of("Chloe"), is_here=True)
    # Nobody expected Finn.
    monday(attendance.set_here, one, monday.id_of("Finn"), is_here=True, by="Finn")
    monday(attendance.set_here, one, monday.id_of("Ben"), is_here=False)
    assert here(monday, one) == [("Ana", True), ("Ben", False), ("Chloe", True), ("Finn", True)]


def test_somebody_who_left_is_not_there(monday: Monday) -> None:
    one = monday.start()
    monday(disable_person, monday.id_of("Finn"), taken_over_by=None, by="Dev")
    with pytest.raises(NotUnderstood, match="not there any more"):
        monday(attendance.set_here, one, monday.id_of("Finn"), is_here=True)
    assert rows_of(monday.store, Attendance) == []
