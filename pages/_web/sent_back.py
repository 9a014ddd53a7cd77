"""A sign-in that failed leads back to the form by an address of its own, so that Back and Reload send nothing again.

The address tells what went wrong, never who tried: addresses are kept in histories and logs. The e-mail stays in its
box by a cookie that only these pages are sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import ceil
from urllib.parse import quote, unquote, urlencode

from starlette.responses import RedirectResponse, Response

from meeting.signing_in import ADDRESS_WINDOW, WRONG, Waiting

TYPED = "monday_typed"
FORM = "/login"
KEPT = 300
"""Seconds that what was typed is kept."""
LONGEST_EMAIL = 254


def sent_back(
    wanted: str, *, email: str, waiting: Waiting | None, now: datetime, secure: bool
) -> RedirectResponse:
    about = {"next": wanted}
    if waiting is None:
        about["wrong"] = "1"
    else:
        # A moment and not a time to wait: a page that is loaded again later says what is left by then.
        about["until"] = str(ceil(now.timestamp()) + waiting.seconds)
    answer = RedirectResponse(f"{FORM}?{urlencode(about)}", status_code=303)
    typed = quote(email[:LONGEST_EMAIL], safe="")
    answer.set_cookie(TYPED, typed, max_age=KEPT, httponly=True, samesite="lax", secure=secure, path=FORM)
    return answer


def forget(answer: Response, *, secure: bool) -> None:
    """Whoever is in leaves nothing behind."""
    answer.delete_cookie(TYPED, httponly=True, samesite="lax", secure=secure, path=FORM)


def what_went_wrong(asked: Mapping[str, str], *, now: datetime) -> str:
    """Empty where nothing did. Anybody may have written the address: a wait is never longer than any there is."""
    until = asked.get("until", "")
    if until.isascii() and until.isdecimal() and len(until) <= 12:
        left = min(int(until) - int(now.timestamp()), int(ADDRESS_WINDOW.total_seconds()))
        return str(Waiting(left)) if left > 0 else ""
    return WRONG if asked.get("wrong") == "1" else ""


def typed_before(cookies: Mapping[str, str]) -> str:
    return unquote(cookies.get(TYPED, ""))[:LONGEST_EMAIL]
