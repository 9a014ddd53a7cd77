"""Several people at the same few action items at the same moment: see tests/endure/actions.py for many more."""

from __future__ import annotations

from db.engine import Store
from tests.endure.actions import actions_at_once


def test_of_what_several_people_do_at_once_nothing_is_lost_and_nothing_doubled(store: Store) -> None:
    found = actions_at_once(store, people=8, items=12, times=8, seed=1)
    assert found["told"] > 0
    assert found["ticked"] > 0
