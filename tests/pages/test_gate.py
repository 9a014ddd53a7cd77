"""The gate in front of the real program: everything is shut but what must be open, to every kind of caller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import update
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from db import accounts, setting_up
from db.engine import Store, open_store, reading, transaction
from db.queries import meetings as queries
from meeting.settings import Settings
from pages._web.cookies import SESSION
from pages._web.edge import Edge
from pages._web.gate import Gate
from pages._web.headers import HEADERS
from pages._web.invitation import InvitationPages
from pages._web.open_sockets import OpenSockets
from pages._web.set_up import SetUpPages
from pages._web.sign_in import SignInPages
from pages._web.standing import Doorkeeper
from tests.people import PASSWORD, email_of, signed_in
from tests.stores import example_store, new_store

NOON = "2026-11-22T12:00:00+00:00"
HERE = "http://localhost:8501"
ClientOf = Callable[..., TestClient]
FRAME = Path(__file__).parents[2] / "pages" / "_frame.py"
SHUT = ("/", "/files", "/customers?id=1", "/anything/else", "/people", "/index.html")
MACHINERY = (
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/media/abc.csv",
    "/component/x",
)
OPEN = ("/login", "/invite", "/invite.js", "/_stcore/health", "/healthz", "/favicon.png")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "meeting.db", None, NOON)
    new_store(settings)
    return settings


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    yield store
    store.close()


@dataclass
class Door:
    """What the one program of this file stands before: the framework allows one in a process."""

    store: Store | None = None
    edge: Edge = field(default_factory=Edge)

    def opened(self) -> Store:
        assert self.store is not None
        return self.store


DOOR = Door()


async def seen(request: Request) -> JSONResponse:
    client = request.client.host if request.client else ""
    address = request.scope["monday.address"]
    return JSONResponse({"headers": dict(request.headers), "address": address, "client": client})


@pytest.fixture(scope="module")
def program() -> st.App:
    """The product's edge around the framework's own server, as dashboard.py wires it."""
    doorkeeper, signing_in = Doorkeeper(DOOR.opened), SignInPages(DOOR.opened, lambda: DOOR.edge)
    return st.App(
        FRAME,
        routes=[
            *signing_in.routes(),
            *InvitationPages(DOOR.opened, signing_in).routes(),
            *SetUpPages(DOOR.opened, signing_in).routes(),
            Route("/healthz", seen),
            Route("/seen", seen),
        ],
        middleware=[
            Middleware(
                Gate,
                edge=lambda: DOOR.edge,
                doorkeeper=doorkeeper,
                sockets=OpenSockets(doorkeeper),
            )
        ],
    )


@pytest.fixture
def client_of(program: st.App) -> Iterator[ClientOf]:
    def client(store: Store, edge: Edge | None = None) -> TestClient:
        DOOR.store, DOOR.edge = store, edge or Edge()
        return TestClient(program, base_url=HERE, follow_redirects=False)

    yield client
    DOOR.store = None


@pytest.fixture
def client(store: Store, settings: Settings, client_of: ClientOf) -> TestClient:
    """Of a store with an administrator, before anybody signed in."""
    signed_in(settings, "Dev")
    return client_of(store)


@pytest.mark.parametrize("path", SHUT)
def test_a_page_leads_to_signing_in_and_back(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=%2F")


@pytest.mark.parametrize("path", MACHINERY)
def test_the_machinery_is_shut(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_taken_from_whoever_is_not_signed_in(client: TestClient, method: str) -> None:
    for path in ("/_stcore/upload_file/a/b", "/", "/seen"):
        assert client.request(method, path, headers={"Origin": HERE}).status_code == 401


@pytest.mark.parametrize("path", ["/_stcore/stream", "/_live"])
def test_no_socket_is_opened(client: TestClient, path: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect(path, headers={"Origin": HERE}),
    ):
        pass
    assert closed.value.code == 4401


@pytest.mark.parametrize("path", OPEN)
def test_what_must_be_open_is(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_whoever_is_signed_in_gets_in_until_it_is_over(
    client: TestClient, store: Store, settings: Settings
) -> None:
    client.cookies.set(SESSION, signed_in(settings, "Ben"))
    assert client.get("/seen").status_code == 200
    with transaction(store) as session:
        accounts.sign_out(session, client.cookies[SESSION])
    assert client.get("/seen").status_code == 303


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "../..", "é"])
def test_a_made_up_token_opens_nothing(client: TestClient, token: str) -> None:
    answer = client.get("/seen", headers={b"cookie": f"{SESSION}={token}".encode()})
    assert answer.status_code == 303


def test_before_there_is_an_administrator_pages_lead_to_setting_up(store: Store, client_of: ClientOf) -> None:
    assert client_of(store).get("/files").headers["location"] == "/setup"


def test_the_example_needs_no_signing_in(tmp_path: Path, client_of: ClientOf) -> None:
    settings = Settings(tmp_path / "example.db", None, NOON)
    example_store(settings)
    store = open_store(settings)
    assert client_of(store).get("/seen").status_code == 200
    assert client_of(store).get("/setup").status_code == 303
    store.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Forwarded-User", "dev"),
        ("Remote-User", "dev"),
        ("X-User-Email", "dev"),
        ("X-Streamlit-User", "dev"),
        ("X-Auth-Request-Email", "dev"),
        ("X-Real-IP", "1.2.3.4"),
        ("Forwarded", "for=1.2.3.4"),
    ],
)
def test_nobody_claims_to_be_somebody_by_a_header(client: TestClient, name: str, value: str) -> None:
    seen = client.get("/healthz", headers={name: value}).json()
    assert value not in str(seen)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.nip.io", "user@localhost:8501x"]
)
def test_another_name_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/login", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_another_site_sends_is_refused(
    client: TestClient, settings: Settings, headers: dict[str, str]
) -> None:
    client.cookies.set(SESSION, signed_in(settings, "Ben"))
    typed = {"email": email_of("Dev"), "password": PASSWORD}
    assert client.post("/login", data=typed, headers=headers).status_code == 403
    assert client.post("/sign-out", headers=headers).status_code == 403
    assert client.get("/seen").status_code == 200
    if "Origin" in headers:
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_live", headers=headers):
            pass


@pytest.mark.parametrize(
    "path", ["/login", "/", "/nowhere", "/_stcore/health", "/_stcore/metrics", "/favicon.png", "/invite.js"]
)
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert path == "/favicon.png" or answer.headers["cache-control"] == "no-store"


def test_signing_in_gives_cookies_scripts_cannot_read(client: TestClient) -> None:
    typed = {"email": email_of("Dev"), "password": PASSWORD, "next": "/files"}
    answer = client.post("/login", data=typed, headers={"Origin": HERE})
    assert (answer.status_code, answer.headers["location"]) == (303, "/files")
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie


def test_over_https_the_cookies_are_secure_and_the_public_name_is_known(
    store: Store, settings: Settings, client_of: ClientOf
) -> None:
    signed_in(settings, "Dev")
    public = "https://monday.example.com"
    client = client_of(store, Edge(public_url=public))
    headers = {"Host": "monday.example.com", "Origin": public}
    typed = {"email": email_of("Dev"), "password": PASSWORD}
    answer = client.post("/login", data=typed, headers=headers)
    assert answer.status_code == 303
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))


def test_signing_in_leads_to_no_other_site(client: TestClient) -> None:
    typed = {"email": email_of("Dev"), "password": PASSWORD, "next": "//evil.example"}
    assert client.post("/login", data=typed, headers={"Origin": HERE}).headers["location"] == "/"
    assert "evil" not in client.get("/login?next=https://evil.example").text


def test_what_was_typed_is_shown_as_text(client: TestClient) -> None:
    typed = {"email": '"><script>alert(1)</script>@x', "password": "<b>"}
    answer = client.post("/login", data=typed, headers={"Origin": HERE}, follow_redirects=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;@x" in answer.text
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize("email", [email_of("Dev"), "nobody@example.com"])
def test_a_wrong_password_leads_back_to_the_form_and_sends_nothing_again(
    client: TestClient, email: str
) -> None:
    typed = {"email": email, "password": "wrong", "next": "/files?x=1"}
    answer = client.post("/login", data=typed, headers={"Origin": HERE})
    assert (answer.status_code, answer.text) == (303, "")
    # The same for whoever has an account and whoever has none, and neither is named.
    assert answer.headers["location"] == "/login?next=%2Ffiles%3Fx%3D1&wrong=1"
    form = client.get(answer.headers["location"])
    assert "do not belong together" in form.text
    assert f'value="{email}"' in form.text
    assert 'value="/files?x=1"' in form.text
    # What was typed stands nowhere else, and is gone once somebody is in.
    assert email not in client.get("/login").text
    client.post("/login", data={"email": email_of("Dev"), "password": PASSWORD}, headers={"Origin": HERE})
    assert email not in client.get(answer.headers["location"]).text


def test_the_cookie_of_what_was_typed_is_for_the_form_alone(client: TestClient) -> None:
    answer = client.post("/login", data={"email": "é@x", "password": "wrong"}, headers={"Origin": HERE})
    (cookie,) = answer.headers.get_list("set-cookie")
    for part in ("monday_typed=%C3%A9%40x", "HttpOnly", "Path=/login", "SameSite=lax", "Max-Age=300"):
        assert part in cookie


def test_wrong_passwords_are_slowed_down_at_the_door(client: TestClient) -> None:
    typed = {"email": email_of("Dev"), "password": "wrong"}
    answers = [client.post("/login", data=typed, headers={"Origin": HERE}) for _ in range(11)]
    ways = [each.headers["location"] for each in answers]
    assert ways[:10] == ["/login?next=%2F&wrong=1"] * 10
    until = int(datetime.fromisoformat(NOON).timestamp()) + 60
    assert ways[10] == f"/login?next=%2F&until={until}"
    assert "Too many tries. The next one counts in 1 minute." in client.get(ways[10]).text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"until": 60}, "counts in 1 minute."),
        ({"until": 999_999}, "counts in 60 minutes."),
        ({"until": 0}, ""),
        ({"until": -60}, ""),
    ],
)
def test_an_address_tells_how_long_is_left_to_wait(
    client: TestClient, asked: dict[str, int], said: str
) -> None:
    until = int(datetime.fromisoformat(NOON).timestamp()) + asked["until"]
    form = client.get(f"/login?until={until}").text
    assert said in form
    assert ('role="alert"' in form) == bool(said)


@pytest.mark.parametrize(
    "query", ["until=x", "until=²", "until=9999999999999999", "wrong=2", "until=", "wrong="]
)
def test_an_address_that_means_nothing_says_nothing(client: TestClient, query: str) -> None:
    answer = client.get(f"/login?{query}")
    assert answer.status_code == 200
    assert 'role="alert"' not in answer.text


@pytest.mark.parametrize(("proxies", "address"), [((), "testclient"), (("testclient",), "10.1.2.3")])
def test_only_a_named_proxy_says_where_a_request_comes_from(
    store: Store, client_of: ClientOf, proxies: tuple[str, ...], address: str
) -> None:
    client = client_of(store, Edge(proxies=proxies))
    headers = [("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "7.7.7.7, 10.1.2.3")]
    said = client.get("/healthz", headers=headers).json()
    # Pages ask the framework for it, which tells what stands in the place of the client.
    assert (said["address"], said["client"]) == (address, address)


def test_a_proxy_of_this_machine_that_is_not_named_is_told_once(
    program: st.App, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    DOOR.store, DOOR.edge = store, Edge()
    client = TestClient(program, base_url=HERE, client=("127.0.0.1", 50000))
    for address in ("10.1.2.3", "10.1.2.4"):
        said = client.get("/healthz", headers={"X-Forwarded-For": address}).json()
        assert said["address"] == "127.0.0.1"
    told = [each.getMessage() for each in caplog.records if "TRUSTED_PROXIES" in each.getMessage()]
    assert told == ["X-Forwarded-For of 127.0.0.1 is not taken: TRUSTED_PROXIES does not name it"]


def test_no_secret_stands_in_the_log(
    client: TestClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    token = signed_in(settings, "Ben")
    client.cookies.set(SESSION, token)
    with caplog.at_level("DEBUG"):
        client.get("/seen")
        client.post(
            "/login", data={"email": "canary@example.com", "password": "canary-1"}, headers={"Origin": HERE}
        )
        client.get("/", headers={"Host": "evil.example"})
    assert "refused" in caplog.text
    assert not [secret for secret in (token, "canary") if secret in caplog.text]


def test_a_sign_in_used_now_and_then_lives_on(client: TestClient, store: Store, settings: Settings) -> None:
    """The clock of this store stands still: what is checked is that each look counts as use."""
    token = signed_in(settings, "Ben")
    client.cookies.set(SESSION, token)
    now = datetime.fromisoformat(NOON)
    with transaction(store) as session:
        earlier = now - timedelta(hours=11)
        session.execute(update(accounts.sign_ins).values(used_at=earlier, made_at=earlier))
    assert client.get("/seen").status_code == 200
    with transaction(store) as session:
        assert accounts.who(session, token, now=now + timedelta(hours=11)) is not None


def test_people_come_from_a_file_and_stay_when_something_else_is_to_be_mended(
    store: Store, client_of: ClientOf
) -> None:
    asked = {
        "code": setting_up.new_code(store),
        **{"name": "Halden", "zone": "Berlin", "sales": "Sales", "service": "Service"},
        **{"admin_name": "Dev", "admin_email": email_of("Dev"), "password": PASSWORD, "again": PASSWORD},
    }
    file = ("people.csv", "Name,E-mail,Role\nAna,ana@example.com,facilitator\n", "text/csv")
    visitor = client_of(store)
    wrong = visitor.post("/setup", data=asked, files={"people_file": file}, headers={"Origin": HERE})
    assert wrong.status_code == 400
    assert "Ana\tana@example.com" in wrong.text
    assert "Your team (may stay empty)" in wrong.text
    typed = {
        **asked,
        "zone": "Europe/Berlin",
        "admin_team": "Service",
        "people": "Ana\tana@example.com\t\tfacilitator",
    }
    visitor.post("/setup", data=typed, headers={"Origin": HERE})
    with reading(store) as session:
        assert {pick.name for pick in queries.picks(session)} == {"Ana", "Dev"}


def test_too_much_at_once_is_refused_before_it_is_read(store: Store, client_of: ClientOf) -> None:
    answer = client_of(store).post("/setup", content=b"x" * 2_000_001, headers={"Origin": HERE})
    assert answer.status_code == 413
