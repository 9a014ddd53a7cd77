"""How passwords and tokens are kept: never as they are.

Hashing a password takes long and much memory, on purpose. A few threads of its own do it, one step behind everything
else the machine does: a hundred guesses at once make whoever guesses wait, and nobody who works.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from threading import get_native_id

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from meeting import signing_in as rules

AT_ONCE = 2
"""So many passwords are hashed side by side, of whoever asks: each takes 64 MB meanwhile."""
STEPS_BACK = 10


def hashed(password: str) -> str:
    """As it may be kept. Takes long on purpose: call it outside transactions."""
    return _pool().submit(PasswordHasher().hash, password).result()


def verified(hashed: str, password: str) -> bool:
    """Takes as long as `hashed`, whatever the answer: call it outside transactions."""
    try:
        return _pool().submit(PasswordHasher().verify, hashed, password[: rules.LONGEST + 1]).result()
    except (VerificationError, InvalidHashError):
        return False


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords", initializer=_step_back)


def _step_back() -> None:
    # Only Linux knows the priority of a thread; where it is not to be had, nothing but speed is lost.
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + STEPS_BACK)


# A child process has none of its parent's threads.
os.register_at_fork(after_in_child=_pool.cache_clear)


@cache
def nobodys() -> str:
    """A password nobody knows, checked for those who have no account."""
    return hashed(secrets.token_urlsafe(32))


def token_hash(secret: str) -> str:
    """How a token is kept, and compared by whoever keeps a list of open browsers."""
    # Fast on purpose: what it hides is random and long. Passwords go through Argon2.
    return hashlib.sha256(secret.encode()).hexdigest()
