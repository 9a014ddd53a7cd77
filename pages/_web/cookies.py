"""The cookies of this product, and how they are set."""

from __future__ import annotations

from starlette.responses import Response

from meeting.joining import IN_FOR

SESSION = "monday_session"
"""The token of a signed-in browser."""
KNOWN = "monday_known"
"""Shows that this browser signed in to an account before."""
LOOK = "monday_look"
"""As whom somebody looks around the example company."""
GUEST = "monday_guest"
"""The token of a phone that joined a meeting by its code."""

_MONTH = 30 * 24 * 3600
_KEPT = {KNOWN: 365 * 24 * 3600, GUEST: int(IN_FOR.total_seconds())}


def keep(answer: Response, name: str, value: str, *, secure: bool) -> None:
    """Not to be read by scripts, not sent along from other sites, and over https nowhere else."""
    seconds = _KEPT.get(name, _MONTH)
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=secure, path="/")


def drop(answer: Response, name: str, *, secure: bool) -> None:
    answer.delete_cookie(name, httponly=True, samesite="lax", secure=secure, path="/")
