"""An invitation: the link's token stands after `#`, so that no server, proxy or log on the way ever sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import accounts
from db.engine import Store, reading
from meeting.errors import MeetingError
from pages._web.plain_pages import Field, field, form, hidden, page, text
from pages._web.sign_in import SignInPages

SCRIPT = """\
const box = document.querySelector("input[name=token]");
const token = location.hash.slice(1);
if (box && token) {
  history.replaceState(null, "", location.pathname);
  box.value = token;
  box.form.submit();
}
"""


class InvitationPages:
    def __init__(self, store: Callable[[], Store], signing_in: SignInPages) -> None:
        self._store, self._signing_in = store, signing_in

    def routes(self) -> list[Route]:
        return [
            Route("/invite", self.invite, methods=["GET", "POST"]),
            Route("/invite.js", self.script, methods=["GET"]),
        ]

    async def script(self, request: Request) -> Response:
        return Response(SCRIPT, media_type="text/javascript")

    async def invite(self, request: Request) -> Response:
        if request.method == "GET":
            fields = [field(Field("token", "The part of the link after #"))]
            return page(
                "Welcome",
                form("/invite", fields, "Go on"),
                '<script type="module" src="/invite.js"></script>',
            )
        typed = await request.form(max_files=0, max_fields=5, max_part_size=10_000)
        token = str(typed.get("token", "")).strip()
        found = await asyncio.to_thread(self._invited, token)
        if found is None:
            return page("Welcome", wrong=accounts.LINK_IS_OVER, status=410)
        if "password" not in typed:
            return _password_page(token, found)
        try:
            store = self._store()
            signed_in = await self._signing_in.in_turn(
                request,
                lambda: accounts.accept_invitation(
                    store,
                    token,
                    password=str(typed["password"]),
                    again=str(typed.get("again", "")),
                    now=store.clock.now(),
                ),
            )
        except MeetingError as error:
            return _password_page(token, found, wrong=str(error))
        return self._signing_in.let_in(signed_in, "/")

    def _invited(self, token: str) -> tuple[int, str, str] | None:
        store = self._store()
        with reading(store) as session:
            return accounts.invited(session, token, now=store.clock.now())


def _password_page(token: str, found: tuple[int, str, str], *, wrong: str = "") -> Response:
    _, name, email = found
    fields = (
        hidden("token", token),
        # For password managers: whose password it is.
        field(Field("email", "E-mail", email, kind="email", autocomplete="username", required=False)),
        field(
            Field(
                "password",
                "New password",
                kind="password",
                hint="At least 10 characters; a few words in a row are good.",
                autocomplete="new-password",
            ),
            first=True,
        ),
        field(Field("again", "The same again", kind="password", autocomplete="new-password")),
    )
    return page(
        f"Welcome, {name}",
        text("Choose a password. You are signed in at once, and out of every other browser."),
        form("/invite", fields, "Save and sign in"),
        wrong=wrong,
        status=400 if wrong else 200,
    )
