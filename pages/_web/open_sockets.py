"""Sockets that are open, and by whose sign-in: they outlive it unless somebody closes them."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from meeting.errors import MeetingError
from pages._web.guests import Guests

EVERY = 1.0
"""Seconds between two looks: who was disabled is out of every open tab within two."""
CLOSED = 4401

_log = logging.getLogger(__name__)


class OpenSockets:
    def __init__(self, guests: Guests) -> None:
        self._guests = guests
        self._ends: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def hold(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, *, token: str) -> None:
        """Serve a socket until it ends by itself or its sign-in does."""
        end = asyncio.Event()
        self._ends[token].add(end)
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
            self._ends[token].discard(end)
            if not self._ends[token]:
                del self._ends[token]

    async def watch(self) -> None:
        """Goes on until it is cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            tokens = set(self._ends)
            if not tokens:
                continue
            try:
                left = await asyncio.to_thread(self._guests.still_in, tokens)
            except MeetingError as error:
                _log.error("cannot tell who is still signed in: %s", error)
                continue
            for token in tokens - left:
                for end in self._ends.get(token, ()):
                    end.set()
