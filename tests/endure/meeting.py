"""One meeting followed for ten minutes by three browsers and seventeen other clients: how long the server takes.

A client speaks what a browser speaks: a session of the framework on one socket, the bell on another. At each ring it
asks for the live part of the page and notes how long the server takes to answer in full.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread

from playwright.sync_api import Locator, Page, expect, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from meeting.words import Role
from pages._web.cookies import LOOK
from tests.bench.beside_empty import FLAGS
from tests.bench.example import Example
from tests.browser import bring
from tests.browser.serving import Server, ready, serving

CLIENTS, BROWSERS = 17, 3
ALONE, TOGETHER = 120, 600
"""Seconds."""
EVERY = 2.0
"""Seconds from one Next to the next."""
TIMES, GROWTH = 2.0, 1.05
GIVES_UP = 30
STEPS = 4


class Client(Thread):
    """Follows the meeting until it is told to stop; `took` are milliseconds of each answer, by the clock at its end."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url.replace("http", "ws", 1)
        self._origin = url
        self.took: list[tuple[float, float]] = []
        self.wrong: list[str] = []
        self.follows, self.over = Event(), Event()

    def run(self) -> None:
        try:
            with self._socket("/_stcore/stream") as page, self._socket("/_live") as bell:
                fragment = self._opened(page)
                self._follow(page, bell, fragment)
        except (ConnectionClosed, OSError, TimeoutError, AssertionError) as error:
            if not self.over.is_set():
                self.wrong.append(f"{type(error).__name__}: {error}")
        finally:
            self.follows.set()

    def _socket(self, path: str) -> ClientConnection:
        headers = {"Cookie": f"{LOOK}={Role.MEMBER}"}
        return connect(
            self._url + path,
            origin=Origin(self._origin),
            additional_headers=headers,
            max_size=None,
        )

    def _opened(self, page: ClientConnection) -> str:
        """The first run of the page; returns the name of its live part."""
        asked = BackMsg()
        asked.rerun_script.page_name = "monday"
        return self._run(page, asked)

    def _follow(self, page: ClientConnection, bell: ClientConnection, fragment: str) -> None:
        known = bell.recv(timeout=GIVES_UP)
        self.follows.set()
        while not self.over.is_set():
            try:
                told = bell.recv(timeout=1)
            except TimeoutError:
                continue
            if told == known:
                continue
            known = told
            asked = BackMsg()
            asked.rerun_script.fragment_id = fragment
            started = time.perf_counter()
            self._run(page, asked)
            ended = time.perf_counter()
            self.took.append((ended, 1000 * (ended - started)))

    def _run(self, page: ClientConnection, asked: BackMsg) -> str:
        """One run to its end; returns the part of the page that runs by itself, if it named one."""
        page.send(asked.SerializeToString())
        fragment = ""
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(page.recv(timeout=GIVES_UP))
            kind = answer.WhichOneof("type")
            if kind == "auto_rerun":
                fragment = answer.auto_rerun.fragment_id
            elif kind == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
                raise AssertionError("the page shows an error")
            elif kind == "script_finished":
                return fragment


def meeting(seed: int) -> str:
    """The server's 95th percentile with all of them is at most twice that with three browsers alone."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="endure-")))
        server = stack.enter_context(serving(Example(folder).environ))
        browsers = stack.enter_context(_browsers(server))
        probe = stack.enter_context(_clients(server.url, number=1))[0]
        _lead(browsers, seconds=ALONE)
        alone = _percentile(probe, since=0)
        others = stack.enter_context(_clients(server.url, number=CLIENTS - 1))
        _lead(browsers, seconds=TOGETHER / 10)
        before, since = _memory(server), time.perf_counter()
        presses = _lead(browsers, seconds=TOGETHER * 0.9)
        together, after = _percentile(probe, since=since), _memory(server)
        answers = sum(len(client.took) for client in (probe, *others))
        wrong = [text for client in (probe, *others) for text in client.wrong]
        wrong += [line for line in server.output().splitlines() if "Traceback" in line]
    assert not wrong, f"{len(wrong)} errors, the first: {wrong[0]}"
    told = (
        f"{CLIENTS} clients and {BROWSERS} browsers, {presses} steps and {answers:,} answers: p95 {together:.0f} ms "
        f"against {alone:.0f} ms with the browsers alone ({together / alone:.2f}, at most {TIMES}), memory "
        f"{before:.0f} to {after:.0f} MB, 0 errors"
    )
    assert together <= TIMES * alone, told
    assert after <= GROWTH * before, told
    return told


def _lead(browsers: Sequence[Page], *, seconds: float) -> int:
    """Goes on and back through the first steps, waited for in every browser; returns how often."""
    leading, *others = browsers
    end, at, is_on, presses = time.monotonic() + seconds, _at(leading), True, 0
    while time.monotonic() < end:
        pressed = time.monotonic()
        is_on = at == 1 or (is_on and at < STEPS)
        at += 1 if is_on else -1
        leading.keyboard.press("ArrowRight" if is_on else "ArrowLeft")
        for page in (leading, *others):
            expect(_place(page, f"{at} of 9 · ")).to_be_visible(timeout=1000 * GIVES_UP)
        presses += 1
        leading.wait_for_timeout(max(0.0, 1000 * (EVERY - (time.monotonic() - pressed))))
    return presses


def _at(page: Page) -> int:
    return int(_place(page, " of 9 · ").inner_text().split()[0])


def _place(page: Page, words: str) -> Locator:
    """Where the page shows it; it is told to those who do not see the page elsewhere, too."""
    return page.get_by_test_id("stMain").get_by_text(words)


def _percentile(client: Client, *, since: float) -> float:
    return statistics.quantiles([took for ended, took in client.took if ended > since], n=20)[-1]


def _memory(server: Server) -> float:
    """MB that the server's process holds."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@contextmanager
def _browsers(server: Server) -> Iterator[list[Page]]:
    """Three that follow, the first of which leads."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=bring.executable(), args=FLAGS)
        pages = []
        for role in (Role.FACILITATOR, Role.MANAGER, Role.MEMBER):
            context = browser.new_context()
            context.add_cookies([{"name": LOOK, "value": str(role), "url": server.url}])
            page = context.new_page()
            page.goto(f"{server.url}/monday")
            ready(page)
            if role is Role.FACILITATOR:
                page.get_by_role("button", name="Start the meeting").click()
            expect(_place(page, "1 of 9 · ")).to_be_visible(timeout=1000 * GIVES_UP)
            pages.append(page)
        yield pages
        browser.close()


@contextmanager
def _clients(url: str, *, number: int) -> Iterator[list[Client]]:
    clients = [Client(url) for _ in range(number)]
    for client in clients:
        client.start()
    for client in clients:
        assert client.follows.wait(GIVES_UP), "a client did not come to the meeting"
    yield clients
    for client in clients:
        client.over.set()
    for client in clients:
        client.join(GIVES_UP)
