"""Who stands before the gate: asked of the store, for every request and every socket."""

from __future__ import annotations

from collections.abc import Callable, Set
from enum import Enum, auto

from db import accounts, setting_up
from db.engine import Store, reading
from db.models import Mark
from db.queries import guests


class Standing(Enum):
    """`GUEST`: let into the meeting that runs by its code. `JOINING`: asks, or was in one that is over.
    `NOT_SET_UP`: nobody can sign in yet."""

    IN = auto()
    GUEST = auto()
    JOINING = auto()
    OUT = auto()
    NOT_SET_UP = auto()


Held = tuple[Standing, str]
"""What a socket is open by: as whom, and the token that says so."""


class Doorkeeper:
    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store

    def standing(self, token: str, guest_token: str = "") -> Standing:
        """Whoever is signed in is that, whatever they joined before. Raises StoreRefused while the store cannot be
        used."""
        store = self._store()
        now = store.clock.now()
        if store.mark is Mark.EXAMPLE and not guest_token:
            return Standing.IN
        with reading(store) as session:
            if token and accounts.who(session, token, now=now) is not None:
                found = Standing.IN
            elif guest_token:
                is_in = guests.who(session, guest_token, now=now) is not None
                found = Standing.GUEST if is_in else Standing.JOINING
            elif setting_up.is_open(session):
                found = Standing.NOT_SET_UP
            else:
                found = Standing.OUT
        if found is Standing.IN:
            accounts.seen(store, token, now=now)
        return found

    def still_in(self, held: Set[Held]) -> set[Held]:
        """By which of these somebody may still be in."""
        store = self._store()
        now = store.clock.now()
        by_hash = {(standing, accounts.token_hash(token)): token for standing, token in held}

        def hashes(standing: Standing) -> list[str]:
            return [hashed for each, hashed in by_hash if each is standing]

        with reading(store) as session:
            left = {
                Standing.IN: set(hashes(Standing.IN))
                if store.mark is Mark.EXAMPLE
                else accounts.still_in(session, hashes(Standing.IN), now=now),
                Standing.GUEST: guests.still_in(session, hashes(Standing.GUEST), now=now),
            }
        return {(standing, by_hash[standing, hashed]) for standing, some in left.items() for hashed in some}
