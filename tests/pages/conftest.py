"""Pages are run as the framework runs them, on real stores; the clock stands on Monday 23 November 2026, 8:00."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from db.engine import open_store
from db.intake.fields import Kind
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.models import Mark
from meeting.errors import MeetingError
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from pages import _actor, _store
from pages._web.cookies import SESSION
from tests.people import signed_in
from tests.stores import example_store, new_store

FRAME = Path(__file__).parents[2] / "pages" / "_frame.py"
MONDAY = "2026-11-23T08:00:00+00:00"

OpenPage = Callable[..., AppTest]


class Keyed(Protocol):
    @property
    def key(self) -> str | None: ...


Field = TypeVar("Field", bound=Keyed)


@pytest.fixture(scope="session", autouse=True)
def installed_once() -> Iterator[None]:
    """What is installed stays while tests run: looking for it anew for each page takes longer than the page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The example company; pages only read it, so one is enough."""
    settings = Settings(tmp_path_factory.mktemp("example") / "example.db", None, MONDAY)
    example_store(settings)
    return settings


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "meeting.db", None, MONDAY)
    new_store(settings)
    return settings


@pytest.fixture
def bring(empty: Settings, tmp_path: Path) -> Callable[[Kind, list[dict[str, str]]], Settings]:
    """Brings rows into the empty store through the same door as everybody's."""

    def bring_rows(kind: Kind, rows: list[dict[str, str]]) -> Settings:
        path = tmp_path / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        store = open_store(empty)
        try:
            report, _ = bring_in(
                store, path, kind=kind, source="main", options=Options({}, {}, None), actor=COMMAND_LINE
            )
        finally:
            store.close()
        assert not report.refusals
        return empty

    return bring_rows


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPage]:
    """Runs the frame on a store with an address, as a cold deep link does, signed in as one of the cast.

    The framework's tests have no cookies: what the browser would send is put in their place.
    """

    def open_at(settings: Settings, *, name: str = "Dev", **address: str) -> AppTest:
        _store.serve(settings)
        cookies = _cookies(settings, name)
        monkeypatch.setattr(_actor, "_cookies", lambda: cookies)
        page = AppTest.from_file(str(FRAME), default_timeout=20)
        for field, value in address.items():
            page.query_params[field] = value
        return page.run()

    yield open_at
    _store.serve(Settings(None, None, None))


def _cookies(settings: Settings, name: str) -> dict[str, str]:
    """None for the example, which needs no signing in, nor for a store that cannot be opened."""
    try:
        store = open_store(settings)
    except MeetingError:
        return {}
    store.close()
    return {} if store.mark is Mark.EXAMPLE else {SESSION: signed_in(settings, name)}


def all_text(page: AppTest) -> str:
    """Everything the page says in words, escapes taken out."""
    elements = [*page.title, *page.caption, *page.markdown, *page.warning, *page.error, *page.code]
    return "\n".join(element.value for element in elements).replace("\\", "").replace("\N{WORD JOINER}", "")


def of_entry(fields: Iterable[Field], name: str) -> Field:
    """The field of what is being written down; its key ends with the operation that will save it."""
    (found,) = [
        each for each in fields if re.fullmatch(rf"{re.escape(name)}\.[0-9a-f]{{16}}", each.key or "")
    ]
    return found
