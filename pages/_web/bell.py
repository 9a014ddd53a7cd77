"""The doorbell: tells open pages that something was written. It carries a number, never data."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from db.engine import Store, reading
from db.queries import house
from meeting.errors import MeetingError

PATH = "/_live"
EVERY = 1.0
"""Seconds between two looks for what other processes wrote."""

_log = logging.getLogger(__name__)


class Bell:
    """One for the process. Threads `ring` it; each open page waits for it in the loop of the server."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rung = asyncio.Event()
        self._condition = asyncio.Condition()
        self._last = 0

    def routes(self) -> list[WebSocketRoute]:
        return [WebSocketRoute(PATH, self.listen)]

    def ring(self) -> None:
        """Called after each write of this process, from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._rung.set)

    async def listen(self, socket: WebSocket) -> None:
        """Sends the number of the last event at once, and again whenever it is another."""
        await socket.accept()
        gone = asyncio.create_task(_until_gone(socket))
        told = -1
        try:
            while not gone.done():
                if self._last != told:
                    told = self._last
                    await socket.send_text(str(told))
                waiting = asyncio.create_task(self._changed(told))
                await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
        finally:
            gone.cancel()

    async def watch(self) -> None:
        """Looks for new events when rung, and once a second for those of other processes, until cancelled."""
        self._loop = asyncio.get_running_loop()
        while True:
            self._rung.clear()
            try:
                last = await asyncio.to_thread(self._last_event)
            except MeetingError as error:
                _log.error("cannot look for changes: %s", error)
            else:
                if last != self._last:
                    self._last = last
                    async with self._condition:
                        self._condition.notify_all()
            try:
                await asyncio.wait_for(self._rung.wait(), EVERY)
            except TimeoutError:
                continue

    async def _changed(self, told: int) -> None:
        async with self._condition:
            await self._condition.wait_for(lambda: self._last != told)

    def _last_event(self) -> int:
        with reading(self._store()) as session:
            return house.last_event(session)


async def _until_gone(socket: WebSocket) -> None:
    try:
        while True:
            await socket.receive()
    except (WebSocketDisconnect, RuntimeError):
        return
