"""Joining by code at the door and behind it: what a phone is shown, what it may open, and what is left after Close."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.testing.v1 import AppTest

from db import accounts
from db.changes import consensus, letting_in, meetings, talk, votes
from db.changes.actions import add_action
from db.changes.field import log_note
from db.changes.wins import log_win
from db.engine import Store, open_store, reading, transaction
from db.intake.fields import Kind
from db.queries import guests
from db.queries import meetings as queries
from db.queries.actions import actions_of
from db.queries.votes import pulses, ratings_given
from meeting.agenda import STANDARD
from meeting.consensus import Answer
from meeting.joining import code_as_shown
from meeting.permissions import Actor
from meeting.pulse import Question
from meeting.settings import Settings
from meeting.weeks import Week
from meeting.words import NoteKind, Role
from pages import _actor
from pages._web.cookies import GUEST, SESSION
from pages._web.edge import Edge
from pages._web.gate import Gate
from pages._web.join import SCRIPT, JoinPages
from pages._web.open_sockets import OpenSockets
from pages._web.standing import Doorkeeper
from tests.pages.conftest import FRAME, MONDAY, OpenPage, all_text, of_entry
from tests.people import email_of, signed_in
from tests.stores import example_store

HERE = "http://localhost:8501"
ORIGIN = {"Origin": HERE}
TODAY = date(2026, 11, 23)


class Door:
    """The edge before a store in which Ana leads, and Ben, Chloe and Ana are expected."""

    def __init__(self, settings: Settings, *, edge: Edge | None = None) -> None:
        self.store = open_store(settings)
        self.edge = edge or Edge()
        for name in ("Dev", "Ana", "Chloe", "Ben"):
            signed_in(settings, name)
        with transaction(self.store) as session:
            session.execute(accounts.sign_ins.delete())
            ids = {pick.name: pick.id for pick in queries.picks(session)}
        self.ids = ids
        self.ana = Actor("Ana", Role.FACILITATOR, ids["Ana"])
        self.meeting_id = self.do(
            meetings.start_meeting,
            weeks=[Week(2026, 47)],
            expected=[ids[name] for name in ("Ana", "Ben", "Chloe")],
            today=TODAY,
        )
        doorkeeper = Doorkeeper(lambda: self.store)
        self.sockets = OpenSockets(doorkeeper)
        self.program = Starlette(
            routes=[
                *JoinPages(lambda: self.store, lambda: self.edge).routes(),
                WebSocketRoute("/_stcore/stream", _until_closed),
                WebSocketRoute("/_live", _until_closed),
                Route("/{path:path}", _behind, methods=["GET", "POST"]),
            ],
            middleware=[
                Middleware(Gate, edge=lambda: self.edge, doorkeeper=doorkeeper, sockets=self.sockets)
            ],
        )

    def do(self, write: Callable[..., Any], *given: object, **named: object) -> Any:
        with transaction(self.store) as session:
            return write(session, *given, actor=self.ana, now=self.store.clock.now(), **named)

    def phone(self) -> TestClient:
        return TestClient(self.program, base_url=HERE, follow_redirects=False)

    @property
    def code(self) -> str:
        with reading(self.store) as session:
            found = queries.open_meeting(session)
            assert found is not None
            code = guests.joining(session, found, now=self.store.clock.now()).code
        assert code is not None
        return code

    def asks(self, phone: TestClient, who: str = "Ben") -> Any:
        about = {"person": str(self.ids[who])} if who in self.ids else {"name": who}
        return phone.post("/join", data={"code": self.code, **about}, headers=ORIGIN)

    def joined(self, who: str = "Ben") -> TestClient:
        phone = self.phone()
        self.asks(phone, who)
        with reading(self.store) as session:
            last = guests.guests_of(session, self.meeting_id)[-1]
        self.do(letting_in.let_in, self.meeting_id, last.id)
        return phone

    def close(self) -> None:
        self.do(meetings.close_meeting, self.meeting_id, leave_with_leader=True)


def socket_of(phone: TestClient, path: str) -> WebSocketTestSession:
    # By its whole address: the client would else ask under another name, which nobody is let in by.
    return phone.websocket_connect(f"{HERE.replace('http', 'ws')}{path}", headers=ORIGIN)


async def _behind(request: Request) -> PlainTextResponse:
    return PlainTextResponse("behind the gate")


async def _until_closed(socket: WebSocket) -> None:
    await socket.accept()
    await socket.receive()


@pytest.fixture
def door(empty: Settings) -> Iterator[Door]:
    found = Door(empty)
    yield found
    found.store.close()


def test_a_code_typed_anyhow_leads_to_the_names_of_members_who_are_expected(door: Door) -> None:
    phone = door.phone()
    form = phone.get("/join")
    assert 'name="code"' in form.text
    assert '<script type="module" src="/join.js"></script>' in form.text
    answer = phone.post("/join", data={"code": code_as_shown(door.code).lower()}, headers=ORIGIN)
    assert answer.status_code == 200
    assert re.findall(r'value="(\d+)">', answer.text) == [str(door.ids["Ben"])]
    assert "Chloe" not in answer.text
    assert "Managers, facilitators, administrators and whoever is signed in somewhere" in answer.text


def test_a_phone_waits_is_let_in_and_has_one_page(door: Door) -> None:
    phone = door.phone()
    answer = door.asks(phone)
    assert (answer.status_code, answer.headers["location"]) == (303, "/join#")
    assert "Ben asks to join" in phone.get("/join").text
    assert phone.get("/join/standing").text == "asks"
    for path in ("/", "/taking-part", "/monday"):
        assert phone.get(path).headers["location"] == "/join"
    with pytest.raises(WebSocketDisconnect), socket_of(phone, "/_stcore/stream"):
        pass
    door.do(letting_in.let_in, door.meeting_id, 1)
    assert phone.get("/join/standing").text == "in"
    assert phone.get("/join").headers["location"] == "/taking-part#"
    assert phone.get("/taking-part").text == "behind the gate"
    with socket_of(phone, "/_stcore/stream"):
        pass


def test_whatever_else_a_guest_asks_for_is_their_one_page(door: Door) -> None:
    phone = door.joined()
    for path in ("/", "/monday", "/customers?id=1", "/settings", "/taking-part/x", "/setup2", "/you"):
        assert phone.get(path).headers["location"] == "/taking-part"


def test_the_machinery_of_other_pages_is_shut_to_a_guest(door: Door) -> None:
    phone = door.joined()
    for path in (
        *("/media/abc.csv", "/component/x", "/app/static/x", "/_stcore/metrics", "/_live/x"),
        *("/_stcore/script-health-check", "/taking-part/_stcore/health", "/_stcore/upload_file/a/b"),
    ):
        assert phone.get(path).status_code == 403
        assert phone.post(path, headers=ORIGIN).status_code == 403


def test_the_cookie_is_one_no_script_reads_new_each_time_and_kept_as_a_hash(door: Door) -> None:
    phone = door.phone()
    phone.cookies.set(GUEST, "planted")
    (cookie,) = door.asks(phone).headers.get_list("set-cookie")
    for part in ("HttpOnly", "SameSite=lax", "Max-Age=43200", "Path=/"):
        assert part in cookie
    assert "Secure" not in cookie
    assert "planted" not in cookie
    assert door.code not in cookie
    door.edge = Edge(public_url="https://monday.example.com")
    other = door.phone()
    headers = {"Host": "monday.example.com", "Origin": "https://monday.example.com"}
    answer = other.post("/join", data={"code": door.code, "name": "Kim"}, headers=headers)
    assert "Secure" in answer.headers["set-cookie"]


def test_close_ends_every_phone_at_once_and_says_so(door: Door) -> None:
    phone, code = door.joined(), door.code
    with socket_of(phone, "/_live"):
        pass
    door.close()
    assert phone.get("/taking-part").headers["location"] == "/join"
    with pytest.raises(WebSocketDisconnect), socket_of(phone, "/_live"):
        pass
    over = phone.get("/join")
    assert "Closed. Thank you for taking part." in over.text
    assert 'href="/login?next=%2Foutcomes"' in over.text
    assert GUEST not in phone.cookies
    assert "The code on the big screen" in phone.get("/join").text
    # A photograph of the screen opens nothing any more.
    assert "not right, or it is over" in door.phone().post("/join", data={"code": code}, headers=ORIGIN).text


def test_whoever_left_before_close_is_not_thanked_for_staying(door: Door) -> None:
    phone = door.joined()
    cookie = phone.cookies[GUEST]
    phone.post("/join/leave", headers=ORIGIN)
    door.close()
    phone.cookies.set(GUEST, cookie)
    assert "The meeting this phone had joined is over" in phone.get("/join").text


def test_a_wrong_code_stays_in_its_box_to_be_mended(door: Door) -> None:
    answer = door.phone().post("/join", data={"code": "K7MX <4TQ"}, headers=ORIGIN)
    assert answer.status_code == 400
    assert 'value="K7MX &lt;4TQ"' in answer.text


def test_whoever_is_refused_is_told_and_may_ask_again(door: Door) -> None:
    phone = door.phone()
    door.asks(phone)
    door.do(letting_in.refuse, door.meeting_id, 1)
    assert phone.get("/join/standing").text == "refused"
    assert phone.get("/taking-part").headers["location"] == "/join"
    assert "You were not let in" in phone.get("/join").text
    assert door.asks(phone).headers["location"] == "/join#"


def test_whoever_puts_the_phone_down_frees_the_name(door: Door) -> None:
    phone = door.joined()
    other = door.phone()
    assert "Somebody joined as Ben already" in door.asks(other).text
    token = phone.cookies[GUEST]
    assert phone.post("/join/leave", headers=ORIGIN).headers["location"] == "/join"
    assert GUEST not in phone.cookies
    phone.cookies.set(GUEST, token)
    assert phone.get("/taking-part").headers["location"] == "/join"
    assert door.asks(other).headers["location"] == "/join#"


def test_a_name_sent_by_hand_that_was_not_offered_is_refused(door: Door) -> None:
    phone = door.phone()
    for person in ("Chloe", "Ana", "Dev", "", "x", "²", "-1", "999999999999", "1 OR 1=1"):
        typed = {"code": door.code, "person": str(door.ids.get(person, person))}
        answer = phone.post("/join", data=typed, headers=ORIGIN)
        assert answer.status_code == 400
        assert "This name cannot be picked. Nothing was done" in answer.text
        assert GUEST not in phone.cookies


def test_a_name_of_somebody_signed_in_is_refused_by_hand(door: Door, empty: Settings) -> None:
    signed_in(empty, "Ben")
    answer = door.asks(door.phone())
    assert "whoever is signed in somewhere: " in answer.text.replace("\n", " ")


def test_what_a_guest_calls_themselves_is_shown_as_text(door: Door) -> None:
    phone = door.phone()
    door.asks(phone, "<b>Kim</b>")
    assert "&lt;b&gt;Kim&lt;/b&gt; asks to join" in phone.get("/join").text


def test_wrong_codes_pause_joining_and_nothing_else(door: Door, empty: Settings) -> None:
    phone = door.phone()
    for _ in range(30):
        assert phone.post("/join", data={"code": "22222222"}, headers=ORIGIN).status_code == 400
    for code in ("22222222", door.code):
        answer = door.phone().post("/join", data={"code": code}, headers=ORIGIN)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
        assert "Try again in 60 seconds" in answer.text
    inside = door.phone()
    inside.cookies.set(SESSION, signed_in(empty, "Ben"))
    assert inside.get("/monday").status_code == 200


def test_whoever_is_signed_in_is_not_asked_for_a_code(door: Door, empty: Settings) -> None:
    inside = door.phone()
    inside.cookies.set(SESSION, signed_in(empty, "Chloe"))
    # Nor does a cookie of a meeting that is over stand in their way.
    inside.cookies.set(GUEST, "old")
    assert "You are Chloe here, and need no code" in inside.get("/join").text
    assert "need no code" in inside.post("/join", data={"code": door.code}, headers=ORIGIN).text
    assert inside.get("/monday").text == "behind the gate"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_joins_nobody(door: Door, headers: dict[str, str]) -> None:
    phone = door.phone()
    assert phone.post("/join", data={"code": door.code}, headers=headers).status_code == 403
    assert phone.post("/join/leave", headers=headers).status_code == 403


def test_too_much_at_once_is_refused_before_it_is_read(door: Door) -> None:
    assert door.phone().post("/join", content=b"x" * 10_001, headers=ORIGIN).status_code == 413


def test_no_code_and_no_token_stands_in_an_address_or_the_log(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        phone = door.joined()
        phone.post("/join", data={"code": "CANARY22"}, headers=ORIGIN)
        door.phone().post("/join", data={"code": "CANARY22"}, headers=ORIGIN)
        phone.get("/monday")
    assert "a wrong code to join" in caplog.text
    assert not [secret for secret in (door.code, phone.cookies[GUEST], "CANARY22") if secret in caplog.text]
    # The script takes the code out of the address before anything else.
    assert SCRIPT.index("history.replaceState") < SCRIPT.index("submit")


def test_in_the_example_the_cookie_of_a_guest_goes_first(empty: Settings, tmp_path: Any) -> None:
    settings = Settings(tmp_path / "example.db", None, MONDAY)
    example_store(settings)
    store: Store = open_store(settings)
    doorkeeper = Doorkeeper(lambda: store)
    assert doorkeeper.standing("").name == "IN"
    assert doorkeeper.standing("", "gone").name == "JOINING"
    store.close()


# Behind the door: the page, run as the framework runs it.


@pytest.fixture
def at_the_page(
    door: Door, empty: Settings, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AppTest]:
    def opened(who: str = "Ben") -> AppTest:
        token = door.joined(who).cookies[GUEST]
        open_page(empty)
        monkeypatch.setattr(_actor, "_cookies", lambda: {GUEST: token})
        page = AppTest.from_file(str(FRAME), default_timeout=20).run()
        assert not page.exception
        return page

    return opened


def test_a_guest_has_no_other_page(at_the_page: Callable[..., AppTest]) -> None:
    page = at_the_page()
    for script in ("home.py", "monday.py", "actions.py", "settings.py", "action.py", "account.py"):
        with pytest.raises(ValueError, match="Could not find a navigation page"):
            page.switch_page(script)


def test_a_guest_sees_the_step_and_adds_an_item_a_hit_and_a_note(
    door: Door, at_the_page: Callable[..., AppTest]
) -> None:
    page = at_the_page("Kim")
    assert "1 of 9 · 2 minutes" in all_text(page)
    assert "Welcome" in all_text(page)
    of_entry(page.text_area, "taking_part.action.what").input("Ring them")
    of_entry(page.selectbox, "taking_part.action.owner").set_value(door.ids["Ben"])
    page.button(key="taking_part.save").click().run()
    assert [each.value.replace("\\", "") for each in page.success] == ["Saved: your action item."]
    assert of_entry(page.text_area, "taking_part.action.what").value == ""
    with reading(door.store) as session:
        (item,) = actions_of(session, door.meeting_id)
    assert (item.what, item.owner) == ("Ring them", "Ben")
    for kind, key in (("Hit", "hit.text"), ("Field note", "note.text")):
        page.segmented_control(key="taking_part.kind").set_value(kind).run()
        of_entry(page.text_area, f"taking_part.{key}").input("They said thanks")
        page.button(key="taking_part.save").click().run()
        assert not page.exception
        assert of_entry(page.text_area, f"taking_part.{key}").value == ""


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("runs", "**1 of 2 promises kept**"),
        ("misses", "1 of 1: **Bakery** · Oven"),
        ("field", "**Heard in the field**: They want a call"),
        ("actions", "**Ben**: Ring Bakery"),
    ],
)
def test_a_phone_shows_in_short_what_the_step_shows(
    door: Door,
    bring: Callable[..., Settings],
    at_the_page: Callable[..., AppTest],
    step: str,
    said: str,
) -> None:
    rows = [
        {
            "reference": "P-1",
            "customer": "Bakery",
            "promised_on": "2026-11-18",
            "delivered_on": "",
            "what": "Oven",
        },
        {
            "reference": "P-2",
            "customer": "Acme",
            "promised_on": "2026-11-18",
            "delivered_on": "2026-11-18",
            "what": "",
        },
    ]
    bring(Kind.PROMISES, rows)
    door.do(log_note, kind=NoteKind.HEARD, text="They want a call", today=TODAY)
    door.do(
        add_action, what="Ring Bakery", owner_id=door.ids["Ben"], due_on=TODAY, meeting_id=None, today=TODAY
    )
    door.do(meetings.close_meeting, door.meeting_id)
    door.meeting_id = door.do(
        meetings.start_meeting, weeks=[Week(2026, 47)], expected=[door.ids["Ben"]], today=TODAY
    )
    place = next(place for place, each in enumerate(STANDARD) if each.key == step)
    door.do(meetings.go_to_step, door.meeting_id, pressed_on=0, to=place)
    assert said in all_text(at_the_page())


def test_a_guest_applauds_votes_answers_rates_and_answers_the_pulse(
    door: Door, at_the_page: Callable[..., AppTest]
) -> None:
    door.do(log_win, text="They said thanks", happened_on=date(2026, 11, 20), today=TODAY)
    for title in ("Parts", "Noon"):
        door.do(talk.raise_topic, title=title, meeting_id=door.meeting_id)
    page = at_the_page("Kim")

    def go_to(key: str) -> None:
        place = next(place for place, step in enumerate(STANDARD) if step.key == key)
        with reading(door.store) as session:
            found = queries.open_meeting(session)
        assert found is not None
        door.do(meetings.go_to_step, door.meeting_id, pressed_on=found.step, to=place)
        page.run()

    def press(key: str) -> None:
        page.button(key=key).click().run()
        assert not page.exception
        assert not page.error

    go_to("hits")
    assert "Everyone: They said thanks" in all_text(page).replace("*", "")
    press("applause.win.1")
    press("applause.win.1")
    assert page.button(key="applause.win.1").label == "Applaud · 2"
    door.do(votes.ask_for_votes, door.meeting_id)
    go_to("solve")
    # Nothing to vote on stands before the rest.
    assert "What both teams can only solve together." in all_text(page)
    page.checkbox(key="monday.vote.2").check()
    press("monday.vote.save")
    assert "You voted for 1 topic." in all_text(page)
    door.do(talk.decide, door.meeting_id, text="One list")
    door.do(meetings.look_at, door.meeting_id, focus="decision 1")
    page.run()
    page.radio(key="monday.own.answer.1.1").set_value(Answer.CAN_LIVE)
    press("monday.own.save.1")
    assert "You said: ≈ Kim (guest, joined by code) can live with it" in all_text(page).replace("*", "")
    door.do(consensus.go_on_without, 1)
    go_to("close")
    page.button(key="monday.rate.save").click().run()
    assert "Choose a number from 1 to 10. Nothing was saved." in page.error[0].value
    page.radio(key="monday.rate.value").set_value(9)
    press("monday.rate.save")
    assert "✓ Your rating is counted. Thank you." in all_text(page)
    for question in Question:
        page.radio(key=f"monday.pulse.{question.name.lower()}").set_value(4)
    press("monday.pulse.save")
    assert "✓ Your answers to the pulse are counted. Thank you." in all_text(page)
    with reading(door.store) as session:
        assert ratings_given(session, door.meeting_id) == (1, 0)
        assert [found.people for found in pulses(session)] == [1]


def test_a_page_that_was_open_at_close_says_that_it_is_over_and_saves_nothing(
    door: Door, at_the_page: Callable[..., AppTest]
) -> None:
    page = at_the_page()
    of_entry(page.text_area, "taking_part.action.what").input("Too late")
    door.close()
    page.button(key="taking_part.save").click().run()
    assert "The meeting is over, or you left it; what you saved is saved." in all_text(page)
    with reading(door.store) as session:
        assert actions_of(session, door.meeting_id) == ()


def test_a_tab_that_comes_back_as_another_guest_starts_clean(
    door: Door, at_the_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at_the_page("Kim")
    page.session_state["taking_part.draft"] = "what Kim typed"
    other = door.joined("Lou").cookies[GUEST]
    monkeypatch.setattr(_actor, "_cookies", lambda: {GUEST: other})
    assert "taking_part.draft" not in page.run().session_state


def test_whoever_leads_sees_the_code_who_asks_and_lets_in(
    door: Door, empty: Settings, open_page: OpenPage
) -> None:
    door.asks(door.phone())
    page = open_page(empty, name="Ana").switch_page("monday.py").run()
    assert code_as_shown(door.code) in all_text(page)
    assert "Ben asks to join" in all_text(page).replace("*", "")
    page.button(key="monday.let_in.1").click().run()
    assert "asks to join" not in all_text(page)
    assert "Here: 2 of 3" in all_text(page)
    # Nobody else is shown the code, nor who asks.
    door.asks(door.phone(), "Kim")
    other = open_page(empty, name="Chloe").switch_page("monday.py").run()
    assert code_as_shown(door.code) not in all_text(other)
    assert "asks to join" not in all_text(other)


def test_nobody_is_told_who_has_an_account(door: Door) -> None:
    """A name is refused by the same words whether its owner can sign in or is only named in a list."""
    assert email_of("Ben") not in door.phone().post("/join", data={"code": door.code}, headers=ORIGIN).text
