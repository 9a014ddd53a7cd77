"""Joining by code past the screen: who may ask, who is let in, and what a guest may write until when."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from db import accounts
from db.changes import asking, attendance, letting_in, meetings
from db.changes.actions import add_action
from db.changes.core import table_of
from db.changes.field import log_note
from db.changes.guests import WrongCodes, meeting_of_code
from db.changes.people import change_person, disable_person
from db.changes.ratings import rate_meeting
from db.changes.undo import undo_change
from db.changes.wins import log_win
from db.engine import transaction
from db.models import Event, GuestPhone, JoinCode
from db.queries import guests as queries
from db.queries.meetings import attendees
from db.queries.minutes import kept_minutes
from meeting.errors import MeetingError, NotAllowed, NotUnderstood
from meeting.joining import ALPHABET, GuestState
from meeting.permissions import COMMAND_LINE, Actor
from meeting.words import NoteKind, Role, Side, WinKind
from tests.db.monday import FRIDAY, MONDAY, Monday, at, at_the_same_moment

NOT_IN = r"not in this meeting any more. Nothing was saved"


def asked(monday: Monday, who: str = "Ben", *, minute: float = 1, **named: Any) -> asking.Asked:
    """Somebody of the cast by their name, anybody else as a guest."""
    named |= {"person_id": monday.id_of(who)} if who in monday.cast else {"name": who}
    with transaction(monday.store) as session:
        return asking.ask_to_join(session, 1, now=at(minute), **named)


def let_in(monday: Monday, who: str = "Ben", **named: Any) -> Actor:
    found = asked(monday, who, **named)
    monday(letting_in.let_in, 1, found.guest_id, minute=2)
    guest: Actor | None = monday.look(queries.who, found.token, now=at(2))
    assert guest is not None
    monday.cast[f"{who} by code"] = guest
    return guest


def tried(monday: Monday, code: str, *, minute: float = 1) -> int | None:
    with transaction(monday.store) as session:
        return meeting_of_code(session, code, now=at(minute))


def code_of(monday: Monday) -> str:
    found = monday.look(queries.joining, monday.running(), now=at(1)).code
    assert found is not None
    return str(found)


def here(monday: Monday) -> set[str]:
    return {one.name for one in monday.look(attendees, 1) if one.is_here}


def writes(monday: Monday, by: str, *, minute: float = 5) -> dict[str, Callable[[], object]]:
    """Everything a guest may write."""
    person = monday.cast[by].person_id
    owner = person or monday.id_of("Ben")
    about: dict[str, Any] = {"by": by, "minute": minute}
    wrote: dict[str, Callable[[], object]] = {
        "action": lambda: monday(
            add_action, what="Ring", owner_id=owner, due_on=FRIDAY, meeting_id=1, today=MONDAY, **about
        ),
        "note": lambda: monday(log_note, kind=NoteKind.HEARD, text="They ask", today=MONDAY, **about),
        "hit": lambda: monday(log_win, text="Thanks", kind=WinKind.PRAISE, today=MONDAY, **about),
        "rating": lambda: monday(rate_meeting, 1, rating=8, **about),
    }
    if person is not None:
        wrote["here"] = lambda: monday(attendance.set_here, 1, person, is_here=True, **about)
    return wrote


def test_each_meeting_has_a_code_of_its_own_that_stands_in_no_event(monday: Monday) -> None:
    monday.start("Ben")
    first = code_of(monday)
    assert set(first) <= set(ALPHABET)
    assert tried(monday, first) == 1
    monday(meetings.close_meeting, 1, minute=30)
    assert tried(monday, first, minute=31) is None
    assert monday.start("Ben", day=MONDAY + timedelta(days=7)) == 2
    with transaction(monday.store) as session:
        kept = session.execute(select(table_of(JoinCode))).mappings().all()
        told = session.execute(select(table_of(Event))).mappings().all()
    assert [row["meeting_id"] for row in kept] == [2]
    assert kept[0]["code"] != first
    assert not [row for row in told if first in str(dict(row)) or kept[0]["code"] in str(dict(row))]


@pytest.mark.parametrize(("minute", "is_right"), [(179.9, True), (180, False)])
def test_a_code_dies_three_hours_after_start(monday: Monday, minute: float, is_right: bool) -> None:
    monday.start("Ben")
    code = code_of(monday)
    assert (tried(monday, code, minute=minute) == 1) == is_right
    assert (monday.look(queries.joining, monday.running(), now=at(minute)).code == code) == is_right


def test_a_new_code_kills_the_old_one_and_keeps_who_is_in(monday: Monday) -> None:
    monday.start("Ben", "Finn")
    old = code_of(monday)
    monday(letting_in.let_everybody_in, 1)
    let_in(monday)
    monday(letting_in.another_code, 1, minute=3)
    assert tried(monday, old, minute=3) is None
    assert tried(monday, code_of(monday), minute=3) == 1
    for write in writes(monday, "Ben by code").values():
        write()
    # Whoever comes with the new one is looked at again.
    assert not asked(monday, "Finn", minute=4).is_in


def test_thirty_wrong_codes_in_a_minute_pause_all_of_them(monday: Monday) -> None:
    monday.start("Ben")
    right = code_of(monday)
    for number in range(30):
        assert tried(monday, "WRONG222", minute=number / 60) is None
    for code in (right, "WRONG222"):
        with pytest.raises(WrongCodes, match=r"Nothing was done. Try again in 30 seconds") as told:
            tried(monday, code, minute=0.5)
        assert told.value.seconds == 30
    assert tried(monday, right, minute=1) == 1


def test_members_who_are_expected_and_not_signed_in_can_be_picked(monday: Monday) -> None:
    monday.start("Ben", "Chloe", "Finn", "Ana")
    with transaction(monday.store) as session:
        names = [one.name for one in asking.choices(session, 1, now=at(1))]
        assert names == ["Ben", "Finn"]
        accounts.open_account(session, monday.id_of("Finn"), hashed="x", now=at(0))
        assert [one.name for one in asking.choices(session, 1, now=at(1))] == ["Ben"]


@pytest.mark.parametrize("who", ["Ana", "Chloe", "Dev"])
def test_nobody_who_may_lead_is_joined_as_even_where_the_name_is_sent_by_hand(
    monday: Monday, who: str
) -> None:
    monday.start("Ana", "Ben", "Chloe", "Dev")
    with pytest.raises(NotUnderstood, match=r"This name cannot be picked. Nothing was done"):
        asked(monday, who)
    # Nor by typing it, however it is written.
    for typed in (who, f" {who.upper()} ", " ".join(who)):
        with (
            pytest.raises(NotUnderstood, match=r"Somebody here has this name. Nothing was done"),
            transaction(monday.store) as session,
        ):
            asking.ask_to_join(session, 1, name=typed, now=at(1))


def test_a_member_who_leads_is_signed_in_somewhere_or_not_expected_is_refused(monday: Monday) -> None:
    monday.start("Ben")
    with transaction(monday.store) as session:
        accounts.open_account(session, monday.id_of("Ben"), hashed="x", now=at(0))
    for who in ("Ben", "Finn"):
        with pytest.raises(NotUnderstood, match="This name cannot be picked"):
            asked(monday, who)
    with transaction(monday.store) as session, pytest.raises(NotUnderstood):
        asking.ask_to_join(session, 1, person_id=4711, now=at(1))


def test_a_name_somebody_joined_as_is_taken_until_they_are_sent_out_or_leave(monday: Monday) -> None:
    monday.start("Ben")
    first = asked(monday)
    with pytest.raises(NotUnderstood, match=r"Somebody joined as Ben already. Nothing was done"):
        asked(monday)
    monday(letting_in.refuse, 1, first.guest_id, minute=2)
    second = asked(monday, minute=3)
    monday(letting_in.let_in, 1, second.guest_id, minute=3)
    with transaction(monday.store) as session:
        asking.leave(session, second.token, now=at(4))
    assert monday.look(queries.phone_of, second.token, now=at(4)) is None
    third = asked(monday, minute=5)
    assert len({first.token, second.token, third.token}) == 3
    found = monday.look(queries.phone_of, first.token, now=at(5))
    assert found is not None
    assert found.state is GuestState.REFUSED


def test_two_phones_that_pick_one_name_at_once_are_one_guest(monday: Monday) -> None:
    monday.start("Ben")
    said = at_the_same_moment(
        monday.store, lambda: asked(monday), lambda: asked(monday), before=("INSERT INTO guest",)
    )
    assert sorted(type(each).__name__ for each in said) == ["Asked", "NotUnderstood"]
    assert len(monday.look(queries.guests_of, 1)) == 1


def test_a_known_person_let_in_is_here_and_a_guest_is_listed(monday: Monday) -> None:
    monday.start("Ben", "Finn")
    waiting = asked(monday)
    assert here(monday) == set()
    assert monday.look(queries.who, waiting.token, now=at(1)) is None
    monday(letting_in.let_in, 1, waiting.guest_id, minute=2)
    let_in(monday, "Kim", side=Side.SALES)
    assert here(monday) == {"Ben"}
    assert [one.label for one in monday.look(queries.guests_of, 1)] == ["Ben", "guest: Kim (sales)"]


def test_minutes_name_every_guest_who_was_in_once_and_nobody_who_only_asked(monday: Monday) -> None:
    monday.start("Ben")
    for who, is_let_in in (("Kim", True), ("Rude", False), ("kim", True)):
        phone = asked(monday, who)
        if is_let_in:
            monday(letting_in.let_in, 1, phone.guest_id, minute=2)
        with transaction(monday.store) as session:
            asking.leave(session, phone.token, now=at(3))
    monday(letting_in.let_everybody_in, 1, minute=4)
    asked(monday, "Lou", minute=5)
    monday(meetings.close_meeting, 1, minute=6)
    kept = monday.look(kept_minutes, 1)
    assert kept is not None
    assert [one.name for one in kept.minutes.attendance if one.person_id is None] == ["kim", "Lou"]


def test_let_in_everybody_is_for_who_asks_and_who_comes_later(monday: Monday) -> None:
    monday.start("Ben", "Finn")
    for who in ("Ben", "Kim"):
        asked(monday, who)
    monday(letting_in.let_everybody_in, 1, minute=2)
    assert asked(monday, "Finn", minute=3).is_in
    assert {one.state for one in monday.look(queries.guests_of, 1)} == {GuestState.IN}
    assert here(monday) == {"Ben", "Finn"}


def test_whoever_leaves_comes_back_only_past_the_eyes_of_whoever_leads(monday: Monday) -> None:
    monday.start("Ben")
    monday(letting_in.let_everybody_in, 1, minute=2)
    phone = asked(monday, "Kim", minute=3)
    assert phone.is_in
    with transaction(monday.store) as session:
        asking.leave(session, phone.token, now=at(4))
    assert not asked(monday, "Lou", minute=5).is_in


@pytest.mark.parametrize("who", ["Ben", "Kim"])
def test_a_guest_writes_while_their_meeting_runs_and_nothing_after_close(monday: Monday, who: str) -> None:
    monday.start("Ben", "Finn")
    found = asked(monday, who)
    early = monday.look(queries.phone_of, found.token, now=at(1))
    assert early is not None
    monday.cast["early"] = early.actor
    for write in writes(monday, "early").values():
        with pytest.raises(MeetingError, match="Nothing was saved"):
            write()
    guest = let_in_asked(monday, found)
    by = "by code"
    monday.cast[by] = guest
    for write in writes(monday, by).values():
        write()
    with transaction(monday.store) as session:
        events = session.execute(select(table_of(Event)).order_by(table_of(Event).c.seq)).mappings().all()
    added = next(row for row in events if row["action"] == "add action item")
    assert "joined by code" in added["actor"]
    assert added["actor_id"] == guest.person_id
    assert not [row for row in events if row["action"] == "rate" and who in row["actor"]]
    monday(meetings.close_meeting, 1, leave_with_leader=True, minute=30)
    _refused(monday, by, minute=31)
    # Opened again, whoever was in by code is not: neither the old code nor the old phone opens anything.
    monday(meetings.reopen_meeting, 1, by="Dev", minute=32)
    _refused(monday, by, minute=33)
    assert monday.look(queries.phone_of, found.token, now=at(33)) is None
    assert monday.look(queries.still_in, [accounts.token_hash(found.token)], now=at(33)) == set()


def let_in_asked(monday: Monday, found: asking.Asked) -> Actor:
    monday(letting_in.let_in, 1, found.guest_id, minute=2)
    guest: Actor | None = monday.look(queries.who, found.token, now=at(2))
    assert guest is not None
    return guest


def _refused(monday: Monday, by: str, *, minute: float) -> None:
    before = events_of(monday)
    for write in writes(monday, by, minute=minute).values():
        with pytest.raises(MeetingError, match="Nothing was saved"):
            write()
    assert events_of(monday) == before


def events_of(monday: Monday) -> int:
    with transaction(monday.store) as session:
        return len(session.scalars(select(table_of(Event).c.seq)).all())


def test_a_guest_gives_items_to_who_attends_and_says_of_nobody_else_that_they_are_here(
    monday: Monday,
) -> None:
    monday.start("Ben")
    let_in(monday)
    about: dict[str, Any] = {"by": "Ben by code", "minute": 5}
    with pytest.raises(NotAllowed):
        monday(
            add_action,
            what="Ring",
            owner_id=monday.id_of("Finn"),
            due_on=FRIDAY,
            meeting_id=1,
            today=MONDAY,
            **about,
        )
    with pytest.raises(NotAllowed):
        monday(attendance.set_here, 1, monday.id_of("Finn"), is_here=True, **about)
    with pytest.raises(NotAllowed):
        monday(letting_in.let_everybody_in, 1, **about)


@pytest.mark.parametrize(
    "fields", [{"guest_id": 99}, {"guest_id": None}, {"person_id": 5}, {"person_id": None}]
)
def test_whoever_is_made_up_is_no_guest(monday: Monday, fields: dict[str, int | None]) -> None:
    monday.start("Ben", "Finn")
    monday.cast["made up"] = replace(let_in(monday), **fields)  # type: ignore[arg-type]
    for name in ("note", "hit", "rating"):
        with pytest.raises(MeetingError, match="Nothing was saved"):
            writes(monday, "made up")[name]()


@pytest.mark.parametrize("how", ["sent out", "disabled", "made a manager", "half a day"])
def test_whoever_is_out_writes_nothing_more(monday: Monday, how: str) -> None:
    monday.start("Ben")
    guest = let_in(monday)
    minute = 5.0
    if how == "sent out":
        monday(letting_in.refuse, 1, guest.guest_id, minute=4)
    elif how == "disabled":
        with transaction(monday.store) as session:
            disable_person(session, monday.id_of("Ben"), taken_over_by=None, actor=COMMAND_LINE, now=at(4))
    elif how == "made a manager":
        with transaction(monday.store) as session:
            change_person(
                session,
                monday.id_of("Ben"),
                seen=1,
                name="Ben",
                email="ben@example.com",
                role=Role.MANAGER,
                team="",
                actor=COMMAND_LINE,
                now=at(4),
            )
    else:
        minute = 12 * 60
    with transaction(monday.store) as session:
        hashes = list(session.scalars(select(table_of(GuestPhone).c.token_hash)))
    assert monday.look(queries.still_in, hashes, now=at(minute)) == set()
    for name in ("note", "hit", "action"):
        with pytest.raises(NotAllowed, match=NOT_IN):
            writes(monday, "Ben by code", minute=minute)[name]()


def test_a_guest_undoes_what_they_wrote_by_this_phone_and_nothing_else(monday: Monday) -> None:
    own = monday(log_note, kind=NoteKind.HEARD, text="Before", today=MONDAY, by="Ben", minute=0)
    monday.start("Ben")
    let_in(monday)
    about: dict[str, Any] = {"by": "Ben by code", "minute": 5}
    with pytest.raises(NotAllowed):
        monday(undo_change, own, **about)
    by_code = writes(monday, "Ben by code")["hit"]()
    monday(undo_change, by_code, **about)
    other = writes(monday, "Ben by code")["note"]()
    monday(meetings.close_meeting, 1, minute=30)
    with pytest.raises(NotAllowed, match=NOT_IN):
        monday(undo_change, other, by="Ben by code", minute=31)


def test_a_guest_rates_once_and_a_person_once_whatever_they_hold(monday: Monday) -> None:
    monday.start("Ben")
    let_in(monday)
    let_in(monday, "Kim")
    for by, first in (("Ben by code", True), ("Ben", False), ("Kim by code", True), ("Kim by code", False)):
        assert monday(rate_meeting, 1, rating=8, by=by, minute=5) is first
    with transaction(monday.store) as session:
        assert session.scalar(text("SELECT count(*) FROM meeting_rating")) == 2


def test_the_token_is_kept_as_a_hash_and_told_in_no_event(monday: Monday) -> None:
    monday.start("Ben")
    found = asked(monday)
    with transaction(monday.store) as session:
        phones = [dict(row) for row in session.execute(select(table_of(GuestPhone))).mappings()]
        told = session.execute(select(table_of(Event).c.after)).scalars().all()
    assert phones == [
        {"token_hash": accounts.token_hash(found.token), "guest_id": found.guest_id, "times_closed": 0}
    ]
    assert found.token not in json.dumps(told)


@pytest.mark.parametrize("name", ["", "  ", "\u200b\u202e", "x" * 61])
def test_a_guest_has_a_name_of_sixty_signs_at_most(monday: Monday, name: str) -> None:
    monday.start("Ben")
    with pytest.raises(NotUnderstood, match="Say your name"):
        asked(monday, name)


def test_so_many_ask_at_once_and_no_more(monday: Monday) -> None:
    monday.start("Ben")
    for number in range(30):
        asked(monday, f"Kim {number}")
    with pytest.raises(NotUnderstood, match=r"Too many people ask at once. Nothing was done"):
        asked(monday)
