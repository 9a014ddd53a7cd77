"""What the board said stays said: a board kept each evening is what is computed for that evening ever after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from db.changes import by_hand, records
from db.engine import Store, reading, transaction
from db.intake.fields import Kind
from db.models import Customer, Promise
from db.queries import evidence, figures, house
from db.queries.late import changed_since
from meeting.clock import Clock
from meeting.late import Counted
from meeting.permissions import Actor
from meeting.promise_days import UNKNOWN, numbered
from meeting.promises import PromiseState
from meeting.weeks import Week, week_of
from meeting.words import Role, WithdrawnBy
from tests.db.stores import Bring, rows_of, wrong

FIRST, EVENINGS = date(2026, 12, 14), 20
"""Three weeks around the turn of a year that has 53."""
CHLOE = Actor("Chloe", Role.MANAGER)
SEEDS = range(3)
Row = tuple[int, date, str]


def weeks() -> list[Week]:
    return [week_of(FIRST + timedelta(weeks=number)) for number in range(-2, 8)]


@dataclass(frozen=True)
class Board:
    """All that the board said on an evening, and the last event it knew."""

    on: date
    known: int
    said: tuple[Any, ...]
    rows: frozenset[Row]


def board(store: Store, on: date) -> Board:
    with reading(store) as session:
        rows: set[Row] = set()
        for week in weeks():
            for state in PromiseState:
                found = evidence.promises_in_state(session, week, state, as_of=on)
                rows |= {(row.id, row.promised_on, str(state)) for row in found}
            moved = evidence.moved_out(session, week, as_of=on)
            rows |= {(row.id, row.promised_on, "moved out") for row in moved}
        said = (
            *figures.week_figures(session, weeks(), as_of=on),
            figures.still_owed(session, as_of=on),
            tuple((row.id, row.promised_on) for row in evidence.owed(session, as_of=on)),
        )
        return Board(on, house.last_event(session), said, frozenset(rows))


@dataclass
class Office:
    """People and an order system that tell what happens, each on its day; `late` they tell some of it days later."""

    store: Store
    folder: Path
    chance: Random
    late: float = 0.0
    orders: dict[str, dict[str, str]] = field(default_factory=dict)

    def evenings(self) -> Iterator[Board]:
        for number in range(EVENINGS):
            today = FIRST + timedelta(days=number)
            now = datetime(today.year, today.month, today.day, 18, tzinfo=UTC)
            here = replace(self.store, clock=Clock(fixed=now))
            for _ in range(self.chance.randint(1, 4)):
                self._by_hand(here, today, now)
            if self.chance.random() < 0.6:
                self._by_file(here, today)
            yield board(here, today)

    def _day(self, today: date) -> date:
        """Of something that happened: today, or told only now."""
        return (
            today - timedelta(days=self.chance.randint(1, 6)) if self.chance.random() < self.late else today
        )

    def _by_hand(self, store: Store, today: date, now: datetime) -> None:
        about: dict[str, Any] = {"actor": CHLOE, "now": now, "today": today}
        open_ones = [
            row
            for row in rows_of(store, Promise)
            if row["delivered_on"] is None and row["withdrawn_on"] is None
        ]
        with transaction(store) as session:
            if not open_ones or self.chance.random() < 0.4:
                by_hand.record_promise(
                    session,
                    what="Oven",
                    customer_id=rows_of(store, Customer)[0]["id"],
                    promised_on=today + timedelta(days=self.chance.randint(0, 8)),
                    made_on=self._day(today),
                    **about,
                )
                return
            row = self.chance.choice(open_ones)
            change: dict[str, Any] = {"seen": row["version"], **about}
            match self.chance.choice(["move", "move", "deliver", "deliver", "withdraw"]):
                case "move":
                    to = today + timedelta(days=self.chance.randint(0, 9))
                    records.move(session, row["id"], to=to, reason="Parts are late", **change)
                case "deliver":
                    records.deliver(session, row["id"], on=self._day(today), **change)
                case _:
                    records.withdraw(
                        session, row["id"], on=self._day(today), by=WithdrawnBy.US, reason="", **change
                    )

    def _by_file(self, store: Store, today: date) -> None:
        """What its order system holds that evening: all of it."""
        for _ in range(self.chance.randint(1, 4)):
            order = self.chance.choice([*self.orders.values(), {}])
            if not order:
                order = {"reference": f"E{len(self.orders)}", "customer": "Acme", "moved_on": ""}
                order |= {"made_on": str(self._day(today)), "delivered_on": "", "withdrawn_on": ""}
                order["promised_on"] = str(today + timedelta(days=self.chance.randint(0, 8)))
                self.orders[order["reference"]] = order
            elif order["delivered_on"] or order["withdrawn_on"]:
                continue
            elif self.chance.random() < 0.5:
                order["promised_on"] = str(today + timedelta(days=self.chance.randint(0, 9)))
                order["moved_on"] = str(self._day(today)) if self.chance.random() < self.late else ""
            else:
                order[self.chance.choice(["delivered_on", "withdrawn_on"])] = str(self._day(today))
        Bring(store, self.folder)(Kind.PROMISES, list(self.orders.values()), source="erp")


@pytest.fixture
def office(store: Store, bring: Bring, tmp_path: Path) -> Office:
    bring(Kind.CUSTOMERS, [{"reference": "C1", "name": "Acme"}])
    return Office(store, tmp_path, Random(0))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_told_on_its_day_never_changes_an_earlier_board(office: Office, seed: int) -> None:
    office.chance = Random(seed)
    kept = list(office.evenings())
    assert any(one.said[-1] for one in kept), "nothing was ever owed"
    assert any(state == "moved out" for one in kept for _, _, state in one.rows)
    for one in kept:
        again = board(office.store, one.on)
        assert (again.said, again.rows) == (one.said, one.rows), one.on
        with reading(office.store) as session:
            assert changed_since(session, since=one.known, as_of=one.on) == ()
    assert wrong(office.store) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_of_what_is_told_late_exactly_that_differs_which_is_listed_as_come_in_late(
    office: Office, seed: int
) -> None:
    office.chance, office.late = Random(seed), 0.4
    kept = list(office.evenings())
    differed = 0
    for one in kept:
        rows = board(office.store, one.on).rows
        differ = {promise_id for promise_id, _, _ in rows ^ one.rows}
        with reading(office.store) as session:
            late = changed_since(session, since=one.known, as_of=one.on)
        assert {each.id for each in late if each.kind is Counted.PROMISE} == differ, one.on
        for each in late:
            assert {(each.id, *held) for held in each.now} == {row for row in rows if row[0] == each.id}
            assert {(each.id, *held) for held in each.was} == {row for row in one.rows if row[0] == each.id}
        differed += len(differ)
    assert differed > 10


def test_with_the_rule_that_the_last_day_counts_an_earlier_board_changes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def the_last_day_counts(days: Any) -> Iterator[Any]:
        for number, said, replaced, is_again in numbered(days):
            yield number, said, replaced and UNKNOWN, is_again

    monkeypatch.setattr("db.changes.lists.numbered", the_last_day_counts)
    kept = list(office.evenings())
    assert any(board(office.store, one.on).rows != one.rows for one in kept)
