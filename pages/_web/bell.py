"""The doorbell: tells open pages that something was written. It carries a number, never data."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from db.engine import Store, reading
from db.queries import house
from meeting.errors import MeetingError, in_full

PATH = "/_live"
EVERY = 1.0
"""Seconds between two looks for what other processes wrote."""

AT_ONCE, APART = 4, 0.05
"""So many pages are told at once, the others one after the other, seconds apart: a page that is drawn while twenty
others are waits for all of them, and the last of them comes no sooner. Closer together than it takes to draw one, they
only queue."""

_log = logging.getLogger(__name__)


class Bell:
    """One for the process. Threads `ring` it; each open page waits for it in the loop of the server."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._loop: asyncio.AbstractEventLoop | None = None
        self._last = 0
        self._listening: list[asyncio.Event] = []

    def routes(self) -> list[WebSocketRoute]:
        return [WebSocketRoute(PATH, self.listen)]

    def ring(self) -> None:
        """Called after each write of this process, on the thread that wrote: it reads, so that nobody else waits."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        try:
            last = self._last_event()
        except MeetingError as error:
            # What was written is written: the next look finds it.
            _log.error("cannot tell of a change: %s", in_full(error))
        else:
            loop.call_soon_threadsafe(self._hear, last)

    async def listen(self, socket: WebSocket) -> None:
        """Sends the number of the last event at once, and again whenever it is another."""
        await socket.accept()
        gone = asyncio.create_task(_until_gone(socket))
        told = asyncio.Event()
        self._listening.append(told)
        try:
            while not gone.done():
                told.clear()
                await socket.send_text(str(self._last))
                news = asyncio.create_task(told.wait())
                await asyncio.wait({news, gone}, return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
        finally:
            self._listening.remove(told)
            gone.cancel()

    async def watch(self) -> None:
        """Looks once a second for what other processes wrote, until cancelled."""
        self._loop = asyncio.get_running_loop()
        while True:
            try:
                self._hear(await asyncio.to_thread(self._last_event))
            except MeetingError as error:
                _log.error("cannot look for changes: %s", in_full(error))
            await asyncio.sleep(EVERY)

    def _hear(self, last: int) -> None:
        if last != self._last:
            self._last = last
            loop = asyncio.get_running_loop()
            for place, told in enumerate(self._listening):
                if place < AT_ONCE:
                    told.set()
                else:
                    loop.call_later((place - AT_ONCE + 1) * APART, told.set)

    def _last_event(self) -> int:
        with reading(self._store()) as session:
            return house.last_event(session)


async def _until_gone(socket: WebSocket) -> None:
    try:
        while True:
            await socket.receive()
    except (WebSocketDisconnect, RuntimeError):
        return
