"""A hundred wrong passwords at once, as whoever guesses sends them: nobody who works notices anything of it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from threading import Barrier
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Page, expect, sync_playwright

from meeting.settings import Settings
from pages._web.cookies import SESSION
from tests.browser import bring
from tests.browser.serving import Server, ready, serving
from tests.people import PASSWORD, come_in, email_of, signed_in
from tests.stores import MONDAY, new_store

GUESSES = 100
MOST = 1.0
"""Seconds within which whoever works is answered."""
ANOTHER = "127.0.0.2"
"""An address nobody guesses from."""
PLACES = ("Customers", "What we do well")


@dataclass
class Times:
    """Seconds of each answer while the guesses wait to be looked at."""

    healthz: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    press: list[float] = field(default_factory=list)
    sign_in: list[float] = field(default_factory=list)

    def told(self) -> str:
        named = {
            "/healthz": self.healthz,
            "a signed-in page": self.page,
            "a press in an open one": self.press,
            "the right password from another address": self.sign_in,
        }
        assert all(named.values()), "the guesses were over before anybody was asked"
        return "; ".join(
            f"{what} {1000 * median(times):.0f} ms, at most {1000 * max(times):.0f} ({len(times)} times)"
            for what, times in named.items()
        )


def passwords(seed: int) -> str:
    """/healthz, a page and a press in one answer within a second all the while; no guess lets anybody in."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings = Settings(Path(folder) / "meeting.db", None, MONDAY)
        new_store(settings)
        cookie = f"{SESSION}={signed_in(settings, 'Ana')}"
        signed_in(settings, "Chloe")
        browser = playwright.chromium.launch(executable_path=bring.executable(), args=bring.FLAGS)
        environ = {"DATABASE_URL": f"sqlite:///{settings.sqlite_path}", "TEST_NOW": MONDAY}
        with serving(environ) as server, browser.new_context() as context:
            come_in(context, server.url, settings, "Ben")
            page = context.new_page()
            page.goto(server.url)
            for place in PLACES:
                _pressed(page, place)
            times, took = _while_guessed(server, page, cookie=cookie, random=Random(seed))
        browser.close()
    told = f"{GUESSES} wrong passwords at once, all refused within {took:.1f} s. Meanwhile: {times.told()}"
    slow = max(*times.healthz, *times.page, *times.press)
    assert slow <= MOST, f"an answer took {slow:.1f} s. {told}"
    return told


def _while_guessed(server: Server, page: Page, *, cookie: str, random: Random) -> tuple[Times, float]:
    times, start_line = Times(), Barrier(GUESSES + 1)
    emails = [random.choice((email_of("Ana"), f"somebody{number}@example.com")) for number in range(GUESSES)]

    def guess(number: int) -> None:
        start_line.wait(timeout=60)
        led_to = _sign_in(server, emails[number], f"guess {number}", source="127.0.0.1")
        assert "wrong=1" in led_to or "until=" in led_to, f"a guess led to {led_to}"

    with ThreadPoolExecutor(GUESSES) as threads:
        guesses = [threads.submit(guess, number) for number in range(GUESSES)]
        start_line.wait(timeout=60)
        began = time.perf_counter()
        while not all(each.done() for each in guesses):
            times.healthz.append(_timed(server, "/healthz"))
            times.page.append(_timed(server, "/", Cookie=cookie))
            times.press.append(_pressed(page, PLACES[len(times.press) % 2]))
            if len(times.press) % 5 == 1:
                at = time.perf_counter()
                assert _sign_in(server, email_of("Chloe"), PASSWORD, source=ANOTHER) == "/"
                times.sign_in.append(time.perf_counter() - at)
        for each in guesses:
            each.result()
    return times, time.perf_counter() - began


def _timed(server: Server, path: str, **headers: str) -> float:
    began = time.perf_counter()
    way = HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    way.request("GET", path, headers=headers)
    answer = way.getresponse()
    answer.read()
    assert answer.status == 200, f"{path} answered {answer.status}"
    way.close()
    return time.perf_counter() - began


def _pressed(page: Page, place: str) -> float:
    began = time.perf_counter()
    page.get_by_role("link", name=place).click()
    expect(page.get_by_role("heading", name=place, level=1)).to_be_visible(timeout=60_000)
    took = time.perf_counter() - began
    ready(page, seconds=60)
    return took


def _sign_in(server: Server, email: str, password: str, *, source: str) -> str:
    """Where it leads."""
    way = HTTPConnection(urlsplit(server.url).netloc, timeout=300, source_address=(source, 0))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": server.url}
    way.request("POST", "/login", urlencode({"email": email, "password": password}), headers)
    answer = way.getresponse()
    answer.read()
    way.close()
    return answer.headers["location"] or ""
