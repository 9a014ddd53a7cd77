"""Who stands before the gate: asked of the store, for every request and every socket."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from db import accounts, setting_up
from db.engine import Store, reading
from db.models import Mark


class Standing(Enum):
    """`NOT_SET_UP`: nobody can sign in yet."""

    IN = auto()
    OUT = auto()
    NOT_SET_UP = auto()


class Guests:
    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store

    def standing(self, token: str) -> Standing:
        """Raises StoreRefused while the store cannot be used."""
        store = self._store()
        if store.mark is Mark.EXAMPLE:
            return Standing.IN
        now = store.clock.now()
        with reading(store) as session:
            if token and accounts.who(session, token, now=now) is not None:
                found = Standing.IN
            elif setting_up.is_open(session):
                found = Standing.NOT_SET_UP
            else:
                found = Standing.OUT
        if found is Standing.IN:
            accounts.seen(store, token, now=now)
        return found

    def still_in(self, tokens: set[str]) -> set[str]:
        """Which of these tokens are still signed in."""
        store = self._store()
        if store.mark is Mark.EXAMPLE:
            return tokens
        hashes = {accounts.token_hash(token): token for token in tokens}
        with reading(store) as session:
            left = accounts.still_in(session, list(hashes), now=store.clock.now())
        return {hashes[each] for each in left}
