"""The gate before everything: who is not signed in gets the sign-in page, and nothing else of the product.

Plain ASGI, because the framework's helper for middleware never sees sockets.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from meeting.errors import MeetingError
from pages import _unexpected
from pages._web.cookies import GUEST, SESSION
from pages._web.edge import Edge
from pages._web.headers import HEADERS, NO_STORE
from pages._web.open_sockets import OpenSockets
from pages._web.plain_pages import page
from pages._web.standing import Doorkeeper, Standing
from pages._web.whence import LOOPBACK, is_said, peer_of

OPEN = frozenset(
    {
        *("/login", "/setup", "/setup.js", "/invite", "/invite.js", "/healthz", "/_stcore/health", "/look"),
        *("/join", "/join.js", "/join/standing", "/join/leave"),
    }
)
GUESTS_PAGE = "/taking-part"
FOR_GUESTS = frozenset({GUESTS_PAGE, f"{GUESTS_PAGE}/", "/_stcore/stream", "/_stcore/host-config", "/_live"})
"""All of the product there is for somebody who joined a meeting by code."""
FRAMEWORK_FILES = ("/static/",)
FRAMEWORK_NAMES = frozenset({"/favicon.png", "/favicon.ico", "/manifest.json", "/robots.txt"})
MACHINERY = ("/_stcore/", "/media/", "/component/", "/app/", "/_live")
"""Parts that no person opens: they are refused, not sent to the sign-in page."""
IDENTITY = ("remote-user", "x-user", "x-streamlit", "x-auth", "x-forwarded-", "x-real-ip", "forwarded")
"""Beginnings of headers in which a client could claim to be somebody."""
CLOSED = 4401

_log = logging.getLogger(__name__)


class Gate:
    """Wraps the whole program. `doorkeeper` says who stands before it."""

    def __init__(
        self, app: ASGIApp, *, edge: Callable[[], Edge], doorkeeper: Doorkeeper, sockets: OpenSockets
    ) -> None:
        self._app, self._edge, self._doorkeeper, self._sockets = app, edge, doorkeeper, sockets
        self._has_met_a_proxy = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What goes wrong behind it is told on a page of its own, unless an answer has begun."""
        if scope["type"] != "http":
            await (self._guarded if scope["type"] == "websocket" else self._app)(scope, receive, send)
            return
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._guarded(scope, receive, sending)
        except Exception as error:
            if has_begun:
                raise
            await _answer(_went_wrong(scope, error), scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        edge = self._edge()
        headers = Headers(scope=scope)
        self._look_for_a_proxy(edge, scope)
        scope["monday.address"] = edge.address_of(scope)
        # Pages ask the framework, which looks here.
        scope["client"] = (scope["monday.address"], 0)
        refused = self._refused(edge, scope, headers)
        if refused:
            _log.warning("refused %s %s: %s", scope.get("method", "socket"), scope["path"], refused)
            await _answer(PlainTextResponse(refused, status_code=403), scope, receive, send)
            return
        scope["headers"] = [
            (name, value) for name, value in scope["headers"] if not _claims(name.decode("latin-1").lower())
        ]
        if scope["type"] == "http":
            send = _with_headers(send, path=scope["path"])
        if _is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        cookies = cookie_parser(headers.get("cookie", ""))
        token, guest = cookies.get(SESSION, ""), cookies.get(GUEST, "")
        try:
            standing = await asyncio.to_thread(self._doorkeeper.standing, token, guest)
        except MeetingError as error:
            await _answer(_went_wrong(scope, error), scope, receive, send)
            return
        is_guest = standing is Standing.GUEST
        if standing is not Standing.IN and not (is_guest and scope["path"] in FOR_GUESTS):
            await _answer(_sent_away(scope, standing), scope, receive, send)
        elif scope["type"] == "websocket":
            by = (standing, guest if is_guest else token)
            await self._sockets.hold(self._app, scope, receive, send, by=by)
        else:
            await self._app(scope, receive, send)

    def _look_for_a_proxy(self, edge: Edge, scope: Scope) -> None:
        """Says once that everybody counts as one address, where a proxy of this machine was not named."""
        if self._has_met_a_proxy or not is_said(scope):
            return
        peer = peer_of(scope)
        if peer == LOOPBACK and not edge.names(peer):
            self._has_met_a_proxy = True
            _log.warning("X-Forwarded-For of %s is not taken: TRUSTED_PROXIES does not name it", peer)

    def _refused(self, edge: Edge, scope: Scope, headers: Headers) -> str:
        if not edge.knows_host(headers.get("host")):
            return "This server does not answer to that name. Nothing was done. Open it by its own address."
        changes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if changes and not edge.is_own_origin(headers):
            return "This came from another site. Nothing was done. Open the page here and try again."
        return ""


def _went_wrong(scope: Scope, error: Exception) -> Response:
    """In words for whoever opened a page, and for the parts that no person opens."""
    is_known = isinstance(error, MeetingError)
    doing = f"{scope.get('method', 'socket')} {scope['path']}"
    said = str(error) if is_known else _unexpected.told(error, doing=doing)
    status = 503 if is_known else 500
    if scope["type"] == "websocket" or scope["path"].startswith(MACHINERY):
        return PlainTextResponse(said, status_code=status)
    return page("Not just now", wrong=said, status=status)


def _sent_away(scope: Scope, standing: Standing) -> Response:
    path = scope["path"]
    if standing is Standing.GUEST:
        return _to_the_one_page(scope)
    if scope["type"] == "websocket" or path.startswith(MACHINERY) or scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse("Sign in first. Nothing was done.", status_code=401)
    if standing is Standing.NOT_SET_UP:
        return RedirectResponse("/setup", status_code=303)
    if standing is Standing.JOINING or path == GUESTS_PAGE:
        return RedirectResponse("/join", status_code=303)
    query = scope["query_string"].decode("latin-1")
    wanted = path + (f"?{query}" if query else "")
    return RedirectResponse(f"/login?next={quote(wanted, safe='')}", status_code=303)


def _to_the_one_page(scope: Scope) -> Response:
    path = scope["path"]
    is_page = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and "/_stcore/" not in path
    if is_page and not path.startswith(MACHINERY):
        return RedirectResponse(GUESTS_PAGE, status_code=303)
    return PlainTextResponse(
        "Who joined by code has one page. Nothing was done. Go back to it, or sign in.", status_code=403
    )


async def _answer(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": CLOSED, "reason": "sign in first"})
        return
    await answer(
        scope, receive, send if "monday.headers" in scope else _with_headers(send, path=scope["path"])
    )


def _with_headers(send: Send, *, path: str) -> Send:
    """Security headers on every answer; pages and data are kept by no cache."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if not path.startswith(FRAMEWORK_FILES) and path not in FRAMEWORK_NAMES:
                headers["cache-control"] = NO_STORE
        await send(message)

    return sending


def _is_open(path: str) -> bool:
    return path in OPEN or path in FRAMEWORK_NAMES or path.startswith(FRAMEWORK_FILES)


def _claims(name: str) -> bool:
    return name.startswith(IDENTITY)
