"""No page, and nothing before the pages, tells where the store is or which user opens it, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from db.engine import engines, open_store, transaction
from db.models import Mark
from db.upgrade import upgrade
from meeting.errors import StoreRefused, in_full
from meeting.settings import Settings
from pages import _store
from pages._web.edge import Edge
from pages._web.gate import Gate
from pages._web.invitation import InvitationPages
from pages._web.join import JoinPages
from pages._web.open_sockets import OpenSockets
from pages._web.set_up import SetUpPages
from pages._web.sign_in import SignInPages
from pages._web.standing import Doorkeeper
from tests.pages.conftest import FRAME, MONDAY, OpenPage
from tests.pages.test_hostile import at, sent
from tests.stores import new_store

HERE = "http://127.0.0.1"
USER = "canaryuser"
PAGES = sorted({each.name for each in FRAME.parent.glob("[a-z]*.py")} - {"taking_part.py"})


def sqlite(tmp_path: Path) -> Settings:
    folder = tmp_path / "canaryfolder"
    folder.mkdir()
    settings = Settings(folder / "canaryfile.db", None, MONDAY)
    new_store(settings)
    return settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "sqlite":
        return sqlite(tmp_path)
    url: str = request.getfixturevalue("postgres_url")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP ROLE IF EXISTS {USER}")
        connection.execute(f"CREATE ROLE {USER} SUPERUSER LOGIN")
    url = url.replace("postgres@/", f"{USER}:canaryword@/")
    settings = Settings.read({"DATABASE_URL": url, "TEST_NOW": MONDAY}, home=Path())
    upgrade(settings, mark=Mark.TEST)
    return settings


def canaries(settings: Settings) -> list[str]:
    if settings.sqlite_path is not None:
        return ["canaryfolder", "canaryfile", str(settings.sqlite_path.parent.parent)]
    folder = (settings.postgresql_url or "").rpartition("host=")[2]
    return [USER, "canaryword", folder, "postgresql://", "psycopg:"]


def _gone(settings: Settings) -> Settings:
    if settings.sqlite_path is not None:
        settings.sqlite_path.unlink()
        return settings
    return replace(settings, postgresql_url=(settings.postgresql_url or "").replace("/store", "/canarystore"))


def _unreachable(settings: Settings) -> Settings:
    if settings.sqlite_path is not None:
        settings.sqlite_path.unlink()
        settings.sqlite_path.mkdir()
        return settings
    return replace(settings, postgresql_url=f"{settings.postgresql_url}/canaryfolder")


def _empty(settings: Settings) -> Settings:
    if settings.sqlite_path is not None:
        settings.sqlite_path.write_bytes(b"")
        return settings
    return _executed(settings, "DROP TABLE alembic_version CASCADE")


def _damaged(settings: Settings) -> Settings:
    if settings.sqlite_path is not None:
        settings.sqlite_path.write_bytes(b"canaryfolder\n" * 2000)
        return settings
    return _executed(settings, "ALTER TABLE organisation RENAME COLUMN mark TO canaryfolder")


def _newer(settings: Settings) -> Settings:
    return _executed(settings, "UPDATE alembic_version SET version_num = '9999'")


def _without_an_organisation(settings: Settings) -> Settings:
    return _executed(settings, "DELETE FROM organisation")


def _of_real_work(settings: Settings) -> Settings:
    return _executed(settings, "UPDATE organisation SET mark = 'real'")


def _executed(settings: Settings, statement: str) -> Settings:
    write, read = engines(settings)
    with write.begin() as connection:
        connection.execute(text(statement))
    write.dispose()
    read.dispose()
    return settings


SPOILT: tuple[Callable[[Settings], Settings], ...] = (
    _gone,
    _unreachable,
    _empty,
    _damaged,
    _newer,
    _without_an_organisation,
    _of_real_work,
)


@pytest.fixture
def before_the_pages() -> Iterator[TestClient]:
    """What dashboard.py serves by itself, behind the gate."""
    signing_in = SignInPages(_store.current, Edge)
    pages = (
        signing_in,
        InvitationPages(_store.current, signing_in),
        SetUpPages(_store.current, signing_in),
        JoinPages(_store.current, Edge),
    )
    doorkeeper = Doorkeeper(_store.current)
    gate = Middleware(Gate, edge=Edge, doorkeeper=doorkeeper, sockets=OpenSockets(doorkeeper))
    program = Starlette(routes=[route for each in pages for route in each.routes()], middleware=[gate])
    yield TestClient(program, base_url=HERE, headers={"Origin": HERE}, raise_server_exceptions=False)
    _store.serve(Settings(None, None, None))


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_store_that_cannot_be_used_is_told_without_its_place(
    settings: Settings,
    spoil: Callable[[Settings], Settings],
    open_page: OpenPage,
    before_the_pages: TestClient,
) -> None:
    spoilt = spoil(settings)
    words = [*canaries(spoilt), "canary"]
    page = open_page(spoilt)
    assert page.error
    said = dict(sent(page))
    answers = {
        f"{method} {path}": before_the_pages.request(method, path, data=typed).text
        for method, path, typed in (
            *(("GET", path, None) for path in ("/", "/login?wrong=1", "/setup", "/join", "/_stcore/stream")),
            ("POST", "/login", {"email": "ana@example.com", "password": "wrong"}),
            ("POST", "/join", {"code": "K7MX4TQP"}),
            ("POST", "/invite", {"token": "x", "password": "a b c d e f"}),
            ("POST", "/setup", {"code": "x"}),
            ("POST", "/sign-out", {}),
            ("POST", "/look", {"role": "manager"}),
        )
    }
    told = {where: word for where, one in (said | answers).items() for word in words if word in one}
    assert told == {}


def test_no_page_tells_where_a_store_is_that_is_well(settings: Settings, open_page: OpenPage) -> None:
    page = open_page(settings)
    for name in PAGES:
        at(page, name)
        told = [
            (name, where, word) for where, one in sent(page) for word in canaries(settings) if word in one
        ]
        assert told == []
    assert len(PAGES) > 20


def test_a_save_that_fails_is_told_without_its_place_and_the_log_knows_it(settings: Settings) -> None:
    store = open_store(settings)
    with pytest.raises(StoreRefused) as refused, transaction(store) as session:
        session.execute(text("SELECT 1 FROM nosuchtable"))
    store.close()
    assert not [word for word in canaries(settings) if word in str(refused.value)]
    assert in_full(refused.value).startswith(f"{store.place}: ")
    assert "canaryword" not in in_full(refused.value)
