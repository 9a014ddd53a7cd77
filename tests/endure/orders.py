"""Rows in any order, many times: see tests/db/test_any_order.py."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from db.models import Mark
from db.upgrade import upgrade
from meeting.settings import Settings
from tests.db.stores import NOON
from tests.db.test_any_order import leads_to_the_same_store

ORDERS = 1_000


def shuffled(seed: int) -> str:
    """Sets of rows shuffled, split into files, repeated and exported: each leads to one store."""
    with TemporaryDirectory() as folder:
        template = Path(folder) / "meeting.db"
        upgrade(Settings(template, None, NOON), mark=Mark.TEST)

        @seeded(seed)
        @settings(max_examples=ORDERS, deadline=None, database=None)
        @given(st.data())
        def holds(data: st.DataObject) -> None:
            leads_to_the_same_store(template, data)

        holds()
    return f"{ORDERS} sets of rows in another order, 0 led to another store"
