"""Fifty people at five hundred action items, all at once: what each of them was told was saved is there, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Barrier
from typing import Any

from sqlalchemy import select

from db.changes import actions as changes
from db.changes import table_of
from db.changes.core import ChangedMeanwhile
from db.changes.people import add_person
from db.engine import Store, open_store, reading, transaction
from db.models import ActionItem, Event, Mark
from db.queries.actions import one_action
from db.replay import replay_differences
from db.upgrade import upgrade
from meeting.actions import ActionRow
from meeting.errors import MeetingError, StoreRefused
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.words import Role
from tests.db.stores import NOON, NOW, TODAY
from tests.postgres import running

PEOPLE, ITEMS, TIMES = 50, 500, 40
CROWDED = 5
"""Every third time somebody goes for one of so few items, as people do who sit in one meeting."""


@dataclass
class Person:
    """Looks at an item and does something with it, many times over; notes what came of each."""

    store: Store
    actor: Actor
    people: list[int]
    items: int
    times: int
    random: Random
    start_line: Barrier
    saved: list[str] = field(default_factory=list)
    came_of: Counter[str] = field(default_factory=Counter)

    def work(self) -> None:
        self.start_line.wait(timeout=60)
        for _ in range(self.times):
            self._do_one()

    def _do_one(self) -> None:
        of = self.items if self.random.random() < 2 / 3 else min(CROWDED, self.items)
        with reading(self.store) as session:
            row = one_action(session, self.random.randint(1, of))
        assert row is not None, "an item is gone"
        name, change = self.random.choice(list(_CHANGES.items()))
        try:
            with transaction(self.store) as session:
                operation = change(self, session, row)
        except ChangedMeanwhile:
            self.came_of["told"] += 1
        except StoreRefused:
            self.came_of["busy"] += 1
        except MeetingError:
            self.came_of["refused"] += 1
        else:
            self.came_of[name if operation else "so already"] += 1
            self.saved += [operation] if operation else []

    @property
    def a_day(self) -> date:
        return TODAY + timedelta(days=self.random.randint(0, 30))

    @property
    def about(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": NOW}


Change = Callable[[Person, Any, ActionRow], str]


def _tick(who: Person, session: Any, row: ActionRow) -> str:
    is_done = row.state == "open"
    return changes.tick(session, row.id, seen=row.version, is_done=is_done, today=TODAY, **who.about)


def _move(who: Person, session: Any, row: ActionRow) -> str:
    return changes.move_action(session, row.id, seen=row.version, due_on=who.a_day, today=TODAY, **who.about)


def _give(who: Person, session: Any, row: ActionRow) -> str:
    owner = who.random.choice(who.people)
    return changes.give_action(session, row.id, seen=row.version, owner_id=owner, **who.about)


def _part(who: Person, session: Any, row: ActionRow) -> str:
    named: dict[str, Any] = {"rest": f"Rest of {row.id}", "due_on": who.a_day, "today": TODAY}
    return changes.do_a_part(session, row.id, seen=row.version, **named, **who.about)


_CHANGES: dict[str, Change] = {"ticked": _tick, "moved": _move, "given": _give, "a part done": _part}


def actions_at_once(store: Store, *, people: int, items: int, times: int, seed: int) -> Counter[str]:
    """Lets them all at it and checks what is there afterwards; what came of every try is counted."""
    start_line = Barrier(people)
    with transaction(store) as session:
        ids = [_person(session, number) for number in range(people)]
        for number in range(items):
            named: dict[str, Any] = {
                "what": f"Item {number}",
                "owner_id": ids[number % people],
                "due_on": TODAY,
            }
            changes.add_action(session, **named, today=TODAY, actor=COMMAND_LINE, now=NOW)
    everybody = [
        Person(
            store,
            # Most may change what belongs to anybody, and some try it though they may not.
            Actor(f"Person {number}", Role.MANAGER if number % 5 else Role.MEMBER, ids[number]),
            ids,
            items,
            times,
            Random(f"{seed} {number}"),
            start_line,
        )
        for number in range(people)
    ]
    with ThreadPoolExecutor(people) as threads:
        for each in [threads.submit(each.work) for each in everybody]:
            each.result(timeout=600)
    came_of = sum((each.came_of for each in everybody), Counter[str]())
    assert came_of.total() == people * times
    assert came_of["told"], "nobody ever met anybody, so nothing was tried"
    _check(store, [operation for each in everybody for operation in each.saved], came_of, items=items)
    return came_of


def _person(session: Any, number: int) -> int:
    name = f"Person {number}"
    email = f"p{number}@example.com"
    return add_person(session, name=name, email=email, role=Role.MEMBER, actor=COMMAND_LINE, now=NOW)


def _check(store: Store, saved: list[str], came_of: Counter[str], *, items: int) -> None:
    """What was acknowledged is in the events, once and nothing else; the tables are what the events tell."""
    events, table = table_of(Event).c, table_of(ActionItem)
    with reading(store) as session:
        told = session.execute(
            select(events.operation, events.record_id, events.version).where(
                events.what == table.name, events.action != "add action item"
            )
        ).all()
        versions = {row.id: row.version for row in session.execute(select(table.c.id, table.c.version))}
        different = list(replay_differences(session))
    operations = Counter(row.operation.partition("/")[0] for row in told)
    lost, unasked = set(saved) - set(operations), set(operations) - set(saved)
    assert len(set(saved)) == len(saved), "one operation was given to two people"
    assert not lost, f"{len(lost)} acknowledged changes are lost"
    assert not unasked, f"{len(unasked)} changes nobody was told of"
    assert operations.total() == len(saved), "a change is there twice"
    assert len(versions) == items, "an item is lost or doubled"
    # Every change has a version of its own: a second one over the same would be an overwritten one.
    assert len({(row.record_id, row.version) for row in told}) == len(told), "two changes of one version"
    last = {record: max(row.version for row in told if row.record_id == record) for _, record, _ in told}
    assert all(versions[record] == version for record, version in last.items()), (
        "a table is behind its events"
    )
    assert not different, f"{len(different)} differences, the first: {different[0]}"


@contextmanager
def _stores() -> Iterator[dict[str, Store]]:
    with TemporaryDirectory(prefix="endure-") as folder, running() as server:
        here = Settings(Path(folder) / "meeting.db", None, NOON)
        there = Settings.read({"DATABASE_URL": server.fresh(), "TEST_NOW": NOON}, home=Path())
        for settings in (here, there):
            upgrade(settings, mark=Mark.TEST)
        stores = {"SQLite": open_store(here), "PostgreSQL": open_store(there)}
        yield stores
        for store in stores.values():
            store.close()


def actions(seed: int) -> str:
    """On both databases."""
    told = []
    with _stores() as stores:
        for name, store in stores.items():
            found = actions_at_once(store, people=PEOPLE, items=ITEMS, times=TIMES, seed=seed)
            saved = sum(found[what] for what in _CHANGES)
            words = ", ".join(f"{count:,} {what}" for what, count in sorted(found.items()))
            told.append(f"{name}: {found.total():,} tries, {saved:,} saved, 0 lost, 0 doubled ({words})")
    return f"{PEOPLE} people, {ITEMS} items; " + "; ".join(told)
