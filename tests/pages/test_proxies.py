"""The real program behind a real HAProxy and a real nginx, as docs/administrator.md has them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import select

from db.accounts.failures import Try
from db.changes.core import table_of
from db.engine import open_store, reading
from db.models import FailedSignIn
from meeting.settings import Settings
from pages._web.cookies import SESSION
from tests.browser.serving import Server, serving
from tests.people import PASSWORD, email_of, signed_in
from tests.proxies import ELSEWHERE, NAME, PUBLIC, Proxy, missing, standing_before
from tests.stores import new_store

NOON = "2026-11-22T12:00:00+00:00"
CLIENT, CHOSEN = "127.0.0.3", "6.6.6.{}"
"""A client on a machine of its own, and what one says of itself."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Named are this machine and the one that stands for another."""
    settings = Settings(tmp_path_factory.mktemp("behind") / "meeting.db", None, NOON)
    new_store(settings)
    signed_in(settings, "Dev")
    environ = {
        "DATABASE_URL": f"sqlite:///{settings.sqlite_path}",
        "TEST_NOW": NOON,
        "PUBLIC_URL": PUBLIC,
        "TRUSTED_PROXIES": f"127.0.0.1 {ELSEWHERE}",
    }
    with serving(environ) as found:
        yield replace(found, settings=settings)


@pytest.fixture(params=["haproxy", "nginx"])
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if reason := missing(name):
        pytest.skip(reason)
    return name


@pytest.fixture(params=["", ELSEWHERE], ids=["on this machine", "on another"])
def proxy(kind: str, server: Server, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Proxy]:
    program = server.url.removeprefix("http://")
    with standing_before(kind, program, tmp_path, source=request.param) as found:
        yield found


def failed(server: Server, email: str) -> list[str]:
    """From where the tries at this account came."""
    assert server.settings is not None
    store = open_store(server.settings)
    failures = table_of(FailedSignIn).c
    with reading(store) as session:
        query = select(failures.address).where(failures.account == Try(email, "").account)
        found = list(session.scalars(query.order_by(failures.id)))
    store.close()
    return found


@pytest.mark.parametrize("source", ["127.0.0.1", CLIENT], ids=["beside the proxy", "from elsewhere"])
def test_nobody_chooses_where_they_come_from(proxy: Proxy, server: Server, source: str) -> None:
    email = f"{secrets.token_hex(8)}@example.com"
    lies: tuple[list[str], ...] = (
        [],
        [CHOSEN.format(1)],
        [CHOSEN.format(2), CHOSEN.format(3)],
        [f"{CHOSEN.format(4)}, 127.0.0.1"],
        ["127.0.0.1", ", ".join([CHOSEN.format(5)] * 200)],
        ["junk", "", "[::1]:80"],
    )
    for said in lies:
        proxy.sign_in(email, "wrong", *(("X-Forwarded-For", line) for line in said), source=source)
    assert failed(server, email) == [source] * len(lies)


def test_wrong_passwords_meet_a_wait_whatever_the_browser_says_of_itself(
    kind: str, server: Server, tmp_path: Path
) -> None:
    program, email = server.url.removeprefix("http://"), f"{kind}@example.com"
    with standing_before(kind, program, tmp_path) as proxy:
        ways = [
            proxy.sign_in(email, "wrong", ("X-Forwarded-For", CHOSEN.format(number))) for number in range(11)
        ]
        assert all("wrong=1" in way for way in ways[:10])
        assert "until=" in ways[10]
        # Whoever asks from another address is not held up by that.
        assert "wrong=1" in proxy.sign_in(email, "wrong", source=CLIENT)


def test_pages_sockets_and_signing_in_pass(kind: str, server: Server, tmp_path: Path) -> None:
    assert server.settings is not None
    cookie = ("Cookie", f"{SESSION}={signed_in(server.settings, 'Ben')}")
    with standing_before(kind, server.url.removeprefix("http://"), tmp_path) as proxy:
        assert proxy.ask("GET", "/").headers["location"] == "/login?next=%2F"
        assert proxy.sign_in(email_of("Dev"), PASSWORD) == "/"
        assert proxy.ask("GET", "/", cookie).status == 200
        assert proxy.first_word("/_live", cookie).isdecimal()
        plain = HTTPConnection("127.0.0.1", proxy.plain_port, timeout=20)
        plain.request("GET", "/actions?x=1", headers={"Host": NAME})
        answer = plain.getresponse()
        assert (answer.status, answer.headers["location"]) == (301, f"{PUBLIC}/actions?x=1")
        plain.close()
        too_much = ("Content-Length", str(30_000_000))
        assert proxy.ask("POST", "/login", too_much).status == 413
