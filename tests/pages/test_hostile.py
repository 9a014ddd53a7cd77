"""Whatever was typed anywhere stands on every page as the escape helper makes it, or where nothing is read into it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from streamlit.testing.v1 import AppTest

from db import accounts
from db.changes.people import add_person
from db.engine import open_store, transaction
from db.intake.fields import Kind
from db.intake.rows import Options
from db.intake.taking import bring_in
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Role
from pages import _intake, _records
from pages._plain import plain
from pages._web.edge import Edge
from pages._web.invitation import InvitationPages
from pages._web.plain_pages import Field
from pages._web.set_up import SetUpPages
from pages._web.set_up_form import FIELDS
from pages._web.sign_in import SignInPages
from tests.hostile import E_MAILS, TEXTS, amiss, marks, typed
from tests.hostile_company import hostile_company
from tests.pages.conftest import OpenPage

SHOWN_AS_IT_IS = {
    *("TextInput.default", "TextInput.value", "TextInput.placeholder", "TextInput.id"),
    *("TextArea.default", "TextArea.value", "TextArea.placeholder", "TextArea.id"),
    *(
        "Selectbox.options",
        "Selectbox.raw_value",
        "Selectbox.id",
        "MultiSelect.options",
        "PageLink.query_string",
        # Data of our own components, which write it as text.
        "BidiComponent.json",
    ),
}
"""What the framework shows as text, never as Markdown: message and field."""

CHOICES: dict[str, tuple[Any, ...]] = {
    "settings.py": (0, -1),
    "promise.py": ("correct", "move", "withdraw"),
}
"""Which form of several a page draws."""
TYPED_NOW = E_MAILS - 1000
PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    *(("home.py", {"show": show}) for show in ("Misses", "Hits")),
    *((f"{name}.py", {"id": "1"}) for name in ("customers", "promise", "complaint")),
    *((f"{name}.py", {}) for name in ("customers", "log", "people", "settings", "bring_in", "health")),
)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return hostile_company(tmp_path_factory.mktemp("hostile"))


def strings(message: Any) -> Iterator[tuple[str, str]]:
    """Every text in what a page sends to the browser, with message and field."""
    for field, value in message.ListFields():
        for one in value if field.is_repeated else [value]:
            if isinstance(one, str):
                yield f"{message.DESCRIPTOR.name}.{field.name}", one
            elif hasattr(one, "ListFields"):
                yield from strings(one)


def sent(page: AppTest) -> Iterator[tuple[str, str]]:
    pending: list[Any] = [page.main, page.sidebar, *page.toast]
    while pending:
        node = pending.pop()
        if getattr(node, "proto", None) is not None:
            yield from strings(node.proto)
        pending += getattr(node, "children", {}).values()


def loose(page: AppTest) -> list[str]:
    """What people typed and stands on the page in any other way than the escape helper makes it."""
    assert not page.exception, page.exception[0].value
    return [
        f"{where}: {one}"
        for where, text in sent(page)
        if where not in SHOWN_AS_IT_IS
        for one in amiss(text, shown=plain)
    ]


def seen(page: AppTest) -> set[int]:
    return {number for _, text in sent(page) for number in marks(text)}


def folder_of(settings: Settings) -> Path:
    assert settings.sqlite_path is not None
    return settings.sqlite_path.parent


def at(page: AppTest, url: str, **address: str) -> AppTest:
    page.query_params.clear()
    for name, value in address.items():
        page.query_params[name] = value
    return page.switch_page(url).run()


def test_every_page_shows_it_as_the_helper_makes_it(company: Settings, open_page: OpenPage) -> None:
    page = open_page(company)
    shown = set[int]()
    for url, address in PAGES:
        at(page, url, **address)
        assert loose(page) == [], (url, address)
        assert seen(page), f"nothing that was typed stands on {url} {address}"
        shown |= seen(page)
    assert {number % len(TEXTS) for number in shown} == set(range(len(TEXTS)))


def test_an_address_is_shown_as_the_helper_makes_it(company: Settings, open_page: OpenPage) -> None:
    texts = " and ".join(typed(number) for number in range(len(TEXTS)))
    page = open_page(company)
    for names in (("week", "team", "tier"), ("show",), ("id", "q")):
        for url in dict.fromkeys(url for url, _ in PAGES):
            at(page, url, **dict.fromkeys(names, texts))
            assert loose(page) == [], (url, names)


@pytest.mark.parametrize("kind", list(Kind))
def test_what_came_of_a_file_is_told_as_the_helper_makes_it(
    company: Settings, empty: Settings, kind: Kind
) -> None:
    path = folder_of(company) / f"{kind}.csv"
    about: dict[str, Any] = {"kind": kind, "source": "main", "actor": COMMAND_LINE}
    store = open_store(empty)
    try:
        report, _ = bring_in(store, path, options=Options({}, {}, None), dry_run=True, **about)
    finally:
        store.close()
    told = _intake.details(report)
    assert marks(told)
    assert amiss(told, shown=plain) == []


@pytest.mark.parametrize(
    "url", ["people.py", "settings.py", "promise.py", "customers.py", "log.py", "well.py"]
)
def test_what_is_typed_into_a_form_comes_back_as_the_helper_makes_it(
    company: Settings, open_page: OpenPage, tmp_path: Path, url: str
) -> None:
    """Everything is typed into and every button pressed: whether saved or refused, it is told."""
    path = tmp_path / "meeting.db"
    shutil.copy(folder_of(company) / "hostile.db", path)
    page = at(open_page(replace(company, sqlite_path=path)), url, id="2")
    told = set[int]()
    for choice in CHOICES.get(url, (None,)):
        if choice is not None:
            at(page, url, id="2").radio[0].set_value(choice).run()
        # Of the buttons that stand on every line of a list, one of each.
        for key in {re.sub(r"\d+", "", button.key or ""): button.key for button in page.button}.values():
            for number, box in enumerate((*page.text_input, *page.text_area)):
                box.set_value(typed(TYPED_NOW + number)[: box.proto.max_chars or None])
            for button in page.button:
                if button.key == key and not button.disabled:
                    button.click()
            page.run()
            assert loose(page) == [], key
            told |= {one for where, text in sent(page) if where not in SHOWN_AS_IT_IS for one in marks(text)}
    assert url in ("customers.py", "log.py") or any(TYPED_NOW <= one < E_MAILS for one in told)


def test_a_page_that_forgets_the_helper_is_found(
    company: Settings, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_records, "plain", lambda text, most=None: text)
    page = at(open_page(company), "promise.py", id="2")
    assert len(loose(page)) > 5


class Read(HTMLParser):
    """A page as a browser reads it: its tags, what its attributes are called, and all that it says."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.made = set[str]()
        self.said: list[str] = []
        self.feed(response.text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.made |= {tag, *(name for name, _ in attributes)}
        self.said += [value or "" for _, value in attributes]

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.made.add("a comment")


def test_the_pages_before_signing_in_are_made_of_none_of_it(empty: Settings) -> None:
    store = open_store(empty)
    try:
        pages = SignInPages(lambda: store, Edge)
        routes = [*pages.routes(), *InvitationPages(lambda: store, pages).routes()]
        app = Starlette(routes=[*routes, *SetUpPages(lambda: store, pages).routes()])

        async def behind_the_gate(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "monday.address": "127.0.0.1"}, receive, send)

        door = TestClient(behind_the_gate)
        in_parts = ("holidays", "people")
        bare, told = Read(door.get("/setup")).made | {"role"}, set[int]()
        for number in range(len(TEXTS)):
            names = [field.name for field in FIELDS if isinstance(field, Field)]
            # Of holidays a word alone is told, of people a line.
            cut = Read(door.post("/setup", data={name: typed(number) for name in names}))
            assert cut.made <= bare
            answers = [
                door.post("/setup", data={name: typed(number) for name in names if name not in in_parts}),
                door.get("/login", params={"next": typed(number)}),
            ]
            with transaction(store) as session:
                about: dict[str, Any] = {"actor": COMMAND_LINE, "now": store.clock.now()}
                email = f"{number}@example.com"
                person = add_person(session, name=typed(number)[:200], email=email, role=Role.MEMBER, **about)
                token = accounts.invite(session, person, **about)
            answers.append(door.post("/invite", data={"token": token}))
            for read in map(Read, answers):
                text = " ".join(" ".join(read.said).split())
                told |= set(marks(text))
                assert amiss(text, shown=lambda one: " ".join(one.split())) == []
                assert read.made <= bare, read.made - bare
        assert told == set(range(len(TEXTS)))
    finally:
        store.close()
