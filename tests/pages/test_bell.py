"""The doorbell: whoever listens is told of every write, of this process at once and of others at the next look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from starlette.types import Message
from starlette.websockets import WebSocket

from db.changes import add_team
from db.engine import Store, open_store, reading, transaction
from db.queries import house
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Side
from pages._web import bell as module
from pages._web.bell import Bell
from tests import loops

LONG = 3600.0


@pytest.fixture
def store(empty: Settings) -> Iterator[Store]:
    store = open_store(empty)
    yield store
    store.close()


@asynccontextmanager
async def listening(bell: Bell) -> AsyncIterator[asyncio.Queue[str]]:
    """All that one open page is sent."""
    sent: asyncio.Queue[str] = asyncio.Queue()
    coming = asyncio.Queue[Message]()
    coming.put_nowait({"type": "websocket.connect"})

    async def send(message: Message) -> None:
        if message["type"] == "websocket.send":
            sent.put_nowait(message["text"])

    page = asyncio.create_task(bell.listen(WebSocket({"type": "websocket"}, coming.get, send)))
    yield sent
    coming.put_nowait({"type": "websocket.disconnect", "code": 1001})
    await page


@asynccontextmanager
async def watching(bell: Bell) -> AsyncIterator[None]:
    task = asyncio.create_task(bell.watch())
    yield
    task.cancel()


def written(store: Store, name: str) -> int:
    """Add a team; returns the number of the last event."""
    with transaction(store) as session:
        add_team(session, actor=COMMAND_LINE, now=store.clock.now(), name=name, side=Side.SALES)
    with reading(store) as session:
        return house.last_event(session)


async def heard(sent: asyncio.Queue[str], number: int) -> None:
    """Waits for this number, but not for ever."""
    async with asyncio.timeout(10):
        while await sent.get() != str(number):
            pass


def test_a_write_of_this_process_is_told_without_a_look(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY", LONG)
    bell = Bell(lambda: store)
    first = written(store, "Sales")

    async def told() -> None:
        async with watching(bell), listening(bell) as one, listening(bell) as other:
            for page in (one, other):
                await heard(page, first)
            store.told.append(bell.ring)
            last = await asyncio.to_thread(written, store, "Trade")
            assert last > first
            for page in (one, other):
                await heard(page, last)

    loops.run(told())


def test_a_write_of_another_process_is_told_at_the_next_look(
    store: Store, empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY", 0.05)
    other = open_store(empty)
    bell = Bell(lambda: store)

    async def told() -> None:
        async with watching(bell), listening(bell) as page:
            for name in ("Sales", "Trade"):
                await heard(page, await asyncio.to_thread(written, other, name))

    try:
        loops.run(told())
    finally:
        other.close()
