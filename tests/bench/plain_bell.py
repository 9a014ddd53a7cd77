"""The plainest page that follows what another writes: a fragment that a socket rings for."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import streamlit as st
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

SCRIPT = Path(__file__).with_name("plain_bell_page.py")


class Box:
    """What was said last, and who waits for it."""

    def __init__(self) -> None:
        self.said, self.number = "nothing", 0
        self.loop: asyncio.AbstractEventLoop | None = None
        self.waiting: set[asyncio.Event] = set()

    def say(self, text: str) -> None:
        self.said, self.number = text, self.number + 1
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        for one in self.waiting:
            one.set()

    async def listen(self, socket: WebSocket) -> None:
        self.loop = asyncio.get_running_loop()
        await socket.accept()
        news = asyncio.Event()
        self.waiting.add(news)
        try:
            while True:
                await socket.send_text(str(self.number))
                await news.wait()
                news.clear()
        except WebSocketDisconnect:
            pass
        finally:
            self.waiting.discard(news)


BOX = Box()
# The page is run by itself, again and again: it finds the box of this process here.
sys.modules["plain_bell_box"] = BOX  # type: ignore[assignment]  # an object in place of a module
app = st.App(SCRIPT, routes=[WebSocketRoute("/plain", BOX.listen)])
