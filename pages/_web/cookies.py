"""The cookies of this product, and how they are set."""

from __future__ import annotations

from starlette.responses import Response

SESSION = "monday_session"
"""The token of a signed-in browser."""
KNOWN = "monday_known"
"""Shows that this browser signed in to an account before."""
LOOK = "monday_look"
"""As whom somebody looks around the example company."""

_YEAR = 365 * 24 * 3600
_MONTH = 30 * 24 * 3600


def keep(answer: Response, name: str, value: str, *, secure: bool) -> None:
    """Not to be read by scripts, not sent along from other sites, and over https nowhere else."""
    seconds = _YEAR if name == KNOWN else _MONTH
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=secure, path="/")


def drop(answer: Response, name: str, *, secure: bool) -> None:
    answer.delete_cookie(name, httponly=True, samesite="lax", secure=secure, path="/")
