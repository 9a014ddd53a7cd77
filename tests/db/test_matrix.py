"""The permission table past the screen: every function that writes, as every role."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import db
from db import accounts, taking_out
from db.changes import (
    Changes,
    attendance,
    guests,
    house,
    meetings,
    merging,
    own,
    parting,
    people,
    records,
    strengths,
    table_of,
    undo,
    undo_agreed,
    undo_import,
)
from db.engine import Store, open_store, rehearsal, transaction
from db.intake import taking
from db.intake.fields import Kind
from db.intake.rows import Options
from db.models import Event, Promise
from db.redact import Found, redact
from db.whole import export_whole, import_whole
from meeting.errors import MeetingError, NotAllowed
from meeting.permissions import ALLOWED, COMMAND_LINE, Action, Actor, allowed
from meeting.settings import Settings
from meeting.words import Role, Side, Tier, Visitor, WithdrawnBy
from tests.db import rows_by_hand, rows_of_meetings
from tests.db.rows_of_meetings import EVE, LEADING, ROWS, as_guest, led_by_another
from tests.db.stores import NOON, NOW, TODAY, Bring, contents

Call = Callable[[Store, Actor, Path], object]
ABOUT: dict[str, Any] = {"now": NOW}
DAY = date(2026, 11, 18)


def written(change: Callable[..., object], *given: object, **named: object) -> Call:
    """A function that takes a session, called in a transaction of its own."""

    def call(store: Store, actor: Actor, folder: Path) -> object:
        with transaction(store) as session:
            return change(session, *given, actor=actor, now=NOW, **named)

    return call


def _bring_in(store: Store, actor: Actor, folder: Path) -> object:
    path = folder / "orders.csv"
    path.write_text("reference,customer,promised_on\n1,Acme,2026-11-18\n", encoding="utf-8")
    return taking.bring_in(
        store, path, kind=Kind.PROMISES, source="main", options=Options({}, {}, None), actor=actor
    )


def _redact(store: Store, actor: Actor, folder: Path) -> object:
    return redact(store, Found("customer", 1, "Acme", frozenset({1})), actor=actor, now=NOW)


MATRIX: dict[Callable[..., object], tuple[Action, Call]] = {
    records.deliver: (Action.CORRECT, written(records.deliver, 1, seen=1, on=DAY, today=TODAY)),
    records.withdraw: (
        Action.CORRECT,
        written(records.withdraw, 1, seen=1, on=DAY, by=WithdrawnBy.US, today=TODAY, reason=""),
    ),
    records.move: (Action.CORRECT, written(records.move, 1, seen=1, to=DAY, today=TODAY, reason="")),
    records.correct_day: (
        Action.CORRECT_DAY,
        written(records.correct_day, 1, seen=1, to=DAY, reason="mistyped"),
    ),
    records.set_tier: (Action.CORRECT, written(records.set_tier, [(1, 1)], tier=Tier.A)),
    records.set_turn_to: (Action.CORRECT, written(records.set_turn_to, 1, seen=1, person_id=None)),
    records.say_introduced: (
        Action.LOG,
        written(records.say_introduced, 1, seen=1, on=DAY, to_id=1, by_id=1, today=TODAY),
    ),
    records.mark_same_as: (Action.CORRECT_DAY, written(records.mark_same_as, 1, seen=1, other_id=2)),
    merging.merge_customers: (
        Action.CORRECT_DAY,
        written(merging.merge_customers, keep=(1, 1), gone=(2, 1)),
    ),
    merging.merge_pairs: (
        Action.CORRECT_DAY,
        written(merging.merge_pairs, [((1, 1), (2, 1))]),
    ),
    merging.tell_apart: (Action.CORRECT_DAY, written(merging.tell_apart, 1, 2)),
    parting.part_customers: (Action.CORRECT_DAY, written(parting.part_customers, 3, seen=1)),
    undo_import.undo_import: (Action.BRING_IN_FILES, written(undo_import.undo_import, 1)),
    house.add_team: (Action.SET_UP, written(house.add_team, name="Garage", side=Side.SERVICE)),
    house.change_team: (
        Action.SET_UP,
        written(house.change_team, 1, seen=1, name="Garage", side=Side.SERVICE),
    ),
    house.change_organisation: (
        Action.SET_UP,
        written(
            house.change_organisation,
            seen=1,
            name="Another",
            zone="Europe/Berlin",
            common_goal="",
            ground_rules="",
            holidays=[],
        ),
    ),
    house.write_goal: (Action.SET_UP, written(house.write_goal, goal="Together")),
    house.set_up_organisation: (Action.SET_UP, written(house.set_up_organisation, name="Another")),
    people.add_person: (
        Action.SET_UP,
        written(people.add_person, name="Fay", email="fay@example.com", role=Role.MEMBER),
    ),
    people.disable_person: (Action.SET_UP, written(people.disable_person, 1, taken_over_by=None)),
    people.change_person: (
        Action.SET_UP,
        written(
            people.change_person, 1, seen=1, name="Fay", email="fay@example.com", role=Role.MEMBER, team=""
        ),
    ),
    accounts.invite: (Action.SET_UP, written(accounts.invite, 1)),
    taking.bring_in: (Action.BRING_IN_FILES, _bring_in),
    redact: (Action.BACK_UP, _redact),
    export_whole: (Action.BACK_UP, lambda store, actor, to: export_whole(store, to / "out", actor=actor)),
    taking_out.everything: (
        Action.BACK_UP,
        lambda store, actor, _: taking_out.everything(store, actor=actor),
    ),
    taking_out.one_list: (
        Action.BACK_UP,
        lambda store, actor, _: taking_out.one_list(
            store, Kind.PROMISES, source="main", as_xlsx=False, actor=actor
        ),
    ),
    taking_out.backup_beside: (
        Action.BACK_UP,
        lambda store, actor, _: taking_out.backup_beside(
            Settings(Path(store.place), None, NOON), store, actor=actor
        ),
    ),
    import_whole: (Action.BACK_UP, lambda store, actor, at: import_whole(store, at / "out", actor=actor)),
}


def _undo(action: str, **fields: object) -> Call:
    """Undo what somebody with every right did just now."""

    def call(store: Store, actor: Actor, folder: Path) -> object:
        changes = Changes(store_session := Session(store.write_engine), actor=COMMAND_LINE, now=NOW)
        with store_session:
            records.edit(changes, Promise, 1, seen=1, fields=fields, action=action)
            changes.write()
            return undo.undo_change(store_session, changes.operation, actor=actor, now=NOW)

    return call


UNDO = {
    Action.CORRECT: _undo("deliver", delivered_on=DAY),
    Action.CORRECT_DAY: _undo("correct day", promised_on=DAY),
    Action.SET_UP: _undo("change person", what="Oven"),
}
INSIDE = {
    taking.take,
    meetings.open_meeting_row,
    meetings.require_lead,
    attendance.who_is,
    attendance.takes_part,
    attendance.require_part,
    guests.require_still_in,
    guests.is_still_in,
    guests.did_it_all,
    own.is_own,
    own.require_to_correct,
    strengths.require_own_team,
    undo_agreed.refuse_of_meeting,
}
"""Called by functions of the matrix alone."""


def functions_that_act() -> set[Callable[..., object]]:
    """Every public function of db/ that is told who acts."""
    found: set[Callable[..., object]] = set()
    for module in pkgutil.walk_packages(db.__path__, "db."):
        if module.name.startswith("db.migrations") or module.name == "db.__main__":
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            is_ours = inspect.isfunction(value) and value.__module__ == module.name and name[0] != "_"
            if is_ours and "actor" in inspect.signature(value).parameters:
                found.add(value)
    return found


def test_every_function_that_writes_for_somebody_has_a_row() -> None:
    names = {f"{each.__module__}.{each.__name__}" for each in functions_that_act()}
    rows = {
        f"{each.__module__}.{each.__name__}"
        for each in (*MATRIX, *ROWS, *rows_by_hand.ROWS, *INSIDE, undo.undo_change)
    }
    assert names == rows


def test_every_action_that_changes_something_is_called() -> None:
    of_meetings = {row.action for row in (*ROWS.values(), *rows_of_meetings.OWN.values())}
    assert {action for action, _ in MATRIX.values()} | of_meetings == set(Action) - {Action.READ_LOG}


@pytest.mark.parametrize("role", [*Role, *Visitor])
@pytest.mark.parametrize(
    ("action", "call"),
    [*MATRIX.values(), *UNDO.items()],
    ids=[*(each.__name__ for each in MATRIX), *(f"undo {action.name}" for action in UNDO)],
)
def test_a_role_does_what_the_table_says_and_nothing_else(
    sqlite_store: Store, tmp_path: Path, role: Role | Visitor, action: Action, call: Call
) -> None:
    actor = Actor("Eve", role)
    rows = [{"reference": "P1", "customer": "Acme", "promised_on": "2026-11-20"}]
    Bring(sqlite_store, tmp_path)(Kind.PROMISES, rows)
    before = contents(sqlite_store)
    if allowed(actor, action):
        try:
            call(sqlite_store, actor, tmp_path)
        except NotAllowed:
            raise
        except MeetingError:
            # Let in, and told that there is nothing to change.
            assert contents(sqlite_store) == before
    else:
        with pytest.raises(NotAllowed, match="Nothing was saved"):
            call(sqlite_store, actor, tmp_path)
        assert contents(sqlite_store) == before


MEETING_ROWS = {
    **{each.__name__: row for each, row in (ROWS | rows_by_hand.ROWS).items()},
    **rows_of_meetings.OWN,
    **rows_by_hand.OWN,
}


@pytest.fixture(scope="module")
def rehearsed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store with one promise for all rehearsals, which leave nothing in it."""
    folder = tmp_path_factory.mktemp("rehearsed")
    shutil.copy(sqlite_template, folder / "meeting.db")
    store = open_store(Settings(folder / "meeting.db", None, NOON))
    Bring(store, folder)(Kind.PROMISES, "reference,customer,promised_on\nP1,Acme,2026-11-20\n")
    before = contents(store)
    yield store
    assert contents(store) == before
    store.close()


