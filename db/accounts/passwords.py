"""How passwords and tokens are kept: never as they are."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from meeting import signing_in as rules


def hashed(password: str) -> str:
    """As it may be kept. Takes long on purpose: call it outside transactions."""
    return PasswordHasher().hash(password)


def verified(hashed: str, password: str) -> bool:
    """Takes as long as `hashed`, whatever the answer: call it outside transactions."""
    try:
        return PasswordHasher().verify(hashed, password[: rules.LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


@cache
def nobodys() -> str:
    """A password nobody knows, checked for those who have no account."""
    return hashed(secrets.token_urlsafe(32))


def token_hash(secret: str) -> str:
    """How a token is kept, and compared by whoever keeps a list of open browsers."""
    # Fast on purpose: what it hides is random and long. Passwords go through Argon2.
    return hashlib.sha256(secret.encode()).hexdigest()
