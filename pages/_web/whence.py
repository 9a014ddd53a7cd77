"""Where a request comes from: the other end of its connection, or the last word of a proxy named in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

FORWARDED = "x-forwarded-for"
LOOPBACK = "127.0.0.1"


def peer_of(scope: Scope) -> str:
    """The other end of the connection, whatever headers say.

    The server below has put another address there, before anybody else sees it, where a connection of this machine
    said one: the last word that is not this machine's own, else the first. By that, whoever asks from this machine
    would choose their address. Who connects from elsewhere, and tells its own address so, is taken for this machine.
    """
    client = scope.get("client")
    address = str(client[0]) if client else ""
    words = tuple(_words(scope))
    said = next((word for word in words if as_written(word) != LOOPBACK), words[-1] if words else "")
    is_said = bool(said) and (address == said or as_written(address) == as_written(said) != "")
    return LOOPBACK if is_said else as_written(address) or address


def last_word(scope: Scope) -> str:
    """The last address of all lines, which is what the nearest proxy saw; empty where that is no address."""
    return as_written(next(_words(scope), ""))


def is_said(scope: Scope) -> bool:
    return any(_words(scope))


def as_written(said: str) -> str:
    """An address as it is compared, without brackets, port or zone; empty for what is none. Both of this machine are
    one."""
    said = said.strip().strip('"')
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        found: IPv4Address | IPv6Address = ip_address(said.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    return LOOPBACK if str(found) == "::1" else str(found)


def _words(scope: Scope) -> Iterator[str]:
    """All words of all lines, the last first: a proxy adds a word to a line, or a line of its own."""
    for line in reversed(Headers(scope=scope).getlist(FORWARDED)):
        yield from (word.strip() for word in reversed(line.split(",")))
