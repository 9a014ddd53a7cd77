"""Passwords are looked at a few at a time, apart from everything else: whoever guesses makes nobody else wait."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.requests import Request

from db import accounts
from db.accounts import passwords
from pages._web import sign_in
from pages._web.edge import Edge
from pages._web.sign_in import SignInPages

PATIENCE = 30


def request_from(address: str) -> Request:
    scope: dict[str, Any] = {"type": "http", "monday.address": address}
    return Request(scope)


class Counted:
    """Work that takes as long as it is told to, and how much of it there was at once."""

    def __init__(self) -> None:
        self.goes_on, self.is_full = threading.Event(), threading.Event()
        self.now = self.most = self.done = 0
        self._lock = threading.Lock()

    def work(self, *, full: int) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now == full:
                self.is_full.set()
        assert self.goes_on.wait(PATIENCE)
        with self._lock:
            self.now -= 1
            self.done += 1


def pages() -> SignInPages:
    def nowhere() -> Any:
        raise AssertionError("no store is asked")

    return SignInPages(nowhere, Edge)


@pytest.mark.parametrize(("addresses", "most"), [(50, sign_in.AT_ONCE), (1, 1)])
def test_so_many_passwords_are_looked_at_side_by_side_and_of_one_address_one(
    addresses: int, most: int
) -> None:
    counted, door = Counted(), pages()

    async def asked() -> None:
        turns = [
            asyncio.create_task(
                door.in_turn(request_from(f"192.0.2.{number % addresses}"), counted.work, full=most)
            )
            for number in range(50)
        ]
        # The threads of the gate are free all the while.
        await asyncio.wait_for(asyncio.to_thread(counted.is_full.wait, PATIENCE), PATIENCE)
        free = [asyncio.to_thread(len, "gate") for _ in range(20)]
        assert await asyncio.wait_for(asyncio.gather(*free), PATIENCE) == [4] * 20
        counted.goes_on.set()
        await asyncio.wait_for(asyncio.gather(*turns), PATIENCE)

    asyncio.run(asked())
    assert (counted.most, counted.done) == (most, 50)


def test_nobody_waits_behind_the_guesses_of_another_address() -> None:
    guesses, other, door = Counted(), Counted(), pages()
    other.goes_on.set()

    async def asked() -> None:
        turns = [
            asyncio.create_task(door.in_turn(request_from("6.6.6.6"), guesses.work, full=1))
            for _ in range(50)
        ]
        await asyncio.to_thread(guesses.is_full.wait, PATIENCE)
        await asyncio.wait_for(door.in_turn(request_from("192.0.2.9"), other.work, full=1), PATIENCE)
        assert guesses.done == 0
        guesses.goes_on.set()
        await asyncio.gather(*turns)

    asyncio.run(asked())
    assert (guesses.done, other.done) == (50, 1)


def test_work_that_goes_wrong_gives_its_turn_back() -> None:
    door = pages()

    def breaks() -> None:
        raise ValueError("x")

    async def asked() -> None:
        for _ in range(2 * sign_in.AT_ONCE):
            with pytest.raises(ValueError, match="x"):
                await asyncio.wait_for(door.in_turn(request_from("192.0.2.9"), breaks), PATIENCE)

    asyncio.run(asked())


def test_passwords_are_hashed_by_threads_of_their_own_one_step_behind_the_others() -> None:
    kept = accounts.hashed("correct horse battery")
    with ThreadPoolExecutor(8) as many:
        found = list(
            many.map(lambda word: passwords.verified(kept, word), ["correct horse battery", "wrong"] * 4)
        )
    assert found == [True, False] * 4
    theirs = [each for each in threading.enumerate() if each.name.startswith("passwords")]
    assert 1 <= len(theirs) <= passwords.AT_ONCE
    if sys.platform == "linux":
        steps = {os.getpriority(os.PRIO_PROCESS, each.native_id or 0) for each in theirs}
        assert steps == {min(19, os.getpriority(os.PRIO_PROCESS, 0) + passwords.STEPS_BACK)}
