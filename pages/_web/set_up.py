"""The set-up page: open while there is no administrator, and only to whoever has the code."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

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
from pages._web.plain_pages import page
from pages._web.set_up_form import FILE, SCRIPT, draw
from pages._web.sign_in import SignInPages

LARGEST = 2_000_000
"""Bytes of all that is sent."""


class SetUpPages:
    def __init__(self, store: Callable[[], Store], signing_in: SignInPages) -> None:
        self._store, self._signing_in = store, signing_in

    def routes(self) -> list[Route]:
        return [
            Route("/setup", self.set_up, methods=["GET", "POST"]),
            Route("/setup.js", self.script, methods=["GET"]),
        ]

    async def script(self, request: Request) -> Response:
        return Response(SCRIPT, media_type="text/javascript")

    async def set_up(self, request: Request) -> Response:
        try:
            if not await asyncio.to_thread(self._is_open):
                return RedirectResponse("/login", status_code=303)
            if request.method == "GET":
                return draw({})
            length = request.headers.get("content-length", "")
            if not length.isdecimal() or int(length) > LARGEST:
                return draw(
                    {},
                    wrong="This is too much at once: at most 2 MB. Nothing was saved. Take the list of people "
                    "in parts.",
                    status=413,
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
            signed_in = await self._signing_in.in_turn(
                request,
                lambda: setting_up.set_up(store, asked, code=values.get("code", ""), now=store.clock.now()),
            )
        except MeetingError as error:
            return draw(values, wrong=str(error))
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
        administrator=PersonToAdd(of("admin_name"), of("admin_email"), of("admin_team"), Role.ADMIN),
        password=values.get("password", ""),
        again=values.get("again", ""),
        people=people_in(values.get("people", "")),
    )
