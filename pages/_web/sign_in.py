"""Signing in and out, and looking around the example as somebody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from db import accounts
from db.engine import Store, reading, transaction
from db.models import Mark
from meeting.errors import MeetingError
from meeting.signing_in import Waiting, own_path
from meeting.words import Role
from pages._web.cookies import KNOWN, LOOK, SESSION, drop, keep
from pages._web.edge import Edge
from pages._web.plain_pages import Field, field, form, hidden, page, text
from pages._web.sent_back import forget, sent_back, typed_before, what_went_wrong

LOOKS = {
    Role.FACILITATOR: "shows the board at the projector, corrects entries",
    Role.MANAGER: "brings in files, corrects entries",
    Role.MEMBER: "reads the board",
}

AT_ONCE = 2
"""So many passwords are looked at side by side; whoever sends more waits."""

_log = logging.getLogger(__name__)
_Asked = ParamSpec("_Asked")
_Found = TypeVar("_Found")


class SignInPages:
    def __init__(self, store: Callable[[], Store], edge: Callable[[], Edge]) -> None:
        self._store, self._edge = store, edge
        self._few = asyncio.Semaphore(AT_ONCE)
        self._from: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def routes(self) -> list[Route]:
        return [
            Route("/login", self.sign_in, methods=["GET", "POST"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
            Route("/look", self.look, methods=["GET", "POST"]),
        ]

    async def sign_in(self, request: Request) -> Response:
        wanted = own_path(request.query_params.get("next", "/"))
        if request.method == "GET":
            return await asyncio.to_thread(self._shown, request, wanted)
        typed = await request.form(max_files=0, max_fields=10, max_part_size=10_000)
        email, password = str(typed.get("email", "")), str(typed.get("password", ""))
        wanted = own_path(str(typed.get("next", "/")))
        try:
            found = await self.in_turn(
                request,
                self._sign_in,
                email,
                password,
                request.cookies.get(KNOWN, ""),
                request.scope["monday.address"],
            )
        except MeetingError as error:
            return _sign_in_page(wanted, email=email, wrong=str(error), status=503)
        if found is None or isinstance(found, Waiting):
            # Neither the e-mail nor the password: people type the one into the box of the other.
            _log.warning("a sign-in failed, from %s", request.scope["monday.address"])
            return sent_back(
                wanted,
                email=email,
                waiting=found,
                now=self._store().clock.now(),
                secure=self._edge().is_secure,
            )
        answer = self.let_in(found, wanted)
        forget(answer, secure=self._edge().is_secure)
        return answer

    def _shown(self, request: Request, wanted: str) -> Response:
        """The form, with what went wrong before as far as the address tells it."""
        asked = request.query_params
        if not asked.keys() & {"wrong", "until"}:
            return _sign_in_page(wanted)
        try:
            wrong = what_went_wrong(asked, now=self._store().clock.now())
        except MeetingError as error:
            return _sign_in_page(wanted, wrong=str(error), status=503)
        return _sign_in_page(wanted, email=typed_before(request.cookies) if wrong else "", wrong=wrong)

    async def in_turn(
        self,
        request: Request,
        work: Callable[_Asked, _Found],
        *asked: _Asked.args,
        **named: _Asked.kwargs,
    ) -> _Found:
        """What hashes a password, in a thread. Everybody passes the gate on the same few threads, so it waits for its
        turn here; and of one address one at a time has it, so that nobody waits behind a hundred guesses of another."""
        address = request.scope["monday.address"]
        mine = self._from.get(address)
        if mine is None:
            mine = self._from[address] = asyncio.Lock()
        async with mine, self._few:
            return await asyncio.to_thread(work, *asked, **named)

    def let_in(self, found: accounts.SignedIn, wanted: str) -> Response:
        """On to the page that was wanted, with the cookies of a signed-in browser."""
        answer = RedirectResponse(wanted, status_code=303)
        secure = self._edge().is_secure
        keep(answer, SESSION, found.token, secure=secure)
        keep(answer, KNOWN, found.known, secure=secure)
        return answer

    async def sign_out(self, request: Request) -> Response:
        """This browser, or with `everywhere` all of the same person."""
        typed = await request.form(max_files=0, max_fields=5, max_part_size=1_000)
        everywhere = bool(typed.get("everywhere"))
        await asyncio.to_thread(self._sign_out, request.cookies.get(SESSION, ""), everywhere)
        answer = RedirectResponse("/login", status_code=303)
        drop(answer, SESSION, secure=self._edge().is_secure)
        return answer

    async def look(self, request: Request) -> Response:
        """Only the example company can be looked at without signing in."""
        if self._store().mark is not Mark.EXAMPLE:
            return RedirectResponse("/login", status_code=303)
        if request.method == "GET":
            choices = [
                form("/look", [hidden("role", role)], f"As {role}: {does}") for role, does in LOOKS.items()
            ]
            return page(
                "Look around as …", text("An example company: nothing here is real, try anything."), *choices
            )
        typed = await request.form(max_files=0, max_fields=5, max_part_size=1_000)
        role = str(typed.get("role", ""))
        answer = RedirectResponse("/", status_code=303)
        if role in set(LOOKS):
            keep(answer, LOOK, role, secure=self._edge().is_secure)
        return answer

    def _sign_in(
        self, email: str, password: str, known: str, address: str
    ) -> accounts.SignedIn | Waiting | None:
        store = self._store()
        return accounts.sign_in(
            store, email=email, password=password, address=address, known=known, now=store.clock.now()
        )

    def _sign_out(self, token: str, everywhere: bool) -> None:
        store = self._store()
        with reading(store) as session:
            actor = accounts.who(session, token, now=store.clock.now())
        with transaction(store) as session:
            accounts.sign_out(session, token)
            if everywhere and actor is not None and actor.person_id is not None:
                accounts.sign_out_everywhere(session, actor.person_id)


def _sign_in_page(wanted: str, *, email: str = "", wrong: str = "", status: int = 200) -> Response:
    fields = (
        field(Field("email", "E-mail", email, kind="email", autocomplete="username"), first=not email),
        field(
            Field("password", "Password", kind="password", autocomplete="current-password"), first=bool(email)
        ),
        hidden("next", wanted),
    )
    return page(
        "Sign in",
        form("/login", fields, "Sign in"),
        text("No password yet, or lost it? An administrator gives you a link."),
        wrong=wrong,
        status=status,
    )
