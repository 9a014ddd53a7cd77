"""The launcher: `streamlit run dashboard.py`. Wires the parts and holds no rules.

The script of every page is pages/_frame.py; see there why it does not stand here.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from db import setting_up
from db.engine import reading
from db.health import well
from db.models import Mark
from db.nightly import every_night
from db.restore import serving
from meeting.clock import Clock
from meeting.documents import minutes_pdf
from meeting.errors import MeetingError, in_full
from meeting.exposure import checked_exposure
from meeting.settings import Settings
from pages import _store, _unexpected
from pages._web.bell import Bell
from pages._web.edge import Edge
from pages._web.gate import Gate
from pages._web.home import ROUTES as TO_THE_BOARD
from pages._web.invitation import InvitationPages
from pages._web.join import JoinPages
from pages._web.open_sockets import OpenSockets
from pages._web.set_up import SetUpPages
from pages._web.sign_in import SignInPages
from pages._web.standing import Doorkeeper

HOME = Path(__file__).resolve().parent


SETTINGS = Settings.read(os.environ, home=HOME)
EDGE = Edge.of(SETTINGS)
DOORKEEPER = Doorkeeper(_store.current)
SOCKETS = OpenSockets(DOORKEEPER)
BELL = Bell(_store.current)

_log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Warms up in a thread while the server already answers, and watches over the open sockets."""
    watching = (
        asyncio.to_thread(_warm_up),
        SOCKETS.watch(),
        BELL.watch(),
        every_night(SETTINGS, now=Clock().now),
    )
    tasks = [asyncio.create_task(each) for each in watching]
    # Nobody restores another store in place of one that is served.
    with serving(SETTINGS):
        yield {}
    await tasks.pop(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _warm_up() -> None:
    """Open the store and load what pages load on demand; then leave it out of every later garbage collection."""
    try:
        _start()
    except MeetingError as error:
        _log.error("%s", in_full(error))
    for name in ("pandas", "plotly.graph_objects", "pyarrow"):
        import_module(name)
    minutes_pdf.warm_up()
    gc.collect()
    gc.freeze()


def _start() -> None:
    store = _store.current()
    store.told.extend((SOCKETS.look, BELL.ring))
    with reading(store) as session:
        waits = store.mark is not Mark.EXAMPLE and setting_up.is_open(session)
    if waits:
        where = SETTINGS.public_url or f"http://127.0.0.1:{st.get_option('server.port')}"
        # The code only where somebody sits before the terminal: a log would keep it.
        is_seen = sys.stdout.isatty()
        code = (
            f"the code is {setting_up.new_code(store)}" if is_seen else f"for the code, {setting_up.NEW_CODE}"
        )
        sys.stdout.write(f"Not set up yet. Open {where}/setup; {code}\n")
        sys.stdout.flush()


def _check_exposure() -> None:
    """Ends the program before it listens where it should not. A store that cannot be opened is told on the page."""
    # What cannot be opened yet may turn out to be the example, which is for this machine alone.
    is_example = True
    with suppress(MeetingError):
        is_example = _store.current().mark is Mark.EXAMPLE
    try:
        exposed = checked_exposure(
            st.get_option("server.address"),
            public_url=SETTINGS.public_url,
            allow_http=SETTINGS.allow_http,
            is_example=is_example,
        )
    except MeetingError as error:
        raise SystemExit(in_full(error)) from error
    _log.info("%s", exposed)


async def healthz(request: Request) -> PlainTextResponse:
    """Two words, for whoever watches the server from outside."""
    said = await asyncio.to_thread(well, _store.current)
    return PlainTextResponse(said, status_code=200 if said == "ok" else 503)


_store.serve(SETTINGS)
_check_exposure()
signing_in = SignInPages(_store.current, lambda: EDGE)
app = st.App(
    HOME / "pages" / "_frame.py",
    lifespan=lifespan,
    routes=[
        *signing_in.routes(),
        *InvitationPages(_store.current, signing_in).routes(),
        *SetUpPages(_store.current, signing_in).routes(),
        *JoinPages(_store.current, lambda: EDGE).routes(),
        *BELL.routes(),
        *TO_THE_BOARD,
        Route("/healthz", healthz),
    ],
    # Whatever nobody foresaw, in a page, in a part of it that runs alone, or in a callback.
    on_script_error=_unexpected.show,
    middleware=[Middleware(Gate, edge=lambda: EDGE, doorkeeper=DOORKEEPER, sockets=SOCKETS)],
)
