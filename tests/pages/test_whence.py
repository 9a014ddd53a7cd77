"""Where a request comes from is what the nearest proxy saw, if the settings name it, and nobody else's word.

Asked behind what the real server puts before every program: it changes the address by the same header.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from pages._web.edge import Edge

HERE, ELSEWHERE, CLIENT, CHOSEN = "127.0.0.1", "10.0.0.7", "192.0.2.9", "6.6.6.6"
NAMED = Edge(proxies=(HERE, ELSEWHERE))
USUAL = "127.0.0.1,::1"
"""Whose word the server takes when nobody tells it otherwise."""


def asked(*lines: str, peer: str = HERE, edge: Edge = NAMED) -> str:
    """The address of a request with these lines of X-Forwarded-For."""
    found: list[str] = []

    async def program(scope: Scope, receive: Receive, send: Send) -> None:
        found.append(edge.address_of(scope))

    headers = [(b"x-forwarded-for", line.encode("latin-1")) for line in lines]
    scope: Any = {"type": "http", "headers": headers, "client": (peer, 40000)}
    server: Any = ProxyHeadersMiddleware(program, trusted_hosts=USUAL)  # type: ignore[arg-type]
    asyncio.run(server(scope, None, None))
    return found[0]


@pytest.mark.parametrize("peer", [HERE, ELSEWHERE, "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize(
    "lines",
    [
        (CLIENT,),
        (f"{CHOSEN}, {CLIENT}",),
        (CHOSEN, CLIENT),
        (f"{CHOSEN}, 7.7.7.7", f"8.8.8.8,{CLIENT}"),
        (f"{CHOSEN}, {HERE}", CLIENT),
        ("", f" {CLIENT} "),
        ("junk", f"{CLIENT}:4711"),
        (", ".join([CHOSEN] * 10_000), CLIENT),
        (*[CHOSEN] * 10_000, CLIENT),
    ],
)
def test_the_last_address_of_all_lines_counts(peer: str, lines: tuple[str, ...]) -> None:
    assert asked(*lines, peer=peer) == CLIENT


@pytest.mark.parametrize("own", [HERE, "::1", "[::1]:4711", "127.0.0.1:4711", "::ffff:127.0.0.1", "::1%lo"])
@pytest.mark.parametrize(
    "said", [(CHOSEN,), (CHOSEN, HERE), ("::1", CHOSEN), ("127.0.0.1:1, 6.6.6.6",), ("junk",)]
)
def test_a_client_on_the_machine_of_the_proxy_cannot_choose_its_address(
    own: str, said: tuple[str, ...]
) -> None:
    assert asked(*said, own) == HERE
    assert asked(f"{', '.join(said)}, {own}") == HERE


@pytest.mark.parametrize(
    ("word", "address"),
    [
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.9", CLIENT),
        ("192.0.2.9:80", CLIENT),
    ],
)
def test_one_address_is_one_however_it_is_written(word: str, address: str) -> None:
    assert asked(CHOSEN, word) == address
    assert asked(CHOSEN, word, peer=ELSEWHERE) == address


@pytest.mark.parametrize(
    "word", ["", " ", "unknown", "_hidden", "192.0.2", "[2001:db8::1", "1.2.3.4.5", "é\x85", "x" * 9_000]
)
def test_what_is_no_address_counts_as_the_proxy(word: str) -> None:
    expected = "2001:db8::1" if "db8" in word else None
    assert asked(CHOSEN, word) == (expected or HERE)
    assert asked(CHOSEN, word, peer=ELSEWHERE) == (expected or ELSEWHERE)


@pytest.mark.parametrize(
    "lines", [(CHOSEN,), (CHOSEN, "7.7.7.7"), (f"{CHOSEN}, {HERE}",), (HERE,), ("junk",), ("",)]
)
def test_nobody_elses_word_is_taken(lines: tuple[str, ...]) -> None:
    assert asked(*lines, edge=Edge()) == HERE
    assert asked(*lines, edge=Edge(proxies=(ELSEWHERE,))) == HERE
    assert asked(*lines, peer=CLIENT) == CLIENT
    assert asked(*lines, peer=ELSEWHERE, edge=Edge(proxies=(HERE,))) == ELSEWHERE


def test_without_a_word_it_is_the_other_end() -> None:
    assert [asked(peer=peer) for peer in (HERE, ELSEWHERE, CLIENT)] == [HERE, ELSEWHERE, CLIENT]


WORDS = st.lists(
    st.sampled_from(
        [
            HERE,
            "::1",
            ELSEWHERE,
            CHOSEN,
            "junk",
            "",
            "[::1]:5",
            "127.0.0.1:x",
            "2001:db8::5",
            "::ffff:127.0.0.1",
        ]
    ),
    max_size=5,
)


@given(st.lists(WORDS.map(", ".join), max_size=4), st.sampled_from([HERE, ELSEWHERE]))
def test_whatever_a_client_says_the_word_of_its_proxy_decides(said: list[str], peer: str) -> None:
    assert asked(*said, CLIENT, peer=peer) == CLIENT
    assert asked(", ".join([*said, CLIENT]), peer=peer) == CLIENT
    assert asked(*said, HERE, peer=peer) == HERE
    assert asked(*said, edge=Edge()) == HERE


@given(st.lists(WORDS.map(", ".join), max_size=4))
def test_who_connects_from_elsewhere_is_themselves_or_at_most_this_machine(said: list[str]) -> None:
    assert asked(*said, peer=CLIENT) == CLIENT
    # Its own address before this machine's is what the server would have made of a connection of this machine.
    assert asked(*said, CLIENT, HERE, peer=CLIENT) in (CLIENT, HERE)
