"""What nobody foresaw: the person reads what is saved, what to do and a reference; the log has it under the same."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from db.engine import open_store
from meeting.errors import StoreRefused
from meeting.settings import Settings
from pages import _jobs, _unexpected, _waiting
from pages._web.edge import Edge
from pages._web.gate import Gate
from pages._web.headers import HEADERS
from pages._web.open_sockets import OpenSockets
from pages._web.standing import Doorkeeper

SECRET = "postgresql://ana:hunter2@host/name"


def _same_reference(said: str, log: pytest.LogCaptureFixture) -> None:
    """What is said holds nothing of the error, and its reference stands in the log with all of it."""
    assert SECRET not in said
    found = re.search(r"the reference ([0-9A-F]{6}):", said)
    assert found is not None
    (record,) = [each for each in log.records if found[1] in each.getMessage()]
    assert record.exc_info is not None
    assert SECRET in str(record.exc_info[1])
    assert record.levelno == logging.ERROR


@pytest.mark.parametrize("has_saved", [False, True])
def test_a_page_says_whether_it_was_saved(
    has_saved: bool, empty: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    _unexpected.begin()
    store = open_store(empty)
    if has_saved:
        with _waiting.saving(store):
            pass
    else:
        with pytest.raises(ValueError, match="x"), _waiting.saving(store):
            raise ValueError("x")
    store.close()

    def script(secret: str) -> None:
        from pages import _unexpected

        _unexpected.show(ValueError(secret))

    # What is drawn is drawn by a script; what it says is found by the thread that saved.
    said = _unexpected.words_of(ValueError(SECRET))
    assert (_unexpected.SAVED if has_saved else _unexpected.NOTHING) in said
    _same_reference(said, caplog)
    page = AppTest.from_function(script, args=(SECRET,)).run()
    assert not page.exception
    assert page.error[0].value.startswith("Something went wrong here that should not")
    _unexpected.begin()


def test_what_the_person_can_understand_is_told_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    assert _unexpected.words_of(StoreRefused("The disk is full.")) == "The disk is full."
    assert caplog.records == []


def test_work_beside_the_screen_that_breaks_says_that_nothing_was_saved(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def work(job: _jobs.Job) -> None:
        raise ValueError(SECRET)

    job = _jobs.start("Bringing in orders.csv", work)
    assert job.over.wait(60)
    assert _unexpected.NOTHING in job.error
    _same_reference(job.error, caplog)


async def _breaks(request: Request) -> PlainTextResponse:
    raise ValueError(SECRET)


async def _cannot(request: Request) -> PlainTextResponse:
    raise StoreRefused("The disk is full. Nothing was saved. Make room, then try again.")


@pytest.fixture
def client(empty: Settings) -> TestClient:
    store = open_store(empty)
    doorkeeper = Doorkeeper(lambda: store)
    routes = [Route("/login", _breaks), Route("/invite", _cannot), Route("/join", _breaks, methods=["POST"])]
    return _served(doorkeeper, *routes)


def _served(doorkeeper: Doorkeeper, *routes: Route) -> TestClient:
    """Behind the gate, as the launcher wires it."""
    gate = Middleware(Gate, edge=Edge, doorkeeper=doorkeeper, sockets=OpenSockets(doorkeeper))
    return TestClient(Starlette(routes=routes, middleware=[gate]), base_url="http://127.0.0.1")


@pytest.mark.parametrize(("method", "path"), [("GET", "/login"), ("POST", "/join")])
def test_a_page_before_the_program_that_breaks_says_so_on_a_page(
    client: TestClient, caplog: pytest.LogCaptureFixture, method: str, path: str
) -> None:
    answer = client.request(method, path, headers={"origin": "http://127.0.0.1"})
    assert answer.status_code == 500
    assert "<h1>Not just now</h1>" in answer.text
    assert HEADERS.items() <= dict(answer.headers).items()
    assert _unexpected.NOTHING in answer.text
    _same_reference(answer.text, caplog)


def test_a_store_that_cannot_be_used_is_told_on_a_page(client: TestClient) -> None:
    answer = client.get("/invite")
    assert answer.status_code == 503
    assert "The disk is full. Nothing was saved. Make room, then try again." in answer.text
    assert "<h1>" in answer.text


def test_a_store_that_is_gone_is_told_to_whoever_opens_a_page(tmp_path: Path) -> None:
    def gone() -> None:
        raise StoreRefused("There is no store. Nothing was written. Create it.")

    doorkeeper = Doorkeeper(gone)  # type: ignore[arg-type]
    client = _served(doorkeeper)
    page, machinery = client.get("/monday"), client.get("/_stcore/host-config")
    assert (page.status_code, machinery.status_code) == (503, 503)
    assert "<h1>Not just now</h1>" in page.text
    assert machinery.text == "There is no store. Nothing was written. Create it."
