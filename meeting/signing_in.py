"""The rules of signing in: how long it lasts, how wrong passwords are slowed down, what a password must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meeting.errors import NotUnderstood

IDLE = timedelta(hours=12)
AT_MOST = timedelta(days=30)
INVITED_FOR = timedelta(days=7)
FREE_TRIES = 10
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
FROM_ONE_ADDRESS, ADDRESS_WINDOW = 100, timedelta(hours=1)
REMEMBERED = timedelta(hours=24)
"""Failures older than this are forgotten."""
SHORTEST, LONGEST = 10, 200

WRONG = (
    "This e-mail and password do not belong together, or the account is closed. Nothing was changed. Type them again, "
    "or ask an administrator for a link."
)


@dataclass(frozen=True)
class Waiting:
    """How long the next try has to wait; zero when it need not."""

    seconds: int = 0

    def __str__(self) -> str:
        minutes = -(-self.seconds // 60)
        return (
            f"Too many tries. The next one counts in {minutes} minute{'s' if minutes != 1 else ''}. "
            "Nothing was changed. Ask an administrator for a new link if the password is lost."
        )


def is_over(*, made_at: datetime, used_at: datetime, now: datetime) -> bool:
    """Whether a signed-in browser has to sign in again: idle too long, or signed in too long ago."""
    return now - used_at >= IDLE or now - made_at >= AT_MOST


def invitation_is_over(*, made_at: datetime, now: datetime) -> bool:
    return now - made_at >= INVITED_FOR


def waiting(
    of_account: Sequence[datetime],
    of_address: Sequence[datetime],
    *,
    now: datetime,
    is_known_browser: bool,
) -> Waiting:
    """The wait after failed tries, given oldest first: for the account from this address, and for the address.

    After FREE_TRIES failures each further one doubles the wait. A browser that signed in to the account before is
    held up by its address alone.
    """
    recent = [at for at in of_address if now - at < ADDRESS_WINDOW]
    until = recent[-FROM_ONE_ADDRESS] + ADDRESS_WINDOW if len(recent) >= FROM_ONE_ADDRESS else now
    if len(of_account) >= FREE_TRIES and not is_known_browser:
        doubled = FIRST_WAIT * 2 ** min(len(of_account) - FREE_TRIES, 10)
        until = max(until, of_account[-1] + min(doubled, LONGEST_WAIT))
    return Waiting(max(0, -int(-(until - now).total_seconds() // 1)))


def checked_password(password: str, *, again: str, name: str, email: str) -> str:
    """The password as typed. Raises NotUnderstood with what is wrong with it; never repeats it."""
    if password != again:
        raise NotUnderstood("The two passwords differ. Nothing was saved. Type the same one twice.")
    if not SHORTEST <= len(password) <= LONGEST:
        raise NotUnderstood(
            f"A password has {SHORTEST} to {LONGEST} characters. Nothing was saved. Take a few words in a row."
        )
    said = password.casefold()
    if len(set(said)) < 4 or said in {name.casefold(), email.casefold(), email.casefold().partition("@")[0]}:
        raise NotUnderstood("This password is too easy to guess. Nothing was saved. Take another.")
    return password


def own_path(wanted: str) -> str:
    """Where to go after signing in: a path of this product, else its first page."""
    is_own = wanted.startswith("/") and not wanted.startswith("//")
    is_plain = all(" " < letter <= "~" and letter != "\\" for letter in wanted)
    return wanted if is_own and is_plain and len(wanted) <= 500 else "/"
