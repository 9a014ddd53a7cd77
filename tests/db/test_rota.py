"""The rota in the store: who is on it, agreed, put off and swapped, who led, and handing a meeting over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes import attendance, meetings, rota
from db.changes.core import ChangedMeanwhile, table_of
from db.changes.house import add_team, change_organisation
from db.changes.people import change_person, disable_person
from db.changes.undo import undo_change
from db.engine import reading, transaction
from db.models import Absence, MeetingLed, Organisation, RotaTurn
from db.queries import rota as queries
from db.replay import replay_differences
from meeting.errors import NotAllowed, NotUnderstood
from meeting.permissions import COMMAND_LINE, Actor
from meeting.rota import RotaKind
from meeting.words import Role, Side
from tests.db.monday import MONDAY, Monday, at
from tests.db.stores import rows_of

DAY = 24 * 60
WEEK = 7 * DAY
NEXT = MONDAY + timedelta(weeks=1)
LEAD = RotaKind.FACILITATOR


def on_rota(
    monday: Monday, *names: str, kind: RotaKind = LEAD, seen: Sequence[str] = (), by: str = "Chloe"
) -> str:
    ids, were = ([monday.id_of(name) for name in some] for some in (names, seen))
    done: str = monday(rota.set_rota, kind, people=ids, seen=were, today=MONDAY, by=by)
    return done


def coming(
    monday: Monday, *, first: date = MONDAY, count: int = 4, kind: RotaKind = LEAD, minute: float = 0
) -> list[str]:
    found = monday.look(queries.coming, count=count, today=first, now=at(minute))
    return [one.name for one in found if one.kind is kind]


def of(monday: Monday, name: str) -> dict[str, Any]:
    return {"person_id": monday.id_of(name), "today": MONDAY}


def whole(monday: Monday) -> list[str]:
    with reading(monday.store) as session:
        return [str(each) for each in replay_differences(session)]


def set_holidays(session: Session, *days: date, actor: Actor, now: datetime) -> None:
    found = session.execute(select(table_of(Organisation))).mappings().one()
    change_organisation(
        session,
        seen=found["version"],
        name=found["name"],
        zone=found["zone"],
        common_goal="",
        ground_rules="",
        holidays=days,
        actor=actor,
        now=now,
    )


def led(monday: Monday) -> list[tuple[date, str]]:
    return [(one.held_on, one.leader) for one in monday.look(queries.who_led)]


def held(monday: Monday, *, week: int = 0, by: str = "Ana", expected: Sequence[str] = ()) -> int:
    day = MONDAY + timedelta(weeks=week)
    one = monday.start(*expected, by=by, day=day)
    monday(meetings.close_meeting, one, by=by, minute=week * WEEK + 30)
    return one


@pytest.fixture
def sides(monday: Monday) -> Monday:
    """Ben and Finn sell."""
    with transaction(monday.store) as session:
        add_team(session, name="Shop", side=Side.SALES, actor=COMMAND_LINE, now=at(0))
        for name in ("Ben", "Finn"):
            change_person(
                session,
                monday.id_of(name),
                seen=1,
                name=name,
                email=f"{name.casefold()}@example.com",
                role=Role.MEMBER,
                team="Shop",
                actor=COMMAND_LINE,
                now=at(0),
            )
    return monday


def test_who_leads_is_on_record_and_the_next_is_whoever_has_waited_longest(monday: Monday) -> None:
    on_rota(monday, "Ana", "Chloe", "Dev")
    assert coming(monday) == ["Ana", "Chloe", "Dev", "Ana"]
    held(monday, by="Ana")
    held(monday, week=1, by="Dev")
    assert led(monday) == [(NEXT, "Dev"), (MONDAY, "Ana")]
    # Dev came in the place of Chloe without a swap: it was his own turn.
    assert coming(monday, first=NEXT + timedelta(weeks=1)) == ["Chloe", "Ana", "Dev", "Chloe"]
    assert whole(monday) == []


def test_reopening_does_not_make_anybody_have_led_it(monday: Monday) -> None:
    on_rota(monday, "Ana", "Dev")
    one = held(monday, by="Ana")
    monday(meetings.reopen_meeting, one, by="Dev", minute=60)
    assert monday.running().leader == "Dev"
    assert led(monday) == [(MONDAY, "Ana")]
    monday(meetings.close_meeting, one, by="Dev", minute=300)
    assert (led(monday), monday.look(queries.led_by, one)) == ([(MONDAY, "Ana")], "Ana")
    assert coming(monday, first=NEXT, count=2) == ["Dev", "Ana"]


def test_who_closes_a_forgotten_meeting_on_the_day_after_did_not_lead_it(monday: Monday) -> None:
    one = monday.start(by="Ana")
    monday(meetings.take_over, one, by="Chloe", minute=DAY)
    monday(meetings.close_meeting, one, as_of=at(40), by="Chloe", minute=DAY)
    assert led(monday) == [(MONDAY, "Ana")]


def test_a_meeting_handed_over_was_led_by_whoever_led_it_longest(monday: Monday) -> None:
    on_rota(monday, "Ana", "Chloe", "Dev")
    one = monday.start("Chloe", by="Ana")
    monday(attendance.set_here, one, monday.id_of("Chloe"), is_here=True, by="Chloe", minute=1)
    assert monday(rota.hand_over, one, to_id=monday.id_of("Chloe"), minute=10)
    found = monday.running()
    assert (found.leader, found.leader_id) == ("Chloe", monday.id_of("Chloe"))
    with pytest.raises(NotAllowed, match="Chloe leads this meeting"):
        monday(meetings.go_to_step, one, pressed_on=0, to=1, minute=11)
    monday(meetings.go_to_step, one, pressed_on=0, to=1, by="Chloe", minute=11)
    monday(meetings.close_meeting, one, by="Chloe", minute=30)
    assert led(monday) == [(MONDAY, "Chloe")]
    assert coming(monday, first=NEXT, count=3) == ["Ana", "Dev", "Chloe"]
    assert whole(monday) == []


def test_a_meeting_is_handed_only_to_somebody_here_who_may_run_it(monday: Monday) -> None:
    one = monday.start("Chloe", "Ben", by="Ana")
    with pytest.raises(NotUnderstood, match="Chloe is not here"):
        monday(rota.hand_over, one, to_id=monday.id_of("Chloe"))
    monday(attendance.set_here, one, monday.id_of("Ben"), is_here=True, by="Ben")
    with pytest.raises(NotUnderstood, match="may not run the meeting"):
        monday(rota.hand_over, one, to_id=monday.id_of("Ben"))
    with pytest.raises(NotAllowed, match="Ana leads this meeting"):
        monday(rota.hand_over, one, to_id=monday.id_of("Dev"), by="Dev")
    assert monday(rota.hand_over, one, to_id=monday.id_of("Ana")) == ""
    assert monday.running().leader == "Ana"


def test_not_this_time_passes_the_turn_on_owes_it_and_can_be_undone(monday: Monday) -> None:
    on_rota(monday, "Ana", "Chloe", "Dev")
    done = monday(rota.not_this_time, LEAD, MONDAY, by="Ana", **of(monday, "Ana"))
    assert coming(monday, count=3) == ["Chloe", "Ana", "Dev"]
    with pytest.raises(ChangedMeanwhile, match="has changed meanwhile"):
        monday(rota.not_this_time, LEAD, MONDAY, by="Ana", **of(monday, "Ana"))
    monday(undo_change, done, by="Ana")
    assert coming(monday, count=3) == ["Ana", "Chloe", "Dev"]
    # Said a second time, it is the same record seen again.
    assert monday(rota.not_this_time, LEAD, MONDAY, by="Ana", **of(monday, "Ana"))
    assert coming(monday, count=3) == ["Chloe", "Ana", "Dev"]
    assert whole(monday) == []


def test_what_was_agreed_holds_until_somebody_cannot_come(monday: Monday) -> None:
    on_rota(monday, "Ana", "Chloe", "Dev")
    assert monday(rota.agree, LEAD, MONDAY, by="Chloe", **of(monday, "Ana"))
    on_rota(monday, "Dev", "Chloe", "Ana", seen=["Ana", "Chloe", "Dev"])
    assert coming(monday, count=2) == ["Ana", "Dev"]
    assert monday(rota.agree, LEAD, MONDAY, by="Chloe", **of(monday, "Ana")) == ""
    monday(rota.not_this_time, LEAD, MONDAY, by="Chloe", **of(monday, "Ana"))
    assert coming(monday, count=2) == ["Dev", "Chloe"]
    assert whole(monday) == []


def test_two_swap_and_each_comes_once_for_the_other(monday: Monday) -> None:
    on_rota(monday, "Ana", "Chloe", "Dev")
    done = monday(rota.swap, LEAD, MONDAY, by="Dev", with_id=monday.id_of("Dev"), **of(monday, "Ana"))
    assert coming(monday, count=5) == ["Dev", "Chloe", "Ana", "Ana", "Chloe"]
    with pytest.raises(NotUnderstood, match="has swapped already"):
        monday(rota.swap, LEAD, NEXT, by="Dev", with_id=monday.id_of("Ana"), **of(monday, "Chloe"))
    held(monday, by="Dev")
    assert [(row["owner_id"], row["person_id"]) for row in rows_of(monday.store, RotaTurn)] == [
        (monday.id_of("Ana"), monday.id_of("Dev"))
    ]
    assert coming(monday, first=NEXT, count=3) == ["Chloe", "Ana", "Ana"]
    # Taken back half-way, the turn counts for who took it.
    monday(undo_change, done, by="Dev")
    assert coming(monday, first=NEXT, count=3) == ["Ana", "Chloe", "Dev"]
    assert whole(monday) == []


def test_absences_are_said_by_oneself_or_by_who_plans(monday: Monday) -> None:
    on_rota(monday, "Ana", "Chloe", "Dev")
    away: dict[str, Any] = {"first": MONDAY, "last": NEXT}
    done = monday(rota.say_away, monday.id_of("Ana"), by="Ana", **away)
    assert coming(monday) == ["Chloe", "Dev", "Ana", "Chloe"]
    with pytest.raises(NotAllowed, match="may not change the rota"):
        monday(rota.say_away, monday.id_of("Ana"), by="Ben", **away)
    with pytest.raises(NotUnderstood, match="Turn them round"):
        monday(rota.say_away, monday.id_of("Ana"), by="Ana", first=NEXT, last=MONDAY)
    (row,) = monday.look(queries.absences, today=MONDAY)
    with pytest.raises(NotAllowed):
        monday(rota.come_after_all, row.id, seen=row.version, by="Ben")
    monday(rota.come_after_all, row.id, seen=row.version, by="Ana")
    assert coming(monday, count=1) == ["Ana"]
    with pytest.raises(ChangedMeanwhile):
        monday(undo_change, done, by="Ana")
    assert len(rows_of(monday.store, Absence)) == 1


def test_a_rota_changed_meanwhile_is_not_overwritten(monday: Monday) -> None:
    on_rota(monday, "Ana", "Chloe")
    with pytest.raises(ChangedMeanwhile, match="Somebody else changed this rota"):
        on_rota(monday, "Dev", by="Dev")
    with pytest.raises(NotUnderstood, match="Not everybody of them"):
        on_rota(monday, "Ben", seen=["Ana", "Chloe"])
    done = on_rota(monday, "Dev", seen=["Ana", "Chloe"])
    assert coming(monday, count=1) == ["Dev"]
    monday(undo_change, done, by="Chloe")
    assert coming(monday, count=2) == ["Ana", "Chloe"]
    assert on_rota(monday, "Ana", "Chloe", seen=["Ana", "Chloe"]) == ""


def test_who_leaves_the_company_is_passed_over(monday: Monday) -> None:
    on_rota(monday, "Ana", "Chloe")
    monday(disable_person, monday.id_of("Ana"), taken_over_by=None, by="Dev")
    assert coming(monday, count=2) == ["Chloe", "Chloe"]
    assert on_rota(monday, "Dev", "Chloe", seen=["Chloe"])


def test_one_more_of_a_side_has_had_a_turn_by_coming(sides: Monday) -> None:
    sales = RotaKind.SALES
    on_rota(sides, "Ben", "Finn", kind=sales)
    one = sides.start("Ben", "Chloe", by="Ana")
    sides(attendance.set_here, one, sides.id_of("Chloe"), is_here=True, by="Chloe")
    sides(meetings.close_meeting, one, by="Ana", minute=30)
    # Ben was expected and did not come: it is his turn still.
    assert coming(sides, first=NEXT, count=2, kind=sales) == ["Ben", "Finn"]
    two = sides.start("Ben", by="Ana", day=NEXT)
    sides(attendance.set_here, two, sides.id_of("Ben"), is_here=True, by="Ben", minute=WEEK)
    sides(meetings.close_meeting, two, by="Ana", minute=WEEK + 30)
    assert coming(sides, first=NEXT + timedelta(weeks=1), count=2, kind=sales) == ["Finn", "Ben"]
    assert coming(sides, count=1) == []
    assert whole(sides) == []


def test_a_meeting_held_on_another_day_is_that_weeks_turn_and_a_second_one_is_none(monday: Monday) -> None:
    on_rota(monday, "Ana", "Chloe", "Dev")
    wednesday = MONDAY + timedelta(days=2)
    one = monday.start(by="Ana", day=wednesday)
    monday(meetings.close_meeting, one, by="Ana", minute=2 * DAY + 30)
    two = monday.start(by="Chloe", day=wednesday)
    monday(meetings.close_meeting, two, by="Chloe", minute=2 * DAY + 60)
    assert [row["day"] for row in rows_of(monday.store, RotaTurn)] == [MONDAY]
    assert coming(monday, first=NEXT, count=2) == ["Chloe", "Dev"]
    with pytest.raises(NotUnderstood, match="one of the next 8 meetings"):
        monday(rota.agree, LEAD, MONDAY, by="Chloe", **of(monday, "Ana"))
    assert [row["leader"] for row in rows_of(monday.store, MeetingLed)] == ["Ana", "Chloe"]


def test_at_close_the_meeting_that_runs_counts_already(monday: Monday) -> None:
    on_rota(monday, "Ana", "Chloe", "Dev")
    monday.start(by="Chloe")
    found = monday.look(queries.coming, count=2, today=MONDAY, now=at(20))
    assert [(one.day, one.name) for one in found] == [(NEXT, "Ana"), (NEXT + timedelta(weeks=1), "Dev")]
    assert monday(rota.agree, LEAD, NEXT, by="Chloe", minute=20, **of(monday, "Ana"))


def test_a_monday_off_moves_the_turn_to_the_next_working_day(monday: Monday) -> None:
    on_rota(monday, "Ana", "Chloe")
    monday(set_holidays, NEXT, by="Dev")
    tuesday = NEXT + timedelta(days=1)
    found = monday.look(queries.coming, count=3, today=MONDAY, now=at(0))
    assert [one.day for one in found] == [MONDAY, tuesday, NEXT + timedelta(weeks=1)]
