"""The set-up page: open while there is no administrator, and only to whoever has the code."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from db import setting_up
from db.changes.house import days_in
from db.engine import Store, reading
from db.models import Mark
from db.setting_up import PersonToAdd, Setup, people_in
from db.setting_up_people import people_as_typed
from meeting.errors import MeetingError
from meeting.words import Role, Side
from pages._web.plain_pages import Field, field, form, heading, page, text
from pages._web.sign_in import SignInPages

FILE = "people_file"
LARGEST = 2_000_000
"""Bytes of all that is sent."""
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
        hint="Pasted from a spreadsheet is fine. The role is member, manager, facilitator or admin.",
        required=False,
    ),
    Field(
        FILE,
        "Or from a file, CSV or XLSX",
        kind="file",
        hint="With a name and an e-mail for each; a team and a role where there are such columns.",
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
            length = request.headers.get("content-length", "")
            if not length.isdecimal() or int(length) > LARGEST:
                return _form(
                    {}, wrong="This is too much at once: at most 2 MB. Nothing was saved.", status=413
                )
            async with request.form(max_files=1, max_fields=30, max_part_size=200_000) as typed:
                values = {name: value for name, value in typed.items() if isinstance(value, str)}
                content, named = await _sent(typed.get(FILE))
        except MeetingError as error:
            return page("Set up", wrong=str(error), status=503)
        try:
            if content:
                people = await asyncio.to_thread(_people_of, content, named)
                # In the box from here on: a file cannot be shown again when something else is to be mended.
                values["people"] = "\n".join(
                    part for part in (values.get("people", "").strip(), people) if part
                )
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


async def _sent(file: UploadFile | str | None) -> tuple[bytes, str]:
    """The bytes of a file that was chosen, and what it is called; nothing without one."""
    if not isinstance(file, UploadFile):
        return b"", ""
    return await file.read(), file.filename or ""


def _people_of(content: bytes, name: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"people{Path(name).suffix[:10]}"
        path.write_bytes(content)
        return people_as_typed(path)


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


def _form(values: Mapping[str, Any], *, wrong: str = "", status: int = 400) -> Response:
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
        form("/setup", parts, "Set up and sign in", has_files=True),
        wrong=wrong,
        status=status if wrong else 200,
    )
