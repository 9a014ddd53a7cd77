"""Sockets that are open, and by whose sign-in or code: they outlive it unless somebody closes them."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from meeting.errors import MeetingError, in_full
from pages._web.standing import Doorkeeper, Held, Standing

EVERY = 1.0
"""Seconds between two looks: who was disabled is out of every open tab within two."""
CLOSED = 4401

_log = logging.getLogger(__name__)


class OpenSockets:
    def __init__(self, doorkeeper: Doorkeeper) -> None:
        self._doorkeeper = doorkeeper
        self._ends: dict[Held, set[asyncio.Event]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = asyncio.Event()

    async def hold(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, *, by: Held) -> None:
        """Serve a socket until it ends by itself or what it is open by does."""
        end = asyncio.Event()
        self._ends[by].add(end)
        ended = asyncio.create_task(end.wait())

        async def received() -> Message:
            message = asyncio.ensure_future(receive())
            done, _ = await asyncio.wait({message, ended}, return_when=asyncio.FIRST_COMPLETED)
            if message in done:
                return await message
            message.cancel()
            await send({"type": "websocket.close", "code": CLOSED, "reason": "signed out"})
            return {"type": "websocket.disconnect", "code": CLOSED}

        try:
            await app(scope, received, send)
        finally:
            ended.cancel()
            self._ends[by].discard(end)
            if not self._ends[by]:
                del self._ends[by]

    def look(self) -> None:
        """Called after each write of this process, from any thread: Close ends the sockets of guests at once."""
        loop = self._loop
        has_guests = any(standing is Standing.GUEST for standing, _ in list(self._ends))
        if has_guests and loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._told.set)

    async def watch(self) -> None:
        """Goes on until it is cancelled."""
        self._loop = asyncio.get_running_loop()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), EVERY)
            self._told.clear()
            held = set(self._ends)
            if not held:
                continue
            try:
                left = await asyncio.to_thread(self._doorkeeper.still_in, held)
            except MeetingError as error:
                _log.error("cannot tell who is still in: %s", in_full(error))
                continue
            for each in held - left:
                for end in self._ends.get(each, ()):
                    end.set()