@pytest.mark.parametrize("role", [*Role, *Visitor])
@pytest.mark.parametrize("name", MEETING_ROWS)
def test_in_a_meeting_a_role_does_what_the_table_says_and_nothing_else(
    rehearsed: Store, name: str, role: Role | Visitor
) -> None:
    row, actor = MEETING_ROWS[name], Actor("Eve", role)
    with rehearsal(rehearsed) as session:
        row.prepare(session, actor)
        if role is Visitor.GUEST:
            actor = as_guest(session, actor, person_id=EVE if row.is_somebody else None)
        before = _events(session)
        if allowed(actor, row.action):
            row(session, actor)
            assert _events(session) > before
        else:
            with pytest.raises(NotAllowed, match="Nothing was saved"):
                row(session, actor)
            assert _events(session) == before


@pytest.mark.parametrize("role", [*Role, *Visitor])
@pytest.mark.parametrize("change", LEADING, ids=lambda change: change.__name__)
def test_of_all_who_may_run_a_meeting_only_who_leads_it_does(
    rehearsed: Store, change: Callable[..., object], role: Role | Visitor
) -> None:
    with rehearsal(rehearsed) as session:
        led_by_another(session, Actor("Eve", role))
        before = _events(session)
        with pytest.raises(NotAllowed, match=r"Nothing was saved"):
            ROWS[change](session, Actor("Eve", role))
        assert _events(session) == before


def _events(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(table_of(Event))) or 0


def test_what_the_table_does_not_name_is_denied() -> None:
    assert not allowed(Actor("Eve", Role.ADMIN), "fly")  # type: ignore[arg-type]  # an action nobody wrote down
    assert set(ALLOWED) == set(Action)
