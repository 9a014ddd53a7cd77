"""Fifty people save one record at once: each is saved or told, and nobody's words are lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import update

from db.changes import ChangedMeanwhile, Changes, core, records
from db.engine import Store, transaction
from db.intake.fields import Kind
from db.models import Event, Promise
from meeting.permissions import Actor
from meeting.words import Role
from tests.db.stores import NOW, TODAY, Bring, one_of, rows_of

EDITORS, ROUNDS = 50, 20


def edited_by_fifty(store: Store, *, rounds: int) -> tuple[int, int]:
    """How many were saved and how many told, of EDITORS who all saw the same version in each round."""
    saved = told = 0
    with ThreadPoolExecutor(EDITORS) as people:
        for number in range(rounds):
            seen = one_of(store, Promise)["version"]
            ready = Barrier(EDITORS)

            def edit(editor: int, number: int = number, seen: int = seen, ready: Barrier = ready) -> bool:
                day = TODAY + timedelta(days=1 + number * EDITORS + editor)
                actor = Actor(f"Editor {editor}", Role.MANAGER)
                ready.wait()
                try:
                    with transaction(store) as session:
                        records.move(
                            session, 1, seen=seen, to=day, today=TODAY, reason=str(day), actor=actor, now=NOW
                        )
                except ChangedMeanwhile:
                    return False
                return True

            outcomes = list(people.map(edit, range(EDITORS)))
            saved, told = saved + outcomes.count(True), told + outcomes.count(False)
    return saved, told


@pytest.fixture
def promised(store: Store, bring: Bring) -> Store:
    bring(Kind.PROMISES, [{"reference": "1", "customer": "Acme", "promised_on": "2026-11-20"}])
    return store


def test_each_attempt_is_saved_or_told(promised: Store) -> None:
    saved, told = edited_by_fifty(promised, rounds=ROUNDS)
    assert (saved, told) == (ROUNDS, ROUNDS * (EDITORS - 1))
    moves = [event for event in rows_of(promised, Event) if event["action"] == "move"]
    assert len(moves) == saved
    assert one_of(promised, Promise)["promised_on"] == date.fromisoformat(moves[-1]["reason"])
    assert one_of(promised, Promise)["version"] == 1 + saved


def test_without_the_check_of_the_version_words_are_lost(
    promised: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard taken away: the same race must be seen to lose."""

    def careless(
        changes: Changes, *_: object, fields: dict[str, object], action: str, **about: object
    ) -> bool:
        row = one_of(promised, Promise)
        after = {"promised_on": fields["promised_on"]}
        changes.session.execute(update(core.table_of(Promise)).values(after))
        changes.update(Promise, 1, version=row["version"], before=after, after=after, action=action)
        changes._changed.clear()
        return True

    monkeypatch.setattr(records, "edit", careless)
    saved, _ = edited_by_fifty(promised, rounds=1)
    assert saved > 1
