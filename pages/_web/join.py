"""Joining a meeting by its code. The code stands after `#`, so that no server, proxy or log on the way ever sees it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from html import escape as said

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from db import accounts
from db.changes import asking
from db.changes.guests import WrongCodes, meeting_of_code, seconds_to_wait
from db.engine import Store, reading, transaction
from db.models import Mark
from db.queries import guests
from meeting.errors import MeetingError, NotUnderstood
from meeting.joining import LONGEST_NAME, Choice, GuestState, code_as_kept
from meeting.words import Side
from pages._web.cookies import GUEST, SESSION, drop, keep
from pages._web.edge import Edge
from pages._web.gate import GUESTS_PAGE
from pages._web.plain_pages import Field, field, form, heading, hidden, page, text

LARGEST = 10_000
"""Bytes of all that is sent."""
AT_ONCE = 2
"""So many codes are looked at side by side; whoever sends more waits."""
SCRIPT = """\
// Scanned where this page is open already, the browser changes nothing but what stands after the hash.
addEventListener("hashchange", () => { if (location.hash.length > 1) location.reload(); });
const code = location.hash.slice(1);
// A phone of last week scans the code of today: with its thanks said, it is asked like any other.
if (code && document.querySelector("[data-thanks]")) location.reload();
else if (code) history.replaceState(null, "", location.pathname);
const box = document.querySelector("input[name=code]:not([type=hidden])");
if (box && code) {
  box.value = code;
  box.form.submit();
}
const look = async () => {
  const answer = await fetch("/join/standing").catch(() => null);
  const standing = answer?.ok ? await answer.text() : "asks";
  if (standing === "asks") setTimeout(look, 1500);
  else location.replace("/join");
};
if (document.querySelector("[data-asks]")) look();
"""
NAMES = """<style>
.names button { display: block; width: 100%; min-height: 3.5rem; margin: .75rem 0 0; text-align: left }
.names button:disabled { background: none; color: inherit; border: 1px solid var(--line); cursor: default }
input[name=code] { font-size: 1.75rem; letter-spacing: .15em; text-transform: uppercase }
</style>"""
OVER = "The meeting this phone had joined is over, or you left it. To join another, scan or type its code."
REFUSED = "You were not let in. Nothing was done. If that was a slip, say so aloud and join again."

_log = logging.getLogger(__name__)


class JoinPages:
    def __init__(self, store: Callable[[], Store], edge: Callable[[], Edge]) -> None:
        self._store, self._edge = store, edge
        # Saves may wait long for others, and everybody passes the gate on the same few threads.
        self._few = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[Route]:
        return [
            Route("/join", self.join, methods=["GET", "POST"]),
            Route("/join.js", self.script, methods=["GET"]),
            Route("/join/standing", self.standing, methods=["GET"]),
            Route("/join/leave", self.leave, methods=["POST"]),
        ]

    async def script(self, request: Request) -> Response:
        return Response(SCRIPT, media_type="text/javascript")

    async def join(self, request: Request) -> Response:
        try:
            answer = await asyncio.to_thread(self._elsewhere, request.cookies)
            if answer is not None:
                return answer
            if request.method == "GET":
                return await asyncio.to_thread(self._begin, request.cookies)
            length = request.headers.get("content-length", "")
            if not length.isdecimal() or int(length) > LARGEST:
                return _code_page(
                    wrong="This is too much at once. Nothing was done. Go back and type less.", status=413
                )
            sent = await request.form(max_files=0, max_fields=10, max_part_size=1_000)
            typed = {name: value for name, value in sent.items() if isinstance(value, str)}
            async with self._few:
                return await asyncio.to_thread(self._typed, typed, request.scope["monday.address"])
        except MeetingError as error:
            return page("Join the meeting", wrong=str(error), status=503)

    async def standing(self, request: Request) -> Response:
        """What the page that waits asks: `asks` as long as nobody has answered."""
        try:
            found = await asyncio.to_thread(self._phone, request.cookies)
        except MeetingError as error:
            return PlainTextResponse(str(error), status_code=503)
        return PlainTextResponse(str(found.state) if found else "over")

    async def leave(self, request: Request) -> Response:
        try:
            async with self._few:
                await asyncio.to_thread(self._leave, request.cookies.get(GUEST, ""))
        except MeetingError as error:
            return page("Join the meeting", wrong=str(error), status=503)
        answer = RedirectResponse("/join", status_code=303)
        drop(answer, GUEST, secure=self._edge().is_secure)
        return answer

    def _elsewhere(self, cookies: Mapping[str, str]) -> Response | None:
        """Whoever is in already, signed in or by code, is not asked again."""
        store = self._store()
        with reading(store) as session:
            signed_in = store.mark is not Mark.EXAMPLE and accounts.who(
                session, cookies.get(SESSION, ""), now=store.clock.now()
            )
        if signed_in:
            return page(
                "You are signed in",
                text(f"You are {signed_in.name} here, and need no code."),
                '<p><a href="/monday">Open the meeting</a></p>',
            )
        found = self._phone(cookies)
        if found is None or found.state not in (GuestState.IN, GuestState.ASKS):
            return None
        if found.state is GuestState.IN:
            # The empty part after # takes the place of the code, which the browser would keep.
            return RedirectResponse(f"{GUESTS_PAGE}#", status_code=303)
        return page(
            f"{found.name} asks to join",
            '<p data-asks role="status">Whoever leads sees it now and lets you in. Keep this page open.</p>',
            form("/join/leave", [], "Not me, or not now"),
            '<noscript><meta http-equiv="refresh" content="3"></noscript>',
            _SCRIPT_TAG,
        )

    def _begin(self, cookies: Mapping[str, str]) -> Response:
        """The form, with what became of this phone before."""
        if GUEST not in cookies:
            return _code_page()
        found, store = self._phone(cookies), self._store()
        is_refused = found is not None and found.state is GuestState.REFUSED
        with reading(store) as session:
            is_thanked = guests.stayed_to_the_end(session, cookies[GUEST])
        answer = (
            _thanks_page()
            if is_thanked
            else _code_page(wrong=REFUSED if is_refused else "", note="" if is_refused else OVER)
        )
        answer.status_code = 200
        drop(answer, GUEST, secure=self._edge().is_secure)
        return answer

    def _typed(self, typed: Mapping[str, str], address: str) -> Response:
        """A code, or a code and who it is."""
        store = self._store()
        now, code = store.clock.now(), code_as_kept(typed.get("code", ""))
        try:
            with reading(store) as session:
                if seconds := seconds_to_wait(session, now=now):
                    raise WrongCodes(seconds)
            with transaction(store) as session:
                meeting_id = meeting_of_code(session, code, now=now)
            if meeting_id is None:
                _log.warning("a wrong code to join, from %s", address)
                return _code_page(wrong=asking.WRONG, typed=typed.get("code", ""))
            wrong = ""
            if "person" in typed or "name" in typed:
                try:
                    return self._asked(store, code, typed)
                except NotUnderstood as error:
                    wrong = str(error)
            with reading(store) as session:
                names = asking.choices(session, meeting_id, now=now)
        except WrongCodes as error:
            answer = _code_page(wrong=str(error), typed=typed.get("code", ""), status=429)
            answer.headers["retry-after"] = str(error.seconds)
            return answer
        return _who_page(code, names, typed, wrong=wrong)

    def _asked(self, store: Store, code: str, typed: Mapping[str, str]) -> Response:
        person, side = typed.get("person"), typed.get("side", "")
        if person is not None and not (person.isascii() and person.isdecimal() and len(person) < 10):
            raise NotUnderstood(
                "This name cannot be picked. Nothing was done. Pick yours, or join as a guest."
            )
        now = store.clock.now()
        with transaction(store) as session:
            # Looked at again with what it lets in: a code may be over by now.
            meeting_id = meeting_of_code(session, code, now=now)
            if meeting_id is None:
                raise NotUnderstood(asking.WRONG)
            asked = asking.ask_to_join(
                session,
                meeting_id,
                person_id=int(person) if person is not None else None,
                name=typed.get("name", ""),
                side=Side(side) if side in set(Side) else None,
                now=now,
            )
        answer = RedirectResponse(f"{GUESTS_PAGE if asked.is_in else '/join'}#", status_code=303)
        keep(answer, GUEST, asked.token, secure=self._edge().is_secure)
        return answer

    def _phone(self, cookies: Mapping[str, str]) -> guests.Phone | None:
        store, token = self._store(), cookies.get(GUEST, "")
        if not token:
            return None
        with reading(store) as session:
            return guests.phone_of(session, token, now=store.clock.now())

    def _leave(self, token: str) -> None:
        store = self._store()
        with transaction(store) as session:
            asking.leave(session, token, now=store.clock.now())


_SCRIPT_TAG = '<script type="module" src="/join.js"></script>'
_SIGN_IN = (
    "<p>Managers, facilitators, administrators and whoever is signed in somewhere: "
    '<a href="/login?next=%2Fmonday">sign in</a> instead.</p>'
)


def _thanks_page() -> HTMLResponse:
    """What a phone says that stayed until Close."""
    return page(
        "Closed. Thank you for taking part.",
        '<p data-thanks role="status">What was decided, and who does what by when, is kept as minutes.</p>',
        text("Who has an account reads them under Outcomes; a guest asks whoever led the meeting for them."),
        '<p><a href="/login?next=%2Foutcomes">Read the minutes</a></p>',
        '<p><a href="/join">Join another meeting</a></p>',
        _SCRIPT_TAG,
    )


def _code_page(*, wrong: str = "", note: str = "", typed: str = "", status: int = 400) -> HTMLResponse:
    asked = Field(
        "code",
        "The code on the big screen",
        typed[:LONGEST_NAME],
        hint="Eight letters and digits, such as K7MX 4TQP.",
    )
    return page(
        "Join the meeting",
        NAMES,
        text(note) if note else "",
        form("/join", [field(asked, first=True)], "Go on"),
        _SIGN_IN,
        _SCRIPT_TAG,
        wrong=wrong,
        status=status if wrong else 200,
    )


def _who_page(code: str, names: tuple[Choice, ...], typed: Mapping[str, str], *, wrong: str) -> Response:
    picks = "".join(
        f'<button type="submit" name="person" value="{one.person_id}"{" disabled" if one.is_taken else ""}>'
        f"{said(one.name)}{' · joined already' if one.is_taken else ''}</button>"
        for one in names
    )
    sides = "".join(f'<option value="{side}">{side}</option>' for side in Side)
    asked = Field(
        "name",
        "Your name",
        typed.get("name", "")[:LONGEST_NAME],
        autocomplete="name",
        hint="As the others know you.",
    )
    fields = (
        hidden("code", code),
        field(asked),
        '<label for="side">Side, if you have one</label><select name="side" id="side"><option value=""></option>'
        f"{sides}</select>",
    )
    return page(
        "Who are you?",
        NAMES,
        f'<form method="post" action="/join" class="names">{hidden("code", code)}{picks}</form>'
        if names
        else "",
        heading("Not on the list? Join as a guest") if names else "",
        form("/join", fields, "Join as a guest"),
        _SIGN_IN,
        wrong=wrong,
        status=400 if wrong else 200,
    )
