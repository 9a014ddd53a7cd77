"""The set-up page: open while there is no administrator, and only to whoever has the code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from db import setting_up
from db.changes.house import days_in
from db.engine import Store, reading
from db.models import Mark
from db.setting_up import PersonToAdd, Setup, people_in
from meeting.errors import MeetingError
from meeting.words import Role, Side
from pages._web.plain_pages import Field, field, form, heading, page, text
from pages._web.sign_in import SignInPages

FIELDS: tuple[Field | str, ...] = (
    Field(
        "code",
        "Set-up code",
        hint="It stands in the terminal the program was started in. Or: python -m db setup-code",
    ),
    "Your company",
    Field("name", "Name"),
    Field(
        "zone", "Time zone", "Europe/Berlin", hint="Weeks and days follow it, wherever somebody looks from."
    ),
    Field(
        "common_goal",
        "The common goal of both teams",
        hint="One sentence both sides agree on. It can be said later.",
        required=False,
    ),
    Field("holidays", "Holidays, such as 2026-12-25 2026-12-26", required=False),
    "Your teams",
    Field("sales", "Teams that sell, one a line", "Sales", kind="textarea"),
    Field("service", "Teams that serve, one a line", "Service", kind="textarea"),
    "You, the first administrator",
    Field("admin_name", "Your name", autocomplete="name"),
    Field("admin_email", "Your e-mail", kind="email", autocomplete="username"),
    Field(
        "password", "Password", kind="password", hint="At least 10 characters.", autocomplete="new-password"
    ),
    Field("again", "The same again", kind="password", autocomplete="new-password"),
    "Everybody else",
    Field(
        "people",
        "People, one a line: name, e-mail, team, role",
        kind="textarea",
        hint="Pasted from a spreadsheet is fine. The role is member, manager, facilitator or admin. A file can be "
        "brought in later on Bring in files.",
        required=False,
    ),
)


class SetUpPages:
    def __init__(self, store: Callable[[], Store], signing_in: SignInPages) -> None:
        self._store, self._signing_in = store, signing_in

    def routes(self) -> list[Route]:
        return [Route("/setup", self.set_up, methods=["GET", "POST"])]

    async def set_up(self, request: Request) -> Response:
        try:
            if not await asyncio.to_thread(self._is_open):
                return RedirectResponse("/login", status_code=303)
            if request.method == "GET":
                return _form({})
            typed = await request.form(max_files=0, max_fields=30, max_part_size=200_000)
        except MeetingError as error:
            return page("Set up", wrong=str(error), status=503)
        values = {name: str(value) for name, value in typed.items()}
        try:
            asked, store = _understood(values), self._store()
            signed_in = await asyncio.to_thread(
                lambda: setting_up.set_up(store, asked, code=values.get("code", ""), now=store.clock.now())
            )
        except MeetingError as error:
            return _form(values, wrong=str(error))
        return self._signing_in.let_in(signed_in, "/")

    def _is_open(self) -> bool:
        store = self._store()
        with reading(store) as session:
            return store.mark is not Mark.EXAMPLE and setting_up.is_open(session)


def _understood(values: Mapping[str, str]) -> Setup:
    def of(name: str) -> str:
        return values.get(name, "").strip()

    teams = [(name, side) for side in Side for name in of(str(side)).splitlines()]
    return Setup(
        name=of("name"),
        zone=of("zone"),
        common_goal=of("common_goal"),
        holidays=days_in(of("holidays")),
        teams=tuple(teams),
        administrator=PersonToAdd(of("admin_name"), of("admin_email"), "", Role.ADMIN),
        password=values.get("password", ""),
        again=values.get("again", ""),
        people=people_in(values.get("people", "")),
    )


def _form(values: Mapping[str, Any], *, wrong: str = "") -> Response:
    """What was typed stays, except passwords."""
    parts = [
        heading(asked)
        if isinstance(asked, str)
        else field(
            Field(
                asked.name,
                asked.label,
                str(values.get(asked.name, asked.value)),
                asked.kind,
                asked.hint,
                asked.autocomplete,
                asked.required,
            ),
            first=asked is FIELDS[0],
        )
        for asked in FIELDS
    ]
    return page(
        "Set up",
        text("Two minutes, then the board is yours. Everything can be changed later."),
        form("/setup", parts, "Set up and sign in"),
        wrong=wrong,
        status=400 if wrong else 200,
    )
